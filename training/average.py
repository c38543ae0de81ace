"""The mean of the weights of several runs, each of which began with another of them: often a little better than the last one.

    python -m training.average runs/en-es-2/out runs/en-es-1/out --shares 2 1 --out runs/en-es-mean

Runs that began with the same weights end near enough to each other for their mean to be a model (Wortsman et al. 2022, "Model soups"). What the card
says of the first, the last run, holds for the mean.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from training import weights
from training.model import Transformer


def mean(models: Sequence[Transformer], shares: Sequence[float]) -> dict[str, Tensor]:
    """The parameters of *models* by name, averaged with *shares*, which need not add up to 1.

    Raises:
        ValueError: The models are not of one shape, or there is not a share for each, or one is negative, or none is above 0.
    """
    if len(shares) != len(models) or min(shares) < 0 or sum(shares) <= 0:
        raise ValueError("a share for each of the models, none negative and one above 0")
    if any(model.config != models[0].config for model in models):
        raise ValueError("models of different shapes have no mean")
    states = [model.state_dict() for model in models]
    parts = [share / sum(shares) for share in shares]
    return {
        name: sum(
            (part * state[name].float() for part, state in zip(parts, states, strict=True)), Tensor([0.0])
        )
        for name in states[0]
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("weights", nargs="+", type=Path, help="folders of weights, the last run's first")
    parser.add_argument(
        "--shares", nargs="+", type=float, help="of each; the same for all if nothing is said"
    )
    parser.add_argument("--out", type=Path, required=True, help="what `export`, or --init, takes")
    args = parser.parse_args()
    models, metas = zip(*(weights.load(folder) for folder in args.weights), strict=True)
    shares = args.shares or [1.0] * len(models)
    try:
        found = mean(models, shares)
    except ValueError as error:
        raise SystemExit(f"{', '.join(map(str, args.weights))}: {error}") from None
    kept = {name: value for name, value in metas[0].items() if name not in {"config", "shards", "tensors"}}
    weights.save(found, models[0].config, args.out, more=kept | {"shares": shares})
    print(f"mean of {len(models)} models: {args.out}")


if __name__ == "__main__":
    main()
