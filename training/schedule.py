"""How far a run is, and how fast it learns there."""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass

from training import STARTED

_WARM = 10
"""Updates of a call that may spend their time compiling."""


@dataclass(slots=True)
class Progress:
    """What has been done over all calls, and where the next batch lies."""

    step: int = 0
    """Updates."""

    epoch: int = 0
    at: int = 0
    """Micro-batches of the epoch."""

    seconds: float = 0.0
    """Of training, compilation and evaluations left out."""

    pairs: int = 0
    best: float = 0.0
    """BLEU."""

    tokens: int = 0
    """Padded pieces of a micro-batch; fewer than asked for after the memory ran out."""

    accum: int = 1


class Clock:
    """Measures a call."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args, self._began, self._steps, self._last = args, 0.0, 0, time.monotonic()

    def start(self) -> None:
        """An update begins."""
        self._last = time.monotonic()

    def stop(self, progress: Progress) -> None:
        """An update has ended: count its time, unless it may have gone into compilation."""
        self._steps += 1
        if not (self._args.compile and self._steps <= _WARM):
            progress.seconds += time.monotonic() - self._last
            self._began = self._began or self._last

    @property
    def _end(self) -> float:
        return STARTED + self._args.time_limit - self._args.reserve

    def share(self, progress: Progress) -> float:
        """How much of the whole run is done, from 0 to 1."""
        parts = [progress.step / self._args.max_steps, progress.seconds / self._args.total_seconds]
        if self._args.fit and self._began:
            parts.append((time.monotonic() - self._began) / max(1.0, self._end - self._began))
        return min(1.0, max(parts))

    def over(self) -> bool:
        """Whether this call has to end now."""
        return time.monotonic() >= self._end


def rate(args: argparse.Namespace, step: int, share: float) -> float:
    """The learning rate of the update after *step* others, when *share* of the run is done."""
    if args.schedule == "invsqrt":
        shape = (args.warmup / max(step, args.warmup)) ** 0.5 * min(
            1.0, (1 - share) / 0.15
        )  # cools down at the end
    else:
        shape = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    return float(args.lr * min(1.0, (step + 1) / args.warmup) * max(shape, 0.01))
