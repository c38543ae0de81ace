"""Pairs of translations of one sentence of which one is better: on disk, in batches, and as a loss."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training import pack
from training.batches import IGNORE, cut
from training.crossentropy import losses
from training.decoding import padded
from training.model import Transformer
from training.vocabulary import BOS

FILE = "prefer.npz"
_VOCABULARY = "vocabulary"

_SHARPNESS = 20.0
"""How steeply the loss flattens around the margin: β of SimPO, a nat and piece."""

MARGIN = 0.1
"""Nats a piece by which the better one shall be likelier."""

Row = list[int]


@dataclass(frozen=True, slots=True)
class Preference:
    """Two translations of a sentence, in pieces."""

    source: Row
    better: Row
    worse: Row


@dataclass(frozen=True, slots=True)
class Choice:
    """A batch of preferences."""

    source: Tensor
    keep: Tensor
    """True at the source's real pieces."""

    better: tuple[Tensor, Tensor]
    """The translations behind <s>, and before </s> with IGNORE behind it."""

    worse: tuple[Tensor, Tensor]
    """The same of the other translations."""


def save(folder: Path, preferences: Sequence[Preference]) -> int:
    """Write a pack's archive of them, which knows the vocabulary that the pieces are of; its size in bytes."""
    arrays: dict[str, Any] = {_VOCABULARY: _vocabulary(folder)}
    for name in Preference.__slots__:
        rows = [getattr(one, name) for one in preferences]
        arrays[f"{name}_ids"] = np.concatenate([np.array(row, np.uint16) for row in rows])
        arrays[f"{name}_len"] = np.array([len(row) for row in rows], np.uint8)
    return pack.write(folder / FILE, arrays)


def load(folder: Path) -> list[Preference]:
    """What save() was given.

    Raises:
        FileNotFoundError: The pack has none.
        ValueError: They are of another vocabulary than the pack, or do not say of which.
    """
    arrays = dict(np.load(folder / FILE))
    if not np.array_equal(arrays.get(_VOCABULARY, ()), _vocabulary(folder)):
        raise ValueError(
            f"{folder / FILE} does not say that it is of the vocabulary in {folder / 'spm.model'}"
        )
    sides = [pack.side(arrays[f"{name}_ids"], arrays[f"{name}_len"]) for name in Preference.__slots__]
    count = len(sides[0].lengths)
    return [Preference(*(side.sentence(number) for side in sides)) for number in range(count)]


def _vocabulary(folder: Path) -> NDArray[np.uint8]:
    return np.frombuffer(hashlib.sha256((folder / "spm.model").read_bytes()).digest(), np.uint8)


class Preferences:
    """The preferences of a pack in batches, in another order each epoch; what a batch holds depends on its number alone.

    Args:
        preferences: At least one.
        device: Where the batches are wanted.
        tokens: Padded pieces of a batch and side.
        seed: Of the order.
    """

    def __init__(
        self, preferences: Sequence[Preference], device: torch.device, *, tokens: int, seed: int
    ) -> None:
        self._all, self._device, self._seed = preferences, device, seed
        sides = ([len(row) for row in (one.source, one.better, one.worse)] for one in preferences)
        widths = np.array([max(lengths) + 1 for lengths in sides])
        order = np.argsort(widths, kind="stable")
        self._batches = cut(order, widths[order], tokens)

    def choice(self, number: int) -> Choice:
        """The batch of this number, counted over all epochs."""
        epoch, at = divmod(number, len(self._batches))
        order = np.random.default_rng([self._seed, epoch]).permutation(len(self._batches))
        part = [self._all[index] for index in self._batches[order[at]]]
        source, keep = padded([one.source for one in part], self._device)
        better, worse = (self._side([getattr(one, name) for one in part]) for name in ("better", "worse"))
        return Choice(source, keep, better, worse)

    def _side(self, rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
        ids, real = padded(rows, self._device)
        target = torch.cat([torch.full_like(ids[:, :1], BOS), ids[:, :-1]], 1)
        return target, torch.where(real, ids, IGNORE)


def preference_loss(model: Transformer, choice: Choice) -> tuple[Tensor, Tensor]:
    """How much the better ones are wanting, a piece of them; and the share of the batch in which they are likelier.

    A translation's likelihood is the log-probability of its pieces and </s>, a piece, as CTranslate2's beam with length penalty 1 has it (Meng et al.
    2024, "SimPO", take the mean too). While the better one is not likelier by the margin, the gradient is nearly that of its log-likelihood less that of the worse one's, and
    soon nothing beyond.
    """
    memory = model.encode(choice.source, choice.keep)
    (better, lengths), (worse, _) = (
        _likelihood(model, memory, choice.keep, *side) for side in (choice.better, choice.worse)
    )
    apart = better - worse
    wanting = functional.softplus(_SHARPNESS * (MARGIN - apart)) / _SHARPNESS
    return (wanting * lengths).sum() / lengths.sum(), (apart > 0).float().mean().detach()


def _likelihood(
    model: Transformer, memory: Tensor, keep: Tensor, target: Tensor, gold: Tensor
) -> tuple[Tensor, Tensor]:
    """The log-probability of each row, </s> counted in, for each of its pieces, </s> not counted; and how many these are."""
    states, _ = model.decode(memory, keep, target)
    real = gold != IGNORE
    log = -losses(states[real], model.embed.weight, model.bias, gold[real])
    rows = real.nonzero()[:, 0]
    lengths = (real.sum(1) - 1).clamp(min=1)
    return log.new_zeros(len(gold)).index_add(0, rows, log) / lengths, lengths
