"""PO text as gettext's tools and we write it, cut an entry at a time; whatever else it holds is left to `po_text.cut`.

One pattern for an entry is several times faster than one for each line, and most files hold nothing else.
"""

from __future__ import annotations

import re

from localize.po_text import COMMENT, FLAG, NOTE, PREVIOUS, REFERENCE, Block, PoText, assembled, unescaped

_STRING = r'"[^"\\\n\x04]*+(?:\\[\\"abtnvfr][^"\\\n\x04]*+)*+"\n'
_KINDS = frozenset({NOTE, REFERENCE, FLAG})


def _pattern(live: str, previous: str) -> str:
    """An entry whose own lines begin with *live*, and those of its previous source with *previous*."""
    before, own = (f"{mark}{_STRING}(?:{mark}{_STRING})*+" for mark in (previous, live))
    before, own = before.removeprefix(previous), own.removeprefix(live)
    return (
        rf"((?:{previous}msgctxt {before})?+)((?:{previous}msgid {before})?+)"
        rf"((?:{live}msgctxt {own})?+)({live}msgid {own})({live}msgstr {own})"
    )


_ENTRY = re.compile(
    rf"((?:#(?:[ .:,][^\n]*+)?+\n)*+)(?:{_pattern('', '#[|] ')}|{_pattern('#~ ', '#~[|] ')})(\n*+)"
)
_WORDS = ("|msgctxt", "|msgid", "msgctxt", "msgid", "msgstr")
_LIVE, _OBSOLETE = (2, 3, 4, 5, 6), (7, 8, 9, 10, 11)
"""Where the pattern has the lines of each word."""
_MARKS = ((3, 3, 0, 0, 0), (4, 4, 3, 3, 3))
"""How long what they begin with is: `#| ` and nothing, or `#~| ` and `#~ `."""


def cut_usual(text: str) -> PoText | None:
    """The parts of *text* as `po_text.cut` gives them; None where it holds anything that is not usual.

    Raises:
        CatalogError: Two entries are the same. The error has a line but no path.
    """
    body = text.removeprefix("\ufeff")
    if "\r" in body:
        return None
    blocks: list[Block] = []
    at, line, end = 0, 1, len(body)
    while at < end:
        found = _ENTRY.match(body, at)
        if not found:
            return None
        at = found.end()
        start, gap = found.start(), found[12]
        blocks.append(_block(found, line, body[start : at - len(gap)], None if at == end else gap))
        if blocks[-1].values.get("msgctxt") == "":
            return None  # which `cut` refuses with its line
        line += body.count("\n", start, at)
    tail = found[12] if blocks and found else ""
    return assembled(blocks, tail, text)


def _block(found: re.Match[str], line: int, body: str, gap: str | None) -> Block:
    lines = _comments(found[1]) if found[1] else {}
    values: dict[str, str] = {}
    obsolete = found[6] is None
    parts = found.group(*(_OBSOLETE if obsolete else _LIVE))
    for word, part, mark in zip(_WORDS, parts, _MARKS[obsolete], strict=True):
        if part:
            own, values[word] = _read(part, mark)
            kind = PREVIOUS if word[0] == "|" else word
            lines[kind] = lines[kind] + own if kind in lines else own
    return Block(line, body, gap, lines, values, obsolete)


def _read(part: str, mark: int) -> tuple[tuple[str, ...], str]:
    """The lines of a word without their mark, which has that length, and what their strings say."""
    inner = part[part.index('"') + 1 : -2]
    if "\n" not in inner:
        lines: tuple[str, ...] = (part[mark:-1],)
    else:
        lines = tuple(one[mark:] for one in part[:-1].split("\n"))
        inner = lines[0][lines[0].index('"') + 1 : -1] + "".join(one[1:-1] for one in lines[1:])
    return lines, unescaped(inner) if "\\" in inner else inner


def _comments(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in text[:-1].split("\n"):
        kind = line[:2] if line[:2] in _KINDS else COMMENT
        found[kind] = (*found[kind], line) if kind in found else (line,)
    return found
