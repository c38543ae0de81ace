"""Dictionary entries as pairs of a pack, for words that its sentences are too few to have.

    python -m training.entries data/en-ar terms.en-ar.tsv.xz --sources wiktionary countries-languages --weight 2
    python -m training.entries data/en-ar /usr/share/dictd/freedict-eng-ara.dict.dz --weight 2

Each source becomes a class of the pack, `terms/SOURCE`, with archives of its own. An entry passes the filters of
`prepare`; of translations apart by `;` the first two count.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from training import corpora, freedict, pack, synthetic
from training.filters import reject
from training.text import normalise

_TRANSLATIONS = 2
_DICTD = ".dict.dz"
_WORD = re.compile(r"\b[a-z][a-z'-]*")


def entries(lines: Iterable[str], to: str) -> Iterator[tuple[str, str]]:
    """The pairs of *lines*, `english<TAB>target`, that are fit, each once, with their brackets closed."""
    seen = set[tuple[str, str]]()
    for line in lines:
        english, _, rest = line.partition("\t")
        for target in rest.split("\t")[0].split(";")[:_TRANSLATIONS]:
            pair = normalise(english), normalise(target)
            closed = all(text.count("(") == text.count(")") for text in pair)
            if all(pair) and closed and pair not in seen and not reject(*pair, to):
                seen.add(pair)
                yield pair


def _small_words(data: pack.Pack, model: object) -> set[str]:
    """The English words that *data* has without a capital."""
    texts = synthetic.texts(model, [data.source.sentence(n) for n in range(len(data.classes))])
    return {word for text in texts for word in _WORD.findall(text)}


def _groups(path: Path, folder: Path, model: object) -> dict[str, list[str]]:
    if path.name.endswith(_DICTD):
        return {
            path.name.removesuffix(_DICTD): list(freedict.read(path, _small_words(pack.read(folder), model)))
        }
    return corpora.grouped(path)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument(
        "terms", type=Path, help="a `.tsv.xz`: source, English, target; or FreeDict's `.dict.dz`"
    )
    parser.add_argument("--sources", nargs="+", help="the ones to take; all of them if nothing is said")
    parser.add_argument("--weight", type=float, default=1.0, help="how often an epoch has each entry")
    args = parser.parse_args()
    model, to = synthetic.processor(args.data), pack.read_meta(args.data)["pair"][1]
    groups = _groups(args.terms, args.data, model)
    if missing := set(args.sources or ()) - groups.keys():
        raise SystemExit(
            f"{args.terms} has no {', '.join(sorted(missing))}; it has {', '.join(sorted(groups))}"
        )
    for source in args.sources or groups:
        found = list(entries(groups[source], to))
        sides = (model.encode([pair[side] for pair in found]) for side in (0, 1))
        synthetic.write(args.data, args.data, f"terms/{source}", *sides, weight=args.weight)
        print(f"{source}: {len(found)} entries of {len(groups[source])} lines")


if __name__ == "__main__":
    main()
