"""What became of a stretch of a source, told by the links of a hypothesis.

Links are a model's attention, not knowledge: only those that drew most of it are believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Postfix, Prefix

from localize.codes import Span
from localize.engine import Link

SURE = 0.5
"""The share of attention from which a link is believed. Of words that the French and Spanish proof packages had copied
verbatim (729 numbers, names and marks) 97% of such links were right, and 67% of the weaker ones; of Arabic's, 59%."""

Edits = Sequence[tuple[Span, Span]]
"""Stretches of a text that were replaced, in order: where each stood before, and where what replaced it stands."""


def believed(links: Iterable[Link], least: float = SURE) -> tuple[Link, ...]:
    """The links that drew *least* of the attention or more."""
    return tuple(link for link in links if link.weight >= least)


def window(links: Sequence[Link], source: Span, words: Sequence[Span]) -> Span | None:
    """The run of *words* that fits best what *links* say of the *source* span.

    Args:
        links: Believed links.
        source: A span of the source.
        words: Spans of the target, in order.

    Returns:
        From the first to the last word of the run with the best F1: its words linked into *source*, against those of
        it that are linked elsewhere and those left out. None where fewer than half would be right.
    """
    into = [any(_meet(link.source, source) and _meet(link.target, word) for link in links) for word in words]
    known = [any(_meet(link.target, word) for link in links) for word in words]
    marked = [n for n, hit in enumerate(into) if hit]
    best, span = 0.5, None
    for first in marked:
        for last in (n for n in marked if n >= first):
            held = sum(into[first : last + 1])
            wrong = sum(known[first : last + 1]) - held
            if (score := 2 * held / (2 * held + wrong + len(marked) - held)) > best:
                best, span = score, (words[first][0], words[last][1])
    return span


def swapped(text: str, shape: str, values: Sequence[str]) -> tuple[str, Edits]:
    """*text* with its sentinels of *shape*, number by number, replaced by *values*; and where."""
    found = sorted((text.find(mark), mark, value) for mark, value in _marks(shape, values) if mark in text)
    parts: list[str] = []
    edits: list[tuple[Span, Span]] = []
    at = length = 0
    for start, mark, value in found:
        length += start - at
        parts += text[at:start], value
        at = start + len(mark)
        edits.append(((start, at), (length, length + len(value))))
        length += len(value)
    return "".join([*parts, text[at:]]), edits


def moved(span: Span, edits: Edits) -> Span:
    """Where *span* of a text stands once *edits* are made; whoever touches a replaced stretch gets all of it."""
    start, end = span
    first, last = start, end
    for (a, b), (c, d) in edits:
        if start >= a:
            first = c if start < b else start - b + d
        if end > a:
            last = d if end < b else end - b + d
    return first, last


def reverse(edits: Edits) -> Edits:
    """The edits that undo *edits*."""
    return [(after, before) for before, after in edits]


def carried(links: Iterable[Link], source: Edits, target: Edits) -> tuple[Link, ...]:
    """*links* after edits of both texts."""
    return tuple(
        replace(link, source=moved(link.source, source), target=moved(link.target, target)) for link in links
    )


def settled(links: Iterable[Link], old: str, new: str) -> tuple[Link, ...]:
    """Those of *links* to the *old* target that hold of the *new* one, whatever changed in between."""
    links = tuple(links)
    first = int(Prefix.similarity(old, new))
    last = int(Postfix.similarity(old[first:], new[first:]))
    shift = len(new) - len(old)
    same = [link for link in links if link.target[1] <= first]
    later = [link for link in links if link.target[0] >= len(old) - last and link not in same]
    return (
        *same,
        *(replace(link, target=(link.target[0] + shift, link.target[1] + shift)) for link in later),
    )


def _marks(shape: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(shape.format(number), value) for number, value in enumerate(values)]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
