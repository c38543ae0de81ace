"""Terms to pin in a text: drawn from a dictionary, and asked for as they should or should not be rendered."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import _data

from localize.candidates_text import words_for
from localize.formats.text import codes
from localize.forms import admits
from localize.forms_same import lemma
from localize.forms_text import fold, words_of
from localize.glossary import Glossary, Term
from localize.job import Job, Jobs, Reading, read
from localize.locales import Locale

_WORDS = 4  # of a term, at most
_LETTERS = 5  # of a term and its rendering, at least: shorter words are seldom terms
_TERMS = 3  # of a segment, at most: the longest
_COMMON = 0.02  # share of the lines in which a term may stand; what is everywhere is no term

Renderings = Mapping[str, str]
"""For each term the wording to ask for."""


def drawn(text: _data.Sample, dictionary: Iterable[tuple[str, str]], locale: Locale) -> Renderings:
    """The dictionary's terms that stand in the sources, each with the rendering that most of the references hold."""
    options = _candidates(text.sources, dictionary)
    finder = Glossary.of([Term(source) for source in options], _data.ENGLISH)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    lines: Counter[str] = Counter()
    for source, reference in zip(text.sources, text.references, strict=True):
        for term in {hit.term.source for hit in finder.find(source)}:
            lines[term] += 1
            held[term].update(form for form in options[term] if admits([form], reference, locale))
    most = max(2, _COMMON * len(text.sources))
    return {
        term: min(forms, key=lambda form: (-forms[form], form))
        for term, forms in sorted(held.items())
        if forms and lines[term] <= most
    }


def _candidates(sources: Sequence[str], dictionary: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The terms that the sources hold word for word, with their renderings in the dictionary; verbs are left out."""
    phrases: set[str] = set()
    for line in sources:
        words = [word.text.lower() for word in words_of(line)]
        phrases |= {
            " ".join(words[at : at + size]) for size in range(1, _WORDS + 1) for at in range(len(words))
        }
    entries = list(dictionary)
    verbs = {(source[3:], rendering) for source, rendering in entries if source.startswith("to ")}
    options: dict[str, list[str]] = defaultdict(list)
    for source, rendering in entries:
        if (source, rendering) in verbs:
            continue
        if source.lower() in phrases and fold(source) != fold(rendering) and _is_term(source, rendering):
            options[source].append(rendering)
    return dict(options)


def _is_term(source: str, rendering: str) -> bool:
    """Whether a dictionary's entry is what a glossary might hold: nouns and adjectives, none of them inflected."""
    for text in (source, rendering):
        if len(text) < _LETTERS or text != text.strip(" .:!?…") or text.count(" ") >= _WORDS:
            return False
    small = words_for("en")
    *_, last = words = [word.text for word in words_of(source)]
    inflected = last.islower() and lemma(last, "en") != last
    return not (
        inflected
        or small.last.search(last)
        or any(word.lower() in small.stop or small.never.search(word) for word in words)
    )


def shuffled(proper: Renderings, seed: int) -> Renderings:
    """The same terms, each with the rendering of another."""
    terms = sorted(proper)
    random.Random(seed).shuffle(terms)  # noqa: S311 - no secret
    return {term: proper[other] for term, other in zip(terms, [*terms[1:], *terms[:1]], strict=True)}


def jobs(
    text: _data.Sample, proper: Renderings, asked: Renderings, locale: Locale, share: float = 1.0
) -> list[Job]:
    """The segments with the *asked* renderings of the terms whose *proper* ones their references hold.

    Where that is more than a *share* of them, some, spread evenly over the text, have no terms.
    """
    terms = [Term(source, ((locale.tag, (wording,)),)) for source, wording in asked.items()]
    glossary = Glossary.of(terms, _data.ENGLISH)
    made = Jobs(glossary, codes, _data.ENGLISH, locale)
    readings = (read(source, "", codes, glossary) for source in text.sources)
    kept = [_kept(*one, proper, locale) for one in zip(readings, text.references, strict=True)]
    return [made.job(reading) for reading in _thinned(kept, share)]


def _thinned(readings: Sequence[Reading], share: float) -> Iterator[Reading]:
    """*readings* with terms in that *share* of them, at most."""
    wanted = min(1.0, share * len(readings) / max(1, sum(bool(one.hits) for one in readings)))
    seen = 0
    for one in readings:
        before, seen = seen, seen + bool(one.hits)
        yield one if int(seen * wanted) > int(before * wanted) else replace(one, hits=())


def _kept(reading: Reading, reference: str, proper: Renderings, locale: Locale) -> Reading:
    right = [hit for hit in reading.hits if admits([proper[hit.term.source]], reference, locale)]
    longest = sorted(right, key=lambda hit: -len(hit.surface))[:_TERMS]
    return replace(reading, hits=tuple(hit for hit in right if hit in longest))
