from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from localize.formats.markdown_blocks import _blocks, parser, structure
from localize.formats.markdown_lines import Block, Line, blank, usual

LINES = (
    *(
        "word",
        "Two words",
        "2024 was",
        "12. x",
        "1. a",
        "1) b",
        "2. c",
        "1.",
        "- a",
        "* b",
        "+ c",
        "-",
        "-\ta",
    ),
    *("-  a", "-     a", "- # h", "- > q", "- ```", "- a | b", "- \xa0a", "- [x](y)", "- [ ] t", "- a\n  b"),
    *("- a\n\n  b", "- a\n\n      b", "- a\n  - b", "- - -", "* * *", "***", "**b** x", "*e*", "_x_", "__"),
    *(
        "[r]: /u",
        "[r]: ",
        "[^1]: n",
        "[^1]:",
        "[t](u) x",
        "[x]",
        "[x\ny]: z",
        "# h",
        "# h #",
        "#",
        "# a | b",
        "#x",
    ),
    *(
        "===",
        "---",
        "--",
        "`c` x",
        "``",
        "```",
        "~~~",
        "<div>",
        "</div>",
        "<b>",
        "<!--",
        "-->",
        "<pre>",
        "<?",
    ),
    *("?>", "a | b", "| a |", "--|--", "|--|", "-|", ":-:", "> q", ">", "> - x", ": def", "~ def", ":", "~x"),
    *(
        "    code",
        "\tcode",
        "  in",
        "\x0cword",
        "word\x0c",
        "word\xa0",
        "word  ",
        "word\\",
        "\x0b",
        "\0",
        "\u2028x",
    ),
    *("٣. x", "²a", "(x)", "!a", "{{< x >}}", "\\# x"),
)
ENDS = ("\n", "\n", "\n\n", "\n\n\n", "\n \n", "\n\t\n", "\n  ", "\n    ", "\r\n", "\r")
pieces = st.tuples(st.sampled_from(LINES) | st.text(max_size=4), st.sampled_from(ENDS)).map("".join)
texts = st.lists(pieces, max_size=10).map("".join)


def lines_of(text: str) -> list[Line]:
    """The lines of *text*, whole."""
    found = re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)", text)
    return [Line(number, m.start(), m[1].replace("\0", "\ufffd"), "") for number, m in enumerate(found, 1)]


def parsed(text: str) -> tuple[tuple[Block, ...], frozenset[str]]:
    """The blocks of running text and the references that the parser alone finds in *text*."""
    lines, tokens, env = lines_of(text), list[Token](), dict[str, Any](rows={})
    parser().block.parse("\n".join(line.text for line in lines), parser(), env, tokens)
    return tuple(_blocks(tokens, lines, env["rows"])), frozenset(env.get("references", {}))


@settings(max_examples=1500, deadline=None)
@given(texts)
@example("- a\n\n- b | c\n--|--\n")
@example("a\n\n: b\n")
@example("a\n2. b\n")
def test_usual_lines_read_as_the_parser_reads_them(text: str) -> None:
    """An article read by its lines wherever these are usual has the blocks that the parser finds in all of it."""
    found = structure(text, 0)
    assert (found.blocks, found.references) == parsed(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Plain text\non two lines.\n\nMore\n", ["", ""]),
        ("Text:\n- one\n- *two*\n\n- three\n", ["", "list item", "list item", "list item"]),
        ("1. one\n2. two\n\nAfter\n", ["list item", "list item", ""]),
        ("# Title\nText\n## 2. Part\n", ["heading", "", "heading"]),
        ("[A link](u) and `code`, 1969 too\n", [""]),
    ],
)
def test_usual_lines_need_no_parser(text: str, kinds: list[str]) -> None:
    """Paragraphs, headings and lists of one line an item are told by their lines."""
    lines, at, found = lines_of(text), 0, list[Block]()
    while at < len(lines):
        blocks, end = usual(lines, at)
        assert blocks or blank(lines[at])
        found, at = found + blocks, max(at + 1, end)
    assert [block.role for block in found] == kinds
