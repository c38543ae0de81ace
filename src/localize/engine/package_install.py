"""Installing and removing packages, so that a failure or a second program leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from localize.engine.package_folder import Origin, Package, digest, load
from localize.engine.package_verify import unpacked
from localize.errors import PackageError


def install(file: Path, folder: Path, *, force: bool = False) -> Package:
    """Install the package *file* below *folder*, after every check of `verify`.

    It appears there whole or not at all, and is safe to repeat: the same package again changes nothing.

    Args:
        file: An `.argosmodel` file.
        folder: Where packages live; it is made when it does not exist.
        force: Whether to replace a different package of the same pair and version.

    Returns:
        The installed package.

    Raises:
        PackageError: The package fails a check, or a different one of that name is there.
    """
    with scratch(folder) as beside:
        package = unpacked(file, beside / "package")
        home = folder / package.name
        if home.exists():
            if _same(home, package):
                return load(home)
            if not force:
                raise PackageError(
                    f"another {package.name} is installed",
                    path=home,
                    hint="replace it with --force, or keep it",
                )
        _put(package.path, home, beside / "replaced")
    return load(home)


def remove(package: Package) -> None:
    """Delete an installed package.

    Raises:
        PackageError: It does not belong to localize: it came with the program, or Argos Translate uses it.
    """
    if package.origin is not Origin.INSTALLED:
        why = {
            Origin.STARTER: "it comes with localize",
            Origin.ARGOS: "it belongs to Argos Translate",
            Origin.FILE: "it was never installed",
        }
        raise PackageError(
            f"not removed: {why[package.origin]}",
            path=package.path,
            hint="install another package for the pair instead",
        )
    with scratch(package.path.parent) as beside:
        package.path.replace(beside / "removed")


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A fresh folder inside *folder*, on the same disk, while no other program changes packages there.

    Raises:
        PackageError: Another program has held the lock for a minute, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=60), TemporaryDirectory(prefix=".new-", dir=folder) as beside:
            yield Path(beside)
    except Timeout as error:
        raise PackageError(
            "another program is changing packages", path=folder, hint="try again later"
        ) from error
    except OSError as error:
        raise PackageError(
            f"cannot be written: {error}", path=folder, hint="check its permissions"
        ) from error


def _same(home: Path, package: Package) -> bool:
    """Whether *home* holds this very package."""
    try:
        return digest(load(home)) == digest(package)
    except PackageError:
        return False


def _put(new: Path, home: Path, aside: Path) -> None:
    """Rename *new* to *home*; what was there goes *aside*, and comes back when the renaming fails."""
    if home.exists():
        home.replace(aside)
    try:
        new.replace(home)
    except OSError:
        if aside.exists():
            aside.replace(home)
        raise
