"""Copies of pairs with other names, so that a model learns to copy names that it never saw.

    python -m training.names data/en-es 'sent/*' docs/snakecult --copies 2

A word with a capital inside the English sentence that stands once in both sides, spelt alike, is taken for a name. In each copy of a pair its
names are other ones: half of them names of other pairs, half of them made of the beginning of one and the end of another. They
become the class `aug/names` of the pack. Of no use where the scripts differ.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from training import pack, synthetic

_NAME = re.compile(r"(?<=[\w,;] )[A-Z][a-zà-öø-ÿ]{2,}(?:-[A-Z][a-z]{2,})?\b(?!')")


def names(source: str, target: str) -> list[str]:
    """The names that *source* and *target* share."""
    found = dict.fromkeys(_NAME.findall(source))
    return [name for name in found if all(_count(name, text) == 1 for text in (source, target))]


def _count(name: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(name)}\b", text))


def another(known: Sequence[str], rng: random.Random) -> str:
    """A name of *known*, or one made of two of them."""
    first, second = rng.choice(known), rng.choice(known)
    if rng.random() < 0.5:
        return first
    return (
        first[: rng.randint(2, max(2, len(first) - 1))]
        + second[-rng.randint(2, max(2, len(second) - 1)) :].lower()
    )


def renamed(
    source: str, target: str, own: Sequence[str], known: Sequence[str], rng: random.Random
) -> tuple[str, str]:
    """Both texts with another name in the place of each of *own*."""
    new = {name: another(known, rng) for name in own}
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(own, key=len, reverse=True)))
    one, other = (pattern.sub(lambda found: new[found[0]], text) for text in (source, target))
    return one, other


def copies(
    data: pack.Pack, model: object, sources: Sequence[str], count: int, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Copies of the pairs of *data* that have names, *count* of each; *sources* are globs of classes."""
    pairs = synthetic.pairs_of(data, model, sources)
    found = [(a, b, own) for a, b in pairs if (own := names(a, b))]
    known = sorted({name for _, _, own in found for name in own})
    for a, b, own in found:
        for _ in range(count):
            yield renamed(a, b, own, known, rng)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument("sources", nargs="+", help="globs of classes; prose has names, software has buttons")
    parser.add_argument("--copies", type=int, default=1, help="of each pair with names")
    parser.add_argument("--weight", type=float, default=1.0, help="how often an epoch has each copy")
    parser.add_argument("--show", type=int, default=10, help="pairs to print, for reading")
    args = parser.parse_args()
    model, data = synthetic.processor(args.data), pack.read(args.data)
    pairs = list(copies(data, model, args.sources, args.copies, random.Random(7)))
    if not pairs:
        raise SystemExit(
            f"{args.data}: no pair of these sources has a name that is spelt alike on both sides"
        )
    print(f"{len(pairs)} copies")
    random.Random(1).shuffle(pairs)
    source, target = zip(*pairs, strict=True)
    synthetic.write_texts(args.data, "aug/names", source, target, weight=args.weight, show=args.show)


if __name__ == "__main__":
    main()
