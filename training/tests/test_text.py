"""The text rooms: normalisation, filters, terms, copies that ask for terms."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("numba")

from training.augment import Augmenter
from training.card import card
from training.dictionary import Dictionary
from training.filters import HeldOut, reject
from training.terms import all_marks_right, inline, mask
from training.text import normalise, words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L’eau\u00a0: «\u202fc’est…\u202f»", "L'eau : « c'est… »"),
        ("ﻻ شكـــراً مُحَمَّد ٣٩", "لا شكراً محمّد 39"),
        ("e\u0301te\u0301", "été"),
        ("  two  blanks ", "two blanks"),
    ],
)
def test_normalise(text: str, plain: str) -> None:
    """Quotes, blanks, presentation forms, vowels and digits take one form; what is normal stays."""
    assert normalise(text) == plain
    assert normalise(plain) == plain


def test_words() -> None:
    """Elided articles, marks, numbers and signs are words of their own."""
    assert words("L'eau de ⟦0⟧ coûte 3.50 €.") == ["L'", "eau", "de", "⟦0⟧", "coûte", "3.50", "€", "."]


@pytest.mark.parametrize(
    ("source", "target", "to", "why"),
    [
        ("The pump has stopped again.", "La pompe s'est encore arrêtée.", "fr", None),
        ("The pump has stopped again.", "المضخة توقفت من جديد.", "ar", None),
        ("x", "y", "fr", "empty"),
        ("a" * 701, "b" * 701, "fr", "long"),
        ("Use ⟦0⟧ here.", "Utilisez ⟦0⟧ ici.", "fr", "reserved-symbol"),
        ("Yes.", "Oui, mais seulement quand la pompe tourne et que la lampe est rouge.", "fr", "ratio"),
        ("The pump has stopped again.", "The pump has stopped again.", "es", "copy"),
        ("It starts with {name} today.", "Cela commence par {nom} ce jour.", "fr", "format-mismatch"),
        ("Call 555 now please.", "Appelez le 312 à présent.", "fr", "numbers"),
        ("The pump has stopped again.", "Насос снова остановился.", "fr", "target-script"),
    ],
)
def test_reject(source: str, target: str, to: str, why: str | None) -> None:
    """A pair is refused for the first reason that holds."""
    assert reject(source, target, to) == why


def test_held_out(tmp_path: Path) -> None:
    """Whole held-out sentences are found whatever their signs, and ten words of one in a longer text."""
    sentence = "The lighthouse keeper counted eleven grey boats before the long storm began"
    (tmp_path / "held").write_text(sentence + ".\n", encoding="utf-8")
    held_out = HeldOut([tmp_path / "held"])
    assert sentence.upper() + "!" in held_out
    assert f"They say {sentence[4:]} in earnest." in held_out
    assert "The lighthouse keeper counted eleven grey boats." not in held_out
    assert "Thank you." not in held_out


def test_held_out_needs_texts(tmp_path: Path) -> None:
    """Data are not prepared without held-out texts."""
    (tmp_path / "held").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match="held-out"):
        HeldOut([tmp_path / "held"])


def test_terms() -> None:
    """Terms give way to marks from the left, or ask for a wording; each mark has to come back once."""
    assert mask("The server and the disk", [(19, 23), (4, 10)]) == "The ⟦0⟧ and the ⟦1⟧"
    assert inline("The server", (4, 10), "serveur") == "The ⟦t⟧ server ⟦=⟧ serveur ⟦/⟧"
    assert all_marks_right("Le ⟦1⟧ et le ⟦0⟧", 2)
    assert not all_marks_right("Le ⟦0⟧ et le ⟦0⟧", 1)
    assert not all_marks_right("Le serveur", 1)


def test_copies_ask_for_terms() -> None:
    """A copy has the same marks on both sides, or asks inside the source for words of the target."""
    dictionary = Dictionary()
    dictionary.add("server", "serveur")
    augmenter = Augmenter("fr", None, dictionary, seed=2)
    pair = "The server of Acme has 512 disks.", "Le serveur de Acme a 512 disques."
    forms = set()
    for _ in range(40):
        copy = augmenter.copy(*pair)
        assert copy is not None
        forms.add(copy.form)
        if copy.form == "placeholder":
            assert sorted(m for m in words(copy.source) if m[0] == "⟦") == sorted(
                m for m in words(copy.target) if m[0] == "⟦"
            )
        else:
            assert "⟦=⟧" in copy.source
            assert "⟦" not in copy.target
            asked = copy.source.split("⟦=⟧")[1].split("⟦/⟧")[0].strip()
            assert asked in copy.target
    assert forms == {"placeholder", "inline"}


def test_no_copy_without_terms() -> None:
    """A pair in which nothing corresponds gives no copy; nor does one that has marks already."""
    augmenter = Augmenter("fr", None, Dictionary())
    assert augmenter.copy("It rains here.", "Il pleut ici.") is None
    assert augmenter.copy("Acme ⟦0⟧ has 512", "Acme ⟦0⟧ a 512") is None


def test_elided_articles_keep_their_words() -> None:
    """A French word behind an elided article is not replaced: a mark has no vowel."""
    dictionary = Dictionary()
    dictionary.add("water", "eau")
    augmenter = Augmenter("fr", None, dictionary, seed=random.Random(1).randrange(100))
    assert all(augmenter.copy("The water rises.", "L'eau monte.") is None for _ in range(10))


def test_a_card_says_what_was_used() -> None:
    """The card has the weights that the run gave the sources, not the pack's, and names the pair that the run began with."""
    meta = {
        "pair": ["en", "es"],
        "pairs": 9,
        "classes": [{"name": n, "pairs": 3, "weight": 1.0} for n in ("a/b", "a/c", "d/e")]
        + [{"name": "synthetic/bt", "pairs": 5, "weight": 0.5, "made_of": ["b", "wiki"]}],
    }
    config = {"enc": 1, "dec": 1, "d": 8, "heads": 2, "ffn": 8, "vocab": 300}
    weights = {
        "config": config,
        "progress": {"step": 1, "pairs": 9, "seconds": 2.0},
        "mixture": {"a/c": 0.0, "a": 2.5},
    }
    text = card("translate-en_es-1_0", weights, meta, {"b": "CC0", "wiki": "CC BY-SA"}, {})
    assert "| a/b | 3 | 2.5 | CC0 |" in text
    assert "a/c" not in text
    assert "| d/e | 3 | 1 |  |" in text
    assert "| synthetic/bt, made of b, wiki | 5 | 0.5 | CC0, CC BY-SA |" in text
    assert "began" not in text
    assert "went on" not in text
    again = card("x", {**weights, "before": {"step": 7, "pairs": 5, "seconds": 3.2}}, meta, {}, {})
    assert "It went on from a run of 7 updates, 5 pairs and 3 seconds." in again
    assert "English to French" in card("x", {**weights, "parent": ["en", "fr"]}, meta, {}, {})
