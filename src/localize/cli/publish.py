"""`localize publish`: copies without drafting."""

from __future__ import annotations

import typer

from localize.cli import options
from localize.errors import ProjectError


def publish(
    articles: options.Articles = None,
    to: options.To = "",
    project: options.Root = None,
    min_reviewed: options.MinReviewed = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Publish the localized copies again from the catalogs as they are; nothing is drafted.

    - `localize publish` — after a review
    - `localize publish --min-reviewed 80` — leave out what people have not approved

    Copies go to `public/<locale>/`. Exit codes: 0 done; 1 something could not be read; 2 could not work.
    """
    from dataclasses import replace

    from localize.cli.show import show
    from localize.pipeline import publish_only

    place = options.project_at(project)
    if min_reviewed is not None:
        place = replace(place, min_reviewed=min_reviewed)
    locales = options.locales_of(place, to, known=True)
    known = place.known_locales()
    chosen = tuple(locale for locale in locales if locale in known)
    if not chosen:
        raise ProjectError(
            "no catalogs to publish from", path=place.path(place.locales), hint="first: localize run --to fr"
        )
    events = publish_only(place, chosen, options.absolute(articles, project))
    raise typer.Exit(show(place, events, json=json, quiet=quiet, verbose=verbose))
