"""How often each check fires on translations that people made, and the page about the checks: docs/checks.md.

    python benchmarks/false_alarms.py FOLDER          # print the table
    python benchmarks/false_alarms.py FOLDER --write  # and write the page anew

FOLDER holds one file for each language, a sentence a line, line by line translations of each other: NAME.en, NAME.fr…
What a check says of such a bitext is taken for a false alarm, although a few are slips of the translators.
"""

from __future__ import annotations

import argparse
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from localize.catalog import Entry
from localize.checks import ACROSS, CHECKS, Severity, Subject, check, fuzzy_published, inconsistent, reused
from localize.formats.literals import literals
from localize.glossary import Glossary
from localize.locales import Locale

PAGE = Path(__file__).parents[1] / "docs" / "checks.md"
LIMITS = {Severity.ERROR: 0.5, Severity.WARNING: 3.0, Severity.INFO: 100.0}
"""Percent of good translations below which a check has to stay."""

_INVISIBLE = re.compile("[\u200b\u2066-\u2069\u202a-\u202e]")

Rates = Mapping[str, Mapping[str, float]]
"""Percent of bitexts on which a check fires: by language, by check."""


def measure(folder: Path) -> Rates:
    """The rates over every language of *folder*, translated from English."""
    source = next(folder.glob("*.en"))
    others = sorted(p for p in folder.glob(f"{source.stem}.*") if p != source)
    return {path.suffix[1:]: _rates(_lines(source), _lines(path), path.suffix[1:]) for path in others}


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]


def _rates(sources: list[str], targets: list[str], language: str) -> Mapping[str, float]:
    english, locale = Locale("en"), Locale.parse(language)
    glossary = Glossary.of((), english)
    fired: Counter[str] = Counter()
    for source, target in zip(sources, targets, strict=True):
        subject = Subject(source, target, english, locale, literals, (), glossary)
        fired.update({problem.check for problem in check(subject)})
    entries = [(n, Entry(s, t)) for n, (s, t) in enumerate(zip(sources, targets, strict=True))]
    for find in (inconsistent, reused):
        fired.update(problem.check for _, _, problem in find(entries))
    measured = [id_ for id_, _, _ in known() if id_ != fuzzy_published.__name__]
    return {id_: 100 * fired[id_] / len(sources) for id_ in measured}


def known() -> Iterator[tuple[str, Severity, str]]:
    """Every check: its id, its severity and its docstring without the arguments."""
    for one in CHECKS.values():
        yield one.id, one.severity, _text(one.find)
    for find in ACROSS:
        yield find.__name__, Severity.WARNING, _text(find)


def _text(find: Callable[..., object]) -> str:
    return (inspect.getdoc(find) or "").partition("\n\nArgs:")[0]


def page(rates: Rates) -> str:
    """The page about the checks: its introduction as it is, then the table and a section for each check."""
    intro = PAGE.read_text(encoding="utf-8").partition("\n| check |")[0]
    return "\n".join([intro, table(rates), *(section(*one) for one in known())])


def table(rates: Rates) -> str:
    """All checks with their rates, as Markdown."""
    rows = [["check", "severity", "what it finds", *rates], ["---"] * 3 + ["---:"] * len(rates)]
    for id_, severity, text in known():
        summary = re.split(r"(?<=\.)\s", text.replace("\n", " "))[0].removesuffix(".")
        shown = (f"{rates[code][id_]:.1f} %" if id_ in rates[code] else "–" for code in rates)
        rows.append([f"[`{id_}`](#{id_})", severity.value, summary.replace("|", "\\|"), *shown])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def section(id_: str, severity: Severity, text: str) -> str:
    """What a check's docstring says, as Markdown; what cannot be seen is written as its code point."""
    prose, _, examples = text.partition("\n\nPASS")
    examples = _INVISIBLE.sub(lambda m: f"[U+{ord(m[0]):04X}]", examples)
    return f"### {id_}\n\n*{severity.value}.* {prose}\n\n```text\nPASS{examples}\n```\n"


def main() -> None:
    """Measure, print, and write the page where asked; exit code 1 when a check is over its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write docs/checks.md")
    options = parser.parse_args()
    rates = measure(options.folder)
    print(table(rates))
    if options.write:
        PAGE.write_text(page(rates), encoding="utf-8")
    severity = {id_: LIMITS[level] for id_, level, _ in known()}
    over = [(code, id_) for code in rates for id_, rate in rates[code].items() if rate >= severity[id_]]
    raise SystemExit(f"over its limit: {over}" if over else 0)


if __name__ == "__main__":
    main()
