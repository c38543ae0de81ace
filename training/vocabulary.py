"""What every step agrees on: the languages, the pieces with a meaning of their own, and the commonest words."""

from __future__ import annotations

LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "ar": "Arabic"}

UNK, BOS, EOS = 0, 1, 2

PLACEHOLDERS = tuple(f"⟦{k}⟧" for k in range(8))
"""Copied as they are by the model; numbered from the left."""

TERM_OPEN, TERM_SEP, TERM_CLOSE = "⟦t⟧", "⟦=⟧", "⟦/⟧"
"""`⟦t⟧ source words ⟦=⟧ wanted words ⟦/⟧` asks for a wording."""

RESERVED = ("⟦a⟧", "⟦b⟧", "⟦c⟧", "⟦d⟧")
"""In the vocabulary, but not trained: room for paired marks."""

SYNTHETIC = "⟦e⟧"
"""Begins an English sentence that a model wrote, so that the model learns the style of such sources apart."""

SYMBOLS = (*PLACEHOLDERS, TERM_OPEN, TERM_SEP, TERM_CLOSE, *RESERVED, SYNTHETIC)
"""The user-defined pieces in the order of their ids."""

FIRST_SYMBOL = 3
"""The id of the first of SYMBOLS; <unk>, <s> and </s> stand before it."""

SYNTHETIC_ID = FIRST_SYMBOL + SYMBOLS.index(SYNTHETIC)

_STOP = {
    "en": "the of and to in is that it for was on are as with be by this have from or an not at but which his they you we he "
    "she were had has their its been would will there what when who can your if all do no my me",
    "fr": "le la les de des du et un une est en que qui dans pour sur au aux par pas plus ce cette il elle ils sont avec ne se "
    "son sa ses nous vous ou mais été être avoir fait l d s n c j qu",
    "es": "el la los las de del y un una es en que por para con no se su al lo como más pero sus le ha este esta sobre son "
    "entre fue ser o también hay cuando muy sin está",
    "ar": "في من على إلى أن التي الذي هذا هذه عن مع كان لا ما أو ذلك بين كل قد لم بعد هو هي كما إن ثم",
}

STOP = {language: frozenset(words.split()) for language, words in _STOP.items()}
"""The function words of each language, lower case, elided ones without their apostrophe."""
