"""Handover: catalogs sent to a translator's tool as XLIFF, and what comes back from it taken into the catalogs.

The law of this room: what people did in a catalog while the file was away is never undone by what comes back. Where both
changed one entry, the catalog stays as it is and the entry is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from localize.articles import some_articles
from localize.catalog import Catalog, Entry, State
from localize.edits import EditError, approve, keep_draft, reopen, tidy
from localize.errors import CatalogError, ExchangeError, LocalizeError
from localize.exchange.inline import CodesOf, joined, parts_of, tags
from localize.exchange.xliff import Returned, Sent, base, based, live, unit_id
from localize.locales import Locale
from localize.po import load, save
from localize.po_retry import retried
from localize.project import Article, Project


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that both the catalog and the file have changed since it was sent."""

    entry: Entry
    """As the catalog has it, and keeps it."""

    target: str
    """As the file has it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one article's units."""

    catalog: PurePosixPath
    """From the project's root."""

    approved: int = 0
    """Entries that are now approved, and were not or had another target."""

    drafts: int = 0
    """Entries with a new target that nobody stands by yet, or whose approval was taken back."""

    same: int = 0
    """Entries that the file leaves as they are."""

    unknown: int = 0
    """Units whose source the catalog does not have."""

    conflicts: tuple[Conflict, ...] = field(default=())


def sent(project: Project, locale: Locale, only: Sequence[Path] = ()) -> Iterator[Sent | LocalizeError]:
    """The catalogs of the project's articles in *locale*, those that have entries to send.

    Yields:
        A catalog for each article, and the error for each that cannot be read.

    Raises:
        ProjectError: There are no articles.
    """
    chosen, refused = some_articles(project, only)
    yield from refused
    for article in chosen:
        try:
            catalog = load(project.path(project.catalog(article.domain, locale)), locale).catalog
        except CatalogError as error:
            yield error
        else:
            if any(live(catalog.entries)):
                yield Sent(article.path, catalog.entries, article.format.codes)


def take_back(project: Project, units: Iterable[Returned], now: datetime) -> Iterator[Taken | LocalizeError]:
    """Take what came back into the catalogs, each of which is saved whole or not at all.

    Args:
        project: The project that the units were sent from.
        units: What came back, of any articles and locales.
        now: The time, with its zone, for the catalogs' headers.

    Yields:
        What came of each article in each locale, and the error for each that cannot be taken.

    Raises:
        ProjectError: There are no articles.
    """
    known = {str(article.path): article for article in some_articles(project)[0]}
    groups: dict[tuple[str, Locale], list[Returned]] = {}
    for unit in units:
        groups.setdefault((unit.article, unit.locale), []).append(unit)
    for (path, locale), group in groups.items():
        try:
            article = _article(path, known)
            yield retried(partial(_taken, project, article, locale, group, now))
        except LocalizeError as error:
            yield error


def _article(path: str, known: Mapping[str, Article]) -> Article:
    if path not in known:
        what = "the project has no such article"
        raise ExchangeError(what, path=path, hint="its name was changed, here or in the file")
    return known[path]


def _taken(
    project: Project, article: Article, locale: Locale, units: Sequence[Returned], now: datetime
) -> Taken:
    file = load(project.path(project.catalog(article.domain, locale)), locale)
    edited, taken = _edited(file.catalog, units, article.format.codes)
    save(file, edited, now, source_locale=project.source_locale)
    return replace(taken, catalog=project.catalog(article.domain, locale))


def _edited(catalog: Catalog, units: Iterable[Returned], codes_of: CodesOf) -> tuple[Catalog, Taken]:
    """The catalog with what came back, and what came of it."""
    by_id = {unit_id(entry.key): entry for entry in live(catalog.entries)}
    by_source = {entry.source: entry for entry in by_id.values()}
    changed: dict[tuple[str, str], Entry] = {}
    counted = Taken(PurePosixPath())
    for unit in units:
        entry = by_id.get(unit.id) or by_source.get(joined(unit.source))
        if entry is None:
            counted = replace(counted, unknown=counted.unknown + 1)
            continue
        entry = changed.get(entry.key, entry)  # another file may have it, too
        target = _target(unit, entry, codes_of)
        after = merged(entry, target, unit.base, approved=unit.approved)
        counted = _counted(counted, entry, after, target)
        if after is not None:
            changed[entry.key] = after
    entries = tuple(changed.get(entry.key, entry) for entry in catalog.entries)
    return replace(catalog, entries=entries), counted


def _target(unit: Returned, entry: Entry, codes_of: CodesOf) -> str:
    """The unit's target, its codes as the entry writes them."""
    source, target = parts_of(entry.source, entry.target, codes_of)
    known = {(tag.kind, tag.number): tag.written for tag in (*tags(target), *tags(source))}
    return tidy(joined(unit.target, known), entry.source)


def merged(entry: Entry, target: str, sent_as: str, *, approved: bool | None) -> Entry | None:
    """*entry* with what came back; None where it was changed here, too, and keeps what it has.

    Args:
        entry: As the catalog has it now.
        target: As the file has it.
        sent_as: The entry's `base` when it was sent; empty where a tool dropped it.
        approved: Whether the file says that somebody stands by the target; None where it says nothing: then a target that
            was sent as approved, and is the same, still is.
    """
    if approved is None:
        approved = sent_as == based(target, approved=True)
    if (target, approved) == (entry.target, entry.state is State.APPROVED):
        return entry
    if sent_as == based(target, approved=approved):
        return entry  # nobody has touched it there
    if sent_as != base(entry) and (sent_as or entry.human):
        return None
    try:
        edited = approve(entry, target) if approved else keep_draft(reopen(entry), target)
    except EditError:
        return entry
    return edited


def _counted(taken: Taken, before: Entry, after: Entry | None, target: str) -> Taken:
    if after is None:
        return replace(taken, conflicts=(*taken.conflicts, Conflict(before, target)))
    if after == before:
        return replace(taken, same=taken.same + 1)
    if after.state is State.APPROVED:
        return replace(taken, approved=taken.approved + 1)
    return replace(taken, drafts=taken.drafts + 1)
