"""How soon the command line answers: `localize --help` and `localize status`, beside a Python that does nothing.

python benchmarks/startup.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from _measure import command, keep, options, row, turns

_ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """The command line."""
    parser = options(__doc__, repeats=11)
    parser.add_argument(
        "--project", type=Path, default=_ROOT, help="whose status is asked for (default: this)"
    )
    asked = parser.parse_args()
    python = sys.executable
    ways = {
        "python -c pass": lambda: command([python, "-c", "pass"]),
        "localize --help": lambda: command([python, "-m", "localize", "--help"]),
        "localize status": lambda: command([python, "-m", "localize", "status"], asked.project),
    }
    found = turns(ways, 1 if asked.quick else asked.repeats)
    keep("startup", asked, [row(name, spent) for name, spent in found.items()])


if __name__ == "__main__":
    main()
