"""Translated catalogs as pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

polib = pytest.importorskip("polib")
pytest.importorskip("sentencepiece")

from training.catalogs import messages, parts  # noqa: E402

CATALOG = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "The boat is old."
msgstr "La barque est vieille."

msgid "One lamp"
msgid_plural "%d lamps"
msgstr[0] "Une lampe"
msgstr[1] "%d lampes"

#, fuzzy
msgid "The door is open."
msgstr "La porte est fermée."

msgid "Nobody knows."
msgstr ""

#~ msgid "The key is lost."
#~ msgstr "La clé est perdue."
"""


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("female^You are late!", "Tu es en retard !", [("You are late!", "Tu es en retard !")]),
        ("An <i>old</i> [b]boat[/b]", "Une <i>vieille</i> [b]barque[/b]", [("An old boat", "Une vieille barque")]),
        ("It is 2^8 large.", "Il mesure 2^8.", [("It is 2^8 large.", "Il mesure 2^8.")]),
        ("Come.\n\nGo away.", "Viens.\nVa-t'en.", [("Come.", "Viens."), ("Go away.", "Va-t'en.")]),
        (
            '"Come!" He left. Nobody saw it.',
            "«Viens!» Il partit. Personne ne le vit.",
            [('"Come!"', "«Viens!»"), ("He left.", "Il partit."), ("Nobody saw it.", "Personne ne le vit.")],
        ),
        ("He came, e.g. by boat.", "Il vint, p. ex. en barque.", [("He came, e.g. by boat.", "Il vint, p. ex. en barque.")]),
        ("He came. He saw.", "Il vint et vit.", [("He came. He saw.", "Il vint et vit.")]),
        ("غادر. She left.", "غادر. غادرت.", [("غادر.", "غادر."), ("She left.", "غادرت.")]),
    ],
)  # fmt: skip
def test_parts(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    """Context and tags go; what both sides cut alike is cut, and nothing of the words is lost."""
    assert parts(source, target) == expected


def test_messages(tmp_path: Path) -> None:
    """Of a catalog, as text or compiled, the translated messages count: no header, plural, fuzzy, empty or obsolete one."""
    text = tmp_path / "fr.po"
    text.write_text(CATALOG, encoding="utf-8")
    compiled = tmp_path / "fr.mo"
    polib.pofile(str(text)).save_as_mofile(str(compiled))
    for path in (text, compiled):
        assert list(messages([path])) == [("The boat is old.", "La barque est vieille.")]
