import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.document import Code, Document, Unit
from localize.locales import Locale
from localize.segment import segments, split, targets, version
from localize.segmentation.boundaries import _sentencex

CASES = Path(__file__).parent / "cases" / "segment"
SAMPLES = Path(__file__).parents[1].parent / "shared" / "seeds"
EN, FR, ZH, TH = map(Locale, ("en", "fr", "zh", "th"))

Case = tuple[str, str, list[str]]
"""Language, text, its sentences."""


def cases() -> list[Case]:
    """The cases of the text files: `xx.txt` holds texts and their sentences, `xx-whole.txt` a sentence on each line."""
    found: list[Case] = []
    for path in sorted(CASES.glob("*.txt")):
        language, _, whole = path.stem.partition("-")
        text = path.read_text("utf-8")
        if whole:
            found += ((language, line, [line]) for line in text.splitlines())
        for block in [] if whole else re.findall(r".*\n---\n(.*\n---\n(?:.*\n)+?)===", text):
            source, sentences = block.split("\n---\n")
            found.append((language, source, sentences.splitlines()))
    return found


hard = st.text(
    st.sampled_from(
        'AaéД.. ..!?…。"“”«»()*\ufffc1-—\u00a0\u202f\u2028\u2029\x85\x1c\u3000\n\u0627\u062f好\ud800\u200b'
    )
    | st.characters()
)
languages = st.sampled_from(["en", "fr", "es", "ar", "zh", "ja", "de", "xx"]).map(Locale)


@st.composite
def coded(draw: st.DrawFn) -> tuple[str, tuple[Code, ...]]:
    """A text and codes in it: opaque ones, and paired ones that may hold others."""
    codes: list[Code] = []

    def passage(start: int, depth: int) -> str:
        out = ""
        for kind in draw(st.lists(st.sampled_from("text opaque char paired".split()), max_size=4)):
            at = start + len(out)
            if kind == "paired" and depth:
                inner = passage(at + 2, depth - 1)
                codes.append(Code(at, at + len(inner) + 4, "b", (at + 2, at + 2 + len(inner))))
                out += f"**{inner}**"
            elif kind == "text":
                out += draw(
                    st.sampled_from(("One. ", "Two. Three", " Four! ", ".", " ", "é.\u00a0", "“Five. Six.” "))
                )
            else:
                code = draw(st.sampled_from(("`a. B?`", "<br>", "&nbsp;")))
                codes.append(Code(at, at + len(code), code, char="\u00a0" if kind == "char" else ""))
                out += code
        return out

    return passage(0, 2), tuple(sorted(codes, key=lambda code: (code.start, -code.end)))


@pytest.mark.parametrize(("language", "source", "sentences"), cases())
def test_cases(language: str, source: str, sentences: list[str]) -> None:
    """Texts are split into the sentences that their case files say."""
    assert [piece.strip() for piece in split(source, Locale(language))] == sentences


def test_enough_cases() -> None:
    """The case files are read whole: each case is a text and all of its sentences."""
    for path in CASES.glob("??.txt"):
        blocks = path.read_text("utf-8").count("===\n")
        assert len([case for case in cases() if len(case[2]) > 1 and case[0] == path.stem]) == blocks


@settings(max_examples=400)
@given(hard, languages)
def test_nothing_is_lost(source: str, locale: Locale) -> None:
    """The pieces of any text, joined, are the text, and blanks stand only behind sentences."""
    pieces = split(source, locale)
    assert "".join(pieces) == source
    assert all(piece.strip() for piece in pieces) or pieces == (source,)
    assert all(piece == piece.lstrip() for piece in pieces[1:])


@given(coded(), languages)
def test_no_code_is_cut(text: tuple[str, tuple[Code, ...]], locale: Locale) -> None:
    """Codes change nothing about the law, and no boundary falls inside one."""
    source, codes = text
    pieces = split(source, locale, codes)
    assert "".join(pieces) == source
    cuts = [sum(map(len, pieces[:number])) for number in range(1, len(pieces))]
    assert not [(code, cut) for code in codes for cut in cuts if code.start < cut < code.end]


@given(coded())
def test_opaque_codes_are_not_read(text: tuple[str, tuple[Code, ...]]) -> None:
    """What an opaque code holds has no part in where sentences end."""
    source, codes = text
    other = source
    for code in codes:
        if code.inner is None:
            other = other[: code.start] + "x" * (code.end - code.start) + other[code.end :]
    assert [*map(len, split(source, EN, codes))] == [*map(len, split(other, EN, codes))]


@pytest.mark.parametrize(
    ("source", "spans", "pieces"),
    [
        (
            "He left. **She stayed.** Rain fell.",
            ["**She stayed.**"],
            ["He left. ", "**She stayed.** ", "Rain fell."],
        ),
        ("He left **at noon. She** stayed.", ["**at noon. She**"], ["He left **at noon. She** stayed."]),
        ("Call **Gen.** Smith.", ["**Gen.**"], ["Call **Gen.** Smith."]),
    ],
)
def test_paired_codes(source: str, spans: list[str], pieces: list[str]) -> None:
    """Emphasis is read as the text it wraps; sentences that share one stay together."""
    codes = [Code(at, at + len(s), "b", (at + 2, at + len(s) - 2)) for s in spans for at in [source.index(s)]]
    assert [*split(source, EN, codes)] == pieces


@pytest.mark.parametrize(
    ("source", "opaque", "pieces"),
    [
        ("See https://x.org/a?B. Then go.", "https://x.org/a?B", ["See https://x.org/a?B. ", "Then go."]),
        ("The `a. B` is set. Run it.", "`a. B`", ["The `a. B` is set. ", "Run it."]),
        ("They landed.[^1] Rain fell.", "[^1]", ["They landed.[^1] ", "Rain fell."]),
        ("They landed. {name} slept.", "{name}", ["They landed. ", "{name} slept."]),
        ("See No. {number} there.", "{number}", ["See No. {number} there."]),
    ],
)
def test_opaque_codes(source: str, opaque: str, pieces: list[str]) -> None:
    """An opaque code is one thing in the sentence, and may start one or follow its stop."""
    at = source.index(opaque)
    assert [*split(source, EN, [Code(at, at + len(opaque), opaque)])] == pieces


def test_long_quotations() -> None:
    """A quotation is split inside only where it is too long for one segment."""
    sentence = "The rover crossed the plain and found ice below the dust. "
    assert len(split(f"“{sentence * 2}” he said.", EN)) == 1
    assert len(split(f"“{sentence * 5}” he said.", EN)) == 5


def test_panic() -> None:
    """Where the splitter panics, the text stays whole."""
    assert _sentencex("A\u00a0. B", "fr") == [5]


def document(*units: tuple[str, str]) -> Document:
    """A document of units, each a (source, role), one on a line."""
    text, found = "", []
    for source, role in units:
        found.append(Unit(len(text), len(text) + len(source), source, role))
        text += source + "\n"
    return Document(text, tuple(found))


def no_codes(_source: str) -> tuple[Code, ...]:
    """The codes of a text without any."""
    return ()


def joined(article: Document, found: Sequence[str | None], locale: Locale) -> list[str | None]:
    """The units' targets, for segments of English with *found* as targets."""
    return targets(article, segments(article, EN, no_codes), found, locale)


def test_segments() -> None:
    """Segments come in reading order, without the blanks around them, which they remember."""
    article = document((" Why now? ", "heading"), ("  One.  Two. ", ""), (" ", ""), ("Three.", "list item"))
    assert [(s.unit, s.before, s.source, s.after) for s in segments(article, EN, no_codes)] == [
        (0, " ", "Why now?", " "),
        (1, "  ", "One.", "  "),
        (1, "", "Two.", " "),
        (3, "", "Three.", ""),
    ]


@pytest.mark.parametrize(
    ("role", "count"),
    [
        ("", 2),
        ("list item", 2),
        ("table cell", 2),
        ("meta description", 2),
        ("frontmatter:description", 2),
        ("title", 1),
        ("heading", 1),
        ("frontmatter:title", 1),
        ("meta og:image:alt", 1),
        ("aria-label", 1),
    ],
)
def test_roles(role: str, count: int) -> None:
    """Running text is split whatever it stands in; titles, headings and labels stay whole."""
    assert len(segments(document(("They landed. Rain fell.", role)), EN, no_codes)) == count


def test_codes_are_asked_for() -> None:
    """The format's codes keep sentences together."""
    article = document(("See `a. B` here. Run it.", ""))
    assert len(segments(article, EN, lambda source: (Code(4, 10, source[4:10]),))) == 2


def test_targets() -> None:
    """Targets are joined with the source's blanks; a missing one shows its source, a unit without any is left alone."""
    article = document(("One.  Two. ", ""), ("Three.", ""), (" ", ""))
    assert joined(article, ["Un.", "Deux.", "Trois."], FR) == ["Un.  Deux. ", "Trois.", None]
    assert joined(article, [None, "Deux.", None], FR) == ["One.  Deux. ", None, None]


def test_blanks_follow_the_target_language() -> None:
    """Chinese sets no blank between sentences, Thai does, and French gets one where Chinese had none."""
    article = document((" One. Two.\t", ""))
    assert joined(article, ["一。", "二。"], ZH) == [" 一。二。\t"]
    assert joined(article, [None, "二。"], ZH) == [" One. 二。\t"]
    assert joined(article, ["หนึ่ง", "สอง"], TH) == [" หนึ่ง สอง\t"]
    chinese = document(("一。二。", ""))
    assert targets(chinese, segments(chinese, ZH, no_codes), ["Un.", "Deux."], FR) == ["Un. Deux."]


@given(st.lists(hard.filter(lambda source: not re.search("[。！？｡．…]", source)), max_size=4))
def test_targets_that_are_sources(sources: list[str]) -> None:
    """Units whose segments all have their source as target are themselves."""
    article = document(*((source, "") for source in sources))
    same = [segment.source for segment in segments(article, EN, no_codes)]
    assert joined(article, same, Locale("de")) == [source if source.strip() else None for source in sources]


def test_version() -> None:
    """The splitter names itself and its rules, and gives the same name every time."""
    assert re.fullmatch(r"sentencex \d+\.\d+\.\d+ \+ rules [0-9a-f]{8}", version())
    assert version() == version()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample articles are not here")
def test_sample_article() -> None:
    """A newswire article of 15 paragraphs has 16 segments: only the paragraph about samples holds two sentences."""
    (path,) = SAMPLES.glob("*.txt")
    paragraphs = [p.strip() for p in path.read_text("utf-8").split("\n\n") if p.strip()]
    counts = [len(split(paragraph, EN)) for paragraph in paragraphs]
    assert (len(counts), sum(counts), max(counts)) == (15, 16, 2)
