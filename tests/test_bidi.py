"""Left-to-right text in right-to-left targets is isolated, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.bidi import CHARACTERS, ELEMENT, isolate, isolate_whole
from localize.formats import html, markdown
from localize.formats.literals import with_literals
from localize.locales import Locale

AR, FR = Locale.parse("ar"), Locale.parse("fr")
SHOWN = ("⟨", "⟩")


def shown(target: str) -> str:
    """*target* with marks that one can see, and its literals as codes."""
    return isolate(target, with_literals(target, ()), AR, SHOWN)


@pytest.mark.parametrize(
    "expected",
    [
        "تستخدم لغة ⟨C++⟩ كثيرا",
        "الدالة ⟨pipeline()⟩ و⟨f(x)⟩ و⟨a[1]⟩",
        "مسبار ⟨Chang'e-5⟩ هبط",
        "الوكالة (⟨CNSA⟩) أعلنت",
        "شبكة ⟨Deep Space Network (DSN)⟩ تعمل",
        "مهمة ⟨Apollo 11⟩ عام 1969",
        "عام 2025 ⟨NASA⟩ أعلنت",
        "طابعة ⟨3D⟩ وطائرة ⟨737-MAX⟩ على بعد 5 ⟨km⟩",
        "منصة ⟨.NET⟩ والخيار ⟨--help⟩ والحساب ⟨@nasa⟩",
        "في ⟨U.S.⟩ أو ⟨R&D⟩.",
        "«⟨Orion⟩»، ⟨NASA⟩؟",
        "⟨NASA⟩) و(⟨ESA⟩",
        "⟨C++⟩ (⟨NASA⟩ وغيرها)",
        "زر ⟨https://example.org/a/⟩.",
        "الصاروخ ⟨Союз⟩ والمركبة ⟨天宫⟩",
    ],
)
def test_runs_are_isolated(expected: str) -> None:
    """Words with what is joined to them, and brackets in pairs."""
    assert shown(expected.replace("⟨", "").replace("⟩", "")) == expected


@pytest.mark.parametrize(
    "target", ["", "مرحبا", "عام 2025", "3.5% (12)", "١٢٣", "— … —", "\u2066NASA\u2069 و", "\u200e"]
)
def test_targets_without_such_runs_stay_as_they_are(target: str) -> None:
    """Digits alone need nothing, and what is isolated is isolated."""
    assert shown(target) == target


def test_left_to_right_locales_need_nothing() -> None:
    """Their targets come back as they are."""
    assert isolate("C++ مرحبا", (), FR, SHOWN) == "C++ مرحبا"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("<b>NASA</b> تعلن", "<b>⟨NASA⟩</b> تعلن"),
        ('<a href="x">الرابط</a>', '<a href="x">الرابط</a>'),
        ("اكتب <code>ls -l</code> الآن", "اكتب ⟨<code>ls -l</code>⟩ الآن"),
        ("في <b>AT&amp;T</b> هنا", "في <b>⟨AT&amp;T⟩</b> هنا"),
        ('صورة <img alt="Moon" src="x"> سطر<br>آخر <!-- note -->', None),
        ("ثم <bdi>NASA</bdi> ثم", None),
        ("رقم <code>42</code>", None),
        ("صورة ![Moon](x.png) وحاشية[^note]", None),
    ],
)
def test_markup_is_never_cut(target: str, expected: str | None) -> None:
    """Tags stay outside, a code that shows letters goes in whole, one that shows none ends a run."""
    codes = html.codes(target) if "<" in target else markdown.codes(target)
    assert isolate(target, codes, AR, SHOWN) == (expected or target)


def test_a_character_never_touches_a_bare_address() -> None:
    """A program that links addresses would take the character for a part of it; an element ends it."""
    target = "زر https://example.org/a أو <https://example.org> أو NASA"
    codes = with_literals("زر https://example.org/a", ())
    assert isolate(target, codes, AR, CHARACTERS).startswith("زر https://example.org/a أو <")
    source = "See https://example.org"
    assert isolate_whole(source, with_literals(source, ()), CHARACTERS) == source
    assert isolate_whole(source, with_literals(source, ()), ELEMENT) == source.join(ELEMENT)
    assert isolate(target, codes, AR, ELEMENT).startswith('زر <bdi dir="ltr">https://example.org/a</bdi> أو')


pieces = st.sampled_from(
    [
        "NASA",
        "قمر",
        " ",
        "(",
        ")",
        "[",
        "]",
        "1969",
        ".",
        ",",
        "+",
        "-",
        "<b>",
        "</b>",
        "<br>",
        "&amp;",
        "<code>x</code>",
    ]
)
anything = st.lists(pieces | st.characters(exclude_characters="\u2066\u2067\u2068\u2069"), max_size=20).map(
    "".join
)


@given(anything, st.sampled_from([CHARACTERS, ELEMENT]))
def test_taking_the_marks_out_gives_the_input(target: str, marks: tuple[str, str]) -> None:
    """The first half of the law."""
    found = isolate(target, html.codes(target), AR, marks)
    assert found.replace(marks[0], "").replace(marks[1], "") == target


@given(anything, st.sampled_from([CHARACTERS, ELEMENT]))
def test_isolating_twice_changes_nothing(target: str, marks: tuple[str, str]) -> None:
    """The second half."""
    once = isolate(target, html.codes(target), AR, marks)
    assert isolate(once, html.codes(once), AR, marks) == once


@given(anything)
def test_codes_survive_isolation(target: str) -> None:
    """Every code of the target is still there, beside those of the marks."""
    found = [code.key for code in html.codes(isolate(target, html.codes(target), AR, ELEMENT))]
    assert [key for key in found if key != '<bdi dir="ltr">'] == [code.key for code in html.codes(target)]
