"""Links say which words became which; only what they say clearly is followed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copy_model import WORDS, Plan, build
from localize.alignment import SURE, believed, carried, moved, reverse, settled, swapped, window
from localize.engine import Completing, Link
from localize.engine.argos import ArgosEngine
from localize.engine.attention import averaged, links, offsets
from localize.engine.package_folder import load
from localize.engine.pivot import PivotEngine
from localize.engine.pseudo import PseudoEngine


@pytest.fixture(scope="module")
def mapping(map_package: Path) -> ArgosEngine:
    """An engine that maps words one by one, with a diagonal attention."""
    return ArgosEngine(load(map_package))


def _words(text: str) -> list[tuple[int, int]]:
    at, spans = 0, []
    for word in text.split(" "):
        spans.append((at, at + len(word)))
        at += len(word) + 1
    return spans


@pytest.mark.parametrize(
    ("text", "pieces", "spans"),
    [
        ("the crew", ["▁the", "▁cr", "ew"], [(0, 3), (4, 6), (6, 8)]),
        ("a  b", ["▁a", "▁", "b"], [(0, 1), (4, 4), (3, 4)]),
        ("a☂b", ["▁a", "<0xE2>", "<0x98>", "<0x82>", "b"], [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]),
        ("x…ﬁ", ["▁x", "...", "fi"], [(0, 1), (1, 2), (2, 3)]),
        (
            "x… “I’m”",
            ["▁x", "…", '▁"', "I", "'", "m", '"'],
            [(0, 1), (1, 2), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8)],
        ),
        ("l'eau", ["l@@", "'@@", "eau"], [(0, 1), (1, 2), (2, 5)]),
        ("the crew", ["▁a", "▁crew"], []),
        ("the", ["▁the", "▁end"], []),
        ("", [], []),
    ],
)
def test_offsets(text: str, pieces: list[str], spans: list[tuple[int, int]]) -> None:
    """A piece knows its characters, whatever the tokenizer did to them; where it cannot, no piece does."""
    assert list(offsets(text, pieces)) == spans


@given(st.text(max_size=60))
def test_offsets_of_any_text(mapping: ArgosEngine, text: str) -> None:
    """Either all pieces are placed, in order and inside the text, or none is."""
    pieces = mapping._tokenizer.encode(text)
    spans = offsets(text, pieces)
    assert len(spans) in {0, len(pieces)}
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    inked = [span for span in spans if span[0] < span[1]]
    assert all(one[0] <= other[0] for one, other in pairwise(inked))


def test_links_of_words() -> None:
    """A word has the attention of all its pieces, and is linked to the word that drew most."""
    found = links(
        ("new ice", ["▁new", "▁i", "ce"]),
        ("glace!", ["▁gla", "ce", "!"]),
        [[0.4, 0.3, 0.3], [0.2, 0.5, 0.3], [1.0, 0.0, 0.0]],
    )
    assert [(one.source, one.target) for one in found] == [((4, 7), (0, 5))]
    assert found[0].weight == pytest.approx(0.7)


def test_a_word_without_attention_is_taken_for_the_first() -> None:
    """Where a piece's attention is not known the word's other pieces tell; where no piece's is, it comes from the first word."""
    source = ("“new ice", ["▁“", "new", "▁ice"])
    found = links(source, ("glace là", ["▁gla", "ce", "▁là"]), [None, [0.0, 0.2, 0.8], [0.0, 1.0, 0.0]])
    assert [one.source for one in found] == [(5, 8), (1, 4)]
    assert found[0].weight == pytest.approx(0.8)
    found = links(source, ("neuve", ["▁neuve"]), [None])
    assert [(one.source, one.weight > 0.5) for one in found] == [((1, 4), True)]


def test_an_engine_tells_what_became_of_words(mapping: ArgosEngine) -> None:
    """With a diagonal attention each word is linked to the one in its place, and the links are believed."""
    source = "the crew found water and ice near ⟦0⟧ on the moon"
    ((_, (found,)),) = mapping.translate([source])
    assert [one.source for one in found.links] == _words(source)
    assert [one.target for one in found.links] == _words(found.text)
    assert believed(found.links) == found.links


def test_an_engine_goes_on_from_a_beginning(mapping: ArgosEngine) -> None:
    """The beginning stays; what follows is as without it; a beginning that cannot be written gives nothing."""
    begun = [
        ("the crew found ice", "un robot"),
        ("the moon", "☂☂"),
        ("the crew found ice", "un robot"),
        ("", "le"),
    ]
    found = dict(mapping.complete(begun))
    assert sorted(found) == [0, 2]
    assert found[0] == found[2]
    assert found[0].text == "un robot trouva glace"
    assert [one.target for one in found[0].links] == _words(found[0].text)


def test_a_forced_piece_of_the_package_stays_off(tmp_path: Path) -> None:
    """A package with a target prefix goes on behind that and the beginning."""
    engine = ArgosEngine(load(build(tmp_path, Plan(words=WORDS, prefix="<2fr>"))))
    ((_, found),) = engine.complete([("the crew found ice", "un")])
    assert found.text == "un équipe trouva glace"


def test_two_engines_in_a_row_have_no_links(mapping: ArgosEngine) -> None:
    """What the first did to the words is not known to the second; and neither a pivot nor en-XA completes."""
    ((_, (found,)),) = PivotEngine(mapping, mapping).translate(["the moon is near"])
    assert not found.links
    assert not any(
        isinstance(engine, Completing) for engine in (PivotEngine(mapping, mapping), PseudoEngine())
    )


def test_the_pseudo_locale_links_each_word_with_itself() -> None:
    """So that markup stands in en-XA where it stands in the article."""
    ((_, (found,)),) = PseudoEngine().translate(["the moon"])
    assert [(link.source, found.text[slice(*link.target)]) for link in found.links] == [
        ((0, 3), "ţĥé"),
        ((4, 8), "ɱööñ"),
    ]


def test_attention_is_the_mean_of_heads(map_package: Path) -> None:
    """Only a model that names the converter's default is changed, in two bytes, once."""
    model = (map_package / "model" / "model.bin").read_bytes()
    changed = averaged(model)
    assert sum(a != b for a, b in zip(model, changed, strict=True)) == 1
    assert averaged(changed) == changed
    assert averaged(b"no model") == b"no model"


@pytest.mark.parametrize(
    ("linked", "source", "span"),
    [
        ([(0, 1), (1, 0)], (4, 7), (0, 4)),  # swapped
        ([(0, 0), (2, 0)], (0, 3), (0, 14)),  # a word that is nobody's goes along
        ([(0, 0), (1, 2), (2, 2), (3, 0)], (0, 3), (0, 4)),  # the words between are another's
        ([(1, 0), (2, 1), (3, 2)], (12, 15), None),  # linked by nobody
    ],
)
def test_window(linked: list[tuple[int, int]], source: tuple[int, int], span: tuple[int, int] | None) -> None:
    """The best run of words, from (word of the target, word of the source)."""
    sources, targets = _words("one two six ten"), _words("aaaa bbbb cccc dddd")
    found = [Link(sources[s], targets[t], 1.0) for t, s in linked]
    assert window(found, source, targets) == span


def test_weak_links_are_not_believed() -> None:
    """A link that drew less than half of the attention says nothing."""
    assert not believed([Link((0, 1), (0, 1), SURE - 0.01)])


@given(
    st.lists(st.text("ab ", max_size=4), min_size=1, max_size=5),
    st.lists(st.text("xy", max_size=6), max_size=4),
)
def test_swapping_and_back(parts: list[str], values: list[str]) -> None:
    """What is said of the text with sentinels is said of the text with values, and back again."""
    values = values[: len(parts) - 1]
    marks = [f"⟦{n}⟧" for n in range(len(values))]
    text = "".join(a + b for a, b in zip(parts, [*marks, *[""] * len(parts)], strict=False))
    done, edits = swapped(text, "⟦{}⟧", values)
    assert done == "".join(a + b for a, b in zip(parts, [*values, *[""] * len(parts)], strict=False))
    for (start, end), after in edits:
        assert done[slice(*after)] == values[int(text[start + 1 : end - 1])]
        assert moved((start, end), edits) == after
        assert after[0] == after[1] or moved(after, reverse(edits)) == (start, end)
    (link,) = carried([Link((0, len(text)), (0, len(text)), 1.0)], edits, ())
    assert link.source == (0, len(done))


def test_links_outlive_repairs() -> None:
    """What was not touched keeps its links."""
    old, new = "le eau de le sol", "l'eau du sol"
    found = [Link((n, n + 1), span, 1.0) for n, span in enumerate(_words(old))]
    kept = settled(found, old, new)
    assert [new[slice(*link.target)] for link in kept if link.source == (4, 5)] == ["sol"]
    assert settled(found, old, old) == tuple(found)
