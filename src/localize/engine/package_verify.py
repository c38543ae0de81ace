"""Is this a package that works? Everything that can be known before a text is translated with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from localize.engine.argos import ArgosEngine, Settings
from localize.engine.package_archive import unpack
from localize.engine.package_folder import Origin, Package, load
from localize.engine.package_model import embeddings, vocabularies
from localize.errors import PackageError


def verify(path: Path) -> Package:
    """The package in the folder or file *path*, after every check; it changes nothing there.

    Raises:
        PackageError: The first check that failed.
    """
    if path.is_dir():
        return check(load(path, Origin.FILE))
    with TemporaryDirectory(prefix="localize-") as scratch:
        return replace(unpacked(path, Path(scratch) / "package"), path=path)


def unpacked(file: Path, folder: Path) -> Package:
    """Unpack *file* to the new folder *folder* and check what came out.

    Raises:
        PackageError: It cannot be unpacked, or a check failed; the path is that of the file.
    """
    try:
        return check(load(unpack(file, folder), Origin.FILE))
    except PackageError as error:
        raise PackageError(error.what, path=file, hint=error.hint) from error


def check(package: Package) -> Package:
    """*package* itself, once its vocabulary fits its model, its prefix is known, and it has translated a word.

    CTranslate2 loads a model whose vocabulary is too short without a word, and then writes nonsense.

    Raises:
        PackageError: A check failed.
    """
    model = package.path / "model"
    known, found = embeddings(model), vocabularies(model)
    for what, rows, pieces in zip(("reads", "writes"), known, found, strict=True):
        if rows != len(pieces):
            raise PackageError(
                f"the model {what} {rows} pieces, its vocabulary has {len(pieces)}",
                path=package.path,
                hint="download it again",
            )
    if package.prefix and package.prefix not in found[1]:
        raise PackageError(f"target_prefix {package.prefix!r} is not in the vocabulary", path=package.path)
    list(ArgosEngine(package, Settings(beam=1, threads=1)).translate(["Hello"]))
    return package
