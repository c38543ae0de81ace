"""The cross-entropy of the output layer on a CPU, with its gradients made on the way.

The scores of a batch are pieces x vocabulary, by far its largest table. PyTorch writes it some six times (scores, float32, logarithms,
gradient, bfloat16 again, and a copy); here it is written twice, in bfloat16: the scores, and in their place the gradient, in parts that
stay in the processor's cache while the softmax is taken.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_ROWS = 64
"""Of a part: 2 MB with 16,000 pieces."""

_LEAST = 1e-38  # a share below is one that float32 cannot hold


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, table: Tensor, bias: Tensor, gold: Tensor) -> Tensor:
        states, table, bias = (x.to(torch.bfloat16) for x in (states, table, bias))
        change, each = states @ table.t(), torch.empty(len(gold))
        parts = (x.split(_ROWS) for x in (change, gold[:, None], each))
        for part, right, loss in zip(*parts, strict=True):
            share = part.add_(bias).softmax(-1, dtype=torch.float32)
            loss.copy_(-share.gather(1, right)[:, 0].clamp_min_(_LEAST).log_())
            part.copy_(share.scatter_add_(1, right, share.new_full((1, 1), -1.0).expand_as(right)))
        ctx.save_for_backward(change, states, table)
        return each

    @staticmethod
    def backward(ctx: Any, *up: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        change, states, table = ctx.saved_tensors
        most = up[0].abs().max().clamp_min(_LEAST)
        share = (up[0] / most).to(torch.bfloat16)  # exactly 1 where all pieces count alike
        to_states = up[0][:, None] * (change @ table)
        to_table = (change.t() @ (share[:, None] * states)).float() * most
        return to_states, to_table, (share[None] @ change)[0].float() * most, None


def cross_entropy(states: Tensor, table: Tensor, bias: Tensor, gold: Tensor) -> Tensor:
    """The cross-entropy of each row of `states @ table.T + bias` against its piece of *gold*, in bfloat16.

    Args:
        states: (pieces, width).
        table: (vocabulary, width).
        bias: (vocabulary,).
        gold: (pieces,).
    """
    found: Tensor = _CrossEntropy.apply(states, table, bias, gold)
    return found


def losses(states: Tensor, table: Tensor, bias: Tensor, gold: Tensor) -> Tensor:
    """The same by the fastest way there is: cross_entropy() while training in bfloat16 on a CPU, PyTorch's elsewhere."""
    if states.device.type == "cpu" and torch.is_autocast_enabled("cpu") and torch.is_grad_enabled():
        return cross_entropy(states, table, bias, gold)
    return functional.cross_entropy(functional.linear(states, table, bias).float(), gold, reduction="none")
