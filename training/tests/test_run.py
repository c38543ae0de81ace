"""Whole runs on a few sentences: train, pause, resume, links, synthetic pairs, package."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import re
import shutil
import sys
import zipfile
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
for name in ("ctranslate2", "numba", "sacrebleu", "sentencepiece"):
    pytest.importorskip(name)
polib = pytest.importorskip("polib")

from training import numbers, pack, prefer, preferences, synthetic, weights  # noqa: E402
from training.batches import Batch  # noqa: E402
from training.faults import faults  # noqa: E402
from training.gpu import summary  # noqa: E402
from training.learner import Update  # noqa: E402
from training.options import parse  # noqa: E402
from training.schedule import Clock  # noqa: E402
from training.terms import MARK  # noqa: E402
from training.train import Run  # noqa: E402

NOUNS = "pump:pompe lamp:lampe door:porte key:clé house:maison boat:barque table:table car:voiture".split()
VERBS = "stops:s'arrête falls:tombe returns:revient works:marche burns:brûle".split()
PLACES = "garden:jardin village:village port:port forest:bois museum:musée".split()


SMALL = "--preset nano --d 32 --heads 2 --ffn 64 --enc 1 --tokens 300 --warmup 5 --eval-lines 4"


def run(module: str, *options: object) -> str:
    """Run a command of the trainer; its output."""
    output = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output):
        patch.setattr(sys, "argv", [module, *map(str, options)])
        import_module(f"training.{module}").main()
    return output.getvalue()


def a_run(data: Path, folder: Path, *options: object) -> Run:
    """A run of a very small model."""
    given = ["--data", data, "--run", folder / "run", "--out", folder / "out", *SMALL.split(), "--threads", 1]
    return Run(parse([*map(str, given), "--dropout", "0", *map(str, options)], ""))


def train(data: Path, folder: Path, *options: object) -> dict[str, Any]:
    """Train a very small model; `weights.json`."""
    a_run(data, folder, *options).go()
    found: dict[str, Any] = json.loads((folder / "out" / "weights.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of six hundred sentences."""
    folder = tmp_path_factory.mktemp("data")
    pairs = []
    for n, noun in enumerate(NOUNS * 3):
        for verb in VERBS:
            for place in PLACES:
                (a, b), (c, d), (e, f) = (word.split(":") for word in (noun, verb, place))
                pairs.append(f"The {a} {c} near the {e} on day {n}.\tLa {b} {d} près du {f} le jour {n}.\n")
    (folder / "toy.en-fr.tsv").write_text("".join(pairs), encoding="utf-8")
    (folder / "dev.en").write_text(
        "The big pump stops near the old harbour at night again.\n" * 4, encoding="utf-8"
    )
    (folder / "dev.fr").write_text(
        "La grande pompe s'arrête près du vieux port la nuit encore.\n" * 4, encoding="utf-8"
    )
    held_out = ["--held-out", folder / "dev.en", "--held-out", folder / "dev.fr"]
    run(
        "prepare",
        "--to",
        "fr",
        "--out",
        folder / "pack",
        "--dev",
        folder / "dev",
        *held_out,
        "--vocab",
        420,
        folder / "toy.en-fr.tsv",
    )
    return folder / "pack"


def some_preferences(data: Path, count: int) -> list[preferences.Preference]:
    """Of translations in a pack to themselves with their last piece once more."""
    known = pack.read(data)
    pairs = ((known.source.sentence(n), known.target.sentence(n)) for n in range(count))
    return [preferences.Preference(source, target, [*target, target[-1]]) for source, target in pairs]


def test_prepare_packs_all_of_it(data: Path) -> None:
    """The pack has the pairs that are fit, copies that ask for terms, and pairs set aside."""
    meta = pack.read_meta(data)
    names = {entry["name"].split("/")[1]: entry["pairs"] for entry in meta["classes"]}
    assert names.keys() == {"toy", "placeholder", "inline"}
    assert meta["pairs"] == sum(names.values()) == len(pack.read(data).classes)
    assert len((data / "valid.tsv").read_text(encoding="utf-8").splitlines()) == 30


class _Hurried(Clock):
    """A clock of a call that has to end after so many updates."""

    run: Run
    last: int

    def over(self) -> bool:
        return self.run.progress.step >= self.last


@pytest.mark.parametrize("more", [[], ["--muon"], ["--prefer", 1]])
@pytest.mark.parametrize("kind", ["float32", "bfloat16"])
def test_a_paused_run_is_the_same_run(data: Path, tmp_path: Path, more: list[object], kind: str) -> None:
    """A run that was paused has the weights of one that was not, to the bit, in both number formats."""
    options = "--max-steps", 12, "--out-kind", "float32", "--precision", kind, *more
    if "--prefer" in more:
        data = Path(shutil.copytree(data, tmp_path / "pack"))
        preferences.save(data, some_preferences(data, 60))
    train(data, tmp_path / "once", *options)
    first = a_run(data, tmp_path / "twice", *options)
    clock = _Hurried(first.args)
    clock.run, clock.last, first.clock = first, 5, clock
    first.go()
    assert first.progress.step == 5
    train(data, tmp_path / "twice", *options)
    once, twice = (weights.load(tmp_path / name / "out")[0] for name in ("once", "twice"))
    assert all(torch.equal(a, b) for a, b in zip(once.parameters(), twice.parameters(), strict=True))


def test_weights_tell_what_was_seen_before_them(data: Path, tmp_path: Path) -> None:
    """A run that begins with weights counts what they saw, and what these began with, but not what another pair's saw."""
    init: list[object] = []
    for number in range(3):
        train(data, tmp_path / str(number), "--max-steps", 2, "--shortlist", 50, *init)
        init = ["--init", tmp_path / str(number) / "out"]
    assert weights.seen(weights.about(tmp_path / "2" / "out"))["step"] == 6
    train(data, tmp_path / "back", "--max-steps", 2, "--reverse", *init)
    assert weights.seen(weights.about(tmp_path / "back" / "out"))["step"] == 2


def test_a_run_goes_on_as_it_began(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run keeps its number format though the machine is measured otherwise later; another optimiser is refused."""
    monkeypatch.setattr(numbers, "_half_is_faster", lambda: True)
    train(data, tmp_path, "--max-steps", 2)
    monkeypatch.setattr(numbers, "_half_is_faster", lambda: False)
    assert a_run(data, tmp_path, "--max-steps", 3).learner.kind == torch.bfloat16
    assert a_run(data, tmp_path, "--max-steps", 3, "--precision", "float32").learner.kind == torch.float32
    with pytest.raises(SystemExit, match="--muon"):
        a_run(data, tmp_path, "--max-steps", 3, "--muon")


@pytest.mark.parametrize("optimiser", [[], ["--muon"]])
def test_a_run_learns(data: Path, tmp_path: Path, optimiser: list[str]) -> None:
    """Sixty updates make the pairs that were set aside three times as likely a piece, with either optimiser."""
    train(data, tmp_path, "--max-steps", 60, "--lr", 1e-2, "--eval-every", 0, *optimiser)
    lines = [json.loads(line) for line in (tmp_path / "out" / "log.jsonl").read_text("utf-8").splitlines()]
    seen = [line["valid_nll"] for line in lines if line["event"] == "eval"]
    assert seen[-1] < seen[0] - 1.1


def test_too_little_memory_makes_smaller_batches(data: Path, tmp_path: Path) -> None:
    """A run whose memory does not suffice goes on with half the batch, twice as many of them an update."""
    scarce = a_run(data, tmp_path, "--max-steps", 3, "--tokens", 2400)
    update = scarce.learner.update

    def hungry(batches: list[Batch], **given: Any) -> Update:
        if batches[0].gold.numel() > 2000:
            raise torch.OutOfMemoryError
        return update(batches, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scarce.learner, "update", hungry)
        scarce.go()
    assert (scarce.progress.step, scarce.progress.tokens, scarce.progress.accum) == (3, 1200, 2)


def test_a_layer_that_fails_compiled_runs_plain(data: Path, tmp_path: Path) -> None:
    """A run whose compiled layers fail goes on without compiling them; other failures end it."""
    fragile = a_run(data, tmp_path, "--max-steps", 3)
    update = fragile.learner.update

    def failing(batches: list[Batch], **given: Any) -> Update:
        if fragile.learner.compiled or given["step"] == 2:
            raise RuntimeError("no compiler")
        return update(batches, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fragile.learner, "update", failing)
        patch.setattr(fragile.learner, "compiled", True)
        with pytest.raises(RuntimeError, match="no compiler"):
            fragile.go()
    assert (fragile.progress.step, fragile.learner.compiled) == (2, False)


def test_links_guide_a_package(data: Path, tmp_path: Path) -> None:
    """Linked pairs train a head, and the package names its layer."""
    run("links", data, "--out", tmp_path / "pack", "--share", 1)
    linked = pack.read(tmp_path / "pack")
    assert linked.links is not None
    assert (linked.links >= 0).mean() > 0.3
    found = train(tmp_path / "pack", tmp_path, "--max-steps", 4, "--guided", 0.1)
    assert found["config"]["guided"]
    options = ["--weights", tmp_path / "out", "--data", data, "--out", tmp_path, "--lines", 2]
    run("export", *options, "--version", "0.1")
    with zipfile.ZipFile(tmp_path / "translate-en_fr-0_1.argosmodel") as archive:
        names = {Path(name).name for name in archive.namelist()}
        assert {"metadata.json", "sentencepiece.model", "model.bin", "config.json", "README.md"} <= names
    assert (
        (tmp_path / "translate-en_fr-0_1.sha256")
        .read_text(encoding="utf-8")
        .split()[1]
        .endswith(".argosmodel")
    )
    scores = run(
        "evaluate",
        tmp_path / "translate-en_fr-0_1.argosmodel",
        "--test",
        data / "dev",
        "--beams",
        2,
        "--length-penalty",
        0.2,
    )
    assert '"beam 2"' in scores


def test_prose_goes_back(data: Path, tmp_path: Path) -> None:
    """A reversed model's English of prose becomes a class of the pack, with a tag before it."""
    train(data, tmp_path, "--max-steps", 2, "--reverse")
    lines = [f"wiki\tLa porte tombe près du musée le jour {n}.\n" for n in range(9)]
    (tmp_path / "mono.tsv").write_text("".join(lines), encoding="utf-8")
    given = [
        "--weights",
        tmp_path / "out",
        "--data",
        data,
        "--out",
        tmp_path / "new",
        "--mono",
        tmp_path / "mono.tsv",
    ]
    run("backtranslate", *given, "--sample")
    meta = pack.read_meta(tmp_path / "new")
    assert meta["classes"][-1]["name"] == "synthetic/bt"
    (archive,) = (tmp_path / "new").glob("train-bt-*.npz")
    assert len(np.load(archive)["cls"]) == meta["classes"][-1]["pairs"]


def newest(folder: Path) -> list[tuple[str, str]]:
    """The pairs of the last class of a pack."""
    data, model = pack.read(folder), synthetic.processor(folder)
    numbers = [n for n, number in enumerate(data.classes) if number == len(data.meta["classes"]) - 1]
    return [(model.decode(data.source.sentence(n)), model.decode(data.target.sentence(n))) for n in numbers]


def test_dictionary_entries_become_pairs(data: Path, tmp_path: Path) -> None:
    """Fit entries of the named sources are a class each and are trained on; open brackets and unknown sources are refused."""
    own = tmp_path / "pack"
    shutil.copytree(data, own)
    lines = [
        "wiki\tharbour\tport; havre; rade",
        "wiki\tnight\tnuit",
        "wiki\tspouses many)\tplusieurs",
        "ui\tStop\tArrêter",
    ]
    with lzma.open(tmp_path / "terms.en-fr.tsv.xz", "wt", encoding="utf-8") as out:
        out.write("".join(f"{line}\n" for line in lines))
    run("entries", own, tmp_path / "terms.en-fr.tsv.xz", "--sources", "wiki", "--weight", 2)
    before, after = pack.read(data), pack.read(own)
    assert after.meta["classes"][-1] == {"name": "terms/wiki", "pairs": 3, "weight": 2.0}
    assert after.meta["pairs"] == len(after.classes) == len(before.classes) + 3
    train(own, tmp_path, "--max-steps", 1)
    with pytest.raises(SystemExit, match="no wikt; it has ui, wiki"):
        run("entries", own, tmp_path / "terms.en-fr.tsv.xz", "--sources", "wikt")
    book = tmp_path / "freedict-eng-fra.dict.dz"
    book.write_bytes(gzip.compress("Lamp /lˈamp/\nlampe\nRobin /ɹˈɒbɪn/\nRobin\n".encode()))
    assert "freedict-eng-fra: 3 entries of 3 lines" in run("entries", own, book)
    assert sorted(source for source, _ in newest(own)) == ["Robin", "lamp", "robin"]


def test_copies_have_other_names(data: Path, tmp_path: Path) -> None:
    """Only pairs of the named sources that have a name are copied, and both sides of a copy have the same other name."""
    own = tmp_path / "pack"
    shutil.copytree(data, own)
    model = synthetic.processor(own)
    texts = [
        [text.format(name) for name in ("Lea", "Tarek", "Lorne")]
        for text in ("The lamp of {} falls.", "La lampe de {} tombe.")
    ]
    rows = [[model.encode(text) for text in side] for side in texts]
    synthetic.write(own, own, "sent/people", *rows, weight=1)
    run("names", own, "sent/*", "--copies", 5, "--weight", 0.5)
    after = pack.read(own)
    assert after.meta["classes"][-1] == {"name": "aug/names", "pairs": 15, "weight": 0.5}
    copies = list(zip(*newest(own), strict=True))
    found = [re.fullmatch(r"The lamp of (\w+) falls\.", text) for text in copies[0]]
    assert list(copies[1]) == [f"La lampe de {one[1]} tombe." for one in found if one]
    assert len({one[1] for one in found if one}) > 3
    train(own, tmp_path, "--max-steps", 1)
    with pytest.raises(SystemExit, match="no pair of these sources has a name"):
        run("names", own, "*/toy")


def test_catalogs_become_pairs(data: Path, tmp_path: Path) -> None:
    """Messages of all catalogs in the folders are one class; buttons, copies and the dev set are refused, and a folder without any."""
    own, catalogs = tmp_path / "pack", tmp_path / "locale" / "fr"
    shutil.copytree(data, own)
    catalogs.mkdir(parents=True)
    dev = [(own / name).read_text(encoding="utf-8").splitlines()[0] for name in ("dev.en", "dev.fr")]
    texts = [
        ("The pump is old. The lamp falls at night.", "La pompe est vieille. La lampe tombe la nuit."),
        ("Old pump", "Vieille pompe"),
        ("The lamp falls at night.", "La lampe tombe la nuit."),
        (dev[0], dev[1]),
    ]
    for number, (source, target) in enumerate(texts):
        catalog = polib.POFile()
        catalog.append(polib.POEntry(msgid=source, msgstr=target))
        catalog.save(str(catalogs / f"{number}.po"))
    out = run("catalogs", own, "po/tales", tmp_path / "locale", "--weight", 2)
    assert "po/tales: 2 pairs" in out
    after = pack.read(own)
    assert after.meta["classes"][-1] == {"name": "po/tales", "pairs": 2, "weight": 2.0}
    assert sorted(target for _, target in newest(own)) == ["La lampe tombe la nuit.", "La pompe est vieille."]
    train(own, tmp_path, "--max-steps", 1)
    with pytest.raises(SystemExit, match=r"no \.po or \.mo file in"):
        run("catalogs", own, "po/tales", tmp_path / "nothing")


def test_rows_become_pairs(data: Path, tmp_path: Path) -> None:
    """Rows of all files are one class, in the pack's language; the dev set is refused, and a file with a row that lacks a line is named."""
    own, files = tmp_path / "pack", [tmp_path / "1.txt", tmp_path / "2.txt"]
    shutil.copytree(data, own)
    dev = [(own / name).read_text(encoding="utf-8").splitlines()[0] for name in ("dev.en", "dev.fr")]
    files[0].write_text(
        "The pump is old.\nLa pompe est vieille.\nLa bomba es vieja.\nالمضخة قديمة.\n", encoding="utf-8"
    )
    files[1].write_text(
        f"The lamp falls at night.\nLa lampe tombe la nuit.\nx\ny\n\n{dev[0]}\n{dev[1]}\nx\ny\n",
        encoding="utf-8",
    )
    assert "own/prose: 2 pairs" in run("rows", own, "own/prose", *files, "--weight", 3)
    after = pack.read(own)
    assert after.meta["classes"][-1] == {"name": "own/prose", "pairs": 2, "weight": 3.0}
    assert sorted(target for _, target in newest(own)) == ["La lampe tombe la nuit.", "La pompe est vieille."]
    files[1].write_text("The lamp falls.\nLa lampe tombe.\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"2\.txt, line 1: 2 lines"):
        run("rows", own, "own/prose", *files)


def test_copies_have_more_marks(data: Path, tmp_path: Path) -> None:
    """Copies of the named sources have the same marks on both sides, often two or three; a name that fits nothing is refused."""
    own = tmp_path / "pack"
    shutil.copytree(data, own)
    run("marks", own, "*/toy", "--copies", 2, "--weight", 0.5, "--align-pairs", 2000)
    assert pack.read(own).meta["classes"][-1]["name"] == "aug/marks"
    found = [[sorted(MARK.findall(text)) for text in pair] for pair in newest(own)]
    assert all(source == target for source, target in found)
    assert {len(source) for source, _ in found} >= {1, 2, 3}
    train(own, tmp_path, "--max-steps", 1)
    with pytest.raises(SystemExit, match="nothing to copy"):
        run("marks", own, "*/typo")


def test_the_mean_of_runs(data: Path, tmp_path: Path) -> None:
    """It is exported like a run's weights, and keeps what the first one's file tells."""
    one, two = (train(data, tmp_path / str(seed), "--max-steps", seed, "--seed", seed) for seed in (1, 2))
    folders = [tmp_path / str(seed) / "out" for seed in (1, 2)]
    run("average", *folders, "--shares", 3, 1, "--out", tmp_path / "mean")
    found, meta = weights.load(tmp_path / "mean")
    assert meta["progress"] == one["progress"] != two["progress"]
    assert meta["shares"] == [3.0, 1.0]
    states = [weights.load(folder)[0].state_dict() for folder in folders]
    for name, value in found.state_dict().items():
        wanted = (3 * states[0][name] + states[1][name]) / 4
        half_a_step = float(wanted.abs().max()) / 254 + 1e-6  # int8
        torch.testing.assert_close(value, wanted, atol=half_a_step, rtol=0)
    run("export", "--weights", tmp_path / "mean", "--data", data, "--version", "1.0", "--out", tmp_path)
    card = (tmp_path / "translate-en_fr-1_0.md").read_text(encoding="utf-8")
    assert "the mean of those of the last 2 runs, 3, 1 parts of each" in card
    with pytest.raises(SystemExit, match="a share for each"):
        run("average", *folders, "--shares", 1, "--out", tmp_path / "mean")


def test_a_pack_without_its_source(data: Path, tmp_path: Path) -> None:
    """The new pack tells what it has, and can be used; a name that fits nothing and a folder with a pack are refused."""
    run("without", data, "*/toy", "--out", tmp_path)
    left, before = pack.read(tmp_path), pack.read(data)
    assert left.meta["pairs"] == sum(entry["pairs"] for entry in left.meta["classes"]) == len(left.classes)
    assert left.meta["pairs"] < 0.1 * before.meta["pairs"]
    assert (tmp_path / "spm.model").read_bytes() == (data / "spm.model").read_bytes()
    with pytest.raises(SystemExit, match="fits no source"):
        run("without", data, "*/typo", "--out", tmp_path / "new")
    with pytest.raises(SystemExit, match="holds a pack"):
        run("without", data, "*/toy", "--out", tmp_path)


def test_a_teacher_writes_targets(data: Path, tmp_path: Path) -> None:
    """A teacher's translations of the sources become a class of the pack."""
    train(data, tmp_path, "--max-steps", 2)
    run("distil", "--weights", tmp_path / "out", "--data", data, "--out", tmp_path / "new", "--share", 0.1)
    assert pack.read_meta(tmp_path / "new")["classes"][-1]["name"] == "synthetic/distil"


def test_one_call_trains_and_reports(data: Path, tmp_path: Path) -> None:
    """The driver's call ends by itself, within its time, with weights and a line of what happened."""
    small = [*SMALL.split(), "--reserve", "4", "--log-every", "5"]
    given = ["--data", data, "--out", tmp_path / "out", "--run", tmp_path / "run", "--cpu", "--plain"]
    with pytest.raises(SystemExit) as ended:
        run("gpu", "fr", *given, "--seconds", 300, "--max-steps", 5, *small)
    assert ended.value.code == 0
    assert "updates" in summary(tmp_path / "run" / "en-fr" / "log.jsonl")
    assert (tmp_path / "out" / "weights.00.bin").exists()


def test_a_package_gives_its_weights_back(data: Path, tmp_path: Path) -> None:
    """What is recovered exports to the same model, byte for byte; a run that goes on with it tells what came before, sources too."""
    train(data, tmp_path, "--max-steps", 3, "--act", "swiglu")
    shape = ["--enc", 2, "--dec", 2]  # layers that were only just made are equal in part, and stored once
    run("grow", "--weights", tmp_path / "out", *shape, "--out", tmp_path / "grown")
    options = ["--data", data, "--version", "1.0"]
    run("export", "--weights", tmp_path / "grown", *options, "--out", tmp_path)
    package = tmp_path / "translate-en_fr-1_0.argosmodel"
    zipfile.ZipFile(package).extractall(tmp_path / "unpacked")
    run("recover", package, "--out", tmp_path / "back")
    run("recover", tmp_path / "unpacked" / package.stem, "--out", tmp_path / "folder")
    assert (tmp_path / "back/weights.00.bin").read_bytes() == (
        tmp_path / "folder/weights.00.bin"
    ).read_bytes()
    run("export", "--weights", tmp_path / "back", *options, "--out", tmp_path / "again")
    models = [
        zipfile.ZipFile(folder / package.name).read(f"{package.stem}/model/model.bin")
        for folder in (tmp_path, tmp_path / "again")
    ]
    assert models[0] == models[1]
    shutil.copytree(data, tmp_path / "pack")
    meta = pack.read_meta(data)
    meta["classes"][0]["name"] = "po/other"
    pack.write_meta(tmp_path / "pack", meta)
    begin = ["--init", tmp_path / "back", *shape]
    with pytest.raises(SystemExit, match="holds another model"):
        a_run(tmp_path / "pack", tmp_path / "on", *begin)
    train(tmp_path / "pack", tmp_path / "on", "--max-steps", 2, "--act", "swiglu", *begin)
    run("export", "--weights", tmp_path / "on/out", "--data", tmp_path / "pack", "--out", tmp_path / "on")
    card = (tmp_path / "on/translate-en_fr-1_0.md").read_text(encoding="utf-8")
    assert "2 updates" in card
    assert "It went on from a run of 3 updates" in card
    assert re.search(r"^\| po/other \|.*^\| \S+/toy \|", card, re.MULTILINE | re.DOTALL)
    (tmp_path / "text.argosmodel").write_text("text", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"text\.argosmodel: not a package"):
        run("recover", tmp_path / "text.argosmodel", "--out", tmp_path / "back")
    model = tmp_path / "unpacked" / package.stem / "model/model.bin"
    for content, why in ((model.read_bytes()[:500], "ends early"), (b"\x05" + bytes(40), "version 5")):
        model.write_bytes(content)
        with pytest.raises(SystemExit, match=why):
            run("recover", model.parents[1], "--out", tmp_path / "back")


def test_preferences_are_made_and_learnt(data: Path, tmp_path: Path) -> None:
    """A model's wrong translations are paired with right ones, and a run with them learns to like these better; a pack without any is refused."""
    own = tmp_path / "pack"
    shutil.copytree(data, own)
    with pytest.raises(SystemExit, match=r"no prefer\.npz for --prefer"):
        train(own, tmp_path, "--max-steps", 1, "--prefer", 1)
    with pytest.raises(SystemExit):
        a_run(own, tmp_path, "--prefer", 1, "--reverse")
    train(own, tmp_path, "--max-steps", 60, "--lr", 1e-2)
    asked = run(
        "prefer",
        own,
        "*/placeholder",
        "--weights",
        tmp_path / "out",
        "--words",
        6,
        "--most",
        40,
        "--plain",
        0.5,
    )
    made = preferences.load(own)
    assert f"{len(made)} preferences" in asked
    text = synthetic.processor(own).decode
    assert not any(faults(text(one.source), text(one.better)) for one in made)
    assert all(faults(text(one.source), text(one.worse)) for one in made)
    train(own, tmp_path / "reversed", "--max-steps", 1, "--reverse")
    with pytest.raises(SystemExit, match="of another pair"):
        run("prefer", own, "*/placeholder", "--weights", tmp_path / "reversed/out")
    init = ["--init", tmp_path / "out", "--max-steps", 40, "--lr", 3e-3, "--log-every", 1]
    train(own, tmp_path / "on", *init, "--prefer", 2)
    log = (tmp_path / "on/out/log.jsonl").read_text("utf-8").splitlines()
    shares = [line["preferred"] for line in map(json.loads, log) if "preferred" in line]
    assert np.mean(shares[-5:]) > np.mean(shares[:5]) + 0.3
    run("without", own, "*/toy", "--out", tmp_path / "left")
    assert not (tmp_path / "left" / preferences.FILE).exists()
    run("links", own, "--out", tmp_path / "linked")
    assert preferences.load(tmp_path / "linked") == made
    with (own / "spm.model").open("ab") as other:
        other.write(b"\0")
    with pytest.raises(SystemExit, match=r"prefer\.npz does not say .*spm\.model: make it"):
        train(own, tmp_path / "other", "--max-steps", 1, "--prefer", 1)


@pytest.mark.parametrize(
    ("known", "found", "wanted"),
    [
        (None, {"a ⟦0⟧": -0.5, "a b": -0.3}, ("a ⟦0⟧", "a b")),
        (None, {"a ⟦0⟧": -0.3, "a b": -0.35}, ("a ⟦0⟧", "a b")),
        (None, {"a ⟦0⟧": -0.3, "a b": -0.5}, None),
        (None, {"a ⟦0⟧": -0.3, "b ⟦0⟧": -0.4}, None),
        (None, {"a ⟦0⟧": -0.4, "a ⟦0⟧ 7": -0.3}, ("a ⟦0⟧", "a ⟦0⟧ 7")),
        (None, {"a ⟦0⟧": -0.4, "a bit longer and ⟦0⟧ ⟦0⟧": -0.3}, None),
        ("b ⟦0⟧", {"a ⟦0⟧": -0.4, "a bit longer and ⟦0⟧ ⟦0⟧": -0.3}, ("b ⟦0⟧", "a bit longer and ⟦0⟧ ⟦0⟧")),
        (None, {"a ⟦0⟧": -0.4, "a b c ⟦0⟧ a b c": -0.3}, ("a ⟦0⟧", "a b c ⟦0⟧ a b c")),
        (None, {"⟦0⟧ ⟦0⟧": -0.3, "a b": -0.4}, None),
        ("b ⟦0⟧", {"⟦0⟧ ⟦0⟧": -0.3, "a b": -0.4}, ("b ⟦0⟧", "⟦0⟧ ⟦0⟧")),
        ("b ⟦1⟧", {"⟦0⟧ ⟦0⟧": -0.3, "a b": -0.4}, None),
        ("b ⟦0⟧", {"": -0.3, "a " * 160: -0.4}, None),
    ],
    ids=["wrong first", "wrong near", "wrong far", "none wrong", "figure", "right since short", "known instead", "twice", "none right", "known", "known is wrong", "cut off"],
)  # fmt: skip
def test_what_is_preferred(
    known: str | None, found: dict[str, float], wanted: tuple[str, str] | None
) -> None:
    """The best faultless translation to the best other one, if that is likelier or nearly; what is known to be right instead of none."""

    def candidate(text: str, likely: float = 0) -> prefer.Candidate:
        return prefer.Candidate(text, [ord(c) for c in text.replace(" ", "")], likely)

    case = prefer.Case("the ⟦0⟧", [20, 3], candidate(known) if known else None)
    made = prefer.preference(case, [candidate(*one) for one in found.items()], 0.1)
    assert (made and (made.better, made.worse)) == (wanted and tuple(candidate(one).row for one in wanted))


def test_cases_have_marks_or_stay_plain() -> None:
    """Sentences with marks stay; a share of the others does too, and has its translation; the rest gets marks and none."""
    pairs = [(f"the {n} colourful station orbits round planets", f"la {n}") for n in "abcdefgh"] * 20
    pairs += [
        ("⟦0⟧ orbits the planet round and round", "⟦0⟧"),
        ("a word", "un mot"),
        ("⟦t⟧ a b c d e f ⟦=⟧", "x"),
    ]
    found = list(prefer.cases(pairs, words=6, plain=0.5, seed=3))
    assert len(found) == 161
    assert found[-1] == pairs[160]
    assert all(("⟦" in text) is (known is None) for text, known in found[:-1])
    assert 50 < sum(known is not None for _, known in found) < 110
    assert all(known is None for _, known in prefer.cases(pairs[:160], words=6, plain=0, seed=3))
