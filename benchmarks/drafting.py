"""How fast drafts are made: ours, Argos's own `translate`, and CTranslate2 alone, with the same package and sentences.

Two sizes: the package as it is, and the same package grown to the size of an official one (see `grown_model.py`). Every way
runs in a process of its own that has its model loaded; they take turns.

* `ours` is `ArgosEngine.translate`; `unguarded` the same without decoding a second time what ran off, for the raw way does not;
* `raw` is one call of `translate_batch` over the tokens, which CTranslate2 sorts by length; the best of several settings;
* `argos` is argostranslate in paragraphs of four sentences, which it is told for nothing: finding them costs us nothing here either.

    python benchmarks/drafting.py --package translate-en_fr.argosmodel --text dev.en --argos-python ARGOS/bin/python
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from _data import CORPORA
from _measure import Spent, Way, keep, options, ratio, row, turns
from grown_model import grow

_WAY = Path(__file__).resolve().parent / "_drafting_way.py"
_RAW = {
    "raw 2 x 1": "raw:{},2,1,2048", "raw 1 x 2": "raw:{},1,2,2048", "raw 2 x 1, 1,024 tokens": "raw:{},2,1,1024",
}  # fmt: skip
"""Layouts: batches at once x threads each."""


@contextmanager
def worker(python: str, way: str, package: Path, file: Path) -> Iterator[Way]:
    """A way that is ready to work, in a process of its own."""
    arguments = [python, str(_WAY), way, str(package), str(file)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asks, answers = process.stdin, process.stdout
        assert asks is not None
        assert answers is not None

        def work() -> Spent:
            print(file=asks, flush=True)
            if not (answer := answers.readline()):
                raise SystemExit(f"{way} failed")
            return Spent(*json.loads(answer))

        yield work
        asks.close()


def measured(
    package: Path, file: Path, size: str, argos_python: str | None, repeats: int
) -> tuple[list[dict[str, object]], dict[str, dict[str, float]]]:
    """The rows of one size of model, and the ratios between them."""
    sentences = sum(line.count("\t") + 1 for line in file.read_text(encoding="utf-8").splitlines())
    ways = {"ours": "ours:", "ours, beam 4": "ours:4", "unguarded, beam 4": "unguarded:4"}
    ways |= {name: way.format(4) for name, way in _RAW.items()}
    with ExitStack() as stack:
        ready = {
            name: stack.enter_context(worker(sys.executable, way, package, file))
            for name, way in ways.items()
        }
        if argos_python:
            ready["argos"] = stack.enter_context(worker(argos_python, "argos", package, file))
        found = turns(ready, repeats)
    rows = [
        row(name, spent, model=size, sentences=sentences, sentences_a_cpu_second=_rate(sentences, spent))
        for name, spent in found.items()
    ]
    return rows, _ratios(found, size)


def _rate(sentences: int, spent: list[Spent]) -> float:
    return round(sentences / sorted(one.cpu for one in spent)[len(spent) // 2], 1)


def _ratios(found: Mapping[str, list[Spent]], size: str) -> dict[str, dict[str, float]]:
    best = min((name for name in found if name.startswith("raw")), key=lambda name: _cost(found[name]))
    told = {f"{size}: raw / unguarded, beam 4": ratio(found[best], found["unguarded, beam 4"])}
    told[f"{size}: raw / ours, beam 4"] = ratio(found[best], found["ours, beam 4"])
    if "argos" in found:
        told[f"{size}: argos / ours, beam 4"] = ratio(found["argos"], found["ours, beam 4"])
        told[f"{size}: argos / ours, each with its defaults"] = ratio(found["argos"], found["ours"])
    return told


def _cost(spent: list[Spent]) -> float:
    return sorted(one.cpu for one in spent)[len(spent) // 2]


def _paragraphs(text: Path, sentences: int, file: Path) -> Path:
    """*file* with the first lines of *text*, four a paragraph."""
    lines = dict.fromkeys(text.read_text(encoding="utf-8").splitlines())
    chosen = [line.replace("\t", " ") for line in lines][:sentences]
    file.write_text(
        "".join("\t".join(chosen[at : at + 4]) + "\n" for at in range(0, len(chosen), 4)), encoding="utf-8"
    )
    return file


def main() -> None:
    """The command line."""
    parser = options(__doc__)
    parser.add_argument("--package", type=Path, required=True, help="an .argosmodel, or an unpacked one")
    parser.add_argument("--text", type=Path, default=CORPORA / "dev" / "flores.en", help="a sentence a line")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--argos-python", help="a Python that can import argostranslate")
    parser.add_argument("--as-it-is", action="store_true", help="leave the official size out")
    asked = parser.parse_args()
    if not asked.argos_python:
        print("without --argos-python Argos itself is not measured", file=sys.stderr)
    sizes: dict[str, Callable[[Path, Path], Path]] = {"as it is": lambda one, _: one}
    if not asked.as_it_is:
        sizes["official size"] = grow
    rows: list[dict[str, object]] = []
    ratios: dict[str, dict[str, float]] = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        package = asked.package.resolve()
        if package.is_file():
            ZipFile(package).extractall(folder / "unpacked")
            (package,) = (folder / "unpacked").iterdir()
        file = _paragraphs(asked.text, 12 if asked.quick else asked.sentences, folder / "text")
        for size, made in sizes.items():
            more, told = measured(
                made(package, folder / size),
                file,
                size,
                asked.argos_python,
                1 if asked.quick else asked.repeats,
            )
            rows += more
            ratios |= told
    keep("drafting", asked, rows, ratios=ratios)


if __name__ == "__main__":
    main()
