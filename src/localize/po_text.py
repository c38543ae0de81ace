"""The text of a PO file, cut into one block for each entry: what is not changed can be written back as it was.

A file that GNU gettext would refuse, or that we could not write back whole, is refused here with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from localize.catalog import Entry
from localize.errors import CatalogError

COMMENT, NOTE, REFERENCE, FLAG, PREVIOUS = "#", "#.", "#:", "#,", "#|"
KINDS = (COMMENT, NOTE, REFERENCE, FLAG, PREVIOUS, "msgctxt", "msgid", "msgid_plural", "msgstr")
"""The kinds of lines in an entry, in the order in which `msgcat` writes them."""

BOM = "\ufeff".encode()
"""The byte order mark that a file may start with."""

_BLANKS = " \t\f\v"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_QUOTED = re.compile(_STRING)
_STRINGS = re.compile(rf"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?[ \t]*((?:{_STRING}[ \t]*)+)")
_WORDS = re.compile(r"(msgctxt )?msgid( msgid_plural( msgstr\[\d+\])+| msgstr)")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_CONFLICT = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\a": "\\a", "\b": "\\b", "\t": "\\t",
    "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
}  # fmt: skip
_ANY_ESCAPE = re.compile(r"\\.")
_FOREIGN = re.compile(r'(?<!\\)(?:\\\\)*(\\[^\\"abtnvfr]|\x04)')
_ESCAPE = str.maketrans(_ESCAPES)
_ESCAPED = re.compile(r'[\\"\a\b\t\n\v\f\r]')
_UNESCAPE = {escape: char for char, escape in _ESCAPES.items()}


@dataclass(frozen=True, slots=True)
class Block:
    """One entry's part of the text, in lines."""

    line: int
    """Line of the file where it starts, counted from 1."""

    start: int
    """Where it starts: so many bytes stand before it."""

    end: int
    """Where it ends, its last line end included; blank lines behind it are not."""

    lines: Mapping[str, Sequence[str]]
    """Its lines by kind, without line ends, and those that hold strings without their `#~`, `#|` or `#~|`."""

    values: Mapping[str, str]
    """What its strings say, by word: `msgid`, `msgstr[1]`; with a bar in front for the previous ones: `|msgid`."""

    obsolete: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The entries of a PO file and where they stand in its bytes, header included."""

    entries: Sequence[Entry]
    starts: Sequence[int]
    ends: Sequence[int]
    """Where the text of each starts and ends, its last line end included, the blank lines behind it not."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    raw: str
    kind: str = ""
    """One of the first five KINDS, `msg` for a string of the entry's own, empty for a blank line."""

    text: str = ""
    word: str = ""
    """What opens the string; empty where it goes on."""

    value: str = ""
    obsolete: bool = False

    @property
    def closes(self) -> bool:
        """Whether an entry may end here."""
        return self.kind == "msg" and self.word.startswith("msgstr")

    @property
    def continues(self) -> bool:
        """Whether it belongs to an entry that could have ended before."""
        return not self.kind or (self.kind == "msg" and (not self.word or self.word.startswith("msgstr[")))


def quote(text: str) -> str:
    """*text* as one string."""
    return f'"{text.translate(_ESCAPE) if _ESCAPED.search(text) else text}"'


def quoted(word: str, text: str) -> tuple[str, ...]:
    """The lines of *word* as `msgcat --no-wrap` writes them: split behind line breaks only."""
    if "\n" not in text[:-1]:
        return (f"{word} {quote(text)}",)
    return (f'{word} ""', *map(quote, _LINES.findall(text)))


def unquoted(line: str, number: int | None = None) -> str:
    """What the strings on a line say.

    Raises:
        CatalogError: They hold an escape by number, or U+0004, which parts contexts from sources in compiled catalogs.
    """
    inner = "".join(string[1:-1] for string in _QUOTED.findall(line))
    foreign = _FOREIGN.search(inner)
    if foreign:
        found = foreign[1].replace("\x04", "U+0004")
        hint = "write the character itself" if "\\" in found else "remove it"
        raise CatalogError(f"a string holds what localize cannot read: {found}", line=number, hint=hint)
    return unescaped(inner) if "\\" in inner else inner


def unescaped(inner: str) -> str:
    """What the inside of a string says; its escapes are those that we write."""
    return _ANY_ESCAPE.sub(lambda escape: _UNESCAPE[escape[0]], inner)


def cut(text: str) -> list[Block]:
    """The blocks of a PO file's text, its header among them; comments behind the last one belong to none.

    Raises:
        CatalogError: It is no PO file, or one that could not be written back whole. The error has a line but no path.
    """
    groups: list[list[_Line]] = [[]]
    closed = False
    for number, raw in enumerate(_LINES.findall(text.removeprefix(BOM.decode())), 1):
        line = _line(number, raw)
        if closed and not line.continues:
            groups.append([])
            closed = False
        groups[-1].append(line)
        closed = closed or line.closes
    if not closed and not any(line.kind == "msg" for line in groups[-1]):
        groups.pop()
    sizes = [sum(map(_size, group)) for group in groups]
    starts = accumulate(sizes, initial=len(BOM) if text.startswith(BOM.decode()) else 0)
    return [_block(group, start) for group, start in zip(groups, starts, strict=False)]


def _size(line: _Line) -> int:
    return len(line.raw.encode())


def _line(number: int, raw: str) -> _Line:
    text = raw.rstrip("\r\n").lstrip(" \t")
    sort = text[:2]
    if text.strip(_BLANKS) in {"", "#~", "#|", "#~|"}:
        return _Line(number, raw)
    if sort in {"#~", "#|"} or not text.startswith("#"):
        return _strings(number, raw, text)
    if sort == "#=":  # the sticky flags of gettext 1.0; older ones take them where the others are
        sort, text = FLAG, f"{FLAG}{text[2:]}"
    return _Line(number, raw, sort if sort in {NOTE, REFERENCE, FLAG} else COMMENT, text)


def _strings(number: int, raw: str, text: str) -> _Line:
    content = text.removeprefix("#~").removeprefix("#").strip(_BLANKS)
    kind = PREVIOUS if text.startswith(("#|", "#~|")) else "msg"
    content = content.removeprefix("|").lstrip(" \t") if kind == PREVIOUS else content
    found = _STRINGS.fullmatch(content)
    if not found:
        raise _no_line(number, text)
    return _Line(number, raw, kind, content, found[1] or "", unquoted(content, number), text.startswith("#~"))


def _no_line(number: int, text: str) -> CatalogError:
    if _CONFLICT.match(text):
        hint = "choose between the two sides, the next run brings the rest up to date"
        return CatalogError("a merge conflict that nobody has resolved", line=number, hint=hint)
    if len(re.findall(r'(?<!\\)"', text)) % 2:
        return CatalogError("a string without its closing quote", line=number, hint="close it")
    return CatalogError(
        "not a line of a PO file", line=number, hint="msgfmt --check tells what gettext makes of it"
    )


def _block(lines: Sequence[_Line], start: int) -> Block:
    """The block that *lines* are; so many bytes stand before them."""
    filled = [line for line in lines if line.kind]
    _refuse_disorder(filled)
    kept: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    word = ""
    for line in filled:
        kind = line.kind
        if kind in {PREVIOUS, "msg"}:
            word = line.word or word
            name = f"|{word}" if kind == PREVIOUS else word
            values[name] = values.get(name, "") + line.value
            kind = PREVIOUS if kind == PREVIOUS else word.partition("[")[0]
        kept.setdefault(kind, []).append(line.text)
    if values.get("msgctxt") == "":
        raise CatalogError("an empty msgctxt", line=filled[0].number, hint="remove the line")
    first, last = (line.number - lines[0].number for line in (filled[0], filled[-1]))
    start += sum(map(_size, lines[:first]))
    end = start + sum(map(_size, lines[first : last + 1]))
    return Block(filled[0].number, start, end, kept, values, filled[-1].obsolete)


def _refuse_disorder(lines: Sequence[_Line]) -> None:
    """Refuse an entry whose lines gettext would not take for one entry."""
    first = next(at for at, line in enumerate(lines) if line.kind == "msg")
    strings = lines[first:]
    stray = next(
        (line for line in strings if line.kind != "msg" or line.obsolete != lines[-1].obsolete), None
    )
    if stray:
        raise CatalogError(
            "a line that does not belong into the entry", line=stray.number, hint="move it above"
        )
    words = " ".join(line.word for line in strings if line.word)
    if not strings[0].word or not _WORDS.fullmatch(words):
        hint = "an entry has a msgid and its msgstr, in this order"
        raise CatalogError("not an entry", line=strings[0].number, hint=hint)
