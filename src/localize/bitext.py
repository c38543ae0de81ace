"""Align an article with its translation: units by their structure, then the sentences of each by length and anchors.

The method is Gale and Church's (1993): of all ways to pair two sequences in order, the likeliest, found by dynamic
programming. Each pairing comes with its probability over all ways, so that the unsure ones can be told.

The law of this room: every sentence of either side is in exactly one bead, in order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from localize.bitext_likeness import Likeness, Piece

Shape = tuple[int, int]
"""How many pieces of the source and of the target a bead has."""

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

_BAND = 40  # pieces by which a pairing may stray from the diagonal, beside what the lengths differ
_KNOWN = 0.9  # surety of a pair that may tell how much longer one language is
_FEW = 3  # such pairs needed to tell it


@dataclass(frozen=True, slots=True)
class Bead:
    """Pieces of the source and of the target that belong together; one side may be empty."""

    sources: range
    targets: range

    surety: float
    """How probable it is that just these belong together, from 0 to 1."""

    unit: float = 1.0
    """Of a bead of sentences: how probable it is that their units belong together."""

    @property
    def shape(self) -> Shape:
        """How many pieces it has of each side."""
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


def pair(source: Script, target: Script) -> tuple[Bead, ...]:
    """The sentences of an article and of its translation, paired.

    Returns:
        Beads that hold every sentence of both once, in order. `surety` counts the doubt about the units, too.
    """
    sources, targets = source.whole(), target.whole()
    likeness = Likeness.of(sources, targets, _overall(sources, targets))
    ratio = _ratio(align(sources, targets, likeness, UNITS), sources, targets) or likeness.ratio
    units = align(sources, targets, replace(likeness, ratio=ratio), UNITS)
    all_sources, all_targets = source.sentences(), target.sentences()
    inside = Likeness.of(all_sources, all_targets, ratio)
    ours, theirs = source.starts(), target.starts()
    found: list[Bead] = []
    for unit in units:
        rows = range(ours[unit.sources.start], ours[unit.sources.stop])
        columns = range(theirs[unit.targets.start], theirs[unit.targets.stop])
        here = align(
            all_sources[rows.start : rows.stop], all_targets[columns.start : columns.stop], inside, SENTENCES
        )
        found += (_moved(bead, rows.start, columns.start, unit.surety) for bead in here)
    return tuple(found)


def _moved(bead: Bead, row: int, column: int, unit: float) -> Bead:
    sources, targets = bead.sources, bead.targets
    return Bead(
        range(sources.start + row, sources.stop + row),
        range(targets.start + column, targets.stop + column),
        bead.surety * unit,
        unit,
    )


def _overall(sources: Sequence[Piece], targets: Sequence[Piece]) -> float:
    """How many characters of the target there are for one of the source."""
    return max(1, sum(p.length for p in targets)) / max(1, sum(p.length for p in sources))


def _ratio(beads: Sequence[Bead], sources: Sequence[Piece], targets: Sequence[Piece]) -> float | None:
    """The same, told by pairs that are sure, so that what is missing on one side does not count."""
    pairs = [b for b in beads if b.shape == (1, 1) and b.surety >= _KNOWN]
    ratios = [targets[b.targets.start].length / sources[b.sources.start].length for b in pairs]
    return median(ratios) if len(ratios) >= _FEW else None


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
    lattice = _Lattice.of(sources, targets, likeness, shapes)
    chosen = [lattice.start]
    while chosen[-1] != lattice.end:
        chosen.append(lattice.best[chosen[-1]][1])
    return tuple(
        Bead(range(one[0], two[0]), range(one[1], two[1]), lattice.share(one, two))
        for one, two in pairwise(chosen)
    )


Node = tuple[int, int]
"""A place between pieces: how many of the source and of the target are before it."""


@dataclass(frozen=True, slots=True)
class _Lattice:
    """All ways to pair two sequences; every figure is the natural logarithm of a likelihood."""

    edges: Mapping[Node, Mapping[Node, float]]
    """From each place the beads to later ones, in the order of the places."""

    before: Mapping[Node, float]
    """All ways from the start, together."""

    behind: Mapping[Node, float]
    """All ways to the end, together."""

    best: Mapping[Node, tuple[float, Node]]
    """The likeliest way to the end, and the next place on it."""

    start: Node
    end: Node

    @classmethod
    def of(
        cls,
        sources: Sequence[Piece],
        targets: Sequence[Piece],
        likeness: Likeness,
        shapes: Mapping[Shape, float],
    ) -> _Lattice:
        start, end = (0, 0), (len(sources), len(targets))
        edges = {
            (i, j): {
                (i + di, j + dj): math.log(share) + likeness.score(sources[i : i + di], targets[j : j + dj])
                for (di, dj), share in shapes.items()
                if _near(i + di, j + dj, end)
            }
            for i in range(end[0] + 1)
            for j in range(end[1] + 1)
            if _near(i, j, end)
        }
        behind, best = {end: 0.0}, {end: (0.0, end)}
        for node in reversed(edges):
            ways = edges[node]
            if ways:
                behind[node] = _sum([score + behind[to] for to, score in ways.items()])
                best[node] = max((score + best[to][0], to) for to, score in ways.items())
        return cls(edges, _before(edges, start), behind, best, start, end)

    def share(self, one: Node, two: Node) -> float:
        """How probable the bead from *one* to *two* is over all ways."""
        way = self.before[one] + self.edges[one][two] + self.behind[two]
        return min(1.0, math.exp(way - self.behind[self.start]))


def _before(edges: Mapping[Node, Mapping[Node, float]], start: Node) -> dict[Node, float]:
    arriving: dict[Node, list[float]] = {start: [0.0]}
    before: dict[Node, float] = {}
    for node, ways in edges.items():
        before[node] = _sum(arriving.get(node, [-math.inf]))
        for to, score in ways.items():
            arriving.setdefault(to, []).append(before[node] + score)
    return before


def _near(i: int, j: int, end: Node) -> bool:
    """Whether a place is inside, and near enough to the diagonal to be looked at."""
    rows, columns = end
    wide = (_BAND + abs(rows - columns)) * max(rows, columns, 1)
    return i <= rows and j <= columns and abs(i * columns - j * rows) <= wide


def _sum(logs: Sequence[float]) -> float:
    top = max(logs)
    return top if top == -math.inf else top + math.log(sum(math.exp(value - top) for value in logs))
