"""Writing a target in place, so that the article's blocks stay what they were.

Every function takes a target folded to one line that is not blank, and is total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from localize.formats.markdown_blocks import parser
from localize.formats.markdown_inline import scan

_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
_BREAK = re.compile(r"<br\s*/?>")
_NUMBER = re.compile(r"(\d{1,9})([.)])")
_TRAILING_MARK = re.compile(r"(?:(?<=[ \t])|^)(?=#+$)")
_RULE = re.compile(r"[-*_\s]+")
"""What a list marker in front may turn into a thematic break."""
_BAR = re.compile(r"(?<!\\)\|")
_JOINER = "&#8288;"
"""A word joiner, which shows nothing, and starts no block."""


def paragraph(line: str, *, source: str, hard_break: tuple[str, str] | None) -> str:
    """A line as a paragraph's text.

    Args:
        line: What to write.
        source: What the article has there.
        hard_break: How this paragraph breaks a line: the mark, and what leads to the text of the next line. Where it
            does, the source says `<br>`.
    """
    if hard_break is not None:
        mark, onward = hard_break
        *broken, last = (part.strip(" ") for part in _BREAK.split(line))
        first, *rest = (*(part + mark for part in broken), last)
        lines = [_unlike_block(first, source), *(_unlike_block(part) for part in rest)]
        if all(map(str.strip, lines)) and _is_paragraph("\n".join(lines)):
            return onward.join(lines)
    return _unlike_block(line, source)


def heading(line: str, *, guarded: bool) -> str:
    """A line behind `#`: marks at its end would be lost, unless it is *guarded* by what follows."""
    return line if guarded else _TRAILING_MARK.sub(r"\\", line)


def cell(line: str, *, source: str, guarded: bool) -> str:
    """A line between the bars of a table; *guarded* when a bar stands in front of it."""
    line = escape_bars(line)
    if line.endswith("\\"):
        line += " "
    return line if guarded else _unlike_block(f"{line} |", source)[:-2]


def escape_bars(text: str) -> str:
    """*text* without a bar that could end a cell."""
    return _BAR.sub(r"\|", text)


def alternative(line: str, *, label: str) -> str:
    """A line as an image's alternative text, with the *label* of the reference that the old one was, if it was one."""
    line = _even("".join(_self_contained(line)))
    return f"{line}][{label}]" if label else line


def title(line: str, *, quote: str) -> str:
    """A line as a title between *quote* and its counterpart."""
    marks = "()" if quote == "(" else quote
    return _even(re.sub(rf"(\\.)|([{marks}])", lambda m: m[1] or "\\" + m[2], line))


def _even(text: str) -> str:
    """*text*, its last backslash doubled if it would escape what follows."""
    return text + "\\" * ((len(text) - len(text.rstrip("\\"))) % 2)


def _self_contained(text: str) -> Iterator[str]:
    """*text* in pieces, with marks escaped that could pair with marks outside it."""
    end = 0
    for span in scan(text):
        if span.kind != "emphasis" and span.start >= end:
            yield re.sub(r"[\[\]`<]", r"\\\g<0>", text[end : span.start])
            yield text[span.start : span.end]
            end = span.end
    yield re.sub(r"[\[\]`<]", r"\\\g<0>", text[end:])


def _unlike_block(line: str, source: str = "") -> str:
    """*line*, changed as little as may be, so that it starts nothing but a paragraph.

    Args:
        line: What to write.
        source: What starts the paragraph in the article; empty for a line further down. Some lines start a block
            only below another line: `: x` is a definition there. They may stay where the source starts so.
    """
    line = line.lstrip("\ufeff")  # on top of a file, a byte order mark would vanish, and bare what follows
    if line[:1].isalpha():
        return line
    for written in (line, *_escaped(line)):
        alone = not source or (_is_paragraph(written) and not _RULE.fullmatch(written))
        if alone and (source.startswith(written[:2]) or _is_paragraph(f"x\n{written}")):
            return written
    return _JOINER + line


def _escaped(line: str) -> Iterator[str]:
    if number := _NUMBER.match(line):
        yield f"{number[1]}\\{line[number.end() - 1 :]}"
    elif line.startswith("["):
        yield line.replace("]:", "]\\:", 1)
    elif line[:1] in set("#>*+-_=~`:|"):
        yield "\\" + line


def _is_paragraph(text: str) -> bool:
    """Whether *text* reads as one paragraph, whole."""
    tokens: list[Token] = []
    parser().block.parse(text, parser(), {"rows": {}}, tokens)
    return [t.type for t in tokens] == _PARAGRAPH and tokens[1].content.strip() == text.strip()
