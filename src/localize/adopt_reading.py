"""Read a translation as an article is read, and pair its sentences with those of the article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath

from localize.articles import decode
from localize.bitext import Bead, Script, pair
from localize.bitext_anchors import forms_of, held, piece
from localize.bitext_likeness import Piece, ratio_of
from localize.document import Document, Segment
from localize.errors import ArticleError
from localize.formats import Format, format_of
from localize.locales import Locale
from localize.plan import Plan
from localize.project import Project
from localize.publish import rewrite_links
from localize.segment import segments


@dataclass(frozen=True, slots=True)
class Translation:
    """An article in another locale, as people translated it."""

    document: Document
    segments: tuple[Segment, ...]
    form: Format


def read(project: Project, path: Path, locale: Locale) -> Translation:
    """The translation in a file.

    Raises:
        ArticleError: It cannot be read, decoded or parsed; the error names it.
    """
    form = format_of(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}", path=path) from None
    try:
        document = form.parse(decode(data, PurePosixPath(path)), project.front_matter, locale.language)
    except ArticleError as error:
        raise ArticleError(error.what, path=path, line=error.line, hint=error.hint) from None
    return Translation(document, segments(document, locale, form.codes), form)


def beads(plan: Plan, translation: Translation) -> tuple[Bead, ...]:
    """The segments of the planned article and those of its translation, paired; numbers are those of segments."""
    extract, jobs = plan.extract, plan.jobs
    forms = forms_of((hit for job in jobs.values() for hit in job.reading.hits), plan.locale)
    article = extract.article.format

    def ours(segment: Segment) -> Piece:
        job = jobs.get(extract.key(segment))
        terms = {hit.term.source for hit in job.reading.hits} if job else ()
        return piece(segment.source, article.codes(segment.source), plan.project.source_locale, terms)

    def theirs(segment: Segment) -> Piece:
        codes = translation.form.codes(segment.source)
        return piece(segment.source, codes, plan.locale, held(segment.source, codes, plan.locale, forms))

    return pair(
        _script(extract.document, extract.segments, ours),
        _script(translation.document, translation.segments, theirs),
        ratio_of(plan.project.source_locale, plan.locale),
    )


def _script(document: Document, found: Iterable[Segment], piece_of: Callable[[Segment], Piece]) -> Script:
    """What alignment sees of an article; units without a segment are nothing to it."""
    units = [(number, tuple(map(piece_of, group))) for number, group in groupby(found, lambda s: s.unit)]
    return Script(tuple(pieces for _, pieces in units), tuple(document.units[n].role for n, _ in units))


def text_of(found: Sequence[Segment]) -> str:
    """Segments that follow each other as one text; empty where there are none."""
    parts = [segment.source for segment in found[:1]]
    for one, two in pairwise(found):
        parts += (one.after + two.before if one.unit == two.unit else " "), two.source
    return "".join(parts)


def relinked(source: str, target: str, form: Format) -> str:
    """*target* with the destinations of *source* in place of those that people localized, where it is clear which.

    A translated page links to its own neighbours; a catalog keeps the article's links, and the copy gets its own when
    it is published. Addresses with a scheme or host stay.
    """
    theirs = form.parse(target, frozenset())
    ours, written = _relative(form.parse(source, frozenset())), _relative(theirs)
    lost, new = ours - written, written - ours
    known = {_name(url): url for url in lost}
    fits = {url: known[_name(url)] for url in new if _name(url) in known}
    if len(lost) == len(new) == 1:
        fits = dict(zip(new, lost, strict=True))
    return rewrite_links(theirs, fits.get) if len(lost) == len(new) == len({*fits.values()}) else target


def _relative(document: Document) -> set[str]:
    """The destinations that lie on the same site."""
    return {
        link.url
        for link in document.links
        if not re.match(r"[a-z][a-z\d+.-]*:|//|#", link.url, re.IGNORECASE)
    }


def _name(url: str) -> str:
    """The name of the page that *url* leads to, with its fragment."""
    return url.rstrip("/").rpartition("/")[2]
