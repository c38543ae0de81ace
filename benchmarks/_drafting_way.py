"""One way of drafting, in a process of its own: it gets ready, then does the whole work once for each line on its input.

python _drafting_way.py WAY PACKAGE FILE, where FILE has a paragraph a line, its sentences between tabs. It answers each line
with what the work took, as JSON. It imports nothing of the other ways, so that Argos can run in an environment of its own.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import types
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

Work = Callable[[], list[str]]


def ours(package: Path, paragraphs: list[list[str]], beam: str) -> Work:
    """Our engine over all sentences; how wide the beam is, a number or our default, comes behind `ours:`."""
    from localize.engine.argos import ArgosEngine, Settings
    from localize.engine.package_folder import load
    from localize.project import Project

    engine = ArgosEngine(load(package), Settings(beam=int(beam or Project(Path()).beam)))
    texts = [sentence for paragraph in paragraphs for sentence in paragraph]
    return lambda: [found[0].text for _, found in sorted(engine.translate(texts), key=lambda one: one[0])]


def unguarded(package: Path, paragraphs: list[list[str]], beam: str) -> Work:
    """The same, without decoding again what ran off: the very tokens that the raw way translates."""
    from localize.engine import argos

    argos._CURABLE.clear()  # noqa: SLF001 - no setting: nobody else should want it
    return ours(package, paragraphs, beam)


def raw(package: Path, paragraphs: list[list[str]], options: str) -> Work:
    """CTranslate2 alone: one call, sorted by length, `raw:BEAM,INTER,INTRA,TOKENS`."""
    import ctranslate2
    import sentencepiece

    beam, inter, intra, tokens = map(int, options.split(","))
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    texts = [sentence for paragraph in paragraphs for sentence in paragraph]
    pieces = tokenizer.encode(texts, out_type=str)
    model = ctranslate2.Translator(
        str(package / "model"), compute_type="int8", inter_threads=inter, intra_threads=intra
    )

    def work() -> list[str]:
        found = model.translate_batch(
            pieces, beam_size=beam, length_penalty=1.0, max_batch_size=tokens, batch_type="tokens",
            replace_unknowns=True,
        )  # fmt: skip
        return [tokenizer.decode(one.hypotheses[0]) for one in found]

    return work


def argos(package: Path, paragraphs: list[list[str]], options: str) -> Work:
    """Argos's own `translate` over the whole text, with its defaults; told where sentences end, which costs it nothing."""
    del options
    os.environ["ARGOS_PACKAGES_DIR"] = str(package.parent)
    for name in ("stanza", "minisbd"):
        sys.modules[name] = types.ModuleType(name)
    minisbd: Any = sys.modules["minisbd"]
    minisbd.SBDetect, minisbd.models = object, types.SimpleNamespace(cache_dir="")
    import argostranslate.sbd
    import argostranslate.translate

    ends = {" ".join(sentences): sentences for sentences in paragraphs}

    class Told:
        """Knows the sentences already."""

        def __init__(self, package: object) -> None:
            del package

        def split_sentences(self, text: str) -> list[str]:
            """The sentences of a paragraph."""
            return ends[text]

    argostranslate.translate.MiniSBDSentencizer = Told
    codes = json.loads((package / "metadata.json").read_text(encoding="utf-8"))
    translation = argostranslate.translate.get_translation_from_codes(codes["from_code"], codes["to_code"])
    text = "\n".join(ends)

    def work() -> list[str]:
        translation.cache = {}  # it remembers the last text
        return [str(translation.translate(text))]

    return work


_WAYS = {"ours": ours, "unguarded": unguarded, "raw": raw, "argos": argos}


def main() -> None:
    """Get ready, then work whenever asked."""
    way, package, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    paragraphs = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    name, _, options = way.partition(":")
    work = _WAYS[name](package, paragraphs, options)
    for _ in sys.stdin:
        start, before = perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        work()
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps([perf_counter() - start, cpu]), flush=True)


if __name__ == "__main__":
    main()
