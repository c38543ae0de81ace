"""The packages that come with the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from localize.engine.package_folder import Origin, digest, load
from localize.engine.packages import open_engine
from localize.engine.starters import STARTERS, hashes, intact
from localize.errors import PackageError

SHIPPED = sorted(path for path in STARTERS.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_each_is_as_it_was_shipped(folder: Path) -> None:
    """Each has its hash and a card; where this fails, the message holds the line that `hashes.txt` needs."""
    package = load(folder, Origin.STARTER)
    assert f"{hashes(STARTERS).get(folder.name)}  {folder.name}" == f"{digest(package)}  {folder.name}"
    assert "## Training data" in (folder / "README.md").read_text(encoding="utf-8")


def test_hashes_are_of_packages_that_are_there() -> None:
    """No package is missing."""
    assert set(hashes(STARTERS)) == {folder.name for folder in SHIPPED}


def test_a_changed_one_is_refused(tmp_path: Path) -> None:
    """One byte in the model is enough; the error says what to do."""
    copy = tmp_path / SHIPPED[0].name
    shutil.copytree(SHIPPED[0], copy)
    shutil.copy(STARTERS / "hashes.txt", tmp_path)
    intact(load(copy, Origin.STARTER))
    model = copy / "model" / "model.bin"
    data = bytearray(model.read_bytes())
    data[-1] ^= 1
    model.write_bytes(data)
    with pytest.raises(PackageError, match="not as it was shipped") as refused:
        open_engine([load(copy, Origin.STARTER)])
    assert "localize models install en-" in (refused.value.hint or "")


def test_others_are_nobodys_business(tmp_path: Path) -> None:
    """A package that was installed, or given as a file, may hold what it likes."""
    copy = tmp_path / "mine"
    shutil.copytree(SHIPPED[0], copy)
    (copy / "model" / "extra").write_bytes(b"")
    intact(load(copy, Origin.INSTALLED))
    intact(load(copy, Origin.FILE))
