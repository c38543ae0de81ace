"""The file that packages are passed around as: a zip, which is unpacked without trusting it."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from localize.errors import PackageError

SIZE_LIMIT = 2 * 1024**3
"""Bytes that a package may take when unpacked; no package that people use comes near."""

_USED = re.compile(
    r"metadata\.json|README\.md|LICENSE(?:\.\w+)?|sentencepiece\.model|bpe\.model"
    r"|model/(?:model\.bin|config\.json|(?:shared|source|target)_vocabulary\.(?:json|txt)|vmap\.txt)"
)


def unpack(file: Path, folder: Path) -> Path:
    """Unpack what we use of the package *file*: its one top folder becomes *folder*, which must not exist yet.

    Sentence splitters and whatever else a package brings along are left in the file.

    Returns:
        *folder*.

    Raises:
        PackageError: The file is damaged, too large, or holds names that lead elsewhere.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            for member, name in _members(archive, file):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as packed, target.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1024**2)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise PackageError(f"cannot be unpacked: {error}", path=file, hint="download it again") from error
    return folder


def _members(archive: zipfile.ZipFile, file: Path) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The files that we use, each with its name below the top folder; nothing is given before all names are judged."""
    members = archive.infolist()
    for member in members:
        if _leads_elsewhere(member):
            raise PackageError(
                f"refused: it holds the name {member.filename!r}", path=file, hint="do not trust it"
            )
    roots = {PurePosixPath(member.filename).parts[:1] for member in members}
    if len(roots) != 1:
        raise PackageError(
            f"holds {len(roots)} top folders instead of one", path=file, hint="pack it as Argos does"
        )
    named = [(member, "/".join(PurePosixPath(member.filename).parts[1:])) for member in members]
    used = [(member, name) for member, name in named if _USED.fullmatch(name) and not member.is_dir()]
    if (size := sum(member.file_size for member, _ in used)) > SIZE_LIMIT:
        raise PackageError(f"refused: it unpacks to {size:,} bytes", path=file, hint="do not trust it")
    yield from used


def _leads_elsewhere(member: zipfile.ZipInfo) -> bool:
    """Whether unpacking *member* could write outside the folder: an absolute name, `..`, a drive, a link."""
    name = member.filename
    odd = name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts
    return odd or stat.S_ISLNK(member.external_attr >> 16)
