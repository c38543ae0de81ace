"""XLIFF: catalogs on their way to a translator's tool and back, in its versions 1.2 and 2.1.

One `<file>` an article, one unit an entry. Every unit says what it held when it went out (`localize:base`), so that what
comes back is told apart from what the catalog has become meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from localize.catalog import Entry, Key, State
from localize.errors import ExchangeError, LocaleError
from localize.exchange import trees
from localize.exchange.inline import CodesOf, Parts
from localize.locales import Locale

NAMESPACE = "urn:localize:xliff"
"""Of the one attribute that is ours."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An article's catalog on its way out."""

    article: PurePosixPath
    """From the project's root."""

    entries: Sequence[Entry]
    codes_of: CodesOf


@dataclass(frozen=True, slots=True)
class Returned:
    """A unit that came back."""

    article: str
    """The file that it says it is from."""

    locale: Locale
    """Of its target."""

    id: str
    """As `unit_id` gave it; a tool may have lost it."""

    source: Parts
    target: Parts

    approved: bool | None
    """Whether somebody stands by the target; None where the file does not say."""

    base: str
    """As `base` gave it; empty where a tool dropped it."""


def unit_id(key: Key) -> str:
    """The id of an entry's unit: `u` and sixteen hexadecimal digits, the same in each export."""
    return "u" + _hash(*key)


def base(entry: Entry) -> str:
    """Sixteen hexadecimal digits that tell whether an entry's target or its state has changed."""
    return based(entry.target, approved=entry.state is State.APPROVED)


def based(target: str, *, approved: bool) -> str:
    """The `base` of an entry with this target."""
    return _hash(target, str(approved))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def notes_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """(category, text) of what a translator is to know of an entry: where it stands, its terms, its problems, comments."""
    if entry.context:
        yield "context", entry.context
    if entry.state is State.STALE and entry.previous is not None:
        yield "previous", entry.previous[1]
    yield from (("localize", note) for note in entry.notes if note != entry.context)
    yield from (("comment", comment) for comment in entry.comments)


def live(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that XLIFF can carry: those that the article has, without plural forms."""
    return (entry for entry in entries if not entry.obsolete and not entry.plural)


def read_xliff(path: Path) -> Iterator[Returned]:
    """The units with a target of an XLIFF file, of version 1.2 or 2.x, in order.

    Raises:
        ExchangeError: It is no XLIFF, cannot be read, or does not say which locale it is in.
    """
    from localize.exchange import xliff1, xliff2

    root = trees.tree(path)
    if trees.name(root) != "xliff":
        what = f"no XLIFF, its root is <{trees.name(root)}>"
        raise ExchangeError(what, path=path, hint="export it as XLIFF 1.2 or 2.1")
    read = xliff2.units if root.get("version", "").startswith("2") else xliff1.units
    return read(root, path)


def locale_of(element: ET.Element, attribute: str, path: Path) -> Locale:
    """The locale in *attribute*.

    Raises:
        ExchangeError: There is none, or none that localize knows.
    """
    try:
        return Locale.parse(element.get(attribute, ""))
    except LocaleError as error:
        what = f"{attribute} names no locale: {element.get(attribute, '')!r}"
        raise ExchangeError(what, path=path, hint=error.hint) from None
