"""What a translation memory holds and finds: units of people's work, the places they stand in, and matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise

from localize.catalog import Entry, Key
from localize.locales import Locale


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source stands: what decides between two targets of the same source."""

    context: str = ""
    """The role of a short unit, as in the catalog."""

    before: str = ""
    """The source of the entry in front of it; empty for the first one, and where nobody knows."""

    after: str = ""
    """The source of the entry behind it."""

    def neighbours(self, other: Place) -> int:
        """How many of the two neighbours it has in common with *other*."""
        before = self.before == other.before != ""
        after = self.after == other.after != ""
        return before + after


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A source and what a person made of it."""

    source: str
    target: str
    locale: Locale
    """What the target is written in."""

    origin: str
    """The domain of the article (`news/moon`), or the file that it was imported from (`memory/old.tmx`)."""

    place: Place = Place()

    approved: bool = True
    """Whether a person stands by it; else it is a person's draft."""

    changed: datetime | None = None
    """When it was last worked on, as far as its file tells."""

    @property
    def age(self) -> str:
        """`changed` so that the newest sorts last; empty where nobody knows."""
        return self.changed.astimezone(UTC).isoformat() if self.changed else ""


class Kind(StrEnum):
    """How well a match fits."""

    CONTEXT = "context"
    """The same source between the same neighbours: what translators call a 101% or in-context match."""

    EXACT = "exact"
    """The same source."""

    FUZZY = "fuzzy"
    """A similar source."""


@dataclass(frozen=True, slots=True)
class Match:
    """A target that people made for the same source or a similar one."""

    source: str
    target: str
    origin: str
    approved: bool
    kind: Kind
    similarity: float
    """From 0 to 1; less than 1 unless the source is the same."""

    why: str = ""
    """What spoke for it, where people gave the source several targets: `neighbours`, `role`, `count`, `date`."""


def places(entries: Iterable[Entry]) -> dict[Key, Place]:
    """Where each of the *entries* stands, in their order; nobody knows where an obsolete one stood."""
    live = [entry for entry in entries if not entry.obsolete]
    sources = ["", *(entry.source for entry in live), ""]
    around = list(pairwise(pairwise(sources)))
    return {
        entry.key: Place(entry.context, before, after)
        for entry, ((before, _), (_, after)) in zip(live, around, strict=True)
    }


def ranked(units: Iterable[MemoryUnit], place: Place) -> tuple[Match, ...]:
    """The targets that people approved for one source, the best for *place* first.

    One whose neighbours agree comes before one of the same role, then the most frequent, then the newest.

    Args:
        units: Units of the same source in one locale; people's drafts are left out.
        place: Where the target is wanted.
    """
    by_target: dict[str, list[MemoryUnit]] = {}
    for unit in units:
        if unit.approved:
            by_target.setdefault(unit.target, []).append(unit)
    order = sorted(by_target.values(), key=lambda rivals: (_weight(rivals, place), rivals[0].target))[::-1]
    weights = [_weight(rivals, place) for rivals in order]
    return tuple(_match(rivals, place, _reason(weights[at : at + 2])) for at, rivals in enumerate(order))


_Weight = tuple[int, bool, int, str]


def _weight(units: list[MemoryUnit], place: Place) -> _Weight:
    near = max(unit.place.neighbours(place) for unit in units)
    fits = any(unit.place.context == place.context for unit in units)
    return near, fits, len(units), max(unit.age for unit in units)


def _reason(weights: list[_Weight]) -> str:
    """What puts the first of two before the second; empty where there is no second."""
    if len(weights) < 2:
        return ""
    names = ("neighbours", "role", "count", "date")
    return next((name for name, a, b in zip(names, *weights, strict=True) if a != b), "date")


def _match(units: list[MemoryUnit], place: Place, why: str) -> Match:
    best = max(
        units, key=lambda u: (u.place.neighbours(place), u.place.context == place.context, u.age, u.origin)
    )
    kind = Kind.CONTEXT if best.place.neighbours(place) == 2 else Kind.EXACT
    return Match(best.source, best.target, best.origin, approved=True, kind=kind, similarity=1.0, why=why)
