"""What commands print: results to standard output, findings and progress to standard error.

With `--json` standard error holds one JSON object with the findings, and nothing else.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import typer

from pctfinance.cli.options import ASKED
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    Level,
    PctFinanceError,
    PostingRefusedError,
    UsageError,
)

if TYPE_CHECKING:
    from pctfinance.present.shown import Shown
    from pctfinance.records import Receipt

__all__ = [
    "pence_of",
    "print_acted",
    "print_answer",
    "print_error",
    "print_findings",
    "print_json",
    "print_loaded",
    "print_receipt",
    "print_remarks",
    "print_report",
    "print_step",
    "print_tables",
    "progress",
    "speak_plainly",
    "write_report",
]

_WORDS = {
    Level.ERROR: ("error", typer.colors.RED),
    Level.BREACH: ("BREACH", typer.colors.RED),
    Level.WARNING: ("warning", typer.colors.YELLOW),
    Level.NOTE: ("note", None),
}


class _Report(Protocol):
    """What a command answers a question with."""

    def document(self) -> dict[str, Any]: ...

    @property
    def shown(self) -> "Shown | Iterable[Shown]": ...


class _Answer(Protocol):
    """What became of a step, or, as a test without a receipt, what it would be refused for."""

    @property
    def receipt(self) -> "Receipt | None": ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...


class _Noticed(Protocol):
    """What tells what was noticed when a file was read: a book."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...


class _Acted(NamedTuple):
    """The answer of a call that gives a receipt, or raises what it is refused for."""

    receipt: "Receipt | None"
    findings: tuple[Finding, ...] = ()


def speak_plainly() -> None:
    """Let no character that a terminal or file cannot hold stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def progress(message: str) -> None:
    """One line on standard error that says what was done."""
    typer.echo(message, err=True)


def print_findings(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Findings on standard error: one a line for people, or one document for programs."""
    from pctfinance.present.position_json import (  # noqa: PLC0415 - heavy for a start
        findings_document,
        json_text,
    )
    from pctfinance.present.shown import printable  # noqa: PLC0415 - as above

    found = tuple(findings)
    if as_json:
        sys.stderr.write(json_text(findings_document(found)))
        return
    for finding in found:
        word, colour = _WORDS[finding.level]
        typer.secho(f"{word}: ", fg=colour, bold=colour is not None, err=True, nl=False)
        typer.echo(printable(str(finding)), err=True)


def print_json(document: dict[str, Any] | list[dict[str, Any]]) -> None:
    """A document, or a list of documents, on standard output."""
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - heavy for a start

    typer.echo(json_text(document), nl=False)


def print_tables(tables: "Shown | Iterable[Shown]") -> None:
    """One table or several on standard output, for people."""
    from pctfinance.present.shown import Shown  # noqa: PLC0415 - heavy for a start
    from pctfinance.present.terminal import print_shown  # noqa: PLC0415 - as above

    for shown in (tables,) if isinstance(tables, Shown) else tables:
        print_shown(shown)


def print_report(report: _Report, *, as_json: bool, out: Path | None = None) -> None:
    """A report on standard output: its document for programs, or its tables for people.

    Where `out` is named, it is written to that file too.
    """
    write_report(report, out, as_json=as_json)
    if as_json:
        print_json(report.document())
    else:
        print_tables(report.shown)


def _refuse_what_is_read(out: Path) -> None:
    """A report never takes the place of a file that it is made from, nor of a table of its folder."""
    context = ASKED.get()
    asked = context.params.items() if context and out.exists() else ()
    for name, given in asked:
        for path in given if isinstance(given, list | tuple) else (given,):
            if name == "out" or not isinstance(path, Path) or not path.exists():
                continue
            is_table = path.is_dir() and out.suffix.casefold() == ".csv"
            if path.samefile(out) or (is_table and path.samefile(out.parent)):
                raise UsageError(f"{out} is what is read here", hint="name another file")


def write_report(report: object, out: Path | None, *, as_json: bool) -> None:
    """A report as a file, in the form that its ending says: all of it or nothing.

    Raises:
        UsageError: the report has no such form, the file is read by the command itself, or it
            cannot be written.
    """
    if out is None:
        return
    _refuse_what_is_read(out)
    from pctfinance.present.filed import file_form, report_file  # noqa: PLC0415 - heavy, as above
    from pctfinance.publishing import placing  # noqa: PLC0415 - as above

    with placing(out.parent, {out.name: report_file(report, file_form(out))}) as into_place:
        for path in into_place():
            if not as_json:
                progress(f"written: {path}")


def print_step(answer: _Answer, *, as_json: bool) -> None:
    """The receipt of a step; of a test what it would be refused for, and then exit code 1."""
    if answer.receipt is not None:
        print_receipt(answer.receipt, as_json=as_json)
        return
    print_findings(answer.findings, as_json=as_json)
    if answer.findings:
        raise typer.Exit(1)


def print_answer(answer: _Answer, *, as_json: bool) -> None:
    """The same as `print_step`, and a sentence where a test found nothing."""
    print_step(answer, as_json=as_json)
    if answer.receipt is None and not as_json:
        typer.echo("It would be taken.")


def print_remarks(noticed: _Noticed, *, as_json: bool) -> None:
    """What was noticed when a file was read, if anything: hidden rows, amounts in brackets."""
    if noticed.findings:
        print_findings(noticed.findings, as_json=as_json)


def print_loaded(noticed: _Noticed, answer: _Answer, *, as_json: bool) -> None:
    """What was noticed of a file, then its answer as `print_answer` does, in one document of findings."""
    if as_json and answer.receipt is None:
        print_findings((*noticed.findings, *answer.findings), as_json=True)
        if answer.findings:
            raise typer.Exit(1)
        return
    print_remarks(noticed, as_json=as_json)
    print_answer(answer, as_json=as_json)


def print_acted(
    call: "Callable[[], Receipt]", *, test: bool, as_json: bool, noticed: _Noticed | None = None
) -> None:
    """The receipt of a call; of a test what it would be refused for, as `print_answer` does.

    `noticed` tells what was noticed of a file that the call reads.
    """
    try:
        receipt = call()
    except (ApprovalMissingError, PostingRefusedError) as error:
        if not test:
            raise
        print_loaded(noticed or _Acted(None), _Acted(None, error.findings), as_json=as_json)
    else:
        acted = _Acted(None if test else receipt)
        print_loaded(noticed or _Acted(None), acted, as_json=as_json)


def pence_of(amount: str) -> int:
    """An amount in pounds, as people type it, in pence: exact to the penny.

    Raises:
        UsageError: it is empty, or no amount.
    """
    from pctfinance.money import parse_money  # noqa: PLC0415 - only some commands need it

    pence = parse_money(amount)
    if pence is None:
        raise UsageError(f"{amount!r} is no amount", hint="give it in pounds, such as 40000.00")
    return pence


def print_receipt(receipt: "Receipt", *, as_json: bool) -> None:
    """What a command posted, on standard output."""
    if as_json:
        document = {
            "schema_version": "1.0",
            "posted": receipt.posted,
            "already_there": receipt.already_there,
            "stated": receipt.stated,
            "sequence": receipt.sequence,
            "head": receipt.head.hash,
            "repeated": receipt.repeated,
        }
        print_json(document)
        return
    again = " (the request was answered before)" if receipt.repeated else ""
    done = []
    if receipt.stated:
        done.append(f"{receipt.stated} statement{'s' * (receipt.stated != 1)} kept")
    if receipt.posted or receipt.already_there or not receipt.stated:
        events = "event" if receipt.posted == 1 else "events"
        done.append(f"{receipt.posted} {events} posted")
        done.append(f"{receipt.already_there} were there already")
    typer.echo(
        f"{', '.join(done)}{again}; "
        f"the book holds {receipt.head.sequence}, head {receipt.head.hash[:16]}"
    )


def print_error(error: PctFinanceError, *, as_json: bool) -> None:
    """What stopped a command, on standard error."""
    print_findings(error.findings, as_json=as_json)
    many = len(error.findings)
    if not as_json and many > 1:
        progress(f"{many} problems; nothing was written.")
