"""What commands print: results to standard output, findings and progress to standard error."""

import sys
from collections.abc import Iterable

import typer

from pctfinance.errors import Finding, Level, PctFinanceError

__all__ = ["print_error", "print_findings", "progress"]

_WORDS = {
    Level.ERROR: ("error", typer.colors.RED),
    Level.BREACH: ("BREACH", typer.colors.RED),
    Level.WARNING: ("warning", typer.colors.YELLOW),
    Level.NOTE: ("note", None),
}


def progress(message: str) -> None:
    """One line on standard error that says what was done."""
    typer.echo(message, err=True)


def print_findings(findings: Iterable[Finding], *, as_json: bool) -> None:
    """Findings on standard error: one a line for people, or one document for programs."""
    found = tuple(findings)
    if as_json:
        from pctfinance.present.position_json import (  # noqa: PLC0415 - heavy for an error
            findings_document,
            json_text,
        )

        sys.stderr.write(json_text(findings_document(found)))
        return
    for finding in found:
        word, colour = _WORDS[finding.level]
        typer.secho(f"{word}: ", fg=colour, bold=colour is not None, err=True, nl=False)
        typer.echo(str(finding), err=True)


def print_error(error: PctFinanceError, *, as_json: bool) -> None:
    """What stopped a command, on standard error, and that nothing was written."""
    print_findings(error.findings, as_json=as_json)
    if not as_json:
        many = len(error.findings)
        what = "1 problem" if many == 1 else f"{many} problems"
        progress(f"{what}; nothing was written.")
