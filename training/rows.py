"""Sentences that stand side by side in several languages, as pairs of a pack.

    python -m training.rows data/en-ar own/prose training/prose/*.txt --weight 6

In each file a row is four lines, the same sentence in English, French, Spanish and Arabic, and an empty line. The rows become a class of
the pack, named as the second argument says, and pass the filters of `prepare`, dev set included.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from training import pack, synthetic

LANGUAGES = "en", "fr", "es", "ar"
"""The languages of a row, in the order of its lines."""


def rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a file, by language.

    Raises:
        ValueError: A row has fewer lines than there are languages, or more; the message begins with its line.
    """
    for block in re.finditer(r"(?:^.*\S.*$\n?)+", text, re.MULTILINE):
        lines = block[0].splitlines()
        if len(lines) != len(LANGUAGES):
            at = text.count("\n", 0, block.start()) + 1
            raise ValueError(
                f"line {at}: {len(lines)} lines, but a row has {len(LANGUAGES)}: {lines[0][:60]}"
            )
        yield dict(zip(LANGUAGES, (line.strip() for line in lines), strict=True))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument("name", help="of the class: FOLDER/NAME; an older class of the same name goes")
    parser.add_argument("files", nargs="+", type=Path, help="with rows")
    parser.add_argument("--weight", type=float, default=1.0, help="how often an epoch has each pair")
    parser.add_argument("--show", type=int, default=10, help="pairs to print, for reading")
    args = parser.parse_args()
    to = pack.read_meta(args.data)["pair"][1]
    lines = list[str]()
    for path in args.files:
        try:
            lines += [f"{row['en']}\t{row[to]}" for row in rows(path.read_text(encoding="utf-8"))]
        except ValueError as error:
            raise SystemExit(f"{path}, {error}") from error
    synthetic.write_lines(args.data, args.name, lines, weight=args.weight, show=args.show)


if __name__ == "__main__":
    main()
