"""A trained model as a CTranslate2 model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.model import Config, Transformer

_EPSILON = 1e-5  # PyTorch's for layer norms


class _Filler:
    """Copies parameters into the places of a specification."""

    def __init__(self, model: Transformer) -> None:
        # copies: CTranslate2 quantises in place, and would change the PyTorch weights themselves
        self.values = {
            name: value.detach().cpu().numpy().copy() for name, value in model.state_dict().items()
        }

    def norm(self, place: Any, name: str) -> None:
        place.gamma, place.beta = self.values[f"{name}.weight"], self.values[f"{name}.bias"]

    def linear(self, place: Any, name: str) -> None:
        place.weight, place.bias = self.values[f"{name}.weight"], self.values[f"{name}.bias"]

    def attention(self, place: Any, name: str, *parts: str) -> None:
        self.norm(place.layer_norm, f"{name}.norm")
        for linear, part in zip(place.linear, parts, strict=True):
            self.linear(linear, f"{name}.{part}")

    def feed_forward(self, place: Any, name: str, *, gate: bool) -> None:
        self.norm(place.layer_norm, f"{name}.norm")
        self.linear(place.linear_0, f"{name}.up")
        self.linear(place.linear_1, f"{name}.down")
        if gate:
            self.linear(place.linear_0_noact, f"{name}.gate")


def build(model: Transformer, pieces: Sequence[str]) -> Any:
    """The specification of *model*, whose vocabulary are *pieces*."""
    config = model.config
    spec, fill, gate = _empty(config), _Filler(model), config.act == "swiglu"
    table = fill.values["embed.weight"]
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = spec.decoder.projection.weight = (
        table
    )
    spec.decoder.projection.bias = fill.values["bias"]
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = True
    fill.norm(spec.encoder.layer_norm, "enc_norm")
    fill.norm(spec.decoder.layer_norm, "dec_norm")
    for number, layer in enumerate(spec.encoder.layer):
        fill.attention(layer.self_attention, f"encoder.{number}.attn", "qkv", "out")
        fill.feed_forward(layer.ffn, f"encoder.{number}.ffn", gate=gate)
    for number, layer in enumerate(spec.decoder.layer):
        fill.attention(layer.self_attention, f"decoder.{number}.attn", "qkv", "out")
        fill.attention(layer.attention, f"decoder.{number}.cross", "q", "kv", "out")
        fill.feed_forward(layer.ffn, f"decoder.{number}.ffn", gate=gate)
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    return spec


def _empty(config: Config) -> Any:
    from ctranslate2.specs import Activation, TransformerSpec

    kinds = {"relu": Activation.RELU, "gelu": Activation.GELU, "swiglu": Activation.SWISH}
    # A model that was trained to point names its layer by number; -1, the converters' default, says that none was.
    layer = config.dec - 1 if config.guided else -1
    spec = TransformerSpec.from_config(
        (config.enc, config.dec), config.heads, pre_norm=True, activation=kinds[config.act], ffn_glu=config.act == "swiglu",
        alignment_layer=layer, alignment_heads=1,
    )  # fmt: skip
    # Argos hands over bare pieces: CTranslate2 itself ends the source with </s> and begins the target with <s>.
    spec.config.add_source_bos, spec.config.add_source_eos = False, True
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    spec.config.decoder_start_token = "<s>"
    spec.config.layer_norm_epsilon = _EPSILON
    return spec


def save(model: Transformer, pieces: Sequence[str], folder: Path, *, quantization: str | None = None) -> None:
    """Write *model* to *folder*; float32 without *quantization*. The model itself stays as it is."""
    spec = build(model, pieces)
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
