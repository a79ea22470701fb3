"""`headroom` and `case`: the statement of headroom, and the steps of a business case."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    ACTING,
    AS_JSON,
    AS_OF_OR_LAST,
    BODY,
    BOOK,
    BOOK_OR_INPUT,
    KNOWN_AT,
    ONLY_BODY,
    OUT,
    PURPOSE,
    REASON,
    REQUEST,
    SOURCE,
)
from pctfinance.cli.output import pence_of, print_receipt, print_report

__all__ = ["case", "headroom"]

case = typer.Typer(
    help="Business cases for headroom: proposed by a body, decided by its authority.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_CASE = Annotated[str, typer.Argument(metavar="CASE", help="The case's number.")]
_AMOUNT = Annotated[str, typer.Argument(metavar="AMOUNT", help="In pounds, such as 6000000.")]
_ON = Annotated[str, typer.Option(help="The date on the document: year-month-day.")]
_REFERENCE = Annotated[
    str, typer.Option(help="The paper; the case's number unless told otherwise.")
]
_APPROVAL = Annotated[str, typer.Option(help="The reference of the authority's decision.")]
_AUTHORITY = Annotated[
    list[str] | None,
    typer.Option(
        help="Code of an authority that decided, again for each. [default: the competent]"
    ),
]


def headroom(
    source: BOOK_OR_INPUT,
    *,
    body: ONLY_BODY = None,
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show headroom, body by body: required, lodged, held, released, lapsed, and the cases.

    Exit code 1 where more was spent on a case than was released for it.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).headroom(body, as_of=as_of, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if report.findings:
        raise typer.Exit(1)


@case.command("propose")
def propose(
    book: BOOK,
    body: BODY,
    number: _CASE,
    amount: _AMOUNT,
    *,
    category: Annotated[str, typer.Option(help="The category that it is spent on.")],
    purpose: PURPOSE,
    by: ACTING,
    on: _ON,
    recurrent: Annotated[
        bool, typer.Option("--recurrent", help="It commits recurrently, and is refused.")
    ] = False,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Propose a business case for headroom."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).propose_case(
        body,
        number,
        pence_of(amount),
        category=category,
        purpose=purpose,
        by=by,
        on=on,
        recurrence="recurrent" if recurrent else "non-recurrent",
        reference=reference,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


@case.command("approve")
def approve(
    book: BOOK,
    body: BODY,
    number: _CASE,
    amount: _AMOUNT,
    *,
    by: ACTING,
    on: _ON,
    approval: _APPROVAL = "",
    condition: Annotated[
        list[str] | None, typer.Option(help="What must be met first, again for each.")
    ] = None,
    authority: _AUTHORITY = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Record the authority's approval of a case: all of it, or less."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).approve_case(
        body,
        number,
        pence_of(amount),
        by=by,
        on=on,
        approval=approval,
        conditions=condition or (),
        authorities=authority,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


@case.command("refuse")
def refuse(
    book: BOOK,
    body: BODY,
    number: _CASE,
    *,
    by: ACTING,
    on: _ON,
    reason: REASON,
    reference: _REFERENCE = "",
    authority: _AUTHORITY = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Record that the authority refuses a case."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).refuse_case(
        body,
        number,
        by=by,
        on=on,
        reason=reason,
        reference=reference,
        authorities=authority,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


@case.command("meet")
def meet(
    book: BOOK,
    body: BODY,
    number: _CASE,
    condition: Annotated[int, typer.Argument(metavar="CONDITION", help="Its number, from 1.")],
    *,
    by: ACTING,
    on: _ON,
    reference: SOURCE,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Record that a condition of an approved case is met."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).meet_case_condition(
        body, number, condition, by=by, on=on, reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@case.command("release")
def release(
    book: BOOK,
    body: BODY,
    number: _CASE,
    amount: _AMOUNT,
    *,
    by: ACTING,
    on: _ON,
    reference: SOURCE,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Release lodged headroom for an approved case: the limit rises."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).release_headroom(
        body, number, pence_of(amount), by=by, on=on, reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@case.command("spend")
def spend(
    book: BOOK,
    body: BODY,
    number: _CASE,
    period: Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as M8.")],
    amount: _AMOUNT,
    *,
    by: ACTING,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State what was spent on a case in one month; it takes the place of an earlier statement."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).state_spend(
        body, number, period, pence_of(amount), by=by, reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@case.command("lapse")
def lapse(
    book: BOOK,
    body: BODY,
    number: _CASE,
    *,
    by: ACTING,
    on: _ON,
    reason: REASON,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Let a case lapse: nothing more is released for it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).lapse_case(
        body, number, by=by, on=on, reason=reason, reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@case.command("exempt")
def exempt(
    book: BOOK,
    body: BODY,
    amount: Annotated[
        str | None, typer.Argument(metavar="AMOUNT", help="In pounds. [default: all missing]")
    ] = None,
    *,
    by: ACTING,
    on: _ON,
    reason: REASON,
    approval: _APPROVAL = "",
    authority: _AUTHORITY = None,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Record that the authority asks a body for less headroom than the rate, or for none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).exempt(
        body,
        None if amount is None else pence_of(amount),
        by=by,
        on=on,
        reason=reason,
        approval=approval,
        authorities=authority,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)


@case.command("give-up")
def give_up(
    book: BOOK,
    body: BODY,
    amount: _AMOUNT,
    *,
    by: ACTING,
    reason: REASON,
    reference: SOURCE,
    on: Annotated[
        str | None, typer.Option(help="The date on it. [default: the year's last day]")
    ] = None,
    held_by: Annotated[
        str, typer.Option(help="`authority` for what was lodged, `body` for what was set aside.")
    ] = "authority",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Let headroom lapse that was neither released nor applied."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).lapse_headroom(
        body,
        pence_of(amount),
        by=by,
        reason=reason,
        reference=reference,
        on=on,
        held_by=held_by,
        request=request,
    )
    print_receipt(receipt, as_json=as_json)
