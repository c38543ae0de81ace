"""Where paired markup goes: find the words of a target that an emphasis, a link or a tag of the source belongs to.

The law of this room: every pair gets exactly one place, inside its parent and beside its siblings, and never cuts a
code or a word. How good the place is depends on what is known; `Place.sure` says when it is a guess by position.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from localize.alignment import window
from localize.codes import Pair, Plain, Span
from localize.engine import Link

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|\S")
_ALIKE = 80.0  # percent of similarity from which a phrase counts as found in the target

Phrase = Callable[[str], str]
"""The translation, on its own, of the text that a pair wraps; empty when unknown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pair stands in a target."""

    span: Span
    sure: bool
    """Whether its words were found, not only its position guessed."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A stretch of the source whose place in the target is known: a code, or a pinned term."""

    source: Span
    target: Span


def place(
    plain: Plain, target: str, anchors: Sequence[Anchor], phrase: Phrase, links: Sequence[Link] = ()
) -> tuple[Place, ...]:
    """A place in *target* for each of `plain.pairs`, in their order.

    Each is looked for as the codes and terms that it wraps, as the words that its own became, as the translation of
    its text, as its text unchanged, and at last by its position among the words.

    Args:
        plain: The segment.
        target: Its translation, plain.
        anchors: What is known of *target*.
        phrase: Translates the text of a pair.
        links: What an engine believes of *target*; an anchor overrules them.
    """
    places: list[Place] = []
    words = _words(target, anchors)
    known = _known(links, anchors)
    for number, pair in enumerate(plain.pairs):
        room = places[pair.parent].span if pair.parent >= 0 else (0, len(target))
        siblings = [places[n].span for n in range(number) if plain.pairs[n].parent == pair.parent]
        gaps = [
            (gap, [w for w in words if gap[0] <= w[0] and w[1] <= gap[1]]) for gap in _gaps(room, siblings)
        ]
        text = plain.text[pair.start : pair.end].strip()
        held = [a for a in anchors if pair.start <= a.source[0] and a.source[1] <= pair.end]
        wanted = [w for w in (phrase(text), text) if w]
        ways: tuple[Callable[[Sequence[Span]], Span | None], ...] = (
            partial(_whole, text, held),
            partial(_linked, pair, plain.text, target, known, held),
            partial(_found, target, held, wanted),
        )
        found = next(filter(None, (way(free) for way in ways for _, free in gaps)), None)
        gap, free = max(gaps, key=lambda g: len(g[1]))
        places.append(Place(found or _guessed(pair, plain.text, target, free, gap), sure=found is not None))
    return tuple(places)


def _gaps(room: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of *room* beside the spans *taken*, in order; never empty."""
    gaps: list[Span] = []
    at = room[0]
    for start, end in sorted(taken):
        gaps.append((at, start))
        at = end
    return [*gaps, (at, room[1])]


def _known(links: Sequence[Link], anchors: Sequence[Anchor]) -> list[Link]:
    """What is believed of the target's words, and what is known of codes and terms instead."""
    fixed = [Link(a.source, a.target, 1.0) for a in anchors]
    free = [
        link
        for link in links
        if all(link.target[1] <= a.target[0] or a.target[1] <= link.target[0] for a in anchors)
    ]
    return [*fixed, *free]


def _whole(text: str, held: Sequence[Anchor], words: Sequence[Span]) -> Span | None:
    """Where the anchors are that a pair holds, when it holds nothing but them."""
    if not held or sum(a.source[1] - a.source[0] for a in held) < len(text):
        return None
    start, end = min(a.target[0] for a in held), max(a.target[1] for a in held)
    return (start, end) if words and words[0][0] <= start and end <= words[-1][1] else None


def _linked(
    pair: Pair,
    source: str,
    target: str,
    known: Sequence[Link],
    held: Sequence[Anchor],
    words: Sequence[Span],
) -> Span | None:
    """The words that those of *pair* became, when that is told of half of them at least.

    The mark that the pair ends with goes along: a full stop, a bracket.
    """
    wrapped = [m.span() for m in _WORD.finditer(source, pair.start, pair.end) if m.group()[0].isalnum()]
    told = [w for w in wrapped if any(k.source[0] < w[1] and w[0] < k.source[1] for k in known)]
    if 2 * len(told) < len(wrapped):
        return None
    found = window(known, (pair.start, pair.end), words)
    if found and found[1] < words[-1][1] and source[pair.end - 1] == target[found[1]]:
        found = (found[0], found[1] + 1)
    return _holding(found, held)


def _found(target: str, held: Sequence[Anchor], wanted: Sequence[str], words: Sequence[Span]) -> Span | None:
    """Where one of the wordings *wanted* stands among *words* of the target."""
    return next(filter(None, (_holding(_search(w, target, words), held) for w in wanted)), None)


def _holding(span: Span | None, held: Sequence[Anchor]) -> Span | None:
    """*span*, if it holds the anchors that it has to."""
    return span if span and all(span[0] <= a.target[0] and a.target[1] <= span[1] for a in held) else None


def _search(wanted: str, target: str, words: Sequence[Span]) -> Span | None:
    """Where *wanted* stands among *words* of the target, word for word or nearly so, in whole words."""
    wanted = _fold(wanted.strip(" .,;:!?،؛؟"))
    if not words or not wanted:
        return None
    first, last = words[0][0], words[-1][1]
    if last - first < len(wanted) * _ALIKE / 100:
        return None
    found = fuzz.partial_ratio_alignment(wanted, _fold(target[first:last]), score_cutoff=_ALIKE)
    if found is None:
        return None
    start, end = first + found.dest_start, first + found.dest_end
    inside = [s for s in words if min(s[1], end) - max(s[0], start) >= (s[1] - s[0]) / 2]
    return (inside[0][0], inside[-1][1]) if inside else None


def _fold(text: str) -> str:
    """*text* without capitals, character for character."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _words(target: str, anchors: Sequence[Anchor]) -> list[Span]:
    """The words of *target*, a code or a term counting as one."""
    fixed = sorted(a.target for a in anchors if a.target[0] < a.target[1])
    words = [m.span() for m in _WORD.finditer(target)]
    free = [w for w in words if all(w[1] <= start or end <= w[0] for start, end in fixed)]
    return sorted(free + fixed)


def _guessed(pair: Pair, source: str, target: str, words: Sequence[Span], gap: Span) -> Span:
    """As many of *words* as *pair* wraps, as far into the target as it stands in the source."""
    lexical = [s for s in words if any(c.isalnum() for c in target[s[0] : s[1]])] or list(words)
    if not lexical:
        return (gap[1], gap[1])
    count = len(_WORD.findall(source[pair.start : pair.end]))
    first = min(int(pair.start / max(1, len(source)) * len(lexical)), len(lexical) - 1)
    last = min(first + max(1, count), len(lexical)) - 1
    return (lexical[first][0], lexical[last][1])
