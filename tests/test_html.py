"""HTML: what is translated, what stays, and what a localized page says about itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.document import Code, Document, Unit
from localize.formats import html
from localize.formats.copy import Alternate, Copy
from localize.locales import Locale

CASES = Path(__file__).parent / "cases" / "formats" / "html"


def cases(name: str, fields: int) -> list[object]:
    """The cases of a file: what follows their titles, and the titles as the tests' names."""
    parts = re.split(r"^\.\n", (CASES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = zip(*(parts[n::fields] for n in range(fields)), strict=False)
    return [
        pytest.param(*(part.removesuffix("\n") for part in case), id=title.strip()) for title, *case in found
    ]


def parse(text: str) -> Document:
    """A page without front matter."""
    return html.parse(text, frozenset(), "en")


def shown(unit: Unit) -> str:
    """A unit as the case files write it."""
    return f"[{unit.role}{' inside' if unit.within else ''}] {unit.source}"


def told(source: str, code: Code) -> str:
    """A code as the case files write it."""
    if code.inner:
        return f"pair {code.key} around {source[slice(*code.inner)]}"
    return f"char {code.key} = {code.char}" if code.char else f"opaque {code.key}"


@pytest.mark.parametrize(("page", "expected"), cases("units.txt", 3))
def test_units(page: str, expected: str) -> None:
    """Running text and readable attributes are units, in reading order."""
    assert [shown(unit) for unit in parse(page).units] == expected.splitlines()


@pytest.mark.parametrize("page", cases("untouched.txt", 2))
def test_pages_without_units(page: str) -> None:
    """What nobody reads, and what an author marked, is left alone."""
    assert parse(page).units == ()


@pytest.mark.parametrize(("source", "expected"), cases("codes.txt", 3))
def test_codes(source: str, expected: str) -> None:
    """Markup is told from text, and keys from spellings."""
    assert [told(source, code) for code in html.codes(source)] == expected.splitlines()


PIECES = """<p> </p> <b> </b> <i title="an orbit"> </i> <code> </code> <br> <img\nalt='the\n\nmoon'> <img src=x alt=moon/> <!-- c -->
<ul> <li> </ul> <td> <title> </title> <script> </script> <pre> </pre> <svg> </svg> <div\ttranslate=no> </div> <span\ttranslate="yes">
</span> <a\nhref="x" </a> <textarea> moon & &amp; &copy &lt; < > " ' = --- <!-- --> <?x ?> </ <input\tvalue=go\ttype=submit>
<meta\tname=description\tcontent='a&amp;b'> {{x}} https://a.org/?b=1&c=2 ۱ قمر""".split(" ")
soup = st.lists(
    st.one_of(st.sampled_from([*PIECES, "\r\n", "\ufeff", "\xa0", " ", "a"]), st.text(max_size=3)),
    max_size=25,
).map("".join)


@given(soup)
def test_a_page_without_targets_is_itself(page: str) -> None:
    """Law 1, whatever state the tags are in."""
    document = parse(page)
    assert document.render([None] * len(document.units)) == page


@given(soup)
def test_sources_in_the_place_of_units_change_no_unit(page: str) -> None:
    """A page rendered with its own sources has the same units."""
    document = parse(page)
    again = parse(document.render([unit.source for unit in document.units]))
    assert [(u.source, u.role) for u in again.units] == [(u.source, u.role) for u in document.units]


def pseudo(source: str) -> str:
    """*source* with its letters changed outside of codes."""
    still = set[int]()
    for code in html.codes(source):
        ends = (
            ((code.start, code.end),)
            if not code.inner
            else ((code.start, code.inner[0]), (code.inner[1], code.end))
        )
        still.update(n for start, end in ends for n in range(start, end))
    return "".join(c if n in still or c not in "amon" else c.upper() for n, c in enumerate(source))


@given(soup)
def test_translated_text_keeps_structure_and_codes(page: str) -> None:
    """New words in the place of the old ones leave every unit where it was, with the codes that it had."""
    document = parse(page)
    again = parse(document.render([pseudo(u.source) if not u.within else None for u in document.units]))
    assert [u.role for u in again.units] == [u.role for u in document.units]
    for before, after in zip(document.units, again.units, strict=True):
        assert [c.key for c in html.codes(after.source)] == [c.key for c in html.codes(before.source)]


@given(soup)
def test_codes_are_nested_or_disjoint(source: str) -> None:
    """Codes come by their start and never cross; what a pair wraps lies in it."""
    codes = html.codes(source)
    assert list(codes) == sorted(codes, key=lambda c: (c.start, -c.end))
    for number, code in enumerate(codes):
        first, last = code.inner or (code.end, code.end)
        assert 0 <= code.start <= first <= last <= code.end <= len(source)
        assert all(o.end <= last or o.start >= code.end for o in codes[number + 1 :])
        assert all(o.start >= first for o in codes[number + 1 :])


@given(st.text(), st.sampled_from(["<p>moon</p>", '<img alt="moon">', "<img alt='moon'>", "<img alt=moon>"]))
def test_any_target_stays_in_its_place(target: str, page: str) -> None:
    """A target is written so that the page around it stays as it was."""
    after = "<h2>next</h2>"
    again = parse(parse(page + after).render([target, None]))
    assert again.units[-1].source == "next"
    assert again.units[-1].role == "heading"


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        ("<p>moon</p>", "R&D, a < b, x <b", "<p>R&amp;D, a &lt; b, x &lt;b</p>"),
        ("<p>moon</p>", "R&amp;D &copy; <b>x</b>", "<p>R&amp;D &copy; <b>x</b></p>"),
        ("<p>R&D moon</p>", "R&D lune", "<p>R&D lune</p>"),
        ("<p>moon</p>", "lu\nne", "<p>lu ne</p>"),
        ("<p>moon <a\n href=x>now</a>!</p>", "lune <a href=x>!</a>", "<p>lune <a\n href=x>!</a></p>"),
        ("<title>moon</title>", "la <b>lune</b>", "<title>la &lt;b>lune&lt;/b></title>"),
        (
            '<img alt="moon">',
            """la "lune" & l'eau <b>""",
            """<img alt="la &quot;lune&quot; &amp; l'eau &lt;b>">""",
        ),
        ("<img alt='moon'>", """la "lune" & l'eau""", """<img alt='la "lune" &amp; l&#39;eau'>"""),
        ("<img alt=moon>", 'la "lune"', '<img alt="la &quot;lune&quot;">'),
    ],
)
def test_targets_are_written_for_their_place(page: str, target: str, expected: str) -> None:
    """What could be taken for markup is escaped, what is markup is kept, and an author's own spelling stays."""
    assert parse(page).render([target]) == expected


def test_an_image_takes_its_translated_text_along() -> None:
    """The text of an image follows the image to its place in the target, also when its tag is broken over lines."""
    page = parse('<p>See <img\n  alt="a moon" src="m.png"> rise</p>')
    outer = 'Lever : <img alt="a moon" src="m.png"> !'
    assert page.render([outer, "une lune"]) == '<p>Lever : <img\n  alt="une lune" src="m.png"> !</p>'


def test_units_know_their_lines() -> None:
    """Lines are counted from 1."""
    assert [unit.line for unit in parse("<p>one\r\n\r\n<p>two\n<p>three").units] == [1, 3, 4]


def test_links_are_the_files_and_pages_that_a_page_points_to() -> None:
    """Destinations of links, media, scripts and style sheets, with references resolved."""
    page = parse(
        '<link rel="stylesheet" href="s.css"><link rel="canonical" href="c"><script src=j.js></script>'
        '<a href="a?b=1&amp;c=2&copy=3"><img src=\'i.png\'></a><video poster="p.png" src="v"></video><a name="x"></a>'
    )
    assert [link.url for link in page.links] == ["s.css", "j.js", "a?b=1&c=2&copy=3", "i.png", "p.png", "v"]
    assert [page.text[link.start : link.end] for link in page.links][2] == "a?b=1&amp;c=2&copy=3"


def test_pictures_in_other_places_are_links_too() -> None:
    """Sets of pictures, pictures loaded late, and those that other sites show."""
    page = parse(
        '<img srcset="a.png 1x, b%20b.png 2x,\n c.png" data-src=d.png alt=""><meta property="og:image" content="e.png">'
        '<video data-poster="f.png"></video><source srcset="g.png, h,i.png 300w"><meta name="x" content="j.png">'
    )
    written = [page.text[link.start : link.end] for link in page.links]
    assert written == ["a.png", "b%20b.png", "c.png", "d.png", "e.png", "f.png", "g.png", "h,i.png"]


def test_a_base_is_the_only_link_of_its_page() -> None:
    """All other destinations start from there."""
    assert [link.url for link in parse('<base href="../x/"><a href="y">z</a>').links] == ["../x/"]


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ('<time datetime="2024-01-02">x</time><meta name="date" content="2025-04-25">', date(2025, 4, 25)),
        ('<meta property="article:published_time" content="2025-04-25T08:00:00Z">', date(2025, 4, 25)),
        ('<time datetime="PT2H">x</time><time datetime="2024-01-02">x</time>', date(2024, 1, 2)),
        ('<time datetime="2024-13-02">x</time>', None),
    ],
)
def test_the_day_of_a_page(page: str, day: date | None) -> None:
    """The metadata says it, else the first time that is a day."""
    assert parse(page).day == day


AR, EN, FR = (Locale.parse(tag) for tag in ("ar", "en", "fr"))
ALTERNATES = (
    Alternate(EN, "../../seeds/a.html"),
    Alternate(AR, "a.html"),
    Alternate(FR, "../fr/a.html?x=1&y=2"),
)


def copy(label: str = 'Machine "draft" <1>', locale: Locale = AR) -> Copy:
    """What a copy says about itself."""
    return Copy(
        locale, EN, "seeds/a&b.html", "0123456789ab", 40, label, "localize 1", date(2025, 4, 25), ALTERNATES
    )


PAGE = """<!DOCTYPE html>
<html lang=en class="no-js">
  <head>
    <title>Moon</title>
    <link rel="alternate" hreflang="fr" href="old.html">
    <link rel="alternate" type="application/rss+xml" href="feed.xml">
  </head>
  <body class="x">
    <p>Text, <time datetime="2025-04-25">April 25, 2025</time>, <time datetime="2025-04-25">Friday</time></p>
  </body>
</html>
"""

DRESSED = """<!DOCTYPE html>
<html dir="rtl" lang="ar" class="no-js">
  <head>
    <title>Moon</title>
    <link rel="alternate" type="application/rss+xml" href="feed.xml">
<link rel="alternate" hreflang="en" href="../../seeds/a.html">
<link rel="alternate" hreflang="ar" href="a.html">
<link rel="alternate" hreflang="fr" href="../fr/a.html?x=1&amp;y=2">
<link rel="alternate" hreflang="x-default" href="../../seeds/a.html">
<meta name="translation-source" content="seeds/a&amp;b.html">
<meta name="translation-source-hash" content="0123456789ab">
<meta name="translation-reviewed" content="40%">
<meta name="translation-generator" content="localize 1">
  </head>
  <body class="x">
<nav class="localize-languages" lang="en" aria-label="Languages" translate="no">\
<a href="../../seeds/a.html" hreflang="en" lang="en" dir="ltr">English</a> \
<a href="a.html" hreflang="ar" lang="ar" dir="rtl" aria-current="page">العربية</a> \
<a href="../fr/a.html?x=1&amp;y=2" hreflang="fr" lang="fr" dir="ltr">français</a></nav>
<p class="localize-label" role="note"><time datetime="2025-04-25">25 أبريل 2025</time> · \
Machine &quot;draft&quot; &lt;1&gt;</p>
    <p>Text, <time datetime="2025-04-25">25 أبريل 2025</time>, <time datetime="2025-04-25">Friday</time></p>
  </body>
</html>
"""


def test_a_page_is_dressed() -> None:
    """Language, direction, alternates, provenance, switcher, label and dates; all else is as it was."""
    assert html.dress(PAGE, copy()) == DRESSED


def test_what_said_to_be_in_the_source_language_says_the_copys() -> None:
    """Blocks whose text is translated; not words that stayed, nor what is not to be translated."""
    page = '<div lang="en-GB" dir=ltr>x <i lang="en">y</i></div><p lang="fr">z</p><p lang="en" translate="no">w</p>'
    found = html.dress(page, copy(label=""))
    assert found.startswith('<div lang="ar" dir="rtl">x <i lang="en">y</i></div><p dir="ltr" lang="fr">z</p>')


def test_untranslated_blocks_keep_their_direction() -> None:
    """Listings and blocks in another language, in a copy that runs the other way."""
    page = '<pre>make</pre><p lang="fr">x.</p><p lang="fa">y</p><p lang="??">z</p><pre dir="auto">m</pre>'
    expected = '<pre dir="ltr">make</pre><p dir="ltr" lang="fr">x.</p><p lang="fa">y</p><p lang="??">z</p><pre dir="auto">'
    assert html.dress(page, copy(label="")).startswith(expected)
    assert html.dress(page, copy(label="", locale=FR)) == page


def test_a_page_with_windows_line_ends_keeps_them() -> None:
    """What is added ends its lines as the page does."""
    assert html.dress(PAGE.replace("\n", "\r\n"), copy()) == DRESSED.replace("\n", "\r\n")


def test_a_reviewed_page_has_no_label() -> None:
    """Nothing is said where all is reviewed."""
    assert "localize-label" not in html.dress(PAGE, copy(label=""))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("\ufeff<h1>Moon</h1>", "\ufeff<p …>\n<h1>Moon</h1>"),
        ("\ufeffMoon", "\ufeff<p …>\nMoon"),
        ("<!-- c -->\n\nMoon", "<!-- c -->\n\n<p …>\nMoon"),
        ("---\nx: y\n---\n<h1>Moon</h1>", "---\nx: y\n---\n<p …>\n<h1>Moon</h1>"),
        ("<title>Moon</title><b>x</b>", "<title>Moon</title><p …>\n<b>x</b>"),
        ("", "<p …>\n"),
    ],
)
def test_a_fragment_gets_its_label(page: str, expected: str) -> None:
    """In front of its first content, and nothing is wrapped around it."""
    label = '<p class="localize-label" role="note"><time datetime="2025-04-25">25 avril 2025</time> · L</p>'
    assert html.dress(page, copy("L", FR)) == expected.replace("<p …>", label)


@pytest.mark.parametrize(
    "tag", ["<html>", "<html lang>", "<html lang=''>", "<HTML dir=ltr lang = 'en' >", "<html lang=>"]
)
def test_language_and_direction_replace_what_was_there(tag: str) -> None:
    """However the attributes were written."""
    found = html.dress(tag + "<body>x", copy())
    assert found[: found.index(">")].replace("'", '"').replace(" ", "").lower() in {
        '<htmllang="ar"dir="rtl"',
        '<htmldir="rtl"lang="ar"',
    }


@given(
    soup.map(lambda inner: f"<html><head><title>x</title></head><body>{inner}</body></html>")
    | soup.map("<p>x</p>".__add__)
)
def test_a_page_dressed_twice_is_dressed_once(page: str) -> None:
    """Dressing replaces what an earlier dressing put in."""
    once = html.dress(page, copy())
    assert html.dress(once, copy()) == once


def test_a_dressed_page_has_the_units_that_it_had() -> None:
    """Besides its label, since the switcher is not to be translated."""
    before = [u.source for u in parse(PAGE).units if "time" not in u.source]
    assert [
        u.source for u in parse(html.dress(PAGE, copy(label=""))).units if "time" not in u.source
    ] == before


@pytest.mark.parametrize(
    "said",
    [
        'charset="iso-8859-1"',
        "charset=latin1",
        'http-equiv="Content-Type" content="text/html; charset=cp1252"',
    ],
)
def test_a_copy_says_that_it_is_utf_8(said: str) -> None:
    """Whatever encoding the article's head still claims, browsers are told the copy's."""
    page = f"<html><head><meta {said}><title>T</title></head><body><p>A</p></body></html>"
    dressed = html.dress(page, copy())
    assert re.findall(r"""charset=["']?([\w-]+)""", dressed) == ["utf-8"]
