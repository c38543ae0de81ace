"""Engines: what turns text of one locale into text of another, on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation that an engine offers."""

    text: str

    score: float
    """Mean log-probability a token: 0 is certain, lower is less sure."""

    suspect: str = ""
    """Why a guard distrusts it (`repetition`, `copy`, `length`, `truncated`…); empty when none does."""


class Engine(Protocol):
    """The one port to machine translation. It is opened for one pair and holds its model until it is dropped."""

    @property
    def signature(self) -> str:
        """What produces the drafts, on one line without blanks at the ends: package, version, beam, compute type."""

    @property
    def sentinels(self) -> tuple[str, ...]:
        """Shapes of marks that this engine is likely to copy, the best first; empty when none is known to survive.

        Each holds `{}` for a number from 0: `⟦{}⟧`.
        """

    @property
    def marks(self) -> int:
        """How many marks one text may hold."""

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Translate plain texts (no markup), all of them in one go.

        Args:
            texts: Sentences or short passages of any length and in any order; duplicates are welcome.
            hypotheses: How many different translations of each to offer, at most.

        Yields:
            (number of the text, its translations, the best first), each number once, in the order they are done;
            an empty or blank text gives itself. Stopping the iteration early loses only what was not yet yielded.
        """
