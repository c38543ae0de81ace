"""Write a reviewer's changes into a catalog: only what the page saw is changed, and only those entries.

The law of this room: an entry that is no longer as the page saw it is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from localize.catalog import Catalog, Entry, Key
from localize.edits import Edit, seen
from localize.merge import merge
from localize.plan import Plan
from localize.po import load, save
from localize.po_retry import retried


@dataclass(frozen=True, slots=True)
class Change:
    """What to do to one entry."""

    seen: str
    """The entry as the page saw it; see `edits.seen`."""

    edit: Edit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of changes."""

    before: Mapping[Key, Entry]
    """The entries that were changed, as they were."""

    conflicts: tuple[Key, ...]
    """The entries that were not as the page saw them, and are left alone."""


def write(plan: Plan, changes: Mapping[Key, Change], now: datetime) -> Outcome:
    """Make *changes* in the catalog of *plan* as the file now is; all else in the file stays as it is.

    Args:
        plan: The article in its locale.
        changes: By entry.
        now: The time, with its zone.

    Raises:
        EditError: A change makes no sense; nothing is written.
        CatalogError: The file cannot be read or written; it is left as it is.
    """
    return retried(lambda: _written(plan, changes, now))


def _written(plan: Plan, changes: Mapping[Key, Change], now: datetime) -> Outcome:
    file = load(plan.file.path, plan.locale)
    outcome, edited = _made(_current(plan, file.catalog, changes), changes)
    if outcome.before:
        save(file, edited, now, source_locale=plan.project.source_locale)
    return outcome


def _current(plan: Plan, catalog: Catalog, changes: Mapping[Key, Change]) -> Catalog:
    """*catalog*, or where it does not have the entries yet since the article changed, as a run would merge it."""
    live = {entry.key for entry in catalog.live()}
    return catalog if live >= changes.keys() else merge(catalog, plan.template, similar=plan.project.similar)


def _made(catalog: Catalog, changes: Mapping[Key, Change]) -> tuple[Outcome, Catalog]:
    before: dict[Key, Entry] = {}
    entries: list[Entry] = []
    met: set[Key] = set()
    for entry in catalog.entries:
        change = changes.get(entry.key)
        edited = entry
        if change is not None and seen(entry) == change.seen:
            met.add(entry.key)
            edited = change.edit(entry)
        if edited != entry:
            before[entry.key] = entry
        entries.append(edited)
    conflicts = tuple(key for key in changes if key not in met)
    return Outcome(before, conflicts), replace(catalog, entries=tuple(entries))
