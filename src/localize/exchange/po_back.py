"""PO files that come back: from a tool that writes a file of its own instead of saving the catalog.

OmegaT is one. It writes what was translated in it and leaves the rest empty, unfinished texts included, so that its file
must not take the catalog's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from localize.catalog import Entry
from localize.errors import ExchangeError, LocaleError
from localize.exchange.xliff import Returned, live, unit_id
from localize.locales import Locale
from localize.po import load


def read_po(path: Path) -> Iterator[Returned]:
    """What people translated in a PO file that was sent out as a catalog, in order.

    Empty entries and drafts that nobody touched say nothing, and are left out. An entry is of the article that its
    first reference names.

    Raises:
        CatalogError: The file is no PO file.
        ExchangeError: It does not say which locale it is in, or an entry not of which article it is.
    """
    catalog = load(path, Locale("und")).catalog
    locale = _locale(dict(catalog.headers).get("Language", ""), path)
    for entry in live(catalog.entries):
        if entry.human:
            approved = not entry.fuzzy
            key = unit_id(entry.key)
            yield Returned(
                _article(entry, path), locale, key, (entry.source,), (entry.target,), approved, base=""
            )


def _locale(name: str, path: Path) -> Locale:
    try:
        return Locale.parse(name)
    except LocaleError as error:
        raise ExchangeError(f"Language names no locale: {name!r}", path=path, hint=error.hint) from None


def _article(entry: Entry, path: Path) -> str:
    if not entry.references:
        hint = "export it again, in a tool that keeps the lines that begin with #:"
        raise ExchangeError("nothing says of which article this is", path=path, line=entry.line, hint=hint)
    return entry.references[0][0]
