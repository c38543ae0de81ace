"""The check that looks at many entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from localize.catalog import Entry, State
from localize.checks.bitext import Problem, Severity, quoted
from localize.checks.ignoring import ignored_of

Place = TypeVar("Place")
"""Whatever tells the caller where an entry stands."""


def inconsistent(entries: Iterable[tuple[Place, Entry]]) -> Iterator[tuple[Place, Entry, Problem]]:
    """Entries of one locale whose source has another target elsewhere (Weblate's id).

    Only equal sources in equal contexts are compared. What most approved entries say stands, or where none is
    approved, most entries; of equals, the first. The others are named.

    PASS: en → fr: "Read more" → "Lire la suite" in every article
    FAIL: en → fr: "Read more" → "Lire la suite" here, "En savoir plus" there

    Args:
        entries: Of one locale, all articles; obsolete, plural and untranslated ones are passed over.
    """
    groups: dict[tuple[str, str], list[tuple[Place, Entry]]] = defaultdict(list)
    for place, entry in entries:
        if entry.target and not entry.obsolete and not entry.plural:
            groups[entry.key].append((place, entry))
    for group in groups.values():
        usual = _usual([entry for _, entry in group])
        for place, entry in group:
            if entry.target != usual and "inconsistent" not in ignored_of(entry.comments):
                message = f"elsewhere translated as {quoted(usual)}"
                yield place, entry, Problem("inconsistent", Severity.WARNING, message)


def _usual(entries: list[Entry]) -> str:
    approved = [entry for entry in entries if entry.state is State.APPROVED]
    return Counter(entry.target for entry in approved or entries).most_common(1)[0][0]
