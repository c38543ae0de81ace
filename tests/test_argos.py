"""Real CTranslate2 models with weights set by hand: what they write is known."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copy_model import WORDS, Plan, build
from localize.engine import Hypothesis, guards
from localize.engine.argos import ArgosEngine, Settings
from localize.engine.long_texts import INPUT_LIMIT
from localize.engine.package_folder import load
from localize.engine.pivot import PivotEngine
from localize.engine.starters import STARTERS
from localize.engine.translator import unbroken
from localize.errors import PackageError

Open = Callable[..., ArgosEngine]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Builds a package and opens it."""

    def make(**plan: Any) -> ArgosEngine:
        return ArgosEngine(load(build(tmp_path_factory.mktemp("made"), Plan(**plan))), Settings(threads=2))

    return make


@pytest.fixture(scope="session")
def copying(copy_package: Path) -> ArgosEngine:
    """An engine that copies."""
    return ArgosEngine(load(copy_package), Settings(threads=2))


@pytest.fixture(scope="session")
def mapping(map_package: Path) -> ArgosEngine:
    """An engine that maps words."""
    return ArgosEngine(load(map_package), Settings(threads=2))


def best(engine: ArgosEngine | PivotEngine, texts: Sequence[str]) -> list[str]:
    """The best translation of each text, in the order of the texts."""
    return [found[0].text for _, found in sorted(engine.translate(texts))]


def mapped(text: str) -> str:
    """What the map package writes for a text of known words."""
    return " ".join(WORDS.get(word, word) for word in text.split())


def test_opening_is_light() -> None:
    """Importing the engine loads neither CTranslate2 nor SentencePiece."""
    code = (
        "import sys, localize.engine.packages;"
        "sys.exit(bool({'ctranslate2', 'sentencepiece', 'numpy', 'sacremoses', 'argostranslate'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_text_comes_once_under_its_number(mapping: ArgosEngine) -> None:
    """Whatever the order and the lengths of the texts, each number comes back once, with its own translation."""
    texts = [" ".join(list(WORDS)[: n % 17 + 1]) for n in range(300)]
    found = list(ArgosEngine(mapping._package, Settings(batch_tokens=64)).translate(texts))
    assert sorted(number for number, _ in found) == list(range(300))
    assert all(one[0].text == mapped(texts[number]) for number, one in found)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(sorted(WORDS)), max_size=12).map(" ".join), max_size=12))
def test_any_list_of_texts(mapping: ArgosEngine, texts: list[str]) -> None:
    """Any mix of empty, equal and different texts is translated as each would be alone."""
    assert best(mapping, texts) == [mapped(text) for text in texts]


def test_the_text_does_not_depend_on_batch_and_threads(mapping: ArgosEngine) -> None:
    """With int8, texts and scores are the same one by one and all together, on one thread and on two."""
    texts = [" ".join(list(WORDS)[n : n + 5]) for n in range(12)]
    together = sorted(mapping.translate(texts, 2))
    alone = [
        next(ArgosEngine(mapping._package, Settings(threads=1)).translate([text], 2))[1] for text in texts
    ]
    assert [found for _, found in together] == alone


class Recorder:
    """A CTranslate2 translator that keeps what it was asked."""

    def __init__(self, translator: Any) -> None:
        self.translator = translator
        self.sources: list[list[str]] = []

    def translate_batch(self, sources: list[list[str]], **options: Any) -> Any:
        """Translate, and remember the sources."""
        self.sources += sources
        return self.translator.translate_batch(sources, **options)


def test_links_do_not_depend_on_the_batch() -> None:
    """A trained package says of a text the same, from its first word on, whatever else is translated with it."""
    (folder,) = STARTERS.glob("translate-en_fr-*")
    engine = ArgosEngine(load(folder), Settings(threads=1))
    texts = ["The crew sleeps.", "Six people live there.", "Water is scarce.", "Nobody left.", "It rains."]
    together = {texts[number]: found[0].links for number, found in engine.translate(texts)}
    for text in texts:
        ((_, alone),) = engine.translate([text])
        assert [(one.source, one.target) for one in together[text]] == [
            (one.source, one.target) for one in alone[0].links
        ]
        weights = [one.weight for one in alone[0].links]
        assert [one.weight for one in together[text]] == pytest.approx(weights, abs=0.01)


def test_equal_texts_are_translated_once(copy_package: Path) -> None:
    """A text that comes a hundred times costs one translation."""
    engine = ArgosEngine(load(copy_package))
    recorder = Recorder(engine._translator)
    engine.__dict__["_translator"] = recorder
    assert best(engine, ["the moon", "a drill"] * 50) == ["the moon", "a drill"] * 50
    assert len(recorder.sources) == 2


def test_texts_without_letters_give_themselves(copying: ArgosEngine) -> None:
    """Blanks, punctuation, numbers and bare marks never reach the model."""
    texts = ["", "  ", "…", "2,500", "⟦0⟧ – ⟦1⟧."]
    assert list(copying.translate(texts)) == [(n, (Hypothesis(t, 0.0),)) for n, t in enumerate(texts)]


def test_stopping_early_keeps_what_was_yielded(copying: ArgosEngine) -> None:
    """A caller may stop in the middle, and use the engine again."""
    stream = copying.translate([f"the moon {n}" for n in range(500)])
    assert next(stream)[1][0].text.startswith("the moon")
    stream.close()  # type: ignore[attr-defined]
    assert best(copying, ["the moon"]) == ["the moon"]


def test_n_best(mapping: ArgosEngine) -> None:
    """Several hypotheses are different texts, the best first, with falling scores."""
    ((_, found),) = mapping.translate(["the crew found water"], 4)
    assert found[0].text == "le équipe trouva eau"
    assert len({one.text for one in found}) == len(found) == 4
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_score_is_the_mean_log_probability(mapping: ArgosEngine) -> None:
    """The score is the mean over the pieces written and the end, as `score_batch` gives it."""
    text = "the crew found ice"
    ((_, (found,)),) = mapping.translate([text])
    source, target = (mapping._tokenizer.encode(one) for one in (text, found.text))
    logs = mapping._translator.score_batch([source], [target])[0].log_probs
    assert found.score == pytest.approx(sum(logs) / len(logs), abs=1e-4)


def test_nothing_is_lost_to_the_tokenizer(copying: ArgosEngine) -> None:
    """Underscores stay, and a character that the model does not know is copied."""
    assert best(copying, ["my_function_name() is 中文", "a ☂ b"]) == ["my_function_name() is 中文", "a ☂ b"]


def test_bytes_stand_in_for_unknown_characters(opened: Open) -> None:
    """With byte fallback unknown characters come back, too."""
    assert best(opened(bytes=True), ["a ☂ 中文 b"]) == ["a ☂ 中文 b"]


def test_target_prefix_is_forced_and_taken_off(opened: Open) -> None:
    """A package with a target prefix gives its text without the prefix."""
    assert best(opened(prefix="<2fr>"), ["the moon", "a drill works"]) == ["the moon", "a drill works"]


def test_long_text_is_cut_nowhere(mapping: ArgosEngine) -> None:
    """A text beyond the limit is translated whole, in parts, and marked as long."""
    clause = "the crew found water and ice on the moon near the new station"
    expected = "le équipe trouva eau et glace sur le lune près le neuf gare"
    ((_, (found,)),) = mapping.translate(["; ".join([clause] * 40) + "."])
    assert found == Hypothesis("; ".join([expected] * 40) + ".", found.score, "long")


@pytest.mark.parametrize("text", ["moon " * 700, "a" * 3000, "moon, " * 300 + "z" * 900])
def test_long_text_without_clauses(copying: ArgosEngine, text: str) -> None:
    """Endless lists and endless words come back with all their letters."""
    ((_, (found,)),) = copying.translate([text])
    assert found.text.replace(" ", "") == text.replace(" ", "")
    assert found.suspect


def test_text_at_the_limit_stays_whole(copying: ArgosEngine) -> None:
    """A text of exactly the limit is one piece of work."""
    ((_, (found,)),) = copying.translate([" ".join(["moon"] * INPUT_LIMIT)])
    assert found.suspect == "copy" or not found.suspect


def test_trained_sentinels(copying: ArgosEngine) -> None:
    """A package with marks of its own offers those first, eight a text, and copies them."""
    assert copying.sentinels[0] == "⟦{}⟧"
    assert copying.marks == 8
    text = " ".join(copying.sentinels[0].format(n) for n in range(8)) + " the moon"
    assert best(copying, [text]) == [text]


def test_untrained_sentinels(opened: Open) -> None:
    """Another package offers only shapes made of few pieces that it knows, four a text."""
    engine = opened(trained=False)
    assert "⟦{}⟧" not in engine.sentinels
    assert "[[{}]]" in engine.sentinels
    assert engine.marks == 4
    assert best(engine, ["the [[0]] near [[1]]"]) == ["the [[0]] near [[1]]"]


def test_mangling_package(opened: Open) -> None:
    """The vocabulary alone cannot tell that a model spoils every mark; its output does."""
    engine = opened(trained=False, mangles=True)
    texts = [f"the moon {shape.format(n)} works" for shape in engine.sentinels for n in range(4)]
    assert all(target != text for text, target in zip(texts, best(engine, texts), strict=True))


def test_no_sentinel_of_bytes(opened: Open) -> None:
    """A shape that falls apart into bytes is not offered."""
    assert "⟦{}⟧" not in opened(trained=False, bytes=True).sentinels


def test_signature(copy_package: Path) -> None:
    """The signature names pair, version, settings and the package's hash, on one line."""
    signature = ArgosEngine(load(copy_package), Settings(beam=2)).signature
    head, _, digest = signature.rpartition(" ")
    assert head == "argos en-fr 1.0 beam=2 int8"
    assert len(digest) == 8 == len(digest.strip())


def test_pivot_runs_both_engines(opened: Open) -> None:
    """Two packages in a row translate through the language that they share."""
    first = opened(words=dict(list(WORDS.items())[:10]))
    second = opened(
        words={"lune": "moon", "eau": "water", "drill": "foret"}, source="fr", target="es", trained=False
    )
    engine = PivotEngine(first, second)
    assert best(engine, ["the moon", "", "water and drill"]) == ["le moon", "", "water et foret"]
    assert engine.signature == f"{first.signature} > {second.signature}"
    assert set(engine.sentinels) == set(first.sentinels) & set(second.sentinels)
    assert engine.marks == 4
    assert len(next(engine.translate(["the moon"], 3))[1]) == 3


def test_loop_is_decoded_again(opened: Open) -> None:
    """A loop is decoded again with a penalty on repeats, and the better text is taken."""
    engine = opened(words=dict.fromkeys(("crew", "found", "new", "small", "drill", "ice"), "lune"))
    texts = ["the crew found new ice", "a small rover", "the crew found ice"]
    plain = [found[0].text for _, found in engine._decoded(texts, 1, {})]
    assert sum(guards.repeats(text) for text in plain) == 2
    found = [one for _, (one,) in sorted(engine.translate(texts))]
    assert not any(guards.repeats(one.text) for one in found)
    assert found[1].text == "a lune rover"


def test_endless_output_is_marked(opened: Open) -> None:
    """Text of a model that does not stop is cut at the limit, and says so; it is never passed off as whole."""
    found = [one for _, (one,) in opened(endless=True).translate(["the moon", "a drill works and lands"])]
    assert [one.suspect for one in found] == ["truncated", "truncated"]


def test_copy_is_marked_and_kept(copying: ArgosEngine) -> None:
    """A sentence that comes out as it went in is marked, and not spoilt by a second try."""
    text = "the crew found water near the station"
    ((_, (found,)),) = copying.translate([text])
    assert (found.text, found.suspect) == (text, "copy")


def test_damaged_model_is_named(copy_package: Path, tmp_path: Path) -> None:
    """A model that CTranslate2 refuses is a package error with the package's path."""
    broken = tmp_path / "broken"
    (broken / "model").mkdir(parents=True)
    for file in copy_package.rglob("*.*"):
        if file.is_file():
            (broken / file.relative_to(copy_package)).write_bytes(
                file.read_bytes()[: -200 if file.suffix == ".bin" else None]
            )
    with pytest.raises(PackageError, match="cannot be opened") as caught:
        list(ArgosEngine(load(broken)).translate(["the moon"]))
    assert caught.value.path == broken


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_loading_is_not_cut_in_two(stop: signal.Signals) -> None:
    """Who stops the program while CTranslate2 loads stops it after that; without a signal nothing is stopped, and handlers stay."""
    handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    done = []

    def load(stopped: bool) -> None:
        with unbroken():
            if stopped:
                os.kill(os.getpid(), stop)
            done.append(stopped)

    with pytest.raises(KeyboardInterrupt):
        load(stopped=True)
    load(stopped=False)
    assert done == [True, False]
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_same_text_as_argos(argos_home: None, map_package: Path, mapping: ArgosEngine) -> None:
    """For the same package, beam and sentences our text is Argos's, but for the underscores that it loses."""
    from argostranslate.package import Package

    del argos_home
    texts = [
        "The crew found ⟦0⟧ near the moon.",
        "Zoë said: my_name is new",
        "a 中文 drill",
        "Nobody, in 2031!",
    ]
    tokenizer = Package(map_package).tokenizer
    results = mapping._translator.translate_batch(
        [tokenizer.encode(text) for text in texts],
        replace_unknowns=True, max_batch_size=32, batch_type="tokens", beam_size=4, length_penalty=0.2,
    )  # fmt: skip
    theirs = [tokenizer.decode(result.hypotheses[0]).lstrip(" ") for result in results]
    assert [text.replace("_", " ") for text in best(mapping, texts)] == theirs
