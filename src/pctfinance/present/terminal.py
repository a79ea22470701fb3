"""Tables on a terminal, by Rich: readable in black and white, and when piped into a file."""

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, printable

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_shown", "shown_text"]

_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.QUIET: "dim",
    Tone.GOOD: "green",
    Tone.BAD: "bold red",
    Tone.OPEN: "yellow",
}
_FILE_WIDTH = 100
_NAME_WIDTH = 24
"""How wide the first column would like to be before it wraps."""


def print_shown(shown: Shown) -> None:
    """Print one table to standard output.

    A pipe or file gets plain text of at least 100 columns; a terminal its own width, and colour
    unless `NO_COLOR` is set. Where the terminal is too narrow, optional columns give way and a note
    names them.

    >>> from contextlib import redirect_stdout
    >>> from pctfinance.present.shown import row
    >>> with redirect_stdout(StringIO()) as printed:
    ...     print_shown(Shown("A title", "", (Heading("PCT"),), (row(["Barnet"]),)))
    >>> "Barnet" in printed.getvalue()
    True
    """
    from rich.console import Console  # noqa: PLC0415 - heavy, and only a terminal needs it

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=max(console.width, _FILE_WIDTH))
    _print(shown, console)


def shown_text(shown: Shown, width: int = _FILE_WIDTH) -> str:
    """One table as plain text.

    >>> from pctfinance.present.shown import row
    >>> print(shown_text(Shown("A title", "", (Heading("PCT"),), (row(["Barnet"]),))).strip())
    A title
    <BLANKLINE>
       PCT
    ──────
    Barnet
    """
    from rich.console import Console  # noqa: PLC0415 - as above

    text = StringIO()
    _print(shown, Console(file=text, width=width, highlight=False, color_system=None))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def _print(shown: Shown, console: "Console") -> None:
    from rich import box  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    gap = 2 if _width(shown.headings, shown.rows, 2) <= console.width else 1
    shown = _narrowed(shown, console.width, gap)
    console.print()
    console.print(Text(printable(shown.title), style="bold"))
    if shown.lead:
        console.print(Text(printable(shown.lead.text), style=_STYLES[shown.lead.tone]))
    if shown.subtitle:
        console.print(Text(printable(shown.subtitle), style="dim"))
    console.print()
    padding = (0, gap - 1, 0, 0)
    table = Table(
        box=box.SIMPLE_HEAD, padding=padding, pad_edge=False, show_edge=False, header_style="bold"
    )
    for index, heading in enumerate(shown.headings):
        right = heading.align is Align.RIGHT
        table.add_column(
            Text(heading.text),
            justify="right" if right else "left",
            vertical="top" if index == 0 or heading.wraps else "bottom",
            # The first column names things and may wrap; an amount or a status never does.
            no_wrap=index > 0 and not heading.wraps,
            overflow="fold",
        )
    for index, line in enumerate(shown.rows):
        following = shown.rows[index + 1] if index + 1 < len(shown.rows) else None
        table.add_row(
            *(Text(printable(cell.text), style=_STYLES[cell.tone]) for cell in line.cells),
            end_section=bool(following and following.total and not line.total),
        )
    console.print(table)
    for note in shown.notes:
        console.print(Text(printable(note), style="dim"))


def _width(headings: tuple[Heading, ...], rows: tuple[ShownRow, ...], gap: int) -> int:
    """How wide a table would like to be."""
    total = 0
    for index, heading in enumerate(headings):
        widest = max(
            (*map(len, heading.text.split("\n")), *(len(line.cells[index].text) for line in rows))
        )
        total += min(widest, _NAME_WIDTH) if index == 0 or heading.wraps else widest
    return total + gap * (len(headings) - 1)


def _narrowed(shown: Shown, width: int, gap: int) -> Shown:
    """The table without its optional columns, where it would not fit."""
    kept = [index for index, heading in enumerate(shown.headings) if not heading.optional]
    if _width(shown.headings, shown.rows, gap) <= width or len(kept) == len(shown.headings):
        return shown
    left_out = ", ".join(
        heading.text.replace("\n", " ") for heading in shown.headings if heading.optional
    )
    return replace(
        shown,
        headings=tuple(shown.headings[index] for index in kept),
        rows=tuple(
            replace(line, cells=tuple(line.cells[index] for index in kept)) for line in shown.rows
        ),
        notes=(*shown.notes, f"Left out, the page being narrow: {left_out}."),
    )
