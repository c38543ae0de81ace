"""Do terms come out as the glossary says, and what does that cost?

Terms are drawn from a dictionary and pinned in a text with a human translation, by the code that a run takes:

* *proper* terms ask for a rendering that the human translation of the sentence holds;
* *random* terms ask for the rendering of another term: a wrong translation on purpose, which no model gets right by luck.

Printed and written for each: the share of terms present in an admitted form, letter for letter, and present or flagged by
the checks; consistency over the whole text; chrF lost against the same text unpinned; which rung solved how many
segments; and how much longer it takes than without pinning, measured in turns.

    python benchmarks/terminology.py --to fr
    python benchmarks/terminology.py --package my-en_de.argosmodel --source dev.en --reference dev.de --terms dict.tsv
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import _data
from _terms import drawn, jobs, shuffled
from sacrebleu import corpus_chrf

from localize.engine import Engine
from localize.forms_text import fold
from localize.job import Job
from localize.locales import Locale
from localize.term_rates import TermRates, rates, renderings
from localize.translate import propose


@dataclass(frozen=True, slots=True)
class Run:
    """A text translated once."""

    targets: tuple[str, ...]
    rungs: tuple[str, ...]
    """For each segment the rung that its draft came from."""

    wall: float
    cpu: float
    """Seconds."""


def translated(work: Sequence[Job], engine: Engine) -> Run:
    """*work* done once."""
    targets, rungs = [""] * len(work), [""] * len(work)
    wall, cpu = time.perf_counter(), time.process_time()
    for number, draft in propose(work, engine):
        targets[number] = draft.target
        pinned = [part for part in draft.signature.split() if part.startswith("pin:")]
        rungs[number] = pinned[0].removeprefix("pin:") if pinned else "plain"
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Run(tuple(targets), tuple(rungs), wall, cpu)


def measured(
    work: Sequence[Job], runs: Sequence[Run], plain: Sequence[Run], text: _data.Sample
) -> dict[str, object]:
    """What pinning one set of terms gave and cost, against the same text unpinned."""
    run, free = runs[0], plain[0]
    with_terms = [number for number, job in enumerate(work) if job.wordings]
    found = _rates(work, run.targets)
    missing = [n for n in with_terms if _flagged(work[n], run.targets[n])]
    flagged = sum(_flagged(job, target) for job, target in zip(work, run.targets, strict=True))
    scores = [_chrf(text, one, with_terms) for one in (free, run)]
    return {
        "segments": len(work),
        "segments_with_terms": len(with_terms),
        "terms": found.occurrences,
        "present": found.success,
        "present_or_flagged": (found.rendered + flagged) / max(1, found.occurrences),
        "letter_for_letter": _verbatim(work, run.targets),
        "present_unpinned": _rates(work, free.targets).success,
        "consistency": found.consistency,
        "consistency_unpinned": _rates(work, free.targets).consistency,
        "chrf_unpinned": scores[0],
        "chrf": scores[1],
        "chrf_lost": scores[0] - scores[1],
        "rungs": dict(Counter(run.rungs[n] for n in with_terms if n not in missing).most_common()),
        "unsolved": len(missing),
        "seconds": statistics.median(one.wall for one in runs),
        "time_ratio": _ratio([one.wall for one in runs], [one.wall for one in plain]),
        "cpu_ratio": _ratio([one.cpu for one in runs], [one.cpu for one in plain]),
        "missing": [
            {
                "source": work[n].plain.text,
                "target": run.targets[n],
                "problems": _messages(work[n], run.targets[n]),
            }
            for n in missing[:20]
        ],
    }


def _rates(work: Sequence[Job], targets: Sequence[str]) -> TermRates:
    return rates(one for job, target in zip(work, targets, strict=True) for one in renderings(job, target))


def _messages(job: Job, target: str) -> list[str]:
    return [problem.message for problem in job.problems(target) if problem.check == "check_glossary"]


def _flagged(job: Job, target: str) -> int:
    """How many occurrences of terms the catalog's problems name."""
    said = {message.split("”")[0].strip("“") for message in _messages(job, target)}
    named = {hit.term for hit, _ in job.wordings if hit.surface in said}
    return sum(hit.term in named for hit, _ in job.wordings)


def _verbatim(work: Sequence[Job], targets: Sequence[str]) -> float:
    """The share of occurrences whose wording stands in the target as it is, whatever the capitals."""
    found = [
        fold(wording) in fold(target)
        for job, target in zip(work, targets, strict=True)
        for _, wording in job.wordings
    ]
    return sum(found) / max(1, len(found))


def _chrf(text: _data.Sample, run: Run, chosen: Sequence[int]) -> float:
    return float(corpus_chrf([run.targets[n] for n in chosen], [[text.references[n] for n in chosen]]).score)


def _ratio(pinned: Sequence[float], plain: Sequence[float]) -> float:
    return statistics.median(pinned) / statistics.median(plain)


def benchmark(
    text: _data.Sample,
    dictionary: Iterable[tuple[str, str]],
    engine: Engine,
    locale: Locale,
    repeats: int,
    seed: int,
    share: float = 1.0,
) -> dict[str, object]:
    """Both sets of terms in one text, and the text unpinned, in turns."""
    proper = drawn(text, dictionary, locale)
    work = {
        "unpinned": jobs(text, proper, {}, locale, share),
        "proper": jobs(text, proper, proper, locale, share),
        "random": jobs(text, proper, shuffled(proper, seed), locale, share),
    }
    for one in work.values():  # loads the model, the dictionaries of word forms
        translated(one[:16], engine)
    runs: dict[str, list[Run]] = defaultdict(list)
    for _ in range(repeats):
        for name, one in work.items():
            runs[name].append(translated(one, engine))
    return {
        "locale": locale.tag,
        "engine": engine.signature,
        "repeats": repeats,
        "seed": seed,
        "share": share,
        "seconds_unpinned": statistics.median(one.wall for one in runs["unpinned"]),
    } | {name: measured(work[name], runs[name], runs["unpinned"], text) for name in ("proper", "random")}


_ROWS = {
    "terms": ("terms", "{}"),
    "present": ("present in an admitted form", "{:.2%}"),
    "present_or_flagged": ("present or flagged", "{:.2%}"),
    "letter_for_letter": ("letter for letter", "{:.2%}"),
    "present_unpinned": ("present without pinning", "{:.2%}"),
    "consistency": ("consistency", "{:.2%}"),
    "consistency_unpinned": ("consistency without pinning", "{:.2%}"),
    "chrf_unpinned": ("chrF without pinning", "{:.2f}"),
    "chrf_lost": ("chrF lost", "{:.2f}"),
    "rungs": ("segments by rung", "{}"),
    "unsolved": ("segments with a term missing", "{}"),
    "time_ratio": ("time, pinned : unpinned", "{:.2f}"),
    "cpu_ratio": ("CPU time, pinned : unpinned", "{:.2f}"),
}


def table(result: Mapping[str, object]) -> str:
    """*result* as a Markdown table."""
    sets = ("proper", "random")
    lines = [
        f"{result['engine']}, {result['repeats']} turns",
        "",
        "| | proper terms | random terms |",
        "| --- | ---: | ---: |",
    ]
    for key, (title, form) in _ROWS.items():
        values = [result[name][key] for name in sets]  # type: ignore[index]
        shown = [form.format(_plain(value)) if value is not None else "–" for value in values]
        lines.append(f"| {title} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _plain(value: object) -> object:
    return ", ".join(f"{name} {count}" for name, count in value.items()) if isinstance(value, dict) else value


def main() -> None:
    """Run from the command line."""
    parser = _data.options(__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="turns; times are medians")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the lines that may have terms; all that can without"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random terms")
    parser.add_argument(
        "--source", type=Path, default=_data.CORPORA / "dev/flores.en", help="English, line by line"
    )
    parser.add_argument("--reference", type=Path, help="its human translation, line by line")
    parser.add_argument(
        "--terms", type=Path, help="a TSV whose last columns are English and translation; may be .xz"
    )
    options = parser.parse_args()
    results = []
    for locale in _data.locales(options.to, options.package):
        reference = options.reference or _data.CORPORA / f"dev/flores.{locale.language}"
        terms = options.terms or _data.CORPORA / f"terms.en-{locale.language}.tsv.xz"
        text = _data.sample(options.source, reference, options.lines)
        engine = _data.engine(locale, options.package, options.beam)
        results.append(
            benchmark(text, _data.pairs(terms), engine, locale, options.repeats, options.seed, options.share)
        )
        print(table(results[-1]), end="\n\n", flush=True)
    _data.write(results, options.out)


if __name__ == "__main__":
    main()
