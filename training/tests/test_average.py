"""The mean of models."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.average import mean  # noqa: E402
from training.model import Config, Transformer  # noqa: E402


def a_model(seed: int, ffn: int = 64) -> Transformer:
    """A small one."""
    torch.manual_seed(seed)
    return Transformer(Config(vocab=320, d=32, heads=4, enc=2, dec=1, ffn=ffn))


def test_each_parameter_is_the_mean() -> None:
    """With the shares that were asked for, whatever they add up to; with all of it for one, that one comes back."""
    models = [a_model(seed) for seed in (1, 2, 3)]
    found = mean(models, [1, 2, 5])
    for name, value in found.items():
        one, two, three = (model.state_dict()[name] for model in models)
        assert value.shape == one.shape
        torch.testing.assert_close(value, (one + 2 * two + 5 * three) / 8)
    for name, value in mean(models, [0, 3, 0]).items():
        torch.testing.assert_close(value, models[1].state_dict()[name])


@pytest.mark.parametrize(
    ("models", "shares"),
    [
        ([a_model(1), a_model(2, ffn=96)], [1, 1]),
        ([a_model(1)], [1, 1]),
        ([a_model(1), a_model(2)], [1, -1]),
        ([a_model(1)], [0]),
    ],
)
def test_what_has_no_mean(models: list[Transformer], shares: list[float]) -> None:
    """Other shapes, and shares that say nothing."""
    with pytest.raises(ValueError, match=r"share|shape"):
        mean(models, shares)
