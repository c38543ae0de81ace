from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.engine import guards
from localize.locales import Locale


@pytest.mark.parametrize(
    ("source", "target", "locale", "expected"),
    [
        ("The crew found water.", "L'équipe a trouvé de l'eau.", "fr", ""),
        ("The crew found water.", "وجد الطاقم الماء.", "ar", ""),
        ("The crew found water.", "乘员组发现了水。", "zh-Hans", ""),
        ("乘员组在月球南极附近发现了水。", "The crew found water near the south pole of the Moon.", "en", ""),
        ("The crew found water.", "Экипаж нашёл воду.", "fr", "script"),
        ("The crew found water.", "Posada je našla vodu.", "sr", "script"),
        ("The crew found water.", "Posada je našla vodu.", "sr-Latn", ""),
        ("Boeing and SpaceX met in Oslo.", "Boeing و SpaceX في Oslo.", "ar", ""),
        ("The crew found fresh water today.", "The crew found fresh water today.", "fr", "copy"),
        ("Ada Lovelace, Alan Turing", "Ada Lovelace, Alan Turing", "fr", ""),
        ("North Atlantic Treaty Organization", "North Atlantic Treaty Organization", "fr", ""),
        ("International cooperation", "coopération internationale", "fr", ""),
        ("It works.", "Il marche bien bien bien bien bien bien bien.", "fr", "repetition"),
        ("It works.", "le système de le système de le système de", "fr", "repetition"),
        ("Ho ho ho ho ho ho ho!", "Ho ho ho ho ho ho ho !", "fr", ""),
        ("It costs 1,000,000,000,000.", "Cela coûte 1 000 000 000 000.", "fr", ""),
        ("See ⟦0⟧ ⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧ ⟦5⟧.", "Voir ⟦0⟧ ⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧ ⟦5⟧.", "fr", ""),
        ("Yes.", "Oui, et il y avait encore beaucoup d'autres choses à dire sur cela.", "fr", "length"),
        ("A long sentence about many things that ought not to vanish on the way.", "Une.", "fr", "length"),
        ("Water.", "", "fr", "length"),
        ("乘员组在月球南极附近发现了水。", "乘员组在月球南极附近发现了水。", "en", "script"),
        ("وجد الطاقم الماء قرب المحطة", "وجد الطاقم الماء قرب المحطة", "fa", "copy"),
    ],
)  # fmt: skip
def test_guards(source: str, target: str, locale: str, expected: str) -> None:
    """A guard names what is wrong with a target, and is silent about good ones."""
    assert guards.suspicion(source, target, Locale.parse(locale)) == expected


@given(source=st.text(max_size=60), target=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_guards_are_total(source: str, target: str) -> None:
    """No text whatever makes a guard fail."""
    assert guards.suspicion(source, target, Locale("ar")) in {"", "repetition", "copy", "script", "length"}


def test_copies_are_welcome_between_forms_of_a_language() -> None:
    """From Portuguese to Portuguese an unchanged sentence is no fault."""
    text = "a tripulação encontrou água perto da estação"
    assert guards.suspicion(text, text, Locale("pt"), copies=True) == ""


@given(
    before=st.text("ab c", max_size=6),
    unit=st.text("ab c,é", min_size=1, max_size=20),
    times=st.integers(2, 7),
    after=st.text("ab c", max_size=6),
)
@settings(max_examples=300, deadline=None)
def test_no_loop_is_passed_by_unread(before: str, unit: str, times: int, after: str) -> None:
    """What tells quickly that a text has no loop never says so of one that has."""
    text = before + unit * times + after
    assert guards.repeats(text) == bool(guards._LOOP.search(f"{text} "))
