"""A pack without some of its sources, and without the copies that were made of them.

    python -m training.without data/en-fr --out licensed/en-fr docs/i2p po/kobo-docs

`--weight docs/i2p=0` of the trainer leaves out the pairs of a source, but not the copies that ask for terms (the classes `aug/…`): these
do not know where they come from. Here a copy goes if at least half of its runs of four pieces, marks left out, occur in the sources
that go; one too short for such a run stays. Preferences go: make them again. What is about a source in `meta.json` stays, with the number of pairs that are left; the
pairs that are set aside for scores, and the pieces, which were made of all sources, stay as they are.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import corpora, pack
from training.vocabulary import FIRST_SYMBOL, SYMBOLS

RUN = 4
"""Pieces of a run."""

SHARE = 0.5
"""Of the runs of a copy that must occur in what goes."""

_COPIES = "aug/", "synthetic/distil"
_ORDINARY = FIRST_SYMBOL + len(SYMBOLS)


def runs(side: pack.Side) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The runs of RUN pieces of all sentences, as numbers, and the sentence of each; runs with a reserved symbol are left out."""
    owner = np.repeat(np.arange(len(side.lengths)), side.lengths)
    count = max(0, len(owner) - RUN + 1)
    number, whole = np.zeros(count, np.uint64), owner[:count] == owner[RUN - 1 :]
    for step in range(RUN):
        piece = side.ids[step : step + count]
        number = number << np.uint64(16) | piece.astype(np.uint64)
        whole &= piece >= _ORDINARY
    return number[whole], owner[:count][whole]


def going(data: pack.Pack, names: Collection[str]) -> NDArray[np.bool_]:
    """For each pair of *data* whether it belongs to one of the sources *names* (as of corpora.lookup), or is a copy of such a pair."""
    known = [entry["name"] for entry in data.meta["classes"]]
    for rule in names:
        if not any(corpora.lookup({rule: 1.0}, name, 0.0) for name in known):
            raise SystemExit(f"{rule} fits no source of the pack")
    rules = dict.fromkeys(names, 1.0)
    named = np.array([corpora.lookup(rules, name, 0.0) > 0 for name in known])
    copied = np.array([name.startswith(_COPIES) for name in known])
    gone, copies = named[data.classes], copied[data.classes]
    number, owner = runs(data.source)
    from_gone = np.unique(number[gone[owner]])
    alike = np.isin(number, from_gone, kind="sort")
    total = np.bincount(owner, minlength=len(gone))
    shared = np.bincount(owner, weights=alike, minlength=len(gone))
    found: NDArray[np.bool_] = gone | copies & (total > 0) & (shared >= SHARE * total)
    return found


def _part(side: pack.Side, kept: NDArray[np.bool_]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    return side.ids[np.repeat(kept, side.lengths)], side.lengths[kept]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument(
        "names", nargs="+", metavar="SOURCE", help="what goes: a name, a glob or a folder, as with --weight"
    )
    parser.add_argument("--out", type=Path, required=True, help="the new pack")
    args = parser.parse_args()
    data = pack.read(args.data)
    if data.links is not None:
        raise SystemExit(f"{args.data} has links: make them after this")
    if any(args.out.glob("train*.npz")):
        raise SystemExit(f"{args.out} holds a pack: choose a new folder")
    gone = going(data, args.names)
    args.out.mkdir(parents=True, exist_ok=True)
    arrays = {"cls": data.classes[~gone].astype(np.uint16)}
    for name, side in (("src", data.source), ("tgt", data.target)):
        ids, lengths = _part(side, ~gone)
        arrays |= {f"{name}_ids": ids, f"{name}_len": lengths.astype(np.uint8)}
    size = pack.write(args.out / "train-00.npz", arrays)
    left, before = (
        np.bincount(c, minlength=len(data.meta["classes"])) for c in (arrays["cls"], data.classes)
    )
    for entry, pairs in zip(data.meta["classes"], left, strict=True):
        entry["pairs"] = int(pairs)
    tokens = {name: len(arrays[f"{name}_ids"]) for name in ("src", "tgt")}
    pack.write_meta(
        args.out, data.meta | {"pairs": int(left.sum()), "tokens": tokens, "shards": 1, "bytes": [size]}
    )
    for path in args.data.iterdir():
        if path.suffix != ".npz" and path.name != "meta.json":
            shutil.copy(path, args.out)
    for entry, count in zip(data.meta["classes"], before - left, strict=True):
        if count:
            print(f"{entry['name']}: {count} of {count + entry['pairs']} pairs left out")


if __name__ == "__main__":
    main()
