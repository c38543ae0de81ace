"""Prose of the target language with English that a model wrote: more targets to learn from.

    python -m training.train --reverse --data data/en-ar --run runs/ar-en --out runs/ar-en/out ...
    python -m training.backtranslate --weights runs/ar-en/out --data data/en-ar --mono mono.ar.tsv.xz --out data/en-ar

The English side begins with a tag (⟦e⟧), so that the model does not take its style for English (Caswell et al. 2019). The pairs become a class
of the pack, `synthetic/bt`, whose weight --weight sets here and training.train changes with --weight synthetic/bt=W.
"""

from __future__ import annotations

import argparse
from collections import ChainMap, Counter
from collections.abc import Sequence
from pathlib import Path

from training import corpora, pack, synthetic
from training.filters import LONGEST, HeldOut, digest, reject
from training.text import key, normalise
from training.vocabulary import SYNTHETIC_ID

_LEAST = 20  # characters: shorter lines are headings and rests


def prose(lines: Sequence[str], held_out: HeldOut) -> list[str]:
    """The normalised lines that are neither too short, too long, seen before nor held out."""
    seen, found = set[int](), list[str]()
    for text in map(normalise, lines):
        number = digest(key(text))
        if _LEAST <= len(text) <= LONGEST and number not in seen and "⟦" not in text and text not in held_out:
            seen.add(number)
            found.append(text)
    return found


def main() -> None:
    """Run the command."""
    args = _options()
    model, to = synthetic.processor(args.data), pack.read_meta(args.data)["pair"][1]
    held_out = HeldOut([args.data / "dev.en", args.data / f"dev.{to}"])
    groups = [corpora.grouped(path) for path in args.mono]
    lines = [line for sources in groups for group in sources.values() for line in group]
    sentences = prose(lines, held_out)[: args.lines]
    pairs = [
        (text, row)
        for text, row in zip(sentences, model.encode(sentences), strict=True)
        if len(row) <= synthetic.LONGEST
    ]
    sentences, rows = [text for text, _ in pairs], [row for _, row in pairs]
    source, target, refused = list[list[int]](), list[list[int]](), Counter[str]()
    for at, found in synthetic.chunks(
        args.weights, rows, sample=args.sample, until=args.time_limit, tokens=args.tokens
    ):
        for number, text in enumerate(map(normalise, synthetic.texts(model, found)), at):
            why = reject(text, sentences[number], to) or ("held-out" if text in held_out else None)
            if why:
                refused[why] += 1
                continue
            source.append([SYNTHETIC_ID, *model.encode(text)])
            target.append(rows[number])
    synthetic.write(
        args.data,
        args.out,
        "synthetic/bt",
        source,
        target,
        weight=args.weight,
        made_of=list(ChainMap(*groups)),
    )
    print(f"{len(source)} pairs in {args.out}; refused {dict(refused)}")
    for number in range(min(args.show, len(source))):
        print(f"{model.decode(source[number][1:])}\n  {model.decode(target[number])}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--weights", type=Path, required=True, help="of a model that was trained with --reverse"
    )
    parser.add_argument("--data", type=Path, required=True, help="the pack")
    parser.add_argument(
        "--mono", type=Path, nargs="+", required=True, help="source, a tab and a sentence, a line"
    )
    parser.add_argument("--out", type=Path, required=True, help="the pack, or a folder to carry home")
    parser.add_argument("--weight", type=float, default=1.0)
    parser.add_argument(
        "--sample", action="store_true", help="draw among the ten likeliest pieces instead of taking the best"
    )
    parser.add_argument("--lines", type=int, default=10**9, help="sentences at most")
    parser.add_argument("--time-limit", type=float, default=1e12, help="seconds")
    parser.add_argument("--tokens", type=int, default=60_000, help="pieces of a batch")
    parser.add_argument("--show", type=int, default=5, help="pairs to print, for reading")
    return parser.parse_args()


if __name__ == "__main__":
    main()
