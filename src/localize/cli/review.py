"""`localize review`: a local web page for people."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

import typer

from localize.cli import options


def review(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, metavar="N", show_default=False, help="Port on this machine [one that is free]."
        ),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Review the translations in a local web page: source and target side by side, checks while you type.

    - `localize review` — every locale that has catalogs
    - `localize review --to ar seeds/news` — one locale, one folder
    - `localize review --no-open` — only print the link

    What you do is saved in the PO files at once. The page answers to this machine alone, and only to the link that is
    printed. Stop it with Ctrl-C. Exit codes: 0 done; 2 could not work.
    """
    from localize.cli.engines import opener
    from localize.errors import ProjectError
    from localize.review.serving import doorway, serve

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    if not locales:
        raise ProjectError(
            "no catalogs to review", path=place.path(place.locales), hint="first: localize run --to fr"
        )

    with ExitStack() as doors:

        def ready(link: str) -> None:
            typer.echo(f"Review at {link}\nStop with Ctrl-C.")
            if open_browser:
                typer.launch(doors.enter_context(doorway(place, link)).as_uri())

        serve(place, locales, options.absolute(articles, project), port, opener(place), ready)
