"""A changed catalog spliced into the bytes that it was read from.

Only the blocks of changed entries are written anew, and only they are read again before they may replace anything. That is
enough: a block is read from its own lines alone, and here each ends with a whole line, before a line that continues nothing.
What stays was read in this very cut when the file was read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from localize.catalog import Catalog, Entry
from localize.errors import CatalogError
from localize.po_entry import lines_of
from localize.po_header import Headers, header_lines
from localize.po_read import PoFile, block_of, header_of, naming, newline_of, read, refuse_twins
from localize.po_text import BOM


@dataclass(frozen=True, slots=True)
class _Row:
    """Neighbours in the old file that stay neighbours, or a block that is written anew."""

    first: int = -1
    """Which of the file's blocks it starts with or replaces; -1 for what is new."""

    stop: int = 0
    """Which of them is the first behind it; 0 for what is new."""

    written: bytes = b""
    """Its bytes if they are new."""


def dump(file: PoFile, catalog: Catalog) -> bytes:
    """The bytes of *catalog*, written into what *file* holds.

    An entry that did not change keeps its bytes, and one that moved takes them along. In a changed one the lines that
    say the same are kept. Order and line ends are the catalog's and the file's, and the header comes first. Comments
    behind the last entry stay.

    Raises:
        CatalogError: PO cannot hold a character of it, or an entry with plural forms is new or changed.
    """
    if catalog == file.catalog:
        return file.raw
    with naming(file.path):
        return _laid(file, _rows(file, catalog))[0]


def changes(file: PoFile, catalog: Catalog) -> bool:
    """Whether `dump` would give other bytes than the file has; found out by the first entry that does.

    Raises:
        CatalogError: As `dump`.
    """
    if catalog == file.catalog:
        return False
    with naming(file.path):
        count = 0
        for row in chain(_header(file, catalog), _entries(file, catalog)):
            if row.first != count or row.written not in {b"", _body(file, count)}:
                return True
            count += 1
    return count != len(file.starts)


def spliced(file: PoFile, catalog: Catalog) -> PoFile:
    """*file* as it will be with *catalog* in it, which has header fields. What is written anew has been read again.

    Raises:
        CatalogError: As `dump`; or what is written would not be read as *catalog*.
    """
    with naming(file.path):
        rows = _rows(file, catalog)
        raw, starts, ends = _laid(file, rows)
        head, *entries = _placed(_blocks(file, rows), raw, starts)
        refuse_twins(entries, head.line)
        if any(_differ(*pair) for pair in zip(entries, catalog.entries, strict=True)):
            raise _fault()
        same = file.catalog.headers, file.catalog.comments
        fields, comments = header_of(head, rows[0].written) if rows[0].written else same
    found = Catalog(catalog.locale, tuple(entries), fields, comments)
    return PoFile(file.path, raw, found, starts, ends, 0, newline_of(raw))


def _differ(one: Entry, other: Entry) -> bool:
    return one is not other and (one.key, one.target, one.state, one.obsolete) != (
        other.key, other.target, other.state, other.obsolete
    )  # fmt: skip


def _fault() -> CatalogError:
    hint = "this is a fault of localize, please report it; the file was left as it is"
    return CatalogError("would not be read back as it is written", hint=hint)


def _rows(file: PoFile, catalog: Catalog) -> list[_Row]:
    """*catalog* in as few rows as may be, its header first."""
    rows: list[_Row] = []
    for row in chain(_header(file, catalog), _entries(file, catalog)):
        if rows and rows[-1].stop == row.first and not rows[-1].written and not row.written:
            rows[-1] = _Row(rows[-1].first, row.stop)
        else:
            rows.append(row)
    return rows


def _header(file: PoFile, catalog: Catalog) -> Iterator[_Row]:
    at = file.header
    if at is not None and _above(catalog) == _above(file.catalog):
        yield _Row(at, at + 1)
    elif at is not None or any(_above(catalog)):
        block = None if at is None else block_of(_body(file, at))
        yield _written(file, header_lines(*_above(catalog), block), at)


def _above(catalog: Catalog) -> tuple[Headers, tuple[str, ...]]:
    return catalog.headers, catalog.comments


def _entries(file: PoFile, catalog: Catalog) -> Iterator[_Row]:
    old = file.catalog.entries
    for entry, n in zip(catalog.entries, _numbers(old, catalog.entries), strict=True):
        at = None if n is None else n + (file.header is not None and n >= file.header)
        if n is not None and at is not None and (old[n] is entry or old[n] == entry):
            yield _Row(at, at + 1)
        else:
            block = None if at is None else block_of(_body(file, at))
            yield _written(file, lines_of(entry, block), at)


def _numbers(old: Sequence[Entry], new: Sequence[Entry]) -> Sequence[int | None]:
    """Which of the *old* entries has the key of each of the *new* ones."""
    if len(old) == len(new) and all(a is b or a.key == b.key for a, b in zip(old, new, strict=True)):
        return range(len(new))
    numbers = {entry.key: n for n, entry in enumerate(old)}
    return [numbers.get(entry.key) for entry in new]


def _body(file: PoFile, at: int) -> bytes:
    return file.raw[file.starts[at] : file.ends[at]]


def _written(file: PoFile, lines: Iterable[str], at: int | None) -> _Row:
    """A block of *lines*, in the place of the file's block *at*."""
    body = "".join([line + file.newline for line in lines]).encode()
    return _Row(written=body) if at is None else _Row(at, at + 1, body)


def _laid(file: PoFile, rows: Sequence[_Row]) -> tuple[bytes, Sequence[int], Sequence[int]]:
    """The bytes of a file with these *rows*, and where its blocks start and end."""
    raw = memoryview(file.raw)
    head, tail = (
        (file.starts[0], file.ends[-1]) if file.starts else (file.raw.startswith(BOM) * len(BOM),) * 2
    )
    parts: list[bytes | memoryview] = [raw[:head]]
    starts, ends, at = array("Q"), array("Q"), head
    for number, row in enumerate(rows, 1):
        body = row.written or raw[file.starts[row.first] : file.ends[row.stop - 1]]
        end, gap = (b"", b"") if number == len(rows) else (_end(file, body), _gap(file, row))
        inner = range(0) if row.written else range(row.first, row.stop - 1)
        moved = at - file.starts[row.first] if inner else 0
        starts.extend([at, *(file.starts[n + 1] + moved for n in inner)])
        ends.extend([*(file.ends[n] + moved for n in inner), at + len(body) + len(end)])
        parts += (body, end, gap)
        at = ends[-1] + len(gap)
    return b"".join([*parts, raw[tail:]]), starts, ends


def _end(file: PoFile, body: bytes | memoryview) -> bytes:
    """What a *body* lacks to end with a whole line."""
    return b"" if body[-1:] == b"\n" else file.newline.encode()


def _gap(file: PoFile, row: _Row) -> bytes:
    """The blank lines behind a row: those of the block that it ends with or replaces, unless that was the last one."""
    if 0 < row.stop < len(file.starts):
        return file.raw[file.ends[row.stop - 1] : file.starts[row.stop]]
    return file.newline.encode()


def _blocks(file: PoFile, rows: Sequence[_Row]) -> Iterator[Entry]:
    """The blocks in *rows* as a reader of the file finds them, the header as an entry without a source."""
    old = [*file.catalog.entries]
    if file.header is not None:
        old.insert(file.header, Entry(""))
    again = iter(_read_again([row.written for row in rows if row.written], file.newline.encode()))
    for row in rows:
        yield from [next(again)] if row.written else old[row.first : row.stop]


def _read_again(bodies: Sequence[bytes], newline: bytes) -> Sequence[Entry]:
    """What *bodies* say, each of which has to be one entry from its first to its last byte."""
    text = newline.join(bodies)
    try:
        parts = read(text)
    except CatalogError as error:
        raise _fault() from error
    if [text[start:end] for start, end in zip(parts.starts, parts.ends, strict=True)] != bodies:
        raise _fault()
    return parts.entries


def _placed(blocks: Iterable[Entry], raw: bytes, starts: Sequence[int]) -> Iterator[Entry]:
    """The *blocks*, each with its line in *raw*."""
    line = 1
    for entry, (before, start) in zip(blocks, pairwise([0, *starts]), strict=True):
        line += raw.count(b"\n", before, start)
        yield entry if entry.line == line else replace(entry, line=line)
