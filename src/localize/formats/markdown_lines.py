"""The lines of a Markdown text, the blocks made of them, and those blocks that lines of a usual shape make.

Most text is plain paragraphs, headings behind `#` and lists of one line an item. Their first characters say so, and
reading them here takes a sixth of the parser's time. What is not sure is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TEXT = r"""(?:
      [^\s\d#>+*_=`~|:\[<-]           # starts nothing but text
    | [*_]{1,3}+[^\s*_] | `{1,2}+(?!`)  # no rule, item or fence
    | \d++(?![.)])                    # no item
    | \[[^\[\]\\^]*+\](?!:)           # no definition
)(?:.*\S)?"""
_SHAPE = re.compile(
    rf"""(?:
      \#{{1,6}}[ \t]+ (?P<title>(?=\S)[^|]*[^|\s\#])      # with a bar it may be the head of a table
    | (?P<marker>(?:[-+*]|[0-9]{{1,9}}[.)])\ {{1,4}}) (?P<item>{_TEXT})
    | (?P<text>{_TEXT})
    )[ \t]*""",
    re.VERBOSE,
)
"""A line that the shape of its start decides about; the last group is what it says."""

_DEFINES = re.compile(r"[ \t]*[:~][ \t]")


@dataclass(frozen=True, slots=True)
class Line:
    """The part of a line that belongs to a block."""

    number: int
    """Line of the article, counted from 1."""

    start: int
    """Offset in the article of the part's first character."""

    text: str

    before: str
    """What the line holds in front of it: quote marks, indentation, a list marker. Empty for a cell."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of running text that are laid out as one."""

    kind: str
    """`paragraph` (also an underlined heading), `heading` (behind `#`), `cell`, `definition` or `html`."""

    role: str
    """The unit's role."""

    lines: tuple[Line, ...]
    """At least one."""

    guarded: bool = False
    """Of a heading: something stands behind its text. Of a cell: a bar stands in front of it."""


def blank(line: Line) -> bool:
    """Whether a line parts blocks."""
    return not line.text.strip(" \t")


def usual(lines: Sequence[Line], first: int) -> tuple[list[Block], int]:
    """The blocks that start at number *first* of *lines*, where none is open, and the number of the line behind them.

    No blocks, and *first*, where only the parser can tell; it would tell the same blocks otherwise.
    """
    shape = _SHAPE.fullmatch(lines[first].text)
    if not shape:
        return [], first
    if shape.lastgroup == "title":
        return [Block("heading", "heading", (_said(lines[first], shape),))], first + 1
    return _items(lines, first) if shape.lastgroup == "item" else _paragraph(lines, first, shape)


def _paragraph(lines: Sequence[Line], first: int, shape: re.Match[str]) -> tuple[list[Block], int]:
    """The paragraph that starts at number *first*, a line of that *shape*, if it ends with its plain lines."""
    end = first + 1
    while end < len(lines) and (more := _SHAPE.fullmatch(lines[end].text)) and more.lastgroup == "text":
        end, shape = end + 1, more
    if not _ended(lines, end):
        return [], first
    return [Block("paragraph", "", (*lines[first : end - 1], _said(lines[end - 1], shape)))], end


def _ended(lines: Sequence[Line], end: int) -> bool:
    """Whether a paragraph of plain lines ends in front of number *end*, and is no term that is defined below."""
    if end == len(lines):
        return True
    if blank(lines[end]):
        return end + 1 == len(lines) or not _DEFINES.match(lines[end + 1].text)
    shape = _SHAPE.fullmatch(lines[end].text)
    return shape is not None and (shape["marker"] or "-")[0] in "-+*"  # a number other than 1 would go on


def _items(lines: Sequence[Line], first: int) -> tuple[list[Block], int]:
    """The items of one line from number *first* on, if none of them goes on below, nor their list otherwise."""
    blocks: list[Block] = []
    end, kind = first, ""
    while end < len(lines):
        shape = _SHAPE.fullmatch(lines[end].text)
        mark = shape["marker"].rstrip()[-1] if shape and shape["marker"] else ""
        if shape and mark and mark == (kind or mark):
            blocks.append(Block("paragraph", "list item", (_said(lines[end], shape),)))
            kind = mark
        elif not blank(lines[end]):
            parted = blank(lines[end - 1]) and (shape or lines[end].text[0] not in " \t-+*0123456789")
            return (blocks, end) if mark or parted else ([], first)
        end += 1
    return blocks, end


def _said(line: Line, shape: re.Match[str]) -> Line:
    """What a *line* of that *shape* says."""
    start, end = shape.span(shape.lastgroup or 0)
    whole = end - start == len(line.text)
    return line if whole else Line(line.number, line.start + start, line.text[start:end], line.text[:start])
