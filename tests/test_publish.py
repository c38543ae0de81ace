"""Copies: what is published of a catalog, where links go, what the label says, and how a file is written."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path, PurePosixPath

import pytest

from localize.catalog import Entry, Key, Mark, Offer, digest_of
from localize.document import Segment
from localize.errors import ArticleError
from localize.files import write
from localize.formats import FORMATS
from localize.formats.copy import Copy
from localize.locales import Locale
from localize.publish import current, label, render, resolver, reviewed_share, rewrite_links, unfit
from localize.segment import segments

EN, FR, AR = (Locale.parse(tag) for tag in ("en", "fr", "ar"))
HTML = FORMATS[".html"]


def key_of(segment: Segment) -> Key:
    """A key without contexts."""
    return ("", segment.source)


OFFER = Offer("z", Mark("m", digest_of("z", "x")))


def approved(source: str, target: str) -> Entry:
    """An entry that a person approved."""
    return Entry(source, target)


def draft(source: str, target: str) -> Entry:
    """An entry that nobody has touched."""
    return Entry(source, target, fuzzy=True, mark=Mark("m", digest_of(target, source)))


def rendered(page: str, *entries: Entry, locale: Locale = FR) -> str:
    """An undressed copy of an HTML fragment."""
    document = HTML.parse(page, frozenset())
    copy = Copy(locale, EN, "a.html", "0", 0, "", "localize")
    found = segments(document, EN, HTML.codes)
    return render(document, found, {e.key: e for e in entries}, key_of, HTML, copy, lambda _: None)


def test_a_copy_without_a_catalog_is_the_article() -> None:
    """Law 1, but for what a copy says about itself."""
    page = "<p>One  <b>two</b>.\n Three.</p>\r\n"
    assert rendered(page) == page


def test_approved_targets_and_drafts_are_published() -> None:
    """Sentence by sentence; what has no target stays as it was."""
    page = "<p>The moon rose. The crew slept. Nobody spoke.</p>"
    entries = approved("The moon rose.", "La lune se leva."), draft("The crew slept.", "L’équipage dormait.")
    assert rendered(page, *entries) == "<p>La lune se leva. L’équipage dormait. Nobody spoke.</p>"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Entry("x"), ""),
        (approved("x", "y"), "y"),
        (draft("x", "y"), "y"),
        (Entry("x", "y", fuzzy=True), "y"),
        (Entry("x", "y", fuzzy=True, previous=("", "w")), ""),
        (Entry("x", "y", fuzzy=True, previous=("", "w"), notes=("term: a → b", OFFER.note)), "z"),
        (Entry("x", "y", fuzzy=True, previous=("", "w"), notes=(replace(OFFER, sound=False).note,)), ""),
        (Entry("other", "y", fuzzy=True, previous=("", "w"), notes=(OFFER.note,)), ""),
        (Entry("x", "y", fuzzy=True, mark=Mark("m", digest_of("y", "other"))), ""),
        (Entry("x", "y", plural=True), ""),
        (Entry("x", "y", obsolete=True), ""),
    ],
)
def test_what_translates_the_present_source(entry: Entry, text: str) -> None:
    """An old target is never passed off as current."""
    assert current(entry) == text


def test_a_target_that_lost_markup_is_withheld() -> None:
    """The source stays in its place, and the caller is told which entry it is."""
    source, target = "See <a href='x'>it</a> &amp; go.", "Allez-y & voyez."
    assert rendered(f"<p>{source}</p>", approved(source, target)) == f"<p>{source}</p>"
    assert unfit([approved(source, target)], HTML) == {("", source)}
    kept = "Allez-y, <a href='x'>le</a> voir."
    assert rendered(f"<p>{source}</p>", approved(source, kept)) == f"<p>{kept}</p>"


def test_right_to_left_copies_isolate_left_to_right_words() -> None:
    """By elements in text, by characters where the place holds no markup."""
    found = rendered(
        '<title>On C++</title><p>On C++ <img alt="On C++"> here</p>',
        approved("On C++", "عن C++"),
        approved('On C++ <img alt="On C++"> here', 'عن C++ <img alt="On C++"> هنا'),
        locale=AR,
    )
    isolated = "عن \u2066C++\u2069"
    assert f"<title>{isolated}</title>" in found
    assert f'<p>عن <bdi dir="ltr">C++</bdi> <img alt="{isolated}"> هنا</p>' in found


def test_a_source_left_in_a_right_to_left_copy_is_isolated() -> None:
    """With its full stop, and only where a translation is due."""
    found = rendered("<p>Nobody spoke (yet).</p><p>42.</p>", Entry("Nobody spoke (yet)."), locale=AR)
    assert found == '<p><bdi dir="ltr">Nobody spoke (yet).</bdi></p><p>42.</p>'


def test_a_copy_is_linked_and_dressed() -> None:
    """Links of the article and its translations go where the resolver says; the label is there."""
    document = HTML.parse('<p>Go <a href="b.html">there</a> now.</p>', frozenset())
    source = 'Go <a href="b.html">there</a> now.'
    target = 'Allez <a href="b.html">là</a>.'
    copy = Copy(FR, EN, "a.html", "0", 0, "Brouillon", "localize")
    found = segments(document, EN, HTML.codes)
    entries = {("", source): approved(source, target)}
    text = render(document, found, entries, key_of, HTML, copy, lambda url: f"../{url}")
    assert text.endswith('Brouillon</p>\n<p>Allez <a href="../b.html">là</a>.</p>')


def test_the_share_of_reviewed_words() -> None:
    """Words count, not segments; 100 only when all are approved."""
    sources = ["one two three", "four", "five six"]
    found = [Segment(0, source) for source in sources]
    entries = {("", s): approved(s, "x") for s in sources}
    assert reviewed_share(found, entries, key_of) == 100
    entries["", "four"] = draft("four", "x")
    assert reviewed_share(found, entries, key_of) == 83
    del entries["", "five six"]
    assert reviewed_share(found, entries, key_of) == 50
    assert reviewed_share([], {}, key_of) == 100


def test_labels() -> None:
    """In the language of the copy, by how much is reviewed; English where we have no sentence."""
    assert label(FR, 0) == "Traduction automatique, pas encore relue par une personne."
    assert label(FR, 99) == "Traduction automatique, relue en partie par une personne."
    assert label(FR, 100) == ""
    assert label(Locale.parse("fr-CA"), 0) == label(FR, 0)
    assert label(Locale.parse("pt-PT"), 0) != label(Locale.parse("pt-BR"), 0)
    assert (
        label(Locale.parse("zh-TW"), 0) == label(Locale.parse("zh-Hant"), 0) != label(Locale.parse("zh"), 0)
    )
    assert label(Locale.parse("sr-Latn"), 0).isascii() is False
    assert (
        label(Locale.parse("yo"), 0) == label(EN, 0) == "Machine translation, not yet reviewed by a person."
    )


def _sentences() -> list[tuple[str, list[str]]]:
    return list(tomllib.loads(resources.files("localize").joinpath("labels.toml").read_text("utf-8")).items())


@pytest.mark.parametrize(("tag", "sentences"), _sentences())
def test_each_language_has_two_sentences(tag: str, sentences: list[str]) -> None:
    """Both there, different, without blanks around them, under a tag as BCP 47 writes it."""
    assert len(set(sentences)) == 2
    assert all(s == s.strip() and s for s in sentences)
    assert tag == "tl" or Locale.parse(tag).tag == tag


ARTICLE, COPY = PurePosixPath("seeds/news/moon.md"), PurePosixPath("public/fr/news/moon.md")
PUBLISHED = {
    ARTICLE: COPY,
    PurePosixPath("seeds/news/stars.md"): PurePosixPath("public/fr/news/stars.md"),
    PurePosixPath("seeds/old tales.md"): PurePosixPath("public/fr/old tales.md"),
}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("stars.md", "stars.md"),
        ("./stars.md?x=1#top", "stars.md?x=1#top"),
        ("../old%20tales.md#a", "../old%20tales.md#a"),
        ("moon.md#a", "moon.md#a"),
        ("mars.md", "../../../seeds/news/mars.md"),
        ("img.png", "../../../seeds/news/img.png"),
        ("../img/a%20b.png", "../../../seeds/img/a%20b.png"),
        ("photos/", "../../../seeds/news/photos/"),
        ("..", "../../../seeds"),
        ("../../../outside/x.png", "../../../../outside/x.png"),
        ("луна.png", "../../../seeds/news/луна.png"),
    ],
)
def test_relative_links_resolve_from_the_copy(url: str, expected: str) -> None:
    """To the translated copy where there is one, else to the file that they went to before."""
    assert resolver(ARTICLE, COPY, PUBLISHED)(url) == expected


@pytest.mark.parametrize(
    "url", ["", "#top", "?q=1", "/about", "//cdn.example.org/x", "https://example.org/a", "mailto:a@example.org",
            "{{ site.url }}/a", "http://[x", "data:text/plain,x"]
)  # fmt: skip
def test_other_links_stay_as_they_are(url: str) -> None:
    """Addresses, fragments, site roots, templates, and what is no URL."""
    assert resolver(ARTICLE, COPY, PUBLISHED)(url) is None


def test_rewritten_links_cannot_end_early() -> None:
    """Blanks, quotation marks and brackets are percent-encoded; links that stay are not touched."""
    page = HTML.parse("""<a href="it's (a) b">x</a> <a href='keep "this" (x)'>y</a>""", frozenset())
    resolve = {"it's (a) b": "../it's (a) b"}.get
    expected = """<a href="../it%27s%20%28a%29%20b">x</a> <a href='keep "this" (x)'>y</a>"""
    assert rewrite_links(page, resolve) == expected


def test_an_image_resolves_from_the_copy() -> None:
    """The rewritten path leads from the copy's folder to the very file."""
    page = HTML.parse('<img src="../img/a.png">', frozenset())
    text = rewrite_links(page, resolver(ARTICLE, COPY, PUBLISHED))
    found = re.findall('src="(.*)"', text)[0]
    assert Path("/r", COPY.parent, found).resolve() == Path("/r/seeds/img/a.png")


def test_files_are_written_once(tmp_path: Path) -> None:
    """The same bytes are not written again; folders are made; nothing is left beside."""
    path = tmp_path / "fr" / "moon.md"
    assert write(path, "\ufefflune\r\n")
    assert path.read_bytes() == "\ufefflune\r\n".encode()
    before = path.stat()
    assert not write(path, "\ufefflune\r\n")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert write(path, "soleil\n")
    assert [p.name for p in path.parent.iterdir()] == ["moon.md"]


def test_a_failed_write_names_the_file_and_leaves_no_trace(tmp_path: Path) -> None:
    """A folder in the place of the file, a file in the place of a folder."""
    (tmp_path / "moon.md" / "inside").mkdir(parents=True)
    with pytest.raises(ArticleError, match=r"moon\.md: cannot be written"):
        write(tmp_path / "moon.md", "x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArticleError, match="cannot be written"):
        write(tmp_path / "file" / "moon.md", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "moon.md"]
