"""Extract: an article read, parsed and cut into segments, and the template that its catalogs are merged with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from localize.articles import decode, read
from localize.catalog import Entry, Key
from localize.document import Document, Segment, Unit
from localize.errors import ArticleError
from localize.glossary import Glossary
from localize.job import Job, Reading
from localize.job import read as read_segment
from localize.project import Article, Project
from localize.segment import segments

_SHORT = (
    3  # words up to which a heading, a cell or an attribute is too short to be understood without its role
)


@dataclass(frozen=True, slots=True)
class Extract:
    """An article and its segments."""

    article: Article
    digest: str
    """First twelve hexadecimal digits of the SHA-256 of its bytes."""

    document: Document
    segments: tuple[Segment, ...]

    readings: Mapping[Key, Reading]
    """Each distinct segment that holds words, in reading order; repeats share one."""

    def key(self, segment: Segment) -> Key:
        """The key of a segment's entry."""
        return key_of(self.document.units[segment.unit], segment.source)

    def worded(self) -> Iterator[tuple[Key, Segment]]:
        """The segments that hold words, repeats included, with their keys."""
        for segment in self.segments:
            key = self.key(segment)
            if key in self.readings:
                yield key, segment


def key_of(unit: Unit, source: str) -> Key:
    """The key of *source* in *unit*: with the unit's role as context where the text alone is too short to be clear."""
    return (unit.role if len(source.split(None, _SHORT)) <= _SHORT else "", source)


def extract(project: Project, article: Article, glossary: Glossary) -> Extract:
    """Read an article.

    Raises:
        ArticleError: It cannot be read, decoded or parsed; the error names it.
    """
    data = read(project, article)
    text = decode(data, article.path)
    form = article.format
    try:
        document = form.parse(text, project.front_matter, project.source_locale.language)
    except ArticleError as error:
        raise ArticleError(error.what, path=article.path, line=error.line, hint=error.hint) from None
    found = segments(document, project.source_locale, form.codes)
    readings: dict[Key, Reading] = {}
    for segment in found:
        unit = document.units[segment.unit]
        key = key_of(unit, segment.source)
        if key not in readings:
            readings[key] = read_segment(segment.source, unit.role, form.codes, glossary)
    worded = {key: reading for key, reading in readings.items() if reading.worded}
    return Extract(article, hashlib.sha256(data).hexdigest()[:12], document, found, worded)


def template(extract: Extract) -> tuple[Entry, ...]:
    """The article's entries without targets, in reading order: what a catalog in any locale is merged with."""
    found: dict[Key, Entry] = {}
    for key, segment in extract.worded():
        unit = extract.document.units[segment.unit]
        place = (str(extract.article.path), unit.line)
        entry = found.get(key) or Entry(
            segment.source, context=key[0], notes=(unit.role,) if unit.role else ()
        )
        if place not in entry.references:
            found[key] = replace(entry, references=(*entry.references, place))
    return tuple(found.values())


def localized_template(extract: Extract, jobs: Mapping[Key, Job]) -> tuple[Entry, ...]:
    """The template with the glossary's wordings for one locale in the reviewer's notes."""
    return tuple(replace(e, notes=(*e.notes, *_terms(jobs[e.key]))) for e in template(extract))


def _terms(job: Job) -> tuple[str, ...]:
    shown = {hit.term.source: hit.term.forms(job.target_locale) for hit, _ in job.wordings}
    return tuple(f"term: {source} → {forms[0]}" for source, forms in shown.items())
