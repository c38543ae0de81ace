"""Bring a memory up to date with the files that it is made of.

A file is read again when its bytes are not those that were read; so what the memory holds follows from the files alone,
whatever it held before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from localize.catalog import Catalog, State
from localize.errors import CatalogError, ExchangeError, LocalizeError
from localize.locales import Locale
from localize.memory_file import transaction
from localize.memory_fold import fold, words
from localize.memory_unit import MemoryUnit, Place, places
from localize.po import parse
from localize.project import Project

_KEPT = {State.APPROVED: True, State.HUMAN_DRAFT: False}
"""The states whose targets are a person's work on their source, and whether the person stands by them."""

_AT_ONCE = 10_000  # units that are written together: fewer take longer, more take memory


@dataclass(frozen=True, slots=True)
class _File:
    """A file that a memory is made of."""

    path: Path
    name: str
    """Its path from the project's root."""

    locale: str
    """The tag of a catalog's locale; empty for a file that may hold several."""

    units: Callable[[bytes], Iterable[MemoryUnit]]
    """What its bytes hold; raises LocalizeError."""

    read_for: str = ""
    """What its units depend on besides its bytes."""


def read(db: sqlite3.Connection, project: Project, locales: Sequence[Locale]) -> tuple[LocalizeError, ...]:
    """Read what changed in the catalogs of *locales* and in the memories that people put into the project.

    Returns:
        An error for each file that cannot be read; the memory holds nothing of it.
    """
    known = _known(db, locales)
    gone = set(known)
    errors: list[LocalizeError] = []
    changed: list[tuple[_File, bytes, list[MemoryUnit]]] = []
    for file in (*_catalogs(project, locales), *_imported(project)):
        try:
            raw = file.path.read_bytes()
            digest = hashlib.blake2b(raw, digest_size=16, key=file.read_for.encode()[:64]).digest()
            if known.get(file.name) != digest:
                changed.append((file, digest, list(file.units(raw))))
        except OSError as error:
            kind = CatalogError if file.locale else ExchangeError
            errors.append(kind(f"cannot be read: {error.strerror}", path=file.path))
        except LocalizeError as error:
            errors.append(error)
        else:
            gone.discard(file.name)
        if sum(len(units) for _, _, units in changed) > _AT_ONCE:
            _store(db, changed)
            changed.clear()
    if changed or gone:
        _store(db, changed, gone)
    return tuple(errors)


def _catalogs(project: Project, locales: Iterable[Locale]) -> Iterator[_File]:
    for locale in locales:
        folder = project.path(project.folder(locale))
        for path in sorted(path for path in folder.rglob("*.po") if path.is_file()):
            domain = _text(path.relative_to(folder).with_suffix(""))
            units = partial(_of_catalog, path, locale, domain)
            yield _File(path, _text(path.relative_to(project.root)), locale.tag, units)


def _imported(project: Project) -> Iterator[_File]:
    """The TMX files in the project's folder of memories."""
    locales = tuple(dict.fromkeys((*project.targets, *project.known_locales())))
    read_for = hashlib.blake2b(repr(locales).encode()).hexdigest()
    for path in sorted(path for path in project.path(project.memory).rglob("*.tmx") if path.is_file()):
        name = _text(path.relative_to(project.root))
        units = partial(_of_tmx, path, name, project.source_locale, locales)
        yield _File(path, name, "", units, read_for)


def _of_tmx(
    path: Path, name: str, source_locale: Locale, locales: Sequence[Locale], _: bytes
) -> Iterator[MemoryUnit]:
    """What a TMX file holds, all of it taken for approved: a memory that somebody handed on is what was agreed.

    Raises:
        ExchangeError: It is no TMX, or cannot be read.
    """
    from localize.exchange.inline import joined
    from localize.exchange.tmx import read_tmx

    for one in read_tmx(path, source_locale):
        place = Place(one.context, one.before, one.after)
        source, target, locale = joined(one.source).strip(), joined(one.target).strip(), one.locale
        if source and target:
            yield MemoryUnit(source, target, _kin(locale, locales), name, place, changed=one.changed)


def _kin(locale: Locale, locales: Sequence[Locale]) -> Locale:
    """The one of the project's *locales* that is meant: `fr` by `fr-FR`, where there is no other French."""
    kin = [one for one in locales if (one.language, one.script) == (locale.language, locale.script)]
    alone = len(kin) == 1 and (not kin[0].territory or not locale.territory)
    return kin[0] if alone else locale


def _text(path: Path) -> str:
    """A path as SQLite can hold it, whatever bytes its name is made of."""
    return path.as_posix().encode(errors="backslashreplace").decode()


def _of_catalog(path: Path, locale: Locale, domain: str, raw: bytes) -> Iterator[MemoryUnit]:
    """What people wrote in a catalog for its sources, obsolete ones too.

    Raises:
        CatalogError: It cannot be read.
    """
    catalog = parse(path, raw, locale).catalog
    around = places(catalog.entries)
    changed = _changed(catalog)
    for entry in catalog.entries:
        if entry.state in _KEPT and not entry.plural:
            place = around.get(entry.key, Place(entry.context))
            approved = _KEPT[entry.state]
            yield MemoryUnit(entry.source, entry.target, locale, domain, place, approved, changed)


def _changed(catalog: Catalog) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return datetime.strptime(dict(catalog.headers).get("PO-Revision-Date", ""), "%Y-%m-%d %H:%M%z")
    return None


def _known(db: sqlite3.Connection, locales: Iterable[Locale]) -> dict[str, bytes]:
    """The digests of the files that the memory was made of, by name."""
    tags = {locale.tag for locale in locales} | {""}
    return {
        name: digest
        for name, locale, digest in db.execute("SELECT name, locale, digest FROM files")
        if locale in tags
    }


def _store(
    db: sqlite3.Connection, changed: Iterable[tuple[_File, bytes, list[MemoryUnit]]], gone: Iterable[str] = ()
) -> None:
    """Put the units of *changed* files in the place of what they gave before.

    The files that are *gone* go, and so do sources that nobody has any more.
    """
    with transaction(db):
        for file, digest, units in changed:
            db.execute("DELETE FROM files WHERE name = ?", (file.name,))
            row = db.execute(
                "INSERT INTO files VALUES(NULL, ?, ?, ?)", (file.name, file.locale, digest)
            ).lastrowid
            rows = [(row, _source(db, unit.source), *_columns(unit)) for unit in units]
            db.executemany("INSERT INTO units VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        db.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in gone])
        db.execute("DELETE FROM words WHERE rowid IN orphans")
        db.execute("DELETE FROM sources WHERE id IN orphans")


def _columns(unit: MemoryUnit) -> tuple[object, ...]:
    place = (unit.place.context, unit.place.before, unit.place.after)
    return (unit.locale.tag, unit.target, unit.origin, *place, unit.approved, unit.age)


def _source(db: sqlite3.Connection, source: str) -> int:
    """The number of a source, which is made known where it is new."""
    found = db.execute("SELECT id FROM sources WHERE source = ?", (source,)).fetchone()
    if found:
        return int(found[0])
    folded = fold(source)
    row = db.execute("INSERT INTO sources VALUES(NULL, ?, ?)", (source, folded)).lastrowid
    db.execute("INSERT INTO words(rowid, text) VALUES(?, ?)", (row, " ".join(words(folded))))
    return int(row or 0)
