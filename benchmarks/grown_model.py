"""Grows a small trained package to the size of an official one, so that speed can be measured at that size.

The grown network computes what the small one does: every vector stands in it several times side by side, the layers that
are added pass through what they get, and the pieces that are added are never written. So it reads and writes sentences of
natural length at the cost of a big model, which neither random weights nor a copying model would.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import TransformerSpec

_LAYERS, _PIECES = 12, 32_000  # of the official packages: six each in encoder and decoder; their width is 512
_KINDS: Mapping[int, Any] = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
_Weights = Mapping[str, Any]


def grow(package: Path, folder: Path, copies: int = 3) -> Path:
    """Build the grown *package* below *folder*, unpacked as Argos keeps it.

    Args:
        package: An unpacked package with a CTranslate2 transformer that norms before its layers.
        folder: Where to put it.
        copies: How many times wider it gets: 3 makes 576 of 192.

    Returns:
        The grown package's own folder.
    """
    grown = folder / package.name
    shutil.copytree(package, grown, ignore=shutil.ignore_patterns("model"))
    (grown / "model").mkdir()
    weights = _read(package / "model" / "model.bin")
    spec = _spec(weights, copies)
    pieces = json.loads((package / "model" / "shared_vocabulary.json").read_text(encoding="utf-8"))
    pieces += [f"<filler {number}>" for number in range(_PIECES - len(pieces))]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    settings = json.loads((package / "model" / "config.json").read_text(encoding="utf-8"))
    spec.config.add_source_bos = settings["add_source_bos"]
    spec.config.add_source_eos = settings["add_source_eos"]
    spec.config.decoder_start_token = settings["decoder_start_token"]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(grown / "model"))
    return grown


def _read(file: Path) -> dict[str, Any]:
    """The weights of a `model.bin` as CTranslate2 has written it since version 4, as plain numbers."""
    data, at = file.read_bytes(), 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
        return int(value)

    def name() -> str:
        nonlocal at
        size = number("<H")
        at += size
        return data[at - size : at - 1].decode()

    number("<I"), name(), number("<I")
    found: dict[str, Any] = {}
    for _ in range(number("<I")):
        key, shape = name(), [number("<I") for _ in range(number("<B"))]
        kind, size = number("<B"), number("<I")
        found[key] = np.frombuffer(data[at : at + size], _KINDS[kind]).reshape(shape)
        at += size
    for key in [key for key, value in found.items() if value.dtype == np.int8 and value.ndim]:
        found[key] = found[key] / found.pop(f"{key}_scale")[:, None]
    return found


def _spec(weights: _Weights, copies: int) -> TransformerSpec:
    heads = int(weights["decoder/num_heads"])
    known = {side: _depth(weights, side) for side in ("encoder", "decoder")}
    encoder = max(_LAYERS // 2, known["encoder"])
    depth = (encoder, max(_LAYERS - encoder, known["decoder"]))
    spec = TransformerSpec.from_config(depth, heads * copies, pre_norm=True)
    embeddings = weights["decoder/embeddings/weight"] / np.sqrt(copies)
    embeddings = np.pad(np.tile(embeddings, copies), ((0, _PIECES - len(embeddings)), (0, 0)))
    for stack, side in ((spec.encoder, "encoder"), (spec.decoder, "decoder")):
        table = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        table.weight = embeddings.astype(np.float32)
        stack.scale_embeddings = True
        stack.position_encodings.encodings = np.tile(_positions(embeddings.shape[1] // copies), copies)
        _norm(stack.layer_norm, weights, f"{side}/layer_norm", copies)
        for number, layer in enumerate(stack.layer):
            trained = number - len(stack.layer) + known[side]
            _layer(layer, weights, f"{side}/layer_{max(trained, 0)}", copies, shift=max(-trained, 0))
    # the tied projection sees every vector *copies* times
    spec.decoder.layer_norm.gamma /= np.float32(np.sqrt(copies))
    spec.decoder.layer_norm.beta /= np.float32(np.sqrt(copies))
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    bias = weights["decoder/projection/bias"]
    spec.decoder.projection.bias = np.pad(bias, (0, _PIECES - len(bias)), constant_values=-1e4)
    return spec


def _depth(weights: _Weights, side: str) -> int:
    """How many layers the *side* has."""
    return sum(key.startswith(f"{side}/layer_") and key.endswith("ffn/linear_0/bias") for key in weights)


def _layer(layer: Any, weights: _Weights, name: str, copies: int, shift: int) -> None:
    """A layer with the weights of *name*; those of one that passes its input through are shifted, so as to differ."""
    parts: dict[str, tuple[int, ...]] = {"self_attention": (3, 1), "ffn": (1, 1)}
    if hasattr(layer, "attention"):
        parts["attention"] = (1, 2, 1)
    for part, blocks in parts.items():
        spec = getattr(layer, part)
        _norm(spec.layer_norm, weights, f"{name}/{part}/layer_norm", copies)
        linears = [spec.linear_0, spec.linear_1] if part == "ffn" else spec.linear
        for number, (linear, count) in enumerate(zip(linears, blocks, strict=True)):
            key = f"{name}/{part}/linear_{number}"
            quiet = np.float32(1e-9 if shift and linear is linears[-1] else 1)
            linear.weight = quiet * np.roll(_tiled(weights[f"{key}/weight"], count, copies), shift, 0)
            linear.weight /= np.float32(copies)
            linear.bias = quiet * _tiled(weights[f"{key}/bias"][:, None], count, copies)[:, 0]


def _tiled(weight: Any, blocks: int, copies: int) -> Any:
    """*weight*, whose rows are *blocks* vectors, for vectors that stand there *copies* times."""
    wide = copies if weight.shape[1] > 1 else 1
    return np.concatenate([np.tile(block, (copies, wide)) for block in np.split(weight, blocks)]).astype(
        np.float32
    )


def _norm(spec: Any, weights: _Weights, name: str, copies: int) -> None:
    spec.gamma = np.tile(weights[f"{name}/gamma"], copies)
    spec.beta = np.tile(weights[f"{name}/beta"], copies)


def _positions(width: int, count: int = 1024) -> Any:
    """The position encodings that CTranslate2 makes for a model that brings none."""
    half = width // 2
    scales = np.exp(np.arange(half) * -(np.log(10000) / (half - 1)))
    angles = np.arange(1, count + 1)[:, None] * scales
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
