"""The pieces that an update scores, which stand for the whole vocabulary.

With a small model on a CPU the output layer is two fifths of an update. The target side's common pieces are always scored, and so are the
pieces that the batch has to write; of the others a batch scores one in eight, and each of these counts for eight. The sum over the
vocabulary, by which the softmax divides, is so right in the mean over the eight parts; the more the common pieces are, the less it varies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_PARTS = 8


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pieces that one batch scores."""

    pieces: Tensor
    """Their numbers, each once."""

    shift: Tensor
    """The logarithm of how many pieces each stands for."""

    def scored(self, table: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """The rows of an output layer for these pieces, (pieces, width), and their biases with the shift."""
        return functional.embedding(self.pieces, table), bias[self.pieces] + self.shift

    def places(self, gold: Tensor) -> Tensor:
        """Where the pieces *gold*, all of the list, stand in it."""
        place = torch.empty(int(self.pieces.max()) + 1, dtype=torch.long, device=gold.device)
        place[self.pieces] = torch.arange(len(self.pieces), device=gold.device)
        return place[gold]


class Shortener:
    """Makes the shortlists of batches.

    Args:
        counts: How often each piece of the vocabulary occurs on the target side.
        common: How many of the most frequent are on every list.
    """

    def __init__(self, counts: Tensor, common: int) -> None:
        order = counts.argsort(descending=True, stable=True)
        self._common, rest = order[:common], order[common:]
        self._parts = [rest[n::_PARTS] for n in range(_PARTS)]
        self._size = len(counts)

    def shortlist(self, gold: Tensor, turn: int) -> Shortlist:
        """The list of a batch that has to write the pieces *gold*; *turn*, any number, says which part of the others is on it."""
        sure = torch.zeros(self._size, dtype=torch.bool, device=gold.device)
        sure[self._common] = sure[gold] = True
        part = self._parts[turn % _PARTS]
        own, others = sure.nonzero()[:, 0], part[~sure[part]]
        shift = torch.zeros(len(own) + len(others), device=gold.device)
        shift[len(own) :] = math.log(_PARTS)
        return Shortlist(torch.cat([own, others]), shift)
