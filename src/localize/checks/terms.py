"""Checks of the glossary's terms."""

from __future__ import annotations

from collections.abc import Iterator

from localize.checks.bitext import Bitext, quoted
from localize.forms import admits


def check_glossary(bitext: Bitext) -> Iterator[str]:
    """A term of the source that has none of its admitted forms in the target (Weblate's id).

    PASS: en → fr: "The probe left." → "La sonde est partie." (probe = sonde)
    FAIL: en → fr: "The probe left." → "L'engin est parti." (probe = sonde)
    """
    locale = bitext.target.locale
    for term, surface in {hit.term: hit.surface for hit in bitext.hits}.items():
        forms = term.forms(locale)
        if forms and not admits(forms, bitext.target.prose, locale):
            yield f"{quoted(surface)}: expected {' or '.join(map(quoted, forms[:3]))}"


def forbidden_term(bitext: Bitext) -> Iterator[str]:
    """A wording in the target that the glossary forbids.

    PASS: en → fr: "The crew landed." → "L'équipage s'est posé." (crew ≠ troupe)
    FAIL: en → fr: "The crew landed." → "La troupe s'est posée." (crew ≠ troupe)
    """
    prose = bitext.target.prose
    for term, (start, end) in bitext.glossary.forbidden(prose, bitext.target.locale, bitext.source.prose):
        instead_of = f" for {quoted(term.source)}" if term.source else ""
        yield f"{quoted(prose[start:end])} must not be used{instead_of}{f': {term.note}' if term.note else ''}"
