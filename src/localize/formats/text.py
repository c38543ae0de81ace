"""Plain text: paragraphs between blank lines, list items, columns, and the first line that newswires put on top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from localize.document import Code, Document, Encode, Unit
from localize.formats.copy import Copy
from localize.formats.literals import with_literals

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(rf"([^\r\n]*)(?:{_LINE_END.pattern}|\Z)")
_HEADER = re.compile(r"\ufeff?[^\S\r\n]*date (\d{4}-\d{2}-\d{2}) (?=[^\r\n]*[^\s])([^\r\n]+)")
_MARKER = re.compile(r"(?:[-*•]|(?P<number>\d{1,3})\.)[ \t]+(?=\S)")

_GAP = re.compile(rf"(?>{_LINE_END.pattern})[^\S\r\n]*(?:{_LINE_END.pattern}|\Z)")
_SLUG = r"(?:BC|[AP]M(?=[^,]+[-,]))(?:--?[\w.'&]+)+(?:, ?\d+(?:st|nd|rd|th) [\w-]+)?"
"""What newswires file a story under, on a line of its own: `BC-EU--Space-Moon,1st Ld-Writethru`; `AM-FM` alone is a text."""

_NO_TEXT = re.compile(rf"(?:\W|_)*|\d{{1,3}}\.|{_SLUG}")
"""Underlines, rules, lone markers and slugs: they part paragraphs as blank lines do, and are no text to translate."""

_COLUMN = re.compile(r"(?<=\S)(?: {3,}|[ ]*\t\s*)(?=\S)")
"""What parts the columns of a table that somebody laid out by hand: three blanks, or a tab."""

_Piece = tuple[int, str]
"""A line's share of a unit: its offset, and its text without blanks at the ends."""


def parse(text: str, front_matter: frozenset[str], language: str = "") -> Document:  # noqa: ARG001 - the port's
    """The paragraphs and list items of *text*.

    A first line `date 2025-04-25 Title` gives the day, and a unit of its title.
    """
    header, day = _header(text)
    units: list[Unit] = []
    if header:
        title = header[2].strip()
        units += _unit(text, "title", 1, [(header.start(2) + header[2].index(title), title)])
    for role, line, pieces in _paragraphs(text, header.end() if header else int(text.startswith("\ufeff"))):
        units += _unit(text, role, line, pieces)
    return Document(text, tuple(units), (), day)


def codes(source: str) -> tuple[Code, ...]:
    """The URLs, addresses and placeholders in *source*."""
    return with_literals(source, ())


def dress(text: str, copy: Copy) -> str:
    """*text* with the copy's label, if it has one, and day as a paragraph below the first line of a newswire, or on top."""
    if not copy.label:
        return text
    eol = line_end(text)
    label = (f"{copy.locale.long_date(copy.day)} · " if copy.day else "") + fold(copy.label)
    header, _ = _header(text)
    if not header:
        mark = text[: text.startswith("\ufeff")]
        return f"{mark}{label}{eol}{eol}{text[len(mark) :]}"
    rest = text[header.end() :]
    gap = "" if _GAP.match(rest) else eol
    return f"{text[: header.end()]}{eol}{eol}{label}{gap}{rest}"


def line_end(text: str) -> str:
    """The line end that *text* uses first; a newline where it has none."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def fold(text: str) -> str:
    """*text* on one line, without blanks at its ends."""
    return " ".join(filter(None, (line.strip() for line in re.split(r"[\r\n]+", text))))


def in_place(target: str, *, source: str, written: str, write: Encode) -> str:
    """What a target is written as, once *write* has seen to what its place asks for.

    A target that is the source, or blank, leaves what was *written* in the article: wraps, quotes and all.
    """
    line = fold(target)
    return written if line in {"", source} else write(line)


def _header(text: str) -> tuple[re.Match[str] | None, date | None]:
    """A newswire's first line, and its date."""
    header = _HEADER.match(text)
    try:
        return (header, date.fromisoformat(header[1])) if header else (None, None)
    except ValueError:
        return None, None


def _paragraphs(text: str, start: int) -> Iterator[tuple[str, int, list[_Piece]]]:
    """The lines that belong together from offset *start* on: their role, the number of the first, and their text."""
    role, first = "", 0
    pieces: list[_Piece] = []
    for number, line in enumerate(_LINE.finditer(text, start), 1):
        content = "" if _NO_TEXT.fullmatch(line[1].strip()) else line[1].strip()
        offset = line.start() + len(line[1]) - len(line[1].lstrip())
        if _COLUMN.search(content):
            if pieces:
                yield role, first, pieces
                pieces = []
            yield from (("table cell", number, [(offset + at, cell)]) for at, cell in _cells(content))
            continue
        marker = _MARKER.match(content)
        if marker and pieces and not role and marker["number"] not in {None, "1"}:
            marker = None  # a sentence may end in a year at the start of a line: only 1 begins a list in a paragraph
        if pieces and (marker or not content):
            yield role, first, pieces
            pieces = []
        if not pieces:
            role, first = "list item" if marker else "", number
        skipped = marker.end() if marker else 0
        pieces += [(offset + skipped, content[skipped:])] if content else []


def _cells(content: str) -> Iterator[_Piece]:
    """The cells of a line that is laid out in columns."""
    at = 0
    for gap in (*_COLUMN.finditer(content), None):
        yield at, content[at : gap.start() if gap else len(content)]
        at = gap.end() if gap else at


def _unit(text: str, role: str, line: int, pieces: list[_Piece]) -> Iterator[Unit]:
    """The unit of *pieces*, if it holds a word."""
    source = " ".join(content for _, content in pieces)
    if _has_words(source):
        end = pieces[-1][0] + len(pieces[-1][1])
        start, written = pieces[0][0], text[pieces[0][0] : end]
        yield Unit(
            start,
            end,
            source,
            role,
            line,
            encode=partial(in_place, source=source, written=written, write=str),
        )


def _has_words(source: str) -> bool:
    end = 0
    for code in (*codes(source), Code(len(source), len(source), "")):
        if any(map(str.isalpha, source[end : code.start])):
            return True
        end = code.end
    return False
