"""The model card: what a package is, what it was made of, and how good it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training import corpora
from training.vocabulary import LANGUAGES

_PROGRESS = re.compile(r"(\d+) updates, (\d+) pairs seen,\s(\d+) seconds\.")
_BEFORE = re.compile(r"from a run of (\d+) updates, (\d+) pairs and (\d+) seconds\.")
_CELL = re.compile(r"(?<!\\)\|")

_FAULTS = """\
- Most of what it was trained on is documentation, software and law: news, travel and everyday speech come out worse, and rare words and
  names may be copied, changed or left out.
- Apostrophes and quotation marks come out straight. French spaces before `;`, `:`, `!` and `?` are ordinary ones.
- Long sentences may lose a clause; figures should be compared with the source."""


def licences(paths: Sequence[Path]) -> dict[str, str]:
    """The licence of each source, out of Markdown tables with a column that begins with `licence` and the name in the first."""
    found: dict[str, str] = {}
    for path in paths:
        column = None
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = _cells(line)
            heads = [n for n, cell in enumerate(cells) if cell.lower().startswith("licence")]
            if heads:
                column = heads[0]
            elif column and len(cells) > column and not set(cells[0]) <= set("-: "):
                found.setdefault(cells[0].strip("`"), cells[column])
    return found


def _cells(line: str) -> list[str]:
    """Of a row of a Markdown table; none of any other line."""
    return [cell.strip() for cell in _CELL.split(line.strip())[1:-1]] if line.startswith("|") else []


def history(text: str) -> dict[str, Any]:
    """What a card tells of the training, as `weights.json` has it, for a run that goes on with the package.

    That is: updates, pairs and seconds, the pair that it began with, and its sources, each with its name, pairs, weight and licence. That weights are a
    mean is not among it.

    Raises:
        ValueError: It is not a card of the trainer's.
    """
    found: dict[str, Any] = {}
    for name, pattern in (("progress", _PROGRESS), ("before", _BEFORE)):
        if match := pattern.search(text):
            step, pairs, seconds = map(int, match.groups())
            found[name] = {"step": step, "pairs": pairs, "seconds": seconds}
    if "progress" not in found:
        raise ValueError("its card tells no updates")
    if match := re.search(r"It began with the weights of (\w+) to (\w+):", text):
        codes = {language: code for code, language in LANGUAGES.items()}
        found["parent"] = [codes[language] for language in match.groups()]
    table = (_cells(line) for line in text.partition("\n| --- ")[2].splitlines()[1:])
    rows = (cells for cells in table if len(cells) == 4)
    return found | {
        "sources": [
            {"name": name, "pairs": int(pairs), "weight": float(weight), "licence": licence}
            for name, pairs, weight, licence in rows
        ]
    }


def card(
    name: str,
    weights: Mapping[str, Any],
    data: Mapping[str, Any],
    known: Mapping[str, str],
    measured: Mapping[str, Any],
) -> str:
    """The card of a package.

    Args:
        name: The package's, with its version.
        weights: `weights.json`.
        data: The pack's `meta.json`.
        known: The licence of each source.
        measured: What was measured, by what it is called; numbers and small mappings of them.
    """
    config, progress = weights["config"], weights["progress"]
    language = LANGUAGES[data["pair"][1]]
    entries = merged(used(data, weights.get("mixture", {})), weights.get("sources", []))
    sources = "\n".join(_row(entry, known) for entry in entries)
    return f"""# {name}: English to {language}

A Transformer for CTranslate2, packaged for Argos Translate: {config["enc"]} encoder and {config["dec"]} decoder layers, width
{config["d"]}, {config["heads"]} heads, feed-forward {config["ffn"]}, {config["vocab"]} SentencePiece pieces for both languages, int8.
Trained on {data["pairs"]} pairs, copies that ask for terms among them: {progress["step"]} updates, {progress["pairs"]} pairs seen,
{progress["seconds"]:.0f} seconds.{_before(weights)}{_mean(weights)}{_parent(weights)}{_preferences(weights)}

## Terms

The pieces ⟦0⟧ … ⟦7⟧ are copied: put one in the place of a term, and the wanted words in its place in the translation.
`⟦t⟧ source words ⟦=⟧ wanted words ⟦/⟧` asks for a wording.{_pointing(config)}

## Scores

{_scores(measured)}

## Known faults

{_FAULTS}

## Training data

| source | pairs | weight | licence |
| --- | ---: | ---: | --- |
{sources}
"""


def _before(weights: Mapping[str, Any]) -> str:
    before = weights.get("before")
    if not before or not before["step"]:
        return ""
    return f" It went on from a run of {before['step']} updates, {before['pairs']} pairs and {before['seconds']:.0f} seconds."


def _mean(weights: Mapping[str, Any]) -> str:
    shares = weights.get("shares", [])
    if len(shares) < 2:
        return ""
    return f" The weights are the mean of those of the last {len(shares)} runs, {', '.join(f'{share:g}' for share in shares)} parts of each, the last one's first."


def _parent(weights: Mapping[str, Any]) -> str:
    if not weights.get("parent"):
        return ""
    source, target = (LANGUAGES[code] for code in weights["parent"])
    return f" It began with the weights of {source} to {target}: what that package was made of, its own card says."


def _preferences(weights: Mapping[str, Any]) -> str:
    if not float(weights.get("args", {}).get("prefer", 0)):
        return ""
    return " It was also taught to prefer its right translations of sentences with marks to its wrong ones."


def _pointing(config: Mapping[str, Any]) -> str:
    if not config.get("guided"):
        return ""
    return "\n\nThe attention that CTranslate2 returns is that of a head which was trained to point at the source words."


def _scores(measured: Mapping[str, Any]) -> str:
    rows = (f"- {what}: {json.dumps(value, ensure_ascii=False)}" for what, value in measured.items())
    return "\n".join(rows) or "Not measured."


def used(data: Mapping[str, Any], mixture: Mapping[str, float]) -> list[dict[str, Any]]:
    """The classes of a pack that a mixture has pairs of, with the weights that they have there."""
    classes = (
        entry | {"weight": corpora.lookup(mixture, entry["name"], entry["weight"])}
        for entry in data["classes"]
    )
    return [entry for entry in classes if entry["pairs"] and entry["weight"]]


def merged(sources: Sequence[dict[str, Any]], earlier: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """*sources*, and those of *earlier* runs that are not among them."""
    names = {_name(entry) for entry in sources}
    return [*sources, *(entry for entry in earlier if _name(entry) not in names)]


def _name(entry: Mapping[str, Any]) -> str:
    """Without what it is made of."""
    return str(entry["name"]).partition(",")[0]


def _row(entry: Mapping[str, Any], known: Mapping[str, str]) -> str:
    name, made_of = entry["name"], entry.get("made_of", [])
    licence = ", ".join(dict.fromkeys(known.get(n, "") for n in made_of or [name.split("/")[-1]]))
    what = f"{name}, made of {', '.join(made_of)}" if made_of else name
    return f"| {what} | {entry['pairs']} | {entry['weight']:g} | {licence or entry.get('licence', '')} |"
