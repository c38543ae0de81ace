"""The files that copies refer to, put beside them: what is in `public/` needs nothing that is not.

What a person put there, or changed there, is never touched: only files whose bytes are those that we wrote are
written anew or taken away.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shutil
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from localize.assets_record import Kept, Record
from localize.errors import ArticleError
from localize.events import Event, Failed, Occupied, Removed
from localize.formats import FORMATS
from localize.locales import Locale
from localize.project import Project
from localize.publish import relative

Shelf = Mapping[Locale, Mapping[PurePosixPath, PurePosixPath]]
"""The copies that there are, by locale and article."""

_CSS = re.compile(r"""(?:url\(\s*|@import\s+)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'()]+)\s*\))""", re.IGNORECASE)


def with_originals(project: Project, record: Record, shelf: Shelf) -> Shelf:
    """*shelf* and, in the source locale, the articles that its copies refer to; each of these is published as it is.

    A page's copies name the original; any copy may link to an article that has none in its locale. With
    `assets = "refer"` there are none: originals are referred to where they lie.
    """
    if project.assets != "copy":
        return shelf
    wanted = [
        a for copies in shelf.values() for a in copies if FORMATS.get(a.suffix.lower()) is FORMATS[".html"]
    ]
    wanted += [
        aim for copies in shelf.values() for a in copies for aim in _articles(record, a) if aim not in copies
    ]
    found: dict[PurePosixPath, PurePosixPath] = {}
    while wanted:
        article = wanted.pop()
        if article not in found:
            found[article] = _place(project, project.source_locale, article)
            wanted += _articles(record, article)
    return {**shelf, project.source_locale: found}


def _articles(record: Record, article: PurePosixPath) -> Iterator[PurePosixPath]:
    """The known articles that an article refers to."""
    paths = {PurePosixPath(aim.partition("#")[0]) for aim in record.aims.get(article, ())}
    return (path for path in sorted(paths) if path in record.aims)


def places(
    project: Project, record: Record, shelf: Shelf, locale: Locale
) -> dict[PurePosixPath, PurePosixPath]:
    """Where the copies in *locale* find what articles refer to; what is missing here they find where it lies."""
    shown = dict(shelf.get(project.source_locale, {}))
    if project.assets == "copy":
        files = _files(project, {aim for aims in record.aims.values() for aim in aims})
        shown |= {path: _place(project, locale, path) for path in files}
    return shown | dict(shelf[locale])


def _place(project: Project, locale: Locale, path: PurePosixPath) -> PurePosixPath:
    return project.public / locale.tag / path.relative_to(project.articles)


def _files(project: Project, aims: Iterable[str]) -> set[PurePosixPath]:
    """Those of *aims* that are files in the folder of articles but no articles, and what style sheets among them need."""
    folder = project.path(project.articles).resolve()
    found: set[PurePosixPath] = set()
    waiting = [PurePosixPath(aim.partition("#")[0]) for aim in aims]
    while waiting:
        path = waiting.pop()
        place = project.path(path)
        if path in found or path.suffix.lower() in FORMATS or not path.is_relative_to(project.articles):
            continue
        if place.is_file() and place.resolve().is_relative_to(folder):
            found.add(path)
            waiting += _imported(place, path) if path.suffix.lower() == ".css" else ()
    return found


def _imported(place: Path, path: PurePosixPath) -> Iterator[PurePosixPath]:
    """What a style sheet refers to."""
    try:
        text = place.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for found in _CSS.finditer(text):
        aim = relative(found[1] or found[2] or found[3] or "")
        if aim is not None:
            yield PurePosixPath(posixpath.normpath(posixpath.join(path.parent, unquote(aim))))


def put(project: Project, record: Record, shelf: Shelf) -> Generator[Event, None, Record]:
    """Put beside the copies of *shelf* what they refer to, and take away what was put there and is needed no more.

    Returns:
        The record of it.
    """
    wanted = _wanted(project, record, shelf) if project.assets == "copy" else {}
    files: dict[PurePosixPath, Kept] = {}
    for to, source in sorted(wanted.items()):
        before = record.files.get(to)
        try:
            kept = _copied(project.path(source), project.path(to), before)
        except OSError as error:
            yield Failed(ArticleError(f"cannot be copied to {to}: {error.strerror}", path=source))
            kept = before
        if kept:
            files[to] = kept
        else:
            yield Occupied(to)
    for to in sorted(record.files.keys() - wanted.keys()):
        try:
            ours = to.is_relative_to(project.public) and ".." not in to.parts
            if ours and _is(project.path(to), record.files[to]):
                project.path(to).unlink()
                yield Removed(to)
        except OSError as error:
            yield Failed(ArticleError(f"cannot be taken away: {error.strerror}", path=to))
            files[to] = record.files[to]
    return Record(record.aims, files)


def _wanted(project: Project, record: Record, shelf: Shelf) -> dict[PurePosixPath, PurePosixPath]:
    """What is to lie in `public/` beside the copies, each with the file that it is a copy of."""
    found = {to: article for article, to in shelf.get(project.source_locale, {}).items()}
    for locale, copies in shelf.items():
        aims = {aim for article in copies for aim in record.aims.get(article, ())}
        found |= {_place(project, locale, path): path for path in _files(project, aims)}
    return found


def _copied(source: Path, to: Path, before: Kept | None) -> Kept | None:
    """Make *to* a copy of *source*, with its time of change; None, and nothing done, where *to* is somebody else's."""
    stat = source.stat()
    told = (stat.st_size, stat.st_mtime_ns)
    if to.exists():
        there = to.stat()
        if before and (before.size, before.changed) == told == (there.st_size, there.st_mtime_ns):
            return before
        if (digest := _digest(source)) == _digest(to):
            return Kept(digest, *told)
        if not before or not _is(to, before):
            return None
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, beside)
        os.utime(beside, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        beside.replace(to)
    finally:
        beside.unlink(missing_ok=True)
    return Kept(_digest(to), *told)


def _is(path: Path, kept: Kept) -> bool:
    """Whether the file is still what was put there."""
    return path.is_file() and _digest(path) == kept.digest


def _digest(path: Path) -> str:
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        for part in iter(partial(file.read, 1 << 20), b""):
            found.update(part)
    return found.hexdigest()
