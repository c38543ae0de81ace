"""The benchmarks of speed run, at sizes at which no figure means anything."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import localize
from copy_model import pack
from localize.engine.argos import ArgosEngine
from localize.engine.packages import read

_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
_TRAINED = next((Path(localize.__file__).parent / "models").glob("translate-en_fr-*"))


def ran(name: str, *arguments: str | Path) -> None:
    """Run one benchmark."""
    subprocess.run([sys.executable, _BENCHMARKS / f"{name}.py", *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("name", ["startup", "unchanged", "catalogs", "parsing", "footprint"])
def test_a_quick_look(name: str, tmp_path: Path) -> None:
    """Each script writes what it measured, on which machine, when, and by which command."""
    out = tmp_path / "out.json"
    ran(name, "--quick", "--out", out)
    told = json.loads(out.read_text(encoding="utf-8"))
    assert told["benchmark"] == name
    assert {"command", "date", "machine", "repeats"} <= set(told)
    assert all(one["cpu"] >= 0 and one["name"] for one in told["rows"])


def test_drafting_and_beams(copy_package: Path, tmp_path: Path) -> None:
    """Every way of drafting is measured that does not need Argos, and every beam."""
    text = tmp_path / "text"
    text.write_text("The moon is near.\nThe crew found water.\nA drill works.\n" * 2, encoding="utf-8")
    package = pack(copy_package, tmp_path)
    ran("drafting", "--quick", "--as-it-is", "--package", package, "--text", text, "--out", tmp_path / "a")
    drafting = json.loads((tmp_path / "a").read_text(encoding="utf-8"))
    assert {"ours", "unguarded, beam 4", "raw 2 x 1"} <= {one["name"] for one in drafting["rows"]}
    ran(
        "beams",
        "--quick",
        "--package",
        copy_package,
        "--source",
        text,
        "--reference",
        text,
        "--out",
        tmp_path / "b",
    )
    beams = json.loads((tmp_path / "b").read_text(encoding="utf-8"))
    assert [one["chrf"] for one in beams["rows"]] == [100.0] * 4


def test_the_picture(tmp_path: Path) -> None:
    """The results that there are become one picture; what is missing is left out."""
    ran("startup", "--quick", "--out", tmp_path / "startup.json")
    ran("plot", "--results", tmp_path, "--out", tmp_path / "picture.svg")
    assert "</svg>" in (tmp_path / "picture.svg").read_text(encoding="utf-8")


def test_a_grown_model_writes_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package grown to official size gives the same translations."""
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    grow = import_module("grown_model").grow
    texts = ["The moon is far away.", "Open the file and read it."]
    engines = [ArgosEngine(read(package)) for package in (_TRAINED, grow(_TRAINED, tmp_path / "big"))]
    first, second = ([found[0].text for _, found in sorted(one.translate(texts))] for one in engines)
    assert first == second
