"""`loans` and `loan`: what is owed between bodies, and what becomes of it."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import (
    AS_JSON,
    BOOK,
    EFFECTIVE,
    OFFICE,
    OUT,
    PURPOSE,
    REASON,
    REQUEST,
    STEP_DAY,
    TEST,
)
from pctfinance.cli.output import (
    pence_of,
    print_findings,
    print_json,
    print_receipt,
    print_step,
    print_tables,
    write_report,
)

__all__ = ["loan", "loans"]

loan = typer.Typer(
    help="Loans between bodies: repaid, rescheduled, written off, and taken over by successors.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NUMBER = Annotated[str, typer.Argument(metavar="NUMBER", help="The transfer's own number.")]
_OF = Annotated[str, typer.Option("--of-loan", help="The loan's number, or its key.")]


def loans(
    book: BOOK,
    *,
    as_of: Annotated[
        str | None, typer.Option(help="The last month that counts, such as 2012-13 M08.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="The last day whose documents count: year-month-day.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List loans: parties then and now, principal, repaid, written off, outstanding, due."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.open(book, read_only=True).loans(as_of=as_of, known_at=known_at)
    write_report(report, out, as_json=as_json)
    if as_json:
        document = {"schema_version": "1.0", **report.document()}
        print_json(document)
    else:
        print_tables(report.shown)


@loan.command("repay")
def repay(
    book: BOOK,
    number: _NUMBER,
    *,
    of_loan: _OF,
    effective: EFFECTIVE,
    by: OFFICE,
    on: STEP_DAY,
    amount: Annotated[
        str | None, typer.Option(help="In pounds; what is due by this year unless told otherwise.")
    ] = None,
    cash: Annotated[str, typer.Option(help="The cash that goes with it, in pounds.")] = "0",
    purpose: PURPOSE = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose that the borrower, as it is now, repays some of a loan to its lender."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).propose_repayment(
        number,
        of_loan,
        effective=effective,
        by=by,
        on=on,
        pence=None if amount is None else pence_of(amount),
        cash_pence=pence_of(cash),
        purpose=purpose,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@loan.command("write-off")
def write_off(
    book: BOOK,
    number: _NUMBER,
    *,
    of_loan: _OF,
    effective: EFFECTIVE,
    by: OFFICE,
    on: STEP_DAY,
    purpose: REASON,
    amount: Annotated[
        str | None, typer.Option(help="In pounds; all that is outstanding unless told otherwise.")
    ] = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose that some of a loan is owed no more; both agree, and the authority approves."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).propose_write_off(
        number,
        of_loan,
        effective=effective,
        by=by,
        on=on,
        purpose=purpose,
        pence=None if amount is None else pence_of(amount),
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@loan.command("reschedule")
def reschedule(
    book: BOOK,
    number: _NUMBER,
    *,
    of_loan: _OF,
    repayment: Annotated[
        list[str], typer.Option(help="'2013-14;pounds'. Repeat it for each; all that is owed.")
    ],
    effective: EFFECTIVE,
    by: OFFICE,
    on: STEP_DAY,
    purpose: REASON,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose another schedule for what is outstanding of a loan."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    parts = [text.partition(";") for text in repayment]
    answer = Book.open(book).propose_rescheduling(
        number,
        of_loan,
        [(year, pence_of(pounds)) for year, _, pounds in parts],
        effective=effective,
        by=by,
        on=on,
        purpose=purpose,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@loan.command("cover")
def cover(
    book: BOOK,
    number: _NUMBER,
    *,
    by: OFFICE,
    on: STEP_DAY,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State that its loan's approval covers a submitted repayment, where the rulebook says so."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).cover_repayment(number, by=by, on=on, request=request, test=test)
    print_step(answer, as_json=as_json)


@loan.command("take-over")
def take_over(
    book: BOOK,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The book of the year before.")],
    *,
    by: OFFICE,
    notified: Annotated[str, typer.Option(help="The date of the document that it rests on.")],
    reference: Annotated[str, typer.Option(help="That document.")],
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Take over the open loans of the year before, of which a body is a party here."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    receipt = Book.open(book).take_over_loans(
        Book.open(old, read_only=True),
        by=by,
        notified=notified,
        reference=reference,
        request=request,
        test=test,
    )
    print_receipt(receipt, as_json=as_json)


@loan.command("verify")
def verify(
    book: BOOK,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The book of the year before.")],
    *,
    as_json: AS_JSON = False,
) -> None:
    """Hold the loans that a book carries against those that the book before closes with."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=True)
    findings = kept.verify_loans(Book.open(old, read_only=True))
    print_findings(findings, as_json=as_json)
    raise typer.Exit(int(bool(findings)))
