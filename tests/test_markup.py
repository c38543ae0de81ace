"""Paired markup finds its words, and is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.codes import flatten, wrap
from localize.document import Code
from localize.engine import Link
from localize.markup import Anchor, Way, place, standing
from test_codes import marked

SOURCE = "See the [mission page](u) for *more* details"
CODES = (Code(8, 25, "link u", (9, 21)), Code(30, 36, "*", (31, 35)))

SPANS = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda span: (span[0], span[0] + span[1]))


@given(
    marked(),
    st.text("abc é.", max_size=40),
    st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3),
    st.lists(st.builds(Link, SPANS, SPANS, st.just(1.0)), max_size=12),
)
def test_every_pair_gets_one_place(
    case: tuple[str, tuple[Code, ...]], target: str, phrases: dict[str, str], links: list[Link]
) -> None:
    """Whatever the target, each opener and closer comes out once, in order, and the text is unchanged."""
    plain = flatten(*case)
    places = place(plain, target, (), lambda text: phrases.get(text, ""), links)
    for pair, found in zip(plain.pairs, places, strict=True):
        room = places[pair.parent].span if pair.parent >= 0 else (0, len(target))
        assert room[0] <= found.span[0] <= found.span[1] <= room[1]
    wrapped = wrap(plain, target, (), [p.span for p in places])
    core = wrapped[len(plain.before) : len(wrapped) - len(plain.after)]
    assert core.count("<b>") == core.count("</b>") == len(plain.pairs)
    assert core.replace("<b>", "").replace("</b>", "") == target


def _wrapped(
    target: str,
    phrases: dict[str, str],
    anchors: tuple[Anchor, ...] = (),
    links: tuple[Link, ...] = (),
) -> tuple[str, list[bool]]:
    plain = flatten(SOURCE, CODES)
    places = place(plain, target, anchors, lambda text: phrases.get(text, ""), links)
    return wrap(plain, target, (), [p.span for p in places]), [p.sure for p in places]


def test_markup_goes_to_the_translation_of_its_text() -> None:
    """A link wraps the words that its text translates to, wherever they stand, in whole words."""
    wrapped, sure = _wrapped(
        "Pour plus de détails, voir la page de mission", {"mission page": "Page de mission.", "more": "plus"}
    )
    assert wrapped == "Pour *plus* de détails, voir la [page de mission](u)"
    assert sure == [True, True]


def test_markup_without_known_words_goes_by_position_and_says_so() -> None:
    """Nothing tells where it belongs: it stands as far into the target as it stood in the source."""
    wrapped, sure = _wrapped("Voir la page pour en savoir plus", {})
    assert sure == [False, False]
    assert wrapped.count("](u)") == 1
    assert wrapped.replace("[", "").replace("](u)", "").replace("*", "") == "Voir la page pour en savoir plus"


def test_markup_follows_the_term_that_it_wraps() -> None:
    """A link around a pinned term goes where the term went."""
    target = "Plus de détails : la SIRL"
    wrapped, sure = _wrapped(target, {}, (Anchor((8, 20), (21, 25)),))
    assert "[SIRL](u)" in wrapped
    assert sure[0]


def test_markup_goes_where_links_say() -> None:
    """A link wraps the words that its own became, in one run; what links do not tell is looked for otherwise."""
    target = "Plus sur la mission : sa page"
    links = tuple(Link(source, target, 1.0) for source, target in (((8, 15), (12, 19)), ((16, 20), (25, 29))))
    wrapped, sure = _wrapped(target, {"more": "plus"}, (), links)
    assert wrapped == "*Plus* sur la [mission : sa page](u)"
    assert sure == [True, True]


def test_an_anchor_overrules_links() -> None:
    """Where a pinned term went is known, whatever attention says."""
    wrong = (Link((8, 20), (0, 4), 1.0),)
    wrapped, _ = _wrapped("Plus de détails : la SIRL", {}, (Anchor((8, 20), (21, 25)),), wrong)
    assert "[SIRL](u)" in wrapped


def test_too_few_links_tell_nothing() -> None:
    """Links of fewer than half of a pair's words do not place it."""
    plain = flatten("See *the first lunar station map*", (Code(4, 33, "*", (5, 32)),))
    (found,) = place(plain, "Voir la carte", (), lambda _: "", (Link((29, 32), (8, 13), 1.0),))
    assert not found.sure


def test_a_mark_at_the_end_goes_along() -> None:
    """What a pair ends with stays inside, as in the source."""
    plain = flatten("A *system (GNSS)* is", (Code(2, 17, "*", (3, 16)),))
    links = (Link((2, 8), (3, 10), 1.0), Link((10, 14), (12, 16), 1.0))
    (found,) = place(plain, "Un système (GNSS) est", (), lambda _: "", links)
    assert (found.span, found.sure) == ((3, 17), True)


@pytest.mark.parametrize(
    ("wrapped", "phrase", "target", "expected"),
    [
        ("Contributors:", "contributeurs", "Les Contributeurs : des gens", "Contributeurs :"),
        ("“Is it broken?”", "C'est cassé", "On lit « C'est cassé ? » ici", "« C'est cassé ? »"),
        ("(see below)", "voir plus bas", "Oui (voir plus bas), voilà", "(voir plus bas)"),
        ("the probe", "la sonde", "Voici « la sonde », enfin", "la sonde"),
        ("Why?", "لماذا", "قال لماذا؟ ثم", "لماذا؟"),
        ("…", "…", "Et … voilà", "…"),
    ],
)
def test_markup_takes_the_marks_along_that_its_text_has(
    wrapped: str, phrase: str, target: str, expected: str
) -> None:
    """A colon, quotation marks or brackets inside an emphasis stay inside it, as the target's language writes them."""
    source = f"So *{wrapped}* here"
    end = 4 + len(wrapped)
    plain = flatten(source, (Code(3, end + 1, "*", (4, end)),))
    (found,) = place(plain, target, (), lambda _: phrase)
    assert target[slice(*found.span)] == expected


def test_the_very_translation_is_surer_than_attention() -> None:
    """A phrase that stands in the target word for word outweighs links; links outweigh what is only like it."""
    plain = flatten("The *new moon* rises", (Code(4, 14, "*", (5, 13)),))
    target = "Se lève la nouvelle lune"
    links = (Link((4, 7), (0, 2), 0.9), Link((8, 12), (3, 7), 0.9))
    very = place(plain, target, (), lambda _: "nouvelle lune", links)
    like = place(plain, target, (), lambda _: "nouvelles lunes", links)
    assert [(target[slice(*p.span)], p.way) for p in (*very, *like)] == [
        ("nouvelle lune", Way.FOUND),
        ("Se lève", Way.LINKED),
    ]


def test_codes_stand_in_a_target_one_by_one() -> None:
    """The first place for the first of equal codes, and none for one that is not there."""
    plain = flatten("`a` and `a`, `b`", (Code(0, 3, "`a`"), Code(8, 11, "`a`"), Code(13, 16, "`b`")))
    found = standing(plain, "`a` et `a`")
    assert [(a.source, a.target) for a in found] == [((0, 3), (0, 3)), ((8, 11), (7, 10))]


@pytest.mark.parametrize("word", ["شكرًا", "हिन्दी", "می‌خواهم", "cafe\u0301s"])
def test_markup_never_cuts_a_word(word: str) -> None:
    """Vowel signs and joiners belong to their word: an emphasis inside a word would be none."""
    plain = flatten("*Thanks* now", (Code(0, 8, "*", (1, 7)),))
    (found,) = place(plain, f"{word} {word}", (), lambda _: "")
    assert word == f"{word} {word}"[slice(*found.span)]
