"""Checks that look at many entries, besides `inconsistent`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from localize.catalog import Entry, State
from localize.checks.bitext import Problem, Severity, quoted
from localize.checks.ignoring import ignored_of

Place = TypeVar("Place")
"""Whatever tells the caller where an entry stands."""

_WORDS = 4
"""Words from which a target says too much to do for two sources by chance: `Read more` and `Continue` may agree."""


def reused(entries: Iterable[tuple[Place, Entry]]) -> Iterator[tuple[Place, Entry, Problem]]:
    """Entries of one locale whose target is that of another source, too (Weblate's id).

    Short targets may serve twice, and so may one for sources that differ in capitals, marks or blanks alone. An entry
    on which the check is silenced does not count against the others.

    PASS: en → fr: "The crew sleeps." and "The crew sleeps!" → "L'équipage dort." and "L'équipage dort !"
    FAIL: en → fr: "The crew sleeps now." and "The crew eats now." → "L'équipage dort maintenant." twice

    Args:
        entries: Of one locale, all articles; obsolete, plural and untranslated ones are passed over.
    """
    groups: dict[str, list[tuple[Place, Entry]]] = defaultdict(list)
    for place, entry in entries:
        counts = not entry.obsolete and not entry.plural and "reused" not in ignored_of(entry.comments)
        if counts and len(entry.target.split()) >= _WORDS:
            groups[entry.target].append((place, entry))
    for group in groups.values():
        sources = {_folded(entry.source): entry.source for _, entry in reversed(group)}
        for place, entry in group if len(sources) > 1 else ():
            other = next(text for key, text in sources.items() if key != _folded(entry.source))
            yield place, entry, Problem("reused", Severity.WARNING, f"also stands for {quoted(other)}")


def _folded(source: str) -> str:
    return " ".join(re.findall(r"\w+", source.casefold()))


def fuzzy_published(
    entries: Iterable[tuple[Place, Entry]], shown_as_reviewed: Callable[[Place], bool]
) -> Iterator[tuple[Place, Entry, Problem]]:
    """Entries that nobody stands by, in an article whose published copy does not say so.

    Copies of drafts are labelled, so this is a copy from before the entry was reopened, or the article reworded.

    PASS: en → fr: a draft, and the copy is labelled as machine translation
    FAIL: en → fr: a stale entry, and the copy carries no label

    Args:
        entries: Of one locale; only those with a target that is not approved are asked about.
        shown_as_reviewed: Whether the copy of the article at that place is published without a label.
    """
    for place, entry in entries:
        open_ = entry.state not in {State.APPROVED, State.UNTRANSLATED} and not entry.obsolete
        if open_ and "fuzzy_published" not in ignored_of(entry.comments) and shown_as_reviewed(place):
            message = "not approved, but its published copy is not labelled: run localize publish"
            yield place, entry, Problem("fuzzy_published", Severity.WARNING, message)
