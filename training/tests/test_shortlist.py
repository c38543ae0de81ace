"""The pieces that an update scores."""

from __future__ import annotations

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from training.batches import IGNORE, Batch  # noqa: E402
from training.model import Config, Transformer  # noqa: E402
from training.objective import Objective, loss  # noqa: E402
from training.shortlist import Shortener  # noqa: E402

VOCAB, COMMON, TURNS = 320, 50, 8
COUNTS = torch.arange(VOCAB).flip(0)
GOLD = torch.tensor([3, 49, 50, 319, 200, 200])


def test_all_that_is_asked_for_is_on_the_list() -> None:
    """The common pieces and those to write stand for themselves alone, whatever the turn; each other one comes in one turn."""
    lists = [Shortener(COUNTS, COMMON).shortlist(GOLD, turn) for turn in range(TURNS)]
    sure = {*range(COMMON), *GOLD.tolist()}
    for found in lists:
        assert set(found.pieces[found.shift == 0].tolist()) == sure
        assert torch.equal(found.pieces[found.places(GOLD)], GOLD)
    others = [int(piece) for found in lists for piece in found.pieces if int(piece) not in sure]
    assert sorted([*sure, *others]) == list(range(VOCAB))


def test_the_sum_is_right_in_the_mean() -> None:
    """What a list's pieces stand for adds up, over the turns, to the sum over the vocabulary."""
    torch.manual_seed(0)
    states, table, bias = torch.randn(6, 16), torch.randn(VOCAB, 16), torch.randn(VOCAB)
    whole = (states @ table.T + bias).exp().sum(1)
    sums = []
    for turn in range(TURNS):
        weight, shifted = Shortener(COUNTS, COMMON).shortlist(GOLD, turn).scored(table, bias)
        sums.append((states @ weight.T + shifted).exp().sum(1))
    assert torch.allclose(torch.stack(sums).mean(0), whole)


@pytest.mark.parametrize("half", [False, True])
def test_a_list_of_all_pieces_changes_nothing(*, half: bool) -> None:
    """With the whole vocabulary on the list, loss and gradients are those without a list."""
    torch.manual_seed(1)
    model = Transformer(Config(vocab=VOCAB, d=48, heads=4, enc=1, dec=1, ffn=96, dropout=0.0))
    source, target, gold = (torch.randint(3, VOCAB, (3, 8)) for _ in range(3))
    gold[1, 5:] = IGNORE
    batch, found = Batch(source, torch.ones(3, 8, dtype=torch.bool), target, gold, None), []
    shortener = Shortener(torch.randint(0, 9, (VOCAB,)), VOCAB)
    for short in (None, shortener.shortlist(gold[gold != IGNORE], 1)):
        model.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            total, _ = loss(model, replace(batch, shortlist=short), Objective())
        total.backward()
        found.append([total.detach(), model.embed.weight.grad.clone(), model.bias.grad.clone()])
    for left, right in zip(*found, strict=True):
        assert torch.allclose(left, right, rtol=1e-2 if half else 1e-4, atol=1e-1 if half else 1e-3)
