"""A report: how far a project has come, what is wrong, and how much people changed the drafts, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path, PurePosixPath

from localize.catalog import Draft, State
from localize.checks import Severity
from localize.errors import LocalizeError
from localize.locales import Locale
from localize.memory import FILE, opened
from localize.project import Project, load_glossary
from localize.report_edits import DraftsFor, Edits, TermCost, edits, term_costs
from localize.survey import Survey, survey
from localize.term_rates import TermRates


@dataclass(frozen=True, slots=True)
class LocaleReport:
    """One locale, all articles."""

    locale: Locale
    surveys: tuple[Survey, ...]
    words: Counter[State]
    """Source words by the state of their entry."""

    states: Counter[State]
    """Entries by state."""

    term_rates: TermRates
    edits: Edits
    """The approved entries whose draft is known."""

    unknown: int
    """Approved entries of which no draft is known: translated by people from the start, or the memory was deleted."""

    terms: tuple[TermCost, ...]
    """Every term that occurs in an entry with a target, the costliest first."""

    @property
    def packages(self) -> Mapping[str, Edits]:
        """The edits by the package that made the draft, the busiest first."""
        counted = Counter(edit.package for edit in self.edits.edits)
        return {
            package: Edits(tuple(edit for edit in self.edits.edits if edit.package == package))
            for package, _ in counted.most_common()
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """What one check found, everywhere."""

    check: str
    severity: Severity
    counts: Counter[Locale]
    worst: tuple[tuple[Survey, int], ...]
    """The articles with most of it, and how many."""

    @property
    def total(self) -> int:
        """How many there are."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Report:
    """A project as it is now."""

    name: str
    """The project's folder."""

    articles: PurePosixPath
    """The folder of articles, from the project's root."""

    source_locale: Locale
    locales: tuple[LocaleReport, ...]
    kinds: tuple[Kind, ...]
    """Problems by check: errors first, then by number; what is not yet translated is no problem."""

    failed: tuple[LocalizeError, ...]
    """Articles and catalogs that could not be read."""

    remembered: bool
    """Whether there is a memory, so that drafts can be known."""


def report(project: Project, locales: Sequence[Locale], only: Sequence[Path] = ()) -> Report:
    """Look at *project* without changing anything.

    Args:
        project: The project.
        locales: The locales to tell of.
        only: Files or folders of articles to look at instead of all.

    Raises:
        ProjectError: There are no articles to look at.
        GlossaryError: A glossary file is wrong.
    """
    found = list(survey(project, locales, only))
    surveys = [one for one in found if isinstance(one, Survey)]
    failed = tuple(one for one in found if isinstance(one, LocalizeError))
    told = dict.fromkeys(one.locale for one in surveys)
    return Report(
        name=project.root.resolve().name,
        articles=project.articles,
        source_locale=project.source_locale,
        locales=_locales(project, surveys, drafts_of(project, tuple(told))),
        kinds=kinds(surveys),
        failed=failed,
        remembered=project.path(FILE).is_file(),
    )


def drafts_of(project: Project, locales: Iterable[Locale]) -> DraftsFor:
    """What the project's memory knows of drafts; nothing, where there is none."""
    known: dict[tuple[str, Locale], list[Draft]] = {}
    if project.path(FILE).is_file():
        with opened(project) as memory:
            for locale in locales:
                for source, draft in memory.drafts(locale):
                    known.setdefault((source, locale), []).append(draft)
    return lambda source, locale: known.get((source, locale), ())


def _locales(project: Project, surveys: Sequence[Survey], drafts_for: DraftsFor) -> tuple[LocaleReport, ...]:
    glossary = load_glossary(project)
    by_locale: dict[Locale, list[Survey]] = {}
    for one in surveys:
        by_locale.setdefault(one.locale, []).append(one)
    found: list[LocaleReport] = []
    for locale, group in by_locale.items():
        entries = [entry for one in group for entry in one.entries]
        done, unknown = edits(entries, locale, drafts_for)
        found.append(
            LocaleReport(
                locale=locale,
                surveys=tuple(group),
                words=sum((one.words() for one in group), Counter()),
                states=sum((one.states() for one in group), Counter()),
                term_rates=reduce(add, (one.term_rates for one in group)),
                edits=done,
                unknown=unknown,
                terms=term_costs(entries, done, locale, glossary.terms),
            )
        )
    return tuple(found)


def kinds(surveys: Iterable[Survey]) -> tuple[Kind, ...]:
    """Problems by check, with the three articles that have most of each."""
    severities: dict[str, Severity] = {}
    places: dict[str, Counter[int]] = {}
    surveys = tuple(surveys)
    for number, one in enumerate(surveys):
        for finding in one.findings:
            problem = finding.problem
            if problem.severity is not Severity.INFO:
                severities[problem.check] = problem.severity
                places.setdefault(problem.check, Counter())[number] += 1
    found = [_kind(check, severities[check], counted, surveys) for check, counted in places.items()]
    return tuple(sorted(found, key=lambda kind: (kind.severity is not Severity.ERROR, -kind.total)))


def _kind(check: str, severity: Severity, counted: Counter[int], surveys: Sequence[Survey]) -> Kind:
    counts: Counter[Locale] = Counter()
    for number, count in counted.items():
        counts[surveys[number].locale] += count
    worst = tuple((surveys[number], count) for number, count in counted.most_common(3))
    return Kind(check, severity, counts, worst)
