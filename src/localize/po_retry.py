"""Catalogs that somebody else saves while we work on them: read them again, and do the work again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from localize.po import ConcurrentEdit

_TRIES = 5  # how often a catalog that an editor keeps saving is read again before we give up on it
_T = TypeVar("_T")


def retried(work: Callable[[], _T]) -> _T:
    """What *work* gives, which reads a catalog and saves it; it is done again where somebody saved in between.

    Raises:
        ConcurrentEdit: Somebody did so five times in a row.
    """
    for _ in range(_TRIES - 1):
        with suppress(ConcurrentEdit):
            return work()
    return work()
