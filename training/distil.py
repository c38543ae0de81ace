"""A larger model's translations of the training sources, for a small model to learn from.

    python -m training.train --preset big --data data/en-fr --run runs/big --out runs/big/out ...
    python -m training.distil --weights runs/big/out --data data/en-fr --out data/en-fr --share 0.5

The pairs become a class of the pack, `synthetic/distil`. What the teacher writes is plainer than what people wrote, and easier for few
parameters (Kim and Rush 2016). Copies that ask for terms are left out: they have to keep their own targets.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from training import pack, synthetic
from training.filters import reject
from training.text import normalise


def sources(data: pack.Pack, share: float) -> list[list[int]]:
    """The sources of a random share of the pairs that people wrote, each once."""
    made = {
        n
        for n, entry in enumerate(data.meta["classes"])
        if entry["name"].split("/")[0] in {"aug", "synthetic"}
    }
    chosen = np.flatnonzero(np.random.default_rng(13).random(len(data.classes)) < share)
    rows = (tuple(data.source.sentence(n)) for n in chosen.tolist() if data.classes[n] not in made)
    return [list(row) for row in dict.fromkeys(rows)]


def main() -> None:
    """Run the command."""
    args = _options()
    model, data = synthetic.processor(args.data), pack.read(args.data)
    to = data.meta["pair"][1]
    rows = sources(data, args.share)
    source, target, refused = list[list[int]](), list[list[int]](), Counter[str]()
    for at, found in synthetic.chunks(
        args.weights, rows, sample=False, until=args.time_limit, tokens=args.tokens
    ):
        here = rows[at : at + len(found)]
        english, other = (synthetic.texts(model, side) for side in (here, found))
        for row, written, a, b in zip(here, found, english, other, strict=True):
            if why := reject(normalise(a), normalise(b), to):
                refused[why] += 1
                continue
            source.append(row)
            target.append(written)
    synthetic.write(args.data, args.out, "synthetic/distil", source, target, weight=args.weight)
    print(f"{len(source)} pairs in {args.out}; refused {dict(refused)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--weights", type=Path, required=True, help="of the teacher, trained on the same pieces"
    )
    parser.add_argument("--data", type=Path, required=True, help="the pack")
    parser.add_argument("--out", type=Path, required=True, help="the pack, or a folder to carry home")
    parser.add_argument("--share", type=float, default=1.0, help="of the pairs")
    parser.add_argument("--weight", type=float, default=1.0)
    parser.add_argument("--time-limit", type=float, default=1e12, help="seconds")
    parser.add_argument("--tokens", type=int, default=60_000, help="pieces of a batch")
    return parser.parse_args()


if __name__ == "__main__":
    main()
