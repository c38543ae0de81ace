"""How work is spread over the cores: timed on a real model, kept by machine, used by engines, and without effect on texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from copy_model import Plan, build
from localize.engine import Engine
from localize.engine.argos import ArgosEngine, Settings
from localize.engine.layouts import Layout, best_layout, laid_out, layouts, time_layouts
from localize.engine.package_folder import Package, load
from localize.engine.packages import open_engine


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A package that copies."""
    return load(build(tmp_path_factory.mktemp("laid out"), Plan(source="sw")))


@pytest.mark.parametrize(
    ("cores", "found"),
    [(1, [(1, 1)]), (2, [(2, 1), (1, 2)]), (6, [(6, 1), (3, 2), (2, 3), (1, 6)])],
)
def test_layouts_use_every_core(cores: int, found: list[Layout]) -> None:
    """A batch on each core comes first, all cores on one batch last."""
    assert list(layouts(cores)) == found


@pytest.mark.parametrize(
    ("other", "best"),
    [(2.0, (2, 1)), (0.96, (2, 1)), (0.94, (1, 2))],
    ids=["slower", "hardly faster", "faster"],
)
def test_another_layout_has_to_be_clearly_faster(other: float, best: Layout) -> None:
    """By 5%; otherwise there is a batch on each core."""
    assert best_layout({(2, 1): 1.0, (1, 2): other}) == best


def test_the_fastest_layout_is_kept_and_used(package: Package, tmp_path: Path) -> None:
    """What was found for so many cores of this machine is used for just as many."""
    times = time_layouts(package, tmp_path, threads=2)
    assert list(times) == [(2, 1), (1, 2)]
    batches, each = best_layout(times)
    assert laid_out(Settings(threads=2, beam=3), package, tmp_path) == Settings(3, batches, each)
    assert laid_out(Settings(threads=3), package, tmp_path) == Settings(threads=3)


def test_one_core_has_one_layout(package: Package, tmp_path: Path) -> None:
    """Nothing is timed, and nothing kept."""
    assert time_layouts(package, tmp_path, threads=1) == {}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "[]", "{", '{"2 cores": 7}'])
def test_without_a_sound_result_there_is_a_batch_on_each_core(
    package: Package, tmp_path: Path, text: str
) -> None:
    """A damaged file, or one of another machine, costs nothing else, and is replaced by the next probe."""
    time_layouts(package, tmp_path, threads=2)
    (file,) = tmp_path.iterdir()
    file.write_text(text, encoding="utf-8")
    assert laid_out(Settings(threads=2), package, tmp_path) == Settings(threads=2)
    time_layouts(package, tmp_path, threads=2)
    assert file.read_text(encoding="utf-8") != text


def test_texts_do_not_depend_on_the_layout(package: Package, tmp_path: Path) -> None:
    """Each layout of four cores gives the same texts and scores, and so does an engine that was opened with a result."""
    texts = [" ".join(["alpha", "station", "orbits", str(n)][n % 3 :]) for n in range(40)]
    engines: list[Engine] = [
        ArgosEngine(package, Settings(threads=batches, cores_each=each)) for batches, each in layouts(4)
    ]
    time_layouts(package, tmp_path, threads=2)
    engines.append(open_engine([package], Settings(threads=2), probes=tmp_path))
    first, *others = [sorted(engine.translate(texts, 2)) for engine in engines]
    assert all(found == first for found in others)
