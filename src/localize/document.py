"""What an article is once it has been read: its own text, and the spans of it to translate.

The law of this room: a document rendered without targets is its text, unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Encode = Callable[[str], str]
"""Writes a target the way its place in the article asks for: quoted for YAML, escaped for an attribute.

It must be total, and the identity on a source that needs no care.
"""


def verbatim(target: str) -> str:
    """The target as it is."""
    return target


@dataclass(frozen=True, slots=True)
class Code:
    """Inline markup inside a source or a target: something a translator moves but does not change."""

    start: int
    """Offset of its first character."""

    end: int
    """Offset one past its last character."""

    key: str
    """What a translation has to keep: two codes with the same key stand for the same thing.
    A link's key holds its destination but not its text, an image's not its alternative text."""

    inner: tuple[int, int] | None = None
    """The span of the text that a paired code wraps (emphasis, a link, a tag); None for an opaque code."""

    char: str = ""
    """The character that an escape stands for (`&amp;`, `\\*`); empty for other codes."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A span of an article that is laid out as one: a paragraph, a heading, a cell, an attribute."""

    start: int
    """Offset in the article's text of the first character replaced."""

    end: int
    """Offset one past the last character replaced."""

    source: str
    """The text to translate in the article's own inline markup, on one line: a hard-wrapped paragraph is joined by
    blanks, and what its line starts repeat (quote marks, indentation) is left out."""

    role: str = ""
    """What the unit is, empty for running text: `title`, `heading`, `list item`, `table cell`, `caption`, `alt`,
    `meta description`, `frontmatter:title`…"""

    line: int = field(default=1, compare=False)
    """Line of the article where it starts, counted from 1."""

    within: tuple[int, int] | None = None
    """The span in the article's text of the inline code that holds this unit, when it lies inside another unit
    (an image's alternative text in a paragraph). Such a unit comes after the one that holds it."""

    encode: Encode = field(default=verbatim, compare=False, repr=False)
    """How its target is written in place."""


@dataclass(frozen=True, slots=True)
class Link:
    """A destination written in the article: where a link or an image points to."""

    start: int
    end: int
    url: str
    """The destination as it reads, with escapes resolved."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article and its units, in reading order.

    The text is kept whole (also a byte order mark and the line ends that it came with),
    so that whatever is not a unit reaches the localized copy untouched.
    """

    text: str
    units: tuple[Unit, ...]
    links: tuple[Link, ...] = ()
    """Every destination in the text that a site could serve, in order."""

    day: date | None = None
    """The date that the article's metadata gives."""

    files: tuple[str, ...] = ()
    """Values of its metadata that may name files beside it (`cover: images/moon.jpg`)."""

    def __post_init__(self) -> None:
        """Refuse units that overlap, leave the text or are out of order.

        Raises:
            ValueError: A format made a wrong document.
        """
        end = 0
        for unit in self.units:
            if not 0 <= unit.start <= unit.end <= len(self.text):
                raise ValueError(f"unit leaves the text: {unit}")
            if unit.within is None:
                if unit.start < end:
                    raise ValueError(f"units overlap: {unit}")
                end = unit.end
            elif not unit.within[0] <= unit.start <= unit.end <= unit.within[1]:
                raise ValueError(f"unit leaves the code that holds it: {unit}")

    def render(self, targets: Sequence[str | None]) -> str:
        """The article with units replaced by their targets.

        Args:
            targets: One for each unit; None leaves the unit exactly as it was written.

        Returns:
            The text. Whatever is no unit is copied. The target of a unit inside another one goes into the code that
            holds it, wherever the outer target put that code; it is left out where the outer target has no such code.
        """
        out: list[str] = []
        end = 0
        inner = self._inner(targets)
        for number, (unit, target) in enumerate(zip(self.units, targets, strict=True)):
            if unit.within is not None:
                continue
            out.append(self.text[end : unit.start])
            out.append(self._written(unit, target, inner.get(number, [])))
            end = unit.end
        return "".join([*out, self.text[end:]])

    def _inner(self, targets: Sequence[str | None]) -> dict[int, list[tuple[Unit, str]]]:
        """The translated units inside others, by the number of the unit that holds them."""
        found: dict[int, list[tuple[Unit, str]]] = {}
        outer = -1
        for number, (unit, target) in enumerate(zip(self.units, targets, strict=True)):
            if unit.within is None:
                outer = number
            elif target is not None:
                found.setdefault(outer, []).append((unit, target))
        return found

    def _written(self, unit: Unit, target: str | None, inner: list[tuple[Unit, str]]) -> str:
        if target is not None:
            return self._with_codes(unit, unit.encode(target), inner)
        return _spliced(
            self.text[unit.start : unit.end],
            {
                (part.start - unit.start, part.end - unit.start): part.encode(localized)
                for part, localized in inner
            },
        )

    def _with_codes(self, unit: Unit, written: str, inner: list[tuple[Unit, str]]) -> str:
        """What is *written* for *unit*, each code localized that holds translated units.

        A code that stands there several times is told by how often it stood before: the second is the second.
        """
        edits: dict[tuple[int, int], str] = {}
        for (start, end), localized in self._codes(inner).items():
            code = self.text[start:end]
            at = _occurrence(written, code, self.text.count(code, unit.start, start))
            if at >= 0:
                edits[at, at + len(code)] = localized
        return _spliced(written, edits)

    def _codes(self, inner: list[tuple[Unit, str]]) -> dict[tuple[int, int], str]:
        """Each code of the text that holds translated units, localized, by its span."""
        by_code: dict[tuple[int, int], list[tuple[Unit, str]]] = {}
        for unit, target in inner:
            by_code.setdefault(unit.within or (unit.start, unit.end), []).append((unit, target))
        return {
            (start, end): _spliced(
                self.text[start:end],
                {(u.start - start, u.end - start): u.encode(target) for u, target in parts},
            )
            for (start, end), parts in by_code.items()
        }


def _occurrence(text: str, part: str, number: int) -> int:
    """Where *part* stands in *text* for the time after *number* others, or else for the last time; -1 if nowhere."""
    at = text.find(part)
    while number and (later := text.find(part, at + len(part))) >= 0:
        at, number = later, number - 1
    return at


def _spliced(text: str, edits: Mapping[tuple[int, int], str]) -> str:
    """*text* with spans of it replaced; of two that overlap, the later one is left out."""
    out: list[str] = []
    at = 0
    for (start, end), new in sorted(edits.items()):
        if start >= at:
            out += text[at:start], new
            at = end
    return "".join([*out, text[at:]])


@dataclass(frozen=True, slots=True)
class Segment:
    """What is translated as one: a sentence of a unit."""

    unit: int
    """Number of its unit in the document."""

    source: str
    """Its text, without blanks around it."""

    before: str = ""
    """Blanks of the unit in front of it."""

    after: str = ""
    """Blanks of the unit behind it."""
