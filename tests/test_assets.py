"""The files that copies refer to: put beside them, kept up to date, and taken away, but never a person's."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from localize.config import load
from localize.engine.pseudo import PseudoEngine
from localize.events import Event, Failed, Occupied, Removed
from localize.locales import Locale
from localize.pipeline import run
from localize.project import Project

FRENCH = Locale.parse("fr")
PAGE = """<html lang="en"><head><link rel="stylesheet" href="../css/site.css"><title>The moon</title></head>
<body><p>See the <a href="sun.md#near">sun</a>.</p><img srcset="../img/a.svg 1x, ../img/b.svg 2x" alt="A moon"></body></html>
"""
SUN = "---\ntitle: The sun\ncover: ../img/b.svg\n---\n\n# The sun\n\n![The sun](../img/c.svg) [missing](../img/d.svg)\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A page and an article, a style sheet and its font, pictures, and one that nobody refers to."""
    texts = {
        "news/moon.html": PAGE,
        "news/sun.md": SUN,
        "css/site.css": "@import 'print.css';\n@font-face { src: url(../font.woff2?v=1) }\n",
        "css/print.css": "body { background: url( https://example.org/x.png ) }\n",
    }
    pictures = (f"img/{name}.svg" for name in "abcx")
    for name, text in {**texts, **dict.fromkeys(("font.woff2", *pictures), "file")}.items():
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(tmp_path)


def done(project: Project, *, only: tuple[Path, ...] = ()) -> list[Event]:
    """What a run tells."""
    return list(run(project, [FRENCH], lambda *_: PseudoEngine(), only=only))


def public(project: Project) -> set[str]:
    """What is published."""
    folder = project.path(project.public)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


FILES = {"css/site.css", "css/print.css", "font.woff2", "img/a.svg", "img/b.svg", "img/c.svg"}


def test_what_copies_refer_to_lies_beside_them(project: Project) -> None:
    """Pictures, sets of them, covers, style sheets and what these need; originals that copies name; nothing else."""
    done(project)
    texts = {"news/moon.html", "news/sun.md"}
    assert public(project) == {f"{locale}/{name}" for locale in ("fr", "en") for name in FILES | texts}
    page = (project.root / "public/fr/news/moon.html").read_text(encoding="utf-8")
    assert 'srcset="../img/a.svg 1x, ../img/b.svg 2x"' in page
    assert 'hreflang="en" href="../../en/news/moon.html"' in page
    assert (project.root / "public/en/news/moon.html").read_text(encoding="utf-8") == PAGE
    article = (project.root / "public/fr/news/sun.md").read_text(encoding="utf-8")
    assert "](../../../seeds/img/d.svg)" in article, "a missing file is looked for where it was"


def test_a_link_to_an_article_without_a_copy_goes_to_the_original(project: Project) -> None:
    """And the original brings what it refers to."""
    (project.root / "seeds/news/sun.md").write_text("1 ![](../img/c.svg)\n", encoding="utf-8")
    done(project)
    assert "fr/news/sun.md" not in public(project)
    assert "../../en/news/sun.md#near" in (project.root / "public/fr/news/moon.html").read_text(
        encoding="utf-8"
    )
    assert {"en/news/sun.md", "en/img/c.svg"} <= public(project)


def test_a_second_run_writes_nothing_and_a_lost_record_comes_back(project: Project) -> None:
    """Laws 6 and 7 for files: no byte, no time of change, whatever of it was deleted."""
    done(project)
    before = {
        p: (p.read_bytes(), p.stat().st_mtime_ns) for p in project.root.rglob("public/**/*") if p.is_file()
    }
    done(project)
    (project.root / ".localize/assets.json").write_text("{", encoding="utf-8")
    assert not [e for e in done(project) if isinstance(e, Occupied | Removed | Failed)]
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before}
    shutil.rmtree(project.root / "public")
    done(project)
    assert {p: p.read_bytes() for p in before} == {p: data for p, (data, _) in before.items()}


def test_changed_files_follow_and_those_without_a_reader_go(project: Project) -> None:
    """Though no article changed; and what comes back is linked again."""
    done(project)
    (project.root / "seeds/img/c.svg").write_text("new", encoding="utf-8")
    done(project)
    assert (project.root / "public/fr/img/c.svg").read_text(encoding="utf-8") == "new"
    (project.root / "seeds/img/c.svg").unlink()
    assert {str(e.path) for e in done(project) if isinstance(e, Removed)} == {
        "public/en/img/c.svg",
        "public/fr/img/c.svg",
    }
    article = project.root / "public/fr/news/sun.md"
    assert "](../../../seeds/img/c.svg)" in article.read_text(encoding="utf-8")
    (project.root / "seeds/img/d.svg").write_text("found", encoding="utf-8")
    done(project)
    assert "](../img/d.svg)" in article.read_text(encoding="utf-8")
    assert "fr/img/d.svg" in public(project)


def test_what_a_person_put_into_the_copies_is_never_touched(project: Project) -> None:
    """A picture in its own version, one that was changed there, and files that nobody refers to."""
    own = project.root / "public/fr/img/a.svg"
    own.parent.mkdir(parents=True)
    own.write_text("une lune", encoding="utf-8")
    (own.parent / "x.svg").write_text("x", encoding="utf-8")
    assert [str(e.path) for e in done(project) if isinstance(e, Occupied)] == ["public/fr/img/a.svg"]
    changed = own.with_name("b.svg")
    changed.write_text("la lune", encoding="utf-8")
    os.utime(project.root / "seeds/img/b.svg", ns=(1, 1))
    done(project)
    for article in ("moon.html", "sun.md"):
        (project.root / "seeds/news" / article).unlink()
    (project.root / "seeds/news/star.txt").write_text("A star.\n", encoding="utf-8")
    done(project)
    assert public(project) == {"fr/news/star.txt", "fr/img/a.svg", "fr/img/b.svg", "fr/img/x.svg"}
    assert [p.read_text(encoding="utf-8") for p in (own, changed)] == ["une lune", "la lune"]


def test_files_can_be_referred_to_where_they_lie(project: Project) -> None:
    """What was put beside copies before is taken away."""
    done(project)
    done(replace(project, assets="refer"))
    assert public(project) == {"fr/news/moon.html", "fr/news/sun.md"}
    page = (project.root / "public/fr/news/moon.html").read_text(encoding="utf-8")
    assert 'srcset="../../../seeds/img/a.svg 1x, ../../../seeds/img/b.svg 2x"' in page
    assert 'hreflang="en" href="../../../seeds/news/moon.html"' in page


def test_a_link_out_of_the_folder_of_articles_is_not_followed(project: Project, tmp_path: Path) -> None:
    """Neither by its path nor through a symbolic link."""
    outside = tmp_path / "secret.svg"
    outside.write_text("secret", encoding="utf-8")
    (project.root / "seeds/img/c.svg").unlink()
    (project.root / "seeds/img/c.svg").symlink_to(outside)
    (project.root / "seeds/news/sun.md").write_text(SUN + "\n![Out](../../secret.svg)\n", encoding="utf-8")
    done(project)
    assert not [path for path in public(project) if path.endswith(("c.svg", "secret.svg"))]


def test_headings_are_reached_by_the_fragments_that_articles_link_to(project: Project) -> None:
    """In every article, also when the link is written later; headings that nobody links to stay as they are."""
    sun = "# The sun\n\n## Near it\n\nUp to [the top](#the-sun).\n\n## Far off\n\nSo far.\n"
    (project.root / "seeds/news/sun.md").write_text(sun, encoding="utf-8")
    done(project)
    copy = project.root / "public/fr/news/sun.md"
    written = copy.read_text(encoding="utf-8").splitlines()
    assert next(line.partition("</a>")[0] for line in written if line.startswith("#")) == '# <a id="the-sun">'
    assert copy.read_text(encoding="utf-8").count("<a id") == 1
    moon = project.root / "seeds/news/moon.html"
    moon.write_text(PAGE.replace("#near", "#near-it"), encoding="utf-8")
    done(project, only=(moon,))
    assert copy.read_text(encoding="utf-8").count("<a id") == 2
    before = copy.stat().st_mtime_ns
    done(project)
    assert copy.stat().st_mtime_ns == before
