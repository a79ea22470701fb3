"""`delegations`: who holds which budgets, both percentages, milestones and conditions."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import print_findings

__all__ = ["delegations"]


def delegations(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    *,
    as_of: Annotated[
        str | None, typer.Option(help='The month, such as "2011-12 M08". [default: the last]')
    ] = None,
    body: Annotated[str | None, typer.Option(help="Code of one body, such as 5NX.")] = None,
    delegate: Annotated[
        str | None, typer.Option(help="Code of one delegate, such as 03F: one column a body.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    not_eligible: Annotated[
        list[str] | None,
        typer.Option(help="A category that is not eligible; repeat. [default: as stated]"),
    ] = None,
    development: Annotated[
        list[str] | None,
        typer.Option(help="A category that counts as development money; repeat."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what is delegated, by PCT and CCG, as a share of the total and of the eligible budget.

    Exit code 1 where there is something to look at: a missed milestone, a move between bodies.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - as above
    from pctfinance.present.terminal import print_shown  # noqa: PLC0415 - as above

    book = Book.at(source)
    report = book.delegations(
        as_of or book.year.periods[-1],
        body,
        delegate,
        known_at=known_at,
        not_eligible=not_eligible or None,
        development=development or (),
    )
    if as_json:
        typer.echo(json_text(report.document()), nl=False)
    else:
        for shown in report.tables:
            print_shown(shown)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.findings)))
