"""`localize run`: the main job."""

from __future__ import annotations

from typing import Annotated

import typer

from localize.cli import options


def run(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package",
            metavar="FILE",
            show_default=False,
            help="Use this .argosmodel file or package folder before the installed ones; may be repeated.",
        ),
    ] = None,
    beam: Annotated[
        int | None, typer.Option(min=1, max=16, help="Beam width [2]: 1 is fastest.", show_default=False)
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=0, help="Cores to use [all].", show_default=False)
    ] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft/--no-draft", help="Draft by machine what has no target, or leave it empty."),
    ] = True,
    redraft: Annotated[
        bool, typer.Option("--redraft", help="Make drafts anew that nobody has touched.")
    ] = False,
    min_reviewed: options.MinReviewed = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Draft articles, bring their catalogs up to date, and publish localized copies.

    - `localize run --to fr,es,ar` — all articles, three locales
    - `localize run seeds/news --to pt-BR` — one folder
    - `localize run --to en-XA` — a pseudo-locale that needs no package, for trying things out
    - `localize run --redraft` — after you installed a better package

    What people wrote in `locales/` is never changed. A run that was stopped goes on where it was.
    Exit codes: 0 done; 1 some articles or catalogs failed, the others are done; 2 could not work.
    """
    from dataclasses import replace

    from localize.cli.engines import opener
    from localize.cli.show import show
    from localize.pipeline import run as work

    place = options.project_at(project)
    place = replace(
        place,
        beam=place.beam if beam is None else beam,
        threads=place.threads if threads is None else threads,
        min_reviewed=place.min_reviewed if min_reviewed is None else min_reviewed,
    )
    targets = options.locales_of(place, to)
    engines = opener(place, package or ()) if draft else None
    events = work(place, targets, engines, only=options.absolute(articles, project), redraft=redraft)
    raise typer.Exit(show(place, events, json=json, quiet=quiet, verbose=verbose))
