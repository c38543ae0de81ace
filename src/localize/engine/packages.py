"""Packages on this machine: where they lie, which there are, and which of them lead from one locale to another."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path

import platformdirs

from localize.engine import Engine
from localize.engine.argos import ArgosEngine, Settings
from localize.engine.layouts import best_layout, laid_out, time_layouts
from localize.engine.package_folder import Origin, Package, digest, load
from localize.engine.package_index import fetch
from localize.engine.package_install import install, remove, scratch
from localize.engine.package_probe import Probe, kept, probe
from localize.engine.package_verify import unpacked, verify
from localize.engine.pivot import PivotEngine
from localize.engine.pseudo import PseudoEngine
from localize.engine.shapes import Marks
from localize.engine.starters import STARTERS, intact
from localize.errors import NoModelError, PackageError
from localize.locales import Locale

__all__ = [
    "Broken", "Folder", "Inventory", "Origin", "Package", "Probe", "Settings", "best_layout", "digest", "fetch", "folders",
    "install", "installed", "kept", "open_engine", "own_folder", "probe", "probes_folder", "read", "remove", "route",
    "time_layouts", "verify",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that may hold packages, each in a folder of its own."""

    path: Path
    origin: Origin


@dataclass(frozen=True, slots=True)
class Broken:
    """A folder among the packages that is none."""

    path: Path
    reason: str
    """What is wrong with it, for people."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was found in the folders."""

    packages: tuple[Package, ...]
    """By pair; for the same pair in the order of the folders, and in one folder the newest version first."""

    broken: tuple[Broken, ...] = ()


def own_folder() -> Path:
    """Where localize installs packages."""
    return platformdirs.user_data_path("localize", appauthor=False) / "models"


def probes_folder() -> Path:
    """Where localize keeps which marks a package copies."""
    return own_folder().parent / "probes"


def folders() -> tuple[Folder, ...]:
    """The folders to look at, the preferred first: Argos's variable ARGOS_PACKAGES_DIR, our own, Argos's, the shipped."""
    given = os.environ.get("ARGOS_PACKAGES_DIR")
    share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return (
        *([Folder(Path(given), Origin.ARGOS)] if given else []),
        Folder(own_folder(), Origin.INSTALLED),
        Folder(share / "argos-translate" / "packages", Origin.ARGOS),
        Folder(STARTERS, Origin.STARTER),
    )


def installed(places: Iterable[Folder]) -> Inventory:
    """The packages in *places*; a folder that is no package is named among the broken, and never in the way."""
    found: list[tuple[int, Package]] = []
    broken: list[Broken] = []
    seen: set[Path] = set()
    for rank, place in enumerate(places):
        for path in _subfolders(place.path):
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            try:
                found.append((rank, load(path, place.origin)))
            except PackageError as error:
                broken.append(Broken(path, error.what))
    found.sort(key=lambda one: one[1].age, reverse=True)
    found.sort(key=lambda one: (one[1].pair, one[0]))
    return Inventory(tuple(package for _, package in found), tuple(broken))


def read(path: Path) -> Package:
    """The package that *path* names, without installing it.

    A file is unpacked and checked once, into the user's cache, under its own hash; the cache can be deleted at any time.

    Raises:
        PackageError: It is no package, or damaged.
    """
    if path.is_dir():
        return load(path, Origin.FILE)
    cache = platformdirs.user_cache_path("localize", appauthor=False) / "packages"
    home = cache / _hash(path)
    if not home.is_dir():
        with scratch(cache) as beside:
            fresh = unpacked(path, beside / "package")
            if not home.is_dir():
                fresh.path.rename(home)
    return load(home, Origin.FILE)


def route(source: Locale, target: Locale, packages: Sequence[Package]) -> tuple[Package, ...]:
    """The packages to run one after the other to get from *source* to *target*; none for a pseudo-locale.

    A direct package wins over two, two over three; then the closest spelling of the target (Brazilian before any
    Portuguese), then a way through English, then the order of *packages*.

    Raises:
        NoModelError: There is no way.
    """
    if target.pseudo:
        return ()
    best: dict[tuple[str, str], Package] = {}
    for package in sorted(packages, key=lambda package: package.target != "en"):
        best.setdefault((package.source, package.target), package)
    ways: list[tuple[Package, ...]] = [
        (package,) for package in best.values() if package.source in source.argos
    ]
    seen = set(source.argos) - set(target.argos)
    while ways:
        for end in target.argos:
            for way in ways:
                if way[-1].target == end != way[0].source:
                    return way
        seen |= {way[-1].target for way in ways}
        ways = [
            (*way, step)
            for way in ways
            for step in best.values()
            if step.source == way[-1].target and step.target not in seen
        ]
    pair = f"{source.argos[0]}-{target.argos[0]}"
    raise NoModelError(
        f"no model translates {source} to {target}", hint=f"install one: localize models install {pair}"
    )


def open_engine(
    packages: Sequence[Package],
    settings: Settings | None = None,
    target_locale: Locale | None = None,
    probes: Path | None = None,
) -> Engine:
    """The engine that runs a route; nothing is loaded before it is used.

    Args:
        packages: What `route` gave; none for the pseudo-locale.
        settings: How to run the models.
        target_locale: What the targets should read like.
        probes: Where it is kept which marks a package copies, which is measured when it is needed and not there, and how
            to spread its work over the cores; None trusts the package's vocabulary, and puts a batch on each core.

    Raises:
        PackageError: A package that came with the program is not as it was shipped.
    """
    if not packages:
        return PseudoEngine()
    for package in packages:
        intact(package)
    last = packages[-1]
    threads = settings.threads if settings else 0
    engines: list[Engine] = [
        ArgosEngine(
            package,
            laid_out(settings or Settings(), package, probes) if probes else settings,
            target_locale if package is last else None,
            partial(_marks, package, probes, threads) if probes else None,
        )
        for package in packages
    ]
    return reduce(PivotEngine, engines)


def _marks(package: Package, probes: Path, threads: int) -> Marks:
    return probe(package, probes, threads=threads).marks


def _subfolders(path: Path) -> list[Path]:
    """The folders in *path* by name; none where it does not exist or cannot be read."""
    try:
        return sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith("."))
    except OSError:
        return []


def _hash(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", path=file) from error
