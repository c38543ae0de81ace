"""A catalog as a PO file: read without harm, written by splicing, saved whole or not at all.

The law of this room: a file that is read and written unchanged is the same file, byte for byte, whoever saved it last.
Of a changed catalog only the changed lines are written anew, as GNU `msgcat --no-wrap` writes them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from localize.catalog import Catalog, Entry
from localize.errors import CatalogError
from localize.files import alone
from localize.locales import Locale
from localize.po_entry import lines_of
from localize.po_header import dated, header, header_lines, template_header, written
from localize.po_read import PoFile, naming, parse
from localize.po_splice import changes, dump, spliced

__all__ = ["ConcurrentEdit", "PoFile", "dump", "load", "parse", "save", "save_template", "template"]

_CREATED = re.compile(rb'^"POT-Creation-Date: (.*)\\n"', re.MULTILINE)


class ConcurrentEdit(CatalogError):  # noqa: N818 - it is nobody's error
    """The file was saved by somebody else since it was read: read it again and merge again."""


def load(path: Path, locale: Locale) -> PoFile:
    """Read a catalog; one that does not exist is empty.

    Raises:
        CatalogError: It cannot be opened, is not UTF-8, or is no PO file that could be written back whole; or there is
            nothing in it, which is no catalog but what is left of one.
    """
    raw = _bytes(path)
    if not raw and path.exists():
        hint = "bring it back from a backup, or delete it to begin anew"
        raise CatalogError("is an empty file", path=path, hint=hint)
    return parse(path, raw, locale)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error


def save(file: PoFile, catalog: Catalog, now: datetime, *, source_locale: Locale | None = None) -> PoFile:
    """Write *catalog* to where *file* was read; the dates of its header follow what changed.

    Nothing is written, and *file* itself comes back, when nothing changed. A catalog without header fields gets them.
    Otherwise the file is replaced in one step, so that it is whole at any time; its permissions stay, and a link to
    it stays a link.

    Args:
        file: The file as it was read.
        catalog: What it should hold.
        now: The time, with its zone.
        source_locale: The articles' locale, for the header of a new file.

    Returns:
        The file as it now is.

    Raises:
        ConcurrentEdit: The file was saved since it was read; it is left as it is.
        CatalogError: It cannot be written; what was there is left as it is.
    """
    if not changes(file, catalog):
        return file
    headers = catalog.headers or header(file.path.stem, catalog.locale, source_locale, now)
    written = spliced(file, dated(file.catalog, replace(catalog, headers=headers), now))
    _replace(file.path, written.raw, expected=file.raw)
    return written


def _replace(path: Path, data: bytes, *, expected: bytes, derived: bool = False) -> None:
    """Put *data* at *path* in one step, if what is there is still *expected*; what is *derived* need not reach the disk."""
    real = Path(os.path.realpath(path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with alone(real.parent) as locked:
            # One name under a lock, so that what a killed process left goes with the next save.
            beside = real.with_name(
                f".{real.name}.tmp" if locked else f".{real.name}.{os.urandom(4).hex()}.tmp"
            )
            try:
                _write(beside, data, flushed=not derived)
                if real.exists():
                    shutil.copymode(real, beside)
                _refuse_change(path, expected)
                beside.replace(real)
            finally:
                beside.unlink(missing_ok=True)
    except OSError as error:
        hint = "what was there was left as it is"
        raise CatalogError(f"cannot be written: {error.strerror}", path=path, hint=hint) from error


def _refuse_change(path: Path, expected: bytes) -> None:
    if _bytes(path) != expected:
        hint = "read it again"
        raise ConcurrentEdit("was saved by somebody else meanwhile", path=path, hint=hint)
    if path.exists() and not os.access(path, os.W_OK):
        raise CatalogError("is write-protected", path=path, hint="allow writing to it")


def _write(path: Path, data: bytes, *, flushed: bool) -> None:
    """Write a file anew, and if it is to be *flushed*, see to it that it is on the disk.

    One that is there was left by a process that was killed.
    """
    path.unlink(missing_ok=True)
    with path.open("xb") as stream:
        stream.write(data)
        if flushed:
            stream.flush()
            os.fsync(stream.fileno())


def template(
    name: str, entries: Sequence[Entry], source_locale: Locale, now: datetime, old: bytes = b""
) -> bytes:
    """The bytes of a domain's template (`.pot`): a catalog without targets.

    Args:
        name: The domain.
        entries: The article's entries.
        source_locale: The article's locale.
        now: The time, with its zone.
        old: The template as it is; it comes back where only the date would change.

    Raises:
        CatalogError: PO cannot hold a character of it.
    """
    before = _CREATED.search(old)
    if before:
        same = _template(name, entries, source_locale, before[1].decode(errors="replace"))
        if same == old:
            return old
    return _template(name, entries, source_locale, written(now))


def _template(name: str, entries: Sequence[Entry], source_locale: Locale, created: str) -> bytes:
    lines = header_lines(template_header(name, source_locale, created), (), fuzzy=True)
    parts = ["".join([f"{line}\n" for line in part]) for part in (lines, *map(lines_of, entries))]
    return "\n".join(parts).encode()


def save_template(path: Path, entries: Sequence[Entry], source_locale: Locale, now: datetime) -> None:
    """Write a domain's template to *path* when it is not yet there as it should be; it is derived.

    Raises:
        CatalogError: It cannot be written, or PO cannot hold a character of it.
    """
    old = _bytes(path)
    with naming(path):
        new = template(path.stem, entries, source_locale, now, old)
    if new != old:
        _replace(path, new, expected=old, derived=True)
