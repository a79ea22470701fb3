"""`decide`, `roll-forward` and `final-close`: the end of a book's year."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pctfinance.cli.options import AS_JSON, BOOK, REQUEST
from pctfinance.cli.output import print_findings, print_json, print_remarks, progress

if TYPE_CHECKING:
    from pctfinance.year_end import FinalStatement

__all__ = ["decide", "final_close", "roll_forward"]

_BY = Annotated[str, typer.Option(help="The office that does it, such as 'director of finance'.")]
_TEST = Annotated[bool, typer.Option("--test", help="Only look; nothing is written.")]


def decide(
    book: BOOK,
    decisions: Annotated[
        Path | None,
        typer.Argument(
            metavar="DECISIONS",
            help="A file of decisions, CSV or a workbook; left out, the open items are printed as CSV.",
        ),
    ] = None,
    *,
    by: _BY = "",
    reference: Annotated[str, typer.Option(help="The paper in which it was decided.")] = "",
    notified: Annotated[str | None, typer.Option(help="The date of that paper.")] = None,
    request: REQUEST = None,
    test: _TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Record what becomes of each item at the year's end, or print the items that are open."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it
    from pctfinance.errors import UsageError  # noqa: PLC0415 - beside its one use

    if decisions is None:
        proposal = Book.open(book, read_only=True).rolling()
        if as_json:
            expiring = [each.terms.number for each in proposal.expiring]
            _print({"open": proposal.open_items(), "expiring": expiring})
        else:
            typer.echo(proposal.csv().replace("\r\n", "\n"), nl=False)
        raise typer.Exit(int(bool(proposal.findings)))
    if not by or not reference:
        raise UsageError("say who decided and where it is written", hint="--by and --reference")
    kept = Book.open(book, read_only=test)
    receipt = kept.decide_from(
        decisions, by=by, reference=reference, notified=notified, request=request, test=test
    )
    print_remarks(kept, as_json=as_json)
    if as_json:
        _print(
            {
                "posted": receipt.posted,
                "already_there": receipt.already_there,
                "sequence": receipt.sequence,
                "head": receipt.head.hash,
                "repeated": receipt.repeated,
            }
        )
        return
    done = "it could be recorded" if test else f"{receipt.posted} decisions recorded"
    progress(f"{done}, {receipt.already_there} stood already; head {receipt.head.hash[:16]}")


def roll_forward(
    book: BOOK,
    following: Annotated[Path, typer.Argument(metavar="NEXT", help="The next book's folder.")],
    *,
    by: _BY,
    notified: Annotated[str, typer.Option(help="The date of the paper that the opening rests on.")],
    rulebook: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A rulebook of the next year, in place of the packaged one.",
        ),
    ] = None,
    group: Annotated[str | None, typer.Option(help="Next year's group, if it is another.")] = None,
    test: _TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Make the next year's book from what was decided of this one."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    text = rulebook.read_text(encoding="utf-8") if rulebook else None
    kept = Book.open(book, read_only=True)
    if not test and kept.rolling().expiring:  # they expire in this book: it is written to
        kept.close()
        kept = Book.open(book)
    rolled = kept.roll_forward(
        following, by=by, notified=notified, rulebook=text, group=group, test=test
    )
    print_findings(rolled.book.findings, as_json=as_json)
    if as_json:
        _print(
            {
                "year": str(rolled.book.year),
                "opened_with": len(rolled.events),
                "elsewhere": [taken._asdict() for taken in rolled.elsewhere],
                "sequence": rolled.book.head.sequence,
                "head": rolled.book.head.hash,
            }
        )
    else:
        done = "could open with" if test else "opens with"
        progress(f"{following}: {rolled.book.year} {done} {len(rolled.events)} events")
    raise typer.Exit(int(bool(rolled.elsewhere)))


def final_close(
    book: BOOK,
    assignments: Annotated[
        Path, typer.Argument(metavar="ASSIGNMENTS", help="A file: which balance goes to whom.")
    ],
    *,
    body: Annotated[str, typer.Option(help="Code of the body that has ended, such as 5A9.")],
    by: _BY,
    reference: Annotated[str, typer.Option(help="The order or scheme that names the receivers.")],
    general_fund: Annotated[
        str, typer.Option(help="The account into which income and expenditure close.")
    ] = "general fund",
    request: REQUEST = None,
    test: _TEST = False,
    as_json: AS_JSON = False,
) -> None:
    """Assign every closing balance of a body that has ended to exactly one receiver."""
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, as above

    kept = Book.open(book, read_only=test)
    statement = kept.final_close(
        body,
        assignments,
        by=by,
        reference=reference,
        general_fund=general_fund,
        request=request,
        test=test,
    )
    print_findings((*kept.findings, *statement.findings), as_json=as_json)
    if as_json:
        _print(_document(statement))
        return
    from pctfinance.money import show_exact  # noqa: PLC0415 - beside its one use

    for total in statement.receivers:
        typer.echo(
            f"{total.receiver} {total.receiver_name}: balances {show_exact(total.balance_pence)} "
            f"(provisions, no cash: {show_exact(total.provision_pence)}), "
            f"outside the ledger {show_exact(total.outside_pence)}"
        )
    done = "could be closed" if test else "is closed for good"
    progress(f"{statement.name} {done}: {len(statement.assigned)} balances assigned")


def _print(document: dict[str, object]) -> None:
    print_json({"schema_version": "1.0", **document})


def _document(statement: "FinalStatement") -> dict[str, object]:
    return {
        "body": statement.body,
        "year": str(statement.year),
        "receivers": [total._asdict() for total in statement.receivers],
        "assigned": [part.model_dump(mode="json") for part in statement.assigned],
    }
