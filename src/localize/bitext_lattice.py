"""All ways to pair two sequences in order: the likeliest one, and how probable each pairing is over all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Shape = tuple[int, int]
"""How many pieces of the source and of the target belong together."""

Score = Callable[[slice, slice], float]
"""How much more probable these pieces of the source and of the target are together than apart, as a logarithm."""

_BAND = 40  # pieces by which a pairing may stray from the diagonal, beside what the lengths differ

Node = tuple[int, int]
"""A place between pieces: how many of the source and of the target are before it."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """All ways to pair two sequences; make one with `Lattice.of`. Every figure is the logarithm of a likelihood."""

    edges: Mapping[Node, Mapping[Node, float]]
    """From each place the steps to later ones, in the order of the places."""

    before: Mapping[Node, float]
    """All ways from the start, together."""

    behind: Mapping[Node, float]
    """All ways to the end, together."""

    best: Mapping[Node, tuple[float, Node]]
    """The likeliest way to the end, and the next place on it."""

    start: Node
    end: Node

    @classmethod
    def of(cls, size: Node, shapes: Mapping[Shape, float], score: Score) -> Lattice:
        """The ways to pair as many pieces of the source and of the target as *size* says.

        Args:
            size: How many pieces the two sides have.
            shapes: The shapes that pairings may have, and how often each occurs.
            score: Tells what belongs together.
        """
        start, end = (0, 0), size
        edges = {
            (i, j): {
                (i + di, j + dj): math.log(share) + score(slice(i, i + di), slice(j, j + dj))
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

    def path(self) -> tuple[tuple[Node, Node], ...]:
        """The likeliest way, step by step."""
        places = [self.start]
        while places[-1] != self.end:
            places.append(self.best[places[-1]][1])
        return tuple(pairwise(places))

    def steps(self) -> Iterator[tuple[Node, Node]]:
        """Every step of every way."""
        return ((one, two) for one, ways in self.edges.items() for two in ways)

    def share(self, one: Node, two: Node) -> float:
        """How probable the step from *one* to *two* is over all ways, from 0 to 1."""
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
