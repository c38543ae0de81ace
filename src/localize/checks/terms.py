"""Checks of the glossary's terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from localize.checks.bitext import Bitext, quoted
from localize.forms import admits, occurrences
from localize.forms_text import fold, words_of

_ALIKE = 70.0  # percent of similarity from which words of a target are shown as what stands there instead


def check_glossary(bitext: Bitext) -> Iterator[str]:
    """A term of the source that has none of its admitted forms in the target (Weblate's id).

    PASS: en → fr: "The probe left." → "La sonde est partie." (probe = sonde)
    FAIL: en → fr: "The probe left." → "L'engin est parti." (probe = sonde)
    """
    locale = bitext.target.locale
    for term, surface in {hit.term: hit.surface for hit in bitext.hits}.items():
        forms = term.forms(locale)
        if forms and not admits(forms, bitext.target.prose, locale):
            expected = " or ".join(f"“{form}”" for form in forms[:3])  # in full: it may have to be typed
            yield f"{quoted(surface)}: expected {expected}, {_instead(bitext, forms, surface)}"


def forbidden_term(bitext: Bitext) -> Iterator[str]:
    """A wording in the target that the glossary forbids.

    PASS: en → fr: "The crew landed." → "L'équipage s'est posé." (crew ≠ troupe)
    FAIL: en → fr: "The crew landed." → "La troupe s'est posée." (crew ≠ troupe)
    """
    prose = bitext.target.prose
    for term, (start, end) in bitext.glossary.forbidden(prose, bitext.target.locale, bitext.source.prose):
        instead_of = f" for {quoted(term.source)}" if term.source else ""
        yield f"{quoted(prose[start:end])} must not be used{instead_of}{f': {term.note}' if term.note else ''}"


def _instead(bitext: Bitext, forms: Sequence[str], surface: str) -> str:
    """What the target has in a term's place, as far as spelling tells."""
    prose = bitext.target.prose
    if kept := occurrences([surface], prose, bitext.source.locale):
        return f"found {quoted(prose[slice(*kept[0])])}, untranslated"
    near = max((found for form in forms if (found := _nearest(form, prose))), default=None)
    return f"found {quoted(near[1])}" if near else "found nothing like it"


def _nearest(form: str, prose: str) -> tuple[float, str] | None:
    """The words of a target that are most like *form*, whatever their order, and how much they are."""
    words, size = words_of(prose), len(words_of(form))
    runs = [
        prose[words[at].start : words[at + count - 1].end]
        for count in range(max(1, size - 1), size + 2)
        for at in range(len(words) - count + 1)
    ]
    if size == 1:  # short words are soon alike: lune, une
        runs = [run for run in runs if fold(run)[:2] == fold(form)[:2]]
    found = process.extractOne(form, runs, scorer=fuzz.token_sort_ratio, processor=fold, score_cutoff=_ALIKE)
    return (found[1], found[0]) if found else None
