"""The cross-entropy of the output layer on a CPU, with its gradients made on the way.

The scores of a batch are pieces x vocabulary, by far its largest table. PyTorch writes it some six times (scores, float32, logarithms,
gradient, bfloat16 again, and a copy); here it is written twice, in bfloat16: the scores, and in their place the gradient, in parts that
stay in the processor's cache while the softmax is taken. When the forward pass ends, the gradients are there.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_ROWS = 64
"""Of a part: 2 MB with 16,000 pieces."""

_LEAST = 1e-38  # a share below is one that float32 cannot hold


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, table: Tensor, bias: Tensor, gold: Tensor) -> Tensor:
        states, table, bias = (x.to(torch.bfloat16) for x in (states, table, bias))
        change, total = states @ table.t(), torch.zeros(())
        for part, right in zip(change.split(_ROWS), gold[:, None].split(_ROWS), strict=True):
            share = part.add_(bias).softmax(-1, dtype=torch.float32)
            total -= share.gather(1, right).clamp_min_(_LEAST).log_().sum()
            part.copy_(share.scatter_add_(1, right, share.new_full((1, 1), -1.0).expand_as(right)))
        summed = change.new_ones(1, len(change)) @ change
        ctx.save_for_backward(change @ table, (change.t() @ states).float(), summed[0].float())
        return total

    @staticmethod
    def backward(ctx: Any, *up: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        states, table, bias = ctx.saved_tensors
        return states * up[0], table * up[0], bias * up[0], None


def cross_entropy(states: Tensor, table: Tensor, bias: Tensor, gold: Tensor) -> Tensor:
    """The summed cross-entropy of `states @ table.T + bias` against *gold*, in bfloat16.

    Args:
        states: (pieces, width).
        table: (vocabulary, width).
        bias: (vocabulary,).
        gold: (pieces,).
    """
    found: Tensor = _CrossEntropy.apply(states, table, bias, gold)
    return found
