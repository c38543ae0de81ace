"""Translated catalogs as pairs of a pack: games and atlases tell stories, which software and manuals seldom do.

    python -m training.catalogs data/en-es po/wesnoth /usr/share/games/wesnoth/1.16/locale/es --weight 2

All `.po` and `.mo` files in the folders together become a class of the pack, named as the second argument says. Messages with plurals, fuzzy and obsolete
ones stay out. A message is cut into lines and sentences where both sides have as many, and loses its tags; what is left passes the
filters of `prepare`, dev set included.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from training import synthetic

_WORDS = 3  # English words at least: shorter messages are buttons and names
_CONTEXT = re.compile(r"^[^\W\d][\w /,&:'-]{0,58}[^\W\d]\^(?=\D)")  # "female^…", as Wesnoth writes it
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|\[/?[a-zA-Z][^\[\]]{0,30}\]")
_LINE = re.compile(r"\s*\n\s*")
_SENTENCE = re.compile(r"(?:(?<=[.!?…؟])|(?<=[.!?…؟]['\"”»)]))\s+(?=['\"“«(¡¿—]*[^\W\d_a-zà-öø-ÿ])")


def messages(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """The translated messages without plurals of all catalogs, as they stand there."""
    for path in files:
        found = polib.mofile(str(path)) if path.suffix == ".mo" else polib.pofile(str(path))
        yield from ((entry.msgid, entry.msgstr) for entry in found.translated_entries() if entry.msgstr)


def parts(source: str, target: str) -> list[tuple[str, str]]:
    """A message's sentences side by side; larger pieces where the two sides are not cut alike."""
    sides = [(_TAG.sub("", _CONTEXT.sub("", text)).strip()) for text in (source, target)]
    found = [(sides[0], sides[1])]
    for cut in (_LINE, _SENTENCE):
        found = [pair for both in found for pair in _cut(cut, *both)]
    return found


def _cut(where: re.Pattern[str], source: str, target: str) -> list[tuple[str, str]]:
    first, second = where.split(source), where.split(target)
    return list(zip(first, second, strict=True)) if len(first) == len(second) else [(source, target)]


def main() -> None:
    """Run the command."""
    args = _options()
    files = sorted(
        path for folder in args.folders for suffix in ("po", "mo") for path in folder.rglob(f"*.{suffix}")
    )
    if not files:
        raise SystemExit(f"no .po or .mo file in {', '.join(map(str, args.folders))}")
    lines = []
    for pair in (pair for message in messages(files) for pair in parts(*message)):
        source, target = (" ".join(text.split()) for text in pair)
        if source.count(" ") >= _WORDS - 1:
            lines.append(f"{source}\t{target}")
    print(f"{len(lines)} pairs in {len(files)} catalogs")
    synthetic.write_lines(
        args.data, args.name, lines, weight=args.weight, show=args.show, held_out=args.held_out
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="the pack")
    parser.add_argument("name", help="of the class: FOLDER/NAME; an older class of the same name goes")
    parser.add_argument("folders", nargs="+", type=Path, help="with the catalogs of one language")
    parser.add_argument(
        "--held-out", action="append", default=[], type=Path, help="more text never to train on"
    )
    parser.add_argument("--weight", type=float, default=1.0, help="how often an epoch has each pair")
    parser.add_argument("--show", type=int, default=10, help="pairs to print, for reading")
    return parser.parse_args()


if __name__ == "__main__":
    main()
