"""`position`: the month of any body or group, on the screen."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BASIS, KNOWN_AT, OUT
from pctfinance.cli.output import (
    print_findings,
    print_json,
    print_report,
    print_tables,
    write_report,
)

__all__ = ["position"]


def position(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="Folder of CSV tables, one .xlsx workbook, or a book."
        ),
    ],
    *,
    period: Annotated[str, typer.Option(help='The month, such as "2011-12 M08".')],
    group: Annotated[
        str | None,
        typer.Option(help="A group that bodies of this book are in, such as LON or ENGLAND."),
    ] = None,
    body: Annotated[str | None, typer.Option(help="One body instead, such as 5A9.")] = None,
    basis: BASIS = None,
    known_at: KNOWN_AT = None,
    history: Annotated[
        bool,
        typer.Option("--history", help="Month by month instead, by those who were members then."),
    ] = False,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show the position of any body or group, and write nothing.

    Duties body by body, categories with their subtotals, colours and trends, limits recurrent and
    non-recurrent, and the underlying position. The book's own group unless one is named.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level, UsageError  # noqa: PLC0415 - beside its one use

    if group is not None and body is not None:
        raise UsageError("--group and --body are two questions", hint="ask one of them")
    if history and basis is not None:
        raise UsageError("a history is of actuals, on no other basis", hint="leave out --basis")
    asked = body if group is None else group
    book = Book.at(source)
    if history:
        told = book.history(period, group=asked, known_at=known_at)
        print_report(told, as_json=as_json, out=out)
        return
    report = book.position(period, group=asked, basis=basis, known_at=known_at)
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables((*report.tables, *report.details))
    findings = (*book.findings, *report.findings)
    print_findings(findings, as_json=as_json)
    raise typer.Exit(
        int(any(finding.level in (Level.BREACH, Level.WARNING) for finding in findings))
    )
