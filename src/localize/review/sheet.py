"""A sheet: one article in one locale, as the page shows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from pathlib import PurePosixPath

from localize.catalog import Entry, Key, State
from localize.checks import Problem, Severity, ignored_of, inconsistent, reused
from localize.document import Unit
from localize.edits import seen
from localize.job import Job
from localize.plan import Plan
from localize.review.parts import Part, source_parts, target_parts

_RANK = (State.STALE, State.DRAFT, State.HUMAN_DRAFT, State.UNTRANSLATED, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the page shows it."""

    entry: Entry
    job: Job

    unit: int
    """Number of the unit in which the article has it first."""

    problems: tuple[Problem, ...]
    """What the checks find in its target."""

    source: tuple[Part, ...]
    target: tuple[Part, ...]

    id: str
    """What the page calls it."""

    seen: str
    """See `edits.seen`."""

    @property
    def editable(self) -> bool:
        """Whether the page may change it; entries with plural forms are somebody else's."""
        return not self.entry.plural

    @property
    def errors(self) -> int:
        """Problems for which its target is not published."""
        return sum(p.severity is Severity.ERROR for p in self.problems)

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems that are more than a thing to count."""
        return tuple(p for p in self.problems if p.severity is not Severity.INFO)

    @property
    def ready(self) -> bool:
        """Whether it waits for nothing but approval: it has a target for its present source, without problems."""
        waits = self.entry.state in {State.DRAFT, State.HUMAN_DRAFT}
        return waits and self.editable and not self.entry.misplaced and not self.faults

    @property
    def badness(self) -> tuple[int, int, int]:
        """What sorts rows by what needs a person most: errors, then the state, then other problems."""
        return (-self.errors, _RANK.index(self.entry.state), -len(self.faults))


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article and its rows in one locale."""

    plan: Plan
    rows: tuple[Row, ...]
    """In the order of the article."""

    by_id: Mapping[str, Row] = field(repr=False)

    def units(self) -> Iterator[tuple[Unit, tuple[Row, ...]]]:
        """The units that hold rows, in the article's order."""
        for number, rows in groupby(self.rows, key=lambda row: row.unit):
            yield self.plan.extract.document.units[number], tuple(rows)

    def worst_first(self, scores: Mapping[tuple[str, str], float]) -> tuple[Row, ...]:
        """The rows by what needs a person most, of equals the drafts first that their engine was least sure of.

        Args:
            scores: By source and target; see `Hypothesis.score`.
        """

        def worst(row: Row) -> tuple[tuple[int, int, int], float]:
            draft = row.entry.state is State.DRAFT
            return row.badness, scores.get((row.entry.source, row.entry.target), 0.0) if draft else 0.0

        return tuple(sorted(self.rows, key=worst))


def sheet(plan: Plan, before: Sheet | None = None) -> Sheet:
    """The sheet of *plan*.

    Args:
        plan: The article in one locale.
        before: An earlier sheet of it; what did not change since is taken from there, so that one edit costs one check.
    """
    old: dict[Key, Row] = {}
    if before and before.plan.extract is plan.extract:
        old = {row.entry.key: row for row in before.rows}
    first: dict[Key, int] = {}
    for key, segment in plan.extract.worded():
        first.setdefault(key, segment.unit)
    entries = {entry.key: entry for entry in plan.merged.live()}
    rows = tuple(
        _row(entries[key], plan.jobs[key], unit, old.get(key))
        for key, unit in first.items()
        if key in entries
    )
    return Sheet(plan, rows, {row.id: row for row in rows})


def across(sheets: Sequence[Sheet]) -> Mapping[tuple[PurePosixPath, Key], tuple[Problem, ...]]:
    """What the checks find that look at all articles of a locale, by catalog and entry."""
    placed = [(sheet.plan.path, row.entry) for sheet in sheets for row in sheet.rows]
    found: dict[tuple[PurePosixPath, Key], tuple[Problem, ...]] = {}
    for path, entry, problem in chain(inconsistent(placed), reused(placed)):
        place = (path, entry.key)
        found[place] = (*found.get(place, ()), problem)
    return found


def judged(sheet: Sheet, found: Mapping[tuple[PurePosixPath, Key], tuple[Problem, ...]]) -> Sheet:
    """*sheet* with what `across` found in its rows; itself where that is nothing."""
    more = {row.id: found.get((sheet.plan.path, row.entry.key), ()) for row in sheet.rows}
    if not any(more.values()):
        return sheet
    rows = tuple(
        replace(row, problems=(*row.problems, *more[row.id])) if more[row.id] else row for row in sheet.rows
    )
    return replace(sheet, rows=rows, by_id={row.id: row for row in rows})


def _row(entry: Entry, job: Job, unit: int, old: Row | None) -> Row:
    if old is not None and old.entry == entry:
        return old
    ignored = ignored_of(entry.comments)
    problems = () if entry.plural else job.problems(entry.target, ignored)
    source = old.source if old else source_parts(job)
    return Row(
        entry,
        job,
        unit,
        problems,
        source,
        target_parts(job, entry.target),
        _id(entry.key),
        seen(entry),
    )


def _id(key: Key) -> str:
    told = repr(key).encode("utf-8", "backslashreplace")
    return hashlib.blake2b(told, digest_size=8).hexdigest()
