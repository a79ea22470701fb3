"""`load-ledger` and `loads`: extracts of the general ledger, and what was loaded of them."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, OUT, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_tables, write_report

__all__ = ["load_ledger", "loads"]

_BODY = Annotated[str | None, typer.Option(help="The body: its code.")]
_PERIOD = Annotated[str | None, typer.Option(help="The month, such as '2011-12 M08'.")]


def load_ledger(  # noqa: PLR0917 - Typer names them all on the command line
    book: BOOK,
    extract: Annotated[
        Path, typer.Argument(metavar="FILE", help="The extract: CSV, Parquet or workbook.")
    ],
    profile: Annotated[
        Path, typer.Option(help="The mapping profile: how the extract is written (TOML).")
    ],
    accounts: Annotated[Path, typer.Option(help="The account map: what its accounts are (CSV).")],
    body: _BODY = None,
    period: _PERIOD = None,
    lane: Annotated[
        str, typer.Option(help="load: what the body reports; adjustment: added to it.")
    ] = "load",
    unmapped: Annotated[
        str, typer.Option(help="Accounts that are not in the map: refuse, or category.")
    ] = "refuse",
    rows: Annotated[int | None, typer.Option(help="How many rows the extract has.")] = None,
    debits: Annotated[
        str | None, typer.Option(help="What its debits add up to, in pounds.")
    ] = None,
    credits_: Annotated[
        str | None, typer.Option("--credits", help="What its credits add up to, in pounds.")
    ] = None,
    notified: Annotated[
        str | None, typer.Option(help="The day from which it counts as known.")
    ] = None,
    by: Annotated[str, typer.Option(help="The office that loads it.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for a corrected extract.")] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> int:
    """Load an extract of the general ledger: all of it, or nothing."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level  # noqa: PLC0415 - beside its one use
    from pctfinance.money import show_exact  # noqa: PLC0415 - as above

    stated = {"rows": rows, "debit_pence": _pence(debits), "credit_pence": _pence(credits_)}
    kept = Book.open(book)
    receipt = kept.load_ledger(
        extract,
        profile=profile,
        accounts=accounts,
        body=body,
        period=period,
        lane=lane,
        totals={name: value for name, value in stated.items() if value is not None},
        unmapped=unmapped,
        notified=notified,
        by=by,
        reason=reason,
        request=request,
    )
    if as_json:
        document = {
            "schema_version": "1.0",
            "posted": receipt.posted,
            "months": [
                {
                    "body": month.body,
                    "period": str(month.period),
                    "rows": month.rows,
                    "debit_pence": month.debit_pence,
                    "credit_pence": month.credit_pence,
                    "cells": month.cells,
                    "superseded": month.superseded,
                }
                for month in receipt.months
            ],
            "sequence": receipt.sequence,
            "head": receipt.head.hash,
            "repeated": receipt.repeated,
        }
        print_json(document)
    else:
        for month in receipt.months:
            instead = (
                f"; it takes the place of event {month.superseded}" if month.superseded else ""
            )
            typer.echo(
                f"{month.body}, {month.period}: {month.rows:,} rows, debits and credits of "
                f"{show_exact(month.debit_pence)} and {show_exact(month.credit_pence)}, "
                f"{month.cells:,} cells{instead}"
            )
        again = " (the request was answered before)" if receipt.repeated else ""
        typer.echo(
            f"{receipt.posted} loads posted{again}; the book holds {receipt.head.sequence} events, "
            f"head {receipt.head.hash[:16]}"
        )
    print_findings(receipt.findings, as_json=as_json)
    return int(any(finding.level is Level.WARNING for finding in receipt.findings))


def _pence(text: str | None) -> int | None:
    from pctfinance.money import parse_money  # noqa: PLC0415 - beside its one use

    return None if text is None else parse_money(text)


def loads(
    book: BOOK,
    body: _BODY = None,
    period: _PERIOD = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List what was loaded of the general ledger: what stands, and what a later load replaced."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    found = Book.open(book, read_only=True).loads(body, period)
    write_report(found, out, as_json=as_json)
    if as_json:
        print_json({"schema_version": "1.0", "loads": found.documents()})
    else:
        print_tables(found.shown)
