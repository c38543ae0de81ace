"""`localize memory`: the translation memory, looked into, handed on, and made again."""

from __future__ import annotations

import json as jsons
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli import options
from localize.errors import ProjectError

if TYPE_CHECKING:
    from localize.exchange.tmx import Translation
    from localize.locales import Locale
    from localize.memory import Memory
    from localize.project import Project

app = typer.Typer(no_args_is_help=True, help="Search the translation memory, hand it on, or make it again.")

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


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
    if not found and not json:
        typer.echo(f"no match of at least {least}%", err=True)
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
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="The file to write.")],
    to: options.To = "",
    project: options.Root = None,
    force: Force = False,
) -> None:
    """Write what people approved as TMX 1.4b, for OmegaT, Weblate, Trados and the like.

    - `localize memory export newsroom.tmx --to fr,es`

    Exit codes: 0 done; 2 could not work.
    """
    from localize.exchange.tmx import write_tmx
    from localize.files import write
    from localize.memory import opened

    place = options.project_at(project)
    locales = options.locales_of(place, to, known=True)
    if out.exists() and not force:
        raise ProjectError("is there already", path=out, hint="name another one, or say --force")
    with opened(place) as memory:
        memory.refresh(locales)
        found = list(_translations(place, memory, locales))
    if not found:
        raise ProjectError("nobody has approved anything yet", path=place.path(place.locales))
    write(out.absolute(), write_tmx(found, place.source_locale))
    typer.echo(f"wrote {out}: {len(found)} translations", err=True)


def _translations(project: Project, memory: Memory, locales: tuple[Locale, ...]) -> Iterator[Translation]:
    from localize.articles import articles
    from localize.exchange.inline import parts_of
    from localize.exchange.tmx import Translation
    from localize.formats import FORMATS

    formats = {article.domain: article.format for article in articles(project)[0]}
    for locale in locales:
        for unit in memory.units(locale):
            if unit.approved:
                codes_of = formats.get(unit.origin, FORMATS[".txt"]).codes
                texts, place = parts_of(unit.source, unit.target, codes_of), unit.place
                where = (unit.origin, place.context, place.before, place.after)
                yield Translation(*texts, unit.locale, *where, unit.changed)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A memory in TMX, of any version.")],
    project: options.Root = None,
    force: Force = False,
) -> None:
    """Put a TMX memory into the project: its translations are drafts for the same sentences from then on.

    - `localize memory import ~/agency.tmx`

    The file is copied into the project's folder `memory/`, where people may put such files themselves, too.

    Exit codes: 0 done; 2 could not work.
    """
    from localize.exchange.tmx import read_tmx

    place = options.project_at(project)
    count = sum(1 for _ in read_tmx(file.absolute(), place.source_locale))
    if not count:
        raise ProjectError(f"has no translation from {place.source_locale}", path=file)
    kept = place.path(place.memory) / file.with_suffix(".tmx").name
    if kept.exists() and not force:
        raise ProjectError("is there already", path=kept, hint="say --force to replace it")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        if kept.resolve() != file.resolve():
            shutil.copyfile(file, kept)
    except OSError as error:
        raise ProjectError(f"cannot be written: {error.strerror}", path=kept) from None
    typer.echo(f"{kept}: {count} translations", err=True)


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
