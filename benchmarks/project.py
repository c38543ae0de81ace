"""A project of any size to measure with: Markdown articles by template, the same for the same seed.

python benchmarks/project.py FOLDER --articles 1000            # 10 segments an article, 10,000 in all
python benchmarks/project.py FOLDER --articles 1000 --run      # and a first, a second and a one-article run, timed

The text is our own: sentences made of parts, so that most are different and some are shared by many articles.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time

_WHO = (
    "the lunar station", "a young geologist", "the harbour council", "our correspondent", "the weather service",
    "a team of divers", "the night shift", "every second visitor", "the ministry", "a retired pilot",
    "the space agency", "the island's only baker", "a committee of nine", "the research vessel", "the library",
)  # fmt: skip
_DID = (
    "measured", "reported", "postponed", "explained", "photographed", "restored", "questioned", "lost sight of",
    "paid for", "rebuilt", "described", "announced", "sold", "compared", "inspected",
)  # fmt: skip
_WHAT = (
    "the tide gauge", "a field of solar panels", "three crates of samples", "the oldest lighthouse",
    "its annual budget", "the new landing site", "a map of the sea floor", "two broken antennas", "the ice core",
    "an unusual cloud", "the crew's water tank", "a letter from Oslo", "the path of the comet", "the bridge",
    "a shelf of old logbooks",
)  # fmt: skip
_WHEN = (
    "on Monday", "in {year}", "after {number} hours", "before dawn", "for the {number}th time", "within {number} days",
    "at {hour}:30 pm", "during the storm of {year}", "despite a delay of {number}.5 minutes", "last winter",
)  # fmt: skip
_WHY = (
    "because nobody else would", "although the forecast was poor", "so that the work could go on",
    "which surprised Dr. Vance", "and kept {number} copies of the record", "while the others slept",
    "as the treaty of {year} demands", "at a cost of {number},400 euros",
)  # fmt: skip
_MARKED = (
    "See the [report of {year}](../reports/{number}.md) for details.",
    "The **first result** came after {number} trials.",
    "Call `status --day {number}` or write to desk@example.org.",
    "Nobody had *expected* that from {who}.",
    "More is on https://example.org/en/{number}.",
)
_SHARED = (
    "This article is part of a series.", "All times are local.", "Photographs by the crew.",
    "Please share it with your readers.",
)  # fmt: skip
TERMS = (
    ("lunar station", "station lunaire", "estación lunar", "المحطة القمرية"),
    ("ice core", "carotte de glace", "testigo de hielo", "العينة الجليدية"),
    ("space agency", "agence spatiale", "agencia espacial", "وكالة الفضاء"),
    ("research vessel", "navire de recherche", "buque de investigación", "سفينة الأبحاث"),
    ("tide gauge", "marégraphe", "mareógrafo", "مقياس المد"),
    ("treaty", "traité", "tratado", "معاهدة"),
)
"""The terms of the project's glossary: en, fr, es, ar."""


def sentence(chance: random.Random) -> str:
    """One sentence of running text, with or without markup."""
    fill = {
        "year": chance.randint(1901, 2026), "number": chance.randint(2, 999), "hour": chance.randint(1, 11),
        "who": chance.choice(_WHO),
    }  # fmt: skip
    kind = chance.random()
    if kind < 0.05:
        return chance.choice(_SHARED)
    if kind < 0.25:
        return chance.choice(_MARKED).format(**fill)
    parts = [chance.choice(pool) for pool in (_WHO, _DID, _WHAT, _WHEN)]
    if kind < 0.7:
        parts.append(chance.choice(_WHY))
    said = " ".join(parts).format(**fill)
    return said[0].upper() + said[1:] + "."


def article(number: int, seed: int = 0) -> str:
    """Article *number*: front matter, headings, paragraphs, a list; 10 segments on average."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
    title = f"{chance.choice(_WHO).capitalize()} and {chance.choice(_WHAT)} ({number})"
    lines = ["---", f"title: {title}", f"date: 2026-{1 + number % 12:02}-{1 + number % 28:02}", "---", ""]
    lines += [" ".join(sentence(chance) for _ in range(chance.randint(1, 3))), ""]
    lines += [
        f"## {chance.choice(_WHAT).capitalize()} {chance.choice(_WHY).format(year=1999, number=number)}",
        "",
    ]
    lines += [" ".join(sentence(chance) for _ in range(chance.randint(2, 4))), ""]
    lines += [f"- {sentence(chance)}" for _ in range(chance.randint(2, 3))]
    return "\n".join([*lines, ""])


def markdown(characters: int, seed: int = 0) -> Iterator[str]:
    """Long articles of about 100,000 characters each, together at least *characters* long."""
    number = made = 0
    while made < characters:
        parts: list[str] = []
        while sum(map(len, parts)) < min(100_000, characters - made):
            body = article(number, seed)
            parts.append(body if not parts else body.split("---\n", 2)[2])
            number += 1
        made += sum(map(len, parts))
        yield "".join(parts)


def make(folder: Path, articles: int, seed: int = 0, terms: int = len(TERMS)) -> None:
    """Write a project of that many articles and terms into *folder*, in place of what `make` wrote there before."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "glossary").mkdir(parents=True)
    (folder / "localize.toml").write_text(
        'source_locale = "en"\ntargets = ["fr", "es", "ar"]\n', encoding="utf-8"
    )
    rows = ["en,fr,es,ar", *map(",".join, TERMS[:terms])]
    rows += (f"{word},{word}e,{word}o,ال{word}" for word in made_up(terms - len(TERMS), seed))
    (folder / "glossary" / "terms.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    for number in range(articles):
        path = folder / "seeds" / f"{number // 100:03}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, seed), encoding="utf-8")


def made_up(count: int, seed: int = 0) -> list[str]:
    """*count* different terms that no article holds, made of words of three to six syllables; one in three has two words."""
    chance = random.Random(f"terms {seed}")  # noqa: S311 - no secret
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < count:
        words = 2 if chance.random() < 1 / 3 else 1
        found[" ".join("".join(chance.choices(syllables, k=chance.randint(3, 6))) for _ in range(words))] = (
            None
        )
    return list(found)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """What *work* took: seconds on the clock, and of this processor."""
    clock, cpu = perf_counter(), process_time()
    work()
    return {"seconds": round(perf_counter() - clock, 2), "cpu": round(process_time() - cpu, 2)}


def runs(folder: Path) -> dict[str, dict[str, float]]:
    """The times of a first run, of one where nothing changed, and of one with one changed article."""
    from localize.config import load
    from localize.engine.pseudo import PseudoEngine
    from localize.pipeline import run

    def work() -> None:
        project = load(folder)
        for _ in run(project, project.targets, lambda *_: PseudoEngine()):
            pass

    found = {"first": timed(work), "unchanged": timed(work)}
    changed = min((folder / "seeds").rglob("*.md"))
    changed.write_text(changed.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    return {**found, "one changed": timed(work)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--terms", type=int, default=len(TERMS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--run", action="store_true", help="time runs over it, with the pseudo engine")
    asked = parser.parse_args()
    make(asked.folder, asked.articles, asked.seed, asked.terms)
    if asked.run:
        told = runs(asked.folder.resolve())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        json.dump({"articles": asked.articles, **told, "memory_mb": memory}, sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
