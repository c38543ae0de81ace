"""Checks of what must come back as it is: markup, placeholders, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from localize.checks.bitext import Bitext, Side, quoted
from localize.document import Code
from localize.formats.literals import literals

_URL = re.compile(r"(?:https?|ftp)://|www\.", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ISOLATION = re.compile(r"<bd[io]\b|<span\b[^>]*\bdir=", re.IGNORECASE)
"""Markup that a target from right to left may need around names and code."""


def codes(bitext: Bitext) -> Iterator[str]:
    """Inline markup that was lost, added or emptied (Weblate: `xml-tags`, `md-link`, `md-syntax`).

    PASS: en → fr: "<b>Stop</b> here." → "<b>Arrêtez-vous</b> ici."
    FAIL: en → fr: "<b>Stop</b> here." → "Arrêtez-vous ici."
    """
    yield from _differences(bitext, _is_markup)
    full = {code.key for code in bitext.source.codes if _inner(bitext.source, code)}
    for code in bitext.target.codes:
        if code.inner and code.key in full and not _inner(bitext.target, code):
            yield f"{quoted(bitext.target.text[code.start : code.end])} holds no text"


def placeholders(bitext: Bitext) -> Iterator[str]:
    """A placeholder that was lost, added or changed.

    PASS: en → fr: "Hello {name}, you owe %s." → "{name}, vous devez %s."
    FAIL: en → fr: "Hello {name}, you owe %s." → "{nom}, vous devez %s."
    """
    yield from _differences(bitext, _is_placeholder)


def urls(bitext: Bitext) -> Iterator[str]:
    """A web address that was lost, added or changed; one may lead to the target's language instead of the source's.

    PASS: en → fr: "See https://example.org/en/moon." → "Voir https://example.org/fr/moon."
    FAIL: en → fr: "See https://example.org/moon." → "Voir https://example.org/lune."
    """
    yield from _differences(bitext, _is_url)


def emails(bitext: Bitext) -> Iterator[str]:
    """An e-mail address that was lost, added or changed.

    PASS: en → fr: "Write to desk@example.org." → "Écrivez à desk@example.org."
    FAIL: en → fr: "Write to desk@example.org." → "Écrivez à bureau@example.org."
    """
    yield from _differences(bitext, _is_email)


def _inner(side: Side, code: Code) -> str:
    """The text that *code* wraps, without blanks around it."""
    return side.text[slice(*code.inner)].strip() if code.inner else ""


def _is_url(code: Code) -> bool:
    return code.inner is None and _URL.match(code.key) is not None


def _is_email(code: Code) -> bool:
    return code.inner is None and _EMAIL.fullmatch(code.key) is not None


def _is_placeholder(code: Code) -> bool:
    return _is_literal(code) and not _is_url(code) and not _is_email(code)


def _is_markup(code: Code) -> bool:
    return not code.char and not _is_literal(code)


def _is_literal(code: Code) -> bool:
    if code.inner is not None:
        return False
    found = literals(code.key)
    return len(found) == 1 and found[0].key == code.key


def _differences(bitext: Bitext, chosen: Callable[[Code], bool]) -> Iterator[str]:
    """A message for each of the *chosen* codes that one side has more often than the other."""
    languages = f"{bitext.source.language}|{bitext.target.language}"
    expected, found = (_written(side, chosen, languages) for side in (bitext.source, bitext.target))
    for key, shown in expected.items():
        if missing := shown[len(found.get(key, ())) :]:
            yield f"{quoted(missing[0])} is missing{_times(missing)}"
    for key, shown in found.items():
        added = shown[len(expected.get(key, ())) :]
        if added and not (bitext.target.locale.rtl and _ISOLATION.match(added[0])):
            yield f"{quoted(added[0])} is not in the source{_times(added)}"


def _times(codes: list[str]) -> str:
    return f", {len(codes)} times" if len(codes) > 1 else ""


def _written(side: Side, chosen: Callable[[Code], bool], languages: str) -> dict[tuple[bool, str], list[str]]:
    """How the *chosen* codes are written, those together that stand for the same thing."""
    found: dict[tuple[bool, str], list[str]] = {}
    for code in filter(chosen, side.codes):
        key = (code.inner is not None, _neutral(code.key, languages))
        found.setdefault(key, []).append(_shown(side, code))
    return found


def _shown(side: Side, code: Code) -> str:
    """What of *code* a translator would look for: the markup without the words that it wraps."""
    if code.inner is None:
        return side.text[code.start : code.end]
    return f"{side.text[code.start : code.inner[0]]}…{side.text[code.inner[1] : code.end]}"


def _neutral(key: str, languages: str) -> str:
    """*key* without the language's own subdomain or folder in an address."""
    return re.sub(rf"(?<=/)(?:{languages})(?:[-_][a-z]{{2,4}})?(?:[./]|$)", "", key, flags=re.IGNORECASE)
