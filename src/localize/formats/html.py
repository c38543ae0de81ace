"""HTML articles: pages and fragments, whatever state their tags are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from localize.document import Document, Link
from localize.formats.html_codes import codes
from localize.formats.html_dress import dress
from localize.formats.html_tokens import Attribute, attributes, tokenize
from localize.formats.html_units import units

__all__ = ["codes", "dress", "parse"]

_LINKS: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "iframe": ("src",),
    "img": ("src",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "video": ("poster", "src"),
}
_RELATIONS = frozenset(
    {"apple-touch-icon", "icon", "manifest", "stylesheet"}
)  # of <link>: the files a page is made of


def parse(text: str, front_matter: frozenset[str]) -> Document:
    """The units of a page, as `Format.parse` promises; *front_matter* is for formats that have one. It never raises."""
    del front_matter
    tokens = tuple(tokenize(text))
    tags = [(token.name, attributes(text, token)) for token in tokens if token.kind == "start"]
    return Document(text, tuple(units(text, tokens)), tuple(_links(tags)), _day(tags))


_Tags = Sequence[tuple[str, Mapping[str, Attribute]]]


def _links(tags: _Tags) -> Iterator[Link]:
    """The destinations of a page; one with a `<base>` has no other, since all the rest start from there."""
    bases = [found["href"] for name, found in tags if name == "base" and "href" in found]
    found = bases[:1] or sorted((a for name, tag in tags for a in _of_tag(name, tag)), key=lambda a: a.start)
    yield from (Link(a.start, a.end, a.value.strip()) for a in found if a.quote != "-")


def _of_tag(name: str, found: Mapping[str, Attribute]) -> list[Attribute]:
    names = _LINKS.get(name, ())
    if name == "link" and "rel" in found and _RELATIONS & set(found["rel"].value.lower().split()):
        names = ("href",)
    return [found[attribute] for attribute in names if attribute in found]


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
