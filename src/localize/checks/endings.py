"""Checks of the mark that a text ends with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from localize.checks.bitext import OBJECT, Bitext

_MARKS = {
    "stop": ".。．｡।۔።։။།។",
    "colon": ":：︓",
    "question": "?？؟⸮፧",
    "exclamation": "!！",
    "ellipsis": "…",
}
_CLOSERS = f"\"'”“’‘»«›‹)]}}）」』】{OBJECT} \t\u00a0\u202f\u200e\u200f\u2066\u2067\u2068\u2069"
_ENDERS = "".join(_MARKS.values()) + ";"
_ABBREVIATION = re.compile(
    r"(?:^|\W)(?:[^\W\d_]\.){2,}$|\b(?:etc|Inc|Ltd|Co|Corp|Jr|Sr|vs|al|a\.\s?m|p\.\s?m|[A-Z])\.$"
)
_WITHOUT = {"stop": {"th", "lo"}, "question": {"hy", "th", "lo"}, "exclamation": {"hy"}}
_OPENED = {"es", "gl", "ast"}
_MIRRORED = {"ar", "fa", "ur", "ps", "ckb", "sd", "ug"}


def end_stop(bitext: Bitext) -> Iterator[str]:
    """A full stop at the end of one side only (Weblate's id). One that belongs to an abbreviation may be missing.

    PASS: en → fr: "He said: “Go.”" → "Il a dit : « Partez »."
    FAIL: en → fr: "The crew landed." → "L'équipage s'est posé"
    """
    yield from _ending(bitext, "stop", "a full stop")


def end_colon(bitext: Bitext) -> Iterator[str]:
    """A colon at the end of one side only (Weblate's id).

    PASS: en → fr: "He added:" → "Il a ajouté :"
    FAIL: en → fr: "He added:" → "Il a ajouté."
    """
    yield from _ending(bitext, "colon", "a colon")


def end_question(bitext: Bitext) -> Iterator[str]:
    """A question mark at the end of one side only, the wrong one for the script, or a Spanish one that opens nothing.

    PASS: en → es: "And you, who are you?" → "Y tú, ¿quién eres?"
    FAIL: en → ar: "Who are you?" → "من أنت?"
    """
    yield from _ending(bitext, "question", "a question mark")
    yield from _unopened(bitext, "?", "¿")
    if bitext.target.language in _MIRRORED and bitext.target.prose.rstrip().endswith("?"):
        yield "expected “؟”, found “?”"


def end_exclamation(bitext: Bitext) -> Iterator[str]:
    """An exclamation mark at the end of one side only, or a Spanish one that opens nothing.

    PASS: en → es: "What a night!" → "¡Qué noche!"
    FAIL: en → es: "What a night!" → "Qué noche!"
    """
    yield from _ending(bitext, "exclamation", "an exclamation mark")
    yield from _unopened(bitext, "!", "¡")


def end_ellipsis(bitext: Bitext) -> Iterator[str]:
    """An ellipsis at the end of one side only (Weblate's id); three dots are one.

    PASS: en → fr: "And then..." → "Et puis…"
    FAIL: en → fr: "And then..." → "Et puis."
    """
    yield from _ending(bitext, "ellipsis", "an ellipsis")


def _ending(bitext: Bitext, kind: str, name: str) -> Iterator[str]:
    if bitext.target.language in _WITHOUT.get(kind, ()):
        return
    expected, found = (_kinds(side.prose, side.language) for side in (bitext.source, bitext.target))
    if expected & found:
        return
    if kind in expected:
        yield f"the source ends with {name}, the translation does not"
    elif kind in found and "" in expected:
        yield f"the translation ends with {name}, the source does not"


@lru_cache(maxsize=1024)
def _kinds(prose: str, language: str) -> frozenset[str]:
    """What *prose* ends with, before, between or behind quotation marks and brackets; the empty kind is no mark."""
    tail = prose[len(prose.rstrip(_CLOSERS + _ENDERS)) :]
    tail = re.sub(r"\.{2,}", "…", tail)
    kinds = {kind for kind, marks in _MARKS.items() if any(mark in tail for mark in marks)}
    if language == "el" and ";" in tail:
        kinds.add("question")
    if not kinds or (kinds == {"stop"} and _ABBREVIATION.search(prose.rstrip(_CLOSERS))):
        kinds.add("")
    return frozenset(kinds)


def _unopened(bitext: Bitext, closer: str, opener: str) -> Iterator[str]:
    """Whether a Spanish question or exclamation lacks its opening mark; `Yahoo!`, as in the source, is a name."""
    prose = bitext.target.prose
    if bitext.target.language not in _OPENED or closer not in prose:
        return
    closed = [
        word for word in re.findall(rf"\w+\W*?[?!]*\{closer}", prose) if word not in bitext.source.prose
    ]
    if len(re.findall(rf"{opener}[¿¡]*", prose)) < len(closed):
        yield f"“{opener}” is missing in front of “{closer}”"
