"""`agreement`, `statement` and `eliminations`: what bodies have with each other, by both ledgers."""

from pathlib import Path
from typing import Annotated

import typer

from pctfinance.cli.options import OUT
from pctfinance.cli.output import pence_of, print_findings, print_report, progress
from pctfinance.errors import UsageError

__all__ = ["accounts_named", "agreement", "eliminations", "statement", "tolerance_said"]

_BOOK = Annotated[
    Path,
    typer.Argument(metavar="BOOK", help="A book, a folder of CSV tables, or one .xlsx workbook."),
]
_AS_OF = Annotated[str, typer.Option("--as-of", help='The month, such as "2011-12 M08".')]
_ACCOUNTS = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="KIND=CODE",
        help="An account of one kind, such as receivable=12*; may be said several times.",
    ),
]
_KNOWN_AT = Annotated[
    str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
]
_TOLERANCE = Annotated[
    str | None,
    typer.Option(help="In pounds: up to this is within tolerance. [default: by the rulebook]"),
]
_JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def agreement(
    source: _BOOK,
    *,
    as_of: _AS_OF,
    body: Annotated[str | None, typer.Option(help="Only the pairs of this body.")] = None,
    group: Annotated[
        str | None, typer.Option(help="Only the pairs of this group's members.")
    ] = None,
    account: _ACCOUNTS = None,
    tolerance: _TOLERANCE = None,
    known_at: _KNOWN_AT = None,
    out: OUT = None,
    as_json: _JSON = False,
) -> None:
    """Show what each body has with each other body, by both ledgers, and how far they agree.

    Exit code 1 where a pair is disputed, one-sided or missing.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).agreement(
        as_of,
        body=body,
        group=group,
        balance_accounts=accounts_named(account),
        tolerance_pence=tolerance_said(tolerance),
        known_at=known_at,
    )
    print_report(report, as_json=as_json, out=out)
    raise typer.Exit(int(not report.is_settled))


def statement(
    source: _BOOK,
    body: Annotated[str, typer.Argument(metavar="BODY", help="The body that sends it.")],
    counterparty: Annotated[str, typer.Argument(metavar="TO", help="The body that it is for.")],
    *,
    as_of: _AS_OF,
    account: _ACCOUNTS = None,
    tolerance: _TOLERANCE = None,
    known_at: _KNOWN_AT = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The workbook to write, with room for the answer; of a kept book alone."),
    ] = None,
    as_json: _JSON = False,
) -> None:
    """Show the statement of balances that one body sends another, by account, to be confirmed."""
    from pctfinance.book import BOOK_FILE, Book  # noqa: PLC0415 - heavy, and --help needs none

    if out is not None and source.exists() and not (source / BOOK_FILE).exists():
        # Its answer is matched by the book that it was made from, and that one is gone with the run.
        message = f"{source} is no book that is kept: no answer to its statement can be read back"
        hint = "make a book of it first (`create`), and state from that; or leave out --out"
        raise UsageError(message, hint=hint)
    if out is not None and out.suffix.casefold() != ".xlsx":
        raise UsageError(f"{out.name} is not the name of an .xlsx workbook", hint="end it in .xlsx")
    report = Book.at(source).agreement_statement(
        body,
        counterparty,
        as_of,
        balance_accounts=accounts_named(account),
        tolerance_pence=tolerance_said(tolerance),
        known_at=known_at,
    )
    if out is not None:
        from pctfinance.publishing import placing  # noqa: PLC0415 - heavy, as above

        with placing(out.parent, {out.name: report.workbook()}) as into_place:
            for path in into_place():
                progress(f"written: {path}")
    print_report(report, as_json=as_json)


def eliminations(
    source: _BOOK,
    *,
    as_of: _AS_OF,
    group: Annotated[
        str | None, typer.Option(help="A group of the register. [default: that of the book]")
    ] = None,
    account: _ACCOUNTS = None,
    known_at: _KNOWN_AT = None,
    out: OUT = None,
    as_json: _JSON = False,
) -> None:
    """Show a group's gross lines before and after what its bodies have with each other.

    Exit code 1 where the bodies disagree, which is not eliminated, or a member is not in this book.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    report = Book.at(source).eliminations(
        as_of, group=group, balance_accounts=accounts_named(account), known_at=known_at
    )
    print_report(report, as_json=as_json, out=out)
    print_findings(report.findings, as_json=as_json)
    raise typer.Exit(int(bool(report.disagreements or report.findings)))


def accounts_named(said: list[str] | None) -> dict[str, list[str]]:
    """The accounts that were named, by kind."""
    named: dict[str, list[str]] = {}
    for text in said or ():
        kind, equals, code = text.partition("=")
        if not (kind and equals and code):
            raise UsageError(
                f"{text!r} names no account", hint="say KIND=CODE, such as receivable=12*"
            )
        named.setdefault(kind.strip(), []).append(code.strip())
    return named


def tolerance_said(text: str | None) -> int | None:
    """A tolerance of a command, in pence; an empty one is none, and not that of the rulebook."""
    if text is None:
        return None
    pence = pence_of(text)
    if pence < 0:
        raise UsageError("a tolerance is an amount of 0 or more", hint="give it in pounds")
    return pence
