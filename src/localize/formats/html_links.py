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
    for attribute in sorted(_named(name, found), key=lambda pair: found[pair].start):
        value = found[attribute]
        if value.quote == "-":
            continue
        if attribute not in _SETS:
            yield Link(value.start, value.end, value.value.strip())
            continue
        for one in _CANDIDATE.finditer(raw, value.start, value.end):
            yield Link(*one.span(1), unescape(one[1]))


def _named(name: str, found: Mapping[str, Attribute]) -> Iterator[str]:
    """The attributes of a tag that hold destinations."""
    names = _LINKS.get(name, ())
    if name == "link" and _RELATIONS & set(_said(found, "rel").split()):
        names = ("href", "imagesrcset")
    elif name == "meta" and {_said(found, "property"), _said(found, "name")} & _META:
        names = ("content",)
    return (attribute for attribute in names if attribute in found)


def _said(found: Mapping[str, Attribute], name: str) -> str:
    return found[name].value.strip().lower() if name in found else ""
