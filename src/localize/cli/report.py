"""`localize report`: one page about how far everything is, to mail or to print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from localize.cli import options


def report(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write it; - writes it to the output.")
    ] = Path("report.html"),
) -> None:
    """Write a page that tells how far each article is, what is wrong, and how much people changed the drafts.

    - `localize report` — every locale that has catalogs, to report.html
    - `localize report --to ar --out arabic.html` — one locale

    The file is complete: it needs no network and no other file, so it can be mailed, and it prints well.
    Nothing else is written. Exit codes: 0 done; 1 some article or catalog could not be read; 2 could not work.
    """
    from localize.files import write
    from localize.report import report as look
    from localize.report_page import page

    place = options.project_at(project)
    locales = options.with_catalogs(place, to)
    found = look(place, locales, options.absolute(articles, project))
    text = page(found, datetime.now().astimezone().date())
    if str(out) == "-":
        typer.echo(text)
    else:
        write(out, text, derived=True)
        typer.echo(f"written: {out}")
    for error in found.failed:
        typer.secho(f"failed: {error}", err=True, fg="red")
    raise typer.Exit(1 if found.failed else 0)
