"""The house keeps its shape: imports point one way, rooms and functions stay small, importing does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import localize

SOURCE = Path(localize.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

FLOORS = (
    {"errors", "files", "locales"},
    {"document"},
    {"formats", "segment", "segmentation", "codes", "bidi", "headlines"},
    {"glossary", "forms", "catalog", "memory_unit", "engine", "alignment", "repair"},
    {"merge", "po", "checks", "edits", "markup", "exchange"},
    {"job", "project", "config", "articles", "bitext"},
    {"pin", "rungs", "extract", "events", "memory", "term_rates"},
    {"translate", "publish"},
    {"plan", "moves", "assets", "copies", "settled"},
    {"drafting", "survey", "pipeline", "tally", "candidates", "glossary_audit", "glossary_transfer"},
    {"review", "report", "sarif", "handover", "adopt"},
    {"cli", "__main__"},
)
"""The rooms from the ground up: a room imports from its own floor and from those below."""


def _room(name: str) -> str:
    """The room of a module: `po_text` belongs to `po`, `formats.html` to `formats`."""
    first = name.removeprefix("localize").removeprefix(".").split(".")[0]
    known = {room for floor in FLOORS for room in floor}
    return first if first in known or not first else first.split("_")[0]


def _floor(name: str) -> int:
    room = _room(name)
    return next((level for level, rooms in enumerate(FLOORS) if room in rooms), -1)


def _module(path: Path) -> str:
    parts = ["localize", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(parts).removesuffix(".__init__")


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith("localize.")}


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_imports_point_one_way(path: Path) -> None:
    """A room imports nothing from a floor above its own."""
    here = _floor(_module(path))
    if _module(path) == "localize":
        return
    assert here >= 0, f"{_room(_module(path))} has no floor: give it one in FLOORS"
    above = {name for name in _imported(path) if _floor(name) > here}
    assert not above


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_rooms_and_functions_stay_small(path: Path) -> None:
    """A file has at most 300 lines, a function at most 30 lines of code below its docstring."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    functions = [
        n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {f.name: _length(f) for f in functions if _length(f) > 30}
    assert not long


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring left out."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_importing_localize_does_nothing() -> None:
    """Importing the package loads no engine, parser or toolkit, and touches no disk."""
    code = "import sys, localize; print(*sorted(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"ctranslate2", "sentencepiece", "argostranslate", "numpy", "babel", "polib", "rich", "typer"}
    assert not heavy & set(done.stdout.split())


def test_the_help_loads_no_engine() -> None:
    """`localize --help` stays quick: what commands need is imported when they run."""
    code = "import sys, localize.cli; print(*sorted(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"ctranslate2", "sentencepiece", "argostranslate", "numpy", "inflect", "simplemma"} & set(
        done.stdout.split()
    )


def test_the_version_is_in_the_changelog() -> None:
    """The version of the package is the newest in CHANGELOG.md, and that of pyproject.toml."""
    root = SOURCE.parents[1]
    assert f"## {localize.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'version = "{localize.__version__}"' in (root / "pyproject.toml").read_text(encoding="utf-8")
