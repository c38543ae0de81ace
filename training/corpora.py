"""Parallel text on disk: sources of pairs, and the rules that name them."""

from __future__ import annotations

import fnmatch
import gzip
import lzma
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.dictionary import Dictionary
from training.filters import HeldOut, digest, reject
from training.text import key, normalise, unescape

VARIANTS = 3
"""Pairs that may share a side."""

_DICTIONARY = "terms."


@dataclass(slots=True)
class Pairs:
    """Clean pairs, in the order of their sources."""

    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)

    classes: list[int] = field(default_factory=list)
    """For each pair the number of its source in *names*."""

    names: list[str] = field(default_factory=list)

    report: dict[str, dict[str, int | float]] = field(default_factory=dict)
    """For each source how many lines it had, how many were kept, and how many each filter refused."""

    def append(self, source: str, target: str, number: int) -> None:
        """Add a pair of the class *number*."""
        self.source.append(source)
        self.target.append(target)
        self.classes.append(number)

    def keep(self, wanted: Sequence[bool]) -> None:
        """Drop the pairs that are not *wanted*."""
        self.source, self.target = (
            [text for text, want in zip(side, wanted, strict=True) if want]
            for side in (self.source, self.target)
        )
        self.classes = [number for number, want in zip(self.classes, wanted, strict=True) if want]


class Reader:
    """Reads sources one after another and refuses what it has seen before."""

    def __init__(self, to: str, held_out: HeldOut, limits: Mapping[str, float]) -> None:
        self._to, self._held_out, self._limits = to, held_out, limits
        self._seen: set[tuple[int, int]] = set()
        self._sides: tuple[Counter[int], Counter[int]] = Counter(), Counter()
        self.pairs = Pairs()

    def read(self, name: str, lines: list[str]) -> None:
        """Take the pairs of a source in; a line is English, a tab, and the other language."""
        limit = int(lookup(self._limits, name, len(lines)))
        if limit < len(lines):
            random.Random(7).shuffle(lines)
        number, kept, counts = len(self.pairs.names), 0, Counter[str]()
        self.pairs.names.append(name)
        for line in lines:
            source, tab, target = line.partition("\t")
            if not tab or kept >= limit:
                continue
            source, target = (normalise(unescape(text.split("\t")[0])) for text in (source, target))
            why = reject(source, target, self._to) or self._refuse(source, target)
            counts[why or "kept"] += 1
            if why is None:
                kept += 1
                self.pairs.append(source, target, number)
        self.pairs.report[name] = {"lines": len(lines), **counts}

    def _refuse(self, source: str, target: str) -> str | None:
        both = digest(key(source)), digest(key(target))
        if both in self._seen:
            return "duplicate"
        if any(counts[side] >= VARIANTS for counts, side in zip(self._sides, both, strict=True)):
            return "many-variants"
        if source in self._held_out or target in self._held_out:
            return "held-out"
        self._seen.add(both)
        for counts, side in zip(self._sides, both, strict=True):
            counts[side] += 1
        return None


def sources(paths: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    """The names and lines of all sources in *paths*, dictionaries left out.

    A `.tsv` or `.tsv.gz` is one source, named after its folder and itself (`docs/django`). A `.tsv.xz` holds many: the name, a tab
    and the pair, a line.
    """
    for path in sorted(p for p in paths if not p.name.startswith(_DICTIONARY)):
        if path.suffix == ".xz":
            yield from grouped(path).items()
        else:
            yield f"{path.parent.name}/{path.name.split('.en-')[0]}", _lines(path)


def dictionary(paths: Sequence[Path]) -> Dictionary:
    """The entries of the files named `terms.*` in *paths*; translations are apart by `;`, and four of them count."""
    found = Dictionary()
    for path in (p for p in paths if p.name.startswith(_DICTIONARY)):
        for line in _lines(path):
            english, tab, target = (line.partition("\t")[2] if path.suffix == ".xz" else line).partition("\t")
            for text in target.split("\t")[0].split(";")[:4] if tab else ():
                found.add(normalise(english), normalise(text))
    return found


def grouped(path: Path) -> dict[str, list[str]]:
    """The lines of a `.tsv.xz` without their first field, by that field."""
    found: dict[str, list[str]] = {}
    for line in _lines(path):
        name, tab, rest = line.partition("\t")
        if tab:
            found.setdefault(name, []).append(rest)
    return found


def lookup(rules: Mapping[str, float], name: str, default: float) -> float:
    """The value of the first rule for *name*: a glob, or the folder before the slash."""
    fits = (
        value
        for rule, value in rules.items()
        if fnmatch.fnmatch(name, rule) or name.split("/", maxsplit=1)[0] == rule
    )
    return next(fits, default)


def rules(texts: Sequence[str]) -> dict[str, float]:
    """`NAME=NUMBER` options as a mapping."""
    return {name: float(value) for name, _, value in (text.rpartition("=") for text in texts)}


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    opened = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix, bytes)(raw)
    return opened.decode("utf-8", "replace").splitlines()
