"""A small symmetric IBM-1 word aligner, trained on a sample of the pairs.

It scores pairs (bad ones are dropped), finds words that can be replaced on both sides, and links pieces for guided attention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training import kernels

Words = Sequence[str]
Pairs = Sequence[tuple[Words, Words]]

_LONGEST = 60
"""Words of a sentence that count."""


class Lexicon:
    """The commonest words of one side by number; 0 stands for all others."""

    def __init__(self, texts: Sequence[Words], *, least: int, size: int) -> None:
        counts = Counter(word.lower() for text in texts for word in text[:_LONGEST])
        kept = [word for word, count in counts.most_common(size) if count >= least]
        self.ids = {word: number for number, word in enumerate(kept, 1)}

    def encode(self, text: Words) -> list[int]:
        """The numbers of the first sixty words."""
        return [self.ids.get(word.lower(), 0) for word in text[:_LONGEST]]


class Aligner:
    """Translation probabilities of words, both ways.

    A random sample of one to two hundred thousand pairs of words() is plenty to train on; it stops at *most* pairs of words, for memory.
    """

    def __init__(
        self, pairs: Pairs, *, least: int = 3, size: int = 60_000, rounds: int = 6, most: int = 60_000_000
    ) -> None:
        self.source = Lexicon([s for s, _ in pairs], least=least, size=size)
        self.target = Lexicon([t for _, t in pairs], least=least, size=size)
        self._width = len(self.target.ids) + 1
        work = np.cumsum([min(len(s), _LONGEST) * min(len(t), _LONGEST) for s, t in pairs])
        self.pairs = int(np.searchsorted(work, most, "right"))
        total = int(work[self.pairs - 1]) if self.pairs else 0
        self._train(pairs[: self.pairs], total, rounds)

    def _train(self, pairs: Pairs, total: int, rounds: int) -> None:
        s_ids, s_off = _flat([self.source.encode(s) for s, _ in pairs])
        t_ids, t_off = _flat([self.target.encode(t) for _, t in pairs])
        raw = np.empty(total, np.int64)
        kernels.cells(s_ids, s_off, t_ids, t_off, self._width, raw)
        known, link = np.unique(raw, return_inverse=True)
        s_of, t_of = (known // self._width).astype(np.int32), (known % self._width).astype(np.int32)
        st, ts = ((1.0 / np.bincount(of)[of]).astype(np.float32) for of in (s_of, t_of))
        cells = link.astype(np.int32)
        for _ in range(rounds):
            kernels.em_round(s_off, t_off, cells, st, ts, s_of, t_of)
        keep = ((st > 1e-3) | (ts > 1e-3)) & (s_of > 0) & (t_of > 0)  # the tables are looked up for each pair
        self._known, self._st, self._ts = known[keep], st[keep], ts[keep]

    def scores(self, pairs: Pairs) -> NDArray[np.float32]:
        """For each pair the share of known words that have a plausible partner; 1 where too few are known."""
        s_ids, s_off = _flat([self.source.encode(s) for s, _ in pairs])
        t_ids, t_off = _flat([self.target.encode(t) for _, t in pairs])
        out = np.ones(len(pairs), np.float32)
        kernels.shares(s_ids, s_off, t_ids, t_off, self._width, self._known, self._st, self._ts, out)
        return out

    def links(
        self, source: Words, target: Words, *, floor: float = 0.08, once: bool = True
    ) -> dict[int, int]:
        """The words of *source*, by number, with the word of *target* that each is the best partner of, mutually.

        Args:
            source: Words.
            target: Words.
            floor: The least probability, both ways.
            once: Leave out words that occur more than once in their sentence; else the likeliest place decides among them.
        """
        if not source or not target:
            return {}
        a, b = np.array(self.source.encode(source)), np.array(self.target.encode(target))
        st, ts = self._tables(a, b)
        score = np.where(np.minimum(st, ts) > floor, st * ts, 0) * _nearness(len(a), len(b))
        best, back = score.argmax(1), score.argmax(0)
        counts = Counter(a.tolist()), Counter(b.tolist())
        return {
            i: j
            for i, j in enumerate(best.tolist())
            if score[i, j] > 0
            and back[j] == i
            and not (once and (counts[0][int(a[i])] > 1 or counts[1][int(b[j])] > 1))
        }

    def _tables(
        self, a: NDArray[np.int64], b: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        cell = a[:, None] * self._width + b[None]
        at = np.minimum(np.searchsorted(self._known, cell), len(self._known) - 1)
        hit = (self._known[at] == cell) if len(self._known) else np.zeros(cell.shape, bool)
        zero = np.zeros(cell.shape, np.float32)
        return (np.where(hit, self._st[at], 0), np.where(hit, self._ts[at], 0)) if hit.any() else (zero, zero)


def _nearness(m: int, n: int) -> NDArray[np.float64]:
    """How near each pair of words is to the diagonal: fast_align's prior, with its usual steepness of four."""
    return np.exp(-4 * np.abs(np.arange(m)[:, None] / m - np.arange(n)[None] / n))


def _flat(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """All numbers in a row, and where each row begins."""
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return np.fromiter((number for row in rows for number in row), np.int32, int(starts[-1])), starts
