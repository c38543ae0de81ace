"""The destinations that HTML names: pages, pictures, scripts, and the files that it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from localize.document import Link
from localize.formats.html_tokens import Attribute

_LINKS: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src", "data-src"),
    "embed": ("src",),
    "iframe": ("src", "data-src"),
    "image": ("href",),
    "img": ("src", "srcset", "data-src", "data-srcset"),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset", "data-src", "data-srcset"),
    "track": ("src",),
    "video": ("poster", "src", "data-src", "data-poster"),
}
_SETS = frozenset({"srcset", "data-srcset", "imagesrcset"})
_RELATIONS = frozenset({"apple-touch-icon", "icon", "manifest", "mask-icon", "preload", "stylesheet"})
"""Of `<link>`: the files that a page is made of."""

_META = frozenset(
    "og:image og:image:url og:image:secure_url og:audio og:video twitter:image twitter:image:src".split()
)
_CANDIDATE = re.compile(r"[\s,]*+(\S*[^\s,])(?:,+|\s++[^,(]*+(?:\([^)]*+\)[^,(]*+)*+(?:,|\Z)|\s*\Z)")
"""One picture of a `srcset`: its address, and what it is for."""


def of_tag(raw: str, name: str, found: Mapping[str, Attribute]) -> Iterator[Link]:
    """The destinations in a start tag, by their place.

    Args:
        raw: The text that the attributes' offsets count in.
        name: The tag's name in lower case.
        found: Its attributes.
    """
    names = [attribute for attribute in _named(name, found) if attribute in found]
    for attribute in sorted(names, key=lambda attribute: found[attribute].start):
        value = found[attribute]
        if value.quote == "-":
            continue
        if attribute not in _SETS:
            yield Link(value.start, value.end, value.value.strip())
            continue
        for one in _CANDIDATE.finditer(raw, value.start, value.end):
            yield Link(*one.span(1), unescape(one[1]))


def _named(name: str, found: Mapping[str, Attribute]) -> tuple[str, ...]:
    """The attributes that hold destinations in such a tag."""
    if name == "link" and _RELATIONS & set(_said(found, "rel").split()):
        return "href", "imagesrcset"
    if name == "meta" and {_said(found, "property"), _said(found, "name")} & _META:
        return ("content",)
    return _LINKS.get(name, ())


def _said(found: Mapping[str, Attribute], name: str) -> str:
    return found[name].value.strip().lower() if name in found else ""
