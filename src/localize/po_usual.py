"""PO text as gettext's tools and we write it, read an entry at a time; whatever else it holds is left to `po_text.cut`.

One pattern for an entry is several times faster than one for each line, and most files hold nothing else.
"""

from __future__ import annotations

import re
from array import array

from localize.catalog import Entry
from localize.po_entry import entry_of
from localize.po_text import BOM, COMMENT, FLAG, NOTE, REFERENCE, Parts, unescaped

_STRING = r'"[^"\\\n\x04]*+(?:\\[\\"abtnvfr][^"\\\n\x04]*+)*+"\n'
_KINDS = frozenset({NOTE, REFERENCE, FLAG})


def _pattern(live: str, previous: str) -> str:
    """An entry whose own lines begin with *live*, and those of its previous source with *previous*."""
    before, own = (f"{mark}{_STRING}(?:{mark}{_STRING})*+" for mark in (previous, live))
    before, own = before.removeprefix(previous), own.removeprefix(live)
    return (
        rf"(?:{previous}msgctxt ({before}))?+(?:{previous}msgid ({before}))?+"
        rf"(?:{live}msgctxt ({own}))?+{live}msgid ({own}){live}msgstr ({own})"
    )


_ENTRY = re.compile(
    rf"((?:#(?:[ .:,][^\n]*+)?+\n)*+)(?:{_pattern('', '#[|] ')}|{_pattern('#~ ', '#~[|] ')})(\n*+)".encode()
)
_WORDS = ("|msgctxt", "|msgid", "msgctxt", "msgid", "msgstr")
_LIVE, _OBSOLETE = (2, 3, 4, 5, 6), (7, 8, 9, 10, 11)
"""Where the pattern has the strings of each word."""


def read_usual(raw: bytes) -> Parts | None:
    """The entries of *raw*, which is UTF-8, as `po_text.cut` gives them; None where it holds anything that is not usual."""
    if b"\r" in raw:
        return None
    entries: list[Entry] = []
    starts, ends = array("Q"), array("Q")
    at, line = len(BOM) if raw.startswith(BOM) else 0, 1
    while at < len(raw):
        found = _ENTRY.match(raw, at)
        if not found:
            return None
        starts.append(at)
        ends.append(found.start(12))
        entries.append(_entry(found, line))
        if not entries[-1].context and (found[4] or found[9]):
            return None  # which `cut` refuses with its line
        line += raw.count(b"\n", at, found.end())
        at = found.end()
    return Parts(entries, starts, ends)


def _entry(found: re.Match[bytes], line: int) -> Entry:
    obsolete = found[6] is None
    strings = found.group(*(_OBSOLETE if obsolete else _LIVE))
    values = {word: _value(part) for word, part in zip(_WORDS, strings, strict=True) if part is not None}
    return entry_of(_comments(found[1]) if found[1] else {}, values, line, obsolete=obsolete)


def _value(part: bytes) -> str:
    """What the strings of a word say."""
    inner = part[1:-2].decode()
    if "\n" in inner:
        inner = "".join([line[line.index('"') + 1 : -1] for line in f'"{inner}"'.split("\n")])
    return unescaped(inner) if "\\" in inner else inner


def _comments(text: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text[:-1].decode().split("\n"):
        kind = line[:2] if line[:2] in _KINDS else COMMENT
        found.setdefault(kind, []).append(line)
    return found
