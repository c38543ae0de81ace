"""`localize models`: the translation packages on this machine."""

from __future__ import annotations

import json as jsons
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli import options

if TYPE_CHECKING:
    from localize.engine.layouts import Layout
    from localize.engine.packages import Package, Probe

app = typer.Typer(no_args_is_help=True, help="List, install, verify, probe and remove translation packages.")

Force = Annotated[bool, typer.Option("--force", help="Replace a different package of the same name.")]


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the packages that runs can use, the preferred first for each pair.

    *installed* packages are yours; *argos* ones belong to Argos Translate and are used in place;
    *starter* ones came with localize. *marks* are those that a package was found to copy (see `localize models probe`).
    """
    from localize.engine.packages import folders, installed, kept, probes_folder

    found = installed(folders())
    probes = {package: kept(package, probes_folder()) for package in found.packages}
    if json:
        told = {
            "packages": [
                {
                    "pair": p.pair,
                    "version": p.version,
                    "name": p.name,
                    "origin": p.origin,
                    "path": str(p.path),
                    "marks": known and {"shapes": known.marks.shapes, "most": known.marks.most},
                }
                for p, known in probes.items()
            ],
            "broken": [{"path": str(b.path), "reason": b.reason} for b in found.broken],
        }
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))
        return
    for package, known in probes.items():
        marks = _best(known) if known else "not probed"
        typer.echo(
            f"{package.pair:10} {package.version:8} {package.origin.value:10} marks: {marks:14} {package.path}"
        )
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
    packages: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACKAGE", help="A pair or name as list shows it, a folder or a file [all]."),
    ] = None,
) -> None:
    """Verify packages: paths, sizes, metadata, vocabulary, and that they translate.

    - `localize models verify en-fr` — the package that runs use for the pair

    Exit codes: 0 all are sound; 1 one is not; 2 there is no such package.
    """
    from localize.engine.packages import folders, installed
    from localize.engine.packages import verify as verify_package
    from localize.errors import PackageError

    found = installed(folders())
    bad = 0
    everything = [*(p.path for p in found.packages), *(b.path for b in found.broken)]
    for path in [_place(name, found.packages) for name in packages or ()] or everything:
        try:
            package = verify_package(path.absolute())
        except PackageError as error:
            bad += 1
            typer.secho(f"bad: {error}", err=True, fg="red")
        else:
            typer.echo(f"sound: {package.pair} {package.version} {path}")
    raise typer.Exit(1 if bad else 0)


@app.command()
def probe(
    packages: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PACKAGE", help="A pair or name as list shows it, a folder or an .argosmodel file [all]."
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Measure which marks packages copy, and how they use this machine's cores best.

    A mark such as ⟦0⟧ stands for a glossary's term or for inline code while a sentence is translated, and has to come out as
    it went in. Which marks do so, and how many in one sentence, differs from package to package. Here marks of several
    shapes are tried in sentences of ours, 1 to 8 at once, beside punctuation and in brackets. The best shape is used: one
    that the package has a piece for, where half of the sentences survive it, else the one that most survive.

    - `localize models probe en-fr` — the package that runs use for the pair
    - `localize models probe ~/Downloads/translate-en_de-1_0.argosmodel`

    `localize run` does this by itself when it first needs a package. The result is kept under the package's hash; it depends on
    nothing but the package and the version of localize, and deleting it loses nothing.

    What runs do not do by themselves: it is timed whether a batch of sentences on each core is the fastest, or fewer batches with
    several cores on each. That takes some ten seconds, best while the machine has nothing else to do. Runs on this machine
    then use the fastest, if it is so by 5%; translations are the same.
    """
    from localize.engine.packages import probe as measure
    from localize.engine.packages import probes_folder, time_layouts

    told: list[dict[str, object]] = []
    for package in _named(packages or ()):
        with _heard(package) as heard:
            found = measure(package, probes_folder(), heard=heard)
            times = time_layouts(package, probes_folder())
        if json:
            told.append({**_plain(package, found), "layouts": _layouts(times)})
        else:
            _table(package, found)
            _spread(times)
    if json:
        typer.echo(jsons.dumps(told, ensure_ascii=False, indent=2))


def _named(names: Sequence[str]) -> list[Package]:
    """The packages that *names* mean, the preferred one of a pair; without names all that runs can use."""
    from localize.engine.packages import folders, installed, read

    there = installed(folders()).packages
    known = {package.path: package for package in there}
    places = [_place(name, there) for name in names]
    return [known.get(path) or read(path.absolute()) for path in places] if names else list(there)


def _place(name: str, there: Sequence[Package]) -> Path:
    """Where the package is that *name* means: the preferred one of a pair, one by its name, else a file or folder."""
    from localize.errors import PackageError

    alike = next((package.path for package in there if name in {package.name, package.pair}), Path(name))
    if not alike.exists():
        raise PackageError(f"no package {name}", hint="see localize models list, or name a file")
    return alike


@contextmanager
def _heard(package: Package) -> Iterator[Callable[[int], None] | None]:
    """Shows on a terminal how many sentences have been tried."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status(f"probing {package.pair}…") as status:
        yield lambda done: status.update(f"probing {package.pair}: {done} sentences translated…")


def _best(found: Probe) -> str:
    """The best mark and how many a text may hold: `⟦0⟧, up to 8`."""
    marks = found.marks
    survives = bool(found.shapes) and found.shapes[0].copied
    return f"{marks.shapes[0].format(0)}, up to {marks.most}" if survives else "none survive"


def _table(package: Package, found: Probe) -> None:
    from rich.console import Console
    from rich.table import Table

    from localize.engine.package_probe import COUNTS

    typer.echo(f"{package.pair} {package.version} — marks: {_best(found)}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("mark", no_wrap=True)
    for header in (
        "pieces",
        *(f"{count} at once" if count == 1 else str(count) for count in COUNTS),
        "in order",
    ):
        table.add_column(header, justify="right")
    for shape in found.shapes:
        shares = [f"{100 * n // of}%" for n, of in zip(shape.whole, shape.tried, strict=True)]
        blank = ["·"] * (len(COUNTS) - len(shares))
        order = f"{100 * shape.ordered // sum(shape.whole)}%" if sum(shape.whole) else "·"
        style = None if shape.copied else "dim"
        table.add_row(shape.shape.format(0), str(shape.pieces), *shares, *blank, order, style=style)
    Console(width=None if Console().is_terminal else 160).print(table)


def _spread(times: Mapping[Layout, float]) -> None:
    for one in _layouts(times):
        best = " (best)" if one["best"] else ""
        typer.echo(
            f"{one['batches']} at once, cores on each: {one['cores_each']} — {one['seconds']:.2f} s{best}"
        )


def _layouts(times: Mapping[Layout, float]) -> list[dict[str, object]]:
    from localize.engine.packages import best_layout

    best = best_layout(times) if times else None
    return [
        {"batches": layout[0], "cores_each": layout[1], "seconds": seconds, "best": layout == best}
        for layout, seconds in times.items()
    ]


def _plain(package: Package, found: Probe) -> dict[str, object]:
    from localize.engine.package_probe import COUNTS

    return {
        "pair": package.pair,
        "version": package.version,
        "name": package.name,
        "path": str(package.path),
        "marks": found.marks.shapes,
        "most": found.marks.most,
        "shapes": [
            {
                "shape": shape.shape,
                "pieces": shape.pieces,
                "tried": dict(zip(COUNTS, shape.tried, strict=False)),
                "whole": dict(zip(COUNTS, shape.whole, strict=False)),
                "ordered": shape.ordered,
                "holds": shape.holds,
            }
            for shape in found.shapes
        ],
    }


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
