"""PO files: read without harm, written by splicing, as real gettext writes them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalog import Catalog, Entry, Key, Mark, digest_of
from localize.errors import CatalogError
from localize.locales import Locale
from localize.po import PoFile, dump, load, parse
from localize.po_header import header
from localize.po_read import read_any
from localize.po_text import Parts
from localize.po_usual import read_usual

FOLDER = Path(__file__).parent / "cases" / "po"
REFUSED = (FOLDER / "refused.txt").read_text().removeprefix("=== ").split("\n=== ")
SAVED = sorted(FOLDER.glob("saved-by-*.po"))
PO = Path("moon.po")
EN, FR, AR = map(Locale.parse, ("en", "fr", "ar"))
NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

gettext = pytest.mark.skipif(not shutil.which("msgcat"), reason="GNU gettext is not installed")


def run(command: str, data: bytes, *more: Path) -> bytes:
    """What a gettext tool makes of a file given on its standard input."""
    done = subprocess.run([*command.split(), "-", *more], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def new(catalog: Catalog) -> bytes:
    """The bytes of a catalog that no file holds yet, with a header."""
    headers = catalog.headers or header("moon", catalog.locale, EN, NOW)
    return dump(PoFile(PO, b"", Catalog(catalog.locale)), replace(catalog, headers=headers))


def changed_lines(old: bytes, new: bytes) -> list[str]:
    """The lines of a diff that were taken out or put in."""
    lines = unified_diff(old.decode().split("\n"), new.decode().split("\n"), n=0)
    return [line for line in lines if re.match(r"[-+](?![-+]{2} )", line)]


def in_gettexts_order(catalog: Catalog) -> Catalog:
    """The catalog with its live entries first, of which gettext wants to see one."""
    found = (*catalog.entries, Entry("The Moon", "La Lune"))
    return replace(catalog, entries=tuple(sorted(found, key=lambda entry: entry.obsolete)))


# --- strategies -------------------------------------------------------------------------------------------------------

UNFIT = "\0\x04"  # no PO file can hold these, nor lone surrogates
chars = st.characters(exclude_categories=["Cs"], exclude_characters=UNFIT)
texts = st.text(st.one_of(chars, st.sampled_from('\\"\n\r\t\a\u2028\x85 nx0#~|msgid')), max_size=30)
prose = st.text(
    st.one_of(st.sampled_from('abc éلا中\\"#~|.,%:/'), st.characters(categories=["L", "Nd", "P", "Zs"])),
    max_size=40,
)
inline = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=UNFIT + "\r\n"), max_size=20
).filter(
    lambda line: not line.endswith("\\ ")
)  # a blank behind a final backslash is gettext's, not the comment's
paths = st.text(st.one_of(st.sampled_from("a/b:é."), st.characters(categories=["L", "N"])), min_size=1)


@st.composite
def entries(draw: st.DrawFn, text: st.SearchStrategy[str], key: Key) -> Entry:
    """An entry as files hold them: without a target there is nothing fuzzy."""
    target = draw(text)
    mark = st.builds(Mark, inline.map(lambda s: " ".join(s.split())), st.just(digest_of(target, key[1])))
    return Entry(
        source=key[1],
        target=target,
        context=key[0],
        fuzzy=bool(target) and draw(st.booleans()),
        previous=draw(st.one_of(st.none(), st.tuples(text, text))),
        obsolete=bool(target) and draw(st.booleans()),
        comments=tuple(draw(st.lists(inline, max_size=3))),
        mark=draw(st.one_of(st.none(), mark)),
        notes=tuple(draw(st.lists(inline, max_size=2))),
        references=tuple(
            draw(
                st.lists(
                    st.tuples(paths, st.integers(1, 9999)),
                    max_size=9,
                    unique=True,
                )
            )
        ),
        flags=draw(st.sampled_from([(), ("no-wrap",)])),
    )


@st.composite
def catalogs(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> Catalog:
    """A catalog with any text that PO can hold."""
    keys = draw(st.lists(st.tuples(st.one_of(st.just(""), text), text), unique=True, max_size=5))
    found = tuple(draw(entries(text, key)) for key in keys if any(key))
    comments = tuple(draw(st.lists(inline, max_size=2)))
    return Catalog(FR, found, header("moon", FR, EN, NOW), comments)


# --- laws -------------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(catalogs())
def test_what_is_written_is_read(catalog: Catalog) -> None:
    """A catalog comes back from its file as it went in, whatever it says."""
    assert parse(PO, new(catalog), FR).catalog == catalog


@settings(max_examples=60)
@given(catalogs(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]), st.data())
def test_what_is_not_changed_keeps_its_bytes(
    catalog: Catalog, newline: str, bom: str, data: st.DataObject
) -> None:
    """A file that is read and written is the same file; a change in one entry leaves the other ones' bytes alone."""
    tail = data.draw(st.sampled_from(["", "\n", "\n\n# done\n", "# done"]))
    raw = (bom + (new(catalog).decode() + tail).replace("\n", newline)).encode()
    file = parse(PO, raw, FR)
    assert dump(file, replace(file.catalog)) == raw
    assert dump(file, replace(file.catalog, entries=tuple(map(replace, file.catalog.entries)))) == raw
    if catalog.entries:
        at = data.draw(st.integers(0, len(catalog.entries) - 1))
        others = [*file.catalog.entries]
        others[at] = replace(others[at], target="changed", fuzzy=False, mark=None)
        written = dump(file, replace(file.catalog, entries=tuple(others)))
        assert parse(PO, written, FR).catalog.entries == tuple(others)
        bodies = [raw[start:end] for start, end in zip(file.starts, file.ends, strict=True)]
        assert file.header == 0
        assert all(body in written for n, body in enumerate(bodies) if n != at + 1)


def _outcome(reader: Callable[[str], Parts | None], text: str) -> tuple[object, ...] | str | None:
    """All that a reader finds, lines included, or what it refuses."""
    try:
        parts = reader(text)
    except CatalogError as error:
        return f"{error.what} {error.line}"
    return (*((e, e.line) for e in parts.entries), *parts.starts, *parts.ends) if parts else None


def _quick(text: str) -> Parts | None:
    return read_usual(text.encode())


_SPOILT = [
    "",
    "#",
    "#~ ",
    "#| ",
    "#~| ",
    '"',
    "\\",
    " ",
    "\n",
    'msgctxt ""\n',
    'msgid "a"\nmsgstr ""\n',
    "#=x\n",
    '"b"\n',
]


@settings(max_examples=150)
@given(
    catalogs(), st.lists(st.tuples(st.integers(0), st.integers(0, 9), st.sampled_from(_SPOILT)), max_size=3)
)
def test_the_quick_way_to_read_a_file_is_the_careful_one(
    catalog: Catalog, changes: list[tuple[int, int, str]]
) -> None:
    """A file with any slip in it is read, or refused, by both ways alike; or else the quick one leaves it to the other."""
    text = new(catalog).decode()
    for at, size, instead in changes:
        start = at % (len(text) + 1)
        text = text[:start] + instead + text[start + size :]
    quick = _outcome(_quick, text)
    assert quick is None or quick == _outcome(read_any, text)
    assert changes or quick


@settings(max_examples=40)
@given(catalogs(), catalogs())
def test_any_change_is_written_whole(old: Catalog, changed: Catalog) -> None:
    """Whatever becomes of a catalog, its file says it, also where most of it was there before."""
    file = parse(PO, new(old), FR)
    mixed = {e.key: e for e in (*changed.entries, *reversed(old.entries[1:]))}
    result = replace(changed, entries=tuple(mixed.values()))
    assert parse(PO, dump(file, result), FR).catalog == result


@gettext
@settings(max_examples=40)
@given(catalogs())
def test_msgcat_has_nothing_to_change(catalog: Catalog) -> None:
    """What we write is what `msgcat --no-wrap` writes, byte for byte."""
    data = new(in_gettexts_order(catalog))
    assert run("msgcat --no-wrap", data) == data


@gettext
@settings(max_examples=30)
@given(catalogs(prose), st.sampled_from([FR, AR, Locale.parse("pt-BR"), Locale.parse("ja")]))
def test_msgfmt_has_nothing_to_say(catalog: Catalog, locale: Locale) -> None:
    """What we write passes `msgfmt --check`, header and all, without a warning."""
    data = new(replace(catalog, locale=locale, headers=header("moon", locale, EN, NOW)))
    done = subprocess.run(
        ["msgfmt", "--check", "-o", os.devnull, "-"], input=data, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


@gettext
@settings(max_examples=30)
@given(catalogs(), st.sampled_from(["msgcat", "msgcat --width=40"]))
def test_a_file_that_gettext_wrapped_is_the_same_catalog(catalog: Catalog, command: str) -> None:
    """A person may let gettext wrap a file: it says the same, and its bytes stay."""
    ordered = in_gettexts_order(catalog)
    wrapped = run(command, new(ordered))
    file = parse(PO, wrapped, FR)
    assert file.catalog.entries == ordered.entries
    assert dump(file, replace(file.catalog, entries=tuple(map(replace, file.catalog.entries)))) == wrapped


@settings(max_examples=50)
@given(catalogs(prose.filter(lambda text: text.isprintable())), st.sampled_from([0, 40, 78]))
def test_polib_reads_the_same(catalog: Catalog, width: int) -> None:
    """Another reader finds in our files what we wrote, and what it saves says the same to us."""
    bare = tuple(replace(e, comments=(), notes=(), references=()) for e in catalog.entries)
    plain = replace(catalog, entries=bare, comments=())
    read = polib.pofile(new(plain).decode(), wrapwidth=width)
    assert [(e.msgctxt or "", e.msgid, e.msgstr) for e in read] == [(*e.key, e.target) for e in plain.entries]
    saved = parse(PO, str(read).encode(), FR).catalog
    kept = [replace(e, previous=None, flags=()) for e in plain.entries]
    assert [replace(e, previous=None, flags=()) for e in saved.entries] == sorted(
        kept, key=lambda e: e.obsolete
    )


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.partition("\n")[0])
def test_what_cannot_be_read_whole_is_refused(case: str) -> None:
    """A file that gettext refuses, or that we could not write back, is refused with its line, and never rewritten."""
    raw, _, said = case.partition("\n")[2].partition("\n---\n")
    with pytest.raises(CatalogError) as refused:
        parse(PO, raw.encode(), FR)
    assert str(refused.value).startswith(f"{PO}:{said.strip()} — ")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'msgid "a"\nmsgstr "caf\xe9"\n', "moon.po:2: not UTF-8 — "),
        (b'msgid "a"\nmsgstr "b"\n' + bytes(512), "moon.po:3: holds the character U+0000 — "),
        ('msgid "a"\nmsgstr "b"\n'.encode("utf-16"), "moon.po:1: not UTF-8 — "),
        (b'msgid "a"\nmsgstr "b\x04"\n', "moon.po:2: a string holds"),
        (b'msgid "a"\rmsgstr "b"\r', "moon.po:1: not a line of a PO file"),
    ],
)
def test_bytes_that_are_no_text_are_refused(raw: bytes, said: str) -> None:
    """Other encodings, and what a crash leaves behind, are told with their line."""
    with pytest.raises(CatalogError) as refused:
        parse(PO, raw, FR)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_files_of_other_tools_are_kept(path: Path) -> None:
    """Whoever saved a file last, it is read whole, and a new target changes only the lines of that target."""
    file = load(path, FR)
    entries = file.catalog.entries
    assert len(entries) >= 3
    assert dump(file, replace(file.catalog, entries=tuple(map(replace, entries)))) == file.raw
    for at, entry in enumerate(entries):
        if not entry.plural:
            changed = (*entries[:at], replace(entry, target="Neuf."), *entries[at + 1 :])
            diff = changed_lines(file.raw, dump(file, replace(file.catalog, entries=changed)))
            assert [line.strip() for line in diff if line.startswith("+")] == [
                f'+{"#~ " * entry.obsolete}msgstr "Neuf."'
            ]
            assert all(re.match(r'-(#~ )?(msgstr )?"', line) for line in diff if line.startswith("-"))


def test_a_file_that_does_not_exist_is_an_empty_catalog(tmp_path: Path) -> None:
    """A new catalog starts with nothing."""
    assert load(tmp_path / "moon.po", FR) == PoFile(tmp_path / "moon.po", b"", Catalog(FR))


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    """What cannot be opened is told by its name."""
    with pytest.raises(CatalogError, match=rf"^{re.escape(str(tmp_path))}: cannot be read"):
        load(tmp_path, FR)


def test_loose_but_valid_writing_is_read() -> None:
    """Blank lines within an entry, none between entries, several strings on a line, no blank behind `#` or `#~`."""
    raw = '#remark\n\n#.note\n  msgid "The" " Moon"\n\nmsgstr"La " "Lune"\nmsgid "Sun"\nmsgstr "Soleil"\n#~\n#~msgid "o"\n#~msgstr "p"'
    moon, sun, old = parse(PO, raw.encode(), FR).catalog.entries
    assert (moon.source, moon.target, moon.comments, moon.notes) == (
        "The Moon",
        "La Lune",
        ("remark",),
        ("note",),
    )
    assert (sun.target, sun.line, old.target, old.obsolete) == ("Soleil", 7, "p", True)


def test_sticky_flags_are_flags() -> None:
    """The `#=` of newer gettexts is read; a changed entry gets it in the form that all of them read."""
    file = parse(PO, b'#, fuzzy\n#= no-wrap\nmsgid "a"\nmsgstr "b"\n', FR)
    (entry,) = file.catalog.entries
    assert (entry.fuzzy, entry.flags) == (True, ("no-wrap",))
    approved = replace(file.catalog, entries=(replace(entry, fuzzy=False),))
    assert dump(file, approved) == b'#, no-wrap\nmsgid "a"\nmsgstr "b"\n'


@pytest.mark.parametrize("width", [20, 40, 200])
def test_a_wrapped_mark_is_still_our_mark(width: int) -> None:
    """An editor that wraps comments does not turn a machine draft into a person's."""
    entry = Entry(
        "Moon",
        "Lune",
        fuzzy=True,
        mark=Mark("argos en-fr 1.9 int8 beam:4 terms:0a1b2c", digest_of("Lune", "Moon")),
    )
    read = polib.pofile(new(Catalog(FR, (entry,))).decode(), wrapwidth=width)
    assert parse(PO, str(read).encode(), FR).catalog.entries == (entry,)


def test_a_path_with_blanks_is_one_path() -> None:
    """A path with blanks, several of them or a tab, stands in isolates and is read as one path."""
    entry = Entry("Moon", references=(("seeds/the  Moon.md", 3), ("a\tb.md", 4), ("c.md", 5), ("no line", 0)))
    data = new(Catalog(FR, (entry,)))
    assert (
        "#: \u2068seeds/the  Moon.md\u2069:3 \u2068a\tb.md\u2069:4 c.md:5 \u2068no line\u2069\n"
        in data.decode()
    )
    assert parse(PO, data, FR).catalog.entries == (entry,)


# --- writing ----------------------------------------------------------------------------------------------------------

WRAPPED = FOLDER / "saved-by-msgcat.po"


def test_a_person_who_approves_changes_one_line() -> None:
    """Clearing the fuzzy flag takes out that line and nothing else."""
    raw = b'#: a.md:1\n#, fuzzy\nmsgid ""\n"The "\n"Moon"\nmsgstr ""\n"La "\n"Lune"\n'
    file = parse(PO, raw, FR)
    approved = replace(file.catalog, entries=(replace(file.catalog.entries[0], fuzzy=False),))
    assert changed_lines(raw, dump(file, approved)) == ["-#, fuzzy"]


def test_entries_move_with_their_bytes() -> None:
    """A new order moves entries as they stand, wrapped by whomever; a new entry comes where the article has it."""
    file = load(WRAPPED, FR)
    entries = file.catalog.entries
    moved = (Entry("New.", references=(("a.md", 1),)), *reversed(entries))
    written = dump(file, replace(file.catalog, entries=moved))
    assert parse(PO, written, FR).catalog.entries == moved
    assert sorted(written.split(b"\n\n")[2:]) == sorted(
        block.rstrip(b"\n") + b"\n" * (n == 0) for n, block in enumerate(file.raw.split(b"\n\n")[1:])
    )


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("1\n2\n", "2\n\n1\n"),
        ("1\n\n\n2\n", "2\n\n1\n"),
        ("1\n\n\n2\n3\n", "3\n\n2\n1\n"),
        ("1\n\n2", "2\n\n1\n"),
        ("1\n\n2\n\n\n# done", "2\n\n1\n\n\n# done"),
    ],
)
def test_blank_lines_go_with_the_entry_in_front_of_them(raw: str, written: str) -> None:
    """In a file laid out as a person likes it, a new order adds a blank line only where there was none."""

    def entries_for(text: str) -> str:
        return re.sub(r"(\d)", r'msgid "\1"\nmsgstr "\1"', text)

    file = parse(PO, entries_for(raw).encode(), FR)
    turned = replace(file.catalog, entries=tuple(reversed(file.catalog.entries)))
    assert dump(file, turned).decode() == entries_for(written)


def test_comments_stay_as_people_typed_them() -> None:
    """A comment without a blank keeps its bytes where our mark beside it comes, changes and goes."""
    raw = b'#tight\n# loose\n#\n#tight\nmsgid "a"\nmsgstr "b"\n'
    file = parse(PO, raw, FR)
    mark = Mark("argos", digest_of("b", "a"))
    marked = dump(file, replace(file.catalog, entries=(replace(file.catalog.entries[0], mark=mark),)))
    assert marked == raw.replace(b"msgid", f"# mt: argos {mark.digest}\nmsgid".encode())
    assert dump(parse(PO, marked, FR), file.catalog) == raw


@pytest.mark.parametrize("order", ["12h", "1h2", "h12"])
def test_a_header_is_found_wherever_it_stands(order: str) -> None:
    """Gettext takes it anywhere: the fields are read, and what is written has it in front."""
    parts = {
        "h": 'msgid ""\nmsgstr "Language: fr\\n"\n',
        "1": 'msgid "a"\nmsgstr "b"\n',
        "2": 'msgid "c"\nmsgstr ""\n',
    }
    raw = "\n".join(parts[part] for part in order).encode()
    file = parse(PO, raw, FR)
    assert (file.catalog.headers, [e.source for e in file.catalog.entries]) == (
        (("Language", "fr"),),
        ["a", "c"],
    )
    assert dump(file, file.catalog) == raw
    first, second = file.catalog.entries
    written = dump(file, replace(file.catalog, entries=(first, replace(second, target="d"))))
    assert written.decode() == "\n".join(parts[part] for part in "h12").replace('msgstr ""', 'msgstr "d"')


def test_what_has_no_target_is_not_fuzzy() -> None:
    """Gettext's tools drop the flag of an empty entry: we do not write it."""
    assert b"fuzzy" not in new(Catalog(FR, (Entry("The Moon", fuzzy=True),)))


def test_a_backslash_at_the_end_of_a_comment_joins_nothing() -> None:
    """Gettext would take the next line for a part of the comment."""
    entry = Entry("a", "b", comments=("see C:\\",), notes=("draft: b\\",))
    data = new(Catalog(FR, (entry,)))
    assert b"# see C:\\ \n#. draft: b\\ \n" in data
    assert parse(PO, data, FR).catalog.entries == (entry,)


def test_an_entry_becomes_obsolete_and_returns_as_it_was_wrapped() -> None:
    """A target that an editor wrapped keeps its lines when its entry goes and when it comes back."""
    file = load(WRAPPED, FR)
    gone = replace(file.catalog, entries=tuple(replace(e, obsolete=True) for e in file.catalog.entries))
    between = parse(PO, dump(file, gone), FR)
    assert between.catalog.entries == gone.entries
    assert dump(between, file.catalog) == file.raw


def test_a_date_changes_one_line_of_a_wrapped_header() -> None:
    """The fields of a header are written one by one; what an editor wrapped stays wrapped."""
    file = load(WRAPPED, FR)
    headers = tuple(
        (name, "2030-01-01 00:00+0000" if "Revision" in name else value)
        for name, value in file.catalog.headers
    )
    diff = changed_lines(file.raw, dump(file, replace(file.catalog, headers=headers)))
    assert [line[:19] for line in diff] == ['-"PO-Revision-Date:', '+"PO-Revision-Date:']


def test_what_po_cannot_hold_is_refused() -> None:
    """A control character that would cut a compiled catalog, half a character: the file is named, nothing is written."""
    for text in UNFIT + "\ud800":
        with pytest.raises(CatalogError, match=r"^moon\.po: a character that PO cannot hold"):
            new(Catalog(FR, (Entry("The Moon", f"La {text} Lune"),)))


def test_plural_forms_are_not_ours_to_change() -> None:
    """An entry with plural forms is written as it stands, or not at all."""
    file = parse(PO, b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n', FR)
    (entry,) = file.catalog.entries
    with pytest.raises(CatalogError, match="plural"):
        dump(file, Catalog(FR, (replace(entry, target="x"),)))
    with pytest.raises(CatalogError, match="plural"):
        new(Catalog(FR, (entry,)))


@gettext
def test_a_wrapped_file_gets_small_diffs() -> None:
    """One new target in a catalog that gettext wrapped changes the lines of that target."""
    source = "The station orbits the Moon once a week, and its crew of {} works in shifts that never end."
    many = tuple(Entry(source.format(n), source.format(n), references=(("a.md", n),)) for n in range(1, 1001))
    wrapped = run("msgcat", new(Catalog(FR, many)))
    file = parse(PO, wrapped, FR)
    changed = tuple(replace(e, target="Changé.") if n == 500 else e for n, e in enumerate(many))
    assert len(changed_lines(wrapped, dump(file, replace(file.catalog, entries=changed)))) == 4
