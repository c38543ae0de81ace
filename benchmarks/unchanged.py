"""A project where nothing changed, or one article: our run beside po4a's on the same articles, and msgmerge's on the same catalogs.

Three locales. Every tool has made its catalogs before. po4a is asked for what we do, catalogs and localized copies: with a catalog
for each article and locale as we have them, and with one for each locale, which it likes better. msgmerge merges each of our catalogs
with its template, without looking for similar texts (`-N`), one call each. Both merge catalogs without any target.

    python benchmarks/unchanged.py --articles 1000,10000
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import project
from _measure import Spent, Way, command, keep, options, ratio, row, turns

_LOCALES = ("fr", "es", "ar")
_RUN = """
import sys
from pathlib import Path
from localize.config import load
from localize.engine.pseudo import PseudoEngine
from localize.pipeline import run
here = load(Path(sys.argv[1]))
loaded = []
for _ in run(here, here.targets, lambda *_: loaded.append(1) or PseudoEngine()): pass
assert not loaded or sys.argv[2] != "unchanged", "an engine was opened"
"""
_MERGE = 'for f in locales/*/LC_MESSAGES/*/*.po; do msgmerge -q -N -U --backup=none "$f" "locales/pot/${f#locales/*/LC_MESSAGES/}t"; done'


def _ours(folder: Path, kind: str) -> Spent:
    return command([sys.executable, "-c", _RUN, folder, kind])


def _after(change: Callable[[], object], way: Way) -> Way:
    """*way*, when *change* has been made."""

    def work() -> Spent:
        change()
        return way()

    return work


def _changed(folder: Path) -> None:
    """One more sentence in the first article."""
    first = min((folder / "seeds").rglob("*.md"))
    with first.open("a", encoding="utf-8") as stream:
        stream.write(f"\nSentence {first.stat().st_size} is new.\n")


def _po4a(folder: Path, catalogs: str) -> Way:
    """A run of po4a over the seeds of a project; *catalogs* is what it calls each of them."""
    config = folder / f"po4a.{catalogs}.cfg"
    lines = [
        f"[po4a_langs] {' '.join(_LOCALES)}",
        f"[po4a_paths] po4a/{catalogs}.pot $lang:po4a/$lang/{catalogs}.po",
        '[options] opt:"-M UTF-8 -k 0"',
        '[po4a_alias:markdown] text opt:"-o markdown"',
    ]
    seeds = sorted((folder / "seeds").rglob("*.md"))
    lines += [f"[type: markdown] {path.relative_to(folder)} $lang:po4a/$lang/{path.name}" for path in seeds]
    for locale in _LOCALES:
        (folder / "po4a" / locale).mkdir(parents=True, exist_ok=True)
    config.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return partial(command, ["po4a", "-q", config.name], folder)


def _others(folder: Path, *, split: bool) -> dict[str, Way]:
    """The other tools, as far as they are installed; po4a with as many catalogs as we have where *split*."""
    ways: dict[str, Way] = {}
    if shutil.which("msgmerge"):
        ways["msgmerge"] = partial(command, ["sh", "-c", _MERGE], folder)
    if shutil.which("po4a"):
        ways["po4a, a catalog for each locale"] = _po4a(folder, "all")
        if split:
            ways["po4a, a catalog for each article and locale"] = _po4a(folder, "$master")
    for name in {"msgmerge", "po4a"} - {way.split(",")[0] for way in ways}:
        print(f"without {name}, which is not installed", file=sys.stderr)
    return ways


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=3)
    parser.add_argument("--articles", default="100,1000,10000", help="sizes of the project")
    parser.add_argument("--others", type=int, default=1000, help="the biggest project for the other tools")
    parser.add_argument(
        "--split", type=int, default=100, help="the biggest for po4a with as many catalogs as we have"
    )
    asked = parser.parse_args()
    repeats = 1 if asked.quick else asked.repeats
    rows: list[dict[str, object]] = []
    ratios: dict[str, dict[str, float]] = {}
    for articles in [2] if asked.quick else map(int, asked.articles.split(",")):
        with TemporaryDirectory() as name:
            folder = Path(name) / "project"
            project.make(folder, articles)
            first = [_ours(folder, "first")]
            unchanged = partial(_ours, folder, "unchanged")
            ways: dict[str, Way] = {"localize, unchanged": unchanged}
            if articles <= asked.others:
                theirs = Path(
                    shutil.copytree(folder, Path(name) / "theirs")
                )  # msgmerge wraps lines as it likes
                ways |= _others(theirs, split=articles <= asked.split)
            found = {"localize, first run": first, **turns(ways, repeats)}
            one = _after(partial(_changed, folder), partial(_ours, folder, "one"))
            found |= turns({"localize, one article changed": one}, repeats, warm=False)
        rows += [row(way, spent, articles=articles) for way, spent in found.items()]
        base = found["localize, unchanged"]
        ratios |= {f"{articles}: {way} / localize, unchanged": ratio(found[way], base) for way in ways}
    keep("unchanged", asked, rows, ratios=ratios)


if __name__ == "__main__":
    main()
