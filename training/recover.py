"""The weights of a finished package, to go on with.

    python -m training.recover src/localize/models/translate-en_fr-0_7 --out runs/en-fr-0_7
    python -m training.train --data data/en-fr --init runs/en-fr-0_7 ...

A package's int8 weights are those that the trainer writes, to the last bit, so that nothing is lost: the folder exports to the same model. What was seen
until then, and of which sources, is read from the package's card, so that the next one's tells it too.
"""

from __future__ import annotations

import argparse
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import weights
from training.card import history
from training.model import Config
from training.spec import places

_BINARY = 6  # the version of CTranslate2's file format that is read here
_DTYPES = {0: "float32", 1: "int8", 2: "int16", 3: "int32", 4: "float16"}
_ACTIVATIONS = {0: "relu", 2: "swiglu", 3: "gelu"}
_SCALE = "_scale"
_EMBEDDINGS = "decoder/embeddings"  # the table is stored once, with its scales under this name

Variables = dict[str, NDArray[Any]]


def variables(path: Path) -> Variables:
    """All variables of CTranslate2's `model.bin` by name, aliases too.

    Raises:
        ValueError: The file is of another version.
    """
    with path.open("rb") as file:
        (version,) = _numbers(file, "I")
        if version != _BINARY:
            raise ValueError(f"{path} is of version {version} of the format; {_BINARY} is read")
        _string(file)  # the kind of model, and its revision
        _numbers(file, "I")
        found: Variables = {}
        for _ in range(*_numbers(file, "I")):
            name = _string(file)
            shape = _numbers(file, f"{_numbers(file, 'B')[0]}I")
            dtype, size = _DTYPES[_numbers(file, "B")[0]], _numbers(file, "I")[0]
            found[name] = np.frombuffer(_read(file, size), dtype).reshape(shape)
        for _ in range(*_numbers(file, "I")):
            alias, name = _string(file), _string(file)
            found |= {alias + end: found[name + end] for end in ("", _SCALE) if name + end in found}
    return found


def _numbers(file: BinaryIO, form: str) -> tuple[int, ...]:
    form = f"<{form}"
    return struct.unpack(form, _read(file, struct.calcsize(form)))


def _string(file: BinaryIO) -> str:
    return _read(file, *_numbers(file, "H"))[:-1].decode()


def _read(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise ValueError("its model.bin ends early")
    return found


def config(found: Mapping[str, NDArray[Any]]) -> Config:
    """The shape of the model that *found* are the variables of.

    Raises:
        ValueError: It is none of the trainer's: it has more than one table of vectors, or norms behind its layers.
    """
    table = found[f"{_EMBEDDINGS}/weight"]
    others = ("encoder/embeddings_0/weight", "decoder/projection/weight")
    if any(found[name] is not table for name in others) or not found["encoder/pre_norm"]:
        raise ValueError("its model has another shape")
    depth = {
        side: len({name.split("/")[1] for name in found if name.startswith(f"{side}/layer_") and name.count("/") > 2})
        for side in ("encoder", "decoder")
    }  # fmt: skip
    activation = int(found["encoder/activation"])
    return Config(
        vocab=table.shape[0], d=table.shape[1], heads=int(found["encoder/num_heads"]), enc=depth["encoder"], dec=depth["decoder"],
        ffn=len(found["encoder/layer_0/ffn/linear_0/weight"]), act=_ACTIVATIONS[activation], dropout=0.0,
        guided=int(found["decoder/alignment_layer"]) >= 0,
    )  # fmt: skip


def state(found: Mapping[str, NDArray[Any]], shape: Config) -> dict[str, Tensor]:
    """The trainer's parameters by name."""
    out = {"embed.weight": _values(found, f"{_EMBEDDINGS}/weight"), "bias": _values(found, "decoder/projection/bias")}  # fmt: skip
    for ours, theirs, (weight, bias) in places(shape):
        out[f"{ours}.weight"] = _values(found, f"{theirs}/{weight}")
        out[f"{ours}.bias"] = _values(found, f"{theirs}/{bias}")
    return out


def _values(found: Mapping[str, NDArray[Any]], name: str) -> Tensor:
    values = found[name].astype(np.float32)
    if name + _SCALE in found:
        values /= found[name + _SCALE].astype(np.float32)[:, None]
    return torch.from_numpy(values)


def recover(package: Path, out: Path) -> Config:
    """Write the weights of *package*, an `.argosmodel` or what is in it, to the folder *out*; their shape."""
    with tempfile.TemporaryDirectory() as folder:
        if package.is_file():
            with zipfile.ZipFile(package) as archive:
                archive.extractall(folder)
            package = next(Path(folder).iterdir(), package)
        found = variables(package / "model/model.bin")
        shape = config(found)
        about = json.loads((package / "metadata.json").read_text(encoding="utf-8"))
        told = history((package / "README.md").read_text(encoding="utf-8"))
    pair = [about["from_code"], about["to_code"]]
    weights.save(state(found, shape), shape, out, more={"pair": pair, **told})
    return shape


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("package", type=Path, help="an .argosmodel, or the folder it holds")
    parser.add_argument("--out", type=Path, required=True, help="what --init of the trainer takes")
    args = parser.parse_args()
    try:
        print(f"{recover(args.package, args.out)}: {args.out}")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise SystemExit(f"{args.package}: not a package of the trainer's: {error}") from None


if __name__ == "__main__":
    main()
