"""`localize status`: how far each article has come."""

from __future__ import annotations

import json as jsons
from collections import Counter
from typing import Any

import typer

from localize.cli import options


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
    Nothing is written. Exit codes: 0 done; 1 some article or catalog could not be read; 2 could not work.
    """
    from localize.errors import LocalizeError
    from localize.survey import Survey, survey

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    found = list(survey(place, locales, options.absolute(articles, project)))
    surveys = [one for one in found if isinstance(one, Survey)]
    errors = [one for one in found if isinstance(one, LocalizeError)]
    if json:
        told = {"articles": [_plain(one) for one in surveys], "failed": [str(error) for error in errors]}
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    else:
        _table(surveys)
        for error in errors:
            typer.secho(f"failed: {error}", err=True, fg="red")
    raise typer.Exit(1 if errors else 0)


def _plain(one: Any) -> dict[str, object]:
    from localize.catalog import State
    from localize.checks import Severity

    words, states = one.words(), one.states()
    return {
        "article": str(one.article),
        "locale": one.locale.tag,
        "catalog": str(one.catalog),
        "entries": len(one.entries),
        "states": {state.value: states[state] for state in State},
        "words": {state.value: words[state] for state in State},
        "errors": one.count(Severity.ERROR),
        "warnings": one.count(Severity.WARNING),
    }


def _table(surveys: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from localize.catalog import State
    from localize.checks import Severity

    if not surveys:
        typer.echo("no catalogs yet — next: localize run --to fr")
        return
    shown = [
        state for state in State if any(one.words()[state] for one in surveys) or state is State.APPROVED
    ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("article", overflow="fold")
    table.add_column("to", no_wrap=True)
    for header in (*(state.value for state in shown), "%", "errors"):
        table.add_column(header, justify="right")
    for one in surveys:
        errors = str(one.count(Severity.ERROR) or "")
        table.add_row(str(one.article), one.locale.tag, *_cells(one.words(), shown), errors)
    for tag in dict.fromkeys(one.locale.tag for one in surveys):
        alike = [one for one in surveys if one.locale.tag == tag]
        words = sum((one.words() for one in alike), Counter[State]())
        errors = str(sum(one.count(Severity.ERROR) for one in alike) or "")
        table.add_row("all", tag, *_cells(words, shown), errors, style="bold")
    Console(width=None if Console().is_terminal else 160).print(table)


def _cells(words: Counter[Any], shown: list[Any]) -> list[str]:
    from localize.catalog import State

    share = 100 * words[State.APPROVED] // max(1, words.total())
    return [*(str(words[state] or "") for state in shown), f"{share}%"]
