"""Checks find what is wrong with a target, and leave good translations alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalog import Entry
from localize.checks import CHECKS, Problem, Severity, Subject, check, ignored_of, inconsistent
from localize.document import Code
from localize.formats.literals import with_literals
from localize.glossary import Glossary, Status, Term
from localize.locales import Locale

CASES = Path(__file__).parent / "cases" / "checks"
CORPUS = Path(__file__).parents[1].parent / "shared" / "corpora" / "dev"
VISIBLE = str.maketrans({"␣": " ", "⍽": "\u00a0", "⌁": "\u200b", "⁅": "\u2068", "⁆": "\u2069", "⇇": "\u202e"})
HEAD = re.compile(r"(PASS|FAIL) (\S+) → (\S+): (.*)")
EXAMPLE = re.compile(r'(PASS|FAIL): (\S+) → (\S+): "(.*)" → "(.*?)"(?: \((.*)\))?$', re.MULTILINE)
TAG = re.compile(r"<(\w+)>(.*?)</\1>|\[([^]]*)\]\(([^)]*)\)|\[\^\w+\]|</?\w+>|&amp;")


@dataclass(frozen=True)
class Case:
    """A bitext, and whether a check should fire on it."""

    check: str
    fails: bool
    source_locale: str
    target_locale: str
    title: str
    source: str
    target: str
    terms: str = ""
    message: str = ""

    def __str__(self) -> str:
        return f"{self.check}-{'FAIL' if self.fails else 'PASS'}-{self.target_locale}-{self.title}"


def codes_of(text: str) -> tuple[Code, ...]:
    """A small markup: tags, links, one escape, and the literals of every format."""
    found: list[Code] = []
    for m in TAG.finditer(text):
        if m[1]:
            found.append(Code(*m.span(), f"<{m[1]}>", m.span(2)))
        elif m[4] is not None:
            found.append(Code(*m.span(), f"link {m[4]}", m.span(3)))
        else:
            found.append(Code(*m.span(), m[0], char="&" if m[0] == "&amp;" else ""))
    return with_literals(text, found)


@lru_cache
def glossary_of(terms: str, source_locale: str, target_locale: str) -> Glossary:
    """The glossary that a case writes as `probe = sonde|engin, crew ≠ troupe`."""
    rows = [re.split(r" ([=≠]) ", term) for term in terms.split(", ") if term]
    found = [
        Term(
            source,
            ((target_locale, tuple(forms.split("|"))),),
            Status.FORBIDDEN if sign == "≠" else Status.PREFERRED,
        )
        for source, sign, forms in rows
    ]
    return Glossary.of(found, Locale.parse(source_locale))


def subject_of(case: Case) -> Subject:
    """What the check gets to see."""
    glossary = glossary_of(case.terms, case.source_locale, case.target_locale)
    return Subject(
        source=case.source,
        target=case.target,
        source_locale=Locale.parse(case.source_locale),
        target_locale=Locale.parse(case.target_locale),
        codes_of=codes_of,
        hits=glossary.find(case.source),
        glossary=glossary,
    )


def plain(source: str, target: str, target_locale: str = "fr", source_locale: str = "en") -> Subject:
    """A subject without terms."""
    parse = Locale.parse
    return Subject(
        source,
        target,
        parse(source_locale),
        parse(target_locale),
        codes_of,
        (),
        Glossary.of((), parse(source_locale)),
    )


def cases() -> Iterator[Case]:
    """What the case files hold; their README says how they are written."""
    for path in sorted(CASES.glob("*.txt")):
        for record in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in record.splitlines() if not line.startswith("#")]
            if not lines:
                continue
            head = HEAD.fullmatch(lines[0])
            assert head, f"{path.name}: {lines[0]}"
            source, target, *rest = (line.translate(VISIBLE) for line in lines[1:])
            more = dict(line.split(": ", 1) for line in rest)
            assert set(more) <= {"terms", "says"}, f"{path.name}: {lines[0]}"
            yield Case(
                path.stem, head[1] == "FAIL", head[2], head[3], head[4], source, target,
                more.get("terms", ""), more.get("says", ""),
            )  # fmt: skip


def examples() -> Iterator[Case]:
    """What the docstrings of the checks show."""
    for one in CHECKS.values():
        for outcome, source_locale, target_locale, source, target, terms in EXAMPLE.findall(
            one.find.__doc__ or ""
        ):
            fails = outcome == "FAIL"
            yield Case(one.id, fails, source_locale, target_locale, "docstring", source, target, terms)


@pytest.mark.parametrize("case", [*examples(), *cases()], ids=str)
def test_a_check_fires_where_it_must_and_nowhere_else(case: Case) -> None:
    """A FAIL case gives a problem of its check, a PASS case none; in `noop` no check says anything."""
    problems = check(subject_of(case))
    found = [p.message for p in problems if case.check in {p.check, "noop"}]
    assert bool(found) == case.fails, found
    assert case.message in "\n".join(found)


@pytest.mark.parametrize("id", CHECKS)
def test_every_check_shows_what_passes_and_what_fails(id: str) -> None:  # noqa: A002
    """A docstring has an example of each, and the case files have at least one of each."""
    assert {case.fails for case in examples() if case.check == id} == {True, False}
    assert {case.fails for case in cases() if case.check == id} == {True, False}
    assert CHECKS[id].id == id


def test_an_empty_target_is_untranslated_and_nothing_else() -> None:
    """Whatever the source holds, an entry without target has one problem, of severity info."""
    problems = check(plain("See https://example.org, {name}: 17 (of 20)!", " "))
    assert [(p.check, p.severity) for p in problems] == [("untranslated", Severity.INFO)]


def test_errors_are_told_first() -> None:
    """A translator reads what forbids publishing before what is only doubtful."""
    problems = check(plain("The {name} landed in 2021.", "Le {nom} s'est posé en 2012"))
    assert [p.severity for p in problems] == sorted(
        (p.severity for p in problems), key=["error", "warning"].index
    )
    assert {"placeholders", "numbers", "end_stop"} == {p.check for p in problems}


def test_a_person_can_switch_checks_off() -> None:
    """`localize: ignore-<id>` in an entry's comments silences that check alone; other comments say nothing."""
    ignored = ignored_of(
        ["localize: ignore-numbers, ignore-end-stop", "please ignore-same", "localize: locked"]
    )
    assert ignored == {"numbers", "end_stop"}
    assert check(plain("In 2021.", "En 2012"), ignored) == ()


def test_a_pseudo_locale_gets_errors_alone() -> None:
    """Its targets are odd on purpose, but must keep their markup."""
    assert check(plain("The crew landed.", "[Ţĥéé çŕéŵ ļåñðéð", "en-XA")) == ()
    assert [p.check for p in check(plain("Hello {name}.", "[Ĥéļļö", "en-XA"))] == ["placeholders"]


def test_equal_sources_have_equal_targets() -> None:
    """What most approved entries say stands; an entry that differs is named, with what it should say."""
    one = Entry("Read more", "Lire la suite")
    other = Entry("Read more", "En savoir plus", fuzzy=True)
    approved = Entry("Read more", "Lire plus")
    found = list(inconsistent([("a", other), ("b", one), ("c", other), ("d", one), ("e", approved)]))
    assert [(place, entry) for place, entry, _ in found] == [("a", other), ("c", other), ("e", approved)]
    assert found[0][2] == Problem("inconsistent", Severity.WARNING, "elsewhere translated as “Lire la suite”")


def test_entries_that_are_told_apart_may_differ() -> None:
    """Another context, an obsolete entry, a missing target and an entry that says so are no contradiction."""
    entries = [
        Entry("Home", "Accueil"),
        Entry("Home", "Domicile", context="table cell"),
        Entry("Home", "Maison", obsolete=True),
        Entry("Home", ""),
        Entry("Home", "Foyer", comments=("localize: ignore-inconsistent",)),
    ]
    assert list(inconsistent(enumerate(entries))) == []


LATIN = st.text(st.sampled_from("aé n.?!…:\"'«»()[]{}<b></>0 12,.IVX%\u00a0\u200b🚀\n"), max_size=60)
MESSY = st.text(st.sampled_from("aé ن中.?!…:\"'«»()[]{}<b></>0١12,.IVX%\u00a0\u200b🚀\n"), max_size=60)


@settings(max_examples=100, deadline=None)
@given(MESSY, MESSY, st.sampled_from(["fr", "es", "ar", "de", "el", "zh", "th", "fr-CA"]))
def test_checks_never_fail_themselves(source: str, target: str, locale: str) -> None:
    """Any text gets an answer, the same each time, and every message is one short line."""
    subject = plain(source, target, locale)
    problems = check(subject)
    assert problems == check(subject)
    assert all(0 < len(p.message) < 200 and "\n" not in p.message for p in problems)


@settings(max_examples=100, deadline=None)
@given(LATIN)
def test_a_source_left_as_it_is_has_lost_nothing(text: str) -> None:
    """Between forms of one language an equal target has no problem, however odd the source."""
    problems = check(plain(text, text, "en-GB")) if text.strip() else ()
    assert problems == ()


def bitexts(language: str) -> list[tuple[str, str]]:
    """Human translations of news from English, a line each; blanks at the ends of lines are the file's."""
    read = [(CORPUS / f"flores.{code}").read_text(encoding="utf-8").splitlines() for code in ("en", language)]
    return [(source.strip(), target.strip()) for source, target in zip(*read, strict=True)]


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not here")


@needs_corpus
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_human_translations_are_left_alone(language: str) -> None:
    """Of 1,000 human translations an error fires on fewer than 5, a warning on fewer than 30."""
    fired = Counter(
        (p.check, p.severity)
        for source, target in bitexts(language)
        for p in {p.check: p for p in check(plain(source, target, language))}.values()
    )
    limits = {Severity.ERROR: 5, Severity.WARNING: 30, Severity.INFO: 1}
    assert {c: n for (c, severity), n in fired.items() if n >= limits[severity]} == {}


@needs_corpus
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_spoiled_figure_is_found(language: str) -> None:
    """Of human translations in which one figure of three digits or more was changed, 98 % are named."""
    spoiled = [
        (source, target[: m.start()] + str(int(m[0]) + 101) + target[m.end() :])
        for source, target in bitexts(language)
        if (m := re.search(r"(?<![\d.,٬٫])[1-9١-٩]\d{2,3}(?![\d.,٬٫])", target))
    ]
    named = [pair for pair in spoiled if "numbers" in {p.check for p in check(plain(*pair, language))}]
    assert len(spoiled) > 50
    assert len(named) >= 0.98 * len(spoiled)
