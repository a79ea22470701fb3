"""`preview`: what a command would do to a book, shown without doing it.

The command runs on a copy of the book in a folder of its own, which is gone afterwards.
"""

import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from pctfinance.cli.options import AS_JSON, BOOK
from pctfinance.cli.output import print_findings, print_json, print_tables

__all__ = ["preview"]

_WRITES_FILES = frozenset({"close", "create", "roll-forward", "export-schedule", "preview"})
"""Commands that write more than their book; a copy of the book would not keep them from it."""


def preview(
    context: typer.Context,
    book: BOOK,
    command: Annotated[
        list[str],
        typer.Argument(
            metavar="-- COMMAND...", help="A command and what it is given, without its book."
        ),
    ],
    *,
    period: Annotated[
        str | None, typer.Option(help="The month to show; the last with figures.")
    ] = None,
    basis: Annotated[str | None, typer.Option(help="ytd, forecast or outturn.")] = None,
    known_at: Annotated[
        str | None, typer.Option(help="The last day whose documents count.")
    ] = None,
    as_json: AS_JSON = False,
) -> None:
    """Show what a command would do to positions, checks and months, without doing it.

    Exit code 1 where it would bring a breach or a finding, or deepen a breach; where it would be
    refused, the code that it would end with.

    Example: pctfinance preview ncl.book --period M8 -- transfer action T1 --by "Director of
    Finance, Camden PCT" --on 2011-09-01
    """
    from pctfinance.book import Book  # noqa: PLC0415 - heavy, and --help does not need it

    root: Any = context.find_root().command
    with TemporaryDirectory(prefix="pctfinance-preview-", ignore_cleanup_errors=True) as place:
        words = _of_copy(root, book, command, Path(place))
        said, trouble = StringIO(), StringIO()
        codes = []

        def run(_: Book) -> None:
            with redirect_stdout(said), redirect_stderr(trouble):
                codes.append(root(words, prog_name="pctfinance", standalone_mode=False) or 0)

        kept = Book.open(book, read_only=True)
        found = kept.preview(run, month=period, basis=basis, known_at=known_at, folder=place)
        kept.close()
    if as_json:
        words_said = {"out": said.getvalue(), "err": trouble.getvalue()}
        document = {**found.document(), "command": {"words": list(command), **words_said}}
        print_json(document)
    else:
        print_tables(found.tables)
        typer.echo(trouble.getvalue(), nl=False, err=True)
        sys.stderr.flush()
    if found.is_refused:
        print_findings(found.refusals, as_json=as_json)
    # A command tells by its own code what it found itself, as a load does of its extract.
    if code := found.exit_code or max(codes, default=0):
        raise typer.Exit(code)


def _of_copy(root: Any, book: Path, command: Sequence[str], copy: Path) -> list[str]:
    """The words of a command with the copy put in as its book.

    Raises:
        UsageError: there is no such command, it is about no book, or it writes other files too.
    """
    from pctfinance.errors import UsageError, did_you_mean  # noqa: PLC0415 - as above

    node, words = root, list(command)
    path: list[str] = []
    while hasattr(node, "commands"):
        known: dict[str, Any] = node.commands
        name = words[0] if words else ""
        if name not in known:
            said = " ".join([*path, name]).strip() or "nothing"
            hint = did_you_mean(name, list(known)) or f"use {', '.join(sorted(known))}"
            raise UsageError(f"{said!r} is no command that can be previewed", hint=hint)
        node = known[name]
        path.append(words.pop(0))
    arguments = [each.name for each in node.params if each.param_type_name == "argument"]
    if arguments[:1] != ["book"] or path[-1] in _WRITES_FILES:
        raise UsageError(
            f"{' '.join(path)!r} cannot be previewed: it is about no book, or writes other files",
            hint="preview a command that records something in a book",
        )
    # Who takes the command as it would be said has named the book in it: that is the copy as well.
    words = [word for word in words if not _is(word, book)]
    return [*path, str(copy), *words]


def _is(word: str, book: Path) -> bool:
    return not word.startswith("-") and Path(word).resolve() == book.resolve()
