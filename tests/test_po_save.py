"""Saving PO files: whole or not at all, and only where nobody else saved meanwhile; and templates."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest

from localize.catalog import Catalog, Draft, Entry, Mark, State, digest_of, offered
from localize.errors import CatalogError
from localize.merge import fill, merge
from localize.po import ConcurrentEdit, PoFile, load, parse, save, save_template, template
from test_po import EN, FR, NOW, PO, gettext, new, run

LATER = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def moon(tmp_path: Path) -> PoFile:
    """A saved catalog with one approved entry."""
    path = tmp_path / "fr" / "LC_MESSAGES" / "moon.po"
    return save(load(path, FR), Catalog(FR, (Entry("The Moon.", "La Lune."),)), NOW, source_locale=EN)


def rewritten(file: PoFile, target: str) -> Catalog:
    """The file's catalog with another target."""
    return replace(file.catalog, entries=(replace(file.catalog.entries[0], target=target),))


def test_saving_gives_the_file_as_it_now_is(moon: PoFile) -> None:
    """A new catalog gets folders and a header, and can be saved again from what comes back."""
    assert moon == load(moon.path, FR)
    fields = dict(moon.catalog.headers)
    assert (fields["Language"], fields["X-Source-Language"], fields["Project-Id-Version"]) == (
        "fr",
        "en",
        "moon",
    )
    assert fields["PO-Revision-Date"] == fields["POT-Creation-Date"] == "2026-03-01 12:30+0000"
    assert [*fields.items()] == polib.pofile(moon.raw.decode()).ordered_metadata()


def test_saving_the_same_touches_nothing(moon: PoFile) -> None:
    """An unchanged catalog is not written: neither its bytes nor its time change."""
    os.utime(moon.path, ns=(1, 1))
    assert save(moon, moon.catalog, LATER) is moon
    assert moon.path.stat().st_mtime_ns == 1


def test_dates_change_with_what_they_are_about(moon: PoFile) -> None:
    """The revision date follows targets, the creation date sources; a place in the article is about neither."""

    def dates(catalog: Catalog) -> list[str]:
        fields = dict(save(load(moon.path, FR), catalog, LATER).catalog.headers)
        return [fields[name][5:7] for name in ("POT-Creation-Date", "PO-Revision-Date")]

    (entry,) = moon.catalog.entries
    assert dates(replace(moon.catalog, entries=(replace(entry, references=(("a.md", 7),)),))) == ["03", "03"]
    assert dates(replace(moon.catalog, entries=(replace(entry, target="Lune."),))) == ["03", "04"]
    assert dates(replace(moon.catalog, entries=(entry, Entry("The Sun.")))) == ["04", "04"]


def test_an_edit_meanwhile_is_not_overwritten(moon: PoFile) -> None:
    """A file that was saved since it was read is left as it is."""
    moon.path.write_bytes(moon.raw + b"# mine\n")
    with pytest.raises(ConcurrentEdit):
        save(moon, rewritten(moon, "Lune."), LATER)
    assert moon.path.read_bytes() == moon.raw + b"# mine\n"
    assert [*moon.path.parent.iterdir()] == [moon.path]


def test_a_file_deleted_meanwhile_is_not_brought_back(moon: PoFile) -> None:
    """Deleting a catalog is an edit too."""
    moon.path.unlink()
    with pytest.raises(ConcurrentEdit):
        save(moon, rewritten(moon, "Lune."), LATER)
    assert not [*moon.path.parent.iterdir()]


def test_two_who_save_at_once_lose_nothing(moon: PoFile) -> None:
    """Of two that read the same file one is told to read it again; what was saved stays, and no save fails otherwise."""
    save(moon, replace(moon.catalog, entries=(Entry("a"), Entry("b"))), LATER)

    def work(source: str) -> None:
        for number in range(1, 41):
            while not set_target(source, str(number)):
                pass
            assert {e.source: e.target for e in load(moon.path, FR).catalog.entries}[source] == str(number)

    def set_target(source: str, target: str) -> bool:
        file = load(moon.path, FR)
        entries = tuple(replace(e, target=target) if e.source == source else e for e in file.catalog.entries)
        try:
            return save(file, replace(file.catalog, entries=entries), LATER) is not file
        except ConcurrentEdit:
            return False

    with ThreadPoolExecutor() as pool:
        assert [*pool.map(work, "ab")] == [None, None]
    assert [*moon.path.parent.iterdir()] == [moon.path]


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """No file can grow beyond *size* bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_file(moon: PoFile) -> None:
    """Where there is no room for the new file, the old one stays whole, and nothing is left beside it."""
    with small_disk(100), pytest.raises(CatalogError, match="cannot be written: File too large"):
        save(moon, rewritten(moon, "Lune."), LATER)
    assert moon.path.read_bytes() == moon.raw
    assert [*moon.path.parent.iterdir()] == [moon.path]


def test_permissions_and_links_stay(moon: PoFile, tmp_path: Path) -> None:
    """A linked catalog stays a link, and the file that it leads to keeps its permissions."""
    moon.path.chmod(0o640)
    link = tmp_path / "link.po"
    link.symlink_to(moon.path)
    file = load(link, FR)
    save(file, rewritten(file, "Lune."), LATER)
    assert link.is_symlink()
    assert stat.S_IMODE(moon.path.stat().st_mode) == 0o640
    assert load(moon.path, FR).catalog.entries[0].target == "Lune."


def test_a_write_protected_file_is_left_alone(moon: PoFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes away the right to write means it, though a file can be replaced without that right."""
    monkeypatch.setattr(os, "access", lambda *_: False)  # the real one always says yes to root
    with pytest.raises(CatalogError, match="write-protected"):
        save(moon, rewritten(moon, "Lune."), LATER)
    assert moon.path.read_bytes() == moon.raw


@pytest.mark.parametrize(
    "entry",
    [
        Entry("Moon", references=(("a\nmsgid b", 1),)),
        Entry("Moon", references=(('a\n\nmsgid "b"\nmsgstr ""\n#', 1),)),
        Entry("The Moon."),
        Entry(""),
    ],
    ids=["no line of a file", "another entry inside", "a key twice", "the header's key"],
)
def test_what_would_be_read_otherwise_is_not_written(moon: PoFile, entry: Entry) -> None:
    """What is to be written is read again first: where something else would be found, the file stays as it is."""
    with pytest.raises(CatalogError, match=r"would not be read back|the same entry as"):
        save(moon, replace(moon.catalog, entries=(*moon.catalog.entries, entry)), LATER)
    assert moon.path.read_bytes() == moon.raw
    assert [*moon.path.parent.iterdir()] == [moon.path]


# --- templates --------------------------------------------------------------------------------------------------------

ARTICLE = (
    Entry("The Moon.", context="heading", references=(("a.md", 1),)),
    Entry("It is far.", references=(("a.md", 3),)),
)


def test_a_template_keeps_its_date_until_its_entries_change(tmp_path: Path) -> None:
    """The date of a template is the date of its sources."""
    path = tmp_path / "pot" / "moon.pot"
    save_template(path, ARTICLE, EN, NOW)
    first = path.read_bytes()
    os.utime(path, ns=(1, 1))
    save_template(path, ARTICLE, EN, LATER)
    assert path.stat().st_mtime_ns == 1
    save_template(path, ARTICLE[:1], EN, LATER)
    assert b"2026-03-01" in first
    assert b"2026-04-02" in path.read_bytes()


@gettext
def test_a_template_is_as_gettext_writes_it() -> None:
    """`msgcat` has nothing to change, and `msginit` makes a catalog of it that we read."""
    data = template("moon", ARTICLE, EN, NOW)
    assert run("msgcat --no-wrap", data) == data
    catalog = run("msginit --no-translator --locale=fr -o - -i", data)
    assert [e.key for e in parse(PO, catalog, FR).catalog.entries] == [e.key for e in ARTICLE]


@gettext
def test_nothing_is_lost_when_a_person_runs_msgmerge(tmp_path: Path) -> None:
    """A person may bring a catalog up to date with gettext's own tool: we go on from there."""
    people = (
        Entry("The Moon.", "La Lune.", context="heading", comments=("Feminine.",)),
        Entry("It is very far.", "Elle est très loin.", comments=("Read aloud.",)),
        Entry(
            "It is grey and cold there.",
            "Gris et froid.",
            fuzzy=True,
            mark=Mark("argos", digest_of("Gris et froid.", "It is grey and cold there.")),
        ),
    )
    (tmp_path / "moon.pot").write_bytes(template("moon", ARTICLE, EN, NOW))
    (tmp_path / "moon.po").write_bytes(new(Catalog(FR, people)))
    subprocess.run(
        ["msgmerge", "--quiet", "--previous", "-U", "moon.po", "moon.pot"], cwd=tmp_path, check=True
    )
    file = load(tmp_path / "moon.po", FR)
    merged = fill(merge(file.catalog, ARTICLE), {e.key: Draft("Machine.", "argos") for e in ARTICLE})
    written = save(file, merged, LATER)
    moon, far = written.catalog.live()
    assert (moon.state, moon.target, moon.comments) == (State.APPROVED, "La Lune.", ("Feminine.",))
    assert (far.state, far.target, far.previous) == (
        State.STALE,
        "Elle est très loin.",
        ("", "It is very far."),
    )
    assert far.comments == ("Read aloud.",)
    assert (offer := offered(far))
    assert (offer.target, far.notes) == ("Machine.", (offer.note,))
    assert merge(written.catalog, ARTICLE) == written.catalog
