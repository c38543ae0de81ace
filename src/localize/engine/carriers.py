"""Carriers: sentences of ours in which marks are tried on a package."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from localize.codes import Masked, Span, mask

_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A sentence with slots for marks."""

    text: str
    """The sentence, in each slot the words that stand there when no mark does."""

    slots: tuple[Span, ...]

    def masked(self, shape: str, count: int, first: int = 0) -> Masked:
        """The sentence with marks of *shape* in *count* slots, spread over it, slot number *first* (from 0) among them."""
        size = len(self.slots)
        chosen = [self.slots[(first + nth * size // count) % size] for nth in range(count)]
        return mask(self.text, [(start, end, self.text[start:end]) for start, end in chosen], shape)


def carriers(language: str) -> tuple[Carrier, ...]:
    """The carriers for packages that read *language*, an Argos code; of names and numbers where we have none in it."""
    written = _written()
    return tuple(_carrier(text) for text in written.get(language) or written["any"])


@cache
def _written() -> dict[str, list[str]]:
    return tomllib.loads(source())


def source() -> str:
    """The file that the carriers are written in."""
    return (resources.files(__package__) / "carriers.toml").read_text(encoding="utf-8")


def _carrier(written: str) -> Carrier:
    # each slot before took its two braces away
    slots = ((m.start() - 2 * nth, m.end() - 2 * nth - 2) for nth, m in enumerate(_SLOT.finditer(written)))
    return Carrier(_SLOT.sub(r"\1", written), tuple(slots))
