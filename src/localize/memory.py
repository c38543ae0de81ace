"""The translation memory: what people made of a source elsewhere, and what engines made of it before.

It is derived. People's targets are read from the catalogs; the drafts of engines are a cache, each under all that
decided about it. The file can be deleted at any time: the next run writes the same catalogs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from time import monotonic
from typing import Any, TypeVar

from localize import __version__
from localize.catalog import Draft
from localize.errors import LocalizeError, ProjectError
from localize.locales import Locale
from localize.memory_file import connect, set_aside, transaction
from localize.memory_fold import alike, fold, words
from localize.memory_read import read
from localize.memory_unit import Kind, Match, MemoryUnit, Place, ranked
from localize.project import Project

FILE = PurePosixPath(".localize/memory.sqlite3")

_SHAPE = 1  # of the file; another one is made anew
_CANDIDATES = 3000  # sources that are compared with one that is looked for: few enough for milliseconds
_EVERY = 1.0  # seconds after which drafts are written; what a killed run loses
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class DraftKey:
    """All that decides about an engine's draft."""

    locale: str
    source: str
    role: str
    codes: str
    """Which format's inline codes the source was read with."""

    engine: str
    """The engine's signature."""

    asked: str
    """A digest of what the glossary asks for."""


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a memory holds."""

    files: int
    sources: int
    """Different ones."""

    approved: int
    unfinished: int
    """People's targets that they do not stand by yet."""

    drafts: int
    """Drafts of engines."""


class Memory:
    """A project's memory, opened with `opened`. Any thread may use it, one at a time.

    Whatever becomes of its file, no method raises: a damaged file is set aside and made again, and where there can be
    none the memory is in this process alone.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._path = project.path(FILE)
        self._made_by = f"{_SHAPE} {__version__} {project.source_locale.tag}"
        self._read: dict[Locale, None] = {}
        self._fresh: list[tuple[object, ...]] = []
        self._written = monotonic()
        self._db, self.trouble = connect(self._path, self._made_by)
        """`trouble`: why the memory is not in its file; empty when it is."""

    def close(self) -> None:
        """Write what is not written yet, and let go of the file."""
        self.flush()
        with suppress(sqlite3.Error):
            self._db.close()

    def refresh(self, locales: Sequence[Locale]) -> tuple[LocalizeError, ...]:
        """Bring it up to date with the catalogs of *locales*; catalogs that did not change are not read again.

        Returns:
            An error for each catalog that cannot be read; the memory holds nothing of it.
        """
        self._read |= dict.fromkeys(locales)
        return self._do(lambda db: read(db, self._project, tuple(locales)))

    def exact(self, source: str, locale: Locale, place: Place) -> tuple[Match, ...]:
        """The targets that people approved for *source*, the best for *place* first; see `ranked`."""
        rows = self._rows("SELECT * FROM people WHERE source = ? AND locale = ?", source, locale.tag)
        return ranked(map(_unit, rows), place)

    def suggest(
        self, source: str, locale: Locale, limit: int = 5, threshold: float = 0.7
    ) -> tuple[Match, ...]:
        """What people made of sources like *source*, approved or not, the most similar first.

        Numbers, markup and capitals count little. Equal targets are told once.

        Args:
            source: A segment, with its markup.
            locale: What the targets are written in.
            limit: How many to give at most.
            threshold: The least similarity, from 0 to 1.
        """
        candidates = self._do(lambda db: _candidates(db, source, locale, threshold))
        found: dict[str, Match] = {}
        for at, score in alike(source, candidates, threshold):
            if len(found) >= limit:
                break
            for match in self._matches(candidates[at][0], locale, score):
                found.setdefault(match.target, match)
        return tuple(found.values())[:limit]

    def units(self, locale: Locale) -> Iterator[MemoryUnit]:
        """All that people wrote in *locale*, by file and in the order of the file."""
        query = "SELECT * FROM people WHERE locale = ? ORDER BY name, id"
        return map(_unit, self._rows(query, locale.tag))

    def draft(self, key: DraftKey) -> Draft | None:
        """The draft that was made under exactly this *key*."""
        query = (
            "SELECT target, signature, score FROM drafts"
            " WHERE locale = ? AND source = ? AND role = ? AND codes = ? AND engine = ? AND asked = ?"
        )
        rows = self._rows(query, *_fields(key))
        return Draft(*rows[0]) if rows else None

    def drafts(self, locale: Locale) -> Iterator[tuple[str, Draft]]:
        """Every draft in *locale*, whatever engine made it for whatever glossary, with its source."""
        query = "SELECT source, target, signature, score FROM drafts WHERE locale = ? ORDER BY source, target"
        return ((row[0], Draft(*row[1:])) for row in self._rows(query, locale.tag))

    def keep(self, key: DraftKey, draft: Draft) -> None:
        """Remember a draft; it is in the file within seconds."""
        self._fresh.append((*_fields(key), draft.target, draft.signature, draft.score))
        if monotonic() - self._written > _EVERY:
            self.flush()

    def flush(self) -> None:
        """Write the drafts that are not written yet."""
        rows, self._fresh = self._fresh, []
        if rows:
            self._do(lambda db: _keep(db, rows))
        self._written = monotonic()

    def stats(self) -> Stats:
        """How much it holds."""
        query = (
            "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM sources),"
            " (SELECT count(*) FROM units WHERE approved), (SELECT count(*) FROM units WHERE NOT approved),"
            " (SELECT count(*) FROM drafts)"
        )
        return Stats(*self._rows(query)[0])

    def _matches(self, source: str, locale: Locale, score: float) -> Iterator[Match]:
        query = "SELECT * FROM people WHERE source = ? AND locale = ? ORDER BY changed DESC, name, id"
        units = [_unit(row) for row in self._rows(query, source, locale.tag)]
        kind = Kind.EXACT if score == 1 else Kind.FUZZY
        for unit in sorted(units, key=lambda u: not u.approved):
            yield Match(unit.source, unit.target, unit.origin, unit.approved, kind, score)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._do(lambda db: db.execute(query, values).fetchall())

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do *work*, if need be a second time with a memory that was made again."""
        try:
            return work(self._db)
        except sqlite3.Error as error:
            self._renew(error)
            return work(self._db)

    def _renew(self, error: sqlite3.Error) -> None:
        """Go on with another database: a new file where the old one is damaged, none where it cannot be used now."""
        with suppress(sqlite3.Error):
            self._db.close()
        usable = not isinstance(error, sqlite3.OperationalError)
        if usable:
            with suppress(OSError):
                set_aside(self._path)
        self._db, trouble = connect(self._path if usable else None, self._made_by)
        self.trouble = self.trouble or trouble or ("" if usable else str(error))
        read(self._db, self._project, tuple(self._read))


@contextmanager
def opened(project: Project) -> Iterator[Memory]:
    """The memory of *project*, closed at the end; what it holds of people's work is what `Memory.refresh` last read."""
    memory = Memory(project)
    try:
        yield memory
    finally:
        memory.close()


def delete(project: Project) -> None:
    """Delete the memory's file, so that the next one is made from the catalogs alone.

    Raises:
        ProjectError: It cannot be deleted.
    """
    for path in project.path(FILE.parent).glob(f"{FILE.name}*"):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ProjectError(f"cannot be deleted: {error.strerror}", path=path) from None


def _fields(key: DraftKey) -> tuple[str, ...]:
    return (key.locale, key.source, key.role, key.codes, key.engine, key.asked)


def _keep(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    with transaction(db):
        db.executemany("INSERT OR REPLACE INTO drafts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _unit(row: Sequence[Any]) -> MemoryUnit:
    source, target, locale, origin, context, before, after, approved, changed = row[:9]
    when = datetime.fromisoformat(changed) if changed else None
    place = Place(context, before, after)
    return MemoryUnit(source, target, Locale.parse(locale), origin, place, bool(approved), when)


def _candidates(
    db: sqlite3.Connection, source: str, locale: Locale, threshold: float
) -> list[tuple[str, str]]:
    """(source, the same folded) of what has the rare words of *source*, and of what is the same when folded."""
    folded = fold(source)
    # whatever they hold, texts of other lengths cannot be as similar
    shortest, longest = (
        len(folded) * share for share in (threshold / (2 - threshold), (2 - threshold) / threshold)
    )
    found: list[tuple[str, str]] = db.execute(
        "SELECT source, folded FROM sources"
        " WHERE folded = ? AND EXISTS (SELECT 1 FROM units WHERE units.source = sources.id AND locale = ?)",
        (folded, locale.tag),
    ).fetchall()
    if rare := _rare(db, words(folded)):
        found += db.execute(
            "SELECT source, folded FROM words JOIN sources ON sources.id = words.rowid WHERE words MATCH ?"
            " AND folded != ? AND length(folded) BETWEEN ? AND ?"
            " AND EXISTS (SELECT 1 FROM units WHERE units.source = sources.id AND locale = ?)"
            " LIMIT ?",
            (" OR ".join(f'"{word}"' for word in rare), folded, shortest, longest, locale.tag, _CANDIDATES),
        ).fetchall()
    return found


def _rare(db: sqlite3.Connection, wanted: frozenset[str]) -> list[str]:
    """The rarest words, as many as `_CANDIDATES` sources have; at least one."""
    counted = [
        (row[0], word)
        for word in wanted
        if (row := db.execute("SELECT doc FROM counts WHERE term = ?", (word,)).fetchone())
    ]
    total = 0
    found: list[str] = []
    for count, word in sorted(counted):
        total += count
        if found and total > _CANDIDATES:
            break
        found.append(word)
    return found
