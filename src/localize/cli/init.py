"""`localize init`: a new project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from localize.errors import ProjectError

_CONFIG = """\
# A localize project. Every setting is optional; these are the usual ones.
source_locale = "en"
targets = ["fr", "es", "ar"]
# articles = "seeds"            # where the articles are
# min_reviewed = 80             # publish a copy only when people approved this percentage of its words
# front_matter = ["title", "description"]
# beam = 2                      # 1 is fastest, 4 what Argos takes
"""
_GLOSSARY = """\
en,fr,es,ar,status,case,match,note
space station,station spatiale|stations spatiales,estación espacial|estaciones espaciales,محطة فضائية|محطات فضائية,,,,
ILRS,,,,dnt,exact,,an acronym that is kept
"""
_ARTICLE = """\
---
title: Hello
---

# Hello

This article is a **sample**. Replace it with your own, and run `localize run`.
"""


def init(
    folder: Annotated[Path, typer.Argument(help="Where to make it.", metavar="DIR")] = Path(),
) -> None:
    """Make a new project: `localize.toml`, folders, a sample article and a sample glossary.

    - `localize init newsroom && cd newsroom && localize run`

    Files that are there already are left alone.
    """
    files = {
        "localize.toml": _CONFIG,
        "glossary/terms.csv": _GLOSSARY,
        "seeds/hello.md": _ARTICLE,
        "locales/.gitkeep": "",
        ".gitignore": "/public/\n/.localize/\n",
    }
    if (folder / "localize.toml").exists():
        raise ProjectError("is a project already", path=folder / "localize.toml")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(text, encoding="utf-8")
            typer.echo(f"made {path}")
    typer.echo("next: put articles into seeds/ and run `localize run`")
