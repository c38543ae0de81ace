"""A localized HTML page says which language it is in, which others there are, and who has checked it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape

from localize.errors import LocaleError
from localize.formats.copy import Alternate, Copy
from localize.formats.html_flow import Piece, flow, spoken
from localize.formats.html_tokens import Attribute, Token, attributes, pairs, tokenize
from localize.locales import Locale

_Edit = tuple[int, int, str]
"""A span of the page, and what replaces it."""

_HEAD = frozenset(
    {"html", "head", "title", "base", "link", "meta", "style", "script", "noscript", "template"}
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SWITCHER, _LABEL = "localize-languages", "localize-label"


def dress(text: str, copy: Copy) -> str:
    """The page with its language, alternates, provenance, language switcher, label and dates.

    On `<html>`: `lang` and `dir`. In `<head>`: `<link rel="alternate">` for every language and `x-default`, in the place
    of any for the same languages, and `<meta name="translation-…">`. At the top of `<body>`: links to the other
    languages, and the label. A `<time datetime>` that shows a year shows it as the locale writes dates.
    A fragment has no place for most of this: it gets its label and its dates. Doing it twice changes nothing more.
    """
    text = _spliced(text, _ours(text, copy))
    tokens = tuple(tokenize(text))
    line = "\r\n" if "\r\n" in text else "\n"
    edits = [*_language(text, tokens, copy), *_dates(text, tokens, copy), *_charset(text, tokens)]
    top = [_label(copy)] if copy.label else []
    if (place := _head_end(text, tokens)) is not None:
        edits.append((place, place, "".join(part + line for part in _head(copy))))
        top = [_switcher(copy), *top] if len(copy.alternates) > 1 else top
    place = _body_start(text, tokens)
    return _spliced(text, [*edits, (place, place, "".join(part + line for part in top))])


def _spliced(text: str, edits: Iterable[_Edit]) -> str:
    out: list[str] = []
    at = 0
    for start, end, replacement in sorted(edits, key=lambda edit: edit[:2]):
        if start < at:  # inside of what has been replaced
            continue
        out += text[at:start], replacement
        at = end
    return "".join([*out, text[at:]])


def _ours(text: str, copy: Copy) -> Iterator[_Edit]:
    """What an earlier dressing put in, or what stands where this one puts the same, with its line end: to be removed."""
    tokens = tuple(tokenize(text))
    partner = pairs(tokens)
    languages = {tag.lower() for tag, _ in _languages(copy)}
    for number, token in enumerate(tokens):
        if token.kind == "start" and _is_ours(text, token, languages):
            end = tokens[partner.get(number, number)].end
            behind = _line_end(text, end)
            yield (_line_start(text, token.start) if behind > end else token.start), behind, ""


def _line_start(text: str, place: int) -> int:
    """The start of the line, if only blanks stand in front of *place*; else *place* itself."""
    start = text.rfind("\n", 0, place) + 1
    return place if text[start:place].strip(" \t") else start


def _line_end(text: str, place: int) -> int:
    """Behind the line end that stands at *place*; *place* itself if none does."""
    return place + next((len(end) for end in ("\r\n", "\n") if text.startswith(end, place)), 0)


def _is_ours(text: str, tag: Token, languages: set[str]) -> bool:
    found = {name: attribute.value.strip().lower() for name, attribute in attributes(text, tag).items()}
    if tag.name == "link":
        return "alternate" in found.get("rel", "").split() and found.get("hreflang") in languages
    if tag.name == "meta":
        return found.get("name", "").startswith("translation-")
    return tag.name in {"nav", "p"} and found.get("class") in {_SWITCHER, _LABEL}


def _language(text: str, tokens: Sequence[Token], copy: Copy) -> Iterator[_Edit]:
    """Set `lang` and `dir` of the first `<html>`, and of what said that it is in the source's language.

    Where the copy runs the other way, `dir` of listings and of blocks in another language too.
    """
    page = next((t for t in tokens if t.kind == "start" and t.name == "html"), None)
    for piece in flow(text, tokens):
        tag, found = piece.token, piece.attributes
        if tag is page:
            yield from _said(tag, found, {"lang": copy.locale.tag, "dir": copy.locale.direction})
        elif piece.open and piece.flow == "break" and spoken(found) == copy.source_locale.language:
            own = {"lang": copy.locale.tag, "dir": copy.locale.direction, "xml:lang": copy.locale.tag}
            yield from _said(tag, found, {name: own[name] for name in own if name in found})
        elif piece.flow == "break" and tag.kind == "start" and (direction := _own_direction(piece, copy)):
            yield from _said(tag, found, {"dir": direction})


def _own_direction(piece: Piece, copy: Copy) -> str:
    """The direction that an untranslated block had in the article and would lose in the copy; else empty."""
    if copy.locale.rtl == copy.source_locale.rtl or "dir" in piece.attributes:
        return ""
    try:
        language = spoken(piece.attributes)
        said = Locale.parse(language) if language else copy.source_locale
    except LocaleError:
        return ""
    foreign = bool(language) or piece.token.name == "pre"
    return said.direction if foreign and said.rtl != copy.locale.rtl else ""


def _said(tag: Token, found: Mapping[str, Attribute], said: Mapping[str, str]) -> Iterator[_Edit]:
    """Set attributes of a tag, and touch nothing else of it."""
    added = ""
    for name, value in said.items():
        if name not in found:
            added += f' {name}="{value}"'
        elif (old := found[name]).quote in {'"', "'"}:
            yield old.start, old.end, value
        else:
            yield old.start, old.end, f'"{value}"' if old.quote == "" else f'="{value}"'
    yield (place := tag.start + 1 + len(tag.name)), place, added


def _dates(text: str, tokens: Sequence[Token], copy: Copy) -> Iterator[_Edit]:
    """Each `<time>` of a day whose text shows that day in full, in no other markup than isolation."""
    for opening, closing in pairs(tokens).items():
        tag, inner = tokens[opening], tokens[opening + 1 : closing]
        if tag.name != "time" or any(t.kind != "text" and t.name != "bdi" for t in inner):
            continue
        said = attributes(text, tag).get("datetime")
        day = _day(said.value) if said else None
        if day and str(day.year) in text[tag.end : tokens[closing].start]:
            yield tag.end, tokens[closing].start, escape(copy.locale.long_date(day))


def _charset(text: str, tokens: Sequence[Token]) -> Iterator[_Edit]:
    """What the page says of its encoding, made true: copies are UTF-8."""
    for token in tokens:
        said = (
            _CHARSET.search(text, token.start, token.end)
            if token.kind == "start" and token.name == "meta"
            else None
        )
        if said and said[1].lower() != "utf-8":
            yield *said.span(1), "utf-8"


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def _head_end(text: str, tokens: Sequence[Token]) -> int | None:
    """Where the head ends, at the start of its line; None for a fragment."""
    ends = [t.start for t in tokens if (t.kind, t.name) in {("end", "head"), ("start", "body")}]
    if ends:
        return _line_start(text, ends[0])
    whole = any(t.name in {"html", "head"} for t in tokens)
    return _body_start(text, tokens) if whole else None


def _body_start(text: str, tokens: Sequence[Token]) -> int:
    """Where the content of the page starts: behind `<body>` and its line end, else in front of the first content."""
    body = next((t.end for t in tokens if t.kind == "start" and t.name == "body"), None)
    if body is not None:
        return _line_end(text, body)
    title = False
    for token in tokens:
        written = text[token.start : token.end] if token.kind == "text" and not title else ""
        content = written.lstrip("\ufeff \t\r\n\f")
        if content or (token.name and token.name not in _HEAD):
            return _line_start(text, token.end - len(content) if content else token.start)
        title = token.kind == "start" and token.name == "title"
    return len(text)


def _head(copy: Copy) -> Iterator[str]:
    for language, url in _languages(copy):
        yield f'<link rel="alternate" hreflang="{language}" href="{escape(url)}">'
    facts = (
        ("source", copy.source),
        ("source-hash", copy.source_hash),
        ("reviewed", f"{copy.reviewed}%"),
        ("generator", copy.generator),
    )
    for name, value in facts:
        yield f'<meta name="translation-{name}" content="{escape(value)}">'


def _languages(copy: Copy) -> Iterator[tuple[str, str]]:
    """Each language of the article with its address; the original is also what a reader of no other gets."""
    for alternate in copy.alternates:
        yield alternate.locale.tag, alternate.url
    yield from (("x-default", a.url) for a in copy.alternates if a.locale == copy.source_locale)


def _switcher(copy: Copy) -> str:
    links = " ".join(
        _choice(alternate, here=alternate.locale == copy.locale) for alternate in copy.alternates
    )
    return f'<nav class="{_SWITCHER}" lang="en" aria-label="Languages" translate="no">{links}</nav>'


def _choice(alternate: Alternate, *, here: bool) -> str:
    tag, direction = alternate.locale.tag, alternate.locale.direction
    current = ' aria-current="page"' if here else ""
    url, name = escape(alternate.url), escape(alternate.locale.endonym)
    return f'<a href="{url}" hreflang="{tag}" lang="{tag}" dir="{direction}"{current}>{name}</a>'


def _label(copy: Copy) -> str:
    day = (
        f'<time datetime="{copy.day}">{escape(copy.locale.long_date(copy.day))}</time> · ' if copy.day else ""
    )
    return f'<p class="{_LABEL}" role="note">{day}{escape(copy.label)}</p>'
