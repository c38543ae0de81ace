"""Formats by file suffix: each is a module with the same three functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from localize.document import Code, Document
from localize.errors import ArticleError
from localize.formats.copy import Copy


class Format(Protocol):
    """What a module in this folder offers. All three functions are pure: text in, values out."""

    def parse(self, text: str, front_matter: frozenset[str], language: str = "") -> Document:
        """The article's units.

        Args:
            text: The whole file, a byte order mark and its own line ends included.
            front_matter: Keys of the front matter whose values are translated; the rest is left alone.
            language: What the article is written in (`en`); what it says to be in another language is left alone.

        Raises:
            ArticleError: The text cannot be what the suffix says (front matter that is not YAML…).
        """

    def codes(self, source: str) -> tuple[Code, ...]:
        """The inline codes of one segment (or of its translation), by their start; nested or disjoint, never crossing.

        It never raises: what does not parse is text, and an unmatched half of a pair is an opaque code.
        """

    def dress(self, text: str, copy: Copy) -> str:
        """A rendered copy with what its readers and their browsers need: language, direction, label, alternates."""


@dataclass(frozen=True)
class _Lazy:
    """A format whose module is loaded when it is first asked for anything: parsers take long to load."""

    name: str

    @cached_property
    def _module(self) -> Format:
        return cast("Format", import_module(f"{__name__}.{self.name}"))

    def parse(self, text: str, front_matter: frozenset[str], language: str = "") -> Document:
        return self._module.parse(text, front_matter, language)

    def codes(self, source: str) -> tuple[Code, ...]:
        return self._module.codes(source)

    def dress(self, text: str, copy: Copy) -> str:
        return self._module.dress(text, copy)


_TEXT, _MARKDOWN, _HTML = map(_Lazy, ("text", "markdown", "html"))

FORMATS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
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
