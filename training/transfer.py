"""Another pair's weights as the beginning of a pair that has few data, or few minutes.

    python -m training.transfer --weights runs/en-fr/out --pieces data/en-fr/spm.model --data data/en-es --out init/en-es
    python -m training.train --data data/en-es --init init/en-es ...

All layers are taken over as they are (Kocmi and Bojar 2018); the encoder reads English in both pairs. The vocabularies differ. A piece
that both have keeps its vector; another one begins as the mean of the parent's pieces for the same letters, which is what the parent
itself would read there; and where the parent only knows single bytes, as the mean of all its vectors with some noise.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor

from training import weights
from training.model import Transformer

_BLANK = "▁"


def parents(parent: SentencePieceProcessor, child: SentencePieceProcessor) -> Iterator[Sequence[int]]:
    """For each piece of *child* the pieces of *parent* that it begins as the mean of; none where those are bytes."""
    known = {parent.id_to_piece(i): i for i in range(parent.get_piece_size())}
    for piece in map(child.id_to_piece, range(child.get_piece_size())):
        if piece in known:
            yield (known[piece],)
        else:
            found = parent.encode(piece.replace(_BLANK, " ").strip())
            yield () if any(map(parent.is_byte, found)) else found


def transfer(model: Transformer, origins: Sequence[Sequence[int]], *, noise: float = 0.5) -> Transformer:
    """A model with the layers of *model*, and a vocabulary that begins as *origins* say.

    Args:
        model: The parent.
        origins: As of parents().
        noise: Of the vectors without an origin, in standard deviations of the parent's vectors.
    """
    generator = torch.Generator().manual_seed(1)
    old, mean, spread = (
        model.embed.weight.data,
        model.embed.weight.data.mean(0),
        model.embed.weight.data.std(0),
    )

    def vector(origin: Sequence[int]) -> Tensor:
        drawn = torch.randn(len(mean), generator=generator)
        return old[list(origin)].mean(0) if origin else mean + noise * spread * drawn

    found = Transformer(replace(model.config, vocab=len(origins)))
    found.load_state_dict(
        model.state_dict()
        | {
            "embed.weight": torch.stack([vector(origin) for origin in origins]),
            "bias": torch.stack(
                [model.bias.data[list(o)].mean() if o else model.bias.data.mean() for o in origins]
            ),
        }
    )
    return found


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the parent's")
    parser.add_argument("--pieces", type=Path, required=True, help="its spm.model")
    parser.add_argument("--data", type=Path, required=True, help="the pack of the pair that begins")
    parser.add_argument("--out", type=Path, required=True, help="what --init of the trainer takes")
    args = parser.parse_args()
    parent, child = (SentencePieceProcessor(str(path)) for path in (args.pieces, args.data / "spm.model"))
    origins = list(parents(parent, child))
    model, meta = weights.load(args.weights)
    if model.config.vocab != parent.get_piece_size():
        raise SystemExit(
            f"{args.pieces} has {parent.get_piece_size()} pieces, the weights {model.config.vocab}"
        )
    begun = transfer(model, origins)
    weights.save(
        begun.state_dict(), begun.config, args.out, kind="float32", more={"parent": meta.get("pair")}
    )
    same, made = sum(len(o) == 1 for o in origins), sum(len(o) > 1 for o in origins)
    print(
        f"{same} of {len(origins)} pieces have the vector of one piece, {made} the mean of several: {args.out}"
    )


if __name__ == "__main__":
    main()
