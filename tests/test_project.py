"""A project knows its folders, its settings and its articles, and says what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from localize.articles import articles, decode
from localize.config import load
from localize.errors import ArticleError, ProjectError
from localize.locales import Locale
from localize.project import Article, Project, find_root


def _tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return root


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    """localize.toml is optional."""
    assert load(tmp_path) == Project(tmp_path)


def test_settings_are_read(tmp_path: Path) -> None:
    """Every setting has its place in the project."""
    text = 'targets = ["fr", "pt_br"]\narticles = "texts/en"\nmin_reviewed = 80\nbeam = 2\nsimilar = 0.7\n'
    (tmp_path / "localize.toml").write_text(text, encoding="utf-8")
    project = load(tmp_path)
    assert project.targets == (Locale.parse("fr"), Locale.parse("pt-BR"))
    assert (project.articles, project.min_reviewed, project.beam) == (PurePosixPath("texts/en"), 80, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targets = [", "not TOML"),
        ('target = ["fr"]', "no such setting: target"),
        ('targets = "fr"', "is no list"),
        ('targets = ["french"]', "not a locale: 'french'"),
        ('articles = "../secret"', "no folder inside the project"),
        ("min_reviewed = 200", "no percentage"),
        ('public = "seeds"', "lie in each other"),
        ('public = "locales/out"', "lie in each other"),
        ("similar = 80.0", "no share"),
        ("beam = 0", "less than 1"),
        ('compute_type = "int3"', "none of int8"),
        ("beam = true", "is no int"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    """The error says what and where."""
    (tmp_path / "localize.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=message) as raised:
        load(tmp_path)
    assert "localize.toml: " in str(raised.value)


def test_the_project_is_found_from_inside(tmp_path: Path) -> None:
    """As with git, any folder of the project will do."""
    _tree(tmp_path, "localize.toml", "seeds/deep/a.md")
    assert find_root(tmp_path / "seeds/deep") == tmp_path


def test_articles_are_found_and_other_files_told(tmp_path: Path) -> None:
    """Assets, hidden files and backups are passed over; a format that nobody knows is an error that names the file."""
    _tree(
        tmp_path,
        "seeds/b.md",
        "seeds/a.txt",
        "seeds/news/c.HTML",
        "seeds/img/x.png",
        "seeds/.hidden.md",
        "seeds/b.md~",
    )
    _tree(tmp_path, "seeds/report.docx")
    found, errors = articles(Project(tmp_path))
    assert [(str(a.path), a.domain) for a in found] == [
        ("seeds/a.txt", "a"),
        ("seeds/b.md", "b"),
        ("seeds/news/c.HTML", "news/c"),
    ]
    assert [str(e).split(" — ")[0] for e in errors] == ["seeds/report.docx: no format for '.docx'"]


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """No catalog could name it; the error can be printed, and the others go on."""
    _tree(tmp_path, "seeds/a.txt", os.fsdecode(b"seeds/caf\xe9.txt"))
    found, (error,) = articles(Project(tmp_path))
    assert [str(a.path) for a in found] == ["seeds/a.txt"]
    assert str(error) == "seeds/caf\\udce9.txt: its name is not UTF-8 — rename it"


@pytest.mark.parametrize("twin", ["seeds/moon.txt", "seeds/Moon.md"])
def test_two_articles_that_would_share_catalogs_are_both_refused(tmp_path: Path, twin: str) -> None:
    """Neither takes over the other's approved work; each error names the other, also when one alone is chosen."""
    _tree(tmp_path, "seeds/moon.md", twin, "seeds/sun.md")
    for only in ((), [tmp_path / "seeds/moon.md", tmp_path / "seeds/sun.md"]):
        found, errors = articles(Project(tmp_path), only)
        assert [str(a.path) for a in found] == ["seeds/sun.md"]
        assert f"seeds/moon.md: would share its catalogs with {twin}" in "\n".join(map(str, errors))


def test_locales_are_known_by_their_folders(tmp_path: Path) -> None:
    """Other folders are somebody else's; a misspelt one would be drafted again beside it, and is refused."""
    project = Project(tmp_path)
    for name in ("fr", "pt_BR", "en", "fr_old", "ca@valencia"):
        (tmp_path / "locales" / name / "LC_MESSAGES").mkdir(parents=True)
    assert [locale.tag for locale in project.known_locales()] == ["fr", "pt-BR"]
    (tmp_path / "locales/pt-BR/LC_MESSAGES").mkdir(parents=True)
    with pytest.raises(ProjectError, match=r"is named pt-BR") as raised:
        project.known_locales()
    assert "pt_BR" in str(raised.value)


def test_the_files_of_an_article(tmp_path: Path) -> None:
    """They are the article itself, and what its template, catalogs and copies are called one by one."""
    project, locales = Project(tmp_path), (Locale.parse("fr"), Locale.parse("pt-BR"))
    article = Article(PurePosixPath("seeds/news/seeds/c.html"), "news/seeds/c")
    named = [article.path, project.template(article.domain)]
    for locale in locales:
        named += project.catalog(article.domain, locale), project.copy(article, locale)
    assert [Path(file) for file in project.files(article, locales)] == [project.path(path) for path in named]
    assert named[-1] == PurePosixPath("public/pt-BR/news/seeds/c.html")


def test_some_articles_can_be_chosen(tmp_path: Path) -> None:
    """A file or a folder; what lies elsewhere is refused."""
    _tree(tmp_path, "seeds/a.md", "seeds/news/b.md", "other/c.md")
    project = Project(tmp_path)
    assert [a.domain for a in articles(project, [tmp_path / "seeds/news"])[0]] == ["news/b"]
    assert [a.domain for a in articles(project, [tmp_path / "seeds/a.md"])[0]] == ["a"]
    with pytest.raises(ProjectError, match="not in the folder of articles"):
        articles(project, [tmp_path / "other/c.md"])
    with pytest.raises(ProjectError, match="no such article"):
        articles(project, [tmp_path / "seeds/z.md"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ok\ncaf\xe9", "a.md:2: is not UTF-8"),
        (b"a\0b", "a.md: is binary"),
        ("x".encode("utf-16"), "is UTF-16"),
    ],
)
def test_what_is_not_text_is_told(data: bytes, message: str) -> None:
    """The error names the file, the line where there is one, and what to do."""
    with pytest.raises(ArticleError) as raised:
        decode(data, PurePosixPath("a.md"))
    assert message in str(raised.value)


def test_text_keeps_its_byte_order_mark_and_line_ends() -> None:
    """Nothing is normalised on the way in."""
    data = "\ufeffa\r\nb\r".encode()
    assert decode(data, PurePosixPath("a.md")).encode() == data
