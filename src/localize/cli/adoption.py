"""`localize import ARTICLE TRANSLATED`: what people translated before there was a catalog."""

from __future__ import annotations

import json as jsons
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from localize.cli import options
from localize.errors import ProjectError

if TYPE_CHECKING:
    from localize.adopt import Adopted
    from localize.locales import Locale
    from localize.project import Project


def import_article(
    place: Project, article: Path, translated: Path, to: str, *, dry_run: bool, json: bool
) -> None:
    """Take a translated article into its catalog, and say what came of it.

    Raises:
        LocalizeError: The command line or one of the files is wrong.
    """
    from localize.adopt import adopt

    locale = _locale(place, to)
    adopted = adopt(place, article, translated, locale, datetime.now(UTC), dry_run=dry_run)
    if json:
        typer.echo(jsons.dumps(_plain(adopted), ensure_ascii=False, indent=2))
        return
    if dry_run:
        _show(adopted)
    typer.echo(_summary(adopted) + (" (not written)" if dry_run else ""))


def _locale(place: Project, to: str) -> Locale:
    if not to:
        raise ProjectError("what is the translation written in?", hint="say it: --to fr")
    locales = options.locales_of(place, to)
    if len(locales) > 1:
        raise ProjectError("a translation is in one locale", hint="import one file at a time")
    return locales[0]


def _summary(adopted: Adopted) -> str:
    from localize.adopt import Outcome

    always = {Outcome.APPROVED, Outcome.STALE, Outcome.LEFT}
    said = {Outcome.DRAFT: "to look at", Outcome.KEPT: "kept as people have them"}
    counted = ((outcome, adopted.entries.get(outcome, 0)) for outcome in Outcome)
    parts = [f"{n} {said.get(outcome, outcome)}" for outcome, n in counted if n or outcome in always]
    spare = sum(not pair.source for pair in adopted.pairs)
    return f"{adopted.catalog}: {', '.join(parts)}" + (f"; {spare} only in the translation" if spare else "")


def _show(adopted: Adopted) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "sure"):
        table.add_column(name, no_wrap=True)
    for name in ("article", "translation"):
        table.add_column(name, ratio=1)
    for pair in adopted.pairs:
        sure = f"{100 * pair.surety:.0f}%"
        table.add_row(str(pair.outcome), sure, Text(pair.source or "–"), Text(pair.target or "–"))
    Console().print(table)


def _plain(adopted: Adopted) -> dict[str, object]:
    return {
        "catalog": str(adopted.catalog),
        "entries": {str(outcome): count for outcome, count in adopted.entries.items()},
        "pairs": [{**asdict(pair), "surety": round(pair.surety, 4)} for pair in adopted.pairs],
    }
