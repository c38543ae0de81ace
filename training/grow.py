"""A trained model's weights in a larger model that does the same at first.

    python -m training.grow --weights runs/en-fr/out --enc 8 --dec 2 --out init/en-fr
    python -m training.train --data data/en-fr --init init/en-fr --enc 8 --dec 2 ...

What a small model learnt in an hour need not be learnt again by the larger one that more hours allow. A new layer of the encoder or the
decoder is a copy of the one below it whose outputs are zero, a new unit of a feed-forward network is drawn as in a new model and its output is zero: so
nothing changes until the first update, and all of it learns from then on (Chen et al. 2016, "Net2Net", with zero outputs instead of shares).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from training import weights
from training.model import Transformer

_OUTPUTS = ("attn.out.", "cross.out.", "ffn.down.")


def grow(
    model: Transformer, *, enc: int | None = None, dec: int | None = None, ffn: int | None = None
) -> Transformer:
    """*model* with *enc* layers in its encoder, *dec* in its decoder, and *ffn* units in all its feed-forward networks; None: as many as it has.

    Raises:
        ValueError: The model has more of one of them.
    """
    config = model.config
    wanted = replace(config, enc=enc or config.enc, dec=dec or config.dec, ffn=ffn or config.ffn)
    if wanted.enc < config.enc or wanted.dec < config.dec or wanted.ffn < config.ffn:
        raise ValueError(f"the model has {config.enc}+{config.dec} layers and {config.ffn} units already")
    torch.manual_seed(1)
    found = Transformer(wanted)
    state, drawn = model.state_dict(), found.state_dict()
    depths = {"encoder": (config.enc, wanted.enc), "decoder": (config.dec, wanted.dec)}
    grown = {}
    for name in drawn:
        stack, *rest = name.split(".", 2)
        if stack not in depths:
            grown[name] = _widened(state[name], drawn[name])
            continue
        (had, has), number, part = depths[stack], int(rest[0]), rest[1]
        below = number * had // has
        repeated = number and (number - 1) * had // has == below
        value = _widened(state[f"{stack}.{below}.{part}"], drawn[name])
        grown[name] = torch.zeros_like(value) if repeated and part.startswith(_OUTPUTS) else value
    found.load_state_dict(grown)
    return found


def _widened(old: Tensor, drawn: Tensor) -> Tensor:
    """*old* in the shape of *drawn*: new rows as they were drawn, new columns zero."""
    found = drawn.clone()
    found[..., old.shape[-1] :] = 0
    found[tuple(map(slice, old.shape))] = old
    return found


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the smaller model's")
    parser.add_argument("--enc", type=int, help="layers of the encoder")
    parser.add_argument("--dec", type=int, help="layers of the decoder")
    parser.add_argument("--ffn", type=int, help="units of a feed-forward network")
    parser.add_argument("--out", type=Path, required=True, help="what --init of the trainer takes")
    args = parser.parse_args()
    model, meta = weights.load(args.weights)
    try:
        grown = grow(model, enc=args.enc, dec=args.dec, ffn=args.ffn)
    except ValueError as error:
        raise SystemExit(f"{args.weights}: {error}") from None
    kept = {
        name: meta[name] for name in ("pair", "parent", "progress", "before", "sources") if meta.get(name)
    }
    weights.save(grown.state_dict(), grown.config, args.out, kind="float32", more=kept)
    count = [sum(p.numel() for p in which.parameters()) for which in (model, grown)]
    print(f"{count[0]:,} parameters became {count[1]:,}: {args.out}")


if __name__ == "__main__":
    main()
