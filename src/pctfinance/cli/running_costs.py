"""`running-costs` and `running-cost-limit`: bodies side by side, beside the limit of a region."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    OUT,
    PAPER,
    REQUEST,
    STATED_BY,
)
from pctfinance.cli.output import pence_of, print_receipt, print_report

__all__ = ["running_cost_limit", "running_costs"]


def running_costs(
    source: BOOK_OR_INPUT,
    *,
    period: AS_OF,
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: forecast; M12: outturn]")
    ] = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show running costs, body by body, beside the limit of their region; no duty is tested.

    Exit code 1 where the costs of a body are not known.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level  # noqa: PLC0415 - as above

    report = Book.at(source).running_costs(period, basis=basis, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if any(finding.level is not Level.NOTE for finding in report.findings):
        raise typer.Exit(1)


def running_cost_limit(
    book: BOOK,
    authority: Annotated[
        str, typer.Argument(metavar="AUTHORITY", help="Code of the region's authority.")
    ],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds.")],
    *,
    by: STATED_BY,
    on: Annotated[str, typer.Option(help="The date on the paper: year-month-day.")],
    reference: PAPER,
    per_head: Annotated[
        bool, typer.Option("--per-head", help="The amount is for each head of the population.")
    ] = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State the running-cost limit of a region, in place of what was stated before."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    basis = "per-head" if per_head else "total"
    receipt = Book.open(book).state_running_cost_limit(
        authority,
        pence_of(amount),
        by=by,
        on=on,
        reference=reference,
        basis=basis,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)
