"""What a run was not sure of, as its mark on a draft says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from localize.catalog import Entry, State
from localize.checks.bitext import Problem, Severity
from localize.checks.ignoring import ignored_of

Place = TypeVar("Place")
"""Whatever tells the caller where an entry stands."""


def markup_guessed(entries: Iterable[tuple[Place, Entry]]) -> Iterator[tuple[Place, Entry, Problem]]:
    """Drafts in which a link or an emphasis was placed by its position, since its words were not found.

    PASS: en → fr: "The **new** crew" → "Le **nouvel** équipage", placed by the engine's attention
    FAIL: en → fr: "The **new** crew" → "Le nouvel **équipage**", placed by its position

    Args:
        entries: With their marks; those that are no drafts, or that a person has touched, are passed over.
    """
    for place, entry in entries:
        guessed = entry.mark is not None and "markup:guessed" in entry.mark.signature.split()
        if guessed and entry.state is State.DRAFT and "markup_guessed" not in ignored_of(entry.comments):
            message = "markup was placed by its position, see that it wraps the right words"
            yield place, entry, Problem("markup_guessed", Severity.WARNING, message)
