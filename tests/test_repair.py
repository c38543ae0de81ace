"""Words around restored terms: what is mended, and how much more stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.locales import Locale
from localize.repair import Facts, repair

CASES = Path(__file__).parent / "cases" / "repair"
MARKED = re.compile(r"\[([^\]|]*)(?:\|([mf]?)([sp]?))?\]")
Spans = tuple[tuple[int, int], ...]


def cases() -> list[object]:
    """Title, language, text and expected text of each case; `=` expects the text as it is."""
    found: list[object] = []
    for path in sorted(CASES.glob("*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            if lines:
                title, text, expected = lines
                found.append(pytest.param(path.stem, text, expected, id=f"{path.stem}: {title}"))
    return found


def unmarked(marked: str) -> tuple[str, Spans, tuple[Facts | None, ...]]:
    """The text of a case without brackets, where its terms stand, and what is known of them."""
    text, spans, facts, at = "", [], list[Facts | None](), 0
    for match in MARKED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        facts.append(None if match[2] is None else Facts(match[2], match[3]))
        text += match[1]
        at = match.end()
    return text + marked[at:], tuple(spans), tuple(facts)


def marked(text: str, spans: Spans) -> str:
    """*text* with brackets around *spans*."""
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(("language", "before", "after"), cases())
def test_cases(language: str, before: str, after: str) -> None:
    """What stands before a term is mended as the case says, and stays so."""
    text, spans, facts = unmarked(before)
    expected = marked(text, spans) if after == "=" else after
    repaired = repair(text, spans, Locale(language), facts=facts)
    assert marked(*repaired) == expected
    assert repair(*repaired, Locale(language), facts=facts) == repaired


@pytest.mark.parametrize("language", ["en", "de", "it", "zh"])
def test_other_languages_stay(language: str) -> None:
    """Languages without rules are not touched."""
    assert repair("de le Institut", ((6, 14),), Locale(language)) == ("de le Institut", ((6, 14),))


def test_a_regional_locale_has_the_rules_of_its_language() -> None:
    """Canadian French elides, too."""
    assert repair("le Institut", ((3, 11),), Locale.parse("fr-CA")) == ("l'Institut", ((2, 10),))


def test_facts_are_as_many_as_spans() -> None:
    """Facts that do not fit the spans are a mistake of the caller."""
    with pytest.raises(ValueError, match="longer"):
        repair("le Institut", ((3, 11),), Locale("fr"), facts=(None, None))


WORDS = (
    "le la les l' l’ de d' d’ du des au aux à que qu' jusqu' ce cet cette un une sa son nouveau bel je se ne DE LE La L'",
    "el la los las de a del al un una y e o u El De Del Y",
    "و ف ب ك ل ال لل وال بال كال فك ولل الـ لـ بـ ـ في من كل",
)
TERMS = (
    "Institut|le Havre|La Haye|haricot|hôtel|ILRS|NASA|stations spatiales|équipage|œil|yacht|l'espace|8|l|É|«x»|lancer",
    "agua|El Salvador|el Espacio|la Franja|Irán|hielo|hotel|ILRS|misión|área|8|Y|ï",
    "الفضاء الخارجي|محطة الفضاء|محطة فضائية|اللجنة|لجنة|حمولة|ILRS|التزام|الله|ال|8|ل|و",
)


@st.composite
def places(draw: st.DrawFn) -> tuple[str, Spans, Locale, tuple[Facts, ...]]:
    """A text of a language with terms in it, most often with words before them that ask for mending."""
    number = draw(st.integers(0, 2))
    word = st.sampled_from([*WORDS[number].split(), "", "-", "x", "\u00a0", "\n", "["]) | st.text(max_size=3)
    blank = st.sampled_from([" ", " ", " ", "", "\u202f"])
    text, spans, facts = "", [], []
    for _ in range(draw(st.integers(0, 3))):
        for _ in range(draw(st.integers(0, 3))):
            text += draw(word) + draw(blank)
        term = draw(st.sampled_from(TERMS[number].split("|")) | st.text(max_size=3))
        spans.append((len(text), len(text) + len(term)))
        facts.append(Facts(draw(st.sampled_from(["", "m", "f"])), draw(st.sampled_from(["", "s", "p"]))))
        text += term
    return text + draw(word), tuple(spans), Locale(("fr", "es", "ar")[number]), tuple(facts)


def _last_words(text: str, words: int = 2) -> str:
    """The end of *text* that holds its last words, with an elided one and the blanks between them."""
    found = re.search(rf"(?:(?:\w|[’'ـ])+[^\w’']*){{0,{words}}}$", text)
    return found.group() if found else ""


@settings(max_examples=400)
@given(places())
@example(("le '", ((3, 4),), Locale("fr"), (Facts(),)))
@example(("le le Le Monde", ((6, 14),), Locale("fr"), (Facts(),)))
@example(("ال ال الفضاء", ((6, 12),), Locale("ar"), (Facts(),)))
def test_only_the_words_before_a_term_change(place: tuple[str, Spans, Locale, tuple[Facts, ...]]) -> None:
    """Terms come back (but for a merged Arabic article), all but two words before each stays, and once is enough."""
    text, spans, locale, facts = place
    repaired, moved = repair(text, spans, locale, facts=facts)
    assert len(moved) == len(spans)
    at = now = 0
    for (start, end), (begins, stops) in zip(spans, moved, strict=True):
        term, kept = text[start:end], repaired[begins:stops]
        assert kept == term or (locale.language == "ar" and kept in {term[1:], term[2:]} and term[:2] == "ال")
        before = text[at:start]
        assert repaired[now:begins].startswith(before.removesuffix(_last_words(before)))
        at, now = end, stops
    assert repaired[now:] == text[at:]
    assert repair(repaired, moved, locale, facts=facts) == (repaired, moved)
