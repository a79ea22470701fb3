"""`fund`: earmarks of several bodies for one purpose, and what is drawn of them under approval."""

from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    AS_OF_OR_LAST,
    BOOK,
    EFFECTIVE,
    KNOWN_AT,
    OFFICE,
    OUT,
    PURPOSE,
    REASON,
    REQUEST,
    STEP_DAY,
    TEST,
)
from pctfinance.cli.output import pence_of, print_findings, print_report, print_step

__all__ = ["fund"]

fund = typer.Typer(
    help="Funds of several donors: stated, agreed, given to, drawn on. A fund owns nothing.",
    epilog="Draws and re-spreads are agreed, submitted, approved and actioned by 'transfer'.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NUMBER = Annotated[str, typer.Argument(metavar="FUND", help="The fund's number.")]
_TRANSFER = Annotated[str, typer.Argument(metavar="NUMBER", help="Its number as a transfer.")]
_BODY = Annotated[str, typer.Argument(metavar="BODY", help="The donor's code.")]
_FUND = Annotated[str, typer.Option(help="The fund's number.")]
_EFFECTIVE = Annotated[
    str | None, typer.Option(help="The day from which it counts; that of the step.")
]
_REFERENCE = Annotated[str, typer.Option(help="The document.")]
_PART = Annotated[
    list[str] | None, typer.Option(help="'code;pounds' of who gives. Repeat it for each.")
]
_AMOUNT = Annotated[str | None, typer.Option(help="The amount in pounds, where no parts say it.")]


@fund.command("state")
def state(
    book: BOOK,
    number: _NUMBER,
    *,
    purpose: PURPOSE,
    holder: Annotated[str, typer.Option(help="The office that keeps it; it owns nothing.")],
    donor: Annotated[
        list[str],
        typer.Option(help="'code;pounds', or with --amount 'code;parts'. Repeat it for each."),
    ],
    by: OFFICE,
    on: STEP_DAY,
    amount: Annotated[
        str | None, typer.Option(help="The whole in pounds, where donors give parts of it.")
    ] = None,
    limit: Annotated[str, typer.Option(help="revenue or capital.")] = "revenue",
    funding: Annotated[
        str | None, typer.Option(help="recurrent or non-recurrent; of revenue only.")
    ] = None,
    of_headroom: Annotated[
        bool, typer.Option("--of-headroom", help="Of headroom that the donors hold themselves.")
    ] = False,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State the terms of a fund; it stands once each donor agreed."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    answer = Book.open(book).state_fund(
        number,
        purpose=purpose,
        holder=holder,
        donors=_parts(donor, in_pounds=amount is None) or {},
        by=by,
        on=on,
        pence=None if amount is None else pence_of(amount),
        limit=limit,
        funding=funding,
        of_headroom=of_headroom,
        reference=reference,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@fund.command("agree")
def agree(
    book: BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    by: OFFICE,
    on: STEP_DAY,
    digest: Annotated[
        str, typer.Option(help="The digest of the terms; of those last stated unless told.")
    ] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Agree to a fund for one of its donors."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).agree_fund(
        number, body, by=by, on=on, digest=digest, request=request, test=test
    )
    print_step(answer, as_json=as_json)


@fund.command("contribute")
def contribute(
    book: BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    amount: Annotated[str, typer.Option(help="The amount in pounds.")],
    by: OFFICE,
    on: STEP_DAY,
    effective: _EFFECTIVE = None,
    applied: Annotated[
        bool, typer.Option("--applied", help="Recurrent resource, used once for this fund.")
    ] = False,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Earmark a donor's own resource for a fund; its limit does not move."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).contribute(
        number,
        body,
        pence_of(amount),
        by=by,
        on=on,
        effective=effective,
        applied=applied,
        reference=reference,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@fund.command("waive")
def waive(
    book: BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    by: OFFICE,
    on: STEP_DAY,
    reason: REASON,
    amount: Annotated[
        str | None, typer.Option(help="In pounds; all that is neither drawn nor pending.")
    ] = None,
    effective: _EFFECTIVE = None,
    reference: _REFERENCE = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Excuse a donor: what it gave and is not drawn comes back to it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).waive_contribution(
        number,
        body,
        by=by,
        on=on,
        reason=reason,
        pence=None if amount is None else pence_of(amount),
        effective=effective,
        reference=reference,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@fund.command("draw")
def draw(
    book: BOOK,
    number: _TRANSFER,
    *,
    fund: _FUND,
    receiver: Annotated[str, typer.Option(help="Code of the body that draws.")],
    effective: EFFECTIVE,
    purpose: PURPOSE,
    by: OFFICE,
    on: STEP_DAY,
    amount: _AMOUNT = None,
    part: _PART = None,
    cash: Annotated[str, typer.Option(help="The cash that goes with it, in pounds.")] = "0",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose a draw: a transfer of several givers, which the authority is to approve."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).propose_draw(
        number,
        fund=fund,
        receiver=receiver,
        effective=effective,
        purpose=purpose,
        by=by,
        on=on,
        pence=None if amount is None else pence_of(amount),
        parts=_parts(part),
        cash_pence=pence_of(cash),
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@fund.command("re-spread")
def re_spread(
    book: BOOK,
    number: _TRANSFER,
    *,
    fund: _FUND,
    excused: Annotated[str, typer.Option(help="Code of the donor that was excused.")],
    effective: EFFECTIVE,
    purpose: PURPOSE,
    by: OFFICE,
    on: STEP_DAY,
    amount: _AMOUNT = None,
    part: _PART = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose that other donors give what one was excused from; the authority is to approve it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).propose_respread(
        number,
        fund=fund,
        excused=excused,
        effective=effective,
        purpose=purpose,
        by=by,
        on=on,
        pence=None if amount is None else pence_of(amount),
        parts=_parts(part),
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@fund.command("show")
def show(
    book: BOOK,
    number: Annotated[str | None, typer.Argument(metavar="FUND", help="Only this one.")] = None,
    *,
    as_of: AS_OF_OR_LAST = None,
    known_at: KNOWN_AT = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what each body gave, was given back, drew and holds.

    Exit code 1 where another fund may be a re-spread without an approval.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    opened = Book.open(book, read_only=True)
    report = opened.fund(number, as_of=as_of, known_at=known_at) if number else None
    report = report or opened.funds(as_of=as_of, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if report.findings:
        if not as_json:
            print_findings(report.findings, as_json=False)
        raise typer.Exit(1)


def _parts(texts: list[str] | None, *, in_pounds: bool = True) -> dict[str, int] | None:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if not texts:
        return None
    parts: dict[str, int] = {}
    for text in texts:
        code, _, amount = (part.strip() for part in text.partition(";"))
        if code in parts or not (in_pounds or (amount.isascii() and amount.isdigit())):
            raise UsageError(f"{text!r} is no part", hint="write 'code;amount', each code once")
        parts[code] = pence_of(amount) if in_pounds else int(amount)
    return parts
