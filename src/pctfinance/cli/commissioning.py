"""`ccg`: what delegates did with their budgets, by body."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import print_findings, print_json, print_tables

__all__ = ["ccg"]


def ccg(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="Code of one delegate, such as 07M. [default: all]"),
    ] = None,
    *,
    as_of: Annotated[
        str | None, typer.Option(help='The month, such as "2011-12 M08". [default: the last]')
    ] = None,
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: as the month says]")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a CCG's budgets, actuals and forecasts by PCT, or those of every CCG.

    Exit code 1 where there is something to look at: actuals that name no CCG.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    book = Book.at(source)
    month = as_of or book.year.periods[-1]
    if code is None:
        report = book.delegate_positions(month, basis=basis, known_at=known_at)
    else:
        report = book.delegate_position(code, month, basis=basis, known_at=known_at)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.tables)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.findings)))
