"""The file of a translation memory: SQLite, opened whatever state it is in. It is derived, so none is worth an error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_APPLICATION = 0x6C6F6361  # tells our files from other programs' ("loca")
_BUSY = 30.0  # seconds to wait for another process that writes
_SCHEMA = """
CREATE TABLE made(by TEXT NOT NULL);
CREATE TABLE files(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, locale TEXT NOT NULL, digest BLOB NOT NULL);
CREATE TABLE sources(id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, folded TEXT NOT NULL);
CREATE INDEX sources_folded ON sources(folded);
CREATE VIRTUAL TABLE words USING fts5(text, detail=none, tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE counts USING fts5vocab(words, row);
CREATE TABLE units(
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES files ON DELETE CASCADE, source INTEGER NOT NULL REFERENCES sources,
    locale TEXT NOT NULL, target TEXT NOT NULL, origin TEXT NOT NULL, context TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, approved INTEGER NOT NULL, changed TEXT NOT NULL);
CREATE INDEX units_source ON units(source, locale);
CREATE INDEX units_file ON units(file);
CREATE VIEW people AS
    SELECT sources.source, target, units.locale, origin, context, before, after, approved, changed, name, units.id
    FROM units JOIN sources ON sources.id = units.source JOIN files ON files.id = file;
CREATE VIEW orphans AS
    SELECT id FROM sources WHERE NOT EXISTS (SELECT 1 FROM units WHERE units.source = sources.id);
CREATE TABLE drafts(
    locale TEXT, source TEXT, role TEXT, codes TEXT, engine TEXT, asked TEXT,
    target TEXT NOT NULL, signature TEXT NOT NULL, score REAL NOT NULL,
    PRIMARY KEY (locale, source, role, codes, engine, asked)) WITHOUT ROWID;
"""


def connect(path: Path | None, made_by: str) -> tuple[sqlite3.Connection, str]:
    """A memory at *path*, new or as it was left.

    A file that is damaged, another program's, or made in another way is set aside as `*.old`. Where none can be
    written, the memory is in this process alone.

    Args:
        path: Where the file is; None for a memory in this process alone.
        made_by: What decides about its shape and content besides what it is made of.

    Returns:
        The connection, and why it is not the file at *path*; empty when it is.
    """
    if path is None:
        return _opened(None, made_by), ""
    try:
        path.parent.mkdir(exist_ok=True)
        return _made_good(path, made_by), ""
    except (sqlite3.Error, OSError) as error:
        return _opened(None, made_by), str(error)


def _made_good(path: Path, made_by: str) -> sqlite3.Connection:
    try:
        return _opened(path, made_by)
    except sqlite3.OperationalError:  # it may be a good one that cannot be used now
        raise
    except sqlite3.DatabaseError:
        set_aside(path)
        return _opened(path, made_by)


def set_aside(path: Path) -> None:
    """Rename a memory's file to `*.old`, without what SQLite keeps beside it."""
    path.replace(path.with_name(f"{path.name}.old"))
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All that is written inside, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _opened(path: Path | None, made_by: str) -> sqlite3.Connection:
    """The memory in a file, or in this process alone.

    Raises:
        sqlite3.OperationalError: It cannot be opened or written here and now.
        sqlite3.DatabaseError: The file is none of ours.
    """
    db = sqlite3.connect(path or ":memory:", timeout=_BUSY, isolation_level=None, check_same_thread=False)
    try:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _refuse(db, made_by)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        with transaction(db):  # which also tells whether it can be written
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in _SCHEMA.split(";")[:-1]:
                    db.execute(statement)
                db.execute("INSERT INTO made VALUES(?)", (made_by,))
                db.execute(f"PRAGMA application_id = {_APPLICATION}")
    except BaseException:
        db.close()
        raise
    return db


def _refuse(db: sqlite3.Connection, made_by: str) -> None:
    """Raise DatabaseError for a file that another program made, or another version of this one."""
    ours = db.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION
    if not ours or db.execute("SELECT by FROM made").fetchall() != [(made_by,)]:
        raise sqlite3.DatabaseError("made by another program")
