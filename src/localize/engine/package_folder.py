"""One translation package as a folder: what its metadata says, and its hash."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from localize.errors import PackageError

_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,31}")
_TOKENIZERS = ("sentencepiece.model", "bpe.model")


class Origin(StrEnum):
    """Where a package was found."""

    INSTALLED = "installed"
    """In localize's own folder: a person put it there through localize."""

    ARGOS = "argos"
    """In a folder of Argos Translate, which other programs use too."""

    STARTER = "starter"
    """Shipped with localize."""

    FILE = "file"
    """Named by its path; nobody installed it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A translation package that is ready for use."""

    path: Path
    """Its folder, with `metadata.json`, `model/` and a tokenizer."""

    source: str
    """Argos code of the language that it reads."""

    target: str
    """Argos code of the language that it writes."""

    version: str

    origin: Origin

    prefix: str = ""
    """The piece that its model wants every target to begin with; empty for none."""

    @property
    def pair(self) -> str:
        """`en-fr`."""
        return f"{self.source}-{self.target}"

    @property
    def name(self) -> str:
        """What Argos calls it: `translate-en_fr-1_9`."""
        return f"translate-{self.source}_{self.target}-{self.version.replace('.', '_')}"

    @property
    def age(self) -> tuple[int, ...]:
        """The numbers of its version: the higher is the newer."""
        return tuple(int(number) for number in re.findall(r"\d+", self.version))


def load(path: Path, origin: Origin = Origin.INSTALLED) -> Package:
    """The package in the folder *path*, by its metadata; the model itself is not opened.

    Raises:
        PackageError: A part is missing, or the metadata does not describe a translation package.
    """
    for part, what in (("metadata.json", "no metadata.json"), ("model/model.bin", "no model in model/")):
        if not (path / part).is_file():
            raise PackageError(what, path=path, hint="download it again")
    if tokenizer_file(path) is None:
        raise PackageError(f"no tokenizer ({' or '.join(_TOKENIZERS)})", path=path, hint="download it again")
    data = _metadata(path / "metadata.json")
    source, target = (_text(data, key, _CODE, path) for key in ("from_code", "to_code"))
    version = _text(data, "package_version", _VERSION, path)
    prefix = data.get("target_prefix") or ""
    if not isinstance(prefix, str):
        raise PackageError("target_prefix in metadata.json is no text", path=path)
    return Package(path, source, target, version, origin, prefix)


def tokenizer_file(path: Path) -> Path | None:
    """The file that the tokenizer of the package in *path* is made from; SentencePiece wins, as in Argos."""
    found = (path / name for name in _TOKENIZERS)
    return next((file for file in found if file.is_file() and file.stat().st_size), None)


def digest(package: Package) -> str:
    """SHA-256, in hexadecimal, of the files that decide what the package translates, and of their names."""
    found = hashlib.sha256()
    tokenizer = tokenizer_file(package.path)
    files = [package.path / "metadata.json", *sorted((package.path / "model").rglob("*"))]
    for file in (*files, *([tokenizer] if tokenizer else [])):
        if file.is_file():
            found.update(f"{file.relative_to(package.path).as_posix()} {file.stat().st_size}\n".encode())
            with file.open("rb") as stream:
                found.update(hashlib.file_digest(stream, "sha256").digest())
    return found.hexdigest()


def _metadata(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(
            f"cannot be read: {error}", path=path, hint="download the package again"
        ) from error
    if not isinstance(data, dict):
        raise PackageError("metadata.json holds no object", path=path.parent, hint="download it again")
    if (kind := data.get("type", "translate")) != "translate":
        raise PackageError(f"does not translate: it is of type {kind!r}", path=path.parent)
    return data


def _text(data: dict[str, object], key: str, allowed: re.Pattern[str], path: Path) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not allowed.fullmatch(value):
        raise PackageError(f"{key} in metadata.json is {value!r}", path=path, hint="download it again")
    return value
