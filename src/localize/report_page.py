"""The report as one HTML file: no scripts, nothing from elsewhere, everything escaped."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from localize import __version__
from localize.catalog import State
from localize.checks import ACROSS, CHECKS, Severity
from localize.locales import Locale
from localize.report import LocaleReport, Report
from localize.report_edits import STEPS, Edit
from localize.survey import Survey

STATES = (State.APPROVED, State.HUMAN_DRAFT, State.STALE, State.DRAFT, State.UNTRANSLATED)
"""In the order in which bars show them: what is done comes first."""

_PALETTE = Path(__file__).parent / "review" / "static"
"""Where the colours are that the report shares with the review page."""

_MOST = 60  # articles in the table; those with most left to do, where there are more
_SAMPLES = 3  # edits that are shown whole, for each locale
_TERMS = 10  # terms that are shown, for each locale
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\N{REPLACEMENT CHARACTER}")
"""Characters that HTML does not admit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar."""

    name: str
    count: int
    start: float
    """In percent of the bar, as `width`."""

    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """An article in every locale."""

    article: str
    cells: tuple[Survey | None, ...]
    """One for each locale of the report; None where its catalog could not be read."""


def page(report: Report, made: date) -> str:
    """*report* as a page that can be mailed and printed.

    Args:
        report: The numbers.
        made: The day to put on it.
    """
    rows = _rows(report.locales)
    return (
        _environment(report)
        .get_template("report.html")
        .render(
            report=report,
            made=made.isoformat(),
            version=__version__,
            states=STATES,
            rows=rows[:_MOST],
            more=max(0, len(rows) - _MOST),
            summaries=_summaries(),
            errors=_sum(report, Severity.ERROR),
            warnings=_sum(report, Severity.WARNING),
            samples={one.locale: _samples(one) for one in report.locales},
            most_terms=_TERMS,
            steps=_step_names(),
        )
    )


def _environment(report: Report) -> Environment:
    made = Environment(
        loader=FileSystemLoader((Path(__file__).parent / "templates", _PALETTE)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value.translate(_CONTROLS) if type(value) is str else value,
    )
    made.globals |= {"pieces": pieces, "changes": changes, "words_of": lambda one: one.words()}
    made.filters |= {
        "percent": percent,
        "number": lambda count: f"{count:,}".replace(",", "\u202f"),
        "short": lambda article: str(article).removeprefix(f"{report.articles}/"),
    }
    return made


def percent(part: float, whole: float = 1.0) -> str:
    """*part* of *whole* in percent, rounded down, so that 100 % means all; a dash where there is no whole."""
    return f"{int(100 * part / whole)}\u202f%" if whole else "–"


def pieces(words: Counter[State]) -> tuple[Piece, ...]:
    """The bar of words by state; empty where there are none."""
    found: list[Piece] = []
    start = 0.0
    for state in STATES:
        width = 100 * words[state] / max(1, words.total())
        if width:
            found.append(Piece(state.value, words[state], round(start, 3), round(width, 3)))
        start += width
    return tuple(found)


def changes(edit: Edit) -> Iterator[tuple[str, str, str]]:
    """(what was done, what the draft has, what the target has) for stretches of words, in order.

    What was done is `equal`, `insert`, `delete` or `replace`, as `difflib` says; all stretches together are both texts.
    """
    draft, target = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (edit.draft, edit.target))
    for done, a, b, c, d in SequenceMatcher(None, draft, target, autojunk=False).get_opcodes():
        yield done, "".join(draft[a:b]), "".join(target[c:d])


def _rows(locales: Sequence[LocaleReport]) -> list[Row]:
    """Every article; those with most words left first where there are more than fit."""
    by_article: dict[str, dict[Locale, Survey]] = {}
    for one in locales:
        for found in one.surveys:
            by_article.setdefault(str(found.article), {})[one.locale] = found
    rows = [
        Row(name, tuple(cells.get(o.locale) for o in locales)) for name, cells in sorted(by_article.items())
    ]
    return rows if len(rows) <= _MOST else sorted(rows, key=_left, reverse=True)


def _left(row: Row) -> int:
    counted = [one.words() for one in row.cells if one]
    return sum(words.total() - words[State.APPROVED] for words in counted)


def _samples(one: LocaleReport) -> list[Edit]:
    """The edits that changed most of their draft, among those long enough to tell something."""
    long = [edit for edit in one.edits.edits if edit.distance and len(edit.target.split()) > 3]
    return sorted(long, key=lambda edit: (-edit.share, edit.source))[:_SAMPLES]


def _sum(report: Report, severity: Severity) -> int:
    return sum(kind.total for kind in report.kinds if kind.severity is severity)


def _summaries() -> dict[str, str]:
    """What each check finds, in a sentence, without the names that other programs have for it."""
    finds = {one.id: one.find for one in CHECKS.values()} | {find.__name__: find for find in ACROSS}
    told = {check: " ".join((inspect.getdoc(find) or "").split()) for check, find in finds.items()}
    return {
        check: re.sub(r" \((?:Weblate|pofilter)[^)]*\)|`", "", re.split(r"(?<=\.)\s", text)[0])
        for check, text in told.items()
    }


def _step_names() -> tuple[str, ...]:
    """What to call the sizes of changes that `Edits.steps` counts."""
    shares = [f"{int(100 * step)}" for step in STEPS]
    between = [f"to {share}\u202f%" for share in shares[1:]]
    return ("as it was", *between, f"over {shares[-1]}\u202f%")
