"""Text as a reader sees it, without what hides sentence ends, and the way back to the text it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from localize.document import Code

OBJECT = "\ufffc"
"""What stands for an opaque code (Unicode's object replacement character)."""

_QUOTE = re.compile(r"(?<!\w)«\s?|\s?»(?!\w)|[\"“”„«»]")

Edit = tuple[int, int, str]
"""Characters of a text, from start to end, and what to read in their place."""


def without_codes(source: str, codes: Sequence[Code]) -> tuple[str, Sequence[int]]:
    """*source* with paired codes reduced to the text they wrap, and each opaque one to a single character.

    Returns:
        The visible text, and for each offset in it the offset in *source* behind the character in front of it.
    """
    edits: list[Edit] = []
    for code in codes:
        if code.inner is None:
            edits.append((code.start, code.end, code.char or OBJECT))
        else:
            edits += (code.start, code.inner[0], ""), (code.inner[1], code.end, "")
    return _edited(source, sorted(edits))


def without_quotes(text: str) -> tuple[str, Sequence[int]]:
    """*text* without quotation marks and the blanks that French sets inside them; returns as `without_codes` does."""
    return _edited(text, ((m.start(), m.end(), "") for m in _QUOTE.finditer(text)))


def _edited(text: str, edits: Iterable[Edit]) -> tuple[str, Sequence[int]]:
    """*text* with *edits*, which are in order, and where each offset of the outcome lies in *text*."""
    out: list[str] = []
    offsets = [0]
    at = 0
    for start, end, instead in edits:
        if start < at:
            continue  # a code inside what another one hides
        out += text[at:start], instead
        offsets += range(at + 1, start + 1)
        offsets += [end] * len(instead)
        at = end
    out.append(text[at:])
    offsets += range(at + 1, len(text) + 1)
    return "".join(out), offsets
