"""Small models that become larger ones."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.batches import Batch  # noqa: E402
from training.grow import grow  # noqa: E402
from training.model import Config, Transformer  # noqa: E402
from training.objective import Objective, loss  # noqa: E402


def a_batch() -> Batch:
    """Three sentences."""
    torch.manual_seed(1)
    source, target, gold = (torch.randint(3, 320, (3, 8)) for _ in range(3))
    return Batch(source, torch.ones(3, 8, dtype=torch.bool), target, gold, None)


@pytest.mark.parametrize("act", ["relu", "swiglu"])
@pytest.mark.parametrize(
    ("enc", "dec", "ffn"),
    [(3, 2, 96), (4, 2, 96), (7, 2, 96), (3, 2, 128), (5, 2, 200), (3, 3, 96), (3, 5, 96), (6, 4, 128)],
)
def test_it_does_the_same_and_learns(enc: int, dec: int, ffn: int, act: str) -> None:
    """Nothing changes at first; after one update every parameter of the new layers has a gradient."""
    torch.manual_seed(0)
    model = Transformer(Config(vocab=320, d=48, heads=4, enc=3, dec=2, ffn=96, act=act, dropout=0.0))
    grown, batch = grow(model, enc=enc, dec=dec, ffn=ffn), a_batch()
    before, after = (loss(one, batch, Objective())[0] for one in (model, grown))
    assert torch.allclose(before, after, rtol=1e-6)
    optimiser = torch.optim.SGD(grown.parameters(), lr=1e-3)
    for _ in range(2):
        optimiser.zero_grad()
        loss(grown, batch, Objective())[0].backward()
        optimiser.step()
    assert all(p.grad is not None and p.grad.any() for p in grown.parameters())
    units = [layer.ffn.up.weight.grad[-1] for layer in grown.encoder]
    assert (len(units), len(grown.decoder)) == (enc, dec)
    assert all(unit.any() for unit in units) or act == "relu"  # a unit that never fires learns nothing


def test_nothing_shrinks() -> None:
    """Fewer layers than there are is an error."""
    model = Transformer(Config(vocab=320, d=48, heads=4, enc=3, dec=2, ffn=96, dropout=0.0))
    for wanted in ({"enc": 2}, {"dec": 1}, {"ffn": 95}):
        with pytest.raises(ValueError, match=r"has 3\+2 layers and 96 units"):
            grow(model, **wanted)
