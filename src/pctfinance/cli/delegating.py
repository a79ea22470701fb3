"""`delegations`, what is delegated and to whom; `delegation`, what is stated about it."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF_OR_LAST,
    BODY,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    OUT,
    REQUEST,
)
from pctfinance.cli.output import (
    print_findings,
    print_json,
    print_receipt,
    print_tables,
    write_report,
)
from pctfinance.cli.repeated import each_once
from pctfinance.errors import UsageError

__all__ = ["delegation", "delegations"]

delegation = typer.Typer(
    help="State what is eligible, a trajectory, or a condition of earned autonomy.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_ON = Annotated[str, typer.Option(help="The date of the paper (YYYY-MM-DD), from which it counts.")]
_BY = Annotated[str, typer.Option(help="The office that states it, such as 'Head of Finance'.")]
_REFERENCE = Annotated[str, typer.Option(help="The paper, such as 'board paper 4'.")]


def delegations(
    source: BOOK_OR_INPUT,
    *,
    as_of: AS_OF_OR_LAST = None,
    body: Annotated[str | None, typer.Option(help="Code of one body, such as 5NX.")] = None,
    delegate: Annotated[
        str | None, typer.Option(help="Code of one delegate, such as 03F: one column a body.")
    ] = None,
    known_at: KNOWN_AT = None,
    not_eligible: Annotated[
        list[str] | None,
        typer.Option(help="A category that is not eligible; repeat. [default: as stated]"),
    ] = None,
    development: Annotated[
        list[str] | None,
        typer.Option(help="A category that counts as development money; repeat."),
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what is delegated, by PCT and CCG, as a share of the total and of the eligible budget.

    Exit code 1 where there is something to look at: a missed milestone, a move between bodies.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    book = Book.at(source)
    report = book.delegations(
        as_of or book.year.periods[-1],
        body,
        delegate,
        known_at=known_at,
        not_eligible=not_eligible or None,
        development=development or (),
    )
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.tables)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.findings)))


@delegation.command("eligible")
def eligible(
    book: BOOK,
    body: BODY,
    *,
    on: _ON,
    by: _BY,
    reference: _REFERENCE,
    not_eligible: Annotated[
        list[str] | None,
        typer.Option(help="A category that is not eligible; repeat. [default: all are]"),
    ] = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State which categories of a body are not eligible to be delegated."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).state_eligible_budget(
        body, not_eligible=not_eligible or (), on=on, by=by, reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@delegation.command("trajectory")
def trajectory(
    book: BOOK,
    body: BODY,
    *,
    share: Annotated[
        list[str], typer.Option(help="A month and the share by its end, as M06=0.17; repeat.")
    ],
    of: Annotated[str, typer.Option(help="total-budget or eligible-budget.")],
    on: _ON,
    by: _BY,
    reference: _REFERENCE,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State the trajectory of a body's delegation."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    shares = each_once(map(_share, share))
    receipt = Book.open(book).state_trajectory(
        body,
        shares=shares,
        denominator=of,
        on=on,
        by=by,
        reference=reference,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


def _share(text: str) -> tuple[str, str]:
    month, sign, share = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} is no month and share", hint="write M06=0.17")
    return month.strip(), share.strip()


@delegation.command("condition")
def condition(
    book: BOOK,
    body: BODY,
    delegate: Annotated[str, typer.Argument(metavar="DELEGATE", help="The delegate's code.")],
    words: Annotated[str, typer.Argument(metavar="CONDITION", help="The condition in words.")],
    *,
    on: _ON,
    by: _BY,
    evidence: Annotated[str, typer.Option(help="The reference of the evidence.")],
    met_on: Annotated[
        str | None, typer.Option(help="The day on which it was met. [default: it is not met]")
    ] = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State that a delegate met a condition of earned autonomy, or has not met it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).state_condition(
        body,
        delegate,
        condition=words,
        met_on=met_on,
        on=on,
        by=by,
        evidence=evidence,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)
