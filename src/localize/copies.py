"""The project's published copies: which articles have one in which locale, and how they point to each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from localize import __version__
from localize.catalog import Entry, Key
from localize.errors import ArticleError, CatalogError
from localize.events import Event, Failed, Published, Unplaced, Withheld
from localize.extract import Extract
from localize.formats.copy import Alternate, Copy
from localize.locales import Locale
from localize.po import load
from localize.project import Article, Project
from localize.publish import label, render, resolver, reviewed_share, write


@dataclass(frozen=True, slots=True)
class _Edition:
    """One article in one locale, on its way to `public/`."""

    extract: Extract
    locale: Locale
    path: PurePosixPath
    entries: Mapping[Key, Entry]
    reviewed: int


def publish(project: Project, extracts: Sequence[Extract], known: Sequence[Article]) -> Iterator[Event]:
    """Publish the copies of *extracts* in every locale that has catalogs of them.

    A copy below the project's threshold is withheld, and taken away if it was published before.

    Args:
        project: The project.
        extracts: The articles to publish.
        known: All articles of the project: links lead to the copies that these have.
    """
    editions = [
        e for one in extracts for locale in project.known_locales() if (e := _edition(project, one, locale))
    ]
    ready = [e for e in editions if e.reviewed >= project.min_reviewed]
    for edition in editions:
        if edition not in ready:
            project.path(edition.path).unlink(missing_ok=True)
            yield Withheld(edition.path, edition.reviewed)
    published = _published(project, ready, known)
    for edition in ready:
        try:
            yield from _publish(project, edition, published)
        except ArticleError as error:
            yield Failed(error)


def _edition(project: Project, extract: Extract, locale: Locale) -> _Edition | None:
    """The edition of an article that has a catalog which can be read."""
    path = project.path(project.catalog(extract.article.domain, locale))
    try:
        entries = {e.key: e for e in load(path, locale).catalog.live()} if path.exists() else None
    except CatalogError:
        return None  # the run has named it already
    if entries is None:
        return None
    reviewed = reviewed_share([segment for _, segment in extract.worded()], entries, extract.key)
    return _Edition(extract, locale, project.copy(extract.article, locale), entries, reviewed)


def _published(
    project: Project, ready: Sequence[_Edition], known: Sequence[Article]
) -> dict[Locale, dict[PurePosixPath, PurePosixPath]]:
    """The copies by locale and article: those about to be published, and those that lie there from another run."""
    found: dict[Locale, dict[PurePosixPath, PurePosixPath]] = {
        locale: {} for locale in project.known_locales()
    }
    at_work = {edition.extract.article for edition in ready}
    for locale, copies in found.items():
        for article in known:
            copy = project.copy(article, locale)
            if article not in at_work and project.path(copy).is_file():
                copies[article.path] = copy
    for edition in ready:
        found[edition.locale][edition.extract.article.path] = edition.path
    return found


def _publish(
    project: Project, edition: _Edition, published: Mapping[Locale, Mapping[PurePosixPath, PurePosixPath]]
) -> Iterator[Event]:
    extract = edition.extract
    copy = Copy(
        locale=edition.locale,
        source_locale=project.source_locale,
        source=str(extract.article.path),
        source_hash=extract.digest,
        reviewed=edition.reviewed,
        label=label(edition.locale, edition.reviewed),
        generator=f"localize {__version__}",
        day=extract.document.day,
        alternates=_alternates(project, edition, published),
    )
    resolve = resolver(extract.article.path, edition.path, published[edition.locale])
    rendered = render(
        extract.document,
        extract.segments,
        edition.entries,
        extract.key,
        extract.article.format,
        copy,
        resolve,
    )
    changed = write(project.path(edition.path), rendered.text)
    yield Published(edition.path, edition.reviewed, changed)
    if rendered.withheld:
        yield Unplaced(edition.path, len(rendered.withheld))


def _alternates(
    project: Project, edition: _Edition, published: Mapping[Locale, Mapping[PurePosixPath, PurePosixPath]]
) -> tuple[Alternate, ...]:
    """The original and every published copy of the article, as the copy of *edition* points to them."""
    article = edition.extract.article.path
    places = {project.source_locale: article}
    places |= {locale: copies[article] for locale, copies in published.items() if article in copies}
    folder = edition.path.parent
    return tuple(
        Alternate(locale, quote(posixpath.relpath(place, folder))) for locale, place in places.items()
    )
