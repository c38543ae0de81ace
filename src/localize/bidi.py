"""Isolate left-to-right text in right-to-left targets, so that `C++` does not read `++C` and `(NASA)` keeps its brackets.

The law of this room: taking the marks out gives the input back, and isolating twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from localize.document import Code
from localize.locales import Locale

Marks = tuple[str, str]
"""What stands in front of and behind an isolated run."""

CHARACTERS: Marks = ("\u2066", "\u2069")
"""LEFT-TO-RIGHT ISOLATE and POP DIRECTIONAL ISOLATE: for text, Markdown, and places that hold no markup."""

ELEMENT: Marks = ('<bdi dir="ltr">', "</bdi>")
"""For HTML, where the W3C prefers markup to characters that nobody sees."""

_RUN = re.compile(
    r"""
    (?:(?<![^\s(\[{«"'])[.@\#/~$-]{1,2}(?=[L0]))?  # .NET, @nasa, --help
    (?:0[0.,:/'-]*)?                               # 3D, 737-MAX
    L(?:[^R]*[L0])?
    (?:[+\#%]+|\(\)|\[\]|(?<=\.L)\.)*              # C++, pipeline(), U.S.
    """,
    re.VERBOSE,
)
_ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069|<bd[io]\\b[^>]*>.*?</bd[io]>", re.DOTALL)
_TAG = re.compile(r"<(?![A-Za-z][\w+.-]*[:@])[^>]*>")  # an autolink is none
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.|[\w.+-]+@")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_RIGHT = frozenset({"R", "AL", "AN"})
_ARABIC_STOPS = "،؛؟٪٫٬"  # some of them are neutral to Unicode, and yet end a foreign phrase


def isolate(target: str, codes: Sequence[Code], locale: Locale, marks: Marks) -> str:
    """*target* with each maximal left-to-right run between *marks*.

    A run starts and ends with a letter of a left-to-right script, or what is joined to one: digits, the signs of `C++` and
    `pipeline()`, an opaque code that shows such letters. Blanks and punctuation between two such words belong to it;
    brackets belong to it in pairs. Digits alone need nothing. No mark is put inside an opaque code or a tag,
    nor into what is isolated already, nor as a character next to a bare address, where programs would take it for a
    part of the address.

    Args:
        target: A translation in the article's inline markup.
        codes: The inline codes of *target*.
        locale: The target locale; for one written from left to right the target comes back as it is.
        marks: `CHARACTERS` or `ELEMENT`.
    """
    if not locale.rtl:
        return target
    out: list[str] = []
    at = 0
    for start, end in _runs(_shape(target, codes, marks)):
        out += target[at:start], marks[0], target[start:end], marks[1]
        at = end
    return "".join([*out, target[at:]])


def isolate_whole(source: str, codes: Sequence[Code], marks: Marks) -> str:
    """A left-to-right *source* between *marks*, for a place among right-to-left text.

    It comes back as it is where a mark would touch a bare address.
    """
    edges = (c for c in codes if c.start == 0 or c.end == len(source))
    touched = any(_touchy(source[c.start : c.end], marks) for c in edges)
    return source if touched else source.join(marks)


def _shape(target: str, codes: Sequence[Code], marks: Marks) -> str:
    """One character for each of *target*: L, 0, R, or itself where it has no direction.

    What ends a run is R too: tags, codes that show no letters, what is isolated already.
    """
    shape = [_class(char) for char in target]
    for code in codes:
        for start, end in _markup(code):
            shape[start:end] = _code_class(code, target[start:end], marks) * (end - start)
    for found in _ISOLATED.finditer(target):
        shape[found.start() : found.end()] = "R" * len(found.group())
    return "".join(shape)


def _class(char: str) -> str:
    direction = unicodedata.bidirectional(char)
    if direction in _RIGHT or char in _ARABIC_STOPS:
        return "R"
    if direction in {"L", "EN"} and char != "\u200e":
        return "L" if direction == "L" else "0"
    return char


def _markup(code: Code) -> tuple[tuple[int, int], ...]:
    """The parts of a code that are not text."""
    return (
        ((code.start, code.end),)
        if code.inner is None
        else ((code.start, code.inner[0]), (code.inner[1], code.end))
    )


def _code_class(code: Code, written: str, marks: Marks) -> str:
    if code.inner is not None or written.startswith(("![", "[^")) or _touchy(written, marks):
        return "R"
    classes = {_class(char) for char in code.char or _TAG.sub("", written)}
    if code.char:
        return next(iter(classes & {"L", "0", "R"}), " ")
    return "L" if "L" in classes else "R"


def _touchy(written: str, marks: Marks) -> bool:
    """Whether a mark next to this code would be taken for a part of it."""
    return marks == CHARACTERS and _ADDRESS.match(written) is not None


def _runs(shape: str) -> Iterator[tuple[int, int]]:
    at = 0
    while found := _RUN.search(shape, at):
        at = _whole(shape, *found.span())
        yield found.start(), at


def _whole(shape: str, start: int, end: int) -> int:
    """Where the run ends when its brackets are to be in pairs: behind a missing closing one, or in front of an odd one."""
    opened: list[int] = []
    for at in range(start, end):
        if shape[at] in "([{":
            opened.append(at)
        elif shape[at] in _BRACKETS and (not opened or shape[opened.pop()] != _BRACKETS[shape[at]]):
            return _cut(shape, start, at)
    while opened and end < len(shape) and shape[opened[-1]] == _BRACKETS.get(shape[end]):
        opened.pop()
        end += 1
    return _cut(shape, start, opened[0]) if opened else end


def _cut(shape: str, start: int, end: int) -> int:
    """Where the run that starts there ends when nothing from *end* on belongs to it."""
    shorter = _RUN.match(shape, start, end)
    return _whole(shape, start, shorter.end()) if shorter else end
