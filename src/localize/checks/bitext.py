"""What a check looks at, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from localize.codes import raised
from localize.document import Code
from localize.glossary import Glossary, Hit
from localize.locales import Locale

OBJECT = "\ufffc"
"""Stands in prose for an opaque code."""


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """The target must not be published."""

    WARNING = "warning"
    """A person should look."""

    INFO = "info"
    """Worth counting, no fault."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a check found in one entry."""

    check: str
    """Id of the check, as Weblate or pofilter name it where they have it."""

    severity: Severity

    message: str
    """What was expected and what was found, for a translator, without a full stop."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A source and its target, and all that a check may ask about them."""

    source: str
    target: str
    source_locale: Locale
    target_locale: Locale

    codes_of: Callable[[str], tuple[Code, ...]]
    """The format's way to tell inline codes."""

    hits: tuple[Hit, ...]
    """The glossary's terms in the source."""

    glossary: Glossary

    role: str = ""
    """What the unit is: `heading`, `alt`…; empty for running text."""


@dataclass(frozen=True, slots=True)
class Side:
    """One half of a bitext."""

    text: str
    locale: Locale
    codes: tuple[Code, ...]

    prose: str
    """The text as a reader sees it: no markup around words, escapes resolved, `OBJECT` for each opaque code."""

    @property
    def language(self) -> str:
        """ISO 639 code of its locale."""
        return self.locale.language


@dataclass(frozen=True, slots=True)
class Bitext:
    """A subject made ready: what several checks need is worked out once."""

    source: Side
    target: Side
    hits: tuple[Hit, ...]
    glossary: Glossary


Find = Callable[[Bitext], Iterator[str]]
"""What a check is: it yields a message for each fault, and nothing for a bitext without fault."""


def prepare(subject: Subject) -> Bitext:
    """*subject* with its codes and its prose."""
    return Bitext(
        source=_side(subject.source, subject.source_locale, subject.codes_of),
        target=_side(subject.target, subject.target_locale, subject.codes_of),
        hits=subject.hits,
        glossary=subject.glossary,
    )


@lru_cache(maxsize=16_384)  # a source is checked once a locale and more, with every target that is tried
def _side(text: str, locale: Locale, codes_of: Callable[[str], tuple[Code, ...]]) -> Side:
    codes = codes_of(text)
    return Side(text, locale, codes, _prose(text, codes))


def _prose(text: str, codes: Sequence[Code]) -> str:
    edits: list[tuple[int, int, str]] = []
    wrapped: dict[int, str] = {}
    for code in codes:
        if code.inner is None:
            edits.append((code.start, code.end, code.char or OBJECT))
        else:
            edits += (code.start, code.inner[0], ""), (code.inner[1], code.end, "")
            wrapped[code.start] = text[slice(*code.inner)]
    prose, at = "", 0
    for start, end, written in sorted(edits):
        prose += text[at:start]
        prose += " " if raised(prose, wrapped.get(start, "")) else written
        at = end
    return prose + text[at:]


def words(text: str) -> list[str]:
    """The words of *text*, as they are written: runs of letters and digits, held together by apostrophes."""
    return re.findall(r"\w+(?:['’]\w+)*", text)


def quoted(text: str) -> str:
    """*text* in quotation marks for a message: on one line, and cut where it is long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"
