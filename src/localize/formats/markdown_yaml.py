"""YAML front matter, by the marks of PyYAML's nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import yaml
from yaml.reader import Reader

from localize.errors import ArticleError
from localize.formats.markdown_fields import Fields, Text, day_of

_STRING = "tag:yaml.org,2002:str"
_LINE = re.compile(r"([ \t]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_LINE_ENDS = re.compile(r"[\r\n\x85\u2028\u2029]+")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_FIELD = re.compile(r"^[\w'\"-][^\n]*:(?:\s|$)", re.MULTILINE)


def read(article: str, start: int, end: int) -> Fields | None:
    """The fields between two offsets of *article*; None when what stands there are no fields.

    Raises:
        ArticleError: It looks like fields, and is no YAML. The line is counted in the article.
    """
    inner = article[start:end]
    try:
        root = yaml.compose(inner, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        if not _FIELD.search(inner):
            return None
        raise _broken(error) from None
    if root is None:
        return Fields(insert=start)
    if not isinstance(root, yaml.MappingNode):
        return None
    return _fields(root, article, start)


def _broken(error: yaml.YAMLError | RecursionError) -> ArticleError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it nests too deep"
    return ArticleError(
        f"the front matter is not YAML: {problem}",
        line=mark.line + 2 if mark else None,
        hint="mend the fields between the lines ---; a value with a colon needs quotes",
    )


def _fields(root: yaml.MappingNode, article: str, start: int) -> Fields:
    pairs = [(key, value) for key, value in root.value if isinstance(key, yaml.ScalarNode)]
    texts = [
        text for key, node, flow in _strings(root) for text in _texts(key, node, article, start, flow=flow)
    ]
    days = [value.value for key, value in pairs if key.value == "date" and isinstance(value, yaml.ScalarNode)]
    return Fields(
        tuple(sorted(texts, key=lambda text: text.start)),
        tuple(
            (key.value, start + key.start_mark.index, _span(value, article, start)[1]) for key, value in pairs
        ),
        day_of(days[0]) if days else None,
        start + root.start_mark.index + 1 if root.flow_style else start,
        "" if root.flow_style else " " * root.start_mark.column,
        ", " if root.flow_style else "",
    )


def _strings(root: yaml.Node) -> Iterator[tuple[str, yaml.ScalarNode, bool]]:
    """Every string: (the nearest key above it, its node, whether it stands between brackets). Anchors come once."""
    seen: set[int] = set()
    rest: list[tuple[str, yaml.Node, bool]] = [("", root, False)]
    while rest:
        key, node, flow = rest.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        inside = flow or bool(getattr(node, "flow_style", False))
        if isinstance(node, yaml.MappingNode):
            rest += [(str(name.value), value, inside) for name, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            rest += [(key, item, inside) for item in reversed(node.value)]
        elif isinstance(node, yaml.ScalarNode) and node.tag == _STRING:
            yield key, node, flow


def _span(node: yaml.Node, article: str, start: int) -> tuple[int, int]:
    """Where *node* stands, without anchor and tag, nor the blank lines that PyYAML counts to a block."""
    first, last = start + node.start_mark.index, start + node.end_mark.index
    properties = _PROPERTIES.match(article, first, last)
    return properties.end() if properties else first, first + len(article[first:last].rstrip())


def _texts(key: str, node: yaml.ScalarNode, article: str, start: int, *, flow: bool) -> Iterator[Text]:
    first, last = _span(node, article, start)
    if node.style in {"|", ">"}:
        yield from _block(key, article, first, last, folded=node.style == ">")
    elif source := _one_line(node.value):
        yield Text(key, first, last, source, partial(_scalar, style=node.style or "", flow=flow))


def _block(key: str, article: str, first: int, last: int, *, folded: bool) -> Iterator[Text]:
    """The parts of a block scalar: its lines, or its paragraphs where the block folds its lines."""
    lines = list(_LINE.finditer(article, first, last))[1:]
    indent = min((len(line[1]) for line in lines if line[2]), default=0)
    part: list[re.Match[str]] = []
    for line in lines:
        if part and not (folded and line[2] and len(line[1]) == len(part[-1][1]) == indent):
            yield _block_text(key, part)
            part = []
        part += [line] if line[2] else []
    if part:
        yield _block_text(key, part)


def _block_text(key: str, part: list[re.Match[str]]) -> Text:
    source = " ".join(line[2].rstrip() for line in part)
    end = part[-1].start(2) + len(part[-1][2].rstrip())
    return Text(key, part[0].start(2), end, source, _one_line)


def _one_line(text: str) -> str:
    """*text* without line ends and what YAML cannot hold."""
    lines = _LINE_ENDS.split(Reader.NON_PRINTABLE.sub("", text))
    return " ".join(filter(None, (line.strip() for line in lines)))


def _scalar(target: str, *, style: str, flow: bool) -> str:
    """*target* in the scalar's own style; a plain one gets quotes where it needs them."""
    line = _one_line(target)
    if style == "'":
        return "'" + line.replace("'", "''") + "'"
    if not style and _reads_plain(line, flow=flow):
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reads_plain(line: str, *, flow: bool) -> bool:
    """Whether *line* reads as itself without quotes."""
    try:
        node = yaml.compose(f"[{line}]" if flow else f"- k: {line}", yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    found = list(_strings(node)) if node else []
    return len(found) == 1 and found[0][1].value == line and found[0][1].style is None
