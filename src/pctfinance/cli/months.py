"""`status`, `submit`, `return`, `close-month`, `lock`, `unlock`, `reopen`: a month's end."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, OUT, REASON, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_tables, write_report

if TYPE_CHECKING:
    from pctfinance.book import Book
    from pctfinance.months import MonthAnswer

__all__ = [
    "bodies_named",
    "close_month",
    "give_back",
    "lock",
    "reopen",
    "status",
    "submit",
    "tell",
    "unlock",
]

_PERIOD = Annotated[str, typer.Argument(metavar="PERIOD", help='The month, such as "2011-12 M08".')]
_BODY = Annotated[
    list[str] | None, typer.Option("--body", help="Code of a body; may be said again for others.")
]
_ALL = Annotated[bool, typer.Option("--all", help="Every body of the group at the month's end.")]
_BY = Annotated[str, typer.Option(help="The office that takes the step.")]
_TEST = Annotated[bool, typer.Option("--test", help="Say what would happen, and write nothing.")]


def status(
    book: BOOK,
    period: Annotated[
        str | None, typer.Option(help="The month. [default: the first that is not closed]")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what is done for a month's end, body by body."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    found = Book.open(book, read_only=True).close_status(period)
    write_report(found, out, as_json=as_json)
    if as_json:
        print_json(found.document())
    else:
        print_tables(found.tables)


def submit(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Say that a body's month is whole; it takes no events from then on."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    tell(kept.submit_month(codes, period, by=by, request=request, test=test), as_json=as_json)


def give_back(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    reason: REASON,
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Give a submitted month back to its body, with a reason."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    answer = kept.return_month(codes, period, by=by, reason=reason, request=request, test=test)
    tell(answer, as_json=as_json)


def close_month(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    reason: Annotated[
        str, typer.Option(help="Why errors that the controls found may stand, if any.")
    ] = "",
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Close a submitted month, so that its figures stand; `close` makes its files."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    answer = kept.close_month(codes, period, by=by, accept=reason, request=request, test=test)
    tell(answer, as_json=as_json)


def lock(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Put a closed month out of reach of a reopening."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    tell(kept.lock_month(codes, period, by=by, request=request, test=test), as_json=as_json)


def unlock(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    reason: REASON,
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Take the lock off a month, with a reason, while every later month is open."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    answer = kept.unlock_month(codes, period, by=by, reason=reason, request=request, test=test)
    tell(answer, as_json=as_json)


def reopen(
    book: BOOK,
    period: _PERIOD,
    *,
    by: _BY,
    reason: REASON,
    body: _BODY = None,
    everybody: _ALL = False,
    test: _TEST = False,
    request: REQUEST = None,
    as_json: AS_JSON = False,
) -> None:
    """Let a closed month take events again, with a reason."""
    kept = _opened(book, test=test)
    codes = bodies_named(kept, period, body, everybody=everybody)
    answer = kept.reopen_month(codes, period, by=by, reason=reason, request=request, test=test)
    tell(answer, as_json=as_json)


def _opened(book: Path, *, test: bool) -> "Book":
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    return Book.open(book, read_only=test)


def bodies_named(
    book: "Book", period: str, named: list[str] | None, *, everybody: bool
) -> list[str]:
    """The bodies of a command: those named, or all; never all by leaving them out."""
    from pctfinance.asked import period_asked  # noqa: PLC0415 - beside its one use
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    if bool(named) == everybody:
        raise UsageError(
            "say either --body or --all" if everybody else "say which bodies",
            hint="--body 5A9 --body 5C1, or --all",
        )
    if named:
        return named
    return [body.code for body in book.members(period_asked(period, book.year))]


def tell(answer: "MonthAnswer", *, as_json: bool) -> None:
    """What was done; 1 where something was found, or a test was refused."""
    from pctfinance.errors import Level  # noqa: PLC0415 - beside its one use

    receipt, findings = answer.receipt, answer.findings
    if as_json:
        document = {
            "schema_version": "1.0",
            "period": str(answer.period),
            "bodies": list(answer.bodies),
            "test": receipt is None,
            "posted": receipt.posted if receipt else 0,
            "repeated": receipt.repeated if receipt else False,
            "sequence": receipt.sequence if receipt else None,
        }
        print_json(document)
    else:
        done = f"{receipt.posted} events posted" if receipt else "a test: nothing was written"
        again = " (the request was answered before)" if receipt and receipt.repeated else ""
        typer.echo(f"{answer.period} of {', '.join(answer.bodies)}: {done}{again}")
    print_findings(findings, as_json=as_json)
    raise typer.Exit(int(any(finding.level is not Level.NOTE for finding in findings)))
