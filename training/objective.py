"""What training makes smaller."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import IGNORE, UNLINKED, Batch
from training.crossentropy import losses
from training.model import Transformer
from training.shortlist import Shortlist


@dataclass(frozen=True, slots=True)
class Objective:
    """The weights of the parts."""

    smoothing: float = 0.1
    """Share of the probability that is spread over the whole vocabulary."""

    rdrop: float = 0.0
    """Weight of the divergence between two passes with different dropout; any at all doubles the cost."""

    guided: float = 0.0
    """Weight of the links, a piece: how far the first head of the last layer is from pointing where they do."""


def loss(model: Transformer, batch: Batch, objective: Objective) -> tuple[Tensor, Tensor]:
    """What is made smaller, and the plain negative log-likelihood; both summed over the real pieces."""
    if objective.rdrop:
        return _two_passes(model, batch, objective)
    memory = model.encode(batch.source, batch.keep)
    states, asked = model.decode(memory, batch.keep, batch.target)
    real = batch.gold != IGNORE
    total, plain = _smoothed(model, states[real], batch.gold[real], objective.smoothing, batch.shortlist)
    return total + _guidance(model, batch, memory, asked, objective.guided), plain


def _smoothed(
    model: Transformer, states: Tensor, gold: Tensor, smoothing: float, short: Shortlist | None
) -> tuple[Tensor, Tensor]:
    layer, place = (model.embed.weight, model.bias), gold
    if short is not None:
        layer, place = short.scored(*layer), short.places(gold)
    nll = losses(states, *layer, place).sum()
    if not smoothing:
        return nll, nll.detach()
    # The uniform part needs only gold minus mean logit, which is linear in the states: no second pass over pieces x vocabulary.
    table = model.embed.weight
    spread = (states.float() * (functional.embedding(gold, table) - table.mean(0))).sum()
    spread = spread + (functional.embedding(gold, model.bias[:, None]) - model.bias.mean()).sum()
    return nll + smoothing * spread, nll.detach()


def _guidance(model: Transformer, batch: Batch, memory: Tensor, asked: Tensor, weight: float) -> Tensor:
    """*weight* times the mean cross-entropy of the links, times the number of real pieces."""
    if not weight or batch.links is None:
        return memory.new_zeros(())
    linked = batch.links != UNLINKED
    shares = model.pointing(memory, batch.keep, asked)
    right = shares.gather(2, batch.links.clamp(min=0)[..., None])[..., 0]
    mean = -(right * linked).sum() / linked.sum().clamp(min=1)
    return weight * mean * (batch.gold != IGNORE).sum()


def _two_passes(model: Transformer, batch: Batch, objective: Objective) -> tuple[Tensor, Tensor]:
    """R-Drop (Liang et al. 2021): two passes, and the symmetric divergence between them."""
    real = batch.gold != IGNORE
    gold, totals, plains, logs = batch.gold[real], list[Tensor](), list[Tensor](), list[Tensor]()
    for _ in range(2):
        memory = model.encode(batch.source, batch.keep)
        states, asked = model.decode(memory, batch.keep, batch.target)
        log = model.logits(states[real]).float().log_softmax(-1)
        nll = -log.gather(1, gold[:, None]).sum()
        smooth = (1 - objective.smoothing) * nll - objective.smoothing * log.mean(-1).sum()
        totals.append(smooth + _guidance(model, batch, memory, asked, objective.guided))
        plains.append(nll.detach())
        logs.append(log)
    apart = ((logs[0].exp() - logs[1].exp()) * (logs[0] - logs[1])).sum() / 2
    return torch.stack(totals).mean() + objective.rdrop * apart / 2, torch.stack(plains).mean()
