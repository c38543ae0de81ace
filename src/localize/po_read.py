"""A PO file read: its catalog, and where each entry stands in its bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from localize.catalog import Catalog, Entry
from localize.errors import CatalogError
from localize.locales import Locale
from localize.po_entry import entry_of, texts
from localize.po_header import Headers, charset, headers_of
from localize.po_text import COMMENT, Block, Parts, cut
from localize.po_usual import read_usual

_CONVERT = "convert it with msgconv --to-code=UTF-8"


@dataclass(frozen=True, slots=True)
class PoFile:
    """A catalog and the file that it was read from; see `load`."""

    path: Path

    raw: bytes
    """The file's bytes; empty where there is no file."""

    catalog: Catalog
    """What the bytes say, the entries in the order of the file."""

    starts: Sequence[int] = field(default=(), repr=False, compare=False)
    """Where the blocks of the entries start in the bytes, in the order of the file, the header's among them."""

    ends: Sequence[int] = field(default=(), repr=False, compare=False)
    """Where they end, without the blank lines behind them."""

    header: int | None = field(default=None, repr=False, compare=False)
    """Which of them is the header; None where there is none."""

    newline: str = field(default="\n", repr=False, compare=False)
    """How its lines end."""


def parse(path: Path, raw: bytes, locale: Locale) -> PoFile:
    """The catalog that *raw* holds.

    Raises:
        CatalogError: It is not UTF-8, or no PO file that could be written back whole. With *path* and the line.
    """
    with naming(path):
        parts = read(raw)
        at = next((n for n, entry in enumerate(parts.entries) if _is_header(entry)), None)
        entries = tuple(entry for n, entry in enumerate(parts.entries) if n != at)
        refuse_twins(entries, None if at is None else parts.entries[at].line)
        fields, comments = (
            ((), ()) if at is None else header_of(parts.entries[at], raw[parts.starts[at] : parts.ends[at]])
        )
    catalog = Catalog(locale, entries, fields, comments)
    return PoFile(path, raw, catalog, parts.starts, parts.ends, at, newline_of(raw))


def newline_of(raw: bytes) -> str:
    """How most lines of *raw* end."""
    return "\r\n" if 2 * raw.count(b"\r\n") > raw.count(b"\n") else "\n"


def read(raw: bytes) -> Parts:
    """The entries of a PO file, its header as the entry without a source.

    Raises:
        CatalogError: As `parse`, with the line but no path.
    """
    _refuse_bytes(raw)
    return read_usual(raw) or read_any(raw.decode())


def read_any(text: str) -> Parts:
    """The same, line by line."""
    blocks = cut(text)
    entries = [entry_of(b.lines, b.values, b.line, obsolete=b.obsolete) for b in blocks]
    return Parts(entries, array("Q", [b.start for b in blocks]), array("Q", [b.end for b in blocks]))


def block_of(body: bytes) -> Block:
    """The one block that *body* is, in lines."""
    (block,) = cut(body.decode())
    return block


def header_of(entry: Entry, body: bytes) -> tuple[Headers, tuple[str, ...]]:
    """The fields of a header, which was read as an *entry* from *body*, and the comments above it.

    Raises:
        CatalogError: It names another encoding than UTF-8, or has plural forms.
    """
    if entry.plural:
        raise CatalogError("a header with plural forms", line=entry.line, hint="remove its msgid_plural")
    fields = headers_of(entry.target)
    named = charset(fields)
    if named not in {"", "charset", "utf-8", "utf8", "us-ascii", "ascii"}:
        raise CatalogError(f"saved as {named}, not as UTF-8", line=entry.line, hint=_CONVERT)
    return fields, entry.comments if entry.mark is None else texts(block_of(body).lines, COMMENT)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add *path* to what is refused inside."""
    try:
        yield
    except CatalogError as error:
        raise CatalogError(error.what, path=path, line=error.line, hint=error.hint) from None


def refuse_twins(entries: Sequence[Entry], header: int | None) -> None:
    """Refuse two entries with one key; *header* is the line of the header, whose key no entry may have.

    Raises:
        CatalogError: With the line of the second one.
    """
    seen = {} if header is None else {("", ""): header}
    for entry in entries:
        if seen.setdefault(entry.key, entry.line) != entry.line:
            hint = "keep one of them"
            raise CatalogError(f"the same entry as in line {seen[entry.key]}", line=entry.line, hint=hint)


def _is_header(entry: Entry) -> bool:
    return not entry.source and not entry.context and not entry.obsolete


def _refuse_bytes(raw: bytes) -> None:
    """Refuse what is no text."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CatalogError("not UTF-8", line=line, hint=_CONVERT) from None
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise CatalogError("holds the character U+0000", line=line, hint="bring the file back from a backup")
