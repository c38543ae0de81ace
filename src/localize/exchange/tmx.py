"""TMX 1.4b: a translation memory as every tool of the trade reads and writes it.

Codes stand in `<bpt>`, `<ept>` and `<ph>` with their own text inside (level 2), so that a reader that ignores the tags
still has the whole segment. The neighbours and the article stand in properties that are named as OmegaT names its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from localize import __version__
from localize.errors import ExchangeError, LocaleError
from localize.exchange import trees
from localize.exchange.inline import Kind, Part, Parts, Tag, joined
from localize.locales import Locale

_DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
_STAMP = "%Y%m%dT%H%M%SZ"
_NAMES = {Kind.OPEN: "bpt", Kind.CLOSE: "ept", Kind.ALONE: "ph"}
_KINDS = {"bpt": Kind.OPEN, "ept": Kind.CLOSE, "ph": Kind.ALONE, "it": Kind.ALONE, "ut": Kind.ALONE}
_LANG = "xml:lang"


@dataclass(frozen=True, slots=True)
class Translation:
    """A source and its target, as a memory holds them."""

    source: Parts
    target: Parts
    locale: Locale
    """Of the target."""

    origin: str = ""
    """The article or file that it comes from."""

    context: str = ""
    """The role of a short text."""

    before: str = ""
    """The source in front of it."""

    after: str = ""
    """The source behind it."""

    changed: datetime | None = None
    """When it was last worked on, where somebody knows."""


def write_tmx(translations: Iterable[Translation], source_locale: Locale) -> str:
    """*translations* as a TMX document, one `<tu>` each.

    Raises:
        ExchangeError: A text holds a character that XML cannot.
    """
    root = ET.Element("tmx", version="1.4")
    header = {
        "creationtool": "localize",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "PO",
        "adminlang": "en",
        "srclang": source_locale.tag,
        "datatype": "plaintext",
    }
    trees.below(root, "header", "", **header)
    body = trees.below(root, "body")
    for one in translations:
        _unit(body, one, source_locale)
    trees.laid_out(root, frozenset({"seg"}))
    return trees.document(root, _DOCTYPE)


def _unit(body: ET.Element, one: Translation, source_locale: Locale) -> None:
    dated = {"changedate": one.changed.astimezone(UTC).strftime(_STAMP)} if one.changed else {}
    unit = trees.below(body, "tu", "", **dated)
    told = {"file": one.origin, "id": one.context, "prev": one.before, "next": one.after}
    for kind, value in told.items():
        if value:
            trees.below(unit, "prop", value, type=kind)
    for locale, parts in ((source_locale, one.source), (one.locale, one.target)):
        segment = trees.below(trees.below(unit, "tuv", "", **{_LANG: locale.tag}), "seg")
        for part in parts:
            if isinstance(part, Tag):
                trees.below(segment, _NAMES[part.kind], part.written, **_numbered(part))
            else:
                trees.append(segment, part)


def _numbered(tag: Tag) -> dict[str, str]:
    numbers = {Kind.OPEN: ("i", "x"), Kind.CLOSE: ("i",), Kind.ALONE: ("x",)}[tag.kind]
    return dict.fromkeys(numbers, tag.number)


def read_tmx(path: Path, source_locale: Locale) -> Iterator[Translation]:
    """The translations of a TMX file out of *source_locale*, in order; one for each other language of a unit.

    Units without a text in the source's language, and languages that localize does not know, are passed over. A file
    may name its DTD, which is never fetched.

    Raises:
        ExchangeError: It is no TMX, or cannot be read.
    """
    root = trees.tree(path)
    body = trees.child(root, "body")
    if trees.name(root) != "tmx" or body is None:
        raise ExchangeError(
            f"no TMX, its root is <{trees.name(root)}>", path=path, hint="export it as TMX 1.4"
        )
    for unit in trees.children(body, "tu"):
        yield from _translations(unit, source_locale)


def _translations(unit: ET.Element, source_locale: Locale) -> Iterator[Translation]:
    texts = list(_texts(unit))
    exact = [text for locale, text, _ in texts if locale == source_locale]
    kin = [text for locale, text, _ in texts if locale.language == source_locale.language]
    source = next(iter(exact or kin), None)
    props = {prop.get("type", ""): (prop.text or "").strip() for prop in trees.children(unit, "prop")}
    for locale, target, variant in texts:
        if source is not None and locale.language != source_locale.language and joined(target).strip():
            yield Translation(
                source,
                target,
                locale,
                origin=props.get("file", ""),
                context=props.get("id", ""),
                before=props.get("prev", ""),
                after=props.get("next", ""),
                changed=_changed(variant) or _changed(unit),
            )


def _texts(unit: ET.Element) -> Iterator[tuple[Locale, Parts, ET.Element]]:
    for variant in trees.children(unit, "tuv"):
        segment = trees.child(variant, "seg")
        try:
            locale = Locale.parse(trees.attribute(variant, "lang"))
        except LocaleError:
            continue
        if segment is not None:
            yield locale, tuple(filter(None, _parts(segment))), variant


def _parts(segment: ET.Element) -> Iterator[Part]:
    yield segment.text or ""
    for one in segment:
        kind = _KINDS.get(trees.name(one))
        number = one.get("x") or one.get("i") or ""
        if kind is not None:
            yield Tag(kind, number, "".join(one.itertext()))
        else:  # highlighting, which wraps text
            yield from _parts(one)
        yield one.tail or ""


def _changed(element: ET.Element) -> datetime | None:
    for stamp in filter(None, (element.get("changedate"), element.get("creationdate"))):
        try:
            return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
