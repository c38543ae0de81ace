"""Two engines in a row, for a pair that no single package translates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from localize.engine import Engine, Hypothesis

_CHUNK = 1000  # texts that go through both engines before the next ones start, so that stopping loses little


@dataclass(frozen=True, slots=True)
class PivotEngine:
    """An engine that translates into a common language first, and from there into the target's."""

    first: Engine
    second: Engine

    @property
    def signature(self) -> str:
        """Both engines' signatures, in the order of the work."""
        return f"{self.first.signature} > {self.second.signature}"

    @property
    def sentinels(self) -> tuple[str, ...]:
        """The shapes that both engines are likely to copy, in the second one's order: it has the last word."""
        return tuple(shape for shape in self.second.sentinels if shape in self.first.sentinels)

    @property
    def marks(self) -> int:
        """As many as both take."""
        return min(self.first.marks, self.second.marks)

    def translate(
        self, texts: Sequence[str], hypotheses: int = 1
    ) -> Iterator[tuple[int, tuple[Hypothesis, ...]]]:
        """Translate through the common language; different *hypotheses* come from the second engine alone.

        The score of a hypothesis is the worse of its two legs; the first leg's suspicion stays on what follows from it.
        No hypothesis has links: attention would have to be believed twice.
        """
        reached = self.first.translate(texts)
        while middle := list(islice(reached, _CHUNK)):
            passages = [found[0].text for _, found in middle]
            for at, found in self.second.translate(passages, hypotheses):
                number, (first, *_) = middle[at]
                yield number, tuple(_after(first, hypothesis) for hypothesis in found)


def _after(first: Hypothesis, second: Hypothesis) -> Hypothesis:
    score, suspect = min(first.score, second.score), second.suspect or first.suspect
    return Hypothesis(second.text, score, suspect)
