"""XML with mixed content: trees that are read without fetching or expanding anything, and written so that they come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from localize.errors import ExchangeError

_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tree(path: Path) -> ET.Element:
    """The root element of an XML file.

    Raises:
        ExchangeError: It cannot be read, is no XML, or declares entities; the line is told where the parser knows it.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(path.read_bytes())  # type: ignore[no-any-return] # defusedxml has no types
    except OSError as error:
        raise ExchangeError(f"cannot be read: {error.strerror}", path=path) from None
    except ET.ParseError as error:
        line = error.position[0]
        raise ExchangeError(f"no XML: {error.msg}", path=path, line=line, hint="export it again") from None
    except DefusedXmlException:
        raise ExchangeError("declares entities", path=path, hint="write the characters themselves") from None
    except (LookupError, ValueError) as error:  # Python's own name for an encoding that expat asks it for
        raise ExchangeError(f"no XML: {error}", path=path, hint="save it as UTF-8") from None


def document(root: ET.Element, doctype: str = "") -> str:
    """*root* as an XML document in UTF-8, a new line behind its declaration and at its end."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return head + ET.tostring(root, encoding="unicode") + "\n"


def name(element: ET.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, wanted: str) -> str:
    """The attribute whose name, without its namespace, is *wanted*; empty where there is none."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == wanted)
    return next(found, "")


def children(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """The child elements of these names, in order."""
    return (child for child in element if name(child) in names)


def child(element: ET.Element, wanted: str) -> ET.Element | None:
    """The first child element of this name."""
    return next(children(element, wanted), None)


def below(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new last child of *parent*, on a line of its own.

    Raises:
        ExchangeError: XML cannot hold the text.
    """
    made = ET.SubElement(parent, tag, {key: writable(value) for key, value in attributes.items()})
    made.text = writable(text) or None
    return made


def append(element: ET.Element, text: str) -> None:
    """Put *text* at the end of what *element* holds.

    Raises:
        ExchangeError: XML cannot hold it.
    """
    written = writable(text)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + written
    else:
        element.text = (element.text or "") + written


def laid_out(element: ET.Element, mixed: frozenset[str], depth: int = 0) -> None:
    """Give each element a line of its own, save those inside elements named in *mixed*, where blanks are text."""
    if element.tag in mixed or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for one in element:
        laid_out(one, mixed, depth + 1)
        one.tail = "\n" + "  " * (depth + 1)
    element[-1].tail = "\n" + "  " * depth


def writable(text: str) -> str:
    """*text* itself.

    Raises:
        ExchangeError: It has a character that would not come back from XML.
    """
    if found := _UNWRITABLE.search(text):
        raise ExchangeError(
            f"{text[:40]!r} has the character U+{ord(found[0]):04X}, which XML cannot hold", hint="delete it"
        )
    return text
