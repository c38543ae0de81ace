"""Likeness: how much more probable it is that two texts are translations of each other than that they are strangers.

Lengths tell it, and the anchors that both share. Every score is a log-likelihood ratio in nats,
so that scores add up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from localize.locales import Locale

Anchor = tuple[str, str]
"""What can be recognised in both languages: its kind, and what it is (`("number", "1731")`)."""

RELIABLE: Mapping[str, float] = {
    "role": 0.95,
    "text": 0.98,
    "code": 0.95,
    "number": 0.93,
    "term": 0.85,
    "name": 0.9,
    "word": 0.8,
}
"""For each kind of anchor: how often a text that is translated has it where its source does, when both articles have
it. Numbers, names and words were counted in 600 sentences of FLORES (English into French, Spanish and Arabic: 0.93 to
0.97, 0.88 to 0.97, 0.68 to 0.93), the others are put below what the checks ask for."""

VARIANCE = 4.0
"""Variance of a translation's length, in characters, for each character expected. Gale and Church (1993) found 6.8 in
the reports of banks, translated freely; the same FLORES has 2.2 to 2.6."""

DENSITY: Mapping[str, float] = {
    "en": 1.0,
    "fr": 1.18,
    "es": 1.19,
    "ar": 0.88,
    "zh": 0.33,
    "ja": 0.45,
    "ko": 0.5,
}
"""Characters by which languages say what English says in one: French, Spanish and Arabic counted in FLORES, those of
East Asia about so. An article's own pairs correct it."""

_USUAL = 1.1  # of other languages

_ODD = 0.001  # share of translations whose length says nothing: summaries, additions
_CHANCE = 0.05  # how often a text has an anchor that has nothing to do with it, before any is counted
_DOUBT = 2  # texts that this guess weighs as much as


def ratio_of(source_locale: Locale, target_locale: Locale) -> float:
    """Characters of the target's language for one of the source's."""
    source, target = (DENSITY.get(locale.language, _USUAL) for locale in (source_locale, target_locale))
    return target / source


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a unit as alignment sees it."""

    length: int
    """Characters without markup, at least 1."""

    anchors: frozenset[Anchor] = frozenset()

    @classmethod
    def joined(cls, pieces: Sequence[Piece]) -> Piece:
        """Several pieces as one."""
        length = sum(piece.length for piece in pieces)
        return cls(max(1, length), frozenset().union(*(piece.anchors for piece in pieces)))

    def with_anchor(self, anchor: Anchor) -> Piece:
        """The piece with one more anchor."""
        return replace(self, anchors=self.anchors | {anchor})


@dataclass(frozen=True, slots=True)
class _Weight:
    """What an anchor says."""

    both: float
    """On both sides."""

    source: float
    """On the source's side alone."""

    target: float
    """On the target's side alone."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known about two articles as a whole; make one with `Likeness.of`."""

    ratio: float
    """Characters of the target for one of the source."""

    mean: float
    """Mean length of the target's pieces."""

    weights: Mapping[Anchor, _Weight]
    """The anchors that both articles have; what only one has may just be translated."""

    @classmethod
    def of(cls, sources: Sequence[Piece], targets: Sequence[Piece], ratio: float) -> Likeness:
        """The likeness of pieces of these two articles."""
        ours, theirs = (
            Counter(a for piece in pieces for a in piece.anchors) for pieces in (sources, targets)
        )
        mean = sum(piece.length for piece in targets) / max(1, len(targets))
        weights = {
            anchor: _weight(anchor[0], _share(ours[anchor], sources), _share(theirs[anchor], targets))
            for anchor in ours.keys() & theirs.keys()
        }
        return cls(ratio, max(1.0, mean), weights)

    def score(self, sources: Sequence[Piece], targets: Sequence[Piece]) -> float:
        """How much more probable the two sides are together than apart; 0 where one of them is empty."""
        if not sources or not targets:
            return 0.0
        source, target = Piece.joined(sources), Piece.joined(targets)
        return self._lengths(source.length, [piece.length for piece in targets]) + self._anchors(
            source, target
        )

    def _lengths(self, source: int, targets: Sequence[int]) -> float:
        """Lengths apart follow an exponential law; together a normal one around what the source lets expect."""
        length, expected = sum(targets), max(1.0, self.ratio * source)
        spread = VARIANCE * expected
        together = -((length - expected) ** 2) / (2 * spread) - math.log(2 * math.pi * spread) / 2
        together -= (len(targets) - 1) * math.log(length)  # any place may be the one where it was cut
        apart = -len(targets) * math.log(self.mean) - length / self.mean
        return math.log(_ODD + (1 - _ODD) * math.exp(min(together - apart, 50)))

    def _anchors(self, source: Piece, target: Piece) -> float:
        total = 0.0
        for anchor in source.anchors | target.anchors:
            weight = self.weights.get(anchor)
            if weight is not None:
                here, there = anchor in source.anchors, anchor in target.anchors
                total += weight.both if here and there else weight.source if here else weight.target
        return total


def _share(count: int, pieces: Sequence[Piece]) -> float:
    """How often a piece has an anchor by chance: those that have it beside the one that is its own."""
    return (count - 1 + _DOUBT * _CHANCE) / (len(pieces) - 1 + _DOUBT)


def _weight(kind: str, source: float, target: float) -> _Weight:
    """What an anchor says that *source* and *target* are the shares of pieces with by chance.

    A translation has it as often as reliable where its source does, and elsewhere often enough to come to its share.
    """
    reliable = RELIABLE[kind]
    kept = max(reliable, target)
    elsewhere = max(target - source * kept, (1 - reliable) * target * (1 - source)) / (1 - source)
    return _Weight(
        both=math.log(kept / target),
        source=math.log((1 - kept) / (1 - target)),
        target=math.log(elsewhere / target),
    )
