"""Checks of marks that come in pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from localize.checks.bitext import Bitext

_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_WIDE = str.maketrans("（）［］｛｝", "()[]{}")
_BRACKET = re.compile(r"[()\[\]{}（）［］｛｝]")
_CURLY = "“”„‟"
_QUOTES = f'"«»‹›「」『』{_CURLY}'
_QUOTE = re.compile(f"[{_QUOTES}]")
_QUOTING_NAMES = {"ar", "fa", "ur"}
"""Languages that put foreign names in quotation marks, for want of capitals."""


def brackets(bitext: Bitext) -> Iterator[str]:
    """A bracket that does not close, or fewer of them than in the source (pofilter's id).

    More are no fault: a translator may explain a foreign word. Where the source does not close one, nothing is asked.

    PASS: en → fr: "a) The Moon (Earth's)" → "a) La Lune (celle de la Terre)"
    FAIL: en → fr: "The Moon (Earth's)" → "La Lune (celle de la Terre"
    """
    if not (_BRACKET.search(bitext.source.prose) or _BRACKET.search(bitext.target.prose)):
        return
    source, target = (Counter(side.prose.translate(_WIDE)) for side in (bitext.source, bitext.target))
    for opener, closer in _BRACKETS:
        expected, opened, closed = source[opener], target[opener], target[closer]
        if expected != source[closer]:
            continue
        if opened != closed:
            yield f"{opened} “{opener}” but {closed} “{closer}”"
        elif opened < expected:
            yield f"expected {expected} × “{opener}{closer}”, found {opened}"


def doublequoting(bitext: Bitext) -> Iterator[str]:
    """Quotation marks that do not pair up, or were all lost (pofilter's id).

    PASS: en → fr: "“Go,” he said." → "« Partez », a-t-il dit."
    FAIL: en → fr: "“Go,” he said." → "« Partez, a-t-il dit."
    """
    if _unpaired(bitext.source.prose):
        return
    if odd := _unpaired(bitext.target.prose):
        yield f"a quotation mark “{odd}” has no partner"
    elif (
        bitext.source.language not in _QUOTING_NAMES
        and _quoted(bitext.source.prose)
        and not re.search(rf"[{_QUOTES}'‘’]", bitext.target.prose)
    ):
        yield "the source quotes something, the translation does not"


def _quoted(prose: str) -> bool:
    return _QUOTE.search(prose) is not None


def _unpaired(prose: str) -> str:
    """A quotation mark of *prose* that stands alone; one behind a figure may mean inches."""
    if not _quoted(prose):
        return ""
    counts = Counter(prose)
    for opener, closer in (("«", "»"), ("‹", "›"), ("「", "」"), ("『", "』")):
        if counts[opener] != counts[closer]:
            return opener if counts[opener] > counts[closer] else closer
    marks = [mark for mark in f'{_CURLY}"' if counts[mark]]
    odd = sum(counts[mark] for mark in marks) % 2 and not re.search(r'\d"', prose)
    return marks[0] if odd else ""
