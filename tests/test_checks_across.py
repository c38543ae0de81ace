"""Checks of many entries, the marks that silence checks, and the page about them all."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from localize.catalog import Entry, Mark, digest_of
from localize.checks import (
    ACROSS,
    CHECKS,
    Problem,
    Severity,
    check,
    fuzzy_published,
    ignored_of,
    markup_guessed,
    reused,
)
from localize.copies_label import shown_as_reviewed
from localize.glossary import Glossary, Status, Term
from localize.locales import Locale
from localize.project import Article, Project
from test_checks import Case, bitexts, cases, needs_corpus, plain, subject_of

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
TEXTS = {
    **{one.id: (one.severity, one.find) for one in CHECKS.values()},
    **{find.__name__: (Severity.WARNING, find) for find in ACROSS},
}
FAILING = [case for case in cases() if case.fails and case.check in CHECKS]


@pytest.mark.parametrize("case", FAILING, ids=str)
def test_every_check_can_be_silenced_for_one_entry(case: Case) -> None:
    """`# localize: ignore-<id>` silences that check and leaves the others as they are."""
    subject = subject_of(case)
    ignored = ignored_of([f"localize: ignore-{case.check.replace('_', '-')}"])
    left = tuple(problem for problem in check(subject) if problem.check != case.check)
    assert check(subject, ignored) == left


def test_a_target_that_serves_two_sources_is_named() -> None:
    """Both entries are told, each with the other's source."""
    one = Entry("The crew sleeps now.", "L'équipage dort maintenant, enfin.")
    other = Entry("The crew eats now.", "L'équipage dort maintenant, enfin.", fuzzy=True)
    found = list(reused([("a", one), ("b", other), ("c", Entry("So.", "Ainsi."))]))
    assert [(place, entry) for place, entry, _ in found] == [("a", one), ("b", other)]
    assert found[0][2] == Problem("reused", Severity.WARNING, "also stands for “The crew eats now.”")


def test_a_target_may_serve_sources_that_say_the_same() -> None:
    """Capitals, marks and blanks make no other source; short, silenced, obsolete and plural entries are left alone."""
    target = "L'équipage dort maintenant, enfin."
    entries = [
        Entry("The crew sleeps now.", target),
        Entry("the **crew** sleeps  now", target),
        Entry("The crew eats.", target, comments=("localize: ignore-reused",)),
        Entry("The crew drinks.", target, obsolete=True),
        Entry("The crew works.", target, plural=True),
        Entry("More", "Lire la suite"),
        Entry("Go on", "Lire la suite"),
    ]
    assert list(reused(enumerate(entries))) == []


def test_an_open_entry_behind_an_unlabelled_copy_is_named() -> None:
    """Approved, untranslated and silenced entries are not, nor any in an article whose copy is labelled."""
    draft = Entry("The crew sleeps.", "L'équipage dort.", fuzzy=True)
    entries = [
        ("moon", draft),
        ("moon", Entry("It rains.", "Il pleut.")),
        ("moon", Entry("It snows.")),
        ("moon", Entry("So.", "Ainsi.", fuzzy=True, comments=("localize: ignore-fuzzy-published",))),
        ("mars", draft),
    ]
    found = list(fuzzy_published(entries, lambda place: place == "moon"))
    assert [(place, entry, problem.check) for place, entry, problem in found] == [
        ("moon", draft, "fuzzy_published")
    ]


@pytest.mark.parametrize(
    ("copy", "reviewed"),
    [
        ("---\nlang: fr\n---\n\nLa lune.\n", True),
        ("---\nlang: fr\n---\n\n> *Traduction automatique, pas encore relue par une\\_ personne.*\n", False),
        (
            '<p class="localize-label">Traduction automatique,\n relue en partie par une personne&#46;</p>',
            False,
        ),
        (None, False),
    ],
)
def test_a_copy_says_whether_it_is_reviewed(tmp_path: Path, copy: str | None, *, reviewed: bool) -> None:
    """A copy without a label passes for reviewed, however its format writes labels; one that is not there does not."""
    article = Article(PurePosixPath("seeds/moon.md"), "moon")
    project = Project(tmp_path)
    place = project.path(project.copy(article, Locale("fr")))
    if copy is not None:
        place.parent.mkdir(parents=True)
        place.write_text(copy, encoding="utf-8")
    assert shown_as_reviewed(project, article, Locale("fr")) == reviewed


@pytest.mark.parametrize("id_", TEXTS)
def test_the_page_tells_what_each_check_finds(id_: str) -> None:
    """docs/checks.md has the words and examples of every docstring, its severity, and rates below the limits."""
    severity, find = TEXTS[id_]
    prose, _, examples = (inspect.getdoc(find) or "").partition("\n\nArgs:")[0].partition("\n\nPASS")
    section = PAGE.partition(f"### {id_}\n")[2].partition("\n### ")[0]
    assert section.startswith(f"\n*{severity.value}.* {prose}\n\n```text\nPASS")
    shown = re.sub(r"\[U\+(\w{4})\]", lambda m: chr(int(m[1], 16)), section)
    assert f"PASS{examples}\n" in shown
    row = re.search(rf"^\| \[`{id_}`\].*$", PAGE, re.MULTILINE)
    assert row, f"{id_} is not in the table: run benchmarks/false_alarms.py --write"
    rates = [float(rate) for rate in re.findall(r"\| ([\d.]+) %", row[0])]
    limit = {Severity.ERROR: 0.5, Severity.WARNING: 3.0}.get(severity, 100.0)
    assert all(rate < limit for rate in rates)
    assert f"| {severity.value} |" in row[0]


def test_the_page_tells_of_no_check_that_is_not_there() -> None:
    """A check that was taken away is gone from the page, too."""
    assert re.findall(r"^### (\w+)$", PAGE, re.MULTILINE) == list(TEXTS)


def test_a_term_that_stays_keeps_its_spelling() -> None:
    """A *dnt* term with other capitals is told; as the source has it, or missing, it is not this check's business."""
    glossary = Glossary.of([Term("iPlayer", status=Status.DNT)], Locale("en"))
    source = "The iPlayer opens."
    found = {
        target: [
            p.message
            for p in check(replace(plain(source, target), glossary=glossary, hits=glossary.find(source)))
            if p.check == "notranslatewords"
        ]
        for target in ("L'iPlayer ouvre.", "L'IPlayer ouvre.", "Le lecteur ouvre.")
    }
    assert list(found.values()) == [[], ["“iPlayer” stays as it is, found “IPlayer”"], []]


NEGATIONS = {
    "fr": r"\b(?:ne |n['’](?=\w)|pas |jamais )",
    "es": r"\b(?:no|No|nunca|jamás) ",
    "ar": r"\b(?:لا|لم|لن|ليس|ليست|غير) ",
}


@needs_corpus
@pytest.mark.parametrize("language", NEGATIONS)
def test_a_negation_that_was_taken_out_is_found(language: str) -> None:
    """Of human translations whose source has one plain `not` and that lost theirs, more than two thirds are named."""
    said, taken = re.compile(r"\b(?:not|never|\w+n't)\b"), re.compile(NEGATIONS[language])
    spoiled = [
        (source, taken.sub("", target))
        for source, target in bitexts(language)
        if len(said.findall(source)) == 1 and "not only" not in source and taken.search(target)
    ]
    named = [pair for pair in spoiled if "negation_lost" in {p.check for p in check(plain(*pair, language))}]
    assert len(spoiled) > 40
    assert len(named) > 0.67 * len(spoiled)


def test_a_guess_about_markup_is_told_of_drafts_alone() -> None:
    """A draft whose markup was placed by position is a warning, until a person touches or silences it."""
    target, source = "Le nouvel **équipage**", "The **new** crew"
    mark = Mark("argos en-fr 1.0 markup:guessed", digest_of(target, source))
    draft = Entry(source, target, fuzzy=True, mark=mark)
    silenced = replace(draft, comments=("localize: ignore-markup_guessed",))
    touched = replace(draft, target="Le **nouvel** équipage")
    sure = replace(draft, mark=replace(mark, signature="argos en-fr 1.0"))
    found = list(markup_guessed(enumerate([draft, silenced, touched, sure])))
    assert [(place, problem.check, problem.severity) for place, _, problem in found] == [
        (0, "markup_guessed", Severity.WARNING)
    ]
