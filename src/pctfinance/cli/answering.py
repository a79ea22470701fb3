"""`answer`: what counterparties answer to statements of balances, read back, given, taken back, listed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.agreeing import accounts_named, tolerance_said
from pctfinance.cli.options import AS_JSON, BOOK, OUT, REASON, REQUEST, TEST
from pctfinance.cli.output import print_acted, print_findings, print_receipt, print_report

if TYPE_CHECKING:
    from pctfinance.agreeing.keeping import AnswerGiven

__all__ = ["answer"]

answer = typer.Typer(
    help="What counterparties answer to statements of balances; it changes no figure.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_BODY = Annotated[str, typer.Argument(metavar="BODY", help="The body that sent the statement.")]
_OTHER = Annotated[str, typer.Argument(metavar="COUNTERPARTY", help="Who answers.")]
_AS_OF = Annotated[str, typer.Option("--as-of", help="The month of the statement, such as M08.")]
_ON = Annotated[str, typer.Option(help="The day: year-month-day.")]
_ENTERED = Annotated[str, typer.Option(help="The office that enters it.")]


@answer.command("read")
def read(
    book: BOOK,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The statement's workbook, as it came back.")
    ],
    *,
    entered_by: _ENTERED = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Read the answer of a statement that came back, and record it, or nothing of it.

    A cell that was changed, and an answer that is not whole, are named with sheet and cell.
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    kept = Book.open(book, read_only=test)
    given = kept.read_answer(file, entered_by=entered_by, request=request, test=test)
    _print(given, as_json=as_json)


@answer.command("state")
def state(
    book: BOOK,
    body: _BODY,
    counterparty: _OTHER,
    *,
    as_of: _AS_OF,
    line: Annotated[
        list[str],
        typer.Option(
            help="'receivable;agreed', 'income;agreed at another amount;400', "
            "'payable;disputed;;why' or 'expenditure;not ours'. Repeat for each balance."
        ),
    ],
    by: Annotated[str, typer.Option(help="The office of the counterparty.")],
    on: _ON,
    reference: Annotated[str, typer.Option(help="Its paper.")],
    entered_by: _ENTERED = "",
    digest: Annotated[
        str | None, typer.Option(help="The digest of the statement; another one is refused.")
    ] = None,
    event: Annotated[
        int | None, typer.Option(help="The event as of which it was sent. [default: the last]")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(metavar="KIND=CODE", help="As the statement named it.")
    ] = None,
    tolerance: Annotated[
        str | None, typer.Option(help="In pounds, as the statement had it.")
    ] = None,
    known_at: Annotated[str | None, typer.Option(help="As the statement had it.")] = None,
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record what a counterparty answered otherwise than in the workbook; the last answer stands."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above

    replies = list(map(_reply, line))
    if len(dict(replies)) < len(replies):
        raise UsageError("a balance is answered twice", hint="give --line once for each")
    given = Book.open(book, read_only=test).answer_statement(
        body,
        counterparty,
        as_of,
        dict(replies),
        by=by,
        on=on,
        reference=reference,
        entered_by=entered_by,
        digest=digest,
        balance_accounts=accounts_named(account),
        tolerance_pence=tolerance_said(tolerance),
        known_at=known_at,
        recorded_at=event,
        request=request,
        test=test,
    )
    _print(given, as_json=as_json)


@answer.command("take-back")
def take_back(
    book: BOOK,
    body: _BODY,
    counterparty: _OTHER,
    *,
    as_of: _AS_OF,
    by: Annotated[str, typer.Option(help="The office that takes it back.")],
    reason: REASON,
    on: _ON,
    version: Annotated[
        int | None, typer.Option(help="Which answer. [default: the last that stands]")
    ] = None,
    reference: Annotated[str, typer.Option(help="A paper. [default: the reason]")] = "",
    request: REQUEST = None,
    test: TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Take back an answer that was entered and was none; the one before it stands again."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    print_acted(
        lambda: kept.take_back_answer(
            body,
            counterparty,
            as_of,
            by=by,
            reason=reason,
            on=on,
            version=version,
            reference=reference,
            request=request,
            test=test,
        ),
        test=test,
        as_json=as_json,
    )


@answer.command("list")
def listed(
    book: BOOK,
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only about this month.")] = None,
    body: Annotated[str | None, typer.Option(help="Only of this body or counterparty.")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="Count only what was notified up to this day (YYYY-MM-DD).")
    ] = None,
    out: OUT = None,
    as_json: AS_JSON = False,
) -> None:
    """List the answers, and whether each stands, was replaced or was taken back."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    report = Book.open(book, read_only=True).balance_answers(as_of, body=body, known_at=known_at)
    print_report(report, as_json=as_json, out=out)


def _print(given: "AnswerGiven", *, as_json: bool) -> None:
    """What was answered and became of it; exit code 1 where a test found something."""
    from pctfinance.money import show_exact  # noqa: PLC0415 - heavy, as above
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - heavy, as above

    receipt = given.receipt
    if as_json:
        typer.echo(json_text(given.document()), nl=False)
    else:
        for line in given.lines:
            amount = "" if line.pence is None else f", {show_exact(line.pence)}"
            reason = f": {line.reason}" if line.reason else ""
            said = f"{line.line}: {line.reply}{amount}{reason}"
            typer.echo(f"{given.counterparty} to {given.sender}, {said}")
        if given.not_answered:
            typer.echo(f"Not answered: {', '.join(given.not_answered)}.")
        if receipt is not None:
            print_receipt(receipt, as_json=False)
        elif not given.findings:
            typer.echo("It would be taken.")
    if given.findings or as_json:
        print_findings(given.findings, as_json=as_json)
    if given.findings:
        raise typer.Exit(1)


def _reply(text: str) -> tuple[str, tuple[str | int | None, ...]]:
    """A balance and its answer, as people type them; an amount in pounds."""
    from pctfinance.errors import UsageError  # noqa: PLC0415 - as above
    from pctfinance.money import parse_money  # noqa: PLC0415 - as above

    parts = [part.strip() for part in text.split(";", 3)]
    if len(parts) < 2:  # noqa: PLR2004 - the balance and the word
        raise UsageError(f"{text!r} is no answer", hint="write --line 'receivable;agreed'")
    kind, said, amount, reason = (*parts, "", "")[:4]
    return kind, (said, parse_money(amount) if amount else None, reason)
