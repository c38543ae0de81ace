"""The project's published copies: which articles have one in which locale, and how they point to each other."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import PurePosixPath
from urllib.parse import quote

from localize import __version__
from localize.assets import Shelf, places, put, with_originals
from localize.assets_record import fragments, recall, remember, with_aims
from localize.catalog import Entry, Key
from localize.errors import ArticleError, CatalogError
from localize.events import Event, Failed, Published, Removed, Unplaced, Withheld
from localize.extract import Extract
from localize.files import write
from localize.formats.copy import Alternate, Copy
from localize.locales import Locale
from localize.po import load
from localize.project import Article, Project
from localize.publish import Resolve, current, label, render, resolver, reviewed_share, unfit


@dataclass(frozen=True, slots=True)
class _Edition:
    """One article in one locale, on its way to `public/`."""

    extract: Extract
    locale: Locale
    path: PurePosixPath
    entries: Mapping[Key, Entry]
    translated: bool
    """Whether there is anything to publish; a copy that is nothing but the source is none."""

    reviewed: int
    """Percentage of its words that people approved, and that can be published."""

    unfit: int
    """How many entries cannot be, for their inline codes."""


def publish(
    project: Project, extracts: Sequence[Extract], known: Sequence[Article], targets: Sequence[Locale] = ()
) -> Iterator[Event]:
    """Publish the copies of *extracts* in every locale that has catalogs of them with anything translated.

    A copy below the project's threshold is withheld, and taken away if it was published before. The files that copies
    refer to are put beside them, unless the project refers to them where they lie.

    Args:
        project: The project.
        extracts: The articles to publish.
        known: All articles of the project: links lead to the copies that these have.
        targets: Locales to publish instead of all.
    """
    locales = project.known_locales()
    editions: list[_Edition] = []
    for one, locale in product(extracts, targets or locales):
        try:
            editions.append(_edition(project, one, locale))
        except CatalogError as error:
            yield Failed(error)
    ready = [e for e in editions if e.translated and e.reviewed >= project.min_reviewed]
    for edition in editions:
        if not edition.translated or edition.reviewed < project.min_reviewed:
            yield from _removed(project, edition.path)
        if edition.translated and edition.reviewed < project.min_reviewed:
            yield Withheld(edition.path, edition.reviewed)
    record = with_aims(recall(project), project, extracts, known)
    shelf = with_originals(project, record, _published(project, locales, ready, known))
    shown = {locale: places(project, record, shelf, locale) for locale in {e.locale for e in ready}}
    linked = fragments(record)
    for edition in ready:
        resolve = resolver(edition.extract.article.path, edition.path, shown[edition.locale])
        try:
            yield from _publish(
                project, edition, shelf, resolve, linked.get(edition.extract.article.path, ())
            )
        except ArticleError as error:
            yield Failed(error)
    record = yield from put(project, record, shelf)
    try:
        remember(project, record)
    except ArticleError as error:
        yield Failed(error)


def clear(
    project: Project, gone: Iterable[Article], known: Iterable[Article]
) -> Generator[Event, None, list[Article]]:
    """Take away the copies and templates of articles that are no more; their catalogs stay, people own them.

    A template stays where one of the *known* articles has its name now.

    Returns:
        The articles of which nothing is left to take away.
    """
    domains = {article.domain for article in known}
    done: list[Article] = []
    for article in gone:
        derived = [project.copy(article, locale) for locale in project.known_locales()]
        if article.domain not in domains:
            derived.append(project.template(article.domain))
        for path in derived:
            yield from _removed(project, path)
        if all(map(project.lacks, derived)):
            done.append(article)
    return done


def _removed(project: Project, path: PurePosixPath) -> Iterator[Event]:
    try:
        project.path(path).unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        yield Failed(ArticleError(f"cannot be taken away: {error.strerror}", path=path))
    else:
        yield Removed(path)


def _edition(project: Project, extract: Extract, locale: Locale) -> _Edition:
    """The edition of an article.

    Raises:
        CatalogError: Its catalog cannot be read.
    """
    catalog = project.path(project.catalog(extract.article.domain, locale))
    entries = {e.key: e for e in load(catalog, locale).catalog.live()}
    bad = unfit(entries.values(), extract.article.format)
    fit = {key: entry for key, entry in entries.items() if key not in bad}
    translated = any(map(current, fit.values()))
    reviewed = reviewed_share([segment for _, segment in extract.worded()], fit, extract.key)
    path = project.copy(extract.article, locale)
    return _Edition(extract, locale, path, entries, translated, reviewed, len(bad))


def _published(
    project: Project, locales: Sequence[Locale], ready: Sequence[_Edition], known: Sequence[Article]
) -> Shelf:
    """The copies about to be published, and those that lie there from another run."""
    found: dict[Locale, dict[PurePosixPath, PurePosixPath]] = {locale: {} for locale in locales}
    at_work = {edition.extract.article for edition in ready}
    for locale, copies in found.items():
        for article in known:
            copy = project.copy(article, locale)
            if article not in at_work and project.has(copy):
                copies[article.path] = copy
    for edition in ready:
        found[edition.locale][edition.extract.article.path] = edition.path
    return found


def _publish(
    project: Project, edition: _Edition, published: Shelf, resolve: Resolve, linked: Collection[str]
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
    form = extract.article.format
    text = render(
        extract.document, extract.segments, edition.entries, extract.key, form, copy, resolve, linked
    )
    yield Published(edition.path, edition.reviewed, write(project.path(edition.path), text, derived=True))
    if edition.unfit:
        yield Unplaced(edition.path, edition.unfit)


def _alternates(project: Project, edition: _Edition, published: Shelf) -> tuple[Alternate, ...]:
    """The original and every published copy of the article, as the copy of *edition* points to them."""
    article = edition.extract.article.path
    lying = {project.source_locale: article}
    lying |= {locale: copies[article] for locale, copies in published.items() if article in copies}
    folder = edition.path.parent
    return tuple(
        Alternate(locale, quote(posixpath.relpath(place, folder))) for locale, place in lying.items()
    )
