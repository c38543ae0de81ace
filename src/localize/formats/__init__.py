"""Formats by file suffix: each is a module with the same three functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Protocol

from localize.document import Code, Document
from localize.errors import ArticleError
from localize.formats import html, markdown, text
from localize.formats.copy import Copy


class Format(Protocol):
    """What a module in this folder offers. All three functions are pure: text in, values out."""

    def parse(self, text: str, front_matter: frozenset[str]) -> Document:
        """The article's units.

        Args:
            text: The whole file, a byte order mark and its own line ends included.
            front_matter: Keys of the front matter whose values are translated; the rest is left alone.

        Raises:
            ArticleError: The text cannot be what the suffix says (front matter that is not YAML…).
        """

    def codes(self, source: str) -> tuple[Code, ...]:
        """The inline codes of one segment (or of its translation), by their start; nested or disjoint, never crossing.

        It never raises: what does not parse is text, and an unmatched half of a pair is an opaque code.
        """

    def dress(self, text: str, copy: Copy) -> str:
        """A rendered copy with what its readers and their browsers need: language, direction, label, alternates."""


FORMATS: Mapping[str, Format] = {
    ".txt": text,
    ".text": text,
    ".md": markdown,
    ".markdown": markdown,
    ".html": html,
    ".htm": html,
}


def format_of(path: PurePath) -> Format:
    """The format that *path*'s suffix names.

    Raises:
        ArticleError: No format has this suffix.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        raise ArticleError(
            f"no format for {path.suffix or 'a file without suffix'!r}",
            path=path,
            hint=f"localize reads {known}",
        ) from None
