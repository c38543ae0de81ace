"""The pages as HTML: Jinja templates, with everything escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from localize.catalog import State, offered
from localize.checks import Problem, ignored_of
from localize.errors import LocalizeError
from localize.locales import Locale
from localize.memory_unit import Match
from localize.pin_attempts import Attempt
from localize.project import Article, Project
from localize.review.desk import Desk
from localize.review.parts import Part, changed, inserts, terms_of
from localize.review.replacing import Hit
from localize.review.sheet import Row, Sheet

STATIC = Path(__file__).parent / "static"
"""The script and the style sheet."""

_STATES = (State.APPROVED, State.HUMAN_DRAFT, State.STALE, State.DRAFT, State.UNTRANSLATED)
_ENV = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a progress bar."""

    state: str
    words: int

    start: float
    """In percent of the whole, as `width`."""

    width: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an article has come in a locale."""

    bars: tuple[Bar, ...]
    total: int
    left: int
    """Source words that nobody approved yet."""

    percent: int
    errors: int
    warnings: int
    untranslated: int

    @property
    def done(self) -> bool:
        """Whether all of it is approved."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Cell:
    """An article in a locale on the overview."""

    article: Article
    locale: Locale

    progress: Progress | None
    """None where there is no catalog yet, or it cannot be read."""

    error: str = ""


def progress(sheet: Sheet) -> Progress:
    """How far *sheet* has come."""
    words: Counter[State] = Counter()
    for row in sheet.rows:
        words[row.entry.state] += len(row.entry.source.split())
    total = max(1, words.total())
    bars: list[Bar] = []
    start = 0.0
    for state in _STATES:
        if words[state]:
            width = 100 * words[state] / total
            bars.append(Bar(state.value, words[state], round(start, 2), round(width, 2)))
            start += width
    approved = words[State.APPROVED]
    return Progress(
        bars=tuple(bars),
        total=words.total(),
        left=words.total() - approved,
        percent=100 * approved // total,
        errors=sum(row.errors for row in sheet.rows),
        warnings=sum(len(row.faults) - row.errors for row in sheet.rows),
        untranslated=words[State.UNTRANSLATED],
    )


def overview(desk: Desk, token: str) -> str:
    """The page with all articles in all locales."""
    articles, refused = desk.articles()
    found = {(article, locale): sheet for article, locale, sheet in desk.sheets()}
    table = [
        (article, [_cell(article, locale, found.get((article, locale))) for locale in desk.locales])
        for article in articles
    ]
    return _ENV.get_template("overview.html").render(
        project=desk.project,
        token=token,
        locales=desk.locales,
        table=table,
        totals=[_total(row[number] for _, row in table) for number in range(len(desk.locales))],
        refused=[str(error) for error in refused],
    )


def work(
    project: Project,
    sheet: Sheet,
    article: Article,
    locales: Sequence[Locale],
    worst: Sequence[Row],
    token: str,
) -> str:
    """The page on which one article is reviewed in one locale: the *worst* rows first, or as the article has them."""
    return _ENV.get_template("work.html").render(
        project=project,
        token=token,
        article=article,
        sheet=sheet,
        locale=sheet.plan.locale,
        source_locale=project.source_locale,
        locales=locales,
        worst=worst,
        progress=progress(sheet),
    )


def row(sheet: Sheet, row: Row) -> str:
    """One row of the work page."""
    macros = _ENV.get_template("row.html").module
    return str(getattr(macros, "row")(row, sheet.plan.project.source_locale, sheet.plan.locale))  # noqa: B009


def meter(sheet: Sheet) -> str:
    """The progress of the work page."""
    return _ENV.get_template("meter.html").render(progress=progress(sheet))


def panel(sheet: Sheet, row: Row) -> str:
    """What opens below a row to work on it."""
    entry, project, locale = row.entry, sheet.plan.project, sheet.plan.locale
    offer = offered(entry) if entry.state is State.STALE else None
    return _ENV.get_template("panel.html").render(
        row=row,
        entry=entry,
        locale=locale,
        source_locale=project.source_locale,
        offer=offer,
        source_change=_change(entry.previous[1], entry.source, project.source_locale)
        if entry.previous
        else (),
        target_change=changed(entry.target, offer.target, locale) if offer else (),
        inserts=inserts(row.job),
        terms=[(term, term.forms(locale)) for term in terms_of(row.job)],
        problems=row.problems,
        ignored=sorted(ignored_of(entry.comments)),
        notes=[note for note in entry.notes if note.startswith(("note: ", "doubt: "))],
    )


def matches(sheet: Sheet, row: Row, found: Sequence[Match]) -> str:
    """What the memory has for a row."""
    source_locale = sheet.plan.project.source_locale
    return _ENV.get_template("matches.html").render(
        matches=[(match, changed(match.source, row.entry.source, source_locale)) for match in found],
        locale=sheet.plan.locale,
        source_locale=source_locale,
    )


def asked(sheet: Sheet, row: Row, found: Sequence[Attempt]) -> str:
    """What the engine offers for a row, with the errors in it."""
    offers = [(attempt, row.job.errors(attempt.target)) for attempt in found]
    return _ENV.get_template("asked.html").render(offers=offers, locale=sheet.plan.locale)


def problems(found: Iterable[Problem]) -> str:
    """The list of problems below a target."""
    return _ENV.get_template("problems.html").render(problems=tuple(found))


def preview(hits: Sequence[Hit], locale: Locale) -> str:
    """What a replacement would change."""
    return _ENV.get_template("preview.html").render(
        hits=[(hit, changed(hit.row.entry.target, hit.target, locale)) for hit in hits], locale=locale
    )


def failure(error: LocalizeError, project: Project, token: str) -> str:
    """The page that says why there is none."""
    return _ENV.get_template("failure.html").render(error=str(error), project=project, token=token)


def _change(old: str, new: str, locale: Locale) -> tuple[Part, ...]:
    return changed(old, new, locale) if old != new else ()


def _cell(article: Article, locale: Locale, found: Sheet | LocalizeError | None) -> Cell:
    if isinstance(found, Sheet):
        return Cell(article, locale, progress(found))
    return Cell(article, locale, None, str(found) if found else "")


def _total(cells: Iterable[Cell]) -> Progress:
    told = [cell.progress for cell in cells if cell.progress]
    empty = Progress((), 0, 0, 0, 0, 0, 0)
    left, total = sum(p.left for p in told), sum(p.total for p in told)
    return replace(
        empty,
        total=total,
        left=left,
        percent=100 * (total - left) // max(1, total),
        errors=sum(p.errors for p in told),
        warnings=sum(p.warnings for p in told),
    )
