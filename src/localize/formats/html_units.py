"""The units of an HTML page: its running text, and the attributes that readers see or hear."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import unescape

from localize.document import Unit
from localize.formats.html_flow import Piece, flow, spoken, turned
from localize.formats.html_tokens import Attribute, Token, attributes, bare, escape_text, pairs, tokenize

ATTRIBUTES: Mapping[str, str] = {
    "alt": "alt",
    "aria-label": "aria-label",
    "label": "label",
    "placeholder": "placeholder",
    "summary": "summary",
    "title": "title attribute",
}
"""The attributes that hold text, with the roles of their units."""

_META = frozenset(
    """
    description keywords title og:title og:description og:image:alt
    twitter:title twitter:description twitter:image:alt
    """.split()
)
_BUTTONS = frozenset({"button", "reset", "submit"})
_SPACE = re.compile(r"[ \t\n\f\r]+")  # what HTML collapses; a no-break space is text


def units(text: str, tokens: Sequence[Token], language: str = "") -> Iterator[Unit]:
    """The units of a page in reading order.

    Markup that wraps a whole run of text, or stands at its ends, is left outside of the unit; elements that are passed
    unchanged but hold words (`<code>`, `translate="no"`) belong to the sentence and stay in it.
    A run without a letter or a digit is no unit, nor is what says that it is in another language than the page's.

    Args:
        text: The page, or a part of one.
        tokens: All its tokens.
        language: The page's language, beside that of its `<html>`; with neither, every language is its own.
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for unit in _units(text, flow(text, tokens, language)):
        yield replace(unit, line=bisect_right(starts, unit.start))


def _units(text: str, pieces: Iterable[Piece]) -> Iterator[Unit]:
    run: list[Piece] = []
    for piece in pieces:
        if piece.flow == "break":
            yield from _flushed(text, run)
            yield from _of_tag(piece)
            run = []
        else:
            run.append(piece)
    yield from _flushed(text, run)


def _flushed(text: str, run: Sequence[Piece]) -> Iterator[Unit]:
    """The unit of a run and those of the tags in it, in order: before, the unit, inside of it, behind."""
    unit = _of_run(text, run)
    tagged = [(piece.token, found) for piece in run for found in _of_tag(piece)]
    if unit is None:
        yield from (found for _, found in tagged)
        return
    yield from (found for tag, found in tagged if tag.end <= unit.start)
    yield unit
    for tag, found in tagged:
        if unit.start <= tag.start < unit.end:
            yield replace(found, within=(tag.start, tag.end))
    yield from (found for tag, found in tagged if unit.end <= tag.start)


def _of_run(text: str, run: Sequence[Piece]) -> Unit | None:
    tokens = [piece.token for piece in run]
    if not any(p.flow == "text" and _words(text[p.token.start : p.token.end]) for p in run):
        return None
    partner = pairs(tokens)
    first, last = _balanced(partner, *_core(text, run, partner))
    start, end = tokens[first].start, tokens[last].end
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip())
    return Unit(
        start, end, fold(text[start:end]), run[first].role, encode=_encode(text[start:end], run[first].role)
    )


def _words(text: str) -> bool:
    return any(map(str.isalnum, unescape(text)))


def _core(text: str, run: Sequence[Piece], partner: Mapping[int, int]) -> tuple[int, int]:
    """The first and the last piece of a run that a reader reads."""
    solid = [n for n, p in enumerate(run) if p.flow == "text" and text[p.token.start : p.token.end].strip()]
    for opening, closing in partner.items():
        if run[opening].flow == "word":
            solid += opening, closing
    return min(solid), max(solid)


def _balanced(partner: Mapping[int, int], first: int, last: int) -> tuple[int, int]:
    """The stretch, widened so that it holds both tags of each pair that it holds one of."""
    cut = [pair for pair in partner.items() if (first <= pair[0] <= last) != (first <= pair[1] <= last)]
    return min([first, *(a for a, _ in cut)]), max([last, *(b for _, b in cut)])


def _encode(raw: str, role: str) -> partial[str]:
    """How a target for *raw* is written; a title's has no markup."""
    tokens = [Token("text", 0, len(raw))] if role == "title" else list(tokenize(raw))
    kept = frozenset[str]().union(*(bare(raw[t.start : t.end]) for t in tokens if t.kind == "text"))
    if role == "title":
        return partial(_write_plain, kept=kept)
    tags = [raw[t.start : t.end] for t in tokens if t.kind != "text"]
    return partial(_write_element, kept=kept, broken={fold(tag): tag for tag in tags if fold(tag) != tag})


def _write_plain(target: str, kept: frozenset[str]) -> str:
    return escape_text(fold(target), kept)


def _write_element(target: str, kept: frozenset[str], broken: Mapping[str, str]) -> str:
    """*target* on one line, with what could be taken for markup escaped, and tags broken over lines as they were."""
    target = fold(target)
    out: list[str] = []
    for token in tokenize(target):
        piece = target[token.start : token.end]
        if token.kind == "text":
            out.append(escape_text(piece, kept))
        elif token.kind == "unfinished":
            out.append(piece.replace("<", "&lt;"))
        else:
            out.append(broken.get(piece, piece))
    return "".join(out)


def units_of_tag(text: str, token: Token) -> Iterator[Unit]:
    """The units of the attributes of a tag on its own; none where it names a language, hardly the text's own."""
    if token.kind == "start":
        found = attributes(text, token)
        own = turned(found) is not False and not spoken(found)
        yield from _of_tag(Piece(token, "tag", "", found, open=own))


def _of_tag(piece: Piece) -> Iterator[Unit]:
    """The units of a start tag's attributes, by their place."""
    if not piece.open:
        return
    found = [(a, role) for name, a in piece.attributes.items() if (role := _role(piece, name))]
    for attribute, role in sorted(found, key=lambda pair: pair[0].start):
        source = fold(attribute.value).strip()
        if _words(source):
            encode = partial(_write_attribute, quote=attribute.quote)
            yield Unit(attribute.start, attribute.end, source, role, encode=encode)


def _role(piece: Piece, name: str) -> str:
    """The role of that attribute of the tag; empty when it holds no text."""
    tag, found = piece.token.name, piece.attributes
    if tag == "meta":
        said = _value(found, "name") or _value(found, "property")
        return f"meta {said}" if name == "content" and said in _META else ""
    if tag == "input" and name == "value":
        return "button" if _value(found, "type") in _BUTTONS else ""
    return "" if tag in {"link", "style"} else ATTRIBUTES.get(name, "")


def _value(found: Mapping[str, Attribute], name: str) -> str:
    return found[name].value.strip().lower() if name in found else ""


def _write_attribute(target: str, quote: str) -> str:
    """*target* escaped for the quotation mark that its value stands in; put in quotation marks where it has none."""
    escaped = fold(target).replace("&", "&amp;").replace("<", "&lt;")
    if quote == "'":
        return escaped.replace("'", "&#39;")
    escaped = escaped.replace('"', "&quot;")
    return escaped if quote else f'"{escaped}"'


def fold(text: str) -> str:
    """*text* on one line, with each run of the white space that HTML collapses as one blank."""
    return _SPACE.sub(" ", text)
