"""Flattening, masking, restoring and wrapping lose nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.codes import flatten, mask, restore, wrap
from localize.document import Code

SHAPES = ("⟦{}⟧", "[[{}]]", "X{}X", "<t{}>")
words = st.sampled_from(["moon", "⟦0⟧", "X1X", "a ", " ", "&", "ö", "<t2>", "e.g. ", "١"])


@st.composite
def marked(draw: st.DrawFn, depth: int = 3) -> tuple[str, tuple[Code, ...]]:
    """A source with random inline codes, and those codes."""
    text, codes = "", []
    for _ in range(draw(st.integers(0, 4))):
        start = len(text)
        match draw(st.sampled_from(["word", "opaque", "pair", "escape"])):
            case "word":
                text += draw(words)
            case "opaque":
                text += draw(st.sampled_from(["`x`", "<br>", "![i](u)", "[^1]"]))
                codes.append(Code(start, len(text), text[start:]))
            case "escape":
                text += "&lt;"
                codes.append(Code(start, len(text), "&lt;", char="<"))
            case "pair" if depth:
                inner, inside = draw(marked(depth - 1))
                text += f"<b>{inner}</b>"
                codes.append(Code(start, len(text), "<b>", (start + 3, len(text) - 4)))
                codes += [_moved(code, start + 3) for code in inside]
    return text, tuple(sorted(codes, key=lambda c: (c.start, -c.end)))


def _moved(code: Code, by: int) -> Code:
    inner = code.inner and (code.inner[0] + by, code.inner[1] + by)
    return Code(code.start + by, code.end + by, code.key, inner, code.char)


@given(marked())
def test_flattening_and_wrapping_in_place_gives_the_source(case: tuple[str, tuple[Code, ...]]) -> None:
    """A segment that is flattened and wrapped with its own places is the same segment."""
    source, codes = case
    plain = flatten(source, codes)
    assert wrap(plain, plain.text, plain.slots, [(p.start, p.end) for p in plain.pairs]) == source


@given(marked(), st.sampled_from(SHAPES))
def test_masking_and_restoring_gives_the_text(case: tuple[str, tuple[Code, ...]], shape: str) -> None:
    """Law 3: what is masked and restored is the same text, also when it looks like a sentinel."""
    plain = flatten(*case)
    masked = mask(plain.text, [(s, e, plain.text[s:e]) for s, e in plain.slots], shape)
    restored = restore(masked, masked.text)
    assert restored.text == plain.text
    assert restored.complete


@given(st.text(), st.sampled_from(SHAPES))
def test_any_text_survives_masking(text: str, shape: str) -> None:
    """Law 3 for any text whatever."""
    masked = mask(text, [], shape)
    assert restore(masked, masked.text).text == text


def test_an_escaped_symbol_is_kept_as_it_is_written() -> None:
    """`&copy;` is no text for an engine, while `&amp;` is the `&` that it reads."""
    source = "&copy; Moon &amp; Sun"
    plain = flatten(source, (Code(0, 6, "&copy;", char="©"), Code(12, 17, "&amp;", char="&")))
    assert (plain.text, plain.slots) == ("&copy; Moon & Sun", ((0, 6),))


def test_a_lost_sentinel_is_told() -> None:
    """A value whose sentinel the engine dropped has no place."""
    masked = mask("the ILRS and `x`", [(4, 8, "ILRS"), (13, 16, "`x`")], "⟦{}⟧")
    assert masked.text == "the ⟦0⟧ and ⟦1⟧"
    restored = restore(masked, "et ⟦1⟧")
    assert (restored.text, restored.spans, restored.complete) == ("et `x`", (None, (3, 6)), False)


def test_a_doubled_sentinel_is_told() -> None:
    """A value that comes back twice is not complete."""
    assert not restore(mask("ILRS", [(0, 4, "ILRS")], "X{}X"), "X0X et x 0 x").complete


def test_a_sentinel_with_blanks_in_it_counts() -> None:
    """Engines like to put blanks into sentinels; they are restored all the same."""
    restored = restore(mask("ILRS", [(0, 4, "SIRL")], "⟦{}⟧"), "la ⟦ 0 ⟧ est")
    assert restored.text == "la SIRL est"


def test_markup_around_everything_is_peeled() -> None:
    """An engine need not see what wraps the whole segment, nor an image or a footnote mark at its edge."""
    source = "**[The Moon](u)**[^1]"
    codes = (Code(0, 17, "**", (2, 15)), Code(2, 15, "link u", (3, 11)), Code(17, 21, "[^1]"))
    plain = flatten(source, codes)
    assert (plain.before, plain.text, plain.after, plain.pairs) == ("**[", "The Moon", "](u)**[^1]", ())


def test_a_literal_at_the_edge_stays_in_the_sentence() -> None:
    """A placeholder that begins a sentence is one of its words."""
    source = "{name} is here"
    assert flatten(source, (Code(0, 6, "{name}"),)).text == source


def test_a_sentinel_that_was_never_given_is_dropped_and_told() -> None:
    """Some engines write marks of their own accord; none may reach a target."""
    restored = restore(mask("the Moon", [], "⟦{}⟧"), "la ⟦0⟧Lune")
    assert (restored.text, restored.complete) == ("la Lune", False)


def test_an_element_with_words_in_it_stays_in_the_sentence() -> None:
    """`<code>pip</code>` is a word of its sentence; `<br>` is none."""
    source = "<code>pip</code> installs it.<br>"
    codes = (Code(0, 16, "<code>pip</code>"), Code(29, 33, "<br>"))
    assert flatten(source, codes).text == "<code>pip</code> installs it."
