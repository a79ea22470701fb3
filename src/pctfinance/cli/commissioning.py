"""`ccg`: what delegates did with their budgets, by body."""

from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, AS_OF_OR_LAST, BOOK_OR_INPUT, KNOWN_AT, OUT
from pctfinance.cli.output import print_findings, print_json, print_tables, write_report

__all__ = ["ccg"]


def ccg(
    source: BOOK_OR_INPUT,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="Code of one delegate, such as 07M. [default: all]"),
    ] = None,
    *,
    as_of: AS_OF_OR_LAST = None,
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: as the month says]")
    ] = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
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
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.tables)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.findings)))
