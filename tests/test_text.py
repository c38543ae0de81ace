from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.formats.copy import Copy
from localize.formats.text import codes, dress, parse
from localize.locales import Locale

NONE: frozenset[str] = frozenset()
FRAGMENTS = (
    *(
        " date 2025-04-25 A title",
        "date 2025-13-45 No day",
        "Words",
        "more words",
        "- ",
        "• ",
        "1. ",
        "2. ",
        "  ",
        "\t",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\ufeff",
        "\u00a0",
        "\u3000",
        "\u2028",
        "\x0c",
        "https://example.org",
        "* * *",
    ),
)
articles = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=12).map("".join)

UNITS = [
    ("One\ntwo\n\nThree", [("", "One two"), ("", "Three")]),
    ("  One\n  two  \n \t \n   Three  ", [("", "One two"), ("", "Three")]),
    ("One\r\ntwo\r\n\r\nThree\r\n", [("", "One two"), ("", "Three")]),
    ("\ufeffOne", [("", "One")]),
    ("\u3000\u3000One", [("", "One")]),
    (
        "- One\n- two\n  goes on\n• Three\n1. Four",
        [("list item", t) for t in ("One", "two goes on", "Three", "Four")],
    ),
    ("Intro:\n1. One\n2. Two", [("", "Intro:"), ("list item", "One"), ("list item", "Two")]),
    ("It landed in\n2013. Then it slept.", [("", "It landed in 2013. Then it slept.")]),
    (
        "Before\n   06:00   Wake-up, lunch\n   07:30\tMore  work\n\nAfter",
        [("", "Before"), ("table cell", "Wake-up, lunch"), ("table cell", "More  work"), ("", "After")],
    ),
    ("BC-EU--Space-Moon,1st Ld-Writethru\nBy NAME\n\nWords", [("", "By NAME"), ("", "Words")]),
    ("PM-Moon, 2nd Ld\nBC-Alberta--the border", [("", "BC-Alberta--the border")]),
    ("AM-Moon-Walk\nPM-Kisan\n\nAM-FM", [("", "PM-Kisan"), ("", "AM-FM")]),
    ("Title\n=====\nText\n-\nmore", [("", "Title"), ("", "Text"), ("", "more")]),
    ("* * *\n\n2024\n\nhttps://example.org\n\n-- Words", [("", "-- Words")]),
    ("date 2025-04-25 A title\nText", [("title", "A title"), ("", "Text")]),
    (" date 2025-04-25  A title \n\nText", [("title", "A title"), ("", "Text")]),
    ("date 2025-13-45 No day", [("", "date 2025-13-45 No day")]),
    ("Text\ndate 2025-04-25 No first line", [("", "Text date 2025-04-25 No first line")]),
]


def copy(label: str, day: date | None = None) -> Copy:
    """The facts about a copy in French."""
    return Copy(Locale("fr"), Locale("en"), "a.txt", "0123456789ab", 40, label, "localize 1.0", day)


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_units(text: str, expected: list[tuple[str, str]]) -> None:
    """Paragraphs and list items are units, and so is the title of a newswire's first line."""
    assert [(unit.role, unit.source) for unit in parse(text, NONE).units] == expected


def test_units_know_their_line() -> None:
    """A unit's line is where it starts, counted from 1."""
    document = parse("date 2025-04-25 A\n\nOne\ntwo\n\n- three\n", NONE)
    assert [unit.line for unit in document.units] == [1, 3, 6]


def test_the_first_line_gives_the_day() -> None:
    """The day of a newswire's first line is the document's; a date that is none is text."""
    assert parse("\ufeff date 2025-04-25 A title\n", NONE).day == date(2025, 4, 25)
    assert parse("date 2025-02-30 A title\n", NONE).day is None


def test_a_target_stays_in_its_paragraph() -> None:
    """A target with line ends is folded, what stands around it stays, and a blank one changes nothing."""
    document = parse(" date 2025-04-25 A title \n\n  One\n  two \n- three", NONE)
    rendered = document.render(["Un titre", "un\n\ndeux", " "])
    assert rendered == " date 2025-04-25 Un titre \n\n  un deux \n- three"


def test_codes_are_literals() -> None:
    """Only addresses and placeholders are codes: plain text has no markup."""
    assert [c.key for c in codes("*Ask* {name} at https://example.org/a_b.")] == [
        "{name}",
        "https://example.org/a_b",
    ]


@settings(max_examples=300, deadline=None)
@given(articles | st.text())
def test_an_article_without_targets_is_itself(text: str) -> None:
    """No target, or the source as target, gives the article back, character for character."""
    document = parse(text, NONE)
    assert document.render([None] * len(document.units)) == text
    assert document.render([unit.source for unit in document.units]) == text


@settings(max_examples=300, deadline=None)
@given(articles)
def test_changing_words_keeps_the_paragraphs(text: str) -> None:
    """An article whose words have changed has the same units."""
    units = parse(text, NONE).units
    changed = parse(text, NONE).render([unit.source.replace("o", "ö") for unit in units])
    assert [(u.role, u.source.replace("o", "ö")) for u in units] == [
        (u.role, u.source.replace("o", "ö")) for u in parse(changed, NONE).units
    ]


DRESSED = [
    ("Un\r\ndeux", None, "Non relu.\r\n\r\nUn\r\ndeux"),
    ("\ufeffUn\n", None, "\ufeffNon relu.\n\nUn\n"),
    (
        " date 2025-04-25 Titre\n\nUn\n",
        date(2025, 4, 25),
        " date 2025-04-25 Titre\n\n25 avril 2025 · Non relu.\n\nUn\n",
    ),
    ("date 2025-04-25 Titre\nUn\n", None, "date 2025-04-25 Titre\n\nNon relu.\n\nUn\n"),
    ("date 2025-04-25 Titre", None, "date 2025-04-25 Titre\n\nNon relu.\n"),
]


@pytest.mark.parametrize(("text", "day", "expected"), DRESSED)
def test_dress(text: str, day: date | None, expected: str) -> None:
    """The label is a paragraph below the first line of a newswire, or on top of any other text."""
    assert dress(text, copy("Non relu.", day)) == expected
    assert dress(text, copy("", day)) == text


@settings(max_examples=200, deadline=None)
@given(articles)
def test_a_dressed_copy_reads_as_the_article(text: str) -> None:
    """Dressing adds one paragraph and changes no other unit."""
    document = parse(text, NONE)
    dressed = parse(dress(text, copy("Non relu.")), NONE)
    assert dressed.day == document.day
    assert sorted(u.source for u in dressed.units) == sorted(
        [*(u.source for u in document.units), "Non relu."]
    )
