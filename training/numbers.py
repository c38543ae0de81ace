"""The number format of a pass: bfloat16 where the machine multiplies it faster than float32."""

from __future__ import annotations

import functools
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

_FASTER = 1.5
"""How many times as fast bfloat16 must be on a CPU: its conversions cost something as well."""


def resolve(wanted: str, device: torch.device) -> torch.dtype:
    """The number format of passes on *device*.

    Args:
        wanted: `float32`, `bfloat16`, or `auto`: bfloat16 on CUDA, and on a CPU that multiplies it faster, which is measured.
        device: Where the model is.
    """
    if wanted == "auto":
        return torch.bfloat16 if device.type == "cuda" or _half_is_faster() else torch.float32
    return torch.bfloat16 if wanted == "bfloat16" else torch.float32


def precision(device: torch.device, kind: torch.dtype) -> AbstractContextManager[Any]:
    """The context of a pass on *device* in *kind*; parameters, their gradients and the optimiser stay in float32."""
    return torch.autocast(device.type, kind) if kind != torch.float32 else nullcontext()


@functools.cache
def _half_is_faster() -> bool:
    return _FASTER * _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(kind: torch.dtype) -> float:
    """The shortest of some products of the size that a layer has."""
    rows, matrix = torch.ones(2048, 256, dtype=kind), torch.ones(1024, 256, dtype=kind)
    found = []
    for _ in range(5):
        began = time.perf_counter()
        torch.nn.functional.linear(rows, matrix)
        found.append(time.perf_counter() - began)
    return min(found)
