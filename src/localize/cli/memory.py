"""`localize memory`: the translation memory, looked into and made again."""

from __future__ import annotations

import json as jsons
from dataclasses import asdict
from typing import Annotated

import typer

from localize.cli import options

app = typer.Typer(no_args_is_help=True, help="Search the translation memory, or make it again.")


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence in the articles' language.")],
    to: options.To = "",
    project: options.Root = None,
    least: Annotated[int, typer.Option("--min", min=1, max=100, help="Least similarity, in percent.")] = 60,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Matches to show for each locale.")] = 5,
    json: options.Json = False,
) -> None:
    """Show what people made of a sentence, or of similar ones.

    - `localize memory search "The station orbits the Moon." --to fr`

    Exit codes: 0 something was found; 1 nothing was; 2 could not work.
    """
    from localize.memory import opened

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    with opened(place) as memory:
        memory.refresh(locales)
        found = [
            (one.tag, match) for one in locales for match in memory.suggest(text, one, limit, least / 100)
        ]
    if json:
        told = [{"locale": tag, **asdict(match)} for tag, match in found]
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
    for tag, match in () if json else found:
        state = "approved" if match.approved else "human draft"
        typer.echo(f"{tag} {match.similarity:4.0%} {state} in {match.origin}")
        typer.echo(f"    {match.source}\n    {match.target}")
    raise typer.Exit(0 if found else 1)


@app.command()
def stats(project: options.Root = None, json: options.Json = False) -> None:
    """Tell how much the memory holds.

    Exit codes: 0 done; 2 could not work.
    """
    from localize.memory import opened

    place = options.project_at(project)
    with opened(place) as memory:
        memory.refresh(place.known_locales())
        told = asdict(memory.stats())
    if json:
        typer.echo(jsons.dumps(told, indent=2))
    else:
        typer.echo("\n".join(f"{name}: {count}" for name, count in told.items()))


@app.command()
def rebuild(project: options.Root = None) -> None:
    """Delete the memory and make it again from the catalogs.

    What people wrote is in the catalogs and comes back. What is lost are drafts of engines that no catalog has: they
    are made again when they are wanted.

    Exit codes: 0 done; 1 some catalog could not be read; 2 could not work.
    """
    from localize.memory import delete, opened

    place = options.project_at(project)
    delete(place)
    with opened(place) as memory:
        errors = memory.refresh(place.known_locales())
        told = memory.stats()
    typer.echo(f"targets of people: {told.approved + told.unfinished}, from files: {told.files}")
    for error in errors:
        typer.secho(f"failed: {error}", err=True, fg="red")
    raise typer.Exit(1 if errors else 0)
