"""`localize status`: how far each article has come."""

from __future__ import annotations

import json as jsons
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from localize.cli import options

if TYPE_CHECKING:
    from localize.tally import Tally

_DONE = "approved"


def status(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    json: options.Json = False,
) -> None:
    """Tell how far each article has come in each locale, in source words.

    - `localize status` — every locale that has catalogs
    - `localize status --to ar --json` — one locale, for machines

    *draft* is machine text that nobody has touched; *stale* is a person's text whose source has changed since.
    A sentence that an article repeats counts once, since it is translated once. Where a published copy or `--min-reviewed`
    tells a percentage, it counts at each place where it is read, and one whose markup is missing counts as not approved.
    No record is touched. Exit codes: 0 done; 1 some article or catalog could not be read; 2 could not work.
    """
    from localize.tally import Tally, tallies

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    found = list(tallies(place, locales, options.absolute(articles, project)))
    counted = [one for one in found if isinstance(one, Tally)]
    errors = [one for one in found if not isinstance(one, Tally)]
    if json:
        told = {"articles": [asdict(one) for one in counted], "failed": [str(error) for error in errors]}
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    else:
        _table(counted)
        for error in errors:
            typer.secho(f"failed: {error}", err=True, fg="red")
    raise typer.Exit(1 if errors else 0)


def _table(counted: Sequence[Tally]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not counted:
        typer.echo("no catalogs yet — next: localize run --to fr")
        return
    shown = [state for state in counted[0].words if any(t.words[state] for t in counted) or state == _DONE]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("article", overflow="fold")
    table.add_column("to", no_wrap=True)
    for header in (*shown, "%", "errors"):
        table.add_column(header, justify="right")
    for one in counted:
        table.add_row(one.article, one.locale, *_cells([one], shown))
    for locale in dict.fromkeys(one.locale for one in counted):
        alike = [one for one in counted if one.locale == locale]
        table.add_row("all", locale, *_cells(alike, shown), style="bold")
    Console(width=None if Console().is_terminal else 160).print(table)


def _cells(counted: Sequence[Tally], shown: Sequence[str]) -> list[str]:
    """The words in each state, the share that is approved, and the errors of some articles together."""
    words = {state: sum(one.words[state] for one in counted) for state in counted[0].words}
    share = 100 * words[_DONE] // max(1, sum(words.values()))
    errors = sum(one.errors for one in counted)
    return [*(str(words[state] or "") for state in shown), f"{share}%", str(errors or "")]
