"""`duties`, and what is stated for them: `bills`, `provider-arm` and `control-total`."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import AS_JSON, BODY, BOOK, OUT, REQUEST, SYNTHETIC, TEST
from pctfinance.cli.output import pence_of, print_acted, print_findings, print_report

__all__ = ["bills", "control_total", "duties", "provider_arm"]

bills = typer.Typer(
    help="Bills paid, and those paid in time: better payment practice.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BY = Annotated[str, typer.Option(help="The office that states it.")]
_PERIOD = Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')]
_REFERENCE = Annotated[str, typer.Option(help="The paper.")]
_ON = Annotated[
    str | None,
    typer.Option(
        help="The day of the paper. [default: the month's end, or today where other figures stand]"
    ),
]
_BILLS = "'number;pounds;number in time;pounds in time'"


def duties(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    *,
    period: _PERIOD,
    group: Annotated[
        str | None, typer.Option(help="A body or group. [default: that of the book]")
    ] = None,
    basis: Annotated[
        str | None, typer.Option(help="ytd, forecast or outturn. [default: as the month says]")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show the note of each duty as the accounts show it, body by body.

    Exit code 1 where a duty is breached, or a control total or target missed.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).duties(period, group=group, basis=basis, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    print_findings(report.findings, as_json=as_json)
    if report.findings:
        raise typer.Exit(1)


@bills.command("state")
def state(
    book: BOOK,
    body: BODY,
    *,
    period: _PERIOD,
    nhs: Annotated[str, typer.Option(help=f"Of NHS bodies: {_BILLS}.")],
    non_nhs: Annotated[str, typer.Option(help=f"Of all others: {_BILLS}.")],
    reference: _REFERENCE,
    by: _BY,
    to_date: Annotated[bool, typer.Option("--to-date", help="Of the year up to it.")] = False,
    on: _ON = None,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State the bills that a body paid in a month, or with --to-date in the year up to it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.state_bills_paid(
            body,
            period,
            nhs=_bills(nhs),
            non_nhs=_bills(non_nhs),
            by=by,
            reference=reference,
            to_date=to_date,
            on=on,
            synthetic=synthetic,
            request=request,
            test=test,
        ),
        test=test,
        as_json=as_json,
    )


@bills.command("load")
def load(
    book: BOOK,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A CSV file or a workbook; see docs/duties.md.",
        ),
    ],
    *,
    by: _BY,
    on: _ON = None,
    source: Annotated[str, typer.Option(help="Where it is from. [default: its name]")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State all bills of a file, or none; what stands already is passed over."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.load_bills_paid(file, by=by, on=on, source=source, request=request, test=test),
        test=test,
        as_json=as_json,
        noticed=kept,
    )


def provider_arm(
    book: BOOK,
    body: BODY,
    *,
    period: _PERIOD,
    reference: _REFERENCE,
    by: _BY,
    cost: Annotated[str | None, typer.Option(help="Its gross operating cost, in pounds.")] = None,
    income: Annotated[str | None, typer.Option(help="Its operating income, in pounds.")] = None,
    allocation: Annotated[
        str, typer.Option(help="In pounds, what is met from the body's own allocation.")
    ] = "0",
    category: Annotated[
        list[str] | None,
        typer.Option(help="In place of --cost and --income: a category of it. Repeat it."),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="The body has no provider arm.")] = False,
    on: _ON = None,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State cost and income of a body's provider arm in the year up to a month, or that it has none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.state_provider_arm(
            body,
            period,
            by=by,
            reference=reference,
            cost_pence=None if cost is None else pence_of(cost),
            income_pence=None if income is None else pence_of(income),
            allocation_pence=pence_of(allocation),
            categories=category or (),
            has_arm=not none,
            on=on,
            synthetic=synthetic,
            request=request,
            test=test,
        ),
        test=test,
        as_json=as_json,
    )


def control_total(
    book: BOOK,
    body: BODY,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="The surplus, in pounds.")],
    *,
    authority: Annotated[str, typer.Option(help="The code of the body's authority.")],
    on: Annotated[str, typer.Option(help="The day of the agreement: year-month-day.")],
    reference: _REFERENCE,
    by: _BY,
    two_sided: Annotated[
        bool, typer.Option("--two-sided", help="It may be neither missed nor exceeded.")
    ] = False,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record the control total that a body agreed with its authority; the last one stands."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.agree_control_total(
            body,
            pence_of(amount),
            authority=authority,
            by=by,
            on=on,
            reference=reference,
            two_sided=two_sided,
            synthetic=synthetic,
            request=request,
            test=test,
        ),
        test=test,
        as_json=as_json,
    )


def _bills(text: str) -> dict[str, int]:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    parts = [part.strip() for part in text.split(";")]
    names = ("number", "pence", "number_in_time", "pence_in_time")
    counts = [part.replace(",", "") for part in parts[::2]]
    if len(parts) != len(names) or not all(
        count.isascii() and count.isdecimal() for count in counts
    ):
        raise UsageError(f"{text!r} are no bills", hint=f"write {_BILLS}")
    values = (int(counts[0]), pence_of(parts[1]), int(counts[1]), pence_of(parts[3]))
    return dict(zip(names, values, strict=True))
