"""Which words of a target were made of which words of the source, as the model's attention tells."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator, Sequence

from localize.engine import Link

Span = tuple[int, int]

_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_UNSPACED = "\u2e80"  # where the scripts of East Asia begin, in which a piece counts as a word
_PLAIN = str.maketrans("‘’ʼ“”„«»–—−", '\'\'\'"""""---')
_FIRST = 0.9
"""How sure it is that a target begins with what its source begins with: 96 and 91% of 400 news sentences did (French, Spanish)."""

_LAYER, _HEADS = "decoder/alignment_layer", "decoder/alignment_heads"
_ALL = 0  # CTranslate2's number for the mean of all heads


def links(
    source: tuple[str, Sequence[str]],
    target: tuple[str, Sequence[str]],
    attention: Sequence[Sequence[float] | None],
) -> tuple[Link, ...]:
    """Each word of the target with the source word that had most of the attention.

    Args:
        source: The text, and the pieces that the model read.
        target: The text, and the pieces that the model wrote.
        attention: For each piece of the target the share of each piece of the source. None where it is not known: a word
            of which nothing is known is taken for the first one of the source.

    Returns:
        The links in the order of the target; none where the pieces do not spell their texts.
    """
    sources, targets = _words(*source), _words(*target)
    found: list[Link] = []
    for span, pieces in targets if sources else ():
        known = [row for row in (attention[p] for p in pieces) if row is not None]
        totals = [sum(shares) / len(known) for shares in zip(*known, strict=True)]
        likely = [(sum(totals[p] for p in held), -n) for n, (_, held) in enumerate(sources)] if known else []
        weight, word = max(likely, default=(_FIRST, 0))
        found.append(Link(sources[-word][0], span, weight))
    return tuple(found)


def offsets(text: str, pieces: Sequence[str]) -> tuple[Span, ...]:
    """Where each of *pieces* stands in *text*; () when they do not spell it, blanks aside.

    Tokenizers may take compatibility forms apart (`ﬁ`, `…`) and write quotes and dashes plainly; a piece that writes only a part
    of a character has the whole of it.
    """
    chars = [(char, at) for at, raw in enumerate(text) for char in _ink(raw)]
    spans: list[Span] = []
    read = 0
    for spelled, size in _spelled(pieces):
        if [char for char, _ in chars[read : read + len(spelled)]] != spelled:
            return ()
        places = [at for _, at in chars[read : read + len(spelled)]]
        spans += [(places[0], places[-1] + 1) if places else (len(text), len(text))] * size
        read += len(spelled)
    return tuple(spans) if read == len(chars) else ()


def averaged(model: bytes) -> bytes:
    """`model.bin` such that its attention is the mean over the heads of the last layer, which costs nothing.

    CTranslate2's converters name the first head of the last layer for a model that was trained without alignments.
    The mean is nearer the truth: of words copied verbatim, 90 and 93% are linked to themselves instead of 71 and 89%
    (French and Spanish proof packages). A model that names anything else knows better, and is left as it is.
    """
    layer, heads = _scalar(model, _LAYER), _scalar(model, _HEADS)
    if layer < 0 or heads < 0 or struct.unpack_from("<h", model, layer) != (-1,):
        return model
    if struct.unpack_from("<h", model, heads) != (1,):
        return model
    return model[:heads] + struct.pack("<h", _ALL) + model[heads + 2 :]


def _scalar(model: bytes, name: str) -> int:
    """Where the 16-bit number *name* stands in a `model.bin`; -1 where it holds none."""
    key = struct.pack("<H", len(name) + 1) + name.encode() + b"\0"
    at = model.find(key) + len(key)
    shape = struct.pack("<BBI", 0, 2, 2)  # no dimensions, int16, two bytes
    return at + len(shape) if at >= len(key) and model.startswith(shape, at) else -1


def _spelled(pieces: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """What the pieces spell, and how many pieces it takes: bytes make a character together."""
    run: list[int] = []
    for piece in (*pieces, ""):
        if byte := _BYTE.fullmatch(piece):
            run.append(int(byte[1], 16))
            continue
        if run:
            text = bytes(run).decode("utf-8", "replace")
            yield _ink(text), len(run)
            run = []
        if piece:
            yield _ink(piece.removesuffix("@@").replace("▁", " ")), 1


def _ink(text: str) -> list[str]:
    """The characters of *text* that a tokenizer keeps, in the plainest of the forms that it may give them."""
    plain = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return [char for char in plain if not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf"}]


def _words(text: str, pieces: Sequence[str]) -> list[tuple[Span, list[int]]]:
    """The words of *text* and the numbers of their pieces; marks of punctuation are left out."""
    words: list[tuple[Span, list[int]]] = []
    for number, (start, end) in enumerate(offsets(text, pieces)):
        if not any(char.isalnum() for char in text[start:end]):
            continue
        if words and words[-1][0][1] >= start and _joined(text, start):
            (first, last), held = words[-1]
            words[-1] = ((first, max(last, end)), [*held, number])
        else:
            words.append(((start, end), [number]))
    return words


def _joined(text: str, at: int) -> bool:
    """Whether a word of a script with blanks goes on at *at*."""
    return all(c.isalnum() and c < _UNSPACED for c in (text[at - 1 : at], text[at : at + 1]))
