"""What of a block is language: lines and marks that belong to a machine are cut off it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from localize.formats.markdown_lines import Block, Line

_MACHINE = re.compile(
    r"""
      \s*+(?: (?: \{\{[<%](?:(?!\}\}).)*+\}\} | \{%(?:(?!%\}).)*+%\} ) \s*+ )++     # shortcodes
    | \{:[^{}]*\}                                                                   # {: .note}
    | \[!\w+\][-+]?[ \t]*                                                          # [!NOTE]
    | \[\[?_?TOC_?\]?\] | :{3,}.*
    """,
    re.VERBOSE,
)
_MARK = re.compile(r"\s*+[{\[:$]")
"""What a line starts with that `_MACHINE` matches, or that starts a region."""

_REGIONS = (
    (re.compile(r"\$\$"), re.compile(r".*\$\$\s*$")),
    (re.compile(r"\{%-?\s*highlight\b"), re.compile(r".*\{%-?\s*endhighlight\b")),
    (re.compile(r"\{%-?\s*raw\b"), re.compile(r".*\{%-?\s*endraw\b")),
    (re.compile(r"\{\{[<%]\s*highlight\b"), re.compile(r".*\{\{[<%]\s*/\s*highlight\b")),
)
"""The first and the last line of what is no language: formulas, code between a template's marks."""

_CALLOUT = re.compile(r"\[!\w+\][-+]?[ \t]+(?=\S)")
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{[:.#][^{}]*+\}$")


def language(blocks: Sequence[Block]) -> Iterator[Block]:
    """The parts of *blocks* that people wrote for people, in order."""
    machine = _machine_lines([line for block in blocks if block.kind != "cell" for line in block.lines])
    for block in blocks:
        for lines in _runs(block.lines, set() if block.kind == "cell" else machine):
            if stripped := _strip(lines):
                yield _peeled(block if stripped == block.lines else replace(block, lines=stripped))


def _runs(lines: Iterable[Line], machine: set[int]) -> Iterator[list[Line]]:
    """*lines* in the parts that the *machine*'s lines leave; a callout's title is a part of its own."""
    run: list[Line] = []
    for line in lines:
        dead = line.number in machine
        callout = None if dead else _CALLOUT.match(line.text)
        if dead or callout:
            yield run
            run = []
        if callout:
            yield [_after(line, callout.end())]
        elif not dead:
            run.append(line)
    yield run


def _machine_lines(lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines that hold no language."""
    marked = [line for line in lines if _MARK.match(line.text)]
    dead = {line.number for line in marked if _MACHINE.fullmatch(line.text)}
    for opening, closing in _REGIONS:
        if not any(opening.match(line.text) for line in marked):
            continue
        first = 0
        for line in lines:
            begin = None if first else opening.match(line.text)
            first = line.number if begin else first
            if first and closing.match(line.text, begin.end() if begin else 0):
                dead.update(range(first, line.number + 1))
                first = 0
    return dead


def _strip(lines: Iterable[Line]) -> tuple[Line, ...]:
    """*lines* without blanks of any script at either end."""
    kept = list(lines)
    while kept and not kept[0].text.strip():
        del kept[0]
    while kept and not kept[-1].text.strip():
        del kept[-1]
    if kept:
        kept[0] = _after(kept[0], len(kept[0].text) - len(kept[0].text.lstrip()))
        kept[-1] = _upto(kept[-1], len(kept[-1].text.rstrip()))
    return tuple(kept)


def _after(line: Line, width: int) -> Line:
    """*line* without its first *width* characters."""
    if not width:
        return line
    return Line(line.number, line.start + width, line.text[width:], line.before + line.text[:width])


def _upto(line: Line, width: int) -> Line:
    """The first *width* characters of *line*."""
    return line if width == len(line.text) else replace(line, text=line.text[:width])


def _peeled(block: Block) -> Block:
    """*block* without a task's box, or a heading's attributes."""
    first, last = block.lines[0], block.lines[-1]
    if block.role == "list item" and (box := _TASK.match(first.text)):
        return replace(block, lines=(_after(first, box.end()), *block.lines[1:]))
    if block.role == "heading" and (attributes := _ATTRIBUTES.search(last.text)) and attributes.start():
        return replace(block, lines=(*block.lines[:-1], _upto(last, attributes.start())), guarded=True)
    return block
