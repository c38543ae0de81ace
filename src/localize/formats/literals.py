"""Literals: stretches of running text that mean the same in every language and pass unchanged in every format."""

from __future__ import annotations

import re
from collections.abc import Iterable

from localize.document import Code

_WRITTEN = r"""
      \{\{[^{}\n]{0,300}\}\} | \{%[^%\n]{0,300}%\}             # Hugo, Jinja, Liquid, Mustache
    | \$\{[^{}\s]+\} | \{\w[\w.]*\}                          # ${name}, {name}, {0}
    | %\([A-Za-z_]\w*\)[sdif] | %(?<!\d%)(?:[1-9]\$)?[sd](?![\w%])  # printf, but not "5%s"
    | ⟦[^⟦⟧\s]{1,8}⟧                                          # what sentinels look like
    | (?:https?|ftp)://[^\s<>"'`)\]}]*[^\s<>"'`)\]}.,;:!?»”…]
    | www\.(?<![\w.@]www\.)[^\s<>"'`)\]}]*[^\s<>"'`)\]}.,;:!?»”…]
"""
_LITERAL = re.compile(_WRITTEN, re.VERBOSE)
_LITERAL_OR_MAIL = re.compile(rf"{_WRITTEN} | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+", re.VERBOSE)
"""Where there is an `@`: all words have to be tried, which costs half of the time."""

_MARKS = ("@", "://", "www.", "{", "%", "⟦")
"""One of these is in every literal."""


def literals(text: str) -> tuple[Code, ...]:
    """The URLs, e-mail addresses and placeholders in *text*, as opaque codes that must come back exactly."""
    if not any(mark in text for mark in _MARKS):
        return ()
    pattern = _LITERAL_OR_MAIL if "@" in text else _LITERAL
    return tuple(Code(m.start(), m.end(), m.group()) for m in pattern.finditer(text))


def with_literals(source: str, codes: Iterable[Code]) -> tuple[Code, ...]:
    """*codes*, and the literals of *source* that lie in no opaque one and cross no paired one; both are by their start."""
    codes = tuple(codes)
    free = [found for found in literals(source) if all(_free_of(found, code) for code in codes)]
    return tuple(sorted((*codes, *free), key=lambda c: (c.start, -c.end))) if free else codes


def _free_of(literal: Code, code: Code) -> bool:
    """Whether the two are disjoint, or the literal lies in the text that *code* wraps."""
    if literal.end <= code.start or code.end <= literal.start:
        return True
    return code.inner is not None and code.inner[0] <= literal.start and literal.end <= code.inner[1]
