"""Markdown into segments, beside po4a-updatepo on the same files; and what a glossary of 10,000 terms costs a run.

Ours finds units, sentences and terms of no glossary: `extract`, the first stage of a run. po4a writes one template of all files.

    python benchmarks/parsing.py --megabytes 20
"""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import project
from _measure import Spent, Way, command, keep, options, ratio, row, turns

_EXTRACT = """
import gc
import sys
from pathlib import Path
from localize.articles import articles
from localize.cli import COLLECTOR
from localize.config import load
from localize.extract import extract
from localize.glossary import Glossary
gc.set_threshold(*COLLECTOR)
here = load(Path(sys.argv[1]))
chosen, _ = articles(here)
glossary = Glossary.load([], here.source_locale)
print(sum(len(extract(here, one, glossary).readings) for one in chosen))
"""
_RUN = """
import gc
import sys
from pathlib import Path
from localize.cli import COLLECTOR
from localize.config import load
from localize.engine.argos import ArgosEngine
from localize.engine.packages import read
from localize.engine.pseudo import PseudoEngine
from localize.locales import Locale
from localize.pipeline import run
gc.set_threshold(*COLLECTOR)
here = load(Path(sys.argv[1]))
package = read(Path(sys.argv[2])) if len(sys.argv) > 2 else None
locale = Locale(package.target if package else "fr")
for _ in run(here, [locale], lambda *_: ArgosEngine(package) if package else PseudoEngine()): pass
"""


def _written(folder: Path, characters: int) -> list[Path]:
    """Articles of about 100,000 characters each, as a project's seeds."""
    (folder / "seeds").mkdir(parents=True)
    files = []
    for number, text in enumerate(project.markdown(characters)):
        files.append(folder / "seeds" / f"{number:04}.md")
        files[-1].write_text(text, encoding="utf-8")
    return files


def _gettextize(files: list[Path], folder: Path) -> Way | None:
    if not shutil.which("po4a-updatepo"):
        print("without po4a, which is not installed", file=sys.stderr)
        return None
    masters = [part for file in files for part in ("-m", file)]
    arguments = ["po4a-updatepo", "-f", "text", "-o", "markdown", "-M", "UTF-8", *masters]
    return partial(command, [*arguments, "-p", folder / "all.pot"])


def _first_run(folder: Path, articles: int, terms: int, package: Path | None) -> Way:
    """A first run of one locale on a new project each time; without *package* with the pseudo engine, which costs nothing."""

    def work() -> Spent:
        project.make(folder, articles, terms=terms)
        return command([sys.executable, "-c", _RUN, folder, *([package.absolute()] if package else [])])

    return work


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=3)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--articles", type=int, default=100, help="of the project for the glossary")
    parser.add_argument("--package", type=Path, help="what it is drafted with (default: the pseudo engine)")
    asked = parser.parse_args()
    repeats = 1 if asked.quick else asked.repeats
    size = 0.02 if asked.quick else asked.megabytes
    articles = 3 if asked.quick else asked.articles
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = _written(folder / "text", int(size * 1e6))
        ways: dict[str, Way] = {
            "localize": partial(command, [sys.executable, "-c", _EXTRACT, folder / "text"])
        }
        if other := _gettextize(files, folder):
            ways["po4a-updatepo"] = other
        found = turns(ways, repeats, warm=False)
        runs = {
            f"{terms} terms": _first_run(folder / "project", articles, terms, asked.package)
            for terms in (6, 10_000)
        }
        glossaries = turns(runs, repeats)
    rows = [row(way, spent, mb=size) for way, spent in found.items()]
    rows += [row(f"first run, {way}", spent, articles=articles) for way, spent in glossaries.items()]
    ratios = {f"{way} / localize": ratio(spent, found["localize"]) for way, spent in found.items()}
    ratios["10,000 terms / 6 terms"] = ratio(glossaries["10000 terms"], glossaries["6 terms"])
    keep("parsing", asked, rows, ratios=ratios)


if __name__ == "__main__":
    main()
