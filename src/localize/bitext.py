"""Align an article with its translation: units by their structure, then the sentences of each by length and anchors.

The method is Gale and Church's (1993): of all ways to pair two sequences in order, the likeliest, found by dynamic
programming. Each pairing comes with its probability over all ways, so that the unsure ones can be told.

The law of this room: every sentence of either side is in exactly one bead, in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from localize.bitext_lattice import Lattice, Node, Shape
from localize.bitext_likeness import Likeness, Piece

SENTENCES: Mapping[Shape, float] = {
    (1, 1): 0.89,
    (1, 0): 0.0099,
    (0, 1): 0.0099,
    (2, 1): 0.0445,
    (1, 2): 0.0445,
    (2, 2): 0.011,
}
"""How often sentences are translated so: Gale and Church's counts, their shares of mirrored shapes halved."""

UNITS: Mapping[Shape, float] = {(1, 1): 0.94, (1, 0): 0.02, (0, 1): 0.02, (2, 1): 0.01, (1, 2): 0.01}
"""The same of paragraphs, headings and cells: copies mostly keep them, and lose or gain one rather than join two."""

_SLIGHT = 0.01  # probability of a pairing of units below which what it makes of the sentences does not count
_KNOWN = 0.9  # surety of a pair that may tell how much longer one language is
_FEW = 3  # such pairs needed to tell it


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of the source and of the target that belong together; one side may be empty."""

    sources: range
    targets: range

    surety: float
    """How probable it is that just these belong together, whatever belongs together around them: from 0 to 1."""

    @property
    def shape(self) -> Shape:
        """How many sentences it has of each side."""
        return len(self.sources), len(self.targets)


@dataclass(frozen=True, slots=True)
class Script:
    """One side of the alignment: the sentences of an article, by unit."""

    units: tuple[tuple[Piece, ...], ...]
    """The sentences of each unit."""

    roles: tuple[str, ...]
    """The role of each unit."""

    def whole(self) -> tuple[Piece, ...]:
        """The units as pieces, with their role for an anchor."""
        return tuple(
            Piece.joined(unit).with_anchor(("role", role))
            for unit, role in zip(self.units, self.roles, strict=True)
        )

    def sentences(self) -> tuple[Piece, ...]:
        """All sentences, in order."""
        return tuple(piece for unit in self.units for piece in unit)

    def starts(self) -> list[int]:
        """The number of the first sentence of each unit, and at last the number of all sentences."""
        found = [0]
        for unit in self.units:
            found.append(found[-1] + len(unit))
        return found


def pair(source: Script, target: Script, ratio: float) -> tuple[Bead, ...]:
    """The sentences of an article and of its translation, paired.

    Args:
        source: The article.
        target: Its translation.
        ratio: Characters of the target's language for one of the source's, see `ratio_of`; where enough is sure, the
            two themselves tell it.

    Returns:
        Beads that hold every sentence of both once, in order.
    """
    units = _units(source, target, ratio)
    sentences = source.sentences(), target.sentences()
    likeness = Likeness.of(*sentences, units.ratio)
    ours, theirs = source.starts(), target.starts()
    path: list[tuple[Node, Node]] = []
    shares: defaultdict[tuple[Node, Node], float] = defaultdict(float)
    chosen = set(units.lattice.path())
    for one, two in units.lattice.steps():
        share = units.lattice.share(one, two)
        if share < _SLIGHT and (one, two) not in chosen:
            continue
        at, end = (ours[one[0]], theirs[one[1]]), (ours[two[0]], theirs[two[1]])
        inside = _lattice(sentences[0][at[0] : end[0]], sentences[1][at[1] : end[1]], likeness, SENTENCES)
        for step in inside.steps():
            shares[_moved(step, at)] += share * inside.share(*step)
        if (one, two) in chosen:
            path += (_moved(step, at) for step in inside.path())
    return tuple(_bead(step, shares[step]) for step in path)


def align(
    sources: Sequence[Piece], targets: Sequence[Piece], likeness: Likeness, shapes: Mapping[Shape, float]
) -> tuple[Bead, ...]:
    """The likeliest pairing of two sequences in order.

    Args:
        sources: The pieces of one side.
        targets: Those of the other.
        likeness: Tells how much more probable pieces are together than apart.
        shapes: The shapes that beads may have, and how often each occurs.
    """
    lattice = _lattice(sources, targets, likeness, shapes)
    return tuple(_bead(step, lattice.share(*step)) for step in lattice.path())


@dataclass(frozen=True, slots=True)
class _Units:
    """The pairing of units, and what it tells of the languages."""

    lattice: Lattice
    ratio: float


def _units(source: Script, target: Script, usual: float) -> _Units:
    sources, targets = source.whole(), target.whole()
    first = Likeness.of(sources, targets, usual)
    ratio = _ratio(align(sources, targets, first, UNITS), sources, targets) or usual
    return _Units(_lattice(sources, targets, replace(first, ratio=ratio), UNITS), ratio)


def _lattice(
    sources: Sequence[Piece], targets: Sequence[Piece], likeness: Likeness, shapes: Mapping[Shape, float]
) -> Lattice:
    def score(ours: slice, theirs: slice) -> float:
        return likeness.score(sources[ours], targets[theirs])

    return Lattice.of((len(sources), len(targets)), shapes, score)


def _moved(step: tuple[Node, Node], by: Node) -> tuple[Node, Node]:
    (row, column), (last, end) = step
    return (row + by[0], column + by[1]), (last + by[0], end + by[1])


def _bead(step: tuple[Node, Node], surety: float) -> Bead:
    one, two = step
    return Bead(range(one[0], two[0]), range(one[1], two[1]), min(1.0, surety))


def _ratio(beads: Sequence[Bead], sources: Sequence[Piece], targets: Sequence[Piece]) -> float | None:
    """Characters of the target for one of the source, told by the pairs that are sure; None where these are few."""
    pairs = [b for b in beads if b.shape == (1, 1) and b.surety >= _KNOWN]
    ratios = [targets[b.targets.start].length / sources[b.sources.start].length for b in pairs]
    return median(ratios) if len(ratios) >= _FEW else None
