"""A catalog as a PO file: read without harm, written by splicing, saved whole or not at all.

The law of this room: a file that is read and written unchanged is the same file, byte for byte, whoever saved it last.
Of a changed catalog only the changed lines are written anew, as GNU `msgcat --no-wrap` writes them.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from glob import escape
from pathlib import Path

from localize.catalog import Catalog, Entry
from localize.errors import CatalogError
from localize.files import alone
from localize.locales import Locale
from localize.po_entry import entry_of, lines_of, texts
from localize.po_header import (
    Headers,
    charset,
    dated,
    header,
    header_lines,
    headers_of,
    template_header,
    written,
)
from localize.po_text import COMMENT, PoText, cut
from localize.po_usual import cut_usual

_CONVERT = "convert it with msgconv --to-code=UTF-8"
_CREATED = re.compile(rb'^"POT-Creation-Date: (.*)\\n"', re.MULTILINE)


class ConcurrentEdit(CatalogError):  # noqa: N818 - it is nobody's error
    """The file was saved by somebody else since it was read: read it again and merge again."""


@dataclass(frozen=True, slots=True)
class PoFile:
    """A catalog and the file that it was read from; see `load`."""

    path: Path

    raw: bytes
    """The file's bytes; empty where there is no file."""

    catalog: Catalog
    """What the bytes say, the entries in the order of the file."""

    text: PoText = field(default_factory=PoText, repr=False, compare=False)
    """The bytes in parts, one for each entry."""


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


def parse(path: Path, raw: bytes, locale: Locale) -> PoFile:
    """The catalog that *raw* holds.

    Raises:
        CatalogError: As `load`, with *path* and the line.
    """
    with _naming(path):
        decoded = _decoded(raw)
        text = cut_usual(decoded) or cut(decoded)
        headers = headers_of(text.header) if text.header else ()
        _refuse_charset(headers)
    comments = texts(text.header, COMMENT) if text.header else ()
    return PoFile(path, raw, Catalog(locale, tuple(map(entry_of, text.blocks)), headers, comments), text)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Add *path* to what is refused inside."""
    try:
        yield
    except CatalogError as error:
        raise CatalogError(error.what, path=path, line=error.line, hint=error.hint) from None


def _refuse_charset(headers: Headers) -> None:
    named = charset(headers)
    if named not in {"", "charset", "utf-8", "utf8", "us-ascii", "ascii"}:
        raise CatalogError(f"saved as {named}, not as UTF-8", line=1, hint=_CONVERT)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror}", path=path) from error


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CatalogError("not UTF-8", line=line, hint=_CONVERT) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CatalogError("holds the character U+0000", line=line, hint="bring the file back from a backup")
    return text


def dump(file: PoFile, catalog: Catalog) -> bytes:
    """The bytes of *catalog*, written into what *file* holds.

    An entry that did not change keeps its bytes, and one that moved takes them along. In a changed one the lines that
    say the same are kept. Order and line ends are the catalog's and the file's. Comments behind the last entry stay.

    Raises:
        CatalogError: PO cannot hold a character of it, or an entry with plural forms is new or changed.
    """
    if catalog == file.catalog:
        return file.raw
    with _naming(file.path):
        parts = [*_header(file, catalog), *_entries(file, catalog)]
    return (file.text.bom + "".join(_joined(parts, file.text))).encode()


def _header(file: PoFile, catalog: Catalog) -> Iterator[tuple[str, str | None]]:
    block = file.text.header
    if block and (catalog.headers, catalog.comments) == (file.catalog.headers, file.catalog.comments):
        yield block.body, block.gap
    elif block or catalog.headers or catalog.comments:
        lines = header_lines(catalog.headers, catalog.comments, block)
        yield _ended(lines, file.text.newline), block.gap if block else None


def _entries(file: PoFile, catalog: Catalog) -> Iterator[tuple[str, str | None]]:
    known = {e.key: (e, block) for e, block in zip(file.catalog.entries, file.text.blocks, strict=True)}
    for entry in catalog.entries:
        old, block = known.get(entry.key, (None, None))
        if block and old == entry:
            yield block.body, block.gap
        else:
            yield _ended(lines_of(entry, block), file.text.newline), block.gap if block else None


def _ended(lines: Iterable[str], newline: str) -> str:
    return "".join(line + newline for line in lines)


def _joined(parts: Sequence[tuple[str, str | None]], text: PoText) -> Iterator[str]:
    """The parts with their blank lines between them, and the text's tail."""
    for body, gap in parts[:-1]:
        yield body if body.endswith("\n") else body + text.newline
        yield text.newline if gap is None else gap
    yield from (body for body, _ in parts[-1:])
    yield text.tail


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
    if catalog == file.catalog or dump(file, catalog) == file.raw:
        return file
    headers = catalog.headers or header(file.path.stem, catalog.locale, source_locale, now)
    dressed = dated(file.catalog, replace(catalog, headers=headers), now)
    written = parse(file.path, dump(file, dressed), catalog.locale)
    if _substance(written.catalog) != _substance(catalog):
        hint = "this is a fault of localize, please report it; the file was left as it is"
        raise CatalogError("would not be read back as it is written", path=file.path, hint=hint)
    _replace(file.path, written.raw, expected=file.raw)
    return written


def _substance(catalog: Catalog) -> list[tuple[object, ...]]:
    return [(e.key, e.target, e.state, e.obsolete) for e in catalog.entries]


def _replace(path: Path, data: bytes, *, expected: bytes, derived: bool = False) -> None:
    """Put *data* at *path* in one step, if what is there is still *expected*; what is *derived* need not reach the disk."""
    real = Path(os.path.realpath(path))
    beside = real.with_name(f".{real.name}.{secrets.token_hex(4)}.tmp")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with alone(real.parent):
            _sweep(real)
            _write(beside, data, flushed=not derived)
            if real.exists():
                shutil.copymode(real, beside)
            _refuse_change(path, expected)
            beside.replace(real)
    except OSError as error:
        hint = "what was there was left as it is"
        raise CatalogError(f"cannot be written: {error.strerror}", path=path, hint=hint) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _sweep(real: Path) -> None:
    """Remove what a process that was killed left beside a file; see `alone` for why no other is at work on it."""
    for left in real.parent.glob(f".{escape(real.name)}.????????.tmp"):
        left.unlink(missing_ok=True)


def _refuse_change(path: Path, expected: bytes) -> None:
    if _bytes(path) != expected:
        hint = "read it again"
        raise ConcurrentEdit("was saved by somebody else meanwhile", path=path, hint=hint)
    if path.exists() and not os.access(path, os.W_OK):
        raise CatalogError("is write-protected", path=path, hint="allow writing to it")


def _write(path: Path, data: bytes, *, flushed: bool) -> None:
    """Write a new file, and if it is to be *flushed*, see to it that it is on the disk."""
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
    parts = [(_ended(part, "\n"), None) for part in (lines, *map(lines_of, entries))]
    return "".join(_joined(parts, PoText())).encode()


def save_template(path: Path, entries: Sequence[Entry], source_locale: Locale, now: datetime) -> None:
    """Write a domain's template to *path* when it is not yet there as it should be; it is derived.

    Raises:
        CatalogError: It cannot be written, or PO cannot hold a character of it.
    """
    old = _bytes(path)
    with _naming(path):
        new = template(path.stem, entries, source_locale, now, old)
    if new != old:
        _replace(path, new, expected=old, derived=True)
