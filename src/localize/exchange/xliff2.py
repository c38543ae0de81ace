"""XLIFF 2.0 and 2.1, which differ in nothing that is written here, and the part of 2.2 that is the same.

A draft is `initial`, what a person approved is `final`. Paired codes are `<pc>`, others `<ph>`; their own text stands in
`<originalData>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from localize.catalog import Entry, State, offered
from localize.exchange import trees
from localize.exchange.inline import CodesOf, Kind, Part, Parts, Tag, parts_of, tags
from localize.exchange.xliff import NAMESPACE, Returned, Sent, base, live, locale_of, notes_of, unit_id
from localize.locales import Locale

_CORE = "urn:oasis:names:tc:xliff:document:2.0"  # also that of 2.1
_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_APPROVED = {"translated", "reviewed", "final"}
_FUZZY = ":fuzzy"  # Poedit's `poedit:fuzzy` stands beside the state of what is translated
_MIXED = frozenset({"source", "target", "data", "note"})


def write_xliff2(
    files: Iterable[Sent], source_locale: Locale, target_locale: Locale, version: str = "2.1"
) -> str:
    """Catalogs as one XLIFF document of *version* 2.0 or 2.1.

    Raises:
        ExchangeError: A text holds a character that XML cannot.
    """
    root = ET.Element(
        "xliff",
        {
            "xmlns": _CORE,
            "xmlns:mtc": _MATCHES,
            "xmlns:localize": NAMESPACE,
            "version": version,
            "srcLang": source_locale.tag,
            "trgLang": target_locale.tag,
        },
    )
    for number, sent in enumerate(files, 1):
        attributes = {"id": f"f{number}", "original": str(sent.article), "xml:space": "preserve"}
        file = trees.below(root, "file", "", canResegment="no", **attributes)
        for entry in live(sent.entries):
            _unit(file, entry, sent.codes_of)
    trees.laid_out(root, _MIXED)
    return trees.document(root)


def _unit(file: ET.Element, entry: Entry, codes_of: CodesOf) -> None:
    source, target = parts_of(entry.source, entry.target, codes_of)
    unit = trees.below(file, "unit", "", id=unit_id(entry.key), **{"localize:base": base(entry)})
    _match(unit, entry, codes_of)
    if notes := list(notes_of(entry)):
        group = trees.below(unit, "notes")
        for category, text in notes:
            trees.below(group, "note", text, category=category)
    data = _original_data(unit, (*source, *target))
    approved = entry.state is State.APPROVED
    told = {} if approved else {"subState": "localize:" + entry.state.value.replace(" ", "-")}
    segment = trees.below(unit, "segment", "", id="s1", state="final" if approved else "initial", **told)
    _written(trees.below(segment, "source"), iter(source), data)
    if target:
        _written(trees.below(segment, "target"), iter(target), data)


def _match(unit: ET.Element, entry: Entry, codes_of: CodesOf) -> None:
    """The new draft beside a stale target, as a match."""
    offer = offered(entry)
    if offer is not None:
        source, target = parts_of(entry.source, offer.target, codes_of)
        matches = trees.below(unit, "mtc:matches")
        match = trees.below(matches, "mtc:match", "", ref="#s=s1", type="mt", origin=offer.mark.signature)
        data = _original_data(match, (*source, *target))
        _written(trees.below(match, "source"), iter(source), data)
        _written(trees.below(match, "target"), iter(target), data)


def _original_data(parent: ET.Element, parts: Parts) -> dict[str, str]:
    """Put each code's own text below *parent*, once; gives the ids by text."""
    texts = dict.fromkeys(tag.written for tag in tags(parts) if tag.written)
    ids = {text: f"d{number}" for number, text in enumerate(texts, 1)}
    if ids:
        group = trees.below(parent, "originalData")
        for text, number in ids.items():
            trees.below(group, "data", text, id=number)
    return ids


def _written(element: ET.Element, parts: Iterator[Part], data: dict[str, str]) -> None:
    """Put *parts* into *element*, up to the end of the pair that it is."""
    for part in parts:
        if isinstance(part, str):
            trees.append(element, part)
        elif part.kind is Kind.ALONE:
            shown = {"disp": part.shown, "equiv": part.shown} if part.shown else {}
            trees.below(element, "ph", "", **_fixed(part), **_ref("dataRef", part, data), **shown)
        elif part.kind is Kind.OPEN:
            pair = trees.below(element, "pc", "", **_fixed(part), **_ref("dataRefStart", part, data))
            _written(pair, parts, data)
        else:
            element.attrib.update(_ref("dataRefEnd", part, data))
            return


def _fixed(tag: Tag) -> dict[str, str]:
    return {"id": tag.number, "canCopy": "no", "canDelete": "no"}


def _ref(attribute: str, tag: Tag, data: dict[str, str]) -> dict[str, str]:
    return {attribute: data[tag.written]} if tag.written else {}


def units(root: ET.Element, path: Path) -> Iterator[Returned]:
    """The units with a target of an XLIFF 2 document.

    Several segments of one unit, which some tools make, are joined again; it is approved when all of them are,
    and where a tool dropped all states the file does not say.

    Raises:
        ExchangeError: The document does not name its target's locale.
    """
    locale = locale_of(root, "trgLang", path)
    for file in trees.children(root, "file"):
        for unit in file.iter():
            if trees.name(unit) == "unit":
                yield from _returned(unit, file.get("original", ""), locale)


def _returned(unit: ET.Element, article: str, locale: Locale) -> Iterator[Returned]:
    group = trees.child(unit, "originalData")
    data = {one.get("id", ""): one.text or "" for one in (group if group is not None else ())}
    source: list[Part] = []
    target: list[Part] = []
    states: list[bool] = []
    said = False
    for segment in trees.children(unit, "segment", "ignorable"):
        ours, theirs = trees.child(segment, "source"), trees.child(segment, "target")
        source += _read(ours, data)
        if trees.name(segment) == "segment":
            said = said or "state" in segment.attrib
            states.append(theirs is not None and _approved(segment))
            target += _read(theirs, data)
        else:
            target += _read(theirs if theirs is not None else ours, data)
    if any(part for part in target):
        told = unit.get("id", ""), tuple(source), tuple(target)
        approved = all(states) if said else None
        yield Returned(article, locale, *told, approved, trees.attribute(unit, "base"))


def _approved(segment: ET.Element) -> bool:
    """Whether somebody stands by its target."""
    fuzzy = segment.get("subState", "").endswith(_FUZZY)
    return segment.get("state", "initial") in _APPROVED and not fuzzy


def _read(element: ET.Element | None, data: dict[str, str]) -> list[Part]:
    if element is None:
        return []
    parts: list[Part] = [element.text] if element.text else []
    for one in element:
        number, kind = one.get("id", ""), trees.name(one)
        if kind == "pc":
            parts += [
                Tag(Kind.OPEN, number, data.get(one.get("dataRefStart", ""), "")),
                *_read(one, data),
                Tag(Kind.CLOSE, number, data.get(one.get("dataRefEnd", ""), "")),
            ]
        elif kind == "cp":
            parts.append(_character(one.get("hex", "")))
        elif kind in _ALONE:
            number = one.get("startRef", number)
            parts.append(Tag(_ALONE[kind], number, data.get(one.get("dataRef", ""), "")))
        else:
            parts += _read(one, data)
        parts += [one.tail] if one.tail else []
    return parts


def _character(hexadecimal: str) -> str:
    """The character of a `cp`; none where it names one that no text can hold."""
    try:
        found = chr(int(hexadecimal, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ud800" <= found <= "\udfff" or found == "\0" else found


_ALONE = {"ph": Kind.ALONE, "sc": Kind.OPEN, "ec": Kind.CLOSE}
"""The elements that hold nothing; tools may part a `pc` into `sc` and `ec`."""
