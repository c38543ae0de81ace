"""Does markup end up on the right words, and is any of it ever lost?

The units are real Markdown whose human translation has the same links and emphasis, measured in two ways:

* *placed*: the codes of the source are put on the words of the human translation, by the code that a run takes and the
  attention that the package pays while it is made to write that translation; then they are compared with the human's own;
* *translated*: the unit goes through the whole pipeline, and its codes are counted: none may be lost, and what was placed
  by position alone must be said.

    python benchmarks/markup.py --to fr
    python benchmarks/markup.py --package my-en_de.argosmodel --units markdown.en-de.tsv
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import _data
from _markup import EDGE, Score, Unit, matched, units
from rapidfuzz.distance import Levenshtein

from localize.alignment import believed, carried, swapped
from localize.codes import mask, wrap
from localize.engine import Completing, Engine, Link
from localize.formats.markdown import codes
from localize.glossary import Glossary
from localize.job import Jobs, read
from localize.locales import Locale
from localize.markup import place, standing
from localize.translate import propose


@dataclass(slots=True)
class Placed:
    """What placing codes on human translations gave."""

    lost: int = 0
    every: Score = field(default_factory=Score)
    single: Score = field(default_factory=Score)
    """In units of one sentence; a run never sees longer ones."""

    ways: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    """By how the place was found."""


def placed(work: Sequence[Unit], links: Mapping[int, Sequence[Link]], phrases: Mapping[str, str]) -> Placed:
    """Put the codes of each unit on its human translation."""
    result = Placed()
    for number, one in enumerate(work):
        edges = len(one.keys) - len(one.source.pairs)
        found = place(
            one.source,
            one.text,
            standing(one.source, one.text),
            lambda text: phrases.get(text, ""),
            links.get(number, ()),
        )
        spans = [(0, len(one.text))] * edges + [p.span for p in found]
        ways = [EDGE] * edges + [str(p.way) for p in found]
        for code, human in matched(list(zip(one.keys, spans, strict=True)), one.gold):
            for score in (result.every, result.ways[ways[code]], *([result.single] * (len(one.pieces) == 1))):
                score.add(one.text, spans[code], human)
        written = wrap(
            one.source, one.text, [a.target for a in standing(one.source, one.text)], spans[edges:]
        )
        result.lost += _lost("".join(one.pieces), written)
    return result


def attention(work: Sequence[Unit], engine: Engine) -> dict[int, tuple[Link, ...]]:
    """The links that *engine* sees when it is made to write the human translations."""
    if not isinstance(engine, Completing):
        return {}
    shape = (*engine.sentinels, "\N{REPLACEMENT CHARACTER}{}")[0]
    asked = [(_masked(one, shape)) for one in work]
    found: dict[int, tuple[Link, ...]] = {}
    for number, hypothesis in engine.complete(asked):
        one, (source, target) = work[number], asked[number]
        literals = [one.source.text[slice(*slot)] for slot in one.source.slots]
        to_plain, to_text = swapped(source, shape, literals)[1], swapped(target, shape, literals)[1]
        steps = Levenshtein.opcodes(
            hypothesis.text, target
        )  # the tokenizer normalised it, the model may have gone on
        edits = [((s.src_start, s.src_end), (s.dest_start, s.dest_end)) for s in steps if s.tag != "equal"]
        links = carried(carried(believed(hypothesis.links), (), edits), to_plain, to_text)
        found[number] = tuple(link for link in links if link.target[0] < link.target[1])
    return found


def _masked(one: Unit, shape: str) -> tuple[str, str]:
    """The source and the human translation with the same sentinels in the place of opaque codes."""
    text, slots = one.source.text, one.source.slots
    source = mask(text, [(start, end, text[start:end]) for start, end in slots], shape).text
    target = one.text
    for anchor in sorted(standing(one.source, one.text), key=lambda a: -a.target[0]):
        start, end = anchor.target
        target = target[:start] + shape.format(slots.index(anchor.source)) + target[end:]
    return source, target


def phrases_of(work: Sequence[Unit], engine: Engine) -> dict[str, str]:
    """Translations, on their own, of the texts that codes wrap, as `propose` gives them to the ladder."""
    texts = sorted(
        {one.source.text[p.start : p.end].strip() for one in work for p in one.source.pairs} - {""}
    )
    return {texts[at]: found[0].text for at, found in engine.translate(texts) if not found[0].suspect}


def translated(work: Sequence[Unit], engine: Engine, locale: Locale) -> dict[str, object]:
    """What became of the codes in machine translation."""
    glossary = Glossary.of((), _data.ENGLISH)
    made = Jobs(glossary, codes, _data.ENGLISH, locale)
    jobs = [made.job(read(piece, "", codes, glossary)) for one in work for piece in one.pieces]
    rungs: Counter[str] = Counter()
    lost = guessed = unflagged = count = 0
    for number, draft in propose(jobs, engine):
        job = jobs[number]
        marks = draft.signature.split()
        rungs[next((m.removeprefix("pin:") for m in marks if m.startswith("pin:")), "plain")] += 1
        gone = _lost(job.reading.source, draft.target)
        lost += gone
        guessed += "markup:guessed" in marks
        unflagged += bool(gone) and not job.errors(draft.target)
        count += sum(not code.char for code in codes(job.reading.source))
    return {
        "segments": len(jobs),
        "codes": count,
        "lost": lost,
        "lost_unflagged_segments": unflagged,
        "doubtful_segments": guessed,
        "rungs": dict(rungs.most_common()),
    }


def _lost(source: str, target: str) -> int:
    """How many of the codes of *source* are not in *target*, escapes aside."""
    had, has = (Counter(code.key for code in codes(text) if not code.char) for text in (source, target))
    return (had - has).total()


def benchmark(work: Sequence[Unit], engine: Engine, locale: Locale) -> dict[str, Any]:
    """Both measures for one package."""
    phrases = phrases_of(work, engine)
    links = attention(work, engine)
    whole = placed(work, links, phrases)
    without = {
        "without_attention": placed(work, {}, phrases).every.shares(),
        "by_position": placed(work, {}, {}).every.shares(),
    }
    return {
        "locale": locale.tag,
        "engine": engine.signature,
        "units": len(work),
        "with_attention": len(links),
        "placed": {
            "lost": whole.lost,
            "every": whole.every.shares(),
            "single": whole.single.shares(),
            "ways": {way: score.shares() for way, score in whole.ways.items()},
        }
        | without,
        "translated": translated(work, engine, locale),
    }


def table(result: Mapping[str, Any]) -> str:
    """*result* as Markdown."""
    own = result["placed"]
    rows = {
        "all codes": own["every"],
        "in units of one sentence": own["single"],
        **{
            f"found by: {way}" if way != EDGE else "peeled off the edges": s for way, s in own["ways"].items()
        },
        "without attention": own["without_attention"],
        "without attention or phrases": own["by_position"],
    }
    lines = [
        f"{result['engine']}; {result['units']} units, {result['with_attention']} with attention",
        "",
        "| placed on the human translation | codes | exact span | overlaps | word F1 |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {name} | {s['codes']} | {s['exact']:.1%} | {s['overlap']:.1%} | {s['f1']:.1%} |"
            for name, s in rows.items()
        ),
        "",
        f"Lost while placing: {own['lost']}. Translated: "
        + ", ".join(f"{k} {v}" for k, v in result["translated"].items()),
    ]
    return "\n".join(lines)


def main() -> None:
    """Run from the command line."""
    parser = _data.options(__doc__)
    parser.add_argument(
        "--units", type=Path, help="a TSV whose last columns are English Markdown and its translation"
    )
    options = parser.parse_args()
    results = []
    for locale in _data.locales(options.to, options.package):
        path = options.units or _data.CORPORA / f"markup/markdown.en-{locale.language}.tsv"
        work, others = units(_data.pairs(path), options.lines)
        result = benchmark(work, _data.engine(locale, options.package, options.beam), locale) | {
            "units_left_out": others
        }
        results.append(result)
        print(table(result), end="\n\n", flush=True)
    _data.write(results, options.out)


if __name__ == "__main__":
    main()
