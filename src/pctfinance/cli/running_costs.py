"""`running-costs` and `running-cost-limit`: bodies side by side, beside the limit of a region."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.output import print_receipt, print_report

__all__ = ["running_cost_limit", "running_costs"]


def running_costs(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    *,
    period: Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')],
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: forecast; M12: outturn]")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show running costs, body by body, beside the limit of their region; no duty is tested.

    Exit code 1 where the costs of a body are not known.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import Level  # noqa: PLC0415 - as above

    report = Book.at(source).running_costs(period, basis=basis, known_at=known_at)
    print_report(report, as_json=as_json)
    if any(finding.level is not Level.NOTE for finding in report.findings):
        raise typer.Exit(1)


def running_cost_limit(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder of a book.")],
    authority: Annotated[
        str, typer.Argument(metavar="AUTHORITY", help="Code of the region's authority.")
    ],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds.")],
    *,
    by: Annotated[str, typer.Option(help="The office that states it.")],
    on: Annotated[str, typer.Option(help="The date on the paper: year-month-day.")],
    reference: Annotated[str, typer.Option(help="The paper.")],
    per_head: Annotated[
        bool, typer.Option("--per-head", help="The amount is for each head of the population.")
    ] = False,
    request: Annotated[
        str | None,
        typer.Option(help="A name for this command: said again, it is answered, not repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """State the running-cost limit of a region, in place of what was stated before."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above
    from pctfinance.money import parse_money  # noqa: PLC0415 - as above

    pence = parse_money(amount)
    if pence is None:
        raise UsageError(f"{amount!r} is no amount", hint="give pounds, such as 300000000")
    basis = "per-head" if per_head else "total"
    receipt = Book.open(book).state_running_cost_limit(
        authority, pence, by=by, on=on, reference=reference, basis=basis, request=request
    )
    print_receipt(receipt, as_json=as_json)
