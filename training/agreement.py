"""Whether a CTranslate2 model does what the PyTorch model does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.decoding import LONGEST, decode, padded
from training.model import Transformer
from training.vocabulary import BOS, EOS

_LIMIT = 300
_TIE = 1e-3
_NEAR = 2e-3


@dataclass(frozen=True, slots=True)
class Reference:
    """What PyTorch makes of a sentence, greedily."""

    pieces: list[int]

    logs: NDArray[np.float32]
    """The log-probability of each piece and of </s>."""

    gap: float
    """The smallest lead of the best piece over the second: a tie may go either way."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a CTranslate2 model is from the PyTorch model."""

    sentences: int
    same: int
    """Sentences with the same translation."""

    apart: float
    """The greatest difference of a log-probability."""

    exact: bool
    """Whether all differences are ties and rounding."""


def reference(model: Transformer, source: Sequence[int]) -> Reference:
    """What *model* makes of the pieces *source*."""
    device = torch.device("cpu")
    ids, keep = padded([source[:LONGEST]], device)
    pieces = decode(model, ids, keep, limit=_LIMIT)[0]
    with torch.no_grad():
        states, _ = model.decode(model.encode(ids, keep), keep, torch.tensor([[BOS, *pieces]]))
        logs = model.logits(states)[0].log_softmax(-1)
    best = logs.topk(2).values
    gold = torch.tensor([*pieces, EOS])
    return Reference(
        pieces, logs.gather(1, gold[:, None])[:, 0].numpy(), float((best[:, 0] - best[:, 1]).min())
    )


def compare(
    references: Sequence[Reference],
    sources: Sequence[Sequence[str]],
    pieces: Sequence[str],
    folder: Path,
    kind: str,
) -> Agreement:
    """Translate and score *sources* (in pieces) with the model in *folder* of the number format *kind*."""
    import ctranslate2

    translator: Any = ctranslate2.Translator(str(folder), device="cpu", compute_type=kind, intra_threads=1)
    cut = [list(source[:LONGEST]) for source in sources]
    wanted = [[pieces[i] for i in r.pieces] for r in references]
    found = [
        r.hypotheses[0] for r in translator.translate_batch(cut, beam_size=1, max_decoding_length=_LIMIT)
    ]
    logs = [np.array(r.log_probs) for r in translator.score_batch(cut, wanted)]
    apart = max(
        (float(np.abs(a - r.logs[: len(a)]).max()) for a, r in zip(logs, references, strict=True) if len(a)),
        default=0.0,
    )
    same = [a == b for a, b in zip(found, wanted, strict=True)]
    ties = all(is_same or r.gap < _TIE for is_same, r in zip(same, references, strict=True))
    return Agreement(len(same), sum(same), apart, ties and apart < _NEAR)
