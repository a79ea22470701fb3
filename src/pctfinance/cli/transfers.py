"""`transfer`: resource that passes from one body to another under the authority's approval."""

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
    print_json,
    print_receipt,
    print_step,
    print_tables,
    write_report,
)

__all__ = ["transfer"]

transfer = typer.Typer(
    help="Transfers between bodies: agreed by both, approved by the authority, then actioned.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NUMBER = Annotated[str, typer.Argument(metavar="NUMBER", help="The transfer's number.")]
_DIGEST = Annotated[
    str, typer.Option(help="The digest of the terms; of those that stand unless told otherwise.")
]


@transfer.command("officers")
def officers(
    book: BOOK,
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="Its code.")],
    *,
    officer: Annotated[
        list[str],
        typer.Option(help="'office;limit in pounds, or -;first day;last day'. Repeat it for each."),
    ],
    reference: Annotated[str, typer.Option(help="The document that names them.")] = "",
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """State which offices may sign for an authority or a PCT, in place of what was stated before."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    receipt = Book.open(book).state_officers(
        authority, [_officer(text) for text in officer], reference=reference, request=request
    )
    print_receipt(receipt, as_json=as_json)


@transfer.command("propose")
def propose(
    book: BOOK,
    number: _NUMBER,
    *,
    giver: Annotated[str, typer.Option(help="Code of who gives.")],
    receiver: Annotated[str, typer.Option(help="Code of the body that receives.")],
    amount: Annotated[str, typer.Option(help="The amount in pounds.")],
    effective: EFFECTIVE,
    purpose: PURPOSE,
    by: OFFICE,
    on: STEP_DAY,
    kind: Annotated[
        str,
        typer.Option(
            help="straight, loan, support, lodgement, return, switch (giver and receiver are the "
            "same body, limit is capital), redirect (of held headroom) or repayment (of a loan)."
        ),
    ] = "straight",
    limit: Annotated[str, typer.Option(help="revenue or capital.")] = "revenue",
    funding: Annotated[
        str | None, typer.Option(help="recurrent or non-recurrent; of revenue only.")
    ] = None,
    cash: Annotated[str, typer.Option(help="The cash that goes with it, in pounds.")] = "0",
    repayment: Annotated[
        list[str] | None, typer.Option(help="Of a loan: '2012-13;pounds'. Repeat it for each.")
    ] = None,
    reverses: Annotated[str, typer.Option(help="The transfer that it gives back.")] = "",
    delegate: Annotated[str, typer.Option(help="Whose budget moves, cell to cell.")] = "",
    category: Annotated[str, typer.Option(help="Of which category it is.")] = "",
    expect: Annotated[
        list[str] | None,
        typer.Option(help="Of a lodgement, what is to return: '2012-13;pounds'. Repeat it."),
    ] = None,
    lodgement: Annotated[
        str, typer.Option(help='Of a return, the lodgement; of an earlier year "2011-12 L1".')
    ] = "",
    taken_from: Annotated[
        str, typer.Option(help="Of a lodgement: unallocated or planned surplus.")
    ] = "unallocated",
    of_loan: Annotated[
        str, typer.Option(help="The loan that is repaid, written off or rescheduled.")
    ] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Propose the terms; or changed ones, of a transfer that was returned."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).propose_transfer(
        number,
        giver=giver,
        receiver=receiver,
        pence=pence_of(amount),
        effective=effective,
        purpose=purpose,
        by=by,
        on=on,
        kind=kind,
        limit=limit,
        funding=funding,
        cash_pence=pence_of(cash),
        repayments=_by_year(repayment),
        reverses=reverses,
        delegate=delegate,
        category=category,
        returns=_by_year(expect),
        lodgement=lodgement,
        taken_from=taken_from,
        of_loan=of_loan,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@transfer.command("agree")
def agree(
    book: BOOK,
    number: _NUMBER,
    side: Annotated[str, typer.Argument(metavar="SIDE", help="giver or receiver.")],
    *,
    by: OFFICE,
    on: STEP_DAY,
    body: Annotated[str, typer.Option(help="Of several givers, the one that agrees.")] = "",
    digest: _DIGEST = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Agree for one of the parties."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).agree_transfer(
        number, side, by=by, on=on, body=body, digest=digest, request=request, test=test
    )
    print_step(answer, as_json=as_json)


@transfer.command("submit")
def submit(
    book: BOOK,
    number: _NUMBER,
    *,
    by: OFFICE,
    on: STEP_DAY,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Submit it to the authority: from then on what is offered is set aside."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).submit_transfer(number, by=by, on=on, request=request, test=test)
    print_step(answer, as_json=as_json)


@transfer.command("approve")
def approve(
    book: BOOK,
    number: _NUMBER,
    *,
    authority: Annotated[str, typer.Option(help="The code of the authority.")],
    by: OFFICE,
    on: STEP_DAY,
    reference: Annotated[str, typer.Option(help="The document that approves it.")],
    evidence: Annotated[Path, typer.Option(help="The file of that document, which is kept.")],
    amount: Annotated[
        str | None, typer.Option(help="What is approved, in pounds; all unless told otherwise.")
    ] = None,
    cash: Annotated[
        str | None, typer.Option(help="The cash approved, in pounds; all unless told otherwise.")
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="What has to be met first. Repeat it for each.")
    ] = None,
    digest: _DIGEST = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record that an authority approves all or less, perhaps on conditions."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).approve_transfer(
        number,
        authority=authority,
        by=by,
        on=on,
        reference=reference,
        evidence=evidence,
        pence=None if amount is None else pence_of(amount),
        cash_pence=None if cash is None else pence_of(cash),
        conditions=condition or (),
        digest=digest,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@transfer.command("meet")
def meet(
    book: BOOK,
    number: _NUMBER,
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help="In its own words.")],
    *,
    by: OFFICE,
    on: STEP_DAY,
    reference: Annotated[str, typer.Option(help="What shows that it is met.")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record that a condition of an approval is met."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).meet_transfer_condition(
        number, condition, by=by, on=on, reference=reference, request=request, test=test
    )
    print_step(answer, as_json=as_json)


@transfer.command("end")
def end(
    book: BOOK,
    number: _NUMBER,
    outcome: Annotated[
        str, typer.Argument(metavar="OUTCOME", help="rejected, returned, withdrawn or expired.")
    ],
    *,
    by: OFFICE,
    on: STEP_DAY,
    reason: REASON,
    authority: Annotated[str, typer.Option(help="Who rejects or returns it.")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """End it, or return it for other terms: what was set aside is given back."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).end_transfer(
        number,
        outcome,
        by=by,
        on=on,
        reason=reason,
        authority=authority,
        request=request,
        test=test,
    )
    print_step(answer, as_json=as_json)


@transfer.command("action")
def action(
    book: BOOK,
    number: _NUMBER,
    *,
    by: OFFICE,
    on: STEP_DAY,
    effective: Annotated[
        str | None, typer.Option(help="The day both legs count from; that of the terms.")
    ] = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Move what was approved: both legs, or none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).action_transfer(
        number, by=by, on=on, effective=effective, request=request, test=test
    )
    print_step(answer, as_json=as_json)


@transfer.command("list")
def listed(
    book: BOOK,
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List transfers, and where each stands."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.open(book, read_only=True).transfers(state)
    write_report(report, out, as_json=as_json)
    if as_json:
        document = {"schema_version": "1.0", "transfers": list(report.rows())}
        print_json(document)
    else:
        print_tables(report.shown)


def _by_year(texts: list[str] | None) -> list[tuple[str, int]]:
    """Years and pence, from '2012-13;pounds'."""
    parts = (text.partition(";") for text in texts or ())
    return [(year.strip(), pence_of(pounds)) for year, _, pounds in parts]


def _officer(text: str) -> tuple[str, int | None, str, str]:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 4:  # noqa: PLR2004 - as the help of the option says
        raise UsageError(f"{text!r} is no officer", hint="write 'office;limit;first day;last day'")
    office, limit, first, last = parts
    return office, None if limit == "-" else pence_of(limit), first, last
