"""Engines: what turns text of one locale into text of another, on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Link:
    """A word of a target, and the word of the source that it was made of."""

    source: tuple[int, int]
    target: tuple[int, int]

    weight: float
    """How much of the model's attention lay on that source word while this one was written, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation that an engine offers."""

    text: str

    score: float
    """Mean log-probability a token: 0 is certain, lower is less sure."""

    suspect: str = ""
    """Why a guard distrusts it (`repetition`, `copy`, `length`, `truncated`…); empty when none does."""

    align: Callable[[], tuple[Link, ...]] = field(default=tuple, compare=False, repr=False)
    """Computes `links`; most hypotheses are dropped before anybody asks."""

    @property
    def links(self) -> tuple[Link, ...]:
        """For each word of `text` the likeliest word of the source, in order; empty where the engine cannot tell."""
        return self.align()


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
            hypotheses: How many different translations of each to offer, at most; it may be fewer where more cost extra.

        Yields:
            (number of the text, its translations, the best first), each number once, in the order they are done;
            an empty or blank text gives itself. Stopping the iteration early loses only what was not yet yielded.
        """


@runtime_checkable
class Completing(Protocol):
    """What an engine may offer beyond `Engine`: to go on from a beginning."""

    def complete(self, begun: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Hypothesis]]:
        """Translate texts whose translations begin in a given way, all of them in one go.

        Args:
            begun: (source, the beginning of its translation).

        Yields:
            (number of the text, its best translation, beginning included), in the order they are done; nothing for a
            text that is too long or a beginning that the engine cannot write.
        """
