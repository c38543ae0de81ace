"""How good the model is while it trains: BLEU and chrF of greedy translations of the dev set, and likelihoods."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.batches import IGNORE, Batch
from training.decoding import padded, translate
from training.model import Transformer
from training.objective import Objective, loss
from training.vocabulary import BOS

Pair = tuple[list[int], list[int]]

_PLAIN = Objective(smoothing=0.0)


class Judge:
    """Scores a model on the dev set and the pairs that were set aside.

    Args:
        folder: The pack.
        pair: The codes of the source and of the target.
        lines: Sentences of the dev set at most.
        longest: Pieces of a sentence at most, for likelihoods.

    Raises:
        ImportError: sentencepiece or sacrebleu is missing.
    """

    def __init__(self, folder: Path, pair: tuple[str, str], *, lines: int, longest: int) -> None:
        import sacrebleu
        import sentencepiece

        self._sacrebleu = sacrebleu
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
        source, self._reference = (
            (folder / f"dev.{code}").read_text(encoding="utf-8").splitlines()[:lines] for code in pair
        )
        aside = [line.split("\t") for line in (folder / "valid.tsv").read_text(encoding="utf-8").splitlines()]
        pairs = [(s, t) if pair[0] == "en" else (t, s) for s, t in aside[: max(200, lines)]]
        self._rows: list[list[int]] = self._processor.encode(source)
        self._dev = self._cut(source, self._reference, longest)
        self._aside = self._cut([s for s, _ in pairs], [t for _, t in pairs], longest)

    def _cut(self, source: Sequence[str], target: Sequence[str], longest: int) -> list[Pair]:
        rows = zip(self._processor.encode(list(source)), self._processor.encode(list(target)), strict=True)
        return [(s[:longest], t[:longest]) for s, t in rows]

    def scores(self, model: Transformer, device: torch.device) -> dict[str, Any]:
        """BLEU, chrF and likelihoods of *model*, which is in evaluation mode; three translations; seconds taken."""
        began = time.monotonic()
        found = translate(model, self._rows, device, tokens=60_000 if device.type == "cuda" else 4_000)
        texts: list[str] = self._processor.decode(found)
        return {
            "bleu": self._sacrebleu.corpus_bleu(texts, [self._reference]).score,
            "chrf": self._sacrebleu.corpus_chrf(texts, [self._reference]).score,
            "lines": len(texts),
            "valid_nll": likelihood(model, self._aside, device),
            "dev_nll": likelihood(model, self._dev, device),
            "sample": texts[3:6],
            "took": time.monotonic() - began,
        }


def likelihood(model: Transformer, pairs: Sequence[Pair], device: torch.device) -> float:
    """The negative log-likelihood of a target piece; 0 without pairs."""
    total, count = 0.0, 0
    ordered = sorted(pairs, key=lambda pair: len(pair[1]))
    for at in range(0, len(ordered), 64):
        part = ordered[at : at + 64]
        source, keep = padded([s for s, _ in part], device)
        ended, real = padded([t for _, t in part], device)
        target = torch.cat([torch.full_like(ended[:, :1], BOS), ended[:, :-1]], 1)
        gold: Tensor = ended.masked_fill(~real, IGNORE)
        total += float(loss(model, Batch(source, keep, target, gold, None), _PLAIN)[1])
        count += int(real.sum())
    return total / max(1, count)
