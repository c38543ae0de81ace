"""TBX-Basic (ISO 30042): a concept with its terms in each language, and what people decided about each term.

Read in both its spellings, that of 2008 (martif, termEntry, langSet, tig or ntig) and that of 2019 (tbx, conceptEntry,
langSec, termSec), the latter with data categories as attributes (DCA) or as elements (DCT). Written as TBX-Basic of
2019, DCA. A term that was deprecated or superseded must not be used as a target; the preferred one comes first.

What TBX-Basic has no category for stands in a note of the concept: `localize: dnt, case exact, match prefix`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from localize.errors import GlossaryError, LocaleError
from localize.exchange.elements import Element, parse
from localize.glossary_term import Case, Match, Status, Term
from localize.locales import Locale
from localize.repair_place import Facts

_CONCEPT, _SECTION = ("conceptEntry", "termEntry"), ("langSec", "langSet")
_TERM = ("termSec", "tig", "ntig")
_CATEGORY = ("termNote", "descrip", "admin")
_STATUSES = ("administrativeStatus", "normativeAuthorization")
_UNWANTED = frozenset({"deprecated", "superseded", "forbidden", "obsolete", "notrecommended"})
_GENDERS = {"masculine": "m", "feminine": "f"}
_NUMBERS = {"singular": "s", "plural": "p"}
_RANK = {"preferred": 0, "": 1}
_OURS = re.compile(
    r"localize: (?P<status>dnt)?,? ?(?:case (?P<case>exact))?,? ?(?:match (?P<match>exact|prefix))?"
)
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Word:
    """A term of TBX: one wording in one language."""

    text: str
    status: str
    """`preferred`, `admitted`, `deprecated` …, in lower case; empty when nothing is said."""

    line: int
    facts: Facts = field(default_factory=Facts)

    @property
    def unwanted(self) -> bool:
        return self.status in _UNWANTED


_Section = tuple[Locale, tuple[_Word, ...]]


def read_tbx(path: Path, source_locale: Locale) -> Iterator[Term | GlossaryError]:
    """The terms of a TBX file.

    Each term of a concept in *source_locale* is a source of its own. A concept without one is passed over, since no
    article can hold it; so are languages that localize does not know.
    """
    try:
        root = parse(_bytes(path), path)
    except GlossaryError as error:
        yield error
        return
    if root.name not in {"tbx", "martif"}:
        yield GlossaryError(
            f"no TBX, its root is <{root.name}>", path=path, line=root.line, hint="export it as TBX-Basic"
        )
        return
    found = [term for concept in root.all(*_CONCEPT) for term in _terms(concept, path, source_locale)]
    if not found:
        yield GlossaryError(
            f"no concept has a term in {source_locale}", path=path, hint="is it the right file?"
        )
    yield from found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=path) from None


def _terms(concept: Element, path: Path, source_locale: Locale) -> Iterator[Term]:
    sections = [(locale, _words(one)) for one in concept.all(*_SECTION) if (locale := _locale(one))]
    sources, others = _parted(sections, source_locale)
    wanted = _targets(others, unwanted=False)
    unwanted = _targets(others, unwanted=True)
    status, case, match = _options(concept)
    note = "; ".join(dict.fromkeys(_notes(concept, source_locale)))
    told, untold = _grammar(others, unwanted=False), _grammar(others, unwanted=True)
    for word in sources:
        if wanted or not unwanted:
            yield Term(word.text, wanted, status, case, match, note, path, word.line, told)
        if unwanted:
            yield Term(word.text, unwanted, Status.FORBIDDEN, case, match, note, path, word.line, untold)
    if not sources and unwanted and not wanted:
        yield Term("", unwanted, Status.FORBIDDEN, case, match, note, path, concept.line, untold)


def _locale(section: Element) -> Locale | None:
    spelling = section.attributes.get("xml:lang") or section.attributes.get("lang", "")
    try:
        return Locale.parse(spelling)
    except LocaleError:
        return None


def _parted(
    sections: Sequence[_Section], source_locale: Locale
) -> tuple[tuple[_Word, ...], Sequence[_Section]]:
    """The words of the source locale, or else of the first variety of its language; and all other sections."""
    exact = [s for s in sections if s[0] == source_locale]
    of_language = [s for s in sections if _language(s[0]) == _language(source_locale)]
    chosen = (exact or of_language)[:1]
    rest = [s for s in sections if s not in of_language]
    return (chosen[0][1] if chosen else ()), rest


def _language(locale: Locale) -> tuple[str, str]:
    return locale.language, locale.script


def _words(section: Element) -> tuple[_Word, ...]:
    found = []
    for one in section.all(*_TERM):
        told = dict(reversed(tuple(_categories(one))))
        status = next((told[name] for name in _STATUSES if name in told), "").lower()
        status = status.removesuffix("-admn-sts").removesuffix("term")
        gender = _GENDERS.get(told.get("grammaticalGender", "").lower(), "")
        facts = Facts(gender, _NUMBERS.get(told.get("grammaticalNumber", "").lower(), ""))
        found += [_Word(term.text, status, term.line, facts) for term in one.all("term") if term.text]
    return tuple(sorted(found, key=lambda word: _RANK.get(word.status, 2)))


def _categories(element: Element) -> Iterator[tuple[str, str]]:
    """(name, value) of the data categories of *element*, in either style."""
    for child in element.children:
        if child.name in _CATEGORY:
            yield child.attributes.get("type", ""), child.text
        elif child.name in _SECTION or child.name in _TERM:
            continue
        elif child.children:
            yield from _categories(child)
        else:
            yield child.name, child.text


def _targets(sections: Sequence[_Section], *, unwanted: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    forms: dict[str, dict[str, None]] = {}
    for locale, words in sections:
        for word in words:
            if word.unwanted is unwanted:
                forms.setdefault(locale.tag, {})[word.text] = None
    return tuple((tag, tuple(found)) for tag, found in forms.items())


def _grammar(sections: Sequence[_Section], *, unwanted: bool) -> tuple[tuple[str, Facts], ...]:
    """What is told of each locale's first word."""
    first: dict[str, Facts] = {}
    for locale, words in sections:
        for word in words:
            if word.unwanted is unwanted:
                first.setdefault(locale.tag, word.facts)
    return tuple((tag, facts) for tag, facts in first.items() if facts != Facts())


def _options(concept: Element) -> tuple[Status, Case, Match]:
    """What the concept says beyond TBX-Basic: in our note, or as Weblate does (`Translation needed`: `No`)."""
    for name, value in _categories(concept):
        ours = _OURS.fullmatch(value) if name == "note" else None
        if ours:
            status = Status.DNT if ours["status"] else Status.PREFERRED
            return status, Case(ours["case"] or "ignore"), Match(ours["match"] or "word")
        if name == "Translation needed" and value.lower() == "no":
            return Status.DNT, Case.IGNORE, Match.WORD
    return Status.PREFERRED, Case.IGNORE, Match.WORD


def _notes(concept: Element, source_locale: Locale) -> Iterator[str]:
    """What the concept, and its section in the language of *source_locale*, say to people."""
    sections = (
        one
        for one in concept.all(*_SECTION)
        if (found := _locale(one)) and found.language == source_locale.language
    )
    for element in (concept, *sections):
        for name, value in _categories(element):
            if name in {"note", "definition"} and value and not _OURS.fullmatch(value):
                yield value


def write_tbx(terms: Iterable[Term], source_locale: Locale) -> str:
    """*terms* as TBX-Basic of 2019 (DCA), one concept a term; a forbidden one without forms says nothing.

    Raises:
        GlossaryError: A term holds a character that XML cannot.
    """
    kept = [term for term in terms if term.targets or term.status is not Status.FORBIDDEN]
    concepts = [_concept(number, term, source_locale) for number, term in enumerate(kept, 1)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<tbx type="TBX-Basic" style="dca" xml:lang="{source_locale}" xmlns="urn:iso:std:iso:30042:ed-2">',
            "  <tbxHeader><fileDesc><sourceDesc><p>localize</p></sourceDesc></fileDesc></tbxHeader>",
            "  <text><body>",
            *concepts,
            "  </body></text>",
            "</tbx>",
            "",
        ]
    )


def _concept(number: int, term: Term, source_locale: Locale) -> str:
    forbidden = term.status is Status.FORBIDDEN
    notes = [note for note in (_extras(term), term.note) if note]
    lines = [
        f'    <conceptEntry id="c{number}">',
        *(f"      <note>{_text(note, term)}</note>" for note in notes),
    ]
    sources = ((source_locale.tag, (term.source,)),) if term.source else ()
    for tag, forms in (*sources, *term.targets):
        unwanted = forbidden and tag != source_locale.tag
        if forms:
            lines += [
                f'      <langSec xml:lang="{tag}">',
                *_sections(tag, forms, term, unwanted=unwanted),
                "      </langSec>",
            ]
    return "\n".join([*lines, "    </conceptEntry>"])


def _sections(tag: str, forms: Sequence[str], term: Term, *, unwanted: bool) -> Iterator[str]:
    for number, form in enumerate(forms):
        status = "deprecated" if unwanted else "admitted" if number else "preferred"
        note = f'<termNote type="administrativeStatus">{status}Term-admn-sts</termNote>'
        if not number:
            note += _told(dict(term.grammar).get(tag, Facts()))
        yield f"        <termSec><term>{_text(form, term)}</term>{note}</termSec>"


def _told(facts: Facts) -> str:
    """The notes of TBX-Basic for gender and number; none for what is not known."""
    told = (("Gender", _GENDERS, facts.gender), ("Number", _NUMBERS, facts.number))
    return "".join(
        f'<termNote type="grammatical{kind}">{name}</termNote>'
        for kind, names, value in told
        for name, short in names.items()
        if short == value
    )


def _extras(term: Term) -> str:
    """Our note; empty for a term that needs none."""
    parts = ["dnt"] if term.status is Status.DNT else []
    parts += [f"case {term.case}"] if term.case is not Case.IGNORE else []
    parts += [f"match {term.match}"] if term.match is not Match.WORD else []
    return f"localize: {', '.join(parts)}" if parts else ""


def _text(text: str, term: Term) -> str:
    if found := _UNWRITABLE.search(text):
        what = f"{term.source!r} has the character U+{ord(found[0]):04X}, which XML cannot hold"
        raise GlossaryError(what, path=term.path, line=term.line or None, hint="delete it")
    return escape(text)
