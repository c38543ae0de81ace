"""Shapes of marks that a package is likely to copy."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from localize.engine.tokenizers import Tokenizer

SHAPES = ("⟦{}⟧", "[[{}]]", "<t{}>", "X{}X", "(({}))", "<{}>", "__{}__", "#{}#", "TERM{}", "@{}@")
"""The candidates."""

_BYTE = re.compile(r"<0x[0-9A-Fa-f]{2}>")
_LIMIT = 5  # pieces of a mark that a model still copies as one


@dataclass(frozen=True, slots=True)
class Marks:
    """Which marks a package is given."""

    shapes: tuple[str, ...]
    """The best first."""

    most: int
    """How many of them a text may hold."""


def usable(tokenizer: Tokenizer, known: Collection[str]) -> dict[str, int]:
    """The shapes that are made of few known pieces, and of how many; those that are one piece first.

    Args:
        tokenizer: The package's own.
        known: The pieces that the model both reads and writes.
    """
    sizes = {shape: _size(shape, tokenizer, known) for shape in SHAPES}
    found = {shape: size for shape, size in sizes.items() if 0 < size <= _LIMIT}
    return dict(sorted(found.items(), key=lambda item: item[1] > 1))


def trusted(shapes: Mapping[str, int]) -> Marks:
    """The marks of a package that nobody has probed: 8 a text where one is a single piece, else 4.

    Args:
        shapes: What `usable` gave.
    """
    return Marks(tuple(shapes), 8 if 1 in shapes.values() else 4)


def _size(shape: str, tokenizer: Tokenizer, known: Collection[str]) -> int:
    """How many pieces a mark of this shape is made of, at most; 0 when one of them is unknown or a byte."""
    sizes = []
    for number in range(8):
        mark = shape.format(number)
        pieces = [piece for piece in tokenizer.encode(mark) if piece != "▁"]
        carrier = f"a {mark} b"
        whole = tokenizer.decode(tokenizer.encode(carrier)) == carrier
        if not whole or any(piece not in known or _BYTE.fullmatch(piece) for piece in pieces):
            return 0
        sizes.append(len(pieces))
    return max(sizes)
