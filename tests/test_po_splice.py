"""What is spliced into a file is what a reader finds in it, whatever the file looks like."""

from __future__ import annotations

from dataclasses import astuple, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalog import Catalog, Entry
from localize.po import parse
from localize.po_header import header
from localize.po_splice import changes, dump, spliced
from test_po import EN, FR, NOW, PO, catalogs, inline, new, texts

PLURAL = 'msgid "moons {n}"\nmsgid_plural "all moons {n}"\nmsgstr[0] "lune"\nmsgstr[1] "lunes"'
LOOSE = '#remark\n\n#.note\n  msgid "loose {n}"\n\nmsgstr"La " "Lune"'
OLD = '#~| msgctxt "c"\n#~| msgid "was"\n#~ msgctxt "c"\n#~ msgid "gone {n}"\n#~ msgstr "parti"'
HEADERS = header("moon", FR, EN, NOW)


@st.composite
def layouts(draw: st.DrawFn) -> bytes:
    """A catalog as people and their tools may have left it."""
    written = new(draw(catalogs())).decode().removesuffix("\n").split("\n\n")
    strange = draw(st.lists(st.sampled_from([PLURAL, LOOSE, OLD]), max_size=3))
    parts = [*written, *(part.format(n=n) for n, part in enumerate(strange))]
    parts = draw(st.one_of(st.just(parts), st.permutations(parts)))
    gap = draw(st.sampled_from(["\n", "\n\n", "\n\n\n", "\n \n#~\n"]))
    head = draw(st.sampled_from(["", "", "\n", "\ufeff", "\ufeff\n\n"]))
    tail = draw(st.sampled_from(["\n", "\n", "", "\n\n", "\n\n# done\n", "\n# done", "\n#, fuzzy\n"]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return (head + gap.join(parts) + tail).replace("\n", newline).encode()


@st.composite
def changed(draw: st.DrawFn, entry: Entry) -> Entry:
    """The entry after a person or a run."""
    return replace(
        entry,
        target=draw(st.one_of(st.just(entry.target), texts)),
        fuzzy=draw(st.booleans()),
        obsolete=draw(st.booleans()),
        previous=draw(st.sampled_from([entry.previous, None, ("", "before")])),
        comments=draw(st.one_of(st.just(entry.comments), st.lists(inline).map(tuple))),
        notes=draw(st.one_of(st.just(entry.notes), st.lists(inline).map(tuple))),
    )


@st.composite
def edits(draw: st.DrawFn, catalog: Catalog) -> Catalog:
    """The catalog with entries changed, gone, new and moved, and its header too."""
    kept = [e for e in catalog.entries if draw(st.integers(0, 3))]
    made = [e if e.plural or draw(st.booleans()) else draw(changed(e)) for e in kept]
    keys = {e.key for e in made}
    made += [e for e in draw(catalogs()).entries if e.key not in keys]
    moved = draw(st.one_of(st.just(made), st.permutations(made)))
    headers = draw(st.sampled_from([catalog.headers or HEADERS, HEADERS]))
    comments = draw(
        st.sampled_from([catalog.comments, ("Ours.",), ("mt: argos 0123456789abcdef", "And ours.")])
    )
    return replace(catalog, entries=tuple(moved), headers=headers, comments=comments)


def substance(catalog: Catalog) -> list[tuple[object, ...]]:
    """What must not change on the way to the disk and back."""
    return [(e.key, e.target, e.state, e.obsolete) for e in catalog.entries]


@settings(max_examples=150)
@given(layouts(), st.data())
def test_what_is_written_into_a_file_is_what_is_read_from_it(raw: bytes, data: st.DataObject) -> None:
    """Whatever is changed in whatever file: what is to be written says it, and is given as a reader would find it.

    It is so again when what came back is changed in its turn.
    """
    file = parse(PO, raw, FR)
    for _ in range(2):
        asked = data.draw(edits(file.catalog))
        assert changes(file, asked) == (dump(file, asked) != file.raw)
        file = spliced(file, asked)
        found = parse(PO, file.raw, FR)
        assert substance(found.catalog) == substance(asked)
        assert astuple(found) == astuple(file)


def test_a_header_below_an_entry_stays_until_something_changes() -> None:
    """A file that somebody put together from others is left alone; when it is written, its header comes first."""
    body, head = b'msgid "a"\nmsgstr "b"\n\n', b'msgid ""\nmsgstr "Language: fr\\n"\n'
    file = parse(PO, body + head, FR)
    same = replace(file.catalog, entries=tuple(map(replace, file.catalog.entries)))
    assert not changes(file, same)
    assert dump(file, same) == file.raw
    changed = replace(file.catalog, entries=(replace(file.catalog.entries[0], target="c"),))
    assert spliced(file, changed).raw == head + b'\nmsgid "a"\nmsgstr "c"\n'
