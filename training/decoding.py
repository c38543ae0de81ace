"""Translation inside PyTorch: greedy for evaluation, sampling for synthetic text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from training.model import Transformer
from training.vocabulary import BOS, EOS

LONGEST = 250
"""Pieces of a source sentence that are read."""


def padded(rows: Sequence[Sequence[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Sentences with </s> behind each, filled up with it; and where the pieces are real."""
    width = max(len(row) for row in rows) + 1
    ids = torch.tensor([[*row, *[EOS] * (width - len(row))] for row in rows], device=device)
    lengths = torch.tensor([len(row) + 1 for row in rows], device=device)
    return ids, torch.arange(width, device=device)[None] < lengths[:, None]


def decode(
    model: Transformer, source: Tensor, keep: Tensor, *, limit: int, sample: bool = False
) -> list[list[int]]:
    """The pieces that the model writes for each sentence, without <s> and </s>.

    Args:
        model: In evaluation mode.
        source: Pieces.
        keep: Where they are real.
        limit: The most pieces written.
        sample: Draw each piece by its probability, among the ten likeliest, instead of taking the likeliest.
    """
    with torch.no_grad():
        memory = model.encode(source, keep)
        out = list(_steps(model, memory, keep, limit, sample=sample))
    rows = torch.cat(out, 1).cpu().tolist()
    return [row[: row.index(EOS)] if EOS in row else row for row in rows]


def _steps(model: Transformer, memory: Tensor, keep: Tensor, limit: int, *, sample: bool) -> Iterator[Tensor]:
    mask = keep[:, None, None, :]
    cross = [tuple(layer.cross.split(layer.cross.kv(memory), 2)) for layer in model.decoder]
    own: list[Any] = [None] * len(model.decoder)
    piece = torch.full((len(memory), 1), BOS, device=memory.device)
    done = torch.zeros(len(memory), 1, dtype=torch.bool, device=memory.device)
    for place in range(limit):
        x = model.look_up(piece, place)
        for number, layer in enumerate(model.decoder):
            y, own[number] = layer.attn.step(x, own[number])
            x = x + y
            x = x + layer.cross.step(x, cross[number], mask)[0]
            x = x + layer.ffn(x)
        piece = _drawn(model.logits(model.dec_norm(x))[:, 0], sample=sample).masked_fill(done, EOS)
        yield piece
        done = done | (piece == EOS)
        if place % 8 == 7 and bool(done.all()):  # asking the device each time would hold it up
            return


def _drawn(logits: Tensor, *, sample: bool) -> Tensor:
    if not sample:
        return logits.argmax(-1, keepdim=True)
    best, pieces = logits.float().topk(10)
    return pieces.gather(1, torch.multinomial(best.softmax(-1), 1))


def translate(
    model: Transformer,
    rows: Sequence[Sequence[int]],
    device: torch.device,
    *,
    tokens: int = 20_000,
    sample: bool = False,
) -> list[list[int]]:
    """Translate sentences of pieces, in batches of nearly equal length and at most *tokens* pieces.

    A batch that finds too little memory is halved.
    """
    order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
    out: list[list[int]] = [[] for _ in rows]
    at = 0
    while at < len(order):
        part = order[at : at + max(1, tokens // (min(len(rows[order[at]]), LONGEST) + 1))]
        source, keep = padded([rows[i][:LONGEST] for i in part], device)
        try:
            found = decode(model, source, keep, limit=2 * source.shape[1] + 8, sample=sample)
        except torch.OutOfMemoryError:
            if len(part) == 1:
                raise
            tokens //= 2
            continue
        for i, row in zip(part, found, strict=True):
            out[i] = row
        at += len(part)
    return out
