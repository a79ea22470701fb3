"""`sharing`: what bodies share, by which basis, and what falls on each."""

from typing import Annotated

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
    REQUEST,
    SOURCE,
    SYNTHETIC,
    TEST,
)
from pctfinance.cli.output import pence_of, print_json, print_receipt, print_report, print_tables
from pctfinance.cli.recharging import accounts_of, end_with, posted_part

__all__ = ["sharing"]

sharing = typer.Typer(
    help="Shared costs: apportioned by a stated basis, recharged in pairs that net to zero.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_NAME = Annotated[str, typer.Argument(metavar="NAME", help="The name of what is shared.")]
_MONTH = Annotated[str, typer.Argument(metavar="MONTH", help='The month, such as "M8".')]


@sharing.command("basis")
def basis(
    book: BOOK,
    name: _NAME,
    *,
    host: Annotated[str, typer.Option(help="Code of the body that bears the cost first.")],
    kind: Annotated[str, typer.Option(help="population, staff or agreed-shares.")],
    from_month: Annotated[str, typer.Option(help="The first month that it holds for.")],
    source: SOURCE,
    by: ACTING,
    on: DOCUMENT_DAY,
    weight: Annotated[
        list[str] | None,
        typer.Option(
            help="'body;weight'. Repeat it for each. [default: the register's population]"
        ),
    ] = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """State by which weights a cost is shared, from a month on."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    receipt = Book.open(book).state_sharing_basis(
        name,
        host=host,
        kind=kind,
        from_month=from_month,
        source=source,
        by=by,
        on=on,
        weights=_weights(weight) if weight else None,
        request=request,
        test=test,
    )
    print_receipt(receipt, as_json=as_json)


@sharing.command("apportion")
def apportion(
    book: BOOK,
    name: _NAME,
    month: _MONTH,
    *,
    cost: Annotated[str | None, typer.Option(help="The cost in pounds; or")] = None,
    of_category: Annotated[
        list[str] | None, typer.Option(help="a category of the host's actuals, again for each; or")
    ] = None,
    of_accounts: Annotated[
        str | None, typer.Option(help="'first,last' account of the host's extract.")
    ] = None,
    number: Annotated[
        str, typer.Option(help="The number to recharge it under; without one it is a preview.")
    ] = "",
    category: COST_CATEGORY = "",
    provider_category: INCOME_CATEGORY = "",
    by: ACTING = "",
    approved_by: APPROVED_BY = "",
    in_month: Annotated[
        str | None, typer.Option(help="The open month that it counts for, where it is late.")
    ] = None,
    purpose: Annotated[str, typer.Option(help="What is written in the journals.")] = "",
    accounts: ACCOUNTS = "",
    lane: LANE = "journal",
    on: MONTHS_DAY = None,
    synthetic: SYNTHETIC = False,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Apportion a month's shared cost; with a number, recharge what is not recharged yet."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    preview = not number
    report = Book.open(book, read_only=preview or test).apportion(
        name,
        month,
        cost_pence=None if cost is None else pence_of(cost),
        categories=of_category or (),
        accounts_range=_range(of_accounts) if of_accounts else None,
        number=number,
        category=category,
        provider_category=provider_category,
        by=by,
        approved_by=approved_by,
        in_month=in_month,
        purpose=purpose,
        accounts=accounts_of(accounts),
        lane=lane,  # type: ignore[arg-type]  # the call says which words there are
        on=on,
        synthetic=synthetic,
        request=request,
        test=test,
    )
    if as_json:
        print_json({**report.document(), **posted_part(report.answer)})
    else:
        print_tables(report.shown)
    end_with(report.answer, as_json=as_json)


@sharing.command("show")
def show(
    book: BOOK,
    month: _MONTH,
    *,
    name: Annotated[str | None, typer.Option(help="Only this shared cost.")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="As known on this day: year-month-day.")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what is shared in a month, body by body, and what was recharged of it."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.open(book, read_only=True).shared_costs(month, name, known_at=known_at)
    print_report(report, as_json=as_json, out=out)


def _weights(texts: list[str]) -> "dict[str, int | str]":
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its use

    weights: dict[str, int | str] = {}
    for text in texts:
        body, _, weight = (part.strip() for part in text.partition(";"))
        if not body or body in weights:
            raise UsageError(f"{text!r} is no weight", hint="write 'body;weight', each body once")
        weights[body] = weight
    return weights


def _range(text: str) -> tuple[str, str]:
    first, _, last = (part.strip() for part in text.partition(","))
    return first, last
