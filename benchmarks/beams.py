"""What a narrower beam saves, and what it costs: chrF against human translations, by beam width, in turns.

python benchmarks/beams.py --package translate-en_fr.argosmodel --source dev.en --reference dev.fr
"""

from __future__ import annotations

from pathlib import Path

from _data import CORPORA, sample
from _measure import Way, here, keep, options, ratio, row, turns
from sacrebleu.metrics.chrf import CHRF

from localize.engine.argos import ArgosEngine, Settings
from localize.engine.packages import read

_WIDTHS = (1, 2, 3, 4)


def _way(engine: ArgosEngine, sources: tuple[str, ...], written: dict[int, str]) -> Way:
    return lambda: here(lambda: written.update((at, one[0].text) for at, one in engine.translate(sources)))


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=3)
    parser.add_argument("--package", type=Path, required=True, help="an .argosmodel, or an unpacked one")
    parser.add_argument("--source", type=Path, default=CORPORA / "dev" / "flores.en")
    parser.add_argument("--reference", type=Path, help="its human translation, line by line")
    parser.add_argument("--lines", type=int, default=0, help="how many of them (default: all)")
    asked = parser.parse_args()
    package = read(asked.package.absolute())
    reference = asked.reference or CORPORA / "dev" / f"flores.{package.target}"
    texts = sample(asked.source, reference, 5 if asked.quick else asked.lines)
    written: dict[int, dict[int, str]] = {width: {} for width in _WIDTHS}
    engines = {width: ArgosEngine(package, Settings(beam=width)) for width in _WIDTHS}
    ways = {f"beam {width}": _way(engines[width], texts.sources, written[width]) for width in _WIDTHS}
    found = turns(ways, 1 if asked.quick else asked.repeats)
    rows = []
    for width, (name, spent) in zip(_WIDTHS, found.items(), strict=True):
        targets = [written[width][at] for at in range(len(texts.sources))]
        score = CHRF().corpus_score(targets, [list(texts.references)]).score
        rows.append(row(name, spent, pair=package.pair, lines=len(targets), chrf=round(score, 2)))
    ratios = {f"beam 4 / {name}": ratio(found["beam 4"], spent) for name, spent in found.items()}
    keep("beams", asked, rows, ratios=ratios)


if __name__ == "__main__":
    main()
