"""Packages: found, judged, installed, removed; the damaged and the hostile ones refused."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from copy_model import WORDS, Plan, build, pack
from localize.engine import packages
from localize.engine.package_folder import load
from localize.engine.package_model import embeddings, vocabularies
from localize.engine.packages import Folder, Origin, Package
from localize.errors import NoModelError, PackageError
from localize.locales import Locale


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own for each test."""
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    return tmp_path / "home"


def listing(folder: Path) -> list[str]:
    """Everything below *folder* but locks."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != ".lock")


def test_folders_in_order(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages are looked for in our own folder, then in Argos's, then among the shipped ones."""
    own, argos, starters = packages.folders()
    assert own == Folder(packages.own_folder(), Origin.INSTALLED)
    assert argos.path == home / "XDG_DATA_HOME" / "argos-translate" / "packages"
    assert starters.origin == Origin.STARTER
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path))
    assert packages.folders()[0] == Folder(tmp_path, Origin.ARGOS)


def test_argos_packages_dir_is_honoured(copy_package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package in the folder that ARGOS_PACKAGES_DIR names is used before any other."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(copy_package.parent))
    found = packages.installed(packages.folders()).packages
    (package,) = packages.route(Locale("en"), Locale("fr"), found)
    assert package.path == copy_package


def test_shipped_packages_are_sound() -> None:
    """What comes with the program passes every check."""
    shipped = packages.installed(packages.folders()[-1:])
    assert not shipped.broken
    assert shipped.packages
    for package in shipped.packages:
        assert packages.verify(package.path).pair == package.pair


def test_one_broken_package_is_named_and_the_others_found(copy_package: Path, tmp_path: Path) -> None:
    """A folder that is no package, or a damaged one, is reported and in nobody's way."""
    shutil.copytree(copy_package, tmp_path / "good")
    for name, file, content in (
        ("a", "metadata.json", "{"),
        ("b", "metadata.json", "[]"),
        ("c", "model/model.bin", None),
    ):
        shutil.copytree(copy_package, tmp_path / name)
        path = tmp_path / name / file
        path.unlink() if content is None else path.write_text(content)
    (tmp_path / "notes").mkdir()
    (tmp_path / ".hidden").mkdir()
    found = packages.installed(
        [Folder(tmp_path, Origin.INSTALLED), Folder(tmp_path / "nowhere", Origin.ARGOS)]
    )
    assert [package.path.name for package in found.packages] == ["good"]
    assert [broken.path.name for broken in found.broken] == ["a", "b", "c", "notes"]
    assert all(broken.reason for broken in found.broken)


def test_newest_version_first(copy_package: Path, tmp_path: Path) -> None:
    """Of two versions in one folder the newer wins, by number and not by letter."""
    for version in ("1.9", "1.10", "1.2"):
        folder = tmp_path / version
        shutil.copytree(copy_package, folder)
        described = json.loads((folder / "metadata.json").read_text())
        (folder / "metadata.json").write_text(json.dumps({**described, "package_version": version}))
    found = packages.installed([Folder(tmp_path, Origin.INSTALLED)]).packages
    assert [package.version for package in found] == ["1.10", "1.9", "1.2"]


def package(pair: str, origin: Origin = Origin.INSTALLED) -> Package:
    """A package that exists in name only."""
    source, _, target = pair.partition("-")
    return Package(Path(f"/{origin}/{pair}"), source, target, "1.0", origin)


@pytest.mark.parametrize(
    ("source", "target", "pairs", "expected"),
    [
        ("en", "fr", "en-es es-fr en-fr", "en-fr"),
        ("es", "fr", "es-pt pt-fr es-en en-fr", "es-en en-fr"),
        ("es", "ar", "es-pt pt-en en-ar", "es-pt pt-en en-ar"),
        ("en", "pt-BR", "en-pt en-pb", "en-pb"),
        ("en", "pt-BR", "en-pt es-pb en-es", "en-pt"),
        ("en-GB", "zh-Hant", "en-zh en-zt", "en-zt"),
        ("pt", "pt-BR", "pt-en en-pt pt-pb", "pt-pb"),
        ("en", "en-XA", "", ""),
    ],
)
def test_route(source: str, target: str, pairs: str, expected: str) -> None:
    """Direct packages win over pivots, short ways over long ones, the closest spelling over others."""
    found = packages.route(
        Locale.parse(source), Locale.parse(target), [package(pair) for pair in pairs.split()]
    )
    assert " ".join(one.pair for one in found) == expected


def test_route_prefers_installed_packages_but_direct_ones_first() -> None:
    """For one pair the first listed wins; a shipped direct package wins over installed ones in a row."""
    mine, shipped = package("en-fr"), package("en-fr", Origin.STARTER)
    assert packages.route(Locale("en"), Locale("fr"), [mine, shipped]) == (mine,)
    around = [package("en-es"), package("es-fr"), shipped]
    assert packages.route(Locale("en"), Locale("fr"), around) == (shipped,)


@pytest.mark.parametrize("target", ["sw", "pt", "en"])
def test_no_route(target: str) -> None:
    """Where no package leads, the error says what to install."""
    found = [package("en-fr"), package("fr-es"), package("sw-en"), package("fr-en")]
    with pytest.raises(
        NoModelError, match=f"no model translates en to {target} — .* models install en-{target}"
    ):
        packages.route(Locale("en"), Locale.parse(target), found)


def test_engines_of_a_route(copy_package: Path, tmp_path: Path) -> None:
    """A route opens as one engine, whatever its length."""
    second = build(tmp_path, Plan(source="fr", target="es", words={"moon": "lune"}))
    inventory = packages.installed(
        [Folder(copy_package.parent, Origin.ARGOS), Folder(tmp_path, Origin.INSTALLED)]
    )
    way = packages.route(Locale("en"), Locale("es"), inventory.packages)
    assert [one.path for one in way] == [copy_package, second]
    engine = packages.open_engine(way, packages.Settings(threads=1), Locale("es"))
    assert [found[0].text for _, found in engine.translate(["the moon"])] == ["the lune"]
    assert packages.open_engine(()).signature == "pseudo en-XA"


def test_file_is_used_in_place(copy_file: Path, home: Path) -> None:
    """A package file can be used without installing it; its cache can be deleted and comes back."""
    found = packages.read(copy_file)
    assert found.origin == Origin.FILE
    assert home in found.path.parents
    assert packages.read(copy_file) == found
    shutil.rmtree(found.path.parent)
    engine = packages.open_engine([packages.read(copy_file)])
    assert next(engine.translate(["the moon"]))[1][0].text == "the moon"


def test_folder_is_used_in_place(copy_package: Path) -> None:
    """A folder is read where it is."""
    assert packages.read(copy_package).path == copy_package


def test_hash_names_the_model(copy_package: Path, map_package: Path, tmp_path: Path) -> None:
    """The hash is that of what decides the translation: a README changes nothing, another model does."""
    digest = packages.digest(packages.read(copy_package))
    copied = shutil.copytree(copy_package, tmp_path / "elsewhere")
    (copied / "README.md").write_text("read me")
    assert packages.digest(packages.read(copied)) == digest
    assert packages.digest(packages.read(map_package)) != digest


def test_install_and_remove(copy_file: Path, tmp_path: Path) -> None:
    """An installed package appears whole, and leaves nothing behind when it is removed."""
    folder = tmp_path / "models"
    made = packages.install(copy_file, folder)
    assert made.path == folder / "translate-en_fr-1_0"
    assert [one.name for one in folder.iterdir() if one.name != ".lock"] == [made.name]
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}
    assert packages.install(copy_file, folder) == made
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")} == before
    packages.remove(made)
    assert listing(folder) == []


def test_two_programs_install_at_once(copy_file: Path, tmp_path: Path) -> None:
    """Installations at the same time wait for each other, and all end well."""
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(partial(packages.install, folder=tmp_path / "models"), [copy_file] * 4))
    assert len(set(made)) == 1
    assert packages.verify(made[0].path) == replace(made[0], origin=Origin.FILE)


def test_another_package_of_the_same_name(copy_file: Path, map_package: Path, tmp_path: Path) -> None:
    """A different package of the same name is not replaced unless it is asked for."""
    folder = tmp_path / "models"
    first = packages.install(copy_file, folder)
    other = pack(map_package, tmp_path)
    digest = packages.digest(first)
    with pytest.raises(PackageError, match="another translate-en_fr-1_0 is installed"):
        packages.install(other, folder)
    assert packages.digest(first) == digest
    assert packages.digest(packages.install(other, folder, force=True)) != digest
    assert len(listing(folder)) == len(listing(map_package)) + 1


@pytest.mark.parametrize("origin", [Origin.ARGOS, Origin.STARTER, Origin.FILE])
def test_only_our_own_packages_are_removed(copy_package: Path, origin: Origin) -> None:
    """What belongs to others, or came with the program, is not deleted."""
    with pytest.raises(PackageError, match="not removed"):
        packages.remove(load(copy_package, origin))
    assert copy_package.is_dir()


def test_shapes_of_a_model(map_package: Path) -> None:
    """The vocabulary is as long as the model has vectors."""
    source, target = vocabularies(map_package / "model")
    assert embeddings(map_package / "model") == (len(source), len(target))
    assert {f"▁{word}" for word in WORDS} <= set(source)
