"""What the benchmarks of quality share: texts to translate, and an engine to translate them with."""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from localize.engine import Engine
from localize.engine.argos import Settings
from localize.engine.packages import folders, installed, open_engine, read, route
from localize.locales import Locale

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
"""Where the texts lie unless options name others: beside the checkout, not in it."""

ENGLISH = Locale("en")


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines of a text and of its human translation."""

    sources: tuple[str, ...]
    references: tuple[str, ...]


def sample(source: Path, reference: Path, lines: int) -> Sample:
    """The first *lines* of two files that go line by line; all of them where *lines* is 0."""
    sources, references = (_lines(path)[: lines or None] for path in (source, reference))
    if len(sources) != len(references):
        raise SystemExit(f"{source} and {reference} differ in their number of lines")
    return Sample(tuple(sources), tuple(references))


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The last two columns of a TSV file, xz-compressed or not."""
    for line in _lines(path):
        *_, source, target = ("", "", *line.split("\t"))
        if source and target:
            yield source, target


def options(about: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark of quality has."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", default="fr,es,ar", help="target locales")
    parser.add_argument(
        "--package", type=Path, help="an .argosmodel file or folder, instead of the installed ones"
    )
    parser.add_argument("--beam", type=int, default=Settings().beam, help="width of the search")
    parser.add_argument("--lines", type=int, default=0, help="lines or units to take; all without")
    parser.add_argument("--out", type=Path, help="a JSON file to write")
    return parser


def engine(locale: Locale, package: Path | None = None, beam: int = Settings().beam) -> Engine:
    """An engine into *locale*: *package*, or what a run would take on this machine."""
    given = [read(package.absolute())] if package else []
    found = given or installed(folders()).packages
    return open_engine(route(ENGLISH, locale, found), Settings(beam=beam), locale)


def write(results: Sequence[object], path: Path | None) -> None:
    """Write *results* to *path*, if there is one."""
    if path:
        path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def locales(to: str, package: Path | None) -> list[Locale]:
    """The locales to measure: the package's own, or those named."""
    return [Locale.parse(tag) for tag in ([read(package.absolute()).target] if package else to.split(","))]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise SystemExit(f"no such file: {path}\nName your own: see --help and benchmarks/README.md.")
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8").splitlines()
