"""XLIFF 1.2.

A draft is `needs-review-translation`, what a person approved is `signed-off` and approved: Lokalize shows less than that
as unfinished. Paired codes are `<bpt>` and `<ept>`, others `<ph>`, with their own text inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from localize import __version__
from localize.catalog import Entry, State, offered
from localize.exchange import trees
from localize.exchange.inline import CodesOf, Kind, Part, Parts, Tag, parts_of
from localize.exchange.xliff import NAMESPACE, Returned, Sent, base, live, locale_of, notes_of, unit_id
from localize.locales import Locale

_CORE = "urn:oasis:names:tc:xliff:document:1.2"
_APPROVED = {"translated", "signed-off", "final"}
_TYPES = {".html": "html", ".htm": "html", ".md": "x-markdown", ".markdown": "x-markdown"}
_NAMES = {Kind.OPEN: "bpt", Kind.CLOSE: "ept", Kind.ALONE: "ph"}
_KINDS = {"bpt": Kind.OPEN, "ept": Kind.CLOSE, "ph": Kind.ALONE, "it": Kind.ALONE, "x": Kind.ALONE} | {
    "bx": Kind.OPEN,
    "ex": Kind.CLOSE,
}
_MIXED = frozenset({"source", "target", "note"})
_STATES = {
    State.DRAFT: {"state": "needs-review-translation", "state-qualifier": "leveraged-mt"},
    State.HUMAN_DRAFT: {"state": "needs-review-translation"},
    State.STALE: {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"},
    State.APPROVED: {"state": "signed-off"},
}


def write_xliff1(files: Iterable[Sent], source_locale: Locale, target_locale: Locale) -> str:
    """Catalogs as one XLIFF 1.2 document.

    Raises:
        ExchangeError: A text holds a character that XML cannot.
    """
    root = ET.Element("xliff", {"xmlns": _CORE, "xmlns:localize": NAMESPACE, "version": "1.2"})
    tool = {"tool-id": "localize", "tool-name": "localize", "tool-version": __version__}
    for sent in files:
        attributes = {
            "original": str(sent.article),
            "source-language": source_locale.tag,
            "target-language": target_locale.tag,
            "datatype": _TYPES.get(sent.article.suffix.lower(), "plaintext"),
        }
        file = trees.below(root, "file", "", **attributes)
        trees.below(trees.below(file, "header"), "tool", "", **tool)
        body = trees.below(file, "body")
        for entry in live(sent.entries):
            _unit(body, entry, sent.codes_of)
    trees.laid_out(root, _MIXED)
    return trees.document(root)


def _unit(body: ET.Element, entry: Entry, codes_of: CodesOf) -> None:
    attributes = {"id": unit_id(entry.key), "xml:space": "preserve", "localize:base": base(entry)}
    approved = {"approved": "yes"} if entry.state is State.APPROVED else {}
    unit = trees.below(body, "trans-unit", "", **attributes, **approved)
    source, target = parts_of(entry.source, entry.target, codes_of)
    _written(trees.below(unit, "source"), source)
    if target:
        _written(trees.below(unit, "target", "", **_STATES[entry.state]), target)
    offer = offered(entry)
    if offer is not None:
        match = trees.below(unit, "alt-trans", "", origin=offer.mark.signature)
        _written(trees.below(match, "target"), parts_of(entry.source, offer.target, codes_of)[1])
    for category, text in notes_of(entry):
        trees.below(unit, "note", text, **{"from": category})


def _written(element: ET.Element, parts: Parts) -> None:
    for part in parts:
        if isinstance(part, Tag):
            shown = {"equiv-text": part.shown} if part.shown else {}
            trees.below(element, _NAMES[part.kind], part.written, id=part.number, **shown)
        else:
            trees.append(element, part)


def units(root: ET.Element, path: Path) -> Iterator[Returned]:
    """The units with a target of an XLIFF 1.x document.

    Raises:
        ExchangeError: A file in it does not name its target's locale.
    """
    for file in trees.children(root, "file"):
        locale = locale_of(file, "target-language", path)
        for unit in file.iter():
            target = trees.child(unit, "target") if trees.name(unit) == "trans-unit" else None
            if target is not None and any(text.strip() for text in target.itertext()):
                yield Returned(
                    file.get("original", ""),
                    locale,
                    unit.get("id", ""),
                    tuple(_read(trees.child(unit, "source"))),
                    tuple(_read(target)),
                    _approved(unit, target),
                    trees.attribute(unit, "base"),
                )


def _approved(unit: ET.Element, target: ET.Element) -> bool | None:
    """Whether somebody stands by *target*: tools say so on the unit, on the target, or on both, or nowhere."""
    said, state = unit.get("approved", ""), target.get("state", "")
    if not said and not state:
        return None
    return said != "no" and (state in _APPROVED or (not state and said == "yes"))


def _read(element: ET.Element | None) -> Iterator[Part]:
    if element is None:
        return
    if element.text:
        yield element.text
    for one in element:
        number, kind = one.get("rid", one.get("id", "")), trees.name(one)
        if kind == "g":
            yield Tag(Kind.OPEN, number)
            yield from _read(one)
            yield Tag(Kind.CLOSE, number)
        elif kind in _KINDS:
            yield Tag(_KINDS[kind], number, "".join(one.itertext()))
        else:
            yield from _read(one)
        if one.tail:
            yield one.tail
