"""The packages that come with the program: used in place, if they are as they were shipped."""

from __future__ import annotations

from pathlib import Path

from localize.engine.package_folder import Origin, Package, digest
from localize.errors import PackageError

STARTERS = Path(__file__).parents[1] / "models"
"""The folder that holds them, and `hashes.txt`: the digest and the name of each, a line."""


def intact(package: Package) -> None:
    """Make sure that *package* is as it was shipped, if it came with the program.

    Raises:
        PackageError: It came with the program, and is not what was shipped.
    """
    if package.origin is Origin.STARTER and hashes(package.path.parent).get(package.path.name) != digest(
        package
    ):
        raise PackageError(
            "is not as it was shipped",
            path=package.path,
            hint=f"install localize again, or a package of your own: localize models install {package.source}-{package.target}",
        )


def hashes(folder: Path) -> dict[str, str]:
    """The digests of the packages in *folder* when they were shipped, by name; none where `hashes.txt` is gone."""
    file = folder / "hashes.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return {name: found for found, _, name in (line.partition("  ") for line in lines)}
