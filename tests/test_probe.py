"""Which marks a package copies: measured on real models whose output is known, kept under their hash, and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import localize
from copy_model import Plan, build
from localize.engine import Hypothesis
from localize.engine.batches import cores
from localize.engine.carriers import Carrier, carriers
from localize.engine.package_folder import Package, load
from localize.engine.package_probe import COUNTS, Probe, Shape, kept, measure, probe
from localize.engine.packages import open_engine
from localize.engine.shapes import Marks

Build = Callable[..., Package]
LANGUAGES = ("en", "fr", "es", "de", "ar", "any")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a package that reads a language whose carriers are few and short."""

    def make(**plan: Any) -> Package:
        return load(build(tmp_path_factory.mktemp("probed"), Plan(**{"source": "sw"} | plan)))

    return make


@pytest.fixture(scope="session")
def spoiling(built: Build) -> Package:
    """A package that spoils every digit."""
    return built(mangles=True, trained=False)


def few(language: str = "en") -> Sequence[Carrier]:
    """A few carriers, one of them with eight slots."""
    found = carriers(language)
    return [*found[:3], next(one for one in found if len(one.slots) >= 8)]


def saying(
    write: Callable[[str], str],
) -> Callable[[Sequence[str]], Iterable[tuple[int, Sequence[Hypothesis]]]]:
    """An engine that gives what *write* makes of each text, the last text first."""

    def translate(texts: Sequence[str]) -> Iterable[tuple[int, Sequence[Hypothesis]]]:
        return [
            (number, (Hypothesis(write(text), 0.0),)) for number, text in reversed(list(enumerate(texts)))
        ]

    return translate


@pytest.mark.parametrize("language", LANGUAGES)
def test_carriers(language: str) -> None:
    """Every carrier has three slots or more and words besides; of each language some have eight, and they differ."""
    found = carriers(language)
    assert len(found) >= 8
    assert len({one.text for one in found}) == len(found)
    assert sum(len(one.slots) >= max(COUNTS) for one in found) >= 3
    for one in found:
        bare = "".join(c for n, c in enumerate(one.text) if not any(a <= n < b for a, b in one.slots))
        assert len(one.slots) >= 3
        assert any(char.isalpha() for char in bare), "else an engine would not be asked at all"
        assert not set("{}⟦⟧") & set(one.text)


def test_carriers_of_another_language() -> None:
    """A package that reads a language without carriers of its own is tried on names and numbers."""
    assert carriers("sw") == carriers("any") != carriers("en")


def test_marks_stand_beside_all_that_terms_stand_beside() -> None:
    """Among the English carriers are slots at both ends, in brackets and quotation marks, by an apostrophe and in a row."""
    around = {one.text[:a][-1:] + "|" + one.text[b:][:1] for one in carriers("en") for a, b in one.slots}
    assert {"| ", "(|)", "[|]", " |,", "“| ", " |'", " |.", " |?", " |!", " |:"} <= around


@given(
    carrier=st.sampled_from([one for language in LANGUAGES for one in carriers(language)]),
    count=st.sampled_from(COUNTS),
    first=st.integers(0, 20),
)
@settings(max_examples=60)
def test_a_masked_carrier_holds_as_many_marks_as_asked(carrier: Carrier, count: int, first: int) -> None:
    """Marks are numbered in reading order, one a slot; the other slots keep their words."""
    count = min(count, len(carrier.slots))
    masked = carrier.masked("⟦{}⟧", count, first)
    places = [masked.text.index(f"⟦{number}⟧") for number in range(count)]
    assert places == sorted(places)
    assert masked.text.count("⟦") == count == len(masked.values)
    text = masked.text
    for number, value in enumerate(masked.values):
        text = text.replace(f"⟦{number}⟧", value)
    assert text == carrier.text


def test_what_comes_back_whole_is_counted() -> None:
    """A shape that comes back is whole in each round; one that does not is given up after the first."""
    write = saying(lambda text: text.replace("[[", "[").upper())
    whole, lost = measure(write, {"[[{}]]": 5, "⟦{}⟧": 1}, few()).shapes
    assert (whole.shape, whole.tried, whole.whole) == ("⟦{}⟧", (4, 4, 4, 1, 1, 1), (4, 4, 4, 1, 1, 1))
    assert (whole.ordered, whole.holds, whole.copied) == (15, 8, True)
    assert (lost.shape, lost.tried, lost.whole, lost.holds, lost.copied) == ("[[{}]]", (4,), (0,), 0, False)


def test_only_the_best_shapes_go_on() -> None:
    """Of shapes that all survive one mark, three are tried with more: those of the fewest pieces."""
    sizes = {"a{}": 5, "b{}": 2, "c{}": 4, "d{}": 3}
    found = measure(saying(str), sizes, few()).shapes
    assert [(one.shape, len(one.tried)) for one in found] == [("b{}", 6), ("d{}", 6), ("c{}", 6), ("a{}", 1)]


def test_a_mark_of_one_piece_is_preferred_where_it_is_copied() -> None:
    """Of shapes that are copied, one of a single piece goes first, though another survives more often; else it does not."""
    fewer = saying(lambda text: text.replace("⟦1⟧", "1"))
    sizes = {"TERM{}": 4, "⟦{}⟧": 1}
    assert [one.shape for one in measure(fewer, sizes, few()).shapes] == ["⟦{}⟧", "TERM{}"]
    never = saying(lambda text: text.replace("⟦", "["))
    assert [one.shape for one in measure(never, sizes, few()).shapes] == ["TERM{}", "⟦{}⟧"]


def test_a_shape_that_fails_goes_no_further() -> None:
    """A shape that loses more than half of a round's carriers is not tried with more marks."""
    (shape,) = measure(saying(lambda text: text.replace("⟦2⟧", "2")), {"⟦{}⟧": 1}, few()).shapes
    assert (shape.tried, shape.whole, shape.holds) == ((4, 4, 4), (4, 4, 0), 2)


@pytest.mark.parametrize(
    ("write", "title"),
    [
        (lambda text: text + " ⟦0⟧", "a mark that comes twice"),
        (lambda text: text.replace("⟦0⟧", ""), "a mark that is gone"),
        (lambda text: text.replace("⟦0⟧", "⟦9⟧"), "a mark that was never given"),
    ],
)
def test_what_is_no_copy(write: Callable[[str], str], title: str) -> None:
    """Each mark has to come back exactly once, and no other."""
    (shape,) = measure(saying(write), {"⟦{}⟧": 1}, few()).shapes
    assert shape.whole == (0,), title


def test_marks_out_of_order_are_whole() -> None:
    """Translations may put their words in another order: such carriers are whole, and told apart."""

    def swap(text: str) -> str:
        return (
            text.replace("⟦0⟧", "⟦x⟧").replace("⟦1⟧", "⟦0⟧").replace("⟦x⟧", "⟦1⟧") if "⟦1⟧" in text else text
        )

    (shape,) = measure(saying(swap), {"⟦{}⟧": 1}, few()).shapes
    assert shape.whole == shape.tried == (4, 4, 4, 1, 1, 1)
    assert shape.ordered == 4


def test_a_mark_that_makes_the_package_give_up_does_not_survive() -> None:
    """A carrier that is suspect only with marks in it is not whole, even though they came back."""

    def translate(texts: Sequence[str]) -> Iterable[tuple[int, Sequence[Hypothesis]]]:
        for number, text in enumerate(texts):
            yield number, (Hypothesis(text, 0.0, "copy" if "⟦" in text else ""),)

    (shape,) = measure(translate, {"⟦{}⟧": 1}, few()).shapes
    assert shape.whole == (0,)


@pytest.mark.parametrize(
    ("shapes", "marks"),
    [
        ((), Marks((), 0)),
        ((Shape("a{}", 1, (10,), (4,)), Shape("b{}", 1, (10,), (3,))), Marks(("a{}",), 1)),
        ((Shape("a{}", 1, (10, 10), (5, 0)),), Marks(("a{}",), 1)),
        ((Shape("a{}", 1, (10, 10, 10), (10, 8, 7)), Shape("b{}", 1, (10,), (3,))), Marks(("a{}",), 2)),
        (
            (Shape("a{}", 1, (10, 10, 10), (10, 7, 10)), Shape("b{}", 2, (10,), (9,))),
            Marks(("a{}", "b{}"), 1),
        ),
        ((Shape("a{}", 1, (10,) * 6, (10,) * 6),), Marks(("a{}",), 8)),
    ],
)
def test_the_marks_that_a_package_is_given(shapes: tuple[Shape, ...], marks: Marks) -> None:
    """The best, and those that half of the carriers survive; as many a text as four fifths take of the best."""
    assert Probe(shapes).marks == marks


def test_package_that_copies_all(built: Build, tmp_path: Path) -> None:
    """A package made for ⟦0⟧ that copies everything is given that first, eight a text."""
    found = probe(built(), tmp_path)
    assert found.shapes[0].shape == "⟦{}⟧"
    assert found.shapes[0].pieces == 1
    assert all(one.whole == one.tried for one in found.shapes)
    assert found.marks.most == 8


def test_package_whose_marks_were_never_trained(built: Build, tmp_path: Path) -> None:
    """A package without pieces for ⟦0⟧ is given what its vocabulary allows and its model copies."""
    marks = probe(built(trained=False), tmp_path).marks
    assert "⟦{}⟧" not in marks.shapes
    assert "[[{}]]" in marks.shapes
    assert marks.most == 8


def test_package_that_promises_marks_and_spoils_them(built: Build, tmp_path: Path) -> None:
    """What a package was made for is not believed: where ⟦0⟧ comes out as something else, another shape is used."""
    package = built(pieces={f"⟦{number}⟧": "@" for number in range(8)})
    assert open_engine([package]).sentinels[0] == "⟦{}⟧"
    engine = open_engine([package], probes=tmp_path)
    assert "⟦{}⟧" not in engine.sentinels
    assert "[[{}]]" in engine.sentinels
    assert engine.marks == 8


def test_package_that_copies_nothing(spoiling: Package, tmp_path: Path) -> None:
    """A package that spoils every digit is given one shape, and one mark a text: whatever it drafts is verified."""
    found = probe(spoiling, tmp_path)
    assert not any(one.copied for one in found.shapes)
    assert (len(found.marks.shapes), found.marks.most) == (1, 1)


def test_the_proof_packages(tmp_path: Path) -> None:
    """For each package that comes with the program it is known what it copies, the same each time."""
    for folder in sorted((Path(localize.__file__).parent / "models").glob("translate-*")):
        package = load(folder)
        found = probe(package, tmp_path / "first", threads=1)
        assert found.shapes
        assert all(sum(one.whole) <= sum(one.tried) for one in found.shapes)
        assert found.marks.shapes[0] == found.shapes[0].shape
        assert 1 <= found.marks.most <= max(COUNTS)
        assert kept(package, tmp_path / "first") == found


def test_two_machines_find_the_same(built: Build, tmp_path: Path) -> None:
    """What is found depends on neither the machine's folder, nor the number of threads, nor where the package lies."""
    package = built(words={"the": "le"}, trained=False)
    shutil.copytree(package.path, tmp_path / "elsewhere")
    elsewhere = load(tmp_path / "elsewhere")
    assert probe(package, tmp_path / "a", threads=1) == probe(elsewhere, tmp_path / "b", threads=2)
    (first,), (second,) = (list((tmp_path / name).iterdir()) for name in "ab")
    assert (first.name, first.read_bytes()) == (second.name, second.read_bytes())


def test_what_is_kept_is_not_measured_again(built: Build, tmp_path: Path) -> None:
    """A second time nothing is translated, and nothing is written."""
    package, heard = built(), list[int]()
    first = probe(package, tmp_path, heard=heard.append)
    assert heard == list(range(1, len(heard) + 1)) != []
    (file,) = tmp_path.iterdir()
    before = file.stat()
    assert probe(package, tmp_path, heard=lambda _: pytest.fail("measured again")) == first
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("text", ["", "[]", '{"by": 1}'])
def test_a_damaged_result_is_measured_again(spoiling: Package, tmp_path: Path, text: str) -> None:
    """What cannot be read, or is another version's, is measured anew and replaced: it is derived."""
    package = spoiling
    first = probe(package, tmp_path)
    (file,) = tmp_path.iterdir()
    sound = file.read_bytes()
    file.write_text(text, encoding="utf-8")
    assert kept(package, tmp_path) is None
    assert probe(package, tmp_path) == first
    assert file.read_bytes() == sound


def test_another_versions_result_does_not_count(spoiling: Package, tmp_path: Path) -> None:
    """A result that was measured in another way, with other carriers or shapes, is not used."""
    package = spoiling
    probe(package, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"by": "another"}), encoding="utf-8")
    assert kept(package, tmp_path) is None


def test_another_package_has_a_result_of_its_own(built: Build, spoiling: Package, tmp_path: Path) -> None:
    """Results lie under the package's hash: a package of the same name that translates otherwise is measured itself."""
    copying = built(trained=False)
    assert copying.name == spoiling.name
    assert probe(copying, tmp_path).marks.most == 8
    assert probe(spoiling, tmp_path).marks.most == 1


def test_a_folder_that_cannot_be_written_costs_only_time(spoiling: Package, tmp_path: Path) -> None:
    """Where nothing can be kept, the result is the same."""
    (tmp_path / "file").write_text("")
    package = spoiling
    assert probe(package, tmp_path / "file" / "probes") == probe(package, tmp_path / "there")


def test_an_engine_probes_when_its_marks_are_first_asked_for(built: Build, tmp_path: Path) -> None:
    """Opening an engine measures nothing; a pair of engines gives what both copy."""
    first, second = built(mangles=True, trained=False, target="tt"), built(source="tt", trained=False)
    engine = open_engine([first, second], probes=tmp_path)
    assert engine.signature
    assert not list(tmp_path.iterdir())
    assert engine.marks == 1
    assert len(list(tmp_path.iterdir())) == 2


def _localize(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with nothing installed for the user."""
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    environment.pop("ARGOS_PACKAGES_DIR", None)
    command = [sys.executable, "-m", "localize", "models", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_tells_a_person(built: Build, tmp_path: Path) -> None:
    """`models probe` prints the best mark and a table, and keeps the result outside the package."""
    package = built().path
    before = sorted(path.name for path in package.rglob("*"))
    done = _localize(tmp_path, "probe", str(package))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sw-fr 1.0 — marks: ⟦0⟧, up to 8\n")
    assert "100%" in done.stdout
    assert sorted(path.name for path in package.rglob("*")) == before
    kept_files = list((tmp_path / "data/localize/probes").iterdir())
    assert all(path.name.startswith("translate-sw_fr-1_0-") for path in kept_files)
    assert len(kept_files) == (1 if cores() == 1 else 2)
    assert ("at once, cores on each: 1" in done.stdout) == (cores() > 1)


def test_the_command_tells_a_machine(built: Build, tmp_path: Path) -> None:
    """`models probe --json` gives the marks and what was counted; `models list --json` the marks that are known."""
    (told,) = json.loads(_localize(tmp_path, "probe", "--json", str(built().path)).stdout)
    assert (told["pair"], told["marks"][0], told["most"]) == ("sw-fr", "⟦{}⟧", 8)
    assert set(told["shapes"][0]["whole"]) == {str(count) for count in COUNTS}
    listed = json.loads(_localize(tmp_path, "list", "--json").stdout)["packages"]
    assert [one["marks"] for one in listed] == [None] * len(listed)
    assert "marks: not probed" in _localize(tmp_path, "list").stdout


def test_an_unknown_package_is_refused(tmp_path: Path) -> None:
    """A name that is neither a pair nor a file is told with what to do."""
    done = _localize(tmp_path, "probe", "sw-xx")
    assert done.returncode == 2
    assert "no package sw-xx — see localize models list" in done.stderr
