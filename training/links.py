"""Link pieces of packed pairs by the aligner, for a decoder head that learns to point.

    python -m training.links data/en-fr --out linked/en-fr --share 0.5

Copies a pack and adds links to a share of its pairs. The copy is as good as the pack for everything else.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import pack
from training.align import Aligner
from training.text import words
from training.vocabulary import FIRST_SYMBOL, SYMBOLS

_NEW_WORD = "▁"
_FLOOR = 0.04  # half of what replacing words asks for: a wrong link among many does little harm here
_SPECIAL = range(FIRST_SYMBOL, FIRST_SYMBOL + len(SYMBOLS))


def grouped(pieces: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """The words that *pieces* spell, as the aligner has them, and the pieces of each."""
    text = "".join(pieces).replace(_NEW_WORD, " ")
    owners = [number for number, piece in enumerate(pieces) for _ in piece]
    found, groups, at = list[str](), list[list[int]](), 0
    for word in words(text):
        at = text.index(word, at)
        found.append(word)
        groups.append(sorted(set(owners[at : at + len(word)])))
        at += len(word)
    return found, groups


def piece_links(aligner: Aligner, source: Sequence[str], target: Sequence[str]) -> NDArray[np.int16]:
    """For each piece of *target* the piece of *source* it comes from, -1 for none.

    Every piece of a word points to the first piece of the other word; a mark points to itself.
    """
    out = np.full(len(target), -1, np.int16)
    (s_words, s_groups), (t_words, t_groups) = grouped(source), grouped(target)
    for i, j in aligner.links(s_words, t_words, floor=_FLOOR, once=False).items():
        if any(c.isalnum() for c in s_words[i]) and any(c.isalnum() for c in t_words[j]):
            out[t_groups[j]] = s_groups[i][0]
    for place, piece in enumerate(target):
        if piece in SYMBOLS and piece in source:
            out[place] = source.index(piece)
    return out


def aligner_of(data: pack.Pack, piece_of: Callable[[int], str], pairs: int) -> Aligner:
    """An aligner trained on *pairs* random pairs of a pack that ask for no terms."""
    rng = random.Random(3)
    order = rng.sample(range(len(data.classes)), min(3 * pairs, len(data.classes)))
    plain = (n for n in order if not any(i in _SPECIAL for i in data.source.sentence(n)))
    sample = [n for n, _ in zip(plain, range(pairs), strict=False)]
    spelled = [
        [[piece_of(i) for i in side.sentence(n)] for side in (data.source, data.target)] for n in sample
    ]
    return Aligner([(grouped(s)[0], grouped(t)[0]) for s, t in spelled])


def linked(
    data: pack.Pack, aligner: Aligner, piece_of: Callable[[int], str], share: float
) -> list[NDArray[np.int16]]:
    """The links of each pair of a pack; those of a random share of the pairs, the others without any."""
    rng = np.random.default_rng(9)
    chosen = rng.random(len(data.classes)) < share
    out: list[NDArray[np.int16]] = []
    for number, wanted in enumerate(chosen):
        size = int(data.target.lengths[number])
        if not wanted:
            out.append(np.full(size, -1, np.int16))
            continue
        source, target = ([piece_of(i) for i in side.sentence(number)] for side in (data.source, data.target))
        out.append(piece_links(aligner, source, target))
    return out


def add(folder: Path, out: Path, *, share: float, pairs: int) -> int:
    """Write a copy of the pack in *folder*, with links, to *out*; the size of its archives in bytes."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    data = pack.read(folder)
    found = linked(data, aligner_of(data, pieces.__getitem__, pairs), pieces.__getitem__, share)
    out.mkdir(parents=True, exist_ok=True)
    size, at = 0, 0
    for path in sorted(folder.iterdir()):
        if not path.match("train*.npz"):
            shutil.copyfile(path, out / path.name)
            continue
        arrays = dict(np.load(path))
        count = len(arrays["cls"])
        size += pack.write(out / path.name, arrays | pack.link_arrays(found[at : at + count]))
        at += count
    return size


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.4, help="of the pairs")
    parser.add_argument("--align-pairs", type=int, default=100_000)
    args = parser.parse_args()
    size = add(args.data, args.out, share=args.share, pairs=args.align_pairs)
    print(f"{args.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
