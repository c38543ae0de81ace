"""Weights in files: one stream of bytes, cut into shards and described by `weights.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.model import Config, Transformer

SHARD_MB = 15.0
"""MiB a file; what carries files between machines often stops at 16."""


def save(
    state: Mapping[str, Tensor],
    config: Config,
    out: Path,
    *,
    kind: str = "int8",
    shard_mb: float = SHARD_MB,
    more: Mapping[str, Any] | None = None,
) -> int:
    """Write a model's weights; how many bytes.

    Args:
        state: Parameters by name.
        config: The model's shape.
        out: The folder. Its older weights go.
        kind: float32, float16, or int8: CTranslate2's own scheme (per row, 127 / max|w|), so that an int8 package made of it
            has exactly these numbers. Vectors stay float32.
        shard_mb: MiB a file at most.
        more: Goes into `weights.json`.
    """
    blob, table = bytearray(), []
    for name, tensor in state.items():
        values = tensor.detach().float().cpu().numpy()
        dtype = "float32" if values.ndim == 1 else kind
        table.append({"name": name, "shape": list(values.shape), "dtype": dtype, "at": len(blob)})
        blob += _packed(values, dtype)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("weights.*"):
        old.unlink()
    size = int(shard_mb * 2**20)
    names = [f"weights.{number:02d}.bin" for number in range(-(-len(blob) // size))]
    for number, name in enumerate(names):
        (out / name).write_bytes(blob[number * size : (number + 1) * size])
    meta = {"config": asdict(config), "shards": names, "tensors": table, **(more or {})}
    (out / "weights.json").write_text(json.dumps(meta), encoding="utf-8")
    return len(blob)


def about(folder: Path) -> dict[str, Any]:
    """The contents of `weights.json`."""
    found: dict[str, Any] = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    return found


def seen(meta: Mapping[str, Any]) -> dict[str, float]:
    """The updates, pairs and seconds of *meta*, a `weights.json`, and of the runs before it."""
    now, before = meta.get("progress", {}), meta.get("before", {})
    return {name: now.get(name, 0) + before.get(name, 0) for name in ("step", "pairs", "seconds")}


def load(folder: Path, device: torch.device | str = "cpu") -> tuple[Transformer, dict[str, Any]]:
    """A model in evaluation mode, and `weights.json`."""
    meta = about(folder)
    blob = b"".join((folder / name).read_bytes() for name in meta["shards"])
    model = Transformer(Config(**meta["config"]))
    model.load_state_dict({t["name"]: torch.from_numpy(_unpacked(blob, t)) for t in meta["tensors"]})
    return model.to(device).eval(), meta


def _packed(values: NDArray[np.float32], dtype: str) -> bytes:
    if dtype != "int8":
        return values.astype(dtype).tobytes()
    scale = (127.0 / np.maximum(np.abs(values).max(1), 1e-9)).astype(np.float32)
    return scale.tobytes() + np.rint(values * scale[:, None]).astype(np.int8).tobytes()


def _unpacked(blob: bytes, tensor: Mapping[str, Any]) -> NDArray[np.float32]:
    count, at, shape = int(np.prod(tensor["shape"])), tensor["at"], tensor["shape"]
    if tensor["dtype"] != "int8":
        return np.frombuffer(blob, tensor["dtype"], count, at).reshape(shape).astype(np.float32)
    scale = np.frombuffer(blob, np.float32, shape[0], at)
    values = np.frombuffer(blob, np.int8, count, at + 4 * shape[0]).reshape(shape)
    return (values / scale[:, None]).astype(np.float32)
