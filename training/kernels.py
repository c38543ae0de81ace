"""The aligner's loops over words, compiled by numba."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]


@nb.njit(cache=True)
def cells(s_ids: Ints, s_off: Longs, t_ids: Ints, t_off: Longs, width: int, out: Longs) -> None:
    """Number every pair of words of every sentence pair: source id times *width* plus target id."""
    k = 0
    for p in range(len(s_off) - 1):
        for j in range(t_off[p], t_off[p + 1]):
            for i in range(s_off[p], s_off[p + 1]):
                out[k] = np.int64(s_ids[i]) * width + t_ids[j]
                k += 1


@nb.njit(cache=True)
def expect(prob: Floats, link: Ints, at: int, step: int, stride: int, size: int, count: Floats) -> None:
    """One word chooses among *size* words of the other side, its cells *stride* apart from *at* + *step*."""
    total = np.float32(1e-9)
    for n in range(size):
        total += prob[link[at + step + n * stride]]
    for n in range(size):
        cell = link[at + step + n * stride]
        count[cell] += prob[cell] / total


@nb.njit(cache=True)
def maximise(count: Floats, of: Ints, words: int, prob: Floats) -> None:
    """Turn counts into probabilities that sum to one for each word."""
    total = np.zeros(words, np.float64)
    for c in range(len(count)):
        total[of[c]] += count[c]
    for c in range(len(count)):
        prob[c] = count[c] / (total[of[c]] + 1e-9)


@nb.njit(cache=True)
def em_round(s_off: Longs, t_off: Longs, link: Ints, st: Floats, ts: Floats, s_of: Ints, t_of: Ints) -> None:
    """One round of EM for p(target | source) and p(source | target) at once, in place."""
    count_st, count_ts = np.zeros_like(st), np.zeros_like(ts)
    at = 0
    for p in range(len(s_off) - 1):
        m, n = s_off[p + 1] - s_off[p], t_off[p + 1] - t_off[p]
        for j in range(n):
            expect(st, link, at, j * m, 1, m, count_st)
        for i in range(m):
            expect(ts, link, at, i, m, n, count_ts)
        at += m * n
    maximise(count_st, s_of, s_of.max() + 1, st)
    maximise(count_ts, t_of, t_of.max() + 1, ts)


@nb.njit(cache=True)
def find(numbers: Longs, number: int) -> int:
    """Where *number* stands among the sorted *numbers*; -1 where it does not."""
    at = int(np.searchsorted(numbers, number))
    return at if at < len(numbers) and numbers[at] == number else -1


@nb.njit(cache=True)
def plausible(
    s: Ints, t: Ints, width: int, known: Longs, st: Floats, ts: Floats, good: NDArray[np.bool_]
) -> None:
    """Say for each word of the source, then of the target, whether the other side has a plausible partner."""
    for i in range(len(s)):
        for j in range(len(t)):
            if s[i] == 0 or t[j] == 0:
                continue
            c = find(known, np.int64(s[i]) * width + t[j])
            if c >= 0 and (st[c] > 0.02 or ts[c] > 0.02):
                good[i] = True
                good[len(s) + j] = True


@nb.njit(cache=True)
def shares(
    s_ids: Ints,
    s_off: Longs,
    t_ids: Ints,
    t_off: Longs,
    width: int,
    known: Longs,
    st: Floats,
    ts: Floats,
    out: Floats,
) -> None:
    """The smaller of both sides' shares of known words with a plausible partner; untouched under three known words."""
    for p in range(len(out)):
        s, t = s_ids[s_off[p] : s_off[p + 1]], t_ids[t_off[p] : t_off[p + 1]]
        good = np.zeros(len(s) + len(t), np.bool_)
        plausible(s, t, width, known, st, ts, good)
        in_s, in_t = (s != 0).sum(), (t != 0).sum()
        if in_s >= 3 and in_t >= 3:
            out[p] = min(good[: len(s)].sum() / in_s, good[len(s) :].sum() / in_t)
