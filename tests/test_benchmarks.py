"""The benchmarks of quality run, and measure what they say: on a package whose output is known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CORPORA = Path(__file__).parents[1].parent / "shared" / "corpora"


def _run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _result(name: str, folder: Path, *arguments: object) -> tuple[dict[str, Any], str]:
    done = _run(name, *arguments, "--out", folder / "out.json")
    assert done.returncode == 0, done.stderr
    (result,) = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return result, done.stdout


@pytest.fixture
def text(tmp_path: Path) -> list[object]:
    """Two lines, their human translation and a dictionary, as options."""
    (tmp_path / "en").write_text("The small rover lands tonight.\nA new drill works.\n", encoding="utf-8")
    (tmp_path / "fr").write_text("Le petit robot atterrit.\nUn nouveau foret marche.\n", encoding="utf-8")
    (tmp_path / "terms.tsv").write_text(
        "a\trover\trobot\nb\tdrill\tforet\nb\tto works\tmarche\n", encoding="utf-8"
    )
    return ["--source", tmp_path / "en", "--reference", tmp_path / "fr", "--terms", tmp_path / "terms.tsv"]


def test_terminology_measures_terms(map_package: Path, text: list[object], tmp_path: Path) -> None:
    """Proper terms come of themselves from a package that knows them; random ones are pinned; none is lost unseen."""
    result, shown = _result("terminology", tmp_path, "--package", map_package, *text, "--repeats", 1)
    proper, other = result["proper"], result["random"]
    assert (proper["terms"], proper["present"], proper["present_unpinned"]) == (2, 1.0, 1.0)
    assert proper["rungs"] == {"plain": 2}
    assert (other["present"], other["present_unpinned"], other["present_or_flagged"]) == (1.0, 0.0, 1.0)
    assert "plain" not in other["rungs"]
    assert proper["chrf_lost"] == 0 < other["chrf_lost"]
    assert "| present in an admitted form | 100.00% | 100.00% |" in shown


def test_terminology_thins_terms(map_package: Path, text: list[object], tmp_path: Path) -> None:
    """With `--share` terms are in so many of the lines, at most."""
    asked = ["--package", map_package, *text, "--repeats", 1, "--share"]
    found = [_result("terminology", tmp_path, *asked, share)[0]["proper"] for share in (0.5, 1)]
    assert [one["segments_with_terms"] for one in found] == [1, 2]


def test_markup_measures_places(map_package: Path, tmp_path: Path) -> None:
    """Links that stand where the human put them are exact; one that the human moved is not; none is lost."""
    (tmp_path / "units.tsv").write_text(
        "The small [rover](u) lands.\tLe petit [robot](u) atterrit.\n"
        "*The drill works.*\t*Le foret marche.*\n"
        "The **drill** works.\tLe foret **marche**.\n"
        "A unit with [one](u).\tSans lien.\n",
        encoding="utf-8",
    )
    result, shown = _result("markup", tmp_path, "--package", map_package, "--units", tmp_path / "units.tsv")
    assert (result["units"], result["units_left_out"]) == (3, 1)
    placed = result["placed"]
    assert (placed["every"]["codes"], placed["lost"]) == (3, 0)
    assert placed["every"]["exact"] == pytest.approx(2 / 3)
    assert placed["ways"]["edge"]["exact"] == 1.0
    assert (result["translated"]["codes"], result["translated"]["lost"]) == (3, 0)
    assert "| peeled off the edges | 1 | 100.0% |" in shown


@pytest.mark.parametrize("name", ["terminology", "markup"])
def test_a_benchmark_says_what_it_needs(name: str, map_package: Path) -> None:
    """Without its texts it ends with one line that names the file, and where to read on."""
    option = "--source" if name == "terminology" else "--units"
    done = _run(name, "--package", map_package, option, "nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("no such file: nowhere\n")
    assert "benchmarks/README.md" in done.stderr


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora lie beside the checkout")
@pytest.mark.parametrize("name", ["terminology", "markup"])
def test_a_benchmark_runs_on_the_corpora(name: str, map_package: Path, tmp_path: Path) -> None:
    """A few lines of what they are meant for."""
    result, _ = _result(name, tmp_path, "--package", map_package, "--lines", 12)
    assert result["locale"] == "fr"
