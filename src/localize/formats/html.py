"""HTML articles: pages and fragments, whatever state their tags are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from localize.document import Document, Link
from localize.formats.html_codes import codes
from localize.formats.html_dress import dress
from localize.formats.html_links import of_tag
from localize.formats.html_tokens import Attribute, attributes, tokenize
from localize.formats.html_units import units

__all__ = ["codes", "dress", "parse"]


def parse(text: str, front_matter: frozenset[str], language: str = "") -> Document:
    """The units of a page, as `Format.parse` promises; *front_matter* is for formats that have one. It never raises."""
    del front_matter
    tokens = tuple(tokenize(text))
    tags = [(token.name, attributes(text, token)) for token in tokens if token.kind == "start"]
    return Document(text, tuple(units(text, tokens, language)), tuple(_links(text, tags)), _day(tags))


_Tags = Sequence[tuple[str, Mapping[str, Attribute]]]


def _links(text: str, tags: _Tags) -> Iterator[Link]:
    """The destinations of a page; one with a `<base>` has no other, since all the rest start from there."""
    for name, found in tags:
        if name == "base" and "href" in found:
            base = found["href"]
            yield Link(base.start, base.end, base.value.strip())
            return
    for name, found in tags:
        yield from of_tag(text, name, found)


def _day(tags: _Tags) -> date | None:
    """The date of the metadata, else that of the first `<time>` that has one."""
    meta = [found["content"].value for name, found in tags if name == "meta" and _dates(found)]
    times = [found["datetime"].value for name, found in tags if name == "time" and "datetime" in found]
    return next((day for value in (*meta, *times) if (day := _parsed(value))), None)


def _dates(found: Mapping[str, Attribute]) -> bool:
    said = {found[name].value.strip().lower() for name in ("name", "property") if name in found}
    return "content" in found and bool(said & {"date", "article:published_time"})


def _parsed(value: str) -> date | None:
    """The day that a date or a time begins with; None when it is no such thing (a duration, a time of day)."""
    found = re.match(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])", value)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
