"""A plan: one article in one locale, from what its catalog holds to what it should hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from localize.catalog import Catalog, Draft, Entry, Key, State
from localize.checks import Severity, ignored_of
from localize.extract import Extract, localized_template
from localize.glossary import Glossary
from localize.job import Job, Jobs
from localize.locales import Locale
from localize.merge import fill, merge, wants_draft
from localize.po import ConcurrentEdit, PoFile, load, save
from localize.project import Project
from localize.translate import outdated

_TRIES = 5  # how often a catalog that an editor keeps saving is read again before we give up on it


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
    if wants_draft(entry):
        return True
    if entry.state is not State.DRAFT or entry.mark is None:
        return False
    return redraft or outdated(entry.mark.signature, jobs[entry.key])


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
    return replace(entry, notes=(*entry.notes, *notes))


def store(plan: Plan, drafts: Mapping[Key, Draft], now: datetime) -> PoFile:
    """Write what *plan* and *drafts* make of the catalog; a file that was saved meanwhile is read and merged again.

    Returns:
        The file as it now is; the same as `plan.file` when there was nothing to change.

    Raises:
        CatalogError: It cannot be written, or was changed so that it cannot be read.
    """
    file, merged = plan.file, plan.merged
    for attempt in range(_TRIES):
        try:
            return save(file, settled(plan, drafts, merged), now, source_locale=plan.project.source_locale)
        except ConcurrentEdit:
            if attempt == _TRIES - 1:
                raise
            file = load(file.path, plan.locale)
            merged = merge(file.catalog, plan.template, similar=plan.project.similar)
    raise AssertionError(file.path)
