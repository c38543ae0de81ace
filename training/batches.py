"""Batches of pairs of nearly equal length, cut out of ids that all lie on the device."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import corpora, pack
from training.shortlist import Shortener, Shortlist
from training.vocabulary import BOS, EOS

IGNORE = -100
"""A target that counts for nothing."""

UNLINKED = -1

_STEP = 8
"""On a GPU widths are multiples of it."""

_POOL = 400_000  # pairs sorted together; a whole epoch at once would sort away its randomness
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to the same width."""

    source: Tensor
    keep: Tensor
    """True at the source's real pieces, </s> counted."""

    target: Tensor
    """The target behind <s>."""

    gold: Tensor
    """The target before </s>; IGNORE behind it."""

    links: Tensor | None
    """For each place of *gold* the source piece it comes from, or UNLINKED."""

    shortlist: Shortlist | None = None
    """The pieces that are scored; None: all."""


class Batches:
    """Batches of a pack; all ids lie on *device* (5 bytes a piece), so that no loading holds the training up.

    Args:
        data: The pack.
        device: Where the batches are wanted.
        weights: How often an epoch has the pairs of a class, instead of what the pack says.
        longest: Pieces; a pair with a side as long is left out.
        common: Pieces on every shortlist; 0: no lists.
    """

    def __init__(
        self,
        data: pack.Pack,
        device: torch.device,
        weights: dict[str, float],
        *,
        longest: int,
        common: int = 0,
    ) -> None:
        self._device, self._sides = device, (data.source, data.target)
        self._ids = [torch.from_numpy(side.ids.astype(np.int32)).to(device) for side in self._sides]
        self._links = None if data.links is None else torch.from_numpy(data.links).to(device)
        known = data.meta["classes"]
        by_class = np.array([corpora.lookup(weights, c["name"], c["weight"]) for c in known])
        self._weight = by_class[data.classes]
        self._weight[np.maximum(data.source.lengths, data.target.lengths) >= longest] = 0
        self._shortener = None
        if common:
            self._shortener = Shortener(torch.bincount(self._ids[1], minlength=data.meta["vocab"]), common)
        self._ahead: tuple[tuple[int, int], Future[list[Numbers]]] | None = None
        self._worker = ThreadPoolExecutor(1)

    def epoch(self, seed: int, tokens: int) -> list[Numbers]:
        """The pairs of each batch of an epoch, at most *tokens* padded pieces a side; the epoch of the next seed is begun meanwhile.

        A class of weight 2 comes twice; of weight 0.5, half of it comes.
        """
        if self._ahead and self._ahead[0] == (seed, tokens):
            found = self._ahead[1].result()
        else:
            found = self._plan(seed, tokens)
        self._ahead = (seed + 1, tokens), self._worker.submit(self._plan, seed + 1, tokens)
        return found

    def _plan(self, seed: int, tokens: int) -> list[Numbers]:
        rng = np.random.default_rng(seed)
        copies = np.floor(self._weight + rng.random(len(self._weight))).astype(np.int64)
        pairs = np.repeat(np.arange(len(copies)), copies)
        rng.shuffle(pairs)
        batches: list[Numbers] = []
        for pool in np.array_split(pairs, max(1, len(pairs) // _POOL)):
            s, t = (side.lengths[pool] for side in self._sides)
            # neighbours in this order have nearly equal lengths on both sides
            order = np.lexsort((s + rng.random(len(s)), (t + rng.integers(0, 3, len(t))) // 3))
            batches += cut(pool[order], np.maximum(s, t)[order] + 1, tokens)
        return [batches[i] for i in rng.permutation(len(batches))]

    def batch(self, pairs: Numbers) -> Batch:
        """The batch of the pairs of these numbers."""
        ids, count, column, _ = self._cut(0, pairs)
        source, keep = torch.where(column < count, ids, EOS), column <= count
        ids, count, column, at = self._cut(1, pairs)
        gold = torch.where(column < count, ids, torch.where(column == count, EOS, IGNORE))
        before = torch.where(column < count, ids, EOS)[:, :-1]
        target = torch.cat([torch.full_like(ids[:, :1], BOS), before], 1)
        links = None if self._links is None else torch.where(column < count, self._links[at].long(), UNLINKED)
        short = None
        if self._shortener:
            short = self._shortener.shortlist(gold[gold != IGNORE], int(pairs.sum()))
        return Batch(source, keep, target, gold, links, short)

    def pieces(self, pairs: Numbers) -> int:
        """The real pieces of both sides of these pairs."""
        return int(sum(side.lengths[pairs].sum() for side in self._sides))

    def _cut(self, which: int, pairs: Numbers) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """A side's ids in rows, the length of each, the columns, and where each id lies."""
        side, ids = self._sides[which], self._ids[which]
        lengths = side.lengths[pairs]
        both = torch.from_numpy(np.stack([lengths, side.starts[pairs]])).to(self._device)
        step = _STEP if self._device.type == "cuda" else 1
        width = -(-(int(lengths.max()) + 1) // step) * step
        column = torch.arange(width, device=self._device)[None]
        at = (both[1][:, None] + column).clamp_(max=len(ids) - 1)
        return ids[at].long(), both[0][:, None], column, at


def cut(pairs: Numbers, width: Numbers, tokens: int) -> list[Numbers]:
    """Neighbouring pairs together, as many as *tokens* allow at their greatest width."""
    out: list[Numbers] = []
    at = 0
    while at < len(pairs):
        guess = max(1, tokens // int(width[at]))
        count = max(1, tokens // int(width[at : at + guess].max()))
        out.append(pairs[at : at + count])
        at += count
    return out
