"""The command line as a whole: its commands, and what becomes of an error."""

import sys
import traceback
from typing import Annotated, NoReturn

import typer

from pctfinance import __version__
from pctfinance.cli import closing, looking, workbooks
from pctfinance.cli.output import print_error
from pctfinance.errors import IntegrityError, PctFinanceError

__all__ = ["app", "main"]

_EPILOG = (
    "Exit codes: 0 done, nothing found; 1 done with findings; 2 wrong usage; 3 input refused; "
    "4 an approval is missing; 5 integrity failure."
)

app = typer.Typer(
    name="pctfinance",
    help="Closes the month for a group of statutory bodies that may not share their money.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("close")(closing.close)
app.command("demo")(closing.demo)
app.command("check")(looking.check)
app.command("limit")(looking.limit)
app.command("find")(looking.find)
app.command("template")(workbooks.template)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"pctfinance {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What every command shares."""
    del version  # its callback already did all there is to do


def main() -> NoReturn:
    """Run the command line; always ends the process with one of the published exit codes."""
    as_json = "--json" in sys.argv
    try:
        app()
    except PctFinanceError as error:
        print_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - the last place that can tell a script that nothing is sure
        traceback.print_exc()
        print_error(
            IntegrityError("this is a fault of pctfinance, not of your data; please report it"),
            as_json=as_json,
        )
        sys.exit(IntegrityError.exit_code)
    sys.exit(0)
