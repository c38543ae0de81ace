"""A survey: how far each article has come in each locale, and what the checks find, without changing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath

from localize.articles import some_articles
from localize.catalog import Entry, State
from localize.checks import (
    Problem,
    Severity,
    fuzzy_published,
    ignored_of,
    inconsistent,
    markup_guessed,
    reused,
)
from localize.copies_label import shown_as_reviewed
from localize.errors import ArticleError, CatalogError, LocalizeError
from localize.extract import extract
from localize.locales import Locale
from localize.plan import Plan, plan
from localize.project import Project, load_glossary
from localize.term_rates import TermRates, rates, renderings


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, and where it is."""

    path: PurePosixPath
    """The catalog, from the project's root."""

    entry: Entry
    problem: Problem


@dataclass(frozen=True, slots=True)
class Survey:
    """One article in one locale, as the next run would find it."""

    article: PurePosixPath
    locale: Locale
    catalog: PurePosixPath
    entries: tuple[Entry, ...]
    """The live ones."""

    findings: tuple[Finding, ...]

    term_rates: TermRates
    """How well its targets keep the glossary."""

    def words(self) -> Counter[State]:
        """Source words by the state of their entry."""
        counted: Counter[State] = Counter()
        for entry in self.entries:
            counted[entry.state] += len(entry.source.split())
        return counted

    def states(self) -> Counter[State]:
        """Entries by state."""
        return Counter(entry.state for entry in self.entries)

    def count(self, severity: Severity) -> int:
        """Findings of a severity."""
        return sum(f.problem.severity is severity for f in self.findings)


def survey(
    project: Project, locales: Sequence[Locale], only: Sequence[Path] = ()
) -> Iterator[Survey | LocalizeError]:
    """Look at every article in every locale.

    Yields:
        A survey for each pair that can be read, by locale and article, and the error for each that cannot.

    Raises:
        ProjectError: There are no articles to look at.
        GlossaryError: A glossary file is wrong.
    """
    chosen, refused = some_articles(project, only)
    yield from refused
    glossary = load_glossary(project)
    extracts = []
    for article in chosen:
        try:
            extracts.append(extract(project, article, glossary))
        except ArticleError as error:
            yield error
    for locale in locales:
        plans: list[Plan] = []
        for one in extracts:
            try:
                plans.append(plan(project, one, locale, glossary))
            except CatalogError as error:
                yield error
        yield from _surveys(project, locale, plans)


def _surveys(project: Project, locale: Locale, plans: Sequence[Plan]) -> Iterator[Survey]:
    paths = [project.catalog(p.extract.article.domain, locale) for p in plans]
    placed = [(path, entry) for path, one in zip(paths, plans, strict=True) for entry in one.merged.live()]
    uneven: dict[PurePosixPath, list[Finding]] = {}
    of = {path: one.extract.article for path, one in zip(paths, plans, strict=True)}
    shown = cache(lambda path: shown_as_reviewed(project, of[path], locale))
    across = chain(
        inconsistent(placed), reused(placed), fuzzy_published(placed, shown), markup_guessed(placed)
    )
    for path, entry, problem in across:
        uneven.setdefault(path, []).append(Finding(path, entry, problem))
    for path, one in zip(paths, plans, strict=True):
        found = [
            Finding(path, entry, problem) for entry in one.merged.live() for problem in _problems(one, entry)
        ]
        article = one.extract.article.path
        findings = (*found, *uneven.get(path, ()))
        yield Survey(article, locale, path, one.merged.live(), findings, _term_rates(one))


def _problems(one: Plan, entry: Entry) -> tuple[Problem, ...]:
    return () if entry.plural else one.jobs[entry.key].problems(entry.target, ignored_of(entry.comments))


def _term_rates(one: Plan) -> TermRates:
    targets = [(one.jobs[e.key], e.target) for e in one.merged.live() if e.target.strip() and not e.plural]
    return rates(rendering for job, target in targets for rendering in renderings(job, target))
