"""`contract`: contracts with providers, their activity, and what each commissioner owes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, OUT, REQUEST, SYNTHETIC, TEST
from pctfinance.cli.output import pence_of, print_answer, print_findings, print_loaded, print_report

if TYPE_CHECKING:
    from pctfinance.ledger.contracts import ActivityRow, ContractLine

__all__ = ["contract"]

contract = typer.Typer(
    help="Contracts with providers: activity and price against plan, and commissioners' shares.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BY = Annotated[str, typer.Option(help="The office that states it.")]
_HOST = Annotated[str, typer.Argument(metavar="HOST", help="Code of the lead commissioner.")]
_CODE = Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract's code.")]
_ON = Annotated[
    str | None,
    typer.Option(
        help="The date on the paper. [default: the day it counts for; today where one stands]"
    ),
]
_FILE = Annotated[
    Path, typer.Argument(metavar="FILE", help="A CSV file or a workbook; see docs/contracts.md.")
]


@contract.command("show")
def show(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."
        ),
    ],
    *,
    period: Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')],
    group: Annotated[
        str | None, typer.Option(help="Only this host, or hosts of this group.")
    ] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show contracts to date: plan, full price, marginal rate, payable, variance, shares.

    Exit code 1 where a line was not reported.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).contracts(period, group=group, known_at=known_at)
    print_report(report, as_json=as_json, out=out)
    if not as_json:
        print_findings(report.findings, as_json=False)
    if report.findings:
        raise typer.Exit(1)


@contract.command("state")
def state(
    book: BOOK,
    host: _HOST,
    code: _CODE,
    *,
    provider: Annotated[str, typer.Option(help="Code of the provider.")],
    provider_name: Annotated[str, typer.Option(help="Its name.")],
    line: Annotated[
        list[str],
        typer.Option(
            help="'code;name;units of the year;price[;price before[;baseline[;name of a baseline that "
            "several lines share]]]'. Repeat for each."
        ),
    ],
    share: Annotated[list[str], typer.Option(help="'5A9;1/2'. Repeat for each commissioner.")],
    by: _BY,
    reference: Annotated[str, typer.Option(help="The paper.")],
    basis: Annotated[str, typer.Option(help="fractions, or plan.")] = "fractions",
    on: _ON = None,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State a contract, its points of delivery and shares; a later statement takes its place."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    shares = [text.partition(";") for text in share]
    bodies = [body.strip() for body, _, _ in shares]
    if len(set(bodies)) < len(bodies):
        raise UsageError("a commissioner has two shares", hint="give --share once for each")
    answer = Book.open(book).state_contract(
        host,
        code,
        [_line(text) for text in line],
        {body.strip(): weight.strip() for body, _, weight in shares},
        provider=provider,
        provider_name=provider_name,
        by=by,
        reference=reference,
        basis=basis,
        on=on,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@contract.command("activity")
def activity(
    book: BOOK,
    host: _HOST,
    code: _CODE,
    *,
    period: Annotated[str, typer.Option("--month", help="The month, such as M08.")],
    line: Annotated[
        list[str],
        typer.Option(help="'code;units to date[;billed[;commissioner]]'. Repeat it for each."),
    ],
    by: _BY,
    on: _ON = None,
    reference: Annotated[str, typer.Option(help="The report. [default: the month]")] = "",
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Report activity to date; a later report of the same month takes its place."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    answer = Book.open(book).report_activity(
        host,
        code,
        period,
        [_row(text) for text in line],
        by=by,
        on=on,
        reference=reference,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    print_answer(answer, as_json=as_json)


@contract.command("load")
def load(
    book: BOOK,
    file: _FILE,
    *,
    by: _BY,
    on: _ON = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State all contracts of a file, or none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    answer = kept.load_contracts(file, by=by, on=on, request=request, test=test)
    print_loaded(kept, answer, as_json=as_json)


@contract.command("load-activity")
def load_activity(
    book: BOOK,
    file: _FILE,
    *,
    by: _BY,
    on: _ON = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Report all activity of a file, or none."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book)
    answer = kept.load_activity(file, by=by, on=on, request=request, test=test)
    print_loaded(kept, answer, as_json=as_json)


def _line(text: str) -> "ContractLine":
    from pydantic import ValidationError  # noqa: PLC0415 - as above

    from pctfinance.asked import faults_of  # noqa: PLC0415 - as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above
    from pctfinance.ledger.contracts import ContractLine  # noqa: PLC0415 - as above

    parts = [part.strip() for part in text.split(";")]
    least, most = 4, 7
    if not least <= len(parts) <= most:
        raise UsageError(f"{text!r} is no line", hint="write --line 'NEL;Non-elective;1200;950.00'")
    price, prior, baseline = (*map(_pence, parts[3:6]), None, None)[:3]
    try:
        return ContractLine.of(
            parts[0],
            parts[1],
            _whole(parts[2]),
            price or 0,
            prior_price_pence=prior,
            baseline_pence=baseline,
            baseline_group="".join(parts[6:]),
        )
    except ValidationError as error:
        raise UsageError("; ".join(faults_of(error)), hint=f"correct {text!r}") from error


def _row(text: str) -> "ActivityRow":
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above
    from pctfinance.ledger.contracts import ActivityRow  # noqa: PLC0415 - as above

    parts = [part.strip() for part in text.split(";")]
    least, most = 2, 4
    if not least <= len(parts) <= most:
        raise UsageError(f"{text!r} is no activity", hint="write --line 'NEL;800'")
    billed, body = (*parts[2:], "", "")[:2]
    return ActivityRow(parts[0], _whole(parts[1]), _pence(billed), body)


def _whole(text: str) -> int:
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if not (text.isascii() and text.isdecimal()):
        raise UsageError(f"{text!r} is no whole number of units", hint="write it in digits")
    return int(text)


def _pence(amount: str) -> int | None:
    """An amount in pounds, as people type it, exact to the penny; an empty one is none."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if not amount:
        return None
    pence = pence_of(amount)
    if pence < 0:
        raise UsageError(f"{amount!r} is no amount", hint="give pounds, such as 950.00")
    return pence
