"""A trained model's weights in a larger model that does the same at first.

    python -m training.grow --weights runs/en-fr/out --enc 8 --out init/en-fr
    python -m training.train --data data/en-fr --init init/en-fr --enc 8 ...

What a small model learnt in an hour need not be learnt again by the larger one that more hours allow. A new layer of the encoder is a copy
of the one below it whose two outputs are zero, a new unit of a feed-forward network is drawn as in a new model and its output is zero: so
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

_OUTPUTS = ("attn.out.", "ffn.down.")


def grow(model: Transformer, *, enc: int, ffn: int) -> Transformer:
    """*model* with *enc* layers in its encoder, and *ffn* units in all its feed-forward networks.

    Raises:
        ValueError: The model has more of either.
    """
    config = model.config
    if enc < config.enc or ffn < config.ffn:
        raise ValueError(f"the model has {config.enc} layers and {config.ffn} units already")
    torch.manual_seed(1)
    found = Transformer(replace(config, enc=enc, ffn=ffn))
    state, drawn = model.state_dict(), found.state_dict()
    encoder = [name for name in drawn if name.startswith("encoder.")]
    grown = {name: _widened(state[name], drawn[name]) for name in drawn if name not in encoder}
    for name in encoder:
        _, number, part = name.split(".", 2)
        below = int(number) * config.enc // enc
        repeated = int(number) and (int(number) - 1) * config.enc // enc == below
        value = _widened(state[f"encoder.{below}.{part}"], drawn[name])
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
    parser.add_argument("--ffn", type=int, help="units of a feed-forward network")
    parser.add_argument("--out", type=Path, required=True, help="what --init of the trainer takes")
    args = parser.parse_args()
    model, meta = weights.load(args.weights)
    try:
        grown = grow(model, enc=args.enc or model.config.enc, ffn=args.ffn or model.config.ffn)
    except ValueError as error:
        raise SystemExit(f"{args.weights}: {error}") from None
    kept = {name: meta[name] for name in ("pair", "parent", "progress", "before") if meta.get(name)}
    weights.save(grown.state_dict(), grown.config, args.out, kind="float32", more=kept)
    count = [sum(p.numel() for p in which.parameters()) for which in (model, grown)]
    print(f"{count[0]:,} parameters became {count[1]:,}: {args.out}")


if __name__ == "__main__":
    main()
