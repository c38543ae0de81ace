"""Reading and writing PO: ours, polib, translate-toolkit and gettext's msgcat, from 1,000 to 1,000,000 entries.

Each loads a catalog and saves it, in a process of its own. polib and translate-toolkit write all of it anew, as their users do;
ours has one entry changed, since it writes nothing otherwise, and splices it in.

1,000,000 entries (223 MB) are read and saved once by each, without a turn to warm up: two minutes of processor time in all, three to
four on the clock and up to ten on a busy machine; 4 GB of memory (translate-toolkit's) and 1 GB of disk.

    python benchmarks/catalogs.py --entries 1000,10000,100000,1000000 --repeats 3
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from _measure import Spent, Way, command, keep, options, ratio, row, turns
from project import sentence

_HEAD = """msgid ""
msgstr ""
"Project-Id-Version: PACKAGE VERSION\\n"
"Report-Msgid-Bugs-To: \\n"
"PO-Revision-Date: 2026-11-22 12:00+0000\\n"
"Last-Translator: \\n"
"Language-Team: \\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""

_OURS = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from localize.catalog import Catalog
from localize.locales import Locale
from localize.po import load, save
file = load(Path(sys.argv[1]), Locale("fr"))
first, *rest = file.catalog.entries
changed = replace(file.catalog, entries=(replace(first, target=first.target + " !"), *rest))
save(file, changed, datetime.now(UTC), source_locale=Locale("en"))
"""
_LOAD = """
import sys
from pathlib import Path
from localize.locales import Locale
from localize.po import load
load(Path(sys.argv[1]), Locale("fr"))
"""
_POLIB = "import sys, polib; polib.pofile(sys.argv[1], wrapwidth=0).save(sys.argv[1])"
_TOOLKIT = "import sys; from translate.storage.pypo import pofile; pofile.parsefile(sys.argv[1]).save()"


def entries(count: int) -> Iterator[str]:
    """The blocks of *count* entries with comments and references; one in ten is a draft."""
    chance = random.Random(count)  # noqa: S311 - no secret
    for number in range(count):
        text = f"{sentence(chance)} No. {number}".replace('"', r"\"")
        flag = "#, fuzzy\n" if number % 10 == 0 else ""
        yield f'\n#. paragraph\n#: seeds/{number // 100}.md:{number % 100}\n{flag}msgid "{text}"\nmsgstr "{text} (fr)"\n'


def _script(code: str, source: Path, folder: Path) -> Spent:
    """Run *code* over a fresh copy of *source*."""
    return command([sys.executable, "-c", code, shutil.copy(source, folder / "copy.po")])


def _ways(source: Path, folder: Path, *, others: bool) -> dict[str, Way]:
    """Ours, and the *others* as far as they are installed."""
    msgcat: list[str | Path] = ["msgcat", "--no-wrap", source, "-o", folder / "msgcat.po"]
    codes = {"localize": _OURS, "localize, load only": _LOAD}
    if others:
        codes |= {"polib": _POLIB, "translate-toolkit": _TOOLKIT}
    ways: dict[str, Way] = {name: partial(_script, code, source, folder) for name, code in codes.items()}
    if not others:
        return ways
    if shutil.which("msgcat"):
        ways["msgcat"] = lambda: command(msgcat)
    else:
        print("without gettext's msgcat, which is not installed", file=sys.stderr)
    return ways


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=3)
    parser.add_argument("--entries", default="1000,10000,100000,1000000")
    parser.add_argument("--others", type=int, default=1_000_000, help="the most entries for the others")
    asked = parser.parse_args()
    rows: list[dict[str, object]] = []
    ratios: dict[str, dict[str, float]] = {}
    for count in [50] if asked.quick else map(int, asked.entries.split(",")):
        with TemporaryDirectory() as name:
            source = Path(name) / "source.po"
            with source.open("w", encoding="utf-8") as stream:
                stream.write(_HEAD)
                stream.writelines(entries(count))
            repeats = 1 if asked.quick or count >= 1_000_000 else asked.repeats
            ways = _ways(source, Path(name), others=count <= asked.others)
            found = turns(ways, repeats, warm=count < 1_000_000)
            size = round(source.stat().st_size / 1e6, 1)
        rows += [row(way, spent, entries=count, mb=size) for way, spent in found.items()]
        ratios |= {
            f"{count}: {way} / localize": ratio(spent, found["localize"]) for way, spent in found.items()
        }
    keep("catalogs", asked, rows, ratios=ratios)


if __name__ == "__main__":
    main()
