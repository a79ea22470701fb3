"""`fund`: earmarks of several bodies for one purpose, and what is drawn of them under approval."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.output import print_findings, print_receipt

if TYPE_CHECKING:
    from pctfinance.funds.steps import FundAnswer
    from pctfinance.transferring.steps import TransferAnswer

__all__ = ["fund"]

fund = typer.Typer(
    help="Funds of several donors: stated, agreed, given to, drawn on. A fund owns nothing.",
    epilog="Draws and re-spreads are agreed, submitted, approved and actioned by 'transfer'.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BOOK = Annotated[Path, typer.Argument(metavar="BOOK", help="The folder of a book.")]
_NUMBER = Annotated[str, typer.Argument(metavar="FUND", help="The fund's number.")]
_TRANSFER = Annotated[str, typer.Argument(metavar="NUMBER", help="Its number as a transfer.")]
_BODY = Annotated[str, typer.Argument(metavar="BODY", help="The donor's code.")]
_FUND = Annotated[str, typer.Option(help="The fund's number.")]
_BY = Annotated[str, typer.Option(help="The office that acts, with its organisation.")]
_ON = Annotated[str, typer.Option(help="The day of the step: year-month-day.")]
_DAY = Annotated[str, typer.Option(help="The day from which it counts.")]
_EFFECTIVE = Annotated[
    str | None, typer.Option(help="The day from which it counts; that of the step.")
]
_REFERENCE = Annotated[str, typer.Option(help="The document.")]
_PURPOSE = Annotated[str, typer.Option(help="What it is for.")]
_PART = Annotated[
    list[str] | None, typer.Option(help="'code;pounds' of who gives. Repeat it for each.")
]
_AMOUNT = Annotated[str | None, typer.Option(help="The amount in pounds, where no parts say it.")]
_REQUEST = Annotated[
    str | None,
    typer.Option(help="A name for this command: said again, it is answered, not repeated."),
]
_TEST = Annotated[
    bool, typer.Option("--test", help="Say what it would be refused for, and write nothing.")
]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@fund.command("state")
def state(
    book: _BOOK,
    number: _NUMBER,
    *,
    purpose: _PURPOSE,
    holder: Annotated[str, typer.Option(help="The office that keeps it; it owns nothing.")],
    donor: Annotated[
        list[str],
        typer.Option(help="'code;pounds', or with --amount 'code;parts'. Repeat it for each."),
    ],
    by: _BY,
    on: _ON,
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
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
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
        pence=None if amount is None else _pence(amount),
        limit=limit,
        funding=funding,
        of_headroom=of_headroom,
        reference=reference,
        request=request,
        test=test,
    )
    _print(answer, as_json=as_json)


@fund.command("agree")
def agree(
    book: _BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    by: _BY,
    on: _ON,
    digest: Annotated[
        str, typer.Option(help="The digest of the terms; of those last stated unless told.")
    ] = "",
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
) -> None:
    """Agree to a fund for one of its donors."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).agree_fund(
        number, body, by=by, on=on, digest=digest, request=request, test=test
    )
    _print(answer, as_json=as_json)


@fund.command("contribute")
def contribute(
    book: _BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    amount: Annotated[str, typer.Option(help="The amount in pounds.")],
    by: _BY,
    on: _ON,
    effective: _EFFECTIVE = None,
    applied: Annotated[
        bool, typer.Option("--applied", help="Recurrent resource, used once for this fund.")
    ] = False,
    reference: _REFERENCE = "",
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
) -> None:
    """Earmark a donor's own resource for a fund; its limit does not move."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).contribute(
        number,
        body,
        _pence(amount),
        by=by,
        on=on,
        effective=effective,
        applied=applied,
        reference=reference,
        request=request,
        test=test,
    )
    _print(answer, as_json=as_json)


@fund.command("waive")
def waive(
    book: _BOOK,
    number: _NUMBER,
    body: _BODY,
    *,
    by: _BY,
    on: _ON,
    reason: Annotated[str, typer.Option(help="Why.")],
    amount: Annotated[
        str | None, typer.Option(help="In pounds; all that is neither drawn nor pending.")
    ] = None,
    effective: _EFFECTIVE = None,
    reference: _REFERENCE = "",
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
) -> None:
    """Excuse a donor: what it gave and is not drawn comes back to it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).waive_contribution(
        number,
        body,
        by=by,
        on=on,
        reason=reason,
        pence=None if amount is None else _pence(amount),
        effective=effective,
        reference=reference,
        request=request,
        test=test,
    )
    _print(answer, as_json=as_json)


@fund.command("draw")
def draw(
    book: _BOOK,
    number: _TRANSFER,
    *,
    fund: _FUND,
    receiver: Annotated[str, typer.Option(help="Code of the body that draws.")],
    effective: _DAY,
    purpose: _PURPOSE,
    by: _BY,
    on: _ON,
    amount: _AMOUNT = None,
    part: _PART = None,
    cash: Annotated[str, typer.Option(help="The cash that goes with it, in pounds.")] = "0",
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
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
        pence=None if amount is None else _pence(amount),
        parts=_parts(part),
        cash_pence=_pence(cash),
        request=request,
        test=test,
    )
    _print(answer, as_json=as_json)


@fund.command("re-spread")
def re_spread(
    book: _BOOK,
    number: _TRANSFER,
    *,
    fund: _FUND,
    excused: Annotated[str, typer.Option(help="Code of the donor that was excused.")],
    effective: _DAY,
    purpose: _PURPOSE,
    by: _BY,
    on: _ON,
    amount: _AMOUNT = None,
    part: _PART = None,
    request: _REQUEST = None,
    test: _TEST = False,
    as_json: _JSON = False,
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
        pence=None if amount is None else _pence(amount),
        parts=_parts(part),
        request=request,
        test=test,
    )
    _print(answer, as_json=as_json)


@fund.command("show")
def show(
    book: _BOOK,
    number: Annotated[str | None, typer.Argument(metavar="FUND", help="Only this one.")] = None,
    *,
    as_of: Annotated[
        str | None, typer.Option(help='The month, such as "2011-12 M08". [default: the last]')
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    as_json: _JSON = False,
) -> None:
    """Show what each body gave, was given back, drew and holds.

    Exit code 1 where another fund may be a re-spread without an approval.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - as above
    from pctfinance.present.terminal import print_shown  # noqa: PLC0415 - as above

    opened = Book.open(book, read_only=True)
    report = opened.fund(number, as_of=as_of, known_at=known_at) if number else None
    report = report or opened.funds(as_of=as_of, known_at=known_at)
    if as_json:
        typer.echo(json_text(report.document()), nl=False)
    else:
        for shown in report.shown:
            print_shown(shown)
    if report.findings:
        if not as_json:
            print_findings(report.findings, as_json=False)
        raise typer.Exit(1)


def _print(answer: "FundAnswer | TransferAnswer", *, as_json: bool) -> None:
    """What a step did, or what it would be refused for (exit code 1)."""
    if answer.receipt is not None:
        print_receipt(answer.receipt, as_json=as_json)
        return
    print_findings(answer.findings, as_json=as_json)
    if answer.findings:
        raise typer.Exit(1)


def _pence(amount: str) -> int:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above
    from pctfinance.money import parse_money  # noqa: PLC0415 - as above

    pence = parse_money(amount)
    if pence is None:
        raise UsageError(f"{amount!r} is no amount", hint="give it in pounds")
    return pence


def _parts(texts: list[str] | None, *, in_pounds: bool = True) -> dict[str, int] | None:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if not texts:
        return None
    parts: dict[str, int] = {}
    for text in texts:
        code, _, amount = (part.strip() for part in text.partition(";"))
        if code in parts or not (in_pounds or (amount.isascii() and amount.isdigit())):
            raise UsageError(f"{text!r} is no part", hint="write 'code;amount', each code once")
        parts[code] = _pence(amount) if in_pounds else int(amount)
    return parts
