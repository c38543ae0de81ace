"""Renamed and moved articles: their catalogs follow them, told by what they hold and not by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from localize.errors import CatalogError
from localize.events import Event, Moved, Orphaned
from localize.extract import Extract
from localize.locales import Locale
from localize.po import load
from localize.project import Article, Project

_SAME = 0.5  # share of a catalog's words that an article must still have to be taken for its article


def follow(
    project: Project, locale: Locale, extracts: Sequence[Extract], known: Sequence[Article]
) -> Iterator[Event]:
    """Give each article without a catalog the catalog of the vanished article that it most resembles.

    Args:
        project: The project.
        locale: Whose catalogs.
        extracts: The articles at work.
        known: All articles of the project.

    Yields:
        What was moved, and which catalogs belong to no article; those stay where they are.
    """
    orphans = dict.fromkeys(_orphans(project, locale, {article.domain for article in known}))
    homeless = [e for e in extracts if not project.path(project.catalog(e.article.domain, locale)).exists()]
    words = {old: _words(project.path(old), locale) for old in orphans} if homeless else {}
    shares = sorted(
        ((_share(words[old], extract), old, extract) for old in words for extract in homeless),
        key=lambda match: (-match[0], match[1], match[2].article),
    )
    for share, old, extract in shares:
        new = project.catalog(extract.article.domain, locale)
        if share < _SAME or old not in orphans or project.path(new).exists():
            continue
        project.path(new).parent.mkdir(parents=True, exist_ok=True)
        project.path(old).replace(project.path(new))
        del orphans[old]
        yield Moved(old, new)
    yield from map(Orphaned, orphans)


def _orphans(project: Project, locale: Locale, domains: set[str]) -> Iterator[PurePosixPath]:
    """The catalogs of no article."""
    folder = project.path(project.folder(locale))
    for path in sorted(folder.rglob("*.po")):
        if str(PurePosixPath(path.relative_to(folder)).with_suffix("")) not in domains:
            yield PurePosixPath(path.relative_to(project.root))


def _words(path: Path, locale: Locale) -> dict[str, int]:
    """The live sources of a catalog with their numbers of words; none for one that cannot be read."""
    try:
        return {e.source: len(e.source.split()) for e in load(path, locale).catalog.live()}
    except CatalogError:
        return {}


def _share(words: dict[str, int], extract: Extract) -> float:
    """The share of a catalog's words that stand in the article."""
    sources = {source for _, source in extract.readings}
    return sum(n for source, n in words.items() if source in sources) / max(1, sum(words.values()))
