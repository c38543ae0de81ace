"""The check of marks that turn the direction of text."""

from __future__ import annotations

from collections.abc import Iterator

from localize.checks.bitext import Bitext

_ISOLATES, _END_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_EMBEDDINGS, _END_EMBEDDING = "\u202a\u202b\u202d\u202e", "\u202c"
_ENDS = _END_ISOLATE + _END_EMBEDDING
_ALL = frozenset(_ISOLATES + _EMBEDDINGS + _ENDS)


def bidi_unbalanced(bitext: Bitext) -> Iterator[str]:
    """A mark of direction that is not ended, or ends nothing: it would turn the text behind it around.

    PASS: en → ar: "NASA agreed." → "وافقت \u2068NASA\u2069."
    FAIL: en → ar: "NASA agreed." → "وافقت \u2068NASA."
    """
    if _ALL.isdisjoint(bitext.target.text):
        return
    for paragraph in bitext.target.text.split("\n"):
        open_: list[str] = []
        for char in paragraph:
            if char in _ISOLATES:
                open_.append(_END_ISOLATE)
            elif char in _EMBEDDINGS:
                open_.append(_END_EMBEDDING)
            elif char in _ENDS and (not open_ or open_.pop() != char):
                yield f"U+{ord(char):04X} ends nothing"
                return
        if open_:
            yield f"a mark of direction is not ended: U+{ord(open_[-1]):04X} is missing"
            return
