"""Terms are counted as the WMT terminology tasks count them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.formats.markdown import codes
from localize.glossary import Glossary, Term
from localize.job import Job, Jobs, read
from localize.locales import Locale
from localize.term_rates import Rendering, TermRates, rates, renderings

EN, FR = Locale("en"), Locale("fr")
PROBE = Term("probe", (("fr", ("sonde", "engin spatial")),))
CREW = Term("crew", (("fr", ("équipage",)),))
GLOSSARY = Glossary.of([PROBE, CREW, Term("rover", (("es", ("robot",)),))], EN)


def _job(source: str) -> Job:
    return Jobs(GLOSSARY, codes, EN, FR).job(read(source, "", codes, GLOSSARY))


@pytest.mark.parametrize(
    ("source", "target", "forms"),
    [
        ("The probe left the crew.", "La sonde a quitté l'équipage.", ["sonde", "équipage"]),
        ("Two probes left.", "Deux sondes sont parties.", ["sonde"]),
        ("The probe left.", "L'engin spatial est parti.", ["engin spatial"]),
        ("The probe left.", "Le robot est parti.", [""]),
        ("A probe saw a probe.", "Une sonde vit un engin spatial.", ["sonde", "engin spatial"]),
        ("A probe saw a probe.", "Une sonde en vit une autre.", ["sonde", "sonde"]),
        ("The probe left.", "Elle est partie, voir `sonde`.", [""]),
        ("The **pro**be left.", "La **son**de est partie.", ["sonde"]),
        ("The rover left.", "Le robot est parti.", []),
    ],
)
def test_each_occurrence_has_the_form_that_the_target_gives_it(
    source: str, target: str, forms: list[str]
) -> None:
    """In the order of the source, inflected or not, as readers see the text; terms without a form are passed over."""
    assert [one.form for one in renderings(_job(source), target)] == forms


def _rates(*forms: tuple[Term, str]) -> TermRates:
    return rates(Rendering(term, form) for term, form in forms)


def test_success_is_the_share_of_occurrences_with_an_admitted_form() -> None:
    """Three of four; and nothing can be said without terms."""
    found = _rates((PROBE, "sonde"), (PROBE, "engin spatial"), (PROBE, ""), (CREW, "équipage"))
    assert (found.occurrences, found.rendered, found.success) == (4, 3, 0.75)
    assert _rates().success is None


def test_consistency_is_the_share_with_the_most_frequent_rendering() -> None:
    """Terms that occur once are left out, and what is not admitted is like nothing else."""
    found = _rates(
        (PROBE, "sonde"), (PROBE, "sonde"), (PROBE, "engin spatial"), (PROBE, ""), (CREW, "équipage")
    )
    assert (found.repeated, found.alike, found.consistency) == (4, 2, 0.5)
    assert _rates((CREW, "équipage")).consistency is None
    assert _rates((CREW, ""), (CREW, "")).consistency == 0.0


@given(
    st.lists(st.tuples(st.sampled_from([PROBE, CREW]), st.sampled_from(["", "sonde", "équipage"]))),
    st.lists(st.tuples(st.sampled_from([PROBE, CREW]), st.sampled_from(["", "sonde"]))),
)
def test_rates_lie_between_nothing_and_all(
    one: list[tuple[Term, str]], other: list[tuple[Term, str]]
) -> None:
    """Shares are shares, and those of two articles together lie between those of each."""
    first, second = _rates(*one), _rates(*other)
    both = first + second
    assert both.occurrences == len(one) + len(other)
    for share in ("success", "consistency"):
        known = [value for r in (first, second) if (value := getattr(r, share)) is not None]
        total = getattr(both, share)
        assert (total is None) == (not known)
        if known:
            assert 0 <= min(known) <= total + 1e-9
            assert total <= max(known) + 1e-9 <= 1 + 1e-9


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An article whose French catalog has one term right, one wrong, and many warnings."""
    for folder in ("seeds", "glossary"):
        (tmp_path / folder).mkdir()
    (tmp_path / "glossary/t.csv").write_text("en,fr\nprobe,sonde\n", encoding="utf-8")
    (tmp_path / "seeds/a.md").write_text("The probe left in 2031.\n\nA probe came at 7.\n", encoding="utf-8")
    path = tmp_path / "locales/fr/LC_MESSAGES/a.po"
    path.parent.mkdir(parents=True)
    catalog = polib.POFile()
    catalog.metadata = {"Language": "fr", "Content-Type": "text/plain; charset=UTF-8"}
    catalog.append(polib.POEntry(msgid="The probe left in 2031.", msgstr="La sonde est partie en 2032."))
    catalog.append(polib.POEntry(msgid="A probe came at 7.", msgstr="Une probe vint à 8."))
    catalog.save(str(path))
    return tmp_path


def _localize(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "localize", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_check_tells_the_rates(project: Path) -> None:
    """By article and locale in JSON; for people a line a locale."""
    told = json.loads(_localize(project, "check", "--json").stdout)
    assert told["terms"] == [
        {
            "article": "seeds/a.md",
            "locale": "fr",
            "path": "locales/fr/LC_MESSAGES/a.po",
            "occurrences": 2,
            "rendered": 1,
            "success_rate": 0.5,
            "repeated": 2,
            "consistency": 0.5,
        }
    ]
    done = _localize(project, "check")
    assert "fr: terms: 1 of 2 as the glossary says (50.0%), consistency 50.0%\n" in done.stdout


def test_check_shows_errors_and_counts_warnings(project: Path) -> None:
    """Each error with its place, expected and found; warnings by article and check, and one by one on request."""
    problems = json.loads(_localize(project, "check", "--json").stdout)["problems"]
    warnings = Counter(one["check"] for one in problems if one["severity"] == "warning")
    assert warnings["numbers"] > 1
    done = _localize(project, "check")
    assert done.returncode == 1
    assert "error: check_glossary: “probe”: expected “sonde”, found “probe”, untranslated\n" in done.stdout
    assert ": warning: " not in done.stdout
    kinds = ", ".join(f"{check} {number}" for check, number in warnings.most_common())
    assert f"locales/fr/LC_MESSAGES/a.po: {warnings.total()} warnings: {kinds}\n" in done.stdout
    assert f"1 error, {warnings.total()} warnings (-v lists them), 0 untranslated\n" in done.stdout
    listed = _localize(project, "check", "-v").stdout
    assert listed.count(": warning: ") == warnings.total()
    assert f"1 error, {warnings.total()} warnings, 0 untranslated\n" in listed
    assert "numbers" not in _localize(project, "check", "--errors", "-v").stdout
