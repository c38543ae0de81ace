"""The command line: parse, call, print. The work is done in the rooms beside it.

Exit codes: 0 done; 1 done, but problems or failures remain; 2 could not work; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import signal
import sys

import typer

from localize import __version__
from localize.cli import check, glossary, init, models, publish, run, status
from localize.errors import LocalizeError

app = typer.Typer(
    name="localize",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
app.command()(init.init)
app.command()(run.run)
app.command()(status.status)
app.command()(check.check)
app.command()(publish.publish)
app.add_typer(glossary.app, name="glossary")
app.add_typer(models.app, name="models")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"localize {__version__}")
        raise typer.Exit


@app.callback()
def localize(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Localize articles offline: drafts by Argos, terms pinned, PO files for people, localized copies.

    Put articles (text, Markdown, HTML) into `seeds/` and terms into `glossary/`, then:

        localize run --to fr,es,ar     # draft, update locales/, publish to public/
        localize status                # how far each article has come
        localize check                 # what to look at first

    Review the PO files under `locales/` in Poedit, Weblate or any editor and run again:
    what people wrote is never changed. Nothing leaves this machine.
    """
    del version


def main() -> None:
    """Run the command line; the entry point of the installed program."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is done is kept, as with Ctrl-C
    try:
        app()
    except LocalizeError as error:
        typer.secho(f"localize: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
        sys.exit(2)
