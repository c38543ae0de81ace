"""More copies that ask for terms, of chosen sources: prose with two and three marks, which `prepare` makes few of.

    python -m training.marks data/en-fr own/prose 'sent/*' --copies 2 --weight 1.5

The copies become the class `aug/marks` of the pack. An aligner trained on the pack finds the words that correspond.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from training import pack, synthetic
from training.augment import Augmenter, Copy
from training.dictionary import Dictionary
from training.links import aligner_of

_COUNTS = 30, 40, 30, 0
_WORDINGS = 0.2
_WORDS = 6  # English words at least


def copies(pairs: Sequence[tuple[str, str]], augmenter: Augmenter, count: int) -> list[Copy]:
    """Copies of *pairs*, at most *count* of each, all of them different, in a random order; short ones have none."""
    prose = [pair for pair in pairs if pair[0].count(" ") >= _WORDS - 1]
    found = [made for _ in range(count) for pair in prose if (made := augmenter.copy(*pair))]
    different = list(dict.fromkeys(found))
    random.Random(1).shuffle(different)
    return different


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument("sources", nargs="+", help="globs of classes")
    parser.add_argument("--copies", type=int, default=1, help="of each pair")
    parser.add_argument(
        "--most", type=int, default=200_000, help="pairs to copy; more of them are drawn from"
    )
    parser.add_argument("--weight", type=float, default=1.0, help="how often an epoch has each copy")
    parser.add_argument("--align-pairs", type=int, default=100_000)
    parser.add_argument("--show", type=int, default=10, help="pairs to print, for reading")
    args = parser.parse_args()
    model, data = synthetic.processor(args.data), pack.read(args.data)
    pairs = synthetic.pairs_of(data, model, args.sources, most=args.most)
    augmenter = Augmenter(
        data.meta["pair"][1], aligner_of(data, model.id_to_piece, args.align_pairs), Dictionary(),
        wordings=_WORDINGS, counts=_COUNTS,
    )  # fmt: skip
    found = copies(pairs, augmenter, args.copies)
    if not found:
        raise SystemExit(f"{args.data}: nothing to copy in {', '.join(args.sources)}")
    print(f"{len(found)} copies of {len(pairs)} pairs")
    source, target, _ = zip(*found, strict=True)
    synthetic.write_texts(args.data, "aug/marks", source, target, weight=args.weight, show=args.show)


if __name__ == "__main__":
    main()
