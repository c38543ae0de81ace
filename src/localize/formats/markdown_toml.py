"""TOML front matter: `tomllib` says whether it is TOML, and its tokens say where the strings are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, takewhile

from localize.errors import ArticleError
from localize.formats.markdown_fields import Fields, Text, day_of

Token = re.Match[str]

_TOKEN = re.compile(
    r"""
      (?P<string> "{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\r\n])*+" | '[^'\r\n]*+' )
    | (?P<comment> \#[^\r\n]*+ )
    | (?P<newline> \r\n | \r | \n )
    | (?P<mark> [\[\]{},=.] )
    | (?P<bare> [^\s\[\]{},=."'\#]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE = re.compile(r" \(at (?:line (\d+).*|end of document)\)")
_LINE_ENDS = re.compile(r"[\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read(article: str, start: int, end: int) -> Fields:
    """The fields between two offsets of *article*.

    Raises:
        ArticleError: It is no TOML. The line is counted in the article.
    """
    try:
        data = tomllib.loads(re.sub(r"\r\n?", "\n", article[start:end]))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = _LINE.search(str(error))
        raise ArticleError(
            f"the front matter is not TOML: {_LINE.sub('', str(error)).lower()}",
            line=int(line[1]) + 1 if line and line[1] else None,
            hint="mend the fields between the lines +++",
        ) from None
    statements = list(_statements(_TOKEN.finditer(article, start, end)))
    top = takewhile(lambda statement: statement[0][0] != "[", statements)
    return Fields(
        tuple(text for statement in statements for text in _texts(statement)),
        tuple((_name(s[0]), s[0].start(), s[-1].end()) for s in top if s[1][0] == "="),
        day_of(data.get("date")),
        start,
    )


def _statements(tokens: Iterator[Token]) -> Iterator[list[Token]]:
    """The tokens of each field or table header, without comments and line ends."""
    depth = 0
    statement: list[Token] = []
    for token in tokens:
        if token.lastgroup == "newline" and not depth and statement:
            yield statement
            statement = []
        elif token.lastgroup not in {"newline", "comment"}:
            depth += (token[0] in "[{") - (token[0] in "]}")
            statement.append(token)
    if statement:
        yield statement


def _texts(statement: Sequence[Token]) -> Iterator[Text]:
    """The strings of a field that are values."""
    keys = [""]
    for before, token in pairwise(statement):
        if token[0] == "=":
            keys[-1] = _name(before)
        elif token[0] in "[{":
            keys.append(keys[-1])
        elif token[0] in "]}":
            keys.pop()
        elif token.lastgroup == "string" and before[0] in {"=", "[", ","}:
            source = _one_line(_name(token))
            if source:
                write = partial(_string, literal=token[0].startswith("'"))
                yield Text(keys[-1], token.start(), token.end(), source, write)


def _name(token: Token) -> str:
    """What a string or a bare key reads as."""
    if token.lastgroup == "string":
        return str(tomllib.loads("x = " + re.sub(r"\r\n?", "\n", token[0]))["x"])
    return token[0]


def _one_line(text: str) -> str:
    lines = _LINE_ENDS.split(_CONTROL.sub("", text))
    return " ".join(filter(None, (line.strip() for line in lines)))


def _string(target: str, *, literal: bool) -> str:
    """*target* as a string that reads back equal, in single quotes if it had them and can have them."""
    line = _one_line(target)
    if literal and "'" not in line:
        return f"'{line}'"
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
