from __future__ import annotations

import tomllib
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import ArticleError
from localize.formats.front_matter import read, units, with_fields
from localize.formats.markdown import parse

KEYS = frozenset({"title", "tags"})

PLACES = [
    "---\ntitle: Some words\nx: 1\n---\n",
    "---\ntitle: 'Some words' # why\n---\n",
    '---\r\ntitle: "Some words"\r\nx: 1\r\n---\r\n',
    "---\ntags: [a, Some words, b]\n---\n",
    "---\ntags:\n- Some words\n- b\n...\n",
    "---\n{title: Some words, x: 1}\n---\n",
    "---\na:\n  - title: &here Some words\n    b: *here\n---\n",
    "---\ntitle:\n  Some\n  words\nx: 1\n---\n",
    "---\ntitle: |2-\n  Some words\nx: 1\n---\n",
    "---\ntitle: >\n  Some\n  words\n\nx: 1\n---\n",
    "+++\ntitle = 'Some words' # why\nx = 1\n+++\n",
    '+++\ntags = ["a", "Some words"]\n+++\n',
    '+++\n[a.b]\nc = {title = "Some words", x = 1}\n+++\n',
    '+++\ntitle = """\nSome words"""\n+++\n',
]
"""Places of the string `Some words`."""

hard = st.lists(
    st.sampled_from(
        [
            *"'\"#&*!|>%@`\\[]{},:?-~=",
            ": ",
            " #",
            "- ",
            "  ",
            "yes",
            "null",
            "1",
            "é",
            "中",
            "\n",
            "\r\n",
            "---",
            "+++",
        ]
    ),
    max_size=6,
).map(lambda parts: "".join(parts) + " zz")


def only(text: str) -> str:
    """The one string of *text*'s front matter that holds zz, as a parser of its language reads it."""
    fence, inner = (
        text[:3],
        text.split("\n", 1)[1].rsplit(text[:3] if "..." not in text[-5:] else "...", 1)[0],
    )
    data = yaml.safe_load(inner) if fence == "---" else tomllib.loads(inner)
    found: list[str] = []
    rest = [data]
    while rest:
        value = rest.pop()
        if isinstance(value, dict | list):
            rest += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and "zz" in value:
            found.append(value.strip())
    return min(found)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), hard)
def test_a_target_reads_back_equal(text: str, target: str) -> None:
    """Whatever a target holds, in whatever place, another parser reads it back, and only it has changed."""
    document = parse(text, KEYS)
    number = next(n for n, unit in enumerate(document.units) if unit.source == "Some words")
    choices: list[str | None] = [None] * len(document.units)
    choices[number] = target
    written = document.render(choices)
    folded = " ".join(filter(None, (line.strip() for line in target.splitlines())))
    assert only(written) == folded
    assert [u.source for u in parse(written, KEYS).units] == [
        folded if n == number else u.source for n, u in enumerate(document.units)
    ]


@pytest.mark.parametrize("text", PLACES)
def test_a_plain_target_keeps_the_style(text: str) -> None:
    """A target that needs no quotes is written as the string was."""
    document = parse(text, KEYS)
    written = document.render(["Other words" if u.source == "Some words" else None for u in document.units])
    assert written.replace("Other words", "Some words").replace("\n", " ").split() == (
        text.replace('"""\nSome words"""', '"Some words"').split()
    )


def test_what_is_no_string_is_left_alone() -> None:
    """Numbers, dates, truth values, keys that are not asked for, and strings without words are no units."""
    text = "---\ntitle: 12\ntags: [2025-04-25, yes, '', '12', {{ x }}, only]\nother: words\n---\n"
    assert [unit.source for unit in parse(text.replace("{{ x }}", "'{{ x }}'"), KEYS).units] == ["only"]


def test_block_scalars_keep_their_lines() -> None:
    """A literal block has a unit for each line; a folded one for each paragraph, its indented lines apart."""
    text = "---\ntitle: |\n  One\n    two\n\n  three\ntags: >-\n  One\n  two\n    three\n\n  four\n---\n"
    assert [unit.source for unit in parse(text, KEYS).units] == [
        "One",
        "two",
        "three",
        "One two",
        "three",
        "four",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("---\ndate: 2025-04-25\n---\n", date(2025, 4, 25)),
        ("---\ndate: '2025-04-25T10:00:00Z'\n---\n", date(2025, 4, 25)),
        ("---\ndate: soon\n---\n", None),
        ("---\nx: {date: 2025-04-25}\n---\n", None),
        ("+++\ndate = 2025-04-25T10:00:00Z\n+++\n", date(2025, 4, 25)),
        ("date: 2025-04-25\n", None),
    ],
)
def test_the_day(text: str, day: date | None) -> None:
    """The field `date` of the top level gives the day, if it starts with an ISO date."""
    assert parse(text, KEYS).day == day


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: a: b\n---\n", 2, "not YAML"),
        ("---\r\nx: 1\r\ntitle: [a\r\ny: z\r\n---\r\n", 4, "not YAML"),
        ("+++\nx = 1\ntitle = \n+++\n", 3, "not TOML"),
        ("+++\nx = 1\rtitle = \r+++\n", 3, "not TOML"),
    ],
)
def test_broken_front_matter_is_named(text: str, line: int, what: str) -> None:
    """Front matter that cannot be read is an error with the line in the article."""
    with pytest.raises(ArticleError, match=what) as caught:
        parse(text, KEYS)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text", ["---\n\nText: more\n", "---\nText\n---\n", "---\n- a\n---\n", "Text\n---\n", "", "---"]
)
def test_what_is_no_front_matter(text: str) -> None:
    """Fences that hold no fields, or never close, are Markdown."""
    assert read(text) is None


FIELDS = [
    ("Text\n", '---\nlang: fr\nn: {a: "b"}\n---\n\nText\n'),
    ("---\n---\nText\n", '---\nlang: fr\nn: {a: "b"}\n---\nText\n'),
    ("---\n# why\n  lang: en\n---\n", '---\n  n: {a: "b"}\n# why\n  lang: fr\n---\n'),
    ("---\n{lang: en, x: 1}\n---\n", '---\n{n: {a: "b"}, lang: fr, x: 1}\n---\n'),
    ("---\nn:\n  a: c\n  d: e\n\nx: 1\n---\n", '---\nlang: fr\nn: {a: "b"}\n\nx: 1\n---\n'),
    (
        "+++\nlang='en' # why\n[x]\nlang = 'en'\n+++\n",
        '+++\nn = {a = "b"}\nlang = "fr" # why\n[x]\nlang = \'en\'\n+++\n',
    ),
]


@pytest.mark.parametrize(("text", "expected"), FIELDS)
def test_fields_are_set(text: str, expected: str) -> None:
    """A field that is there is replaced, others come first, and nothing else changes."""
    assert with_fields(text, {"lang": "fr", "n": {"a": "b"}}, "\n") == expected


def test_norwegian_is_not_false() -> None:
    """A string that YAML would read as something else is quoted."""
    assert with_fields("", {"lang": "no", "n": 3}, "\n") == '---\nlang: "no"\nn: 3\n---\n\n'


def test_front_matter_that_takes_no_fields() -> None:
    """Where a field cannot be added without harm, that is an error."""
    with pytest.raises(ArticleError, match=r"takes no further fields|not YAML"):
        with_fields("---\n&all\ntitle: a\n---\n", {"lang": "fr"}, "\n")


def test_units_of_front_matter() -> None:
    """A unit's role holds its key, and its line is that of the article."""
    text = "\ufeff---\nx: 1\ntags:\n- Far side\n---\n"
    matter = read(text)
    assert matter is not None
    assert [(u.role, u.source, u.line) for u in units(text, matter, KEYS)] == [
        ("frontmatter:tags", "Far side", 4)
    ]
