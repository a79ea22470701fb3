"""What commands print: results to standard output, findings and progress to standard error.

With `--json` standard error holds one JSON object with the findings, and nothing else.
"""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from pctfinance.errors import Finding, Level, PctFinanceError

if TYPE_CHECKING:
    from pctfinance.records import Receipt

__all__ = ["print_error", "print_findings", "print_receipt", "progress", "speak_plainly"]

_WORDS = {
    Level.ERROR: ("error", typer.colors.RED),
    Level.BREACH: ("BREACH", typer.colors.RED),
    Level.WARNING: ("warning", typer.colors.YELLOW),
    Level.NOTE: ("note", None),
}


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


def print_receipt(receipt: "Receipt", *, as_json: bool) -> None:
    """What a command posted, on standard output."""
    from pctfinance.present.position_json import json_text  # noqa: PLC0415 - heavy for a start

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
        typer.echo(json_text(document), nl=False)
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
