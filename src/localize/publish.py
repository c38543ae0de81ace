"""Publish: one article's copy in one locale, from its document and its catalog.

A copy never passes an old target off as current, and never loses markup: where there is no target to stand behind,
the source stays.
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from localize.bidi import CHARACTERS, ELEMENT, Marks, isolate, isolate_whole
from localize.catalog import Entry, Key, State, offered
from localize.checks.ignoring import ignored_of
from localize.document import Document, Segment, Unit
from localize.formats import FORMATS, Format
from localize.formats.copy import Copy
from localize.locales import Locale
from localize.segment import targets

Resolve = Callable[[str], str | None]
"""Says where a link of the article has to point to in its copy; None leaves it as it is."""


def render(
    document: Document,
    segments: Sequence[Segment],
    entries: Mapping[Key, Entry],
    key_of: Callable[[Segment], Key],
    form: Format,
    copy: Copy,
    resolve: Resolve,
    linked: Collection[str] = (),
) -> str:
    """The copy of an article in the locale of *copy*.

    Approved targets and drafts are published; a stale entry gives the new draft in its notes, if it has one.
    Where an entry is missing, `unfit` or gives nothing, the source stays; that of an entry is isolated in a
    right-to-left copy.

    Args:
        document: The article.
        segments: All its segments, as `segment.segments` gives them.
        entries: The live entries of its catalog; one to keep out of the copy is left out of the mapping.
        key_of: The key of a segment's entry.
        form: The article's format.
        copy: What the copy says about itself.
        resolve: Where its links point to, see `resolver`.
        linked: Fragments of the article that articles link to: its headings can be reached by them in the copy too.
    """
    foreign = copy.locale.rtl and not copy.source_locale.rtl
    bad = unfit(entries.values(), form)
    found: list[str | None] = []
    for segment in segments:
        key, marks = key_of(segment), _marks(document.units[segment.unit], form)
        target = current(entries[key]) if key in entries and key not in bad else ""
        if not target and key in entries and foreign:
            target = isolate_whole(segment.source, form.codes(segment.source), marks)
        found.append(target or None)
    joined = targets(document, segments, found, copy.locale)
    isolated = [_isolated(u, t, form, copy.locale) for u, t in zip(document.units, joined, strict=True)]
    if linked and form is FORMATS[".md"]:
        isolated = _anchored(document, isolated, linked)
    text = rewrite_links(form.parse(document.render(isolated), frozenset()), resolve)
    return form.dress(text, copy)


def _anchored(document: Document, found: Sequence[str | None], linked: Collection[str]) -> list[str | None]:
    """The targets in *found*, those of headings that are *linked* to with the fragment that their source has.

    Site generators make fragments from a heading's text, so a translated one has another; an `<a id>` works in all.
    """
    from localize.formats.markdown_slugs import loosely, slugs

    wanted = {loosely(fragment): fragment for fragment in sorted(linked)}
    headings = [n for n, unit in enumerate(document.units) if unit.role == "heading" and unit.within is None]
    out = list(found)
    ours = slugs(document.units[n].source for n in headings)
    theirs = slugs(out[n] or document.units[n].source for n in headings)
    for number, old, new in zip(headings, ours, theirs, strict=True):
        fragment = wanted.get(loosely(old))
        if fragment and out[number] and loosely(new) != loosely(old):
            out[number] = f'<a id="{escape(fragment)}"></a>{out[number]}'
    return out


def unfit(entries: Iterable[Entry], form: Format) -> frozenset[Key]:
    """The entries whose target lacks an inline code of its source, or has one too many: it is not published.

    A person who meant it so says `localize: ignore-codes` on the entry.
    """
    translated = ((e.key, e.source, current(e)) for e in entries if "codes" not in ignored_of(e.comments))
    return frozenset(
        key for key, source, target in translated if target and _codes(form, target) != _codes(form, source)
    )


def current(entry: Entry) -> str:
    """The text of *entry* that translates its present source; empty when there is none.

    Beside a stale target it is the draft that is offered, if the checks find no error in it.
    """
    if entry.plural or entry.obsolete or entry.misplaced:
        return ""
    if entry.state is not State.STALE:
        return entry.target
    offer = offered(entry)
    return offer.target if offer and offer.sound else ""


def _codes(form: Format, text: str) -> Counter[str]:
    """What a translation has to keep; how a character is written is no part of it."""
    return Counter(code.key for code in form.codes(text) if not code.char)


def _isolated(unit: Unit, target: str | None, form: Format, locale: Locale) -> str | None:
    return target if target is None else isolate(target, form.codes(target), locale, _marks(unit, form))


def _marks(unit: Unit, form: Format) -> Marks:
    """Elements where the article is HTML and the unit's place holds markup (an attribute holds none)."""
    element = "".join(ELEMENT)
    return ELEMENT if form is FORMATS[".html"] and unit.encode(element) == element else CHARACTERS


def reviewed_share(
    segments: Iterable[Segment], entries: Mapping[Key, Entry], key_of: Callable[[Segment], Key]
) -> int:
    """Percentage of source words whose translation a person approved, rounded down; 100 when there are none.

    Args:
        segments: The segments that hold words to translate, repeats included.
        entries: The live entries of the catalog.
        key_of: The key of a segment's entry.
    """
    words: Counter[bool] = Counter()
    for segment in segments:
        entry = entries.get(key_of(segment))
        words[entry is not None and entry.state is State.APPROVED] += len(segment.source.split())
    return 100 * words[True] // words.total() if words.total() else 100


def label(locale: Locale, reviewed: int) -> str:
    """The sentence that tells readers how far people have checked a copy, in its language or else in English.

    Empty when *reviewed*, a percentage, is 100.
    """
    if reviewed >= 100:
        return ""
    known = _labels()
    tags = (locale.tag, f"{locale.language}-{locale.script}", locale.language, "en")
    return next(known[tag] for tag in tags if tag in known)[1 if reviewed else 0]


@cache
def _labels() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(resources.files("localize").joinpath("labels.toml").read_text(encoding="utf-8"))


_UNSAFE = re.compile(r"""[\s"'()<>\\`]""")


def rewrite_links(document: Document, resolve: Resolve) -> str:
    """The text of *document* with each link pointing where *resolve* says.

    What could end a destination in Markdown or HTML (blanks, quotation marks, brackets) is percent-encoded.
    """
    out: list[str] = []
    at = 0
    for link in document.links:
        url = resolve(link.url)
        if url is not None and url != link.url:
            out += document.text[at : link.start], _UNSAFE.sub(lambda m: quote(m[0], safe=""), url)
            at = link.end
    return "".join([*out, document.text[at:]])


def resolver(
    article: PurePosixPath,
    copy: PurePosixPath,
    published: Mapping[PurePosixPath, PurePosixPath],
) -> Resolve:
    """How the links of *article* point in its *copy*; all paths are from the project's root.

    A relative link to an article that is published in the same locale goes to that copy; any other relative link goes
    to the file it went to before. Query and fragment stay. Addresses, fragments on their own, links from the site's
    root and links that a template fills in stay as they are.

    Args:
        article: The article.
        copy: Where its copy is.
        published: The copies in the same locale by their article.
    """

    def resolve(url: str) -> str | None:
        path = relative(url)
        if path is None:
            return None
        aim = posixpath.normpath(posixpath.join(article.parent, unquote(path)))
        address = _path(str(published.get(PurePosixPath(aim), aim)), copy.parent)
        slash = "/" if path.endswith("/") and not address.endswith("/") else ""
        return address + slash + url.removeprefix(path)

    return resolve


def relative(url: str) -> str | None:
    """The path of a relative link, as it is written; None for any other link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    return None if parts.scheme or parts.netloc or not path or path.startswith("/") or "{" in path else path


def _path(to: str, folder: PurePosixPath) -> str:
    """The address of the file *to* relative to *folder*, as a URL; also of one above the project's root."""
    up = "../" * len(folder.parts)
    relative = up + to if to.startswith("..") else posixpath.relpath(f"/{to}", f"/{folder}")
    return re.sub(r"[\s%?#]", lambda m: quote(m[0], safe=""), relative)
