"""`localize models`: the translation packages on this machine."""

from __future__ import annotations

import json as jsons
import re
from pathlib import Path
from typing import Annotated

import typer

from localize.cli import options

app = typer.Typer(no_args_is_help=True, help="List, install, verify and remove translation packages.")

Force = Annotated[bool, typer.Option("--force", help="Replace a different package of the same name.")]


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the packages that runs can use, the preferred first for each pair.

    *installed* packages are yours; *argos* ones belong to Argos Translate and are used in place;
    *starter* ones came with localize.
    """
    from localize.engine.packages import folders, installed

    found = installed(folders())
    if json:
        told = {
            "packages": [
                {
                    "pair": p.pair,
                    "version": p.version,
                    "name": p.name,
                    "origin": p.origin,
                    "path": str(p.path),
                }
                for p in found.packages
            ],
            "broken": [{"path": str(b.path), "reason": b.reason} for b in found.broken],
        }
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
        return
    for package in found.packages:
        typer.echo(f"{package.pair:10} {package.version:8} {package.origin.value:10} {package.path}")
    for broken in found.broken:
        typer.secho(f"broken: {broken.path}: {broken.reason}", err=True, fg="red")
    if not found.packages:
        typer.echo("no packages — install one: localize models install en-fr, or a .argosmodel file")


@app.command()
def install(
    what: Annotated[
        str, typer.Argument(metavar="FILE|PAIR", help="A .argosmodel file, or a pair such as en-fr.")
    ],
    force: Force = False,
) -> None:
    """Install a package from a file, or a pair by name from the official Argos index.

    - `localize models install ~/Downloads/translate-en_fr-1_9.argosmodel`
    - `localize models install en-fr` — the only command that uses the network

    A package is verified before it is trusted: its paths, sizes, metadata and vocabulary, and that it translates.
    """
    from localize.engine.packages import fetch, own_folder
    from localize.engine.packages import install as install_file
    from localize.errors import PackageError

    if Path(what).exists():
        package = install_file(Path(what).absolute(), own_folder(), force=force)
    elif re.fullmatch(r"[A-Za-z]{2,3}-[A-Za-z-]{2,10}", what):
        typer.echo(f"asking the Argos index for {what}…", err=True)
        package = fetch(what, own_folder(), force=force)
    else:
        raise PackageError("no such file", path=what, hint="name a .argosmodel file, or a pair such as en-fr")
    typer.echo(f"installed {package.name} in {package.path}")


@app.command()
def verify(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Packages [all that runs can use].")
    ] = None,
) -> None:
    """Verify packages: paths, sizes, metadata, vocabulary, and that they translate.

    Exit codes: 0 all are sound; 1 one is not.
    """
    from localize.engine.packages import folders, installed
    from localize.engine.packages import verify as verify_package
    from localize.errors import PackageError

    found = installed(folders())
    bad = 0
    for path in paths or [*(p.path for p in found.packages), *(b.path for b in found.broken)]:
        try:
            package = verify_package(path.absolute())
        except PackageError as error:
            bad += 1
            typer.secho(f"bad: {error}", err=True, fg="red")
        else:
            typer.echo(f"sound: {package.pair} {package.version} {path}")
    raise typer.Exit(1 if bad else 0)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME|PAIR", help="Its name or pair, as list shows it.")],
) -> None:
    """Remove a package that you installed."""
    from localize.engine.packages import Origin, folders, installed
    from localize.engine.packages import remove as remove_package
    from localize.errors import PackageError

    found = [p for p in installed(folders()).packages if name in {p.name, p.pair, p.path.name}]
    mine = [p for p in found if p.origin is Origin.INSTALLED]
    if not found:
        raise PackageError(f"no package {name}", hint="see localize models list")
    for package in mine or found[:1]:
        remove_package(package)
        typer.echo(f"removed {package.name}")
