"""Renamed and moved articles: their catalogs follow them, told by what they hold and not by their names.

No catalog is ever written over: one that is in the way is set aside first, under a name that the next run takes for
a catalog without an article. So a run may die between any two moves, and the next one goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path, PurePosixPath

from localize.errors import CatalogError
from localize.events import Event, Failed, Moved, Orphaned
from localize.extract import Extract
from localize.formats import FORMATS
from localize.locales import Locale
from localize.po import load
from localize.project import Article, Project

_SAME = 0.5  # share of a catalog's words that an article must still have to be taken for its article


def follow(
    project: Project, locale: Locale, extracts: Sequence[Extract], known: Sequence[Article]
) -> Generator[Event, None, frozenset[Article]]:
    """Give the catalogs of vanished articles to the articles that most resemble them.

    An article may be given one when it has no catalog, or one of which it has less than half of the words while it
    and the other catalog share more than half of theirs: names may have been swapped, or used again. A catalog that
    loses its place so is set aside as `<name>.old.po`.

    Args:
        project: The project.
        locale: Whose catalogs.
        extracts: The articles at work.
        known: All articles of the project.

    Yields:
        What was moved, which catalogs belong to no article (those stay where they are), and what failed.

    Returns:
        The articles to leave alone in this run: a catalog that may be theirs cannot be read or moved.
    """
    names = {project.catalog(article.domain, locale) for article in known}
    seeking, held = _seeking(project, locale, extracts)
    orphans = dict.fromkeys(_orphans(project, locale, names))
    waiting = frozenset(extract.article for extract in seeking.values())
    broken = False
    for path in orphans if seeking else ():
        try:
            held[path] = _words(project.path(path), locale)
        except CatalogError as error:
            broken = True
            yield Failed(error)
    moves = {} if broken else _matches(seeking, held)
    try:
        for old, new in _moved(project, moves, names):
            yield Moved(old, new)
            orphans.pop(old, None)
            if new not in seeking:
                orphans[new] = None
    except CatalogError as error:
        broken = True
        yield Failed(error)
    yield from map(Orphaned, orphans)
    return waiting if broken else frozenset()


_Words = Mapping[str, int]
"""The sources of a catalog with their numbers of words."""


def _seeking(
    project: Project, locale: Locale, extracts: Sequence[Extract]
) -> tuple[dict[PurePosixPath, Extract], dict[PurePosixPath, _Words]]:
    """The articles that another catalog may be given to, by the place of their own; and what their own ones hold."""
    seeking: dict[PurePosixPath, Extract] = {}
    held: dict[PurePosixPath, _Words] = {}
    for extract in extracts:
        place = project.catalog(extract.article.domain, locale)
        if not os.path.lexists(project.path(place)):
            seeking[place] = extract
            continue
        try:
            words = _words(project.path(place), locale)
        except CatalogError:
            continue  # the run names it when it comes to the article
        if _kept(words, extract) < _SAME:
            seeking[place], held[place] = extract, words
    return seeking, held


def _orphans(project: Project, locale: Locale, names: Container[PurePosixPath]) -> Iterator[PurePosixPath]:
    """The catalogs of no article; one that is refused, or cannot be looked for, keeps its own."""
    folder = project.folder(locale)
    paths = project.path(folder).rglob("*.po")
    places = (PurePosixPath(path.relative_to(project.root)) for path in paths)
    for place in sorted(place for place in places if place not in names):
        article = project.articles / place.relative_to(folder).with_suffix("")
        if all(project.lacks(f"{article}{suffix}") for suffix in FORMATS):
            yield place


def _words(path: Path, locale: Locale) -> _Words:
    """The live sources of a catalog, or else the obsolete ones.

    Raises:
        CatalogError: It cannot be read.
    """
    catalog = load(path, locale).catalog
    return {e.source: len(e.source.split()) for e in catalog.live() or catalog.entries}


def _kept(words: _Words, extract: Extract) -> float:
    """The share of a catalog's words that stand in the article."""
    sources = {source for _, source in extract.readings}
    return sum(n for source, n in words.items() if source in sources) / max(1, sum(words.values()))


def _covered(words: _Words, extract: Extract) -> float:
    """The share of an article's words that stand in the catalog."""
    sources = {source: len(source.split()) for _, source in extract.readings}
    return sum(n for source, n in sources.items() if source in words) / max(1, sum(sources.values()))


def _matches(
    seeking: Mapping[PurePosixPath, Extract], held: Mapping[PurePosixPath, _Words]
) -> dict[PurePosixPath, PurePosixPath]:
    """Which catalog goes where, the best matches first; an article that has one already wants it to fit both ways."""
    shares = sorted(
        (-share, old, new)
        for old, words in held.items()
        for new, extract in seeking.items()
        if (share := _kept(words, extract)) >= _SAME
        and (new not in held or _covered(words, extract) >= _SAME)
    )
    found: dict[PurePosixPath, PurePosixPath] = {}
    for _, old, new in shares:
        if old not in found and new not in found.values():
            found[old] = new
    return found


def _moved(
    project: Project, moves: Mapping[PurePosixPath, PurePosixPath], names: Container[PurePosixPath]
) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Do the *moves*, first setting aside what is in the way; *names* are not free for that.

    Yields:
        From where to where, for each catalog once it has got there.

    Raises:
        CatalogError: One cannot be moved; each is where it was, where it should be, or set aside.
    """
    aside = {}
    for place in (new for new in moves.values() if os.path.lexists(project.path(new))):
        aside[place] = _free(project, place, names)
        _move(project, place, aside[place])
        if place not in moves:
            yield place, aside[place]
    for old, new in moves.items():
        _move(project, aside.get(old, old), new)
        yield old, new


def _free(project: Project, place: PurePosixPath, names: Container[PurePosixPath]) -> PurePosixPath:
    """A name for a catalog that is set aside, which no catalog has and no article asks for."""
    tried = (place.with_name(f"{place.stem}.old{number or ''}.po") for number in count())
    return next(name for name in tried if name not in names and not os.path.lexists(project.path(name)))


def _move(project: Project, old: PurePosixPath, new: PurePosixPath) -> None:
    """Rename a catalog; a link is made anew, so that it still leads to the same file."""
    here, there = project.path(old), project.path(new)
    try:
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_symlink():
            there.symlink_to(os.path.relpath(os.path.realpath(here), os.path.realpath(there.parent)))
            here.unlink()
        else:
            here.rename(there)
    except OSError as error:
        raise CatalogError(f"cannot be moved to {new}: {error.strerror}", path=here) from error
