"""What back-translation and distillation share: a model translates many sentences, and the pairs go into archives of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training import STARTED, pack, weights
from training.decoding import translate
from training.numbers import precision, resolve

Rows = list[list[int]]

LONGEST = 160
"""Pieces a side; a longer sentence makes no pair."""

_CHUNK = 20_000  # sentences between two looks at the clock
_SHARD_BYTES = 14e6
_BYTES_A_PIECE = 1.2  # packed; measured 0.9 on the packs of all three pairs


def device() -> torch.device:
    """The GPU, or the CPU where there is none."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def chunks(
    folder: Path, rows: Rows, *, sample: bool, until: float, tokens: int
) -> Iterator[tuple[int, Rows]]:
    """Translations of *rows* by the weights in *folder*, chunk by chunk, each with the number of its first row.

    Args:
        folder: Weights.
        rows: Sentences in pieces.
        sample: Draw pieces instead of taking the likeliest.
        until: Begin no chunk so many seconds after the start of the process.
        tokens: Pieces of a batch at most.
    """
    where = device()
    model, _ = weights.load(folder, where)
    kind = resolve("auto", where)
    for at in range(0, len(rows), _CHUNK):
        spent = time.monotonic() - STARTED
        if spent >= until:
            return
        with precision(where, kind):
            yield at, translate(model, rows[at : at + _CHUNK], where, tokens=tokens, sample=sample)
        print(
            f"{min(at + _CHUNK, len(rows))} of {len(rows)} sentences, {time.monotonic() - STARTED:.0f} s",
            flush=True,
        )


def write(folder: Path, out: Path, name: str, source: Rows, target: Rows, *, weight: float) -> dict[str, Any]:
    """Write pairs as the class `synthetic/NAME` in archives `train-NAME-NN.npz`, and the pack's `meta.json` with it.

    Args:
        folder: The pack to which they belong.
        out: Where the files go: the pack itself, or a folder whose files are copied there later.
        name: Also a part of the archives' names; older ones of the same name go.
        source: English pieces.
        target: Pieces of the other language.
        weight: How often an epoch has each pair.

    Returns:
        The new `meta.json`.
    """
    kept = [
        n
        for n, both in enumerate(zip(source, target, strict=True))
        if all(0 < len(row) <= LONGEST for row in both)
    ]
    meta = pack.read_meta(folder)
    number = pack.add_class(meta, f"synthetic/{name}", len(kept), weight)
    meta["pairs"] = sum(entry["pairs"] for entry in meta["classes"])
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob(f"train-{name}-*.npz"):
        old.unlink()
    size = sum(len(source[n]) + len(target[n]) for n in kept) * _BYTES_A_PIECE
    for shard, part in enumerate(np.array_split(np.array(kept, int), max(1, int(-(-size // _SHARD_BYTES))))):
        english, other = ([np.array(side[n], np.uint16) for n in part] for side in (source, target))
        pack.write(
            out / f"train-{name}-{shard:02d}.npz", pack.arrays(english, other, np.full(len(part), number))
        )
    pack.write_meta(out, meta)
    return meta


def processor(folder: Path) -> Any:
    """The SentencePiece model of a pack."""
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))


def texts(model: Any, rows: Sequence[Sequence[int]]) -> list[str]:
    """The sentences that *rows* spell."""
    found: list[str] = model.decode([list(row) for row in rows])
    return found
