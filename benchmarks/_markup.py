"""Units with markup and their human translations, and how near to the human's a placing is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import _data

from localize.codes import Plain, Span, flatten
from localize.document import Code
from localize.formats.markdown import codes
from localize.forms_text import words_of
from localize.segment import split

EDGE = "edge"
"""Said of a code that was peeled off before the translation, and put back around all of it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and its human translation, both without their markup."""

    source: Plain
    keys: tuple[str, ...]
    """Of the source's paired codes: first those peeled off its edges, then those of `source.pairs`."""

    text: str
    """The human translation."""

    gold: tuple[tuple[str, Span], ...]
    """The keys of its paired codes, and where they stand in `text`."""

    pieces: tuple[str, ...]
    """The source as it was, by sentence."""


@dataclass(slots=True)
class Score:
    """How well codes were placed."""

    codes: int = 0
    exact: int = 0
    """Those around the very words that the human chose."""

    overlap: int = 0
    """Those that share a word with the human's."""

    f1: float = 0.0
    """The sum of F1 over words."""

    def add(self, text: str, own: Span, human: Span) -> None:
        """Count one code, placed on *own* in *text*."""
        mine, right = (
            {word.start for word in words_of(text) if a <= word.start < b} for a, b in (own, human)
        )
        self.codes += 1
        self.exact += mine == right
        self.overlap += bool(mine & right) or mine == right
        self.f1 += 2 * len(mine & right) / (len(mine) + len(right)) if mine or right else 1.0

    def shares(self) -> dict[str, float]:
        """The same as shares of the codes."""
        count = max(1, self.codes)
        return {
            "codes": self.codes,
            "exact": self.exact / count,
            "overlap": self.overlap / count,
            "f1": self.f1 / count,
        }


def units(pairs: Iterable[tuple[str, str]], lines: int) -> tuple[list[Unit], int]:
    """The first *lines* units (0: all) whose codes are those of their translation, and how many others there were."""
    made = [_unit(*pair) for pair in list(pairs)[: lines or None]]
    kept = [one for one in made if one is not None]
    return kept, len(made) - len(kept)


def matched(own: Sequence[tuple[str, Span]], gold: Sequence[tuple[str, Span]]) -> Iterator[tuple[int, Span]]:
    """(number of an own code, the human's span for it): of codes with the same key those that overlap most."""
    ways = sorted(
        (-_shared(a, b), n, m)
        for n, (key, a) in enumerate(own)
        for m, (other, b) in enumerate(gold)
        if key == other
    )
    taken: tuple[set[int], set[int]] = set(), set()
    for _, n, m in ways:
        if n not in taken[0] and m not in taken[1]:
            taken[0].add(n)
            taken[1].add(m)
            yield n, gold[m][1]


def _unit(source: str, target: str) -> Unit | None:
    found, human_codes = codes(source), codes(target)
    plain, human = flatten(source, found), flatten(target, human_codes)
    own, gold = _paired(source, plain, found), _paired(target, human, human_codes)
    slots = [Counter(one.text[slice(*slot)] for slot in one.slots) for one in (plain, human)]
    same = Counter(key for key, _ in own) == Counter(key for key, _ in gold) and slots[0] == slots[1]
    if not own or not same or not human.text.strip():
        return None
    return Unit(plain, tuple(key for key, _ in own), human.text, gold, split(source, _data.ENGLISH, found))


def _paired(source: str, plain: Plain, found: Sequence[Code]) -> tuple[tuple[str, Span], ...]:
    """The keys of the paired codes, and their spans in the plain text; those at its edges first.

    A code around nothing but a number, as `[1](#note)`, is opaque to translation and stands whole in the plain text.
    """
    whole_codes = {plain.text[slice(*slot)] for slot in plain.slots}
    paired = [code for code in found if code.inner and source[code.start : code.end] not in whole_codes]
    edges = [code for code in paired if code.start < len(plain.before)]
    inside = [code for code in paired if code.start >= len(plain.before)]
    whole = (0, len(plain.text))
    return (
        *((code.key, whole) for code in edges),
        *((code.key, (p.start, p.end)) for code, p in zip(inside, plain.pairs, strict=True)),
    )


def _shared(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
