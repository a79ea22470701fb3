"""`recharge`: what bodies charge each other, entered and decided on at both together."""

from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import (
    ACCOUNTS,
    ACTING,
    APPROVED_BY,
    AS_JSON,
    BOOK,
    COST_CATEGORY,
    DOCUMENT_DAY,
    INCOME_CATEGORY,
    LANE,
    MONTHS_DAY,
    OUT,
    PURPOSE,
    REASON,
    REQUEST,
    SOURCE,
    SYNTHETIC,
    TEST,
)
from pctfinance.cli.output import (
    pence_of,
    print_findings,
    print_json,
    print_receipt,
    print_tables,
    write_report,
)

if TYPE_CHECKING:
    from pctfinance.sharing import RechargeAccounts, RechargeAnswer

__all__ = ["accounts_of", "end_with", "posted_part", "recharge"]

recharge = typer.Typer(
    help="Recharges between bodies: cost here, income there; they move no limit.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NUMBER = Annotated[str, typer.Argument(metavar="NUMBER", help="The recharge's number.")]


@recharge.command("enter")
def enter(
    book: BOOK,
    number: _NUMBER,
    *,
    provider: Annotated[str, typer.Option(help="Code of the body that is paid.")],
    recipient: Annotated[str, typer.Option(help="Code of the body that is charged.")],
    amount: Annotated[str, typer.Option(help="The amount in pounds.")],
    category: COST_CATEGORY,
    purpose: PURPOSE,
    month: Annotated[str, typer.Option(help="The month that it counts for.")],
    by: ACTING,
    approved_by: APPROVED_BY = "",
    provider_category: INCOME_CATEGORY = "",
    for_month: Annotated[
        str | None, typer.Option(help="The earlier month that it belongs to.")
    ] = None,
    accounts: ACCOUNTS = "",
    lane: LANE = "journal",
    on: MONTHS_DAY = None,
    contract: Annotated[
        str, typer.Option(help="A contract of the provider's, of which it is a share.")
    ] = "",
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Charge a body for what another did for it, in the ledgers of both."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book, read_only=test).recharge(
        number,
        provider=provider,
        recipient=recipient,
        pence=pence_of(amount),
        category=category,
        purpose=purpose,
        month=month,
        by=by,
        approved_by=approved_by,
        provider_category=provider_category,
        for_month=for_month,
        accounts=accounts_of(accounts),
        lane=lane,  # type: ignore[arg-type]  # the call says which words there are
        on=on,
        contract=contract,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    _said(answer, as_json=as_json)


@recharge.command("approve")
def approve(
    book: BOOK,
    number: _NUMBER,
    *,
    by: ACTING,
    on: MONTHS_DAY = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Approve a recharge at all of its bodies: from then on it counts."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    _said(kept.approve_recharge(number, by=by, on=on, request=request, test=test), as_json=as_json)


@recharge.command("end")
def end(
    book: BOOK,
    number: _NUMBER,
    outcome: Annotated[
        str, typer.Argument(metavar="OUTCOME", help="rejected, or withdrawn by its own office.")
    ],
    *,
    by: ACTING,
    reason: REASON,
    on: MONTHS_DAY = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Reject a recharge that was not approved, or take it back."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book, read_only=test).end_recharge(
        number,
        outcome,  # type: ignore[arg-type]  # the call says which words there are
        by=by,
        reason=reason,
        on=on,
        request=request,
        test=test,
    )
    _said(answer, as_json=as_json)


@recharge.command("reverse")
def reverse(
    book: BOOK,
    number: _NUMBER,
    *,
    reverses: Annotated[str, typer.Option(help="The number of the recharge to take back.")],
    by: ACTING,
    reason: REASON,
    month: Annotated[
        str | None, typer.Option(help="The month that it counts for; that of the recharge.")
    ] = None,
    approved_by: APPROVED_BY = "",
    on: MONTHS_DAY = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Take an approved recharge back, by its opposite under another number."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book, read_only=test).reverse_recharge(
        number,
        reverses=reverses,
        by=by,
        reason=reason,
        month=month,
        approved_by=approved_by,
        on=on,
        request=request,
        test=test,
    )
    _said(answer, as_json=as_json)


@recharge.command("agree")
def agree(
    book: BOOK,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The agreement's name.")],
    *,
    provider: Annotated[str, typer.Option(help="Code of the body that is paid.")],
    recipient: Annotated[str, typer.Option(help="Code of the body that is charged.")],
    amount: Annotated[str, typer.Option(help="Up to what amount in the year, in pounds.")],
    source: SOURCE,
    by: ACTING,
    on: DOCUMENT_DAY,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State that two bodies agreed on recharges, up to an amount in the year."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).state_recharge_agreement(
        name,
        provider=provider,
        recipient=recipient,
        pence=pence_of(amount),
        source=source,
        by=by,
        on=on,
        request=request,
        test=test,
    )
    print_receipt(receipt, as_json=as_json)


@recharge.command("list")
def listed(
    book: BOOK,
    *,
    month: Annotated[str | None, typer.Option(help="Only those of this month.")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="As known on this day: year-month-day.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List recharges, and what became of each."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.open(book, read_only=True).recharges(month, known_at=known_at)
    write_report(report, out, as_json=as_json)
    if as_json:
        document = {"schema_version": "1.0", "recharges": list(report.rows())}
        print_json(document)
    else:
        print_tables(report.shown)


def _said(answer: "RechargeAnswer", *, as_json: bool) -> None:
    """What became of a recharge, and exit code 1 where a test found something."""
    if answer.receipt is not None:
        print_receipt(answer.receipt, as_json=as_json)
    elif as_json:
        print_json({"schema_version": "1.0", **posted_part(answer)})
    end_with(answer, as_json=as_json, counted=True)


def end_with(answer: "RechargeAnswer | None", *, as_json: bool, counted: bool = False) -> None:
    """Say what was posted, and end with exit code 1 where a test found something."""
    if answer is None:
        return
    if answer.receipt is not None and not counted and not as_json:
        print_receipt(answer.receipt, as_json=False)
    if answer.findings:
        print_findings(answer.findings, as_json=as_json)
        raise typer.Exit(1)


def posted_part(answer: "RechargeAnswer | None") -> dict[str, object]:
    """What was recharged, as a part of a document."""
    if answer is None:
        return {"recharge": None}
    return {
        "recharge": {
            "number": answer.number,
            "provider": answer.provider,
            "charged_pence": dict(answer.charged),
            "posted": answer.receipt.posted if answer.receipt else 0,
            "repeated": bool(answer.receipt and answer.receipt.repeated),
        }
    }


def accounts_of(text: str) -> "RechargeAccounts":
    """The four accounts of a recharge, or the words where none are named."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its use
    from pctfinance.sharing import RechargeAccounts  # noqa: PLC0415 - heavy, as above

    parts = [part.strip() for part in text.split(",")] if text else list(RechargeAccounts())
    if len(parts) != len(RechargeAccounts._fields) or not all(parts):
        raise UsageError(
            f"{text!r} are no four accounts", hint="write 'cost,payable,income,receivable'"
        )
    return RechargeAccounts(*parts)
