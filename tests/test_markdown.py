from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from localize.document import Code, Document, Unit
from localize.errors import ArticleError
from localize.formats.copy import Copy
from localize.formats.markdown import codes, dress, parse
from localize.formats.markdown_slugs import slugs
from localize.locales import Locale

CASES = Path(__file__).parent / "cases" / "formats"
CORPORA = Path(__file__).parents[1].parent / "shared" / "corpora" / "markup"
KEYS = frozenset({"title", "description", "tags"})

Case = tuple[str, str, str]
"""Title, text, what is expected of it."""

FRAGMENTS = (
    *("word", "Two words", "é", "中文", "العربية", "2024. ", ".", "1", " ", "  ", "    ", "\t"),
    *("\n", "\n\n", "  \n", "\\\n", "\r\n", "\r", "\ufeff"),
    *("*em*", "**strong**", "_u_", "__", "***", "~~s~~", "`code`", "``a`b``", "\\*", "\\", "&amp;", "&copy;"),
    *(
        "[link](u)",
        '[l](<u v> "t it")',
        "[ref]",
        "[ref][]",
        "[text][ref]",
        '[ref]: /url "title"',
        "[^1]",
        "[^1]: note",
    ),
    *(
        "![alt](i.png)",
        "![ref]",
        "![ref][]",
        "![a b][ref]",
        "<a@b.c>",
        "<https://x.y>",
        "https://a.b/c_d",
        "{name}",
    ),
    *(
        "<b>",
        "</b>",
        "<br>",
        "<!-- c -->",
        '<a href="x">',
        "<div>",
        "</div>",
        '<span translate="no">',
        "</span>",
    ),
    *(
        "# ",
        "## ",
        "#",
        "===",
        "---",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "```",
        "~~~",
        ": ",
        "~ ",
        "Term\n: def",
    ),
    *(
        "|",
        "|---|---|",
        "a | b",
        "--- | ---",
        "| a | b |\n|---|---|\n| c | d |",
        "[ ] ",
        "[!NOTE]",
        "{{< x >}}",
        "$$",
    ),
    *('"', "'", "(", ")", "[", "]", "!", "<", ">", "*", "_", "`"),
)
markdown = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=16).map("".join)
machine = {"[!NOTE]", "{{< x >}}", "$$"}
targets = st.lists(st.sampled_from([f for f in FRAGMENTS if f not in machine]), min_size=1, max_size=4).map(
    "".join
)


def cases(name: str) -> list[Case]:
    """The cases of a text file: title, text and what is expected, with lines of a single dot between them."""
    text = (CASES / name).read_text("utf-8")
    return re.findall(r"^(.+)\n\.\n((?:.*\n)*?)\.\n((?:.*\n)*?)\.\n", text, re.MULTILINE)


def shown(unit: Unit) -> str:
    """The line that says in a case file what *unit* is."""
    return f"{'  ' if unit.within else ''}{unit.role or 'text'}: {unit.source}\n"


def read(text: str) -> Document:
    """The article, if its front matter can be read."""
    try:
        return parse(text, KEYS)
    except ArticleError:
        assume(False)
        raise


def outline(text: str) -> list[tuple[str, list[str]]]:
    """What has to stay when words change: the units' roles, and the keys of their codes, escapes left out."""
    return [(u.role, sorted(c.key for c in codes(u.source) if not c.char)) for u in parse(text, KEYS).units]


def pseudo(source: str) -> str:
    """*source* with its letters changed wherever they are text."""
    marks = []
    for code in codes(source):
        inner = code.inner or (code.end, code.end)
        marks += [(code.start, inner[0]), (inner[1], code.end)]
    out, at = "", 0
    for start, end in (*sorted(marks), (len(source), len(source))):
        out += source[at:start].translate(str.maketrans("aeiouTdt", "áéíóúŤđŧ"))
        out += source[max(at, start) : end]
        at = max(at, end)
    return out


def holder(found: tuple[Code, ...], code: Code) -> Iterator[Code]:
    """The codes that share characters with *code* without wrapping it or lying inside its text."""
    for other in found:
        apart = other.end <= code.start or code.end <= other.start
        around = other.inner and other.inner[0] <= code.start and code.end <= other.inner[1]
        inside = code.inner and code.inner[0] <= other.start and other.end <= code.inner[1]
        if other is not code and not (apart or around or inside):
            yield other


@pytest.mark.parametrize(
    ("title", "text", "expected"), cases("codes.txt"), ids=lambda v: v.split("\n")[0][:40]
)
def test_codes(title: str, text: str, expected: str) -> None:
    """The inline codes are those that the case names."""
    source = text.removesuffix("\n")
    found = [f"{source[c.start : c.end]} → {f'char {c.char}' if c.char else c.key}\n" for c in codes(source)]
    assert "".join(found) == expected, title


@pytest.mark.parametrize(
    ("title", "text", "expected"), cases("slugs.txt"), ids=lambda v: v.split("\n")[0][:40]
)
def test_slugs(title: str, text: str, expected: str) -> None:
    """The fragments of headings are those that the case names."""
    assert list(slugs(text.splitlines())) == expected.splitlines(), title


@pytest.mark.parametrize(
    ("title", "text", "expected"), cases("units.txt"), ids=lambda v: v.split("\n")[0][:40]
)
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_units(title: str, text: str, expected: str, eol: str) -> None:
    """The units are those that the case names, whatever ends the lines."""
    article = text.replace("\n", eol)
    assert "".join(map(shown, parse(article, KEYS, "en").units)) == expected, title
    assert "".join(map(shown, parse("\ufeff" + article, KEYS, "en").units)) == expected, title


def test_there_are_enough_cases() -> None:
    """The case files are read whole."""
    assert len(cases("codes.txt")) >= 40
    assert len(cases("units.txt")) >= 25


@settings(max_examples=300, deadline=None)
@given(markdown | st.text())
def test_an_article_without_targets_is_itself(text: str) -> None:
    """No target, or the source as target, gives the article back, character for character."""
    document = read(text)
    assert document.render([None] * len(document.units)) == text
    assert document.render([unit.source for unit in document.units]) == text
    assert not {"\r", "\n"} & set("".join(unit.source for unit in document.units))


@settings(max_examples=300, deadline=None)
@given(markdown | st.text())
def test_codes_never_cross(source: str) -> None:
    """Codes are nested or disjoint, in order, and lie in the text."""
    found = codes(source)
    assert [c.start for c in found] == sorted(c.start for c in found)
    for code in found:
        assert 0 <= code.start < code.end <= len(source)
        assert not list(holder(found, code))


@settings(max_examples=300, deadline=None)
@given(markdown)
def test_changing_letters_keeps_codes_and_structure(text: str) -> None:
    """An article whose words have changed has the same units with the same codes."""
    document = read(text)
    # `render` finds a code by its text: one that only shows an image cannot be told from the image
    assume(not any("](" in c.key or "![" in c.key for u in document.units for c in codes(u.source)))
    changed = document.render([pseudo(unit.source) for unit in document.units])
    assert outline(changed) == outline(text)


@settings(max_examples=300, deadline=None)
@given(targets, st.sampled_from(["{}", "# {}", "- {}", "> {}", "1. {}", "| a |\n|---|\n| {} |", "{}\n==="]))
def test_a_target_breaks_no_block(target: str, place: str) -> None:
    """Whatever a target holds, what stands below it reads as before, and so does its own role."""
    article = place.format("Words") + "\n\nBelow **it**.\n"
    document = parse(article, KEYS)
    number = next(n for n, unit in enumerate(document.units) if unit.source == "Words")
    choices = [None] * len(document.units)
    written = document.render([*choices[:number], target + " x", *choices[number + 1 :]])
    roles = [unit.role for unit in parse(written, KEYS).units if unit.role not in {"alt", "title attribute"}]
    assert roles == [unit.role for unit in document.units]
    assert parse(written, KEYS).units[-1].source == "Below **it**."


WRITTEN = [
    ("Words\n", "# Not a heading", "\\# Not a heading\n"),
    ("Words\n", "- not an item", "\\- not an item\n"),
    ("Words\n", "1986. A year", "1986\\. A year\n"),
    ("Words\n", "> not a quote", "\\> not a quote\n"),
    ("Words\n", "[note]: this", "[note]\\: this\n"),
    ("Words\n", ": not a definition", "\\: not a definition\n"),
    ("Words\n", "<div> stays inline", "&#8288;<div> stays inline\n"),
    ("Words\n", "*stress* first", "*stress* first\n"),
    ("Words\n", "one\n\ntwo\r\nthree", "one two three\n"),
    ("Words\n", "  ", "Words\n"),
    ("> Words\n> go on\n", "Mots", "> Mots\n"),
    ("- ---x\n", "--", "- \\--\n"),
    ("# Words\n", "C #", "# C \\#\n"),
    ("# Words #\n", "C #", "# C # #\n"),
    ("Words\u00a0\n", "Mots", "Mots\u00a0\n"),
    ("\u00a0\nWords\nand more\n", "Mots", "\u00a0\nMots\n"),
    ("> - Some\n>   words\u2003\n", "Mots", "> - Mots\u2003\n"),
    ("# Words\u00a0\n", "C #", "# C #\u00a0\n"),
    ("## Words {#id}\n", "Mots", "## Mots {#id}\n"),
    ("| Words | b |\n|---|---|\n", "a | b\\", "| a \\| b\\  | b |\n|---|---|\n"),
    ("Words | b\n---|---\n", "# a", "\\# a | b\n---|---\n"),
    ("Line one  \nline two\n", "Un<br>deux<br />trois", "Un  \ndeux  \ntrois\n"),
    ("> One\\\n> two\n", "Un<br> # deux", "> Un\\\n> \\# deux\n"),
    ("> One\\\r\n> two\r\n", "Un <br> ", "> Un <br>\r\n"),
    (
        "See [guide].\n\n[guide]: a.md\n",
        "Voir le [manuel][guide].",
        "Voir le [manuel][guide].\n\n[guide]: a.md\n",
    ),
    ("![Words](a.png)\n", "a ] b [c](d)", "![a \\] b [c](d)](a.png)\n"),
    ("![Words](a.png)\n", "a ` b\\", "![a \\` b\\\\](a.png)\n"),
    ("![Words]\n\n[words]: a.png\n", "Mots", "![Mots][Words]\n\n[words]: a.png\n"),
    ("![Words][]\n\n[words]: a.png\n", "Mots", "![Mots][Words]\n\n[words]: a.png\n"),
    ('![](a.png "Words")\n', 'dits "mots"', '![](a.png "dits \\"mots\\"")\n'),
    ("![](a.png (Words))\n", "dits (mots", "![](a.png (dits \\(mots))\n"),
]


@pytest.mark.parametrize(("article", "target", "expected"), WRITTEN)
def test_writing_a_target(article: str, target: str, expected: str) -> None:
    """A target is written as its place asks, and left as it is where nothing asks for care."""
    document = parse(article, KEYS)
    assert document.render([target, *[None] * (len(document.units) - 1)]) == expected


def test_a_text_inside_a_unit_is_translated_with_it_or_alone() -> None:
    """Alternative text and title land in their code, wherever the paragraph's target has put it."""
    document = parse('See ![the far side](far.png "Noon") and [go](b.md "Now").\n', KEYS)
    outer, *inner = document.units
    assert [unit.source for unit in inner] == ["the far side", "Noon", "Now"]
    target = '[Va](b.md "Now") et ![the far side](far.png "Noon").'
    assert document.render([target, "la face cachée", "Midi", "Là"]) == (
        '[Va](b.md "Là") et ![la face cachée](far.png "Midi").\n'
    )
    alone = document.render([None, "la face cachée", "Midi", None])
    assert alone == 'See ![la face cachée](far.png "Midi") and [go](b.md "Now").\n'
    assert outer.within is None


def test_what_is_not_to_be_translated_hides_what_it_holds() -> None:
    """Alternative texts and titles in an element that is not to be translated are no units."""
    article = 'See <span translate="no">![a](b.png)</span> and <code>[c](d "e")</code>.\n'
    assert [unit.role for unit in parse(article, KEYS).units] == [""]


def test_raw_html_is_written_as_pages_are() -> None:
    """A caption's target keeps to its lines' marks, and takes the translated attribute along."""
    article = "> <figure>\n> <figcaption>A\n> moon <b title='Far'>up</b></figcaption>\n> </figure>\n\nEnd.\n"
    targets = ["Lune & <b title='Far'>x</b>", "Loin, l'été", "Fin."]
    expected = (
        "> <figure>\n> <figcaption>Lune &amp; <b title='Loin, l&#39;été'>x</b></figcaption>\n"
        "> </figure>\n\nFin.\n"
    )
    assert parse(article, KEYS).render(targets) == expected


def test_units_know_their_line() -> None:
    """A unit's line is that of the article, front matter and folded lines counted."""
    article = "---\ntitle: Moon\n---\n\nOne\ntwo ![a\nb](c.png)\n\n- three\n"
    assert [(u.source, u.line) for u in parse(article, KEYS).units] == [
        ("Moon", 2),
        ("One two ![a b](c.png)", 5),
        ("three", 9),
    ]


def test_links() -> None:
    """Links are the destinations of links, images, definitions and raw HTML, as they read."""
    article = (
        '[a](b\\_c.md "t") ![d](<e f.png>) [g][h] <https://no.link> <a class="x" href="i?j&amp;k">l</a>\n\n'
        "[h]: m.md\n\n> [n]: <o.md>\n\n<div>\n<img src='p.png'>\n</div>\n"
    )
    links = parse(article, KEYS).links
    assert [link.url for link in links] == ["b_c.md", "e f.png", "i?j&k", "m.md", "o.md", "p.png"]
    written = [article[link.start : link.end] for link in links]
    assert written == ["b\\_c.md", "e f.png", "i?j&amp;k", "m.md", "o.md", "p.png"]


def test_time_grows_with_the_text() -> None:
    """Texts made to be hard to read are read: no search starts over."""
    for hard in (
        "[",
        "](",
        "[a](",
        "![",
        "*a _b* ",
        "`` ` ",
        "<a b='",
        "<!--",
        "<b>",
        "</b>",
        "\\",
        "[^",
        "&",
        "$$a",
    ):
        assert parse("word " + hard * 5000, KEYS).units


def copy(locale: str, label: str = "", day: date | None = None) -> Copy:
    """The facts about a copy of one article."""
    made = "localize 1.0"
    return Copy(Locale.parse(locale), Locale("en"), "news/moon.md", "0123456789ab", 40, label, made, day)


ABOUT = '{source: "news/moon.md", source_hash: "0123456789ab", reviewed: 40, generator: "localize 1.0"}'


def test_dress_makes_front_matter() -> None:
    """A copy without front matter gets some, behind a byte order mark and with the file's own line ends."""
    dressed = dress("\ufeff# Lune\r\n", copy("fr"))
    assert dressed == f"\ufeff---\r\nlang: fr\r\ndir: ltr\r\ntranslation: {ABOUT}\r\n---\r\n\r\n# Lune\r\n"


def test_dress_keeps_the_fields_that_are_there() -> None:
    """Fields stay as they are but for a language that is another now."""
    dressed = dress("---\ntitle:   'Lune' # x\nlang: en\n---\nLune\n", copy("ar"))
    assert dressed == f"---\ndir: rtl\ntranslation: {ABOUT}\ntitle:   'Lune' # x\nlang: ar\n---\nLune\n"


def test_dress_labels_the_copy() -> None:
    """A label is the first block, as a quote, and the day of the article stands with the facts about the translation."""
    dressed = dress("---\ndate: 2025-04-25\n---\nLune\n", copy("fr", "Non *relu*.", date(2025, 4, 25)))
    assert dressed.endswith("date: 2025-04-25\n---\n\n> *Non \\*relu\\*.*\n\nLune\n")
    assert 'generator: "localize 1.0", date: "25 avril 2025"}' in dressed
    assert parse(dressed, KEYS).day == date(2025, 4, 25)


@settings(max_examples=100, deadline=None)
@given(markdown)
def test_a_dressed_copy_reads_as_the_article(text: str) -> None:
    """Dressing adds one quote, changes no other unit, and can be done again."""
    units = [unit.source for unit in read(text).units]
    dressed = dress(text, copy("ar", "Label"))
    found = [unit.source for unit in parse(dressed, KEYS).units]
    assert sorted(found) == sorted([*units, "*Label*"])
    assert parse(dress(dressed, copy("fr")), KEYS).units


@pytest.mark.parametrize("locale", ["fr", "es", "ar"])
def test_people_keep_the_codes(locale: str) -> None:
    """In human translations of Markdown, no codes cross, and at least four units in five hold the keys of the source."""
    path = CORPORA / f"markdown.en-{locale}.tsv"
    if not path.exists():
        pytest.skip("the corpora are not here")
    pairs = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    agreed = 0
    for pair in pairs:
        found = [codes(side) for side in pair]
        assert not any(list(holder(side, code)) for side in found for code in side)
        source, target = (Counter(code.key for code in side if not code.char) for side in found)
        agreed += source == target
    assert agreed / len(pairs) > 0.8
