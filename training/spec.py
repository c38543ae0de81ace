"""A trained model as a CTranslate2 model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from training.model import Config, Transformer

_EPSILON = 1e-5  # PyTorch's for layer norms


_NORM, _LINEAR = ("gamma", "beta"), ("weight", "bias")


def places(config: Config) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """For each module with a weight and a bias its name in the trainer, its path in CTranslate2, and what the two are called there."""
    for norm, side in (("enc_norm", "encoder"), ("dec_norm", "decoder")):
        yield norm, f"{side}/layer_norm", _NORM
    for side, depth in (("encoder", config.enc), ("decoder", config.dec)):
        for ours, theirs in ((f"{side}.{n}", f"{side}/layer_{n}") for n in range(depth)):
            yield from _attention(f"{ours}.attn", f"{theirs}/self_attention", "qkv", "out")
            if side == "decoder":
                yield from _attention(f"{ours}.cross", f"{theirs}/attention", "q", "kv", "out")
            yield f"{ours}.ffn.norm", f"{theirs}/ffn/layer_norm", _NORM
            yield f"{ours}.ffn.up", f"{theirs}/ffn/linear_0", _LINEAR
            yield f"{ours}.ffn.down", f"{theirs}/ffn/linear_1", _LINEAR
            if config.act == "swiglu":
                yield f"{ours}.ffn.gate", f"{theirs}/ffn/linear_0_noact", _LINEAR


def _attention(ours: str, theirs: str, *parts: str) -> Iterator[tuple[str, str, tuple[str, str]]]:
    yield f"{ours}.norm", f"{theirs}/layer_norm", _NORM
    yield from ((f"{ours}.{part}", f"{theirs}/linear_{n}", _LINEAR) for n, part in enumerate(parts))


def build(model: Transformer, pieces: Sequence[str]) -> Any:
    """The specification of *model*, whose vocabulary are *pieces*."""
    spec = _empty(model.config)
    # copies: CTranslate2 quantises in place, and would change the PyTorch weights themselves
    values = {name: value.detach().cpu().numpy().copy() for name, value in model.state_dict().items()}
    table = values["embed.weight"]
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = spec.decoder.projection.weight = (
        table
    )
    spec.decoder.projection.bias = values["bias"]
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = True
    for ours, theirs, names in places(model.config):
        place = _place(spec, theirs)
        for name, part in zip(names, ("weight", "bias"), strict=True):
            setattr(place, name, values[f"{ours}.{part}"])
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    return spec


def _place(spec: Any, path: str) -> Any:
    """The part of a specification at *path*; `layer_3` is the fourth of the list `layer`, unless there is a part of that very name."""
    for step in path.split("/"):
        name, _, number = step.rpartition("_")
        spec = getattr(spec, step) if hasattr(spec, step) else getattr(spec, name)[int(number)]
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
