"""The command line: parse, call, print. The work is done in the rooms beside it.

Exit codes: 0 done; 1 done, but problems or failures remain; 2 could not work; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import gc
import inspect
import signal
import sys

import typer

from localize import __version__
from localize.cli import check, exchange, glossary, init, memory, models, publish, report, review, run, status
from localize.errors import LocalizeError

COLLECTOR = (50_000, 20, 50)
"""Thresholds of the garbage collector. Articles and catalogs are many small values without cycles: looking for some took a tenth of a run."""

app = typer.Typer(
    name="localize",
    no_args_is_help=True,
    rich_markup_mode=None,  # Rich alone takes longer to load than all that help needs
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    pretty_exceptions_enable=False,
)
app.command()(init.init)
app.command()(run.run)
app.command()(status.status)
app.command()(check.check)
app.command()(publish.publish)
app.command()(report.report)
app.command()(review.review)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.add_typer(glossary.app, name="glossary")
app.add_typer(memory.app, name="memory")
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


def _lay_out(app: typer.Typer) -> None:
    """Keep the lists and indented lines of every help text as they are: without Rich, help wraps paragraphs."""
    for one in (app.registered_callback, *app.registered_commands):
        if one and one.callback:
            paragraphs = inspect.cleandoc(one.callback.__doc__ or "").split("\n\n")
            one.short_help = " ".join(paragraphs[0].split())  # whole: what is too long is wrapped
            one.help = "\n\n".join(f"\b\n{p}" if p.startswith(("- ", " ")) else p for p in paragraphs)
    for group in app.registered_groups:
        if group.typer_instance:
            _lay_out(group.typer_instance)


def main() -> None:
    """Run the command line; the entry point of the installed program."""
    _lay_out(app)
    gc.set_threshold(*COLLECTOR)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what is done is kept, as with Ctrl-C
    try:
        app()
    except LocalizeError as error:
        typer.secho(f"localize: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
        sys.exit(2)
