"""Merge and fill: what becomes of people's work when an article changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from localize.catalog import Catalog, Draft, Entry, Key, Mark, Offer, State, digest_of, offered
from localize.locales import Locale
from localize.merge import fill, merge, wants_draft
from localize.po import dump, parse

FR = Locale.parse("fr")
CASES = (
    (Path(__file__).parent / "cases" / "po" / "merge.txt").read_text().removeprefix("=== ").split("\n=== ")
)

# --- strategies -------------------------------------------------------------------------------------------------------

sources = st.builds(
    "{} {} {}{}.".format,
    st.sampled_from(["The probe", "The first probe", "Nobody"]),
    st.sampled_from(["has landed on the Moon", "has not landed on the Moon", "passes the Moon"]),
    st.sampled_from(["in 2025", "in 2026", ""]),
    st.sampled_from(["", " again"]),
)
keys = st.tuples(st.sampled_from(["", "heading"]), sources)
words = st.sampled_from(["La sonde", "La Lune", "Personne"])
lines = st.lists(st.sampled_from(["Read aloud.", "Who says so?"]), max_size=2, unique=True).map(tuple)
places = st.lists(st.tuples(st.just("a.md"), st.integers(1, 9)), max_size=2, unique=True).map(tuple)


def offer(source: str) -> str:
    """A note with a draft for *source*."""
    return Offer("La sonde", Mark("argos", digest_of("La sonde", source))).note


@st.composite
def entries(draw: st.DrawFn, key: Key) -> Entry:
    """An entry in any state, as the program or any editor may have left it."""
    target = draw(st.one_of(st.just(""), words))
    return Entry(
        source=key[1],
        target=target,
        context=key[0],
        fuzzy=bool(target) and draw(st.booleans()),
        previous=draw(st.one_of(st.none(), keys)),
        obsolete=draw(st.booleans()),
        comments=draw(lines),
        mark=draw(
            st.one_of(
                st.none(), st.just(Mark("argos", digest_of(target, key[1]))), st.just(Mark("argos", "0" * 16))
            )
        ),
        notes=draw(st.sampled_from([(), ("heading",), ("draft: La sonde",), (offer(key[1]),)])),
        references=draw(places),
        plural=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalog of sentences that resemble each other."""
    found = draw(st.lists(keys, unique=True, max_size=8))
    return Catalog(FR, tuple(draw(entries(key)) for key in found), (("X-Source-Language", "en"),))


@st.composite
def templates(draw: st.DrawFn) -> tuple[Entry, ...]:
    """What an article asks for."""
    found = draw(st.lists(keys, unique=True, max_size=6))
    return tuple(
        Entry(key[1], context=key[0], references=draw(places), notes=("paragraph",)) for key in found
    )


def human(catalog: Catalog) -> set[tuple[str, tuple[str, ...]]]:
    """What people wrote: targets, and comments on anything."""
    targets = {(e.target, e.comments) for e in catalog.entries if e.human}
    return targets | {("", e.comments) for e in catalog.entries if e.comments}


# --- laws -------------------------------------------------------------------------------------------------------------


@given(catalogs(), templates())
def test_live_entries_are_the_template(catalog: Catalog, template: tuple[Entry, ...]) -> None:
    """The live entries are the article's, in reading order, with its places."""
    merged = merge(catalog, template)
    assert [e.key for e in merged.live()] == [t.key for t in template]
    assert len({e.key for e in merged.entries}) == len(merged.entries)
    for entry, asked in zip(merged.live(), template, strict=True):
        assert entry.plural or entry.references == asked.references
        assert entry.plural or entry.notes[: len(asked.notes)] == asked.notes


@given(catalogs(), templates())
def test_merging_twice_is_merging_once(catalog: Catalog, template: tuple[Entry, ...]) -> None:
    """A second merge changes nothing."""
    merged = merge(catalog, template)
    assert merge(merged, template) == merged


@given(catalogs(), st.lists(templates(), min_size=1, max_size=4), st.data())
def test_nothing_of_a_person_is_lost(
    catalog: Catalog, edits: list[tuple[Entry, ...]], data: st.DataObject
) -> None:
    """Whatever an article goes through, what people wrote is still there, word for word."""
    now = catalog
    for template in edits:
        now = merge(now, template)
        now = fill(
            now, {e.key: Draft("Machine text", "argos") for e in now.live() if data.draw(st.booleans())}
        )
    assert {target for target, _ in human(catalog)} <= {target for target, _ in human(now)}
    for target, comments in human(catalog):
        assert any({*comments} <= {*e.comments} for e in now.entries if not target or e.target == target)


@given(catalogs(), st.lists(templates(), min_size=1, max_size=4))
def test_an_approval_stays(catalog: Catalog, edits: list[tuple[Entry, ...]]) -> None:
    """An approved entry stays as it is as long as there is a catalog; its source may go and return."""
    now = catalog
    for template in edits:
        now = merge(now, template)
    left = {e.key: e for e in now.entries}
    for entry in catalog.entries:
        if entry.state is State.APPROVED:
            asked = any(t.key == entry.key for t in edits[-1])
            same = replace(
                left[entry.key], obsolete=entry.obsolete, notes=entry.notes, references=entry.references
            )
            assert replace(same, mark=entry.mark) == entry
            assert left[entry.key].obsolete is not asked


@given(catalogs(), templates())
def test_only_a_source_that_had_an_approval_is_approved(
    catalog: Catalog, template: tuple[Entry, ...]
) -> None:
    """Merging never approves: a target that was taken over has to be looked at."""
    before = {(e.source, e.target) for e in catalog.entries if e.state is State.APPROVED}
    after = {(e.source, e.target) for e in merge(catalog, template).entries if e.state is State.APPROVED}
    assert after <= before


@given(catalogs(), st.text())
def test_fill_leaves_people_alone(catalog: Catalog, text: str) -> None:
    """Machine text goes where no person's text is, and says of itself that it is machine text."""
    filled = fill(catalog, {e.key: Draft(text, "argos en-fr 1.9") for e in catalog.entries})
    for old, new in zip(catalog.entries, filled.entries, strict=True):
        if old.obsolete or old.plural or not text.strip():
            assert new == old
        elif old.human:
            assert replace(new, notes=old.notes) == old
        else:
            assert (new.state, new.target, new.comments) == (State.DRAFT, text, old.comments)


@given(catalogs())
def test_fill_satisfies(catalog: Catalog) -> None:
    """An entry that was filled wants no draft, and filling again with the same drafts changes nothing."""
    drafts = {e.key: Draft("La sonde\nrevient.", "argos") for e in catalog.entries}
    filled = fill(catalog, drafts)
    assert not any(map(wants_draft, filled.entries))
    assert fill(filled, drafts) == filled


@given(catalogs(), templates())
def test_a_draft_beside_a_stale_target_survives_a_run_without_changes(
    catalog: Catalog, template: tuple[Entry, ...]
) -> None:
    """A second run has nothing to draft, and changes nothing."""
    merged = merge(catalog, template)
    filled = fill(merged, {e.key: Draft("Machine text", "argos") for e in merged.live()})
    assume(filled != merged)
    assert merge(filled, template) == filled


# --- cases ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("\n")[0])
def test_cases(case: str) -> None:
    """A catalog, the article's sentences, and the catalog after the merge."""
    before, article, after = case.partition("\n")[2].strip("\n").split("\n---\n")
    template = [Entry(s, references=(("a.md", n),)) for n, s in enumerate(article.split("\n"), 1)]
    file = parse(Path("a.po"), (before + "\n").encode(), FR)
    assert dump(file, merge(file.catalog, template)).decode() == after + "\n"


@pytest.mark.parametrize(
    ("language", "old", "new", "said"),
    [
        ("en", "It doesn't work at all today.", "It does work at all today.", True),
        ("en", "It never works on Mondays.", "It works on Mondays.", True),
        ("en", "It did not work on Monday.", "It did never work on Monday.", False),
        ("en", "A notable note on knots.", "A noted note on knots.", False),
        ("fr", "La sonde n’est pas partie.", "La sonde est partie.", True),
        ("fr", "La nappe est partie tôt.", "La nappe est partie tard.", False),
        ("es", "No hay agua en la Luna.", "Hay agua en la Luna.", True),
        ("es", "Ningún país firmó el acuerdo.", "Cada país firmó el acuerdo.", True),
        ("ar", "لم تهبط المركبة على القمر اليوم.", "تهبط المركبة على القمر اليوم.", True),
        ("ar", "ولا يوجد ماء على سطح القمر.", "يوجد ماء على سطح القمر.", True),
        ("ar", "لَم تهبط المركبة على القمر.", "لم تهبط المركبة على القمر.", False),
        ("sw", "Hakuna maji kwenye mwezi leo.", "Kuna maji kwenye mwezi leo.", False),
        ("", "La sonde n'est pas partie.", "La sonde est partie.", True),
    ],
)
def test_a_negation_is_told_in_its_language(language: str, old: str, new: str, said: bool) -> None:
    """The words for no are the source language's; where the catalog does not name it, any language's."""
    headers = (("X-Source-Language", language),) if language else ()
    catalog = Catalog(FR, (Entry(old, "x"),), headers)
    (entry, _) = merge(catalog, [Entry(new)], similar=0.6).entries
    assert ("note: a negation changed" in entry.notes) is said


def test_the_same_context_is_preferred() -> None:
    """A heading takes over from a heading, even where running text is more like it."""
    text, head = Entry("The Moon is far", "text"), Entry("The Moon is near", "head", context="heading")
    merged = merge(Catalog(FR, (text, head)), [Entry("The Moon is fair", context="heading")])
    assert merged.entries[0].target == "head"


@pytest.mark.parametrize(("similar", "state"), [(0.5, State.STALE), (0.99, State.UNTRANSLATED)])
def test_how_similar_is_similar_enough_is_the_users_choice(similar: float, state: State) -> None:
    """A target is taken over from the given similarity on."""
    merged = merge(
        Catalog(FR, (Entry("The Moon is far.", "x"),)), [Entry("The Moon was far.")], similar=similar
    )
    assert merged.entries[0].state is state


def test_a_source_takes_its_target_along_to_another_context() -> None:
    """A heading that became a paragraph is the same text: its approval stands."""
    head = Entry("The far side", "La face cachée", context="heading", comments=("Read aloud.",))
    live, old = merge(Catalog(FR, (head,)), [Entry("The far side")]).entries
    assert (live.state, live.target, live.comments) == (State.APPROVED, head.target, head.comments)
    assert (old.key, old.target, old.obsolete) == (head.key, head.target, True)


def test_a_source_with_two_targets_takes_none_along_unseen() -> None:
    """Where people translated the contexts differently, the context matters: a person has to look."""
    head = Entry("The far side", "La face cachée", context="heading")
    cell = Entry("The far side", "Face cachée", context="table cell")
    live = merge(Catalog(FR, (head, cell)), [cell, Entry("The far side")]).entries[1]
    assert (live.state, live.target, live.previous) == (State.STALE, "La face cachée", head.key)


def test_what_was_lost_before_is_taken_over_after_what_was_lost_now() -> None:
    """A sentence that was cut, and comes back reworded runs later, finds its target again."""
    gone = Entry("The probe has five wheels.", "La sonde a cinq roues.", obsolete=True)
    lost = Entry("The probe had five wheels.", "La sonde avait cinq roues.")
    asked = [Entry("The probe has six wheels."), Entry("The probe has ten wheels.")]
    for catalog, target in ((gone,), gone.target), ((gone, lost), lost.target):
        assert merge(Catalog(FR, catalog), asked[:1]).entries[0].target == target
    assert {e.target for e in merge(Catalog(FR, (gone, lost)), asked).live()} == {gone.target, lost.target}


def test_an_approved_draft_loses_its_mark() -> None:
    """Once approved it is a person's, whatever another tool does to its flags."""
    entry = Entry("The Moon.", "La Lune.", mark=Mark("argos", digest_of("La Lune.", "The Moon.")))
    (merged,) = merge(Catalog(FR, (entry,)), [Entry("The Moon.")]).entries
    assert (merged.state, merged.mark) == (State.APPROVED, None)


TARGETS = st.text(
    st.one_of(st.sampled_from("\\rn\n\r []:-  é"), st.characters(exclude_categories=["Cs"])), min_size=1
)


@given(TARGETS, st.booleans())
def test_an_offer_is_read_as_it_was_written(target: str, sound: bool) -> None:
    """Whatever the text holds, also what our own notes are made of; and only beside its own source."""
    offer = Offer(target, Mark("argos en-fr 1.9", digest_of(target, "a")), sound)
    entry = Entry("a", "b", fuzzy=True, previous=("", "c"), notes=("term: x → y", offer.note, "error: z"))
    assert "\n" not in offer.note
    assert offered(entry) == offer
    assert offered(replace(entry, source="d")) is None


@pytest.mark.parametrize("width", [20, 40, 78])
def test_an_offer_is_told_whole_where_an_editor_wrapped_it(width: int) -> None:
    """It is joined again, or dropped where words are missing; never is half a sentence taken for it."""
    target = "La station tourne lentement autour de la Lune, avec son équipage de six personnes à bord."
    offer = Offer(target, Mark("argos en-fr 1.9 terms:0a1b", digest_of(target, "a")))
    entry = Entry(
        "a", "b", fuzzy=True, previous=("", "c"), notes=("role", *wrap(offer.note, width), "note: x")
    )
    assert offered(entry) == offer
    merged = merge(Catalog(FR, (entry,)), [Entry("a", notes=("role",))])
    assert merged.entries[0].notes == ("role", offer.note)
    cut = replace(entry, notes=(*entry.notes[:2], *entry.notes[3:]))
    assert wants_draft(cut)
    assert merge(Catalog(FR, (cut,)), [Entry("a")]).entries[0].notes == ()


def test_an_approval_that_gettext_took_to_another_sentence_is_stale() -> None:
    """`msgmerge` names the previous source of approved targets only: with one, machine text is a person's choice."""
    entry = Entry("The Moon.", "La Lune.", fuzzy=True, mark=Mark("argos", digest_of("La Lune.", "A moon.")))
    assert (entry.state, entry.misplaced, wants_draft(entry)) == (State.DRAFT, True, True)
    approved = replace(entry, previous=("", "A moon."))
    assert (approved.state, approved.misplaced) == (State.STALE, False)
