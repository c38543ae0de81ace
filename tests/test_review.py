"""The review page without a browser: what an edit does, what is written, and who may ask."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize import edits
from localize.catalog import Draft, Entry, Key, Mark, State, digest_of
from localize.checks import ignored_of
from localize.engine import package_folder
from localize.engine.packages import Origin, open_engine
from localize.errors import ProjectError
from localize.locales import Locale
from localize.memory import DraftKey, opened
from localize.po import load, save
from localize.project import Project
from localize.review.advice import Adviser
from localize.review.desk import Desk
from localize.review.guard import HEADERS
from localize.review.parts import Kind, Part, changed
from localize.review.replacing import Replacement
from localize.review.serving import doorway, listen
from localize.review.writing import Change, write
from review_project import FRENCH, TOKEN, catalog, entry, make, rewrite, served, stale

PLACE = "fr/seeds/moon.md"

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
words = texts.filter(str.strip)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Entries in any state."""
    source, target = draw(words), draw(texts)
    target = edits.tidy(target, source)
    fuzzy = bool(target) and draw(st.booleans())
    mark = Mark("argos 1", digest_of(target, source)) if draw(st.booleans()) and target else None
    previous = ("", draw(words)) if fuzzy and draw(st.booleans()) else None
    comments = draw(
        st.lists(st.sampled_from(["ask Ana", "localize: ignore-numbers, ignore-end_stop"]), max_size=2)
    )
    return Entry(
        source,
        target,
        draw(texts),
        fuzzy,
        previous,
        False,
        tuple(comments),
        mark,
        ("heading",),
        (("a.md", 3),),
        ("no-wrap",),
    )


def _others(entry: Entry) -> Entry:
    """*entry* without what a reviewer edits."""
    return replace(entry, target="", fuzzy=False, previous=None, mark=None, comments=())


# --- edits


@given(entries(), words)
def test_approving_is_all_that_approves(entry: Entry, target: str) -> None:
    """An approved entry is not fuzzy, has neither mark nor previous source, and holds the text; all else stays."""
    text = edits.tidy(target, entry.source)
    if not text:
        return
    done = edits.approve(entry, target)
    assert (done.state, done.target, done.mark, done.previous) == (State.APPROVED, text, None, None)
    assert (_others(done), done.comments) == (_others(entry), entry.comments)


@given(entries(), texts)
def test_keeping_a_draft_never_approves(entry: Entry, target: str) -> None:
    """What is typed and not approved is a person's unfinished text; a stale entry stays stale, one not touched as it was."""
    done = edits.keep_draft(entry, target)
    text = edits.tidy(target, entry.source)
    if text == entry.target:
        assert done == entry
    elif not text:
        assert done.state is State.UNTRANSLATED
    else:
        assert done.state is (State.STALE if entry.previous else State.HUMAN_DRAFT)
    assert (_others(done), done.comments) == (_others(entry), entry.comments)


@given(entries(), texts, st.sampled_from(["keep", "approve", "comment", "ignore", "reopen"]))
def test_what_is_taken_back_never_was(entry: Entry, text: str, what: str) -> None:
    """Undoing any edit gives the entry back, field by field."""
    try:
        done = {
            "keep": lambda: edits.keep_draft(entry, text),
            "approve": lambda: edits.approve(entry, text),
            "comment": lambda: edits.comment(entry, text),
            "ignore": lambda: edits.ignore(entry, "numbers"),
            "reopen": lambda: edits.reopen(entry),
        }[what]()
    except edits.EditError:
        return
    assert edits.restore(done, entry) == entry


@given(entries())
def test_ignoring_and_heeding_a_check(entry: Entry) -> None:
    """A check is switched off and on for one entry, and no other check or comment with it."""
    off = edits.ignore(entry, "brackets")
    assert ignored_of(off.comments) == ignored_of(entry.comments) | {"brackets"}
    assert edits.heed(off, "brackets") == entry
    on = edits.heed(entry, "numbers")
    assert ignored_of(on.comments) == ignored_of(entry.comments) - {"numbers"}
    assert on.comments.count("ask Ana") == entry.comments.count("ask Ana")


@given(entries(), entries())
def test_what_a_person_can_edit_tells_entries_apart(one: Entry, other: Entry) -> None:
    """`seen` changes with target, state, previous source and comments, and not with notes or places."""
    told = [(e.key, e.target, e.state, e.previous, e.comments) for e in (one, other)]
    assert (edits.seen(one) == edits.seen(other)) == (told[0] == told[1])
    assert edits.seen(one) == edits.seen(replace(one, notes=("x",), references=(("b.md", 1),), line=9))


def test_edits_that_make_no_sense_are_refused() -> None:
    """Nothing to approve, somebody else's entry, a comment like a mark, a check that is none."""
    with pytest.raises(edits.EditError, match="nothing to approve"):
        edits.approve(Entry("Hello"), " \n")
    with pytest.raises(edits.EditError, match="not edited here"):
        edits.keep_draft(Entry("Hello", plural=True), "x")
    with pytest.raises(edits.EditError, match="mark of a draft"):
        edits.comment(Entry("Hello"), "mt: argos\n1 0123456789abcdef")
    with pytest.raises(edits.EditError, match="no such check"):
        edits.ignore(Entry("Hello"), "everything")


def test_a_replaced_wording_keeps_the_approval() -> None:
    """What was approved stays so, since its person saw the change; a draft becomes a person's to finish."""
    assert edits.revise(Entry("a", "b"), "c").state is State.APPROVED
    draft = Entry("a", "b", fuzzy=True, mark=Mark("x", digest_of("b", "a")))
    assert edits.revise(draft, "c").state is State.HUMAN_DRAFT


@pytest.mark.parametrize(
    ("replacement", "target", "expected"),
    [
        (Replacement("base", "station"), "une base, des bases", "une station, des stations"),
        (Replacement("base", "station", words=True), "une base, des bases", "une station, des bases"),
        (Replacement("Base", "x", match_case=False), "base BASE", "x x"),
        (Replacement(".", r"\1"), "a.b", r"a\1b"),
        (Replacement("", "x"), "ab", "ab"),
    ],
)
def test_replacing_takes_texts_literally(replacement: Replacement, target: str, expected: str) -> None:
    """Neither what is sought nor what is put there is a pattern."""
    assert replacement.target(target) == expected


@given(texts, texts)
def test_a_diff_tells_both_texts(old: str, new: str) -> None:
    """Without what has come it is the old text, without what is gone the new one."""
    parts = changed(old, new, Locale("en"))
    assert "".join(p.text for p in parts if p.kind is not Kind.COME) == old
    assert "".join(p.text for p in parts if p.kind is not Kind.GONE) == new


def test_a_source_shows_its_codes_and_terms(tmp_path: Path) -> None:
    """Codes are codes, terms carry their admitted forms, and the target's terms name their source."""
    desk = Desk(make(tmp_path), (FRENCH,))
    sheet = desk.sheet(desk.article("seeds/moon.md"), FRENCH)
    row = next(row for row in sheet.rows if "`crew`" in row.entry.source)
    forms = ("station de recherche", "base de recherche")
    assert row.source[1] == Part("`crew`", Kind.CODE)
    assert Part("research station", Kind.TERM, forms) in row.source
    assert Part("station de recherche", Kind.TERM, ("research station",)) in row.target
    assert "".join(part.text for part in row.source) == row.entry.source
    assert "".join(part.text for part in row.target) == row.entry.target


# --- writing


def _plan(root: Path) -> Any:
    project = make(root)
    desk = Desk(project, (FRENCH,))
    sheet = desk.sheet(desk.article("seeds/moon.md"), FRENCH)
    return sheet.plan


def test_only_the_edited_entry_changes(tmp_path: Path) -> None:
    """All other lines of the file stay, also those that another program wrote since the page was made."""
    plan = _plan(tmp_path)
    path = catalog(tmp_path)
    rewrite(path, "La Lune est proche.", "La Lune est tout près.")
    before = path.read_text(encoding="utf-8")
    wanted = next(e for e in plan.merged.live() if e.source.startswith("Six"))
    change = Change(edits.seen(wanted), lambda e: edits.approve(e, e.target))
    outcome = write(plan, {wanted.key: change}, datetime(2026, 1, 2, tzinfo=UTC))
    assert list(outcome.before) == [wanted.key]
    assert not outcome.conflicts
    mark = f"# mt: pseudo 1 {digest_of(wanted.target, wanted.source)}\n#, fuzzy\n"
    assert _entries_of(path.read_text(encoding="utf-8")) == _entries_of(before.replace(mark, ""))


def _entries_of(text: str) -> str:
    """A catalog's text below its header, whose date follows each change."""
    return text.split("\n\n", 1)[1]


def test_an_entry_that_changed_elsewhere_is_left_alone(tmp_path: Path) -> None:
    """Somebody else's text wins over an edit of the text that it replaced."""
    plan = _plan(tmp_path)
    wanted = next(e for e in plan.merged.live() if e.source.startswith("Six"))
    rewrite(catalog(tmp_path), "Six personnes y vivent.", "Six habitants.")
    before = catalog(tmp_path).read_bytes()
    change = Change(edits.seen(wanted), lambda e: edits.approve(e, "mine"))
    outcome = write(plan, {wanted.key: change}, datetime(2026, 1, 2, tzinfo=UTC))
    assert outcome.conflicts == (wanted.key,)
    assert catalog(tmp_path).read_bytes() == before


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), words), max_size=6))
def test_nobody_overwrites_what_they_have_not_seen(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, str]]
) -> None:
    """Whatever the page and another program write in turn, a text goes only where its writer saw what stood there."""
    plan = _plan(tmp_path_factory.mktemp("law"))
    now = datetime(2026, 1, 2, tzinfo=UTC)
    expected = {e.key: e.target for e in plan.merged.live()}
    page = {e.key: edits.seen(e) for e in plan.merged.live()}
    touched: set[Key] = set()
    for ours, number, text in steps:
        key = [*expected][number]
        file = load(plan.file.path, FRENCH)
        if ours:
            outcome = write(plan, {key: Change(page[key], lambda e, t=text: edits.approve(e, t))}, now)  # type: ignore[misc]
            assert bool(outcome.conflicts) == (key in touched)
            if not outcome.conflicts:
                expected[key] = edits.tidy(text, key[1])
        else:
            changed = [replace(e, target=f"{text}!") if e.key == key else e for e in file.catalog.entries]
            save(file, replace(file.catalog, entries=tuple(changed)), now)
            touched |= {key} if expected[key] != f"{text}!" else set()
            expected[key] = f"{text}!"
        entries = load(plan.file.path, FRENCH).catalog.entries
        assert {e.key: e.target for e in entries} == expected
        page |= {e.key: edits.seen(e) for e in entries if e.key not in touched}


def test_a_sentence_that_the_catalog_does_not_have_yet_can_be_translated(tmp_path: Path) -> None:
    """An article that was edited since the last run is reviewed as it is; the catalog is merged as a run would."""
    project = make(tmp_path)
    rewrite(
        tmp_path / "seeds/moon.md", "Six people live there.", "Seven people live there now, or so they say."
    )
    desk = Desk(project, (FRENCH,))
    article = desk.article("seeds/moon.md")
    row = next(r for r in desk.sheet(article, FRENCH).rows if r.entry.source.startswith("Seven"))
    done = desk.edit(article, FRENCH, {row.id: row.seen}, lambda e: edits.approve(e, "Sept."))
    assert done.changed == (row.id,)
    assert {e.msgid: e.msgstr for e in polib.pofile(str(catalog(tmp_path)))}[row.entry.source] == "Sept."


def test_what_somebody_else_did_since_is_not_taken_back(tmp_path: Path) -> None:
    """A step is taken back only where the entry still is as the step left it, also when the page has seen the change."""
    desk = Desk(make(tmp_path), (FRENCH,))
    article = desk.article("seeds/moon.md")
    first, second, *_ = desk.sheet(article, FRENCH).rows
    seen = {row.id: row.seen for row in (first, second)}
    done = desk.edit(article, FRENCH, seen, lambda e: edits.approve(e, e.target))
    rewrite(catalog(tmp_path), "La Lune est proche.", "La Lune est tout près.")
    seen = {name: desk.sheet(article, FRENCH).by_id[name].seen for name in seen}
    undone = desk.undo(article, FRENCH, seen, done.step)
    assert (undone.changed, undone.conflicts) == ((first.id,), (second.id,))
    entries = load(catalog(tmp_path), FRENCH).catalog.entries
    assert [(e.target, e.state) for e in entries[:2]] == [
        ("La Lune", State.DRAFT),
        ("La Lune est tout près.", State.APPROVED),
    ]


def test_what_is_typed_is_taken_back_as_one(tmp_path: Path) -> None:
    """Each pause keeps the text; one step takes all of it back, unless somebody else wrote in between."""
    desk = Desk(make(tmp_path), (FRENCH,))
    article = desk.article("seeds/moon.md")
    row = desk.sheet(article, FRENCH).rows[0]
    steps = [0]
    for text in ("La", "La lu", "La lune"):
        seen = {row.id: desk.sheet(article, FRENCH).by_id[row.id].seen}
        done = desk.edit(article, FRENCH, seen, lambda e, t=text: edits.keep_draft(e, t), steps[-1])  # type: ignore[misc]
        steps.append(done.step)
    assert steps[1:] == [done.step] * 3
    desk.undo(article, FRENCH, {row.id: done.sheet.by_id[row.id].seen}, done.step)
    assert desk.sheet(article, FRENCH).by_id[row.id].entry == row.entry
    rewrite(catalog(tmp_path), "La Lune", "Notre Lune")
    seen = {row.id: desk.sheet(article, FRENCH).by_id[row.id].seen}
    assert desk.edit(article, FRENCH, seen, lambda e: edits.keep_draft(e, "x"), done.step).step != done.step


def test_what_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    """One edit costs one check: the other rows are those of the sheet before."""
    desk = Desk(make(tmp_path), (FRENCH,))
    article = desk.article("seeds/moon.md")
    before = desk.sheet(article, FRENCH)
    assert desk.sheet(article, FRENCH) is before
    first = before.rows[0]
    after = desk.edit(article, FRENCH, {first.id: first.seen}, lambda e: edits.approve(e, "La Lune !")).sheet
    assert [a is b for a, b in zip(before.rows, after.rows, strict=True)] == [False, True, True, True, True]


# --- who may ask


@contextmanager
def _browser(project: Project) -> Iterator[httpx.Client]:
    """A browser that has opened the link."""
    with served(project) as page, httpx.Client(base_url=page.address, follow_redirects=True) as browser:
        browser.get(page.link)
        yield browser


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A browser on the small project."""
    with _browser(make(tmp_path)) as browser:
        yield browser


def _post(client: httpx.Client, what: str, body: object, **headers: str) -> Any:
    own = {"origin": str(client.base_url), "x-token": TOKEN} | headers
    return client.post(f"/{what}/{PLACE}", json=body, headers={k: v for k, v in own.items() if v})


def _seen(client: httpx.Client) -> dict[str, str]:
    return dict(client.get(f"/state/{PLACE}").json()["seen"])


def test_the_link_is_the_key(tmp_path: Path) -> None:
    """Without it there is nothing; with it comes a cookie that no other site's requests carry."""
    with served(make(tmp_path)) as page, httpx.Client(base_url=page.address) as browser:
        for path in ("/", "/?token=wrong", f"/desk/{PLACE}", "/static/review.js"):
            assert browser.get(path).status_code == 403
        answer = browser.get(page.link)
        assert (answer.status_code, 'content="0; url=/"' in answer.text) == (200, True)
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
        assert browser.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"])
def test_another_host_is_refused(client: httpx.Client, host: str) -> None:
    """A name that somebody points to this machine is not this page."""
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost"},
        {"x-token": ""},
        {"x-token": "wrong"},
        {"content-type": "text/plain"},
    ],
)
def test_only_the_page_itself_changes_anything(
    client: httpx.Client, tmp_path: Path, headers: dict[str, str]
) -> None:
    """A POST from another site, or without the page's own header, is refused."""
    before = catalog(tmp_path).read_bytes()
    answer = _post(client, "edit", {"do": "approve", "rows": _seen(client)}, **headers)
    assert answer.status_code in {403, 415}
    assert catalog(tmp_path).read_bytes() == before


def test_every_answer_carries_the_policy(client: httpx.Client) -> None:
    """Pages, fragments, files, refusals and errors."""
    paths = [
        "/",
        f"/desk/{PLACE}",
        f"/state/{PLACE}",
        "/static/review.css",
        "/static/palette.css",
        "/nowhere",
        "/desk/fr/seeds/no.md",
    ]
    for answer in [*map(client.get, paths), client.get("/", headers={"host": "evil"})]:
        assert HEADERS.items() <= dict(answer.headers).items()
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_looking_changes_nothing(client: httpx.Client, tmp_path: Path) -> None:
    """No GET writes a file that is not derived."""
    before = _files(tmp_path)
    row = next(iter(_seen(client)))
    for path in (
        "/",
        f"/desk/{PLACE}",
        f"/panel/{PLACE}?row={row}",
        f"/matches/{PLACE}?row={row}",
        f"/rows/{PLACE}?rows={row}",
        f"/edit/{PLACE}",
    ):
        client.get(path)
    assert _files(tmp_path) == before


def _files(root: Path) -> dict[Path, bytes]:
    found = (p for p in root.rglob("*") if p.is_file() and ".localize" not in p.parts)
    return {path: path.read_bytes() for path in found}


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"do": "approve"},
        {"do": "fly", "rows": {}},
        {"do": "keep", "rows": {"x": "y"}, "target": "z"},
        {"do": "undo", "rows": {}, "step": 7},
    ],
)
def test_nonsense_is_answered_with_an_error(client: httpx.Client, body: object) -> None:
    """No traceback, and the reason as text."""
    answer = _post(client, "edit", body)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]


def test_paths_lead_nowhere_else(client: httpx.Client) -> None:
    """Only the articles of the review are shown."""
    for path in (
        "../localize.toml",
        "%2e%2e/glossary/terms.csv",
        "seeds/%2e%2e/seeds/moon.md",
        "locales/fr/LC_MESSAGES/moon.po",
    ):
        assert client.get(f"/desk/fr/{path}").status_code == 404
    assert client.get("/desk/es/seeds/moon.md").status_code == 404


def test_edits_over_the_wire(client: httpx.Client, tmp_path: Path) -> None:
    """Approve, keep, comment, ignore, replace, take back: the file follows, and the rows come back."""
    first, *_, last = _seen(client)
    path = catalog(tmp_path)
    before = path.read_text(encoding="utf-8")
    done = _post(client, "edit", {"do": "approve", "rows": {first: _seen(client)[first]}}).json()
    assert 'data-state="approved"' in done["rows"][first]
    assert polib.pofile(str(path))[0].flags == []
    undone = _post(
        client, "edit", {"do": "undo", "rows": {first: _seen(client)[first]}, "step": done["step"]}
    ).json()
    assert 'data-state="draft"' in undone["rows"][first]
    assert _entries_of(path.read_text(encoding="utf-8")) == _entries_of(before)
    for body in (
        {"do": "keep", "target": "Six y sont."},
        {"do": "comment", "text": "ask Ana\n\nsoon"},
        {"do": "ignore", "check": "numbers"},
        {"do": "replace", "find": "sont", "put": "vivent"},
    ):
        assert _post(client, "edit", body | {"rows": {last: _seen(client)[last]}}).status_code == 200
    entry = polib.pofile(str(path))[-1]
    assert entry.msgstr == "Six y vivent."
    assert entry.tcomment == "ask Ana\nsoon\nlocalize: ignore-numbers"
    assert entry.fuzzy


def test_all_without_problems_leaves_the_others(client: httpx.Client, tmp_path: Path) -> None:
    """A lost code and a changed number are not approved with the rest."""
    assert _post(client, "edit", {"do": "approve-ready", "rows": _seen(client)}).status_code == 200
    assert sorted(e.msgid for e in polib.pofile(str(catalog(tmp_path))) if e.fuzzy) == [
        "It has **no air** and 2 sides.",
        "The `crew` works at the research station.",
    ]


def test_live_checks_are_those_of_check(client: httpx.Client) -> None:
    """What is typed is judged as `localize check` will judge it."""
    row = [*_seen(client)][3]
    told = _post(client, "check", {"row": row, "target": "L’équipage travaille."}).json()
    assert "`crew`" in told["html"]
    assert "station de recherche" in told["html"]
    assert (
        _post(client, "check", {"row": row, "target": "Le `crew` travaille à la base de recherche."}).json()[
            "count"
        ]
        == 0
    )


def test_the_checks_over_many_articles_are_shown(client: httpx.Client, tmp_path: Path) -> None:
    """A sentence with another translation elsewhere is named once the overview has seen both."""
    (tmp_path / "seeds/sun.md").write_text("Six people live there.\n", encoding="utf-8")
    text = catalog(tmp_path).read_text(encoding="utf-8").split("\n\n")[0]
    other = entry("Six people live there.", "Six y demeurent.")
    catalog(tmp_path).with_name("sun.po").write_text(f"{text}\n\n{other}", encoding="utf-8")
    assert "elsewhere translated as" not in client.get(f"/desk/{PLACE}").text
    client.get("/")
    assert "elsewhere translated as “Six y demeurent.”" in client.get(f"/desk/{PLACE}").text


def test_the_memory_offers_what_is_similar(client: httpx.Client, tmp_path: Path) -> None:
    """With its similarity, its origin and what differs; not what the entry says itself."""
    text = catalog(tmp_path).read_text(encoding="utf-8")
    other = entry("Seven people live there.", "Sept personnes y vivent.")
    catalog(tmp_path).with_name("sun.po").write_text(text.split("\n\n")[0] + f"\n\n{other}", encoding="utf-8")
    row = [*_seen(client)][-1]
    html = client.get(f"/matches/{PLACE}?row={row}").json()["html"]
    assert 'data-text="Sept personnes y vivent."' in html
    assert "<del>Seven</del><ins>Six</ins>" in html
    assert re.search(r"<strong>\d\d%</strong> <bdi>sun</bdi>", html)
    assert "Six personnes" not in html


def test_the_memory_does_not_offer_the_older_wording_of_a_sentence(
    client: httpx.Client, tmp_path: Path
) -> None:
    """What a stale entry was before is no similar sentence of its own article; elsewhere it is one."""
    stale(tmp_path)
    path = catalog(tmp_path)
    text = path.read_text(encoding="utf-8")
    gone = entry("Five people live there.", "Cinq y vivent.").replace("msg", "#~ msg")
    path.write_text(f"{text}\n{gone}", encoding="utf-8")
    place = f"/matches/{PLACE}?row={[*_seen(client)][-1]}"
    assert client.get(place).json()["html"].strip() == ""
    other = entry("Five people live there.", "Cinq y demeurent.")
    path.with_name("sun.po").write_text(text.split("\n\n")[0] + f"\n\n{other}", encoding="utf-8")
    html = client.get(place).json()["html"]
    assert 'data-text="Cinq y demeurent."' in html
    assert "Cinq y vivent." not in html


def test_a_hostile_project_shows_as_text(tmp_path: Path) -> None:
    """Markup in a source, term, translation, comment or file name reaches no page as markup."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    project = make(tmp_path)
    (tmp_path / "glossary/evil.csv").write_text(
        'en,fr,note\nvillain,<b onclick=alert(1)>,"<script>x</script>"\n', encoding="utf-8"
    )
    name = "<script>alert(1) &'.md"
    (tmp_path / "seeds" / name).write_text(f'A villain says {evil} "loudly".\n', encoding="utf-8")
    source = f'A villain says {evil} "loudly".'
    path = tmp_path / f"locales/fr/LC_MESSAGES/{Path(name).stem}.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        + entry(source, evil, extra=f"# {evil}\n"),
        encoding="utf-8",
    )
    with _browser(project) as browser:
        overview = browser.get("/").text
        link = re.search(r'href="(/desk/fr/seeds/%3C[^"]*)"', overview)
        assert link
        work = browser.get(link[1]).text
        row = re.search(r'data-row="(\w+)"', work)
        assert row
        panel = browser.get(f"{link[1].replace('/desk/', '/panel/')}?row={row[1]}").json()["html"]
    for html in (overview, work, panel):
        assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<img|<b ", html)
    assert "&lt;script&gt;" in work


def test_a_broken_catalog_is_named(tmp_path: Path) -> None:
    """The overview says what is wrong with it, and the others are there."""
    project = make(tmp_path)
    catalog(tmp_path).write_text('msgid "open\n', encoding="utf-8")
    with _browser(project) as browser:
        overview = browser.get("/").text
        assert "moon.po:1" in overview
        assert "/desk/ar/seeds/moon.md" in overview
        assert browser.get(f"/desk/{PLACE}").status_code == 500


def test_worst_comes_first(tmp_path: Path) -> None:
    """Errors, then stale before draft, other problems before none, and approved at the end."""
    project = make(tmp_path)
    stale(tmp_path)
    desk = Desk(project, (FRENCH,))
    article = desk.article("seeds/moon.md")
    first = desk.sheet(article, FRENCH).rows[0]
    desk.edit(article, FRENCH, {first.id: first.seen}, lambda e: edits.approve(e, e.target))
    assert [row.entry.source.split()[0] for row in desk.sheet(article, FRENCH).worst_first({})] == [
        "The",
        "Six",
        "It",
        "The",
        "The",
    ]


def test_the_least_sure_draft_comes_before_surer_ones(tmp_path: Path) -> None:
    """The score that the engine gave a draft is taken from the memory, where it still is."""
    project = make(tmp_path)
    target = "Six personnes y vivent."
    with opened(project) as memory:
        key = DraftKey("fr", "Six people live there.", "", "markdown", "pseudo 1", "")
        memory.keep(key, Draft(target, "pseudo 1", -2.5))
        memory.flush()
        desk = Desk(project, (FRENCH,), adviser=Adviser(memory))
        rows = desk.sheet(desk.article("seeds/moon.md"), FRENCH).worst_first(desk.adviser.scores(FRENCH))
        assert [row.entry.target for row in rows][2:] == [target, "La Lune", "La Lune est proche."]


def test_the_model_is_asked_for_other_translations(tmp_path: Path, map_package: Path) -> None:
    """Codes and terms are in them, and what the entry says already is not offered."""
    project = make(tmp_path)
    adviser = Adviser(open_engine=lambda *_: open_engine([package_folder.load(map_package, Origin.FILE)]))
    desk = Desk(project, (FRENCH,), adviser=adviser)
    row = desk.sheet(desk.article("seeds/moon.md"), FRENCH).rows[3]
    offers = desk.adviser.alternatives(row)
    assert offers
    assert offers[0].holds
    assert "`crew`" in offers[0].target
    assert "station de recherche" in offers[0].target
    assert len({offer.target for offer in offers} | {row.entry.target}) == len(offers) + 1


def test_only_its_person_can_read_the_doorway(tmp_path: Path) -> None:
    """The browser is started with a file, since others see what it was started with; the file goes in the end."""
    with doorway(make(tmp_path), "http://127.0.0.1:7/?token=a&b") as door:
        assert door.stat().st_mode & 0o077 == 0
        assert 'url=http://127.0.0.1:7/?token=a&amp;b"' in door.read_text(encoding="utf-8")
    assert not door.exists()


def test_a_taken_port_is_named() -> None:
    """The person is told what to do."""
    first = listen(None)
    with pytest.raises(ProjectError, match="cannot be used"):
        listen(first.getsockname()[1])
    first.close()


def test_the_command_serves_until_it_is_stopped(tmp_path: Path) -> None:
    """It prints the link, answers to it, and ends with Ctrl-C; without catalogs it says what to do first."""
    project = make(tmp_path)
    command = [sys.executable, "-m", "localize", "review", "--no-open", "-C"]
    with subprocess.Popen([*command, str(project.root)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            link = process.stdout.readline().split()[-1]
            with httpx.Client() as browser:
                browser.get(link)
                assert "moon" in browser.get(link.partition("?")[0]).text
        finally:
            process.send_signal(signal.SIGINT)
    assert process.returncode == 0
    (tmp_path / "new/seeds").mkdir(parents=True)
    done = subprocess.run(
        [*command, str(tmp_path / "new")], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "localize run" in done.stderr
