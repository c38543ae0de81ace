"""What several rooms' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from copy_model import WORDS, Plan, build, pack


@pytest.fixture(scope="session")
def copy_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package en → fr that copies its source, ⟦0⟧ to ⟦7⟧ included, as one piece each."""
    return build(tmp_path_factory.mktemp("copy"))


@pytest.fixture(scope="session")
def map_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package en → fr that writes `copy_model.WORDS` for the words that it knows, and copies all else."""
    return build(tmp_path_factory.mktemp("map"), Plan(words=WORDS))


@pytest.fixture(scope="session")
def argos_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lets argostranslate be imported without writing into the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("argos")))
        import argostranslate.package  # noqa: F401 - its import writes folders


@pytest.fixture(scope="session")
def copy_file(copy_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copying package as the one file that people pass around."""
    return pack(copy_package, tmp_path_factory.mktemp("packed"))
