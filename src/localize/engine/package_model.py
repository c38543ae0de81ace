"""What lies in a package's model folder, as CTranslate2 writes it: the vocabularies, and the shapes in `model.bin`."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from localize.errors import PackageError

_AGAIN = "download the package again"


def vocabularies(model: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pieces that the model reads, and those that it writes, by their numbers.

    Raises:
        PackageError: A vocabulary is missing or cannot be read.
    """
    shared = _vocabulary(model / "shared_vocabulary")
    if shared:
        return shared, shared
    source, target = _vocabulary(model / "source_vocabulary"), _vocabulary(model / "target_vocabulary")
    if not source or not target:
        raise PackageError("no vocabulary", path=model.parent, hint=_AGAIN)
    return source, target


def embeddings(model: Path) -> tuple[int, int]:
    """How many pieces the network itself has a vector for: those it reads, those it writes.

    Raises:
        PackageError: `model.bin` is cut off, or is no translation model.
    """
    file = model / "model.bin"
    try:
        with file.open("rb") as stream:
            rows = dict(_rows(stream))
    except (struct.error, UnicodeDecodeError, OSError) as error:
        raise PackageError("model.bin is cut off or damaged", path=model.parent, hint=_AGAIN) from error
    names = ("encoder/embeddings/weight", "encoder/embeddings_0/weight"), ("decoder/embeddings/weight",)
    source, target = (next((rows[name] for name in known if name in rows), 0) for known in names)
    if not source or not target:
        raise PackageError("model.bin is no translation model", path=model.parent, hint=_AGAIN)
    return source, target


def _vocabulary(stem: Path) -> tuple[str, ...]:
    """The vocabulary in `stem.json` or `stem.txt`; empty where there is neither."""
    try:
        if (file := stem.with_suffix(".json")).is_file():
            return tuple(str(piece) for piece in json.loads(file.read_text(encoding="utf-8")))
        if (file := stem.with_suffix(".txt")).is_file():
            text = file.read_text(encoding="utf-8")
            return tuple(text.removesuffix("\n").split("\n"))
    except (OSError, ValueError, TypeError) as error:
        raise PackageError(f"cannot be read: {error}", path=file, hint=_AGAIN) from error
    return ()


def _rows(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """The name and the first dimension of every matrix in a `model.bin`; their values are skipped."""
    version = _number(stream, "<I")
    _string(stream)  # the specification's name
    _number(stream, "<I")  # its revision
    rows: dict[str, int] = {}
    for _ in range(_number(stream, "<I")):
        name = _string(stream)
        shape = [_number(stream, "<I") for _ in range(_number(stream, "<B"))]
        kind, size = _number(stream, "<B"), _number(stream, "<I")
        stream.seek(size if version >= 4 else size * kind, 1)  # older files count values of *kind* bytes
        rows[name] = shape[0] if len(shape) == 2 else 0
    yield from rows.items()
    for _ in range(_number(stream, "<I") if version >= 3 else 0):
        alias, name = _string(stream), _string(stream)
        yield alias, rows.get(name, 0)


def _number(stream: BinaryIO, form: str) -> int:
    (value,) = struct.unpack(form, stream.read(struct.calcsize(form)))
    return int(value)


def _string(stream: BinaryIO) -> str:
    return stream.read(_number(stream, "<H")).removesuffix(b"\0").decode()
