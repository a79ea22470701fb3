"""`levels`, `lines` and `sql`: every group at once, the lines under a cell, and free questions."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BODY, BOOK, OUT
from pctfinance.cli.output import print_json, print_report, print_tables
from pctfinance.cli.repeated import each_once
from pctfinance.errors import UsageError

if TYPE_CHECKING:
    from pctfinance.querying import QueryAnswer

__all__ = ["levels", "lines", "sql"]

_SOURCE = Annotated[
    Path,
    typer.Argument(metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."),
]
_AS_OF = Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')]
_KNOWN_AT = Annotated[
    str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
]
_CSV = Annotated[bool, typer.Option("--csv", help="Print all rows as CSV, as they come.")]


def levels(
    source: _SOURCE,
    *,
    as_of: _AS_OF,
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: forecast; M12 outturn]")
    ] = None,
    known_at: _KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show every group of every level at once: limits, charges, and which bodies exceed theirs.

    Exit code 1 where a body of the book exceeds its limit, or is not tested.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.consolidation.duties import DutyStatus  # noqa: PLC0415 - as above

    cube = Book.at(source).cube(as_of, basis=basis, known_at=known_at)
    print_report(cube, as_json=as_json, out=out)
    statuses = {cube.duty(body.code).status for body in cube.bodies}
    raise typer.Exit(int(statuses != {DutyStatus.MET}))


def lines(
    book: BOOK,
    body: BODY,
    period: Annotated[str, typer.Argument(metavar="MONTH", help='Such as "2011-12 M08".')],
    *,
    account: Annotated[str | None, typer.Option(help="Only lines of this account.")] = None,
    category: Annotated[str | None, typer.Option(help="Only lines of this category.")] = None,
    counterparty: Annotated[str | None, typer.Option(help="Only lines with this body.")] = None,
    delegate: Annotated[str | None, typer.Option(help="Only lines of this delegate.")] = None,
    lane: Annotated[str, typer.Option(help="load or adjustment.")] = "load",
    known_at: _KNOWN_AT = None,
    as_csv: _CSV = False,
    as_json: AS_JSON = False,
) -> None:
    """Show the lines of the general ledger under a body's month, after their file was checked."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    answer = Book.open(book, read_only=True).lines(
        body,
        period,
        account=account,
        category=category,
        counterparty=counterparty,
        delegate=delegate,
        lane=lane,
        known_at=known_at,
    )
    _print(answer, as_csv=as_csv, as_json=as_json)


def sql(
    source: _SOURCE,
    query: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A file of SQL, or a query that comes with the library, such as position.",
        ),
    ],
    *,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A parameter, such as month=8; may be said several times.",
        ),
    ] = None,
    known_at: _KNOWN_AT = None,
    as_csv: _CSV = False,
    as_json: AS_JSON = False,
) -> None:
    """Ask a book in SQL. It reads the book alone, and writes nothing."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.querying import packaged_queries, packaged_query  # noqa: PLC0415 - as above

    asked = packaged_query(query) if query in packaged_queries() else Path(query)
    answer = Book.at(source).sql(asked, _parameters(given), known_at=known_at)
    _print(answer, as_csv=as_csv, as_json=as_json)


def _parameters(said: list[str] | None) -> dict[str, str | int]:
    found: list[tuple[str, str | int]] = []
    for text in said or ():
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise UsageError(f"{text!r} sets no parameter", hint="say NAME=VALUE, such as month=8")
        is_number = value.isascii() and value.removeprefix("-").isdecimal()
        found.append((name, int(value) if is_number else value))
    return each_once(found)


def _print(answer: "QueryAnswer", *, as_csv: bool, as_json: bool) -> None:
    if as_csv and as_json:
        raise UsageError("rows are printed as CSV or as JSON, not both")
    if as_json:
        print_json(answer.document())
    elif as_csv:
        from pctfinance.present.filed import inert  # noqa: PLC0415 - heavy, and --help needs none

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow([inert(name) for name, _ in answer.columns])
        for piece in answer.pieces():
            writer.writerows([inert(value) for value in found] for found in piece)
    else:
        print_tables(answer.shown)
