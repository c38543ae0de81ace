"""Inline codes on their way through an engine: flatten, mask, restore, and wrap paired codes around the target again.

An engine sees plain text. What must not change (opaque codes, pinned terms) is masked by sentinels; what wraps text
(emphasis, links, tags) is taken off and put back around the words it belongs to. The law of this room: masking and
restoring loses nothing, whatever the text holds, also text that looks like our own sentinels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from localize.document import Code

Span = tuple[int, int]

_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Pair:
    """A paired code that was taken off: its text is `Plain.text[start:end]`."""

    start: int
    end: int
    opener: str
    closer: str

    parent: int = -1
    """Number of the pair that holds it; -1 when none does."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A segment as an engine may read it, and what is needed to make the segment of it again."""

    before: str
    """Markup in front of the text that wraps or precedes all of it."""

    text: str
    """The text without paired codes and with its escapes resolved; opaque codes still stand in it as written."""

    after: str
    """Markup behind the text."""

    slots: tuple[Span, ...] = ()
    """Where the opaque codes stand in `text`, in order."""

    pairs: tuple[Pair, ...] = ()
    """The paired codes taken off, in reading order, a parent before what it holds."""

    escapes: tuple[tuple[str, str], ...] = ()
    """Characters that the source writes as an escape, and how: `&` as `&amp;`."""


def flatten(source: str, codes: Sequence[Code]) -> Plain:
    """*source* without its markup.

    Args:
        source: A segment.
        codes: Its inline codes, nested or disjoint, by their start.

    Returns:
        The plain text. `wrap` with the same text and its own pairs gives *source* back.
    """
    if not codes:
        text = source.strip()
        start = source.index(text) if text else len(source)
        return Plain(source[:start], text, source[start + len(text) :])
    start, end = _edges(source, codes)
    inside = [code for code in codes if start <= code.start and code.end <= end]
    spellings = _spellings(source, start, end, inside)
    builder = _Builder(source, spellings)
    builder.add(start, end, inside)
    return Plain(
        before=source[:start],
        text="".join(builder.parts),
        after=source[end:],
        slots=tuple(builder.slots),
        pairs=tuple(builder.pairs),
        escapes=tuple(spellings.items()),
    )


def _edges(source: str, codes: Sequence[Code]) -> Span:
    """The span of *source* that is left when blanks and markup around all of it are peeled off."""
    start, end = 0, len(source)
    while True:
        while start < end and source[start].isspace():
            start += 1
        while start < end and source[end - 1].isspace():
            end -= 1
        for code in codes:
            inner = code.inner
            if inner and (code.start, code.end) == (start, end) and inner[0] < inner[1]:
                start, end = inner
                break
            opaque = not inner and not code.char and start <= code.start < code.end <= end
            if opaque and _wordless(source, code):
                if code.start == start and code.end < end:
                    start = code.end
                    break
                if code.end == end and start < code.start:
                    end = code.start
                    break
        else:
            return start, end


def _wordless(source: str, code: Code) -> bool:
    """Whether an opaque code plays no part in the sentence: an image, a footnote mark, a bare tag, a shortcode."""
    if source[code.start] == "<":
        return not any(c.isalnum() for c in _TAG.sub("", source[code.start : code.end]))
    return source.startswith(("![", "[^", "{{<", "{{%", "{%"), code.start)


def _spellings(source: str, start: int, end: int, codes: Sequence[Code]) -> dict[str, str]:
    """The characters that *source* writes as escapes, each in one way and never also as themselves."""
    spellings: dict[str, str] = {}
    mixed: set[str] = set()
    raw: list[str] = []
    at = start
    for code in codes:
        if not code.char:
            continue
        raw.append(source[at : code.start])
        at = code.end
        written = source[code.start : code.end]
        symbol = len(code.char) != 1 or category(code.char) == "So"  # ©: small engines have no piece for it
        if symbol or spellings.setdefault(code.char, written) != written:
            mixed.add(code.char)
    plain = "".join([*raw, source[at:end]])
    return {char: written for char, written in spellings.items() if char not in mixed and char not in plain}


def raised(before: str, inner: str) -> bool:
    """Whether a pair that wraps *inner*, behind *before*, has no part in the word there: `crew<sup>1</sup>`."""
    text = _TAG.sub("", inner).strip()
    return before[-1:].isalnum() and text != "" and not any(map(str.isalpha, text))


class _Builder:
    """Collects the plain text of a source; used by `flatten` alone."""

    def __init__(self, source: str, spellings: dict[str, str]) -> None:
        self.source = source
        self.spellings = spellings
        self.parts: list[str] = []
        self.length = 0
        self.slots: list[Span] = []
        self.pairs: list[Pair] = []

    def add(self, start: int, end: int, codes: Sequence[Code], parent: int = -1) -> None:
        """Add `source[start:end]`, which holds *codes*."""
        for code in codes:
            if code.start < start:
                continue  # held by the code before it, and added with that
            self._text(self.source[start : code.start])
            if code.inner is not None and not raised(
                "".join(self.parts[-3:]), self.source[slice(*code.inner)]
            ):
                self._pair(code, code.inner, codes, parent)
            elif code.char in self.spellings:
                self._text(code.char)
            else:
                self.slots.append((self.length, self.length + code.end - code.start))
                self._text(self.source[code.start : code.end])
            start = code.end
        self._text(self.source[start:end])

    def _pair(self, code: Code, inner: Span, codes: Sequence[Code], parent: int) -> None:
        opener, closer = self.source[code.start : inner[0]], self.source[inner[1] : code.end]
        number, first = len(self.pairs), self.length
        self.pairs.append(Pair(first, first, opener, closer, parent))
        self.add(*inner, [c for c in codes if inner[0] <= c.start and c.end <= inner[1]], number)
        self.pairs[number] = Pair(first, self.length, opener, closer, parent)

    def _text(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with sentinels in it, and what each stands for."""

    text: str
    shape: str
    """The sentinels' shape, with `{}` for their number."""

    values: tuple[str, ...]
    """What the sentinels stand for, from number 0."""


def mask(text: str, spans: Iterable[tuple[int, int, str]], shape: str) -> Masked:
    """*text* with sentinels of *shape* in place of *spans*.

    Args:
        text: Any text; what looks like a sentinel in it is masked too.
        spans: (start, end, value to restore), disjoint.
        shape: `⟦{}⟧` and the like.
    """
    wanted = sorted(spans)
    taken = [(start, end) for start, end, _ in wanted]
    alike = ((m.start(), m.end(), m.group()) for m in _sentinel(shape).finditer(text))
    wanted += [s for s in alike if all(s[1] <= start or end <= s[0] for start, end in taken)]
    parts: list[str] = []
    values: list[str] = []
    at = 0
    for start, end, value in sorted(wanted):
        parts += text[at:start], shape.format(len(values))
        values.append(value)
        at = end
    return Masked("".join([*parts, text[at:]]), shape, tuple(values))


@dataclass(frozen=True, slots=True)
class Restored:
    """A text with its values back in the place of the sentinels."""

    text: str
    spans: tuple[Span | None, ...]
    """Where each value stands in `text`; None for one whose sentinel is not there exactly once."""

    strays: int = 0
    """Sentinels that were never given; they are dropped."""

    @property
    def complete(self) -> bool:
        """Whether every sentinel came back exactly once, and no other."""
        return None not in self.spans and not self.strays


def restore(masked: Masked, output: str) -> Restored:
    """*output*, which an engine made of `masked.text`, with the values back in place.

    Sentinels with blanks inside or in the other case count too; a doubled one is restored twice and reported lost,
    one with a number that was never given is dropped.
    """
    parts: list[str] = []
    found: dict[int, list[Span]] = {}
    length = at = 0
    for match in _sentinel(masked.shape).finditer(output):
        number = int(match["number"])
        value = masked.values[number] if number < len(masked.values) else ""
        before = output[at : match.start()]
        parts += before, value
        length += len(before)
        found.setdefault(number, []).append((length, length + len(value)))
        length += len(value)
        at = match.end()
    parts.append(output[at:])
    once = [found.get(number, []) for number in range(len(masked.values))]
    strays = sum(len(spans) for number, spans in found.items() if number >= len(masked.values))
    return Restored("".join(parts), tuple(spans[0] if len(spans) == 1 else None for spans in once), strays)


@lru_cache(maxsize=64)
def _sentinel(shape: str) -> re.Pattern[str]:
    """What a sentinel of *shape* may look like when it comes back."""
    left, right = shape.split("{}")
    tight = [re.escape(part).replace(r"\ ", r"\s*") for part in (left, right)]
    return re.compile(rf"{tight[0]}\s?(?P<number>[0-9]{{1,3}})\s?{tight[1]}", re.IGNORECASE)


def wrap(plain: Plain, target: str, slots: Iterable[Span], pairs: Sequence[Span]) -> str:
    """The segment that *target* makes with the markup of *plain* around it.

    Args:
        plain: What `flatten` gave.
        target: The translated text, opaque codes in place.
        slots: Spans of *target* that are codes as written, in which nothing is escaped.
        pairs: Where each of `plain.pairs` stands in *target*: inside its parent, disjoint from its siblings.
    """
    literal = {offset for start, end in slots for offset in range(start, end)}
    escapes = dict(plain.escapes)

    def text(start: int, end: int) -> str:
        if not escapes:
            return target[start:end]
        return "".join(
            c if n in literal else escapes.get(c, c) for n, c in enumerate(target[start:end], start)
        )

    def inside(parent: int, start: int, end: int) -> str:
        children = [n for n, pair in enumerate(plain.pairs) if pair.parent == parent]
        parts: list[str] = []
        for number in sorted(children, key=lambda n: pairs[n]):
            pair, (first, last) = plain.pairs[number], pairs[number]
            parts += text(start, first), pair.opener, inside(number, first, last), pair.closer
            start = last
        return "".join([*parts, text(start, end)])

    return plain.before + inside(-1, 0, len(target)) + plain.after
