"""How much memory many segments need beyond the model: the most that a process ever had, with few segments and with many.

`engine` translates that many different sentences with a package; `run` is a whole first run of one locale over a project of that
many segments, with the pseudo engine, so that what is left is texts, catalogs and what waits in between.

python benchmarks/footprint.py --package translate-en_fr.argosmodel --segments 100000
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import project
from _measure import command, keep, options, row

_HERE = Path(__file__).resolve().parent
_ENGINE = """
import random, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from project import sentence
from localize.engine.argos import ArgosEngine, Settings
from localize.engine.packages import read
chance = random.Random(0)
texts = [f"{sentence(chance)[:-1]}, {number}." for number in range(int(sys.argv[3]))]
for _ in ArgosEngine(read(Path(sys.argv[2])), Settings(beam=1)).translate(texts): pass
"""
_RUN = """
import sys
from pathlib import Path
from localize.config import load
from localize.engine.pseudo import PseudoEngine
from localize.pipeline import run
here = load(Path(sys.argv[1]))
for _ in run(here, here.targets[:1], lambda *_: PseudoEngine()): pass
"""


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=1)
    parser.add_argument("--package", type=Path, help="what `engine` translates with; without it only `run`")
    parser.add_argument("--segments", type=int, default=100_000)
    asked = parser.parse_args()
    few, many = (20, 40) if asked.quick else (200, asked.segments)
    rows: list[dict[str, object]] = []
    beyond: dict[str, float] = {}
    with TemporaryDirectory() as name:
        for count in (few, many):
            project.make(Path(name) / str(count), count // 10)
        for kind in ["engine", "run"] if asked.package else ["run"]:
            found = []
            for count in (few, many):
                arguments: list[str | Path] = [sys.executable, "-c"]
                if kind == "engine":
                    arguments += [_ENGINE, _HERE, asked.package.absolute(), str(count)]
                else:
                    arguments += [_RUN, Path(name) / str(count)]
                found.append(command(arguments))
                print(f"{kind}, {count} segments: {found[-1].peak:.0f} MB", file=sys.stderr, flush=True)
                rows.append(row(kind, found[-1:], segments=count))
            beyond[kind] = round(found[1].peak - found[0].peak)
    keep("footprint", asked, rows, beyond_mb=beyond)


if __name__ == "__main__":
    main()
