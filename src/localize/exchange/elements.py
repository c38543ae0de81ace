"""XML that people send: read without ever fetching or expanding anything, and with the line of each element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.xmlreader import Locator

from localize.errors import GlossaryError

_DEEPEST = 100  # elements inside one another; no exchange format comes near


@dataclass(frozen=True, slots=True)
class Element:
    """An element, with what it holds."""

    name: str
    """Without its prefix."""

    attributes: Mapping[str, str]

    text: str
    """Its own and its children's, with one blank for several."""

    children: tuple[Element, ...]

    line: int
    """Where it starts, counted from 1."""

    def all(self, *names: str) -> Iterator[Element]:
        """The elements of these names inside it at any depth, in order; not what such an element holds itself."""
        for child in self.children:
            if child.name in names:
                yield child
            else:
                yield from child.all(*names)


def parse(data: bytes, path: PurePath) -> Element:
    """The root element of an XML document.

    Raises:
        GlossaryError: It is no XML, or declares or uses entities, which nobody needs for text; *path* and line are told.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    parser = make_parser()
    builder = _Builder(parser)
    parser.forbid_external = (
        False  # a document may name its DTD, which the next line keeps from being fetched
    )
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(builder)
    try:
        parser.feed(data)
        parser.close()
    except SAXParseException as error:
        what, line = f"no XML: {error.getMessage()}", error.getLineNumber()
        raise GlossaryError(what, path=path, line=line, hint="export it again") from None
    except LookupError as error:  # Python's own name for an encoding that expat asks it for
        raise GlossaryError(f"no XML: {error}", path=path, line=1, hint="save it as UTF-8") from None
    except (DefusedXmlException, _RefusedError) as error:
        what = str(error) if isinstance(error, _RefusedError) else "declares entities"
        raise GlossaryError(
            what, path=path, line=parser.getLineNumber(), hint="write the characters themselves"
        ) from None
    return builder.root()


class _RefusedError(Exception):
    """What no exchange file has a reason to hold."""


@dataclass(slots=True)
class _Open:
    """An element that has not ended yet."""

    name: str
    attributes: Mapping[str, str]
    line: int
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def closed(self) -> Element:
        text = " ".join("".join(self.texts).split())
        return Element(self.name, self.attributes, text, tuple(self.children), self.line)


class _Builder(ContentHandler):
    """Makes elements of what the parser reports."""

    def __init__(self, place: Locator) -> None:
        super().__init__()
        self.place = place
        self.open: list[_Open] = [_Open("", {}, 0)]

    def root(self) -> Element:
        return self.open[0].children[0]

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the parser's name
        if len(self.open) > _DEEPEST:
            raise _RefusedError(f"elements more than {_DEEPEST} deep")
        line = self.place.getLineNumber() or 0
        self.open.append(_Open(name.rpartition(":")[2], dict(attrs.items()), line))

    def characters(self, content: str) -> None:
        self.open[-1].texts.append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the parser's name
        done = self.open.pop()
        self.open[-1].texts += done.texts
        self.open[-1].children.append(done.closed())

    def skippedEntity(self, name: str) -> None:  # noqa: N802 - the parser's name
        raise _RefusedError(f"an entity that the file does not hold: &{name};")
