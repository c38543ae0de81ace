"""Checks of blanks, and of characters that cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from localize.checks.bitext import Bitext

_DOUBLE = re.compile(r"[^\S\n]{2,}")
_GLUED = r"[^\s:;!?»«(\[\ufffc]+[{marks}](?=[\s»”\"\ufffc)\]]|$)|«(?=\w)"
_MARKS = {"CA": ":»"}
"""The marks that take a blank in front, where that is not `:;!?»`."""

_SPACELESS = {"bo", "km", "lo", "my", "th"}
"""Languages that use the zero width space between words."""


def begin_space(bitext: Bitext) -> Iterator[str]:
    """Blanks in front that the source does not have, or has (Weblate's id).

    PASS: en → fr: "The Moon" → "La Lune"
    FAIL: en → fr: "The Moon" → " La Lune"
    """
    source, target = bitext.source.text, bitext.target.text
    yield from _differ("start", len(source) - len(source.lstrip()), len(target) - len(target.lstrip()))


def end_space(bitext: Bitext) -> Iterator[str]:
    """Blanks behind that the source does not have, or has (Weblate's id).

    PASS: en → fr: "The Moon" → "La Lune"
    FAIL: en → fr: "The Moon" → "La Lune "
    """
    source, target = bitext.source.text, bitext.target.text
    yield from _differ("end", len(source) - len(source.rstrip()), len(target) - len(target.rstrip()))


def _differ(where: str, expected: int, found: int) -> Iterator[str]:
    if expected != found:
        yield f"blanks at the {where}: expected {expected}, found {found}"


def double_space(bitext: Bitext) -> Iterator[str]:
    """Several blanks in a row, where the source has none (Weblate's id).

    PASS: en → fr: "One. Two." → "Un. Deux."
    FAIL: en → fr: "One. Two." → "Un.  Deux."
    """
    if not _DOUBLE.search(bitext.source.prose.strip()) and (
        found := _DOUBLE.search(bitext.target.prose.strip())
    ):
        yield f"{len(found[0])} blanks in a row"


def puncspacing(bitext: Bitext) -> Iterator[str]:
    """A French mark without its blank: before `:` `;` `!` `?` `»`, after `«` (pofilter's id).

    In Canada only the colon and the quotation marks take one. `Yahoo!`, which is in the source, too, is a name.

    PASS: en → fr: "Why? “Because.”" → "Pourquoi ? « Parce que. »"
    FAIL: en → fr: "Why?" → "Pourquoi?"
    """
    target = bitext.target
    if target.language not in {"fr", "br"}:
        return
    marks = _MARKS.get(target.locale.territory, ":;!?»")
    for found in re.findall(_GLUED.format(marks=marks), target.prose):
        if found == "«":
            yield "a non-breaking space is missing after “«”"
        elif found[-1] not in "!?" or found not in bitext.source.prose:
            yield f"a non-breaking space is missing in front of “{found[-1]}”"


def zero_width_space(bitext: Bitext) -> Iterator[str]:
    """A zero width space that the source does not have (Weblate's id).

    PASS: en → fr: "The Moon" → "La Lune"
    FAIL: en → fr: "The Moon" → "La\u200bLune"
    """
    for mark in "\u200b\ufeff":
        if mark in bitext.target.text and mark not in bitext.source.text:
            if mark == "\u200b" and bitext.target.language in _SPACELESS:
                continue
            yield f"an invisible character U+{ord(mark):04X}"
