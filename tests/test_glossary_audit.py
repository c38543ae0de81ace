"""The audit of the glossary: what is wrong with it, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from localize.checks import Severity
from localize.config import load
from localize.errors import LocalizeError
from localize.glossary_audit import Kind, Remark, audit
from localize.locales import Locale

FR, ES = Locale("fr"), Locale("es")

Audit = Callable[..., list[Remark | LocalizeError]]


@pytest.fixture
def audited(tmp_path: Path) -> Audit:
    """Audits, in French, a project of files (path → content)."""

    def made(files: dict[str, str], *locales: Locale) -> list[Remark | LocalizeError]:
        for name, content in {"seeds/a.md": "The moon is near.\n", **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return list(audit(load(tmp_path), locales or (FR,)))

    return made


def told(remarks: list[Remark | LocalizeError]) -> list[tuple[str, str, int, str]]:
    """What remarks say."""
    assert all(isinstance(one, Remark) for one in remarks)
    return [(r.kind.value, str(r.path), r.line, r.message) for r in remarks if isinstance(r, Remark)]


PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: fr\\n"

#: seeds/a.md:1
msgid "The moon is near."
msgstr "Le satellite est proche."
"""


def test_nothing_to_say(audited: Audit) -> None:
    """A glossary that agrees with itself, its articles and its locales; or no glossary at all."""
    assert audited({"glossary/t.csv": "en,fr\nmoon,lune\n"}) == []
    assert audited({"glossary/t.csv": "en,fr\n"}) == []


def test_rows(audited: Audit) -> None:
    """Each wrong row and each contradiction is named, and the rest is looked at all the same."""
    files = {"glossary/a.csv": "en,fr\nmoon,lune\n,x\n", "glossary/b.fr.tsv": "moon\tastre\nsun\tsoleil\n"}
    found = told(audited(files))
    assert found == [
        ("row", "glossary/a.csv", 3, "no source in this row"),
        (
            "row",
            "glossary/b.fr.tsv",
            1,
            "'moon' is 'astre' in fr here, but 'lune' in glossary/a.csv:2 — keep one of the two rows",
        ),
        ("duplicate", "glossary/b.fr.tsv", 1, "'moon' stands in glossary/a.csv:2, too"),
        ("unseen", "glossary/b.fr.tsv", 2, "no article holds 'sun'"),
    ]


def test_duplicates(audited: Audit) -> None:
    """Rows that agree are named, too, also where only capitals differ; forbidden rows are no duplicates."""
    text = "en,fr,status\nmoon,lune,\nmoon,lune,\nMoon,Lune,\nmoon,satellite,forbidden\n"
    assert told(audited({"glossary/t.csv": text}))[:2] == [
        ("duplicate", "glossary/t.csv", 3, "'moon' stands in line 2, too"),
        ("duplicate", "glossary/t.csv", 4, "'Moon' stands in line 2 as 'moon', too"),
    ]


def test_what_a_glossary_lacks(audited: Audit) -> None:
    """A wording for each locale, save for what is not translated; an article for each term."""
    text = "en,fr,es,status\nmoon,lune,,\nprobe,,,\nILRS,,,dnt\n"
    assert told(audited({"glossary/t.csv": text}, FR, ES)) == [
        ("unworded", "glossary/t.csv", 2, "'moon' has no wording in es"),
        ("unworded", "glossary/t.csv", 3, "'probe' has no wording in fr, es"),
        ("unseen", "glossary/t.csv", 3, "no article holds 'probe'"),
        ("unseen", "glossary/t.csv", 4, "no article holds 'ILRS'"),
    ]


def test_forbidden_wordings_in_catalogs(audited: Audit) -> None:
    """They are named with the catalog's line, unless a person asked to ignore them."""
    files = {
        "glossary/t.csv": "en,fr,status\nmoon,lune,\nmoon,satellite,forbidden\n",
        "locales/fr/LC_MESSAGES/a.po": PO,
    }
    (remark,) = audited(files)
    assert told([remark]) == [
        ("forbidden", "locales/fr/LC_MESSAGES/a.po", 6, "“satellite” must not be used for “moon”")
    ]
    ignored = PO.replace("#:", "# localize: ignore-forbidden_term\n#:")
    assert audited(files | {"locales/fr/LC_MESSAGES/a.po": ignored}) == []


def test_what_cannot_be_read(audited: Audit) -> None:
    """A broken article or catalog is an error of its own, and the others are looked at."""
    files = {
        "glossary/t.csv": "en,fr,status\nmoon,satellite,forbidden\n",
        "seeds/b.docx": "",
        "locales/fr/LC_MESSAGES/a.po": 'msgid "\n',
    }
    assert [type(one).__name__ for one in audited(files)] == ["ArticleError", "CatalogError"]


def test_severities() -> None:
    """Only what stops a run, or must not be published, is an error."""
    assert [kind for kind in Kind if kind.severity is Severity.ERROR] == [Kind.ROW, Kind.FORBIDDEN]
