"""The translation memory: how long building it takes, keeping it up to date, and asking it.

python benchmarks/memory.py --segments 100000

Catalogs of 100 approved sentences each, in one locale, are made in a temporary folder. Asked are sentences in which one
word in five was replaced, so that only similar ones are found, and the sentences themselves.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median, quantiles
from tempfile import mkdtemp
from time import perf_counter, process_time

from _measure import Spent, here, keep, options, row
from project import made_up, sentence

from localize.catalog import Catalog, Entry
from localize.config import load
from localize.locales import Locale
from localize.memory import opened
from localize.memory_unit import Place
from localize.po import PoFile, dump
from localize.project import Project

FRENCH = Locale.parse("fr")
_EACH = 100  # entries of a catalog
_HEADERS = (("Language", "fr"), ("Content-Type", "text/plain; charset=UTF-8"))


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=200)
    parser.add_argument("--segments", type=int, default=100_000)
    asked = parser.parse_args()
    segments, questions = (1_000, 10) if asked.quick else (asked.segments, asked.repeats)
    folder = Path(mkdtemp())
    try:
        sources = _catalogs(folder, segments)
        rows = _rows(load(folder), sources, questions)
    finally:
        shutil.rmtree(folder)
    keep("memory", asked, rows, segments=segments)


def _catalogs(folder: Path, segments: int) -> list[str]:
    """Write the catalogs; gives their sources."""
    chance = random.Random(7)  # noqa: S311 - no secret
    words = made_up(5_000)
    (folder / "localize.toml").write_text('targets = ["fr"]\n', encoding="utf-8")
    found: list[str] = []
    for number in range(max(1, segments // _EACH)):
        sources = [
            f"{sentence(chance)[:-1]} {chance.choice(words)} {chance.choice(words)}." for _ in range(_EACH)
        ]
        entries = tuple(Entry(one, one.swapcase()) for one in dict.fromkeys(sources))
        path = folder / f"locales/fr/LC_MESSAGES/{number // 100:03}/{number:06}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump(PoFile(path, b"", Catalog(FRENCH)), Catalog(FRENCH, entries, _HEADERS)))
        found += sources
    return found


def _rows(project: Project, sources: list[str], questions: int) -> list[dict[str, object]]:
    chance = random.Random(8)  # noqa: S311 - no secret
    asked = [chance.choice(sources) for _ in range(questions)]
    with opened(project) as memory:

        def refresh() -> None:
            memory.refresh([FRENCH])

        rows = [row("build", [here(refresh)]), row("refresh, nothing changed", [here(refresh)])]
        catalog = min(project.path(project.locales).rglob("*.po"))
        catalog.write_text(
            catalog.read_text(encoding="utf-8") + '\n#~ msgid "x"\n#~ msgstr "X"\n', encoding="utf-8"
        )
        rows.append(row("refresh, one catalog changed", [here(refresh)]))
        rows.append(_asked("exact", lambda text: memory.exact(text, FRENCH, Place()), asked))
        similar = [_changed(text, chance) for text in asked]
        rows.append(_asked("similar", lambda text: memory.suggest(text, FRENCH), similar))
        return rows


def _asked(name: str, ask: Callable[[str], object], texts: Iterable[str]) -> dict[str, object]:
    spent: list[Spent] = []
    for text in texts:
        clock, cpu = perf_counter(), process_time()
        ask(text)
        spent.append(Spent(perf_counter() - clock, process_time() - cpu))
    ordered = quantiles((one.seconds for one in spent), n=20)
    return {"name": name, "milliseconds": round(1e3 * median(one.seconds for one in spent), 2)} | {
        "cpu_milliseconds": round(1e3 * median(one.cpu for one in spent), 2),
        "p95_milliseconds": round(1e3 * ordered[-1], 2),
    }


def _changed(text: str, chance: random.Random) -> str:
    words = text.split()
    return " ".join("otherwise" if chance.random() < 0.2 else word for word in words)


if __name__ == "__main__":
    main()
