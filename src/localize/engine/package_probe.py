"""Which marks does a package copy? Measured once for each package, and kept under its hash.

What comes out follows from the package and from this version of localize alone (and from the kind of processor, as drafts
do), so that two machines which have the same ones pin alike. It is derived: deleting it costs the seconds that measuring takes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import count as counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from localize import __version__
from localize.codes import Masked, restore
from localize.engine import Hypothesis
from localize.engine.argos import ArgosEngine, Settings
from localize.engine.carriers import Carrier, carriers, source
from localize.engine.package_folder import Package, digest
from localize.engine.package_model import vocabularies
from localize.engine.shapes import SHAPES, Marks, usable
from localize.engine.tokenizers import open_tokenizer

COUNTS = (1, 2, 3, 4, 6, 8)
"""With how many marks a carrier is tried, one round after the other."""

HOLDS = 0.8
"""Share of carriers that have to come back whole with so many marks, for a text to be given as many.

A text that loses a mark is tried in another way; one with more marks than it may hold is cut, which harms every sentence.
"""

_FINALISTS = (
    3  # shapes that go on after the first round: the ladder uses two, and each costs as much as the round did
)

Translate = Callable[[Sequence[str]], Iterable[tuple[int, Sequence[Hypothesis]]]]
"""What an engine does; see `Engine.translate`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the marks of one shape fared."""

    shape: str
    """`⟦{}⟧` and the like."""

    pieces: int
    """Of how many pieces a mark is made, at most; of one where the package was made for it."""

    tried: tuple[int, ...] = ()
    """Carriers tried in each round; shorter than `COUNTS` where it was given up."""

    whole: tuple[int, ...] = ()
    """Carriers of each round in which every mark came back exactly once, and the package still translated."""

    ordered: int = 0
    """Carriers, of all that came back whole, with their marks in the order given."""

    @property
    def copied(self) -> bool:
        """Whether it is good for anything: half of the carriers with one mark came back whole."""
        return 2 * self.whole[0] >= self.tried[0]

    @property
    def alive(self) -> bool:
        """Whether half of the carriers of the last round came back whole."""
        return 2 * self.whole[-1] >= self.tried[-1]

    @property
    def holds(self) -> int:
        """The most marks with which, and with any fewer, `HOLDS` of the carriers come back whole; 0 for none."""
        found = 0
        for count, tried, whole in zip(COUNTS, self.tried, self.whole, strict=False):
            if whole < HOLDS * tried:
                break
            found = count
        return found


@dataclass(frozen=True, slots=True)
class Probe:
    """What is known of the marks that a package copies."""

    shapes: tuple[Shape, ...]
    """Those that its vocabulary allows, the best first."""

    @property
    def marks(self) -> Marks:
        """The best shape and those others that are copied, and as many marks a text as the best one holds, at least one.

        The best one stays, however bad it is: every draft is verified, and short texts keep what sentences lose.
        """
        if not self.shapes:
            return Marks((), 0)
        best, *others = self.shapes
        return Marks((best.shape, *(one.shape for one in others if one.copied)), max(1, best.holds))


def probe(
    package: Package, folder: Path, *, threads: int = 0, heard: Callable[[int], None] | None = None
) -> Probe:
    """What is kept of *package* in *folder*; measured now, and kept, where nothing is.

    Args:
        package: The package.
        folder: Where results are kept; made when it does not exist. One that cannot be written keeps nothing.
        threads: How many batches to translate at once; 0 for one on each core. It has no influence on the result.
        heard: Hears how many carriers have been translated so far.

    Raises:
        PackageError: The package cannot be read or run.
    """
    found = kept(package, folder)
    if found is None:
        engine = ArgosEngine(package, Settings(threads=threads))
        source, target = map(frozenset, vocabularies(package.path / "model"))
        shapes = usable(open_tokenizer(package), source & target)
        found = measure(_counted(engine.translate, heard), shapes, carriers(package.source))
        _keep(found, _file(package, folder))
    return found


def kept(package: Package, folder: Path) -> Probe | None:
    """What this version of localize has kept of *package* in *folder*; None where that is nothing, or damaged."""
    if not any(folder.glob(f"{package.name}-*.json")):
        return None  # which saves the hash
    with suppress(OSError, ValueError, TypeError, KeyError):
        data = json.loads(_file(package, folder).read_text(encoding="utf-8"))
        if data["by"] == _method():
            return Probe(tuple(map(_shape, data["shapes"])))
    return None


def measure(translate: Translate, shapes: Mapping[str, int], carriers: Sequence[Carrier]) -> Probe:
    """Try marks of each of *shapes* on *carriers*: one mark a carrier, and the best shapes with up to eight.

    A carrier is whole when every mark comes back exactly once, and nothing is suspect in its translation that is not
    without marks, too: a model that loops at a mark, or gives up and copies the sentence, has not copied the mark.

    Args:
        translate: The engine's.
        shapes: Each with the number of pieces that its marks are made of.
        carriers: What to try them on.
    """
    plain = {number: found[0].suspect for number, found in translate([one.text for one in carriers])}

    def tried(shapes: Sequence[Shape], count: int) -> list[Shape]:
        """*shapes* after the round with *count* marks."""
        fit = [number for number, one in enumerate(carriers) if len(one.slots) >= count]
        asked = [
            (at, number, carriers[number].masked(shape.shape, count, first=number))
            for at, shape in enumerate(shapes)
            for number in fit
        ]
        fates: list[list[int]] = [[] for _ in shapes]
        for nth, (best, *_) in translate([masked.text for *_, masked in asked]):
            at, number, masked = asked[nth]
            fates[at].append(_fate(masked, best, plain[number]))
        return [_after(*one) for one in zip(shapes, fates, strict=True)]

    found = _ranked(tried([Shape(shape, pieces) for shape, pieces in shapes.items()], COUNTS[0]))
    left, out = found[:_FINALISTS], found[_FINALISTS:]
    for count in COUNTS[1:]:
        out += [one for one in left if not one.alive]
        left = tried([one for one in left if one.alive], count)
    return Probe(tuple(_ranked([*left, *out])))


def _ranked(shapes: Iterable[Shape]) -> list[Shape]:
    """Marks that are one piece first where they are copied, then by how many carriers came back whole.

    A mark of one piece neither falls apart nor passes for a word. With the proof package for French 4 of 521 segments had
    to be split with ⟦0⟧, and 12 with TERM0, which more carriers survive.
    """
    return sorted(shapes, key=lambda one: (one.pieces > 1 or not one.copied, -sum(one.whole), one.pieces))


def _fate(masked: Masked, best: Hypothesis, plain: str) -> int:
    """0 for a carrier that lost something, 1 for one that is whole, 2 for one with its marks in order."""
    restored = restore(masked, best.text)
    if not restored.complete or best.suspect not in ("", plain):
        return 0
    spans = [span for span in restored.spans if span]
    return 2 if spans == sorted(spans) else 1


def _after(shape: Shape, fates: Sequence[int]) -> Shape:
    whole = sum(fate > 0 for fate in fates)
    return replace(
        shape,
        tried=(*shape.tried, len(fates)),
        whole=(*shape.whole, whole),
        ordered=shape.ordered + fates.count(2),
    )


def _counted(translate: Translate, heard: Callable[[int], None] | None) -> Translate:
    """*translate*, telling *heard* how many texts are done."""
    done = counter(1)

    def counted(texts: Sequence[str]) -> Iterable[tuple[int, Sequence[Hypothesis]]]:
        for one in translate(texts):
            if heard is not None:
                heard(next(done))
            yield one

    return counted


def _file(package: Package, folder: Path) -> Path:
    return folder / f"{package.name}-{digest(package)}.json"


def _keep(found: Probe, file: Path) -> None:
    """Write *found* whole or not at all."""
    data = {"by": _method(), "shapes": [asdict(one) for one in found.shapes]}
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".new-", dir=file.parent) as beside:
            new = Path(beside) / file.name
            new.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
            new.replace(file)


def _shape(data: Mapping[str, Any]) -> Shape:
    tried, whole = tuple(map(int, data["tried"])), tuple(map(int, data["whole"]))
    if len(tried) != len(whole) or not tried:
        raise ValueError("rounds")
    return Shape(str(data["shape"]), int(data["pieces"]), tried, whole, int(data["ordered"]))


def _method() -> str:
    """What a result depends on besides the package."""
    told = repr((__version__, SHAPES, source(), Path(__file__).read_bytes()))
    return hashlib.sha256(told.encode()).hexdigest()
