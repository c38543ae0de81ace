"""Admitted forms in targets: inflected, elided, with prefixes, and never another word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.forms import admits, occurrences, plural_of
from localize.forms_plural import plural_phrases
from localize.forms_text import fold, plain, words_of
from localize.locales import Locale

CASES = Path(__file__).parent / "cases" / "glossary"
TEXTS = st.text(st.one_of(st.sampled_from("aéEİß’'-‑«» \u00a0\n\u00ad\u0301وقلمرةًـ5٥台🛰"), st.characters()))


def cases(name: str) -> list[object]:
    """The rows of a case file, cell by cell; a failure names the line."""
    lines = (CASES / name).read_text("utf-8").splitlines()
    rows = ((n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#"))
    return [pytest.param(*(cell.strip() for cell in row.split(" | ")), id=f"{name}:{n}") for n, row in rows]


@pytest.mark.parametrize(("forms", "target", "verdict"), cases("forms.fr.txt"))
def test_french_forms(forms: str, target: str, verdict: str) -> None:
    """French elides and adds a plural; gender changes only with a dictionary's word; stems decide nothing."""
    assert admits(forms.split("; "), target, Locale("fr")) == (verdict == "yes")


@pytest.mark.parametrize(("forms", "target", "verdict"), cases("forms.es.txt"))
def test_spanish_forms(forms: str, target: str, verdict: str) -> None:
    """Spanish adds a plural and moves accents with it; a name stays as it is."""
    assert admits(forms.split("; "), target, Locale("es")) == (verdict == "yes")


@pytest.mark.parametrize(("forms", "target", "verdict"), cases("forms.ar.txt"))
def test_arabic_forms(forms: str, target: str, verdict: str) -> None:
    """Arabic attaches conjunctions, prepositions, the article and pronouns, and has duals and broken plurals."""
    assert admits(forms.split("; "), target, Locale("ar")) == (verdict == "yes")


@pytest.mark.parametrize(("locale", "forms", "target", "verdict"), cases("forms.other.txt"))
def test_forms_in_other_languages(locale: str, forms: str, target: str, verdict: str) -> None:
    """Other languages have lemmas or stems where there are any, and are compared by their letters where not."""
    assert admits(forms.split("; "), target, Locale.parse(locale)) == (verdict == "yes")


@pytest.mark.parametrize(("language", "phrase", "plurals"), cases("plurals.txt"))
def test_plurals_by_rule(language: str, phrase: str, plurals: str) -> None:
    """The rules give the plurals that people write."""
    given_ = plural_phrases(phrase, language)
    assert set(plurals.split("; ")) - {"none"} <= set(given_)
    assert (plurals == "none") == (given_ == ())


@pytest.mark.parametrize(("locale", "singular", "form", "verdict"), cases("plural_of.txt"))
def test_which_form_is_a_plural(locale: str, singular: str, form: str, verdict: str) -> None:
    """A plural differs in number alone: not in article, gender or capitals."""
    assert plural_of(form, singular, Locale.parse(locale)) == (verdict == "yes")


@pytest.mark.parametrize(
    ("locale", "form", "target", "surfaces"),
    [
        ("fr", "échantillon", "L'échantillon et d’autres échantillons.", ["échantillon", "échantillons"]),
        ("fr", "station spatiale", "«Station\u00a0spatiale», station", ["Station\u00a0spatiale"]),
        ("es", "C++", "C++ y C", ["C++"]),
        ("ar", "محطة فضائية", "للمحطة الفضائية", ["للمحطة الفضائية"]),
        ("ar", "ILRS", "وILRS", ["ILRS"]),
        ("zh", "空间站", "空间站和空间站", ["空间站", "空间站"]),
        ("fr", "…", "Attendez…", ["…"]),
    ],
)
def test_spans(locale: str, form: str, target: str, surfaces: list[str]) -> None:
    """Each occurrence has its span: without an elided article, with the prefixes of an Arabic word."""
    spans = occurrences([form], target, Locale.parse(locale))
    assert [target[start:end] for start, end in spans] == surfaces


def test_a_longer_form_hides_a_shorter_one() -> None:
    """Of two forms at one place the longer one counts."""
    target = "l'espace extra-atmosphérique"
    assert occurrences(["espace", "espace extra-atmosphérique"], target, Locale("fr")) == ((2, len(target)),)


def test_nothing_is_nowhere() -> None:
    """No forms, an empty form and an empty target give no span."""
    assert occurrences([], "station", Locale("fr")) == ()
    assert occurrences(["", " "], "station", Locale("fr")) == ()
    assert occurrences(["station"], "", Locale("fr")) == ()


@given(TEXTS)
def test_folding_keeps_the_length(text: str) -> None:
    """Folded text has an offset for each offset of the text."""
    assert len(plain(text)) == len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_words_are_disjoint(text: str) -> None:
    """Words come in order, inside the text, and none is empty."""
    ends = 0
    for word in words_of(text):
        assert ends <= word.start < word.end <= len(text)
        assert word.text
        ends = word.end


@settings(max_examples=60)
@given(st.lists(TEXTS, max_size=3), TEXTS, st.sampled_from(("fr", "es", "ar", "zh")))
def test_spans_are_disjoint(forms: list[str], target: str, language: str) -> None:
    """Whatever the texts hold, spans come in order, disjoint and inside the target."""
    end = 0
    for start, stop in occurrences([*forms, target[2:9]], target, Locale(language)):
        assert end <= start < stop <= len(target)
        end = stop
