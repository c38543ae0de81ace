"""Candidates for the glossary: what recurs in the articles as terms do, and is no term yet.

* acronyms, with what they stand for where an article says so: `Long Form (LF)`, told by the initials;
* names: phrases in capitals that neither a sentence's start nor a title explains;
* phrases: words in a row of which none is a function word or too general, such as `launch vehicle`.

The bias: a person reads the list from its top, so what recurs and is long comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from math import log2
from pathlib import Path

from localize.articles import some_articles
from localize.candidates_find import Run, acronym, expansion, names, phrases
from localize.candidates_text import Passage, Token, Words, passages, shouted, titled, tokens, words_for
from localize.errors import ArticleError
from localize.extract import Extract, extract
from localize.forms_plural import plural_phrases
from localize.forms_text import fold
from localize.locales import Locale
from localize.project import Project, load_glossary


class Kind(StrEnum):
    """What a candidate looks like."""

    ACRONYM = "acronym"
    NAME = "name"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may want a row in the glossary."""

    source: str
    kind: Kind
    places: tuple[tuple[str, int], ...]
    """(path from the project's root, line) of each occurrence, in reading order."""

    expansion: str = ""
    """What an acronym stands for."""

    @property
    def count(self) -> int:
        """How often it occurs."""
        return len(self.places)

    @property
    def weight(self) -> float:
        """What sorts candidates, the heaviest first: how often it occurs, in how many articles, and its words.

        An expanded acronym counts as what it stands for, and as two occurrences more; a name of one word counts half,
        since most of them need no term.
        """
        words = len((self.expansion or self.source).split())
        seen = self.count + len({path for path, _ in self.places}) + (2 if self.expansion else 0)
        return seen * (0.5 if self.kind is Kind.NAME and words == 1 else log2(1 + words))


def candidates(found: Iterable[Passage], locale: Locale, minimum: int = 2) -> tuple[Candidate, ...]:
    """What in the passages may want a row in the glossary, the most promising first.

    Args:
        found: The passages.
        locale: What they are written in. Names and acronyms need a script with capitals; phrases need stop words, which
            `candidates.toml` has for some languages.
        minimum: How often a candidate occurs at least. An acronym that comes with what it stands for may occur once.
    """
    words = words_for(locale.language)
    read = [(passage, made) for passage in found if (made := tokens(passage, locale))]
    quiet = [(passage, made) for passage, made in read if not shouted(made)]
    calm = [(passage, made) for passage, made in quiet if not titled(made, words)]
    expansions = _expansions(read, words)
    kept = [
        *(
            replace(one, expansion=expansions.get(one.source, ""))
            for one in _merged(_acronyms(quiet, expansions), locale)
        ),
        *_merged(_names(calm, words, locale), locale),
        *(_singular(one, locale) for one in _independent(_merged(_phrases(calm, words), locale))),
    ]
    told = (one for one in kept if one.count >= minimum or one.expansion)
    return tuple(sorted(told, key=lambda one: (-one.weight, fold(one.source))))


def propose(
    project: Project, only: Sequence[Path] = (), minimum: int = 2
) -> tuple[tuple[Candidate, ...], tuple[ArticleError, ...]]:
    """The candidates of a project's articles, and the articles that cannot be read.

    Args:
        project: The project.
        only: Files or folders of articles to look at instead of all.
        minimum: How often a candidate occurs at least; see `candidates`.

    Raises:
        ProjectError: There are no articles to look at.
        GlossaryError: A glossary file is wrong.
    """
    glossary = load_glossary(project)
    chosen, refused = some_articles(project, only)
    extracts: list[Extract] = []
    errors = list(refused)
    for article in chosen:
        try:
            extracts.append(extract(project, article, glossary))
        except ArticleError as error:
            errors.append(error)
    return candidates(passages(extracts), project.source_locale, minimum), tuple(errors)


_Read = Sequence[tuple[Passage, tuple[Token, ...]]]
_Sighting = tuple[str, Kind, tuple[str, int]]


def _expansions(read: _Read, words: Words) -> dict[str, str]:
    """What each acronym stands for, by the article that says so first."""
    found: dict[str, str] = {}
    for passage, made in read:
        for at, token in enumerate(made):
            if not token.known and (run := expansion(made, at, passage.text, words)):
                found.setdefault(acronym(token), _text(run, passage))
    return found


def _text(run: Run, passage: Passage) -> str:
    return " ".join(passage.text[run[0].start : run[-1].end].split())


def _acronyms(read: _Read, expansions: Mapping[str, str]) -> Iterator[_Sighting]:
    """Acronyms; what elsewhere has one capital only is none: `VIENNA` of a dateline."""
    once = {token.folded for _, made in read for token in made if token.text.istitle()}
    for passage, made in read:
        for token in made:
            found = "" if token.known or token.code else acronym(token)
            if found and (found in expansions or not (found.isupper() and found.lower() in once)):
                yield found, Kind.ACRONYM, (passage.path, passage.line)


def _names(read: _Read, words: Words, locale: Locale) -> Iterator[_Sighting]:
    small = {token.folded for _, made in read for token in made if token.text.islower()}
    sure = {token.text for _, made in read for token in made if token.capital and not token.opens}
    pairs = [(passage, run, other) for passage, made in read for run, other in names(made, words, locale)]
    alone = {_text(run, passage) for passage, run, other in pairs if not other}
    for passage, run, other in pairs:
        runs = [run, other] if other else [run]
        if other and not any(_text(one, passage) in alone or any(t.known for t in one) for one in runs):
            joined = " ".join(passage.text[run[0].start : other[-1].end].split())
            yield joined, Kind.NAME, (passage.path, passage.line)
            continue
        for one in runs:
            kept = _certain(one, small, passage, alone)
            new = not all(token.known for token in kept if token.capital)
            if new and (len(kept) > 1 or kept[0].text in sure):
                yield _text(kept, passage), Kind.NAME, (passage.path, passage.line)


def _certain(run: Run, small: Collection[str], passage: Passage, alone: Collection[str]) -> Run:
    """*run* without a first word that only begins a sentence; () where nothing is left, or an acronym."""
    if run[0].opens and run[0].folded in small and (len(run) == 1 or _text(run[1:], passage) in alone):
        run = run[1:]
    return () if len(run) == 1 and (acronym(run[0]) or run[0].shouted) else run


def _phrases(read: _Read, words: Words) -> Iterator[_Sighting]:
    for passage, made in read:
        for run in phrases(made, words):
            yield fold(_text(run, passage)), Kind.PHRASE, (passage.path, passage.line)


def _merged(sightings: Iterable[_Sighting], locale: Locale) -> list[Candidate]:
    """The candidates of sightings; a plural counts for its singular, where that occurs."""
    places: dict[tuple[str, Kind], list[tuple[str, int]]] = {}
    for source, kind, place in sightings:
        places.setdefault((source, kind), []).append(place)
    for source, kind in list(places):
        for plural in plural_phrases(source, locale.language):
            if plural != source and (source, kind) in places and (plural, kind) in places:
                places[source, kind] += places.pop((plural, kind))
    return [Candidate(source, kind, tuple(sorted(found))) for (source, kind), found in places.items()]


def _singular(phrase: Candidate, locale: Locale) -> Candidate:
    """*phrase* in the singular where English has one, since a glossary finds the plural of its terms, too."""
    from simplemma import lemmatize

    if locale.language != "en":
        return phrase
    head, _, last = phrase.source.rpartition(" ")
    singular = f"{head} {lemmatize(last, lang='en', low_memory=True)}"
    return replace(phrase, source=singular) if phrase.source in plural_phrases(singular, "en") else phrase


def _independent(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The phrases that also stand without a longer one around them."""
    around: dict[str, int] = {}
    for one in found:
        parts = one.source.split()
        for start, end in combinations(range(len(parts) + 1), 2):
            if end - start < len(parts):
                part = " ".join(parts[start:end])
                around[part] = max(around.get(part, 0), one.count)
    return (one for one in found if around.get(one.source, 0) < one.count)
