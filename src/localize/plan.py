"""A plan: one article in one locale, from what its catalog holds to what it should hold."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from localize.catalog import Catalog, Draft, Entry, Key, State, offered
from localize.checks import Severity, ignored_of
from localize.extract import Extract, localized_template
from localize.glossary import Glossary
from localize.job import Job, Jobs
from localize.locales import Locale
from localize.merge import fill, merge, wants_draft, with_offer
from localize.po import ConcurrentEdit, PoFile, load, save
from localize.po_retry import retried
from localize.project import Project
from localize.translate import outdated


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about one catalog."""

    project: Project
    extract: Extract
    locale: Locale
    file: PoFile
    """The catalog as it was read."""

    jobs: Mapping[Key, Job]
    template: tuple[Entry, ...]
    merged: Catalog
    """The catalog with the article's present segments."""

    wanted: tuple[Key, ...]
    """The entries that want a draft."""

    @property
    def path(self) -> PurePosixPath:
        """The catalog, from the project's root."""
        return self.project.catalog(self.extract.article.domain, self.locale)


def plan(
    project: Project, extract: Extract, locale: Locale, glossary: Glossary, *, redraft: bool = False
) -> Plan:
    """Read a catalog and see what it wants.

    Args:
        project: The project.
        extract: The article.
        locale: The target locale.
        glossary: The terms.
        redraft: Whether drafts that nobody has touched are made anew.

    Raises:
        CatalogError: The catalog cannot be read without harm.
    """
    made = Jobs(glossary, extract.article.format.codes, project.source_locale, locale)
    jobs = {key: made.job(reading) for key, reading in extract.readings.items()}
    file = load(project.path(project.catalog(extract.article.domain, locale)), locale)
    entries = localized_template(extract, jobs)
    merged = merge(file.catalog, entries, similar=project.similar)
    wanted = tuple(e.key for e in merged.live() if _wants(e, jobs, redraft=redraft))
    return Plan(project, extract, locale, file, jobs, entries, merged, wanted)


def _wants(entry: Entry, jobs: Mapping[Key, Job], *, redraft: bool) -> bool:
    if entry.plural or wants_draft(entry):
        return not entry.plural
    offer = offered(entry) if entry.state is State.STALE else None
    mark = entry.mark if entry.state is State.DRAFT else offer.mark if offer else None
    return mark is not None and (redraft or outdated(mark.signature, jobs[entry.key]))


def settled(plan: Plan, drafts: Mapping[Key, Draft], catalog: Catalog | None = None) -> Catalog:
    """The catalog as it should be: merged, filled with *drafts*, and each entry with what the checks find in it."""
    filled = fill(catalog or plan.merged, drafts)
    return replace(filled, entries=tuple(_annotated(e, plan.jobs) for e in filled.entries))


def _annotated(entry: Entry, jobs: Mapping[Key, Job]) -> Entry:
    job = jobs.get(entry.key)
    if job is None or entry.obsolete or not entry.target or entry.plural:
        return entry
    problems = job.problems(entry.target, ignored_of(entry.comments))
    notes = [f"{p.severity}: {p.check}: {p.message}" for p in problems if p.severity is not Severity.INFO]
    if entry.state is State.DRAFT and entry.mark and "markup:guessed" in entry.mark.signature.split():
        notes.append("doubt: markup was placed by its position, see that it wraps the right words")
    return _judged(replace(entry, notes=(*entry.notes, *notes)), job)


def _judged(entry: Entry, job: Job) -> Entry:
    """*entry* with the draft beside its stale target told apart by whether it may be published."""
    offer = offered(entry) if entry.state is State.STALE else None
    return with_offer(entry, replace(offer, sound=not job.errors(offer.target))) if offer else entry


def store(plan: Plan, drafts: Mapping[Key, Draft], now: datetime, *, saved: bool = False) -> PoFile:
    """Write what *plan* and *drafts* make of the catalog; a file that was saved meanwhile is read and merged again.

    Args:
        plan: The plan.
        drafts: Those that are there.
        now: For the header.
        saved: Whether the file is known to have been saved since the plan was made.

    Returns:
        The file as it now is; the same as `plan.file` when there was nothing to change.

    Raises:
        CatalogError: It cannot be written, or was changed so that it cannot be read.
    """
    if not saved:
        with suppress(ConcurrentEdit):
            return _saved(plan, plan.file, plan.merged, drafts, now)
    return retried(lambda: _saved_anew(plan, drafts, now))


def _saved_anew(plan: Plan, drafts: Mapping[Key, Draft], now: datetime) -> PoFile:
    file = load(plan.file.path, plan.locale)
    merged = merge(file.catalog, plan.template, similar=plan.project.similar)
    return _saved(plan, file, merged, drafts, now)


def _saved(plan: Plan, file: PoFile, merged: Catalog, drafts: Mapping[Key, Draft], now: datetime) -> PoFile:
    return save(file, settled(plan, drafts, merged), now, source_locale=plan.project.source_locale)
