"""An audit of the glossary: what is wrong with it, and what it lacks, seen with the articles and their catalogs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from localize.articles import articles
from localize.checks import Severity, ignored_of
from localize.errors import ArticleError, CatalogError, GlossaryError, LocalizeError
from localize.exchange import READERS
from localize.extract import Extract, extract
from localize.forms_text import fold
from localize.glossary import Glossary
from localize.glossary_file import merged, rows
from localize.glossary_term import Status, Term
from localize.locales import Locale
from localize.plan import plan
from localize.project import Project, glossary_files


class Kind(StrEnum):
    """What a remark is about."""

    ROW = "row"
    """A row or file that cannot be read, or contradicts an earlier one. Nothing is drafted before it is mended."""

    FORBIDDEN = "forbidden"
    """A catalog holds a wording that the glossary forbids."""

    DUPLICATE = "duplicate"
    """Two rows have one source, capitals aside."""

    UNWORDED = "unworded"
    """A term has no wording in a target locale."""

    UNSEEN = "unseen"
    """No article holds the term."""

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        if self in {Kind.ROW, Kind.FORBIDDEN}:
            return Severity.ERROR
        return Severity.INFO if self is Kind.UNSEEN else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about the glossary."""

    kind: Kind
    message: str
    """The fact, without a capital or a full stop."""

    path: PurePath | None
    """The file to look at: the glossary's, or the catalog."""

    line: int
    """Counted from 1; 0 where there is none."""

    source: str = ""
    """The term it is about; empty for a row that could not be read."""


def audit(project: Project, locales: Sequence[Locale]) -> Iterator[Remark | LocalizeError]:
    """Look at the glossary of *project*.

    Terms that contradict an earlier one are left out of what is asked of the articles and catalogs.

    Args:
        project: The project.
        locales: The target locales.

    Yields:
        Remarks, by kind; and the error for each article or catalog that cannot be read.
    """
    found = [_placed(project, item) for item in rows(glossary_files(project), project.source_locale, READERS)]
    terms = [item for item in found if isinstance(item, Term)]
    united = list(merged(terms))
    for item in (*found, *united):
        if isinstance(item, GlossaryError):
            what = f"{item.what} — {item.hint}" if item.hint else item.what
            path = None if item.path is None else PurePath(item.path)
            yield Remark(Kind.ROW, what, path, item.line or 0)
    glossary = Glossary.of((item for item in united if isinstance(item, Term)), project.source_locale)
    chosen, errors = articles(project)
    yield from errors
    extracts: list[Extract] = []
    for article in chosen:
        try:
            extracts.append(extract(project, article, glossary))
        except ArticleError as error:
            yield error
    yield from _forbidden(project, locales, extracts, glossary)
    yield from _duplicates(terms)
    yield from _unworded(glossary, locales)
    yield from _unseen(glossary, extracts)


def _placed(project: Project, item: Term | GlossaryError) -> Term | GlossaryError:
    """*item* with its path from the project's root, so that what is said about it is short."""
    path = PurePath(item.path).relative_to(project.root) if item.path else None
    if isinstance(item, Term):
        return replace(item, path=path)
    return GlossaryError(item.what, path=path, line=item.line, hint=item.hint)


def _forbidden(
    project: Project, locales: Sequence[Locale], extracts: Sequence[Extract], glossary: Glossary
) -> Iterator[Remark | LocalizeError]:
    if all(term.status is not Status.FORBIDDEN for term in glossary.terms):
        return
    for locale in locales:
        for one in extracts:
            try:
                yield from _in_catalog(project, one, locale, glossary)
            except CatalogError as error:
                yield error


def _in_catalog(project: Project, one: Extract, locale: Locale, glossary: Glossary) -> Iterator[Remark]:
    found = plan(project, one, locale, glossary)
    path = project.catalog(one.article.domain, locale)
    for entry in found.merged.live():
        if entry.target and not entry.plural:
            problems = found.jobs[entry.key].problems(entry.target, ignored_of(entry.comments))
            for problem in problems:
                if problem.check == "forbidden_term":
                    yield Remark(Kind.FORBIDDEN, problem.message, path, entry.line, entry.source)


def _duplicates(terms: Sequence[Term]) -> Iterator[Remark]:
    first: dict[str, Term] = {}
    for term in terms:
        if term.status is Status.FORBIDDEN:
            continue
        earlier = first.setdefault(fold(term.source), term)
        if earlier is not term:
            as_written = "" if earlier.source == term.source else f" as {earlier.source!r}"
            where = f"line {earlier.line}" if earlier.path == term.path else f"{earlier.path}:{earlier.line}"
            message = f"{term.source!r} stands in {where}{as_written}, too"
            yield Remark(Kind.DUPLICATE, message, term.path, term.line, term.source)


def _wanted(glossary: Glossary) -> Iterator[Term]:
    return (term for term in glossary.terms if term.status is not Status.FORBIDDEN)


def _unworded(glossary: Glossary, locales: Sequence[Locale]) -> Iterator[Remark]:
    for term in _wanted(glossary):
        missing = [locale.tag for locale in locales if not term.forms(locale)]
        if missing:
            message = f"{term.source!r} has no wording in {', '.join(missing)}"
            yield Remark(Kind.UNWORDED, message, term.path, term.line, term.source)


def _unseen(glossary: Glossary, extracts: Sequence[Extract]) -> Iterator[Remark]:
    seen = {hit.term for one in extracts for reading in one.readings.values() for hit in reading.hits}
    for term in _wanted(glossary):
        if term not in seen:
            yield Remark(Kind.UNSEEN, f"no article holds {term.source!r}", term.path, term.line, term.source)
