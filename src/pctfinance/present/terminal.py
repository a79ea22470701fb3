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
_LEAST_NAME = 16
"""How wide it is at least, if its names are as long."""


def print_shown(shown: Shown) -> None:
    """Print one table to standard output.

    A pipe or file gets plain text of at least 100 columns; a terminal its own width, and colour
    unless `NO_COLOR` is set. Where the terminal is too narrow, optional columns give way and a note
    names them; a table that is still too wide is continued below itself. No amount is ever cut.

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
    gap = 2 if _width(shown.headings, shown.rows, 2) <= console.width else 1
    for part in _parts(_narrowed(shown, console.width, gap), console.width, gap):
        _print_part(part, console, gap)


def _print_part(shown: Shown, console: "Console", gap: int) -> None:
    from rich import box  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    console.print()
    console.print(Text(printable(shown.title), style="bold"))
    if shown.lead:
        console.print(Text(printable(shown.lead.text), style=_STYLES[shown.lead.tone]))
    if shown.subtitle:
        console.print(Text(printable(shown.subtitle), style="dim"))
    console.print()
    if shown.empty and not shown.rows:
        console.print(Text(printable(shown.empty)))
        _print_notes(shown, console)
        return
    padding = (0, gap - 1, 0, 0)
    table = Table(
        box=box.SIMPLE_HEAD, padding=padding, pad_edge=False, show_edge=False, header_style="bold"
    )
    # An amount stands beside the last line of its name, but at the top beside a text that runs on.
    runs_on = any(heading.wraps for heading in shown.headings[1:])
    widths = _wrapping(shown, console.width, gap)
    for index, heading in enumerate(shown.headings):
        right = heading.align is Align.RIGHT
        table.add_column(
            Text(heading.text),
            justify="right" if right else "left",
            vertical="top" if index == 0 or runs_on else "bottom",
            # The first column names things and may wrap; an amount or a status never does.
            no_wrap=index not in widths,
            width=widths.get(index),
            overflow="fold",
        )
    for index, line in enumerate(shown.rows):
        following = shown.rows[index + 1] if index + 1 < len(shown.rows) else None
        table.add_row(
            *(Text(printable(cell.text), style=_STYLES[cell.tone]) for cell in line.cells),
            end_section=bool(following and following.total and not line.total),
        )
    # A column that no terminal of this width holds runs over its edge, and loses nothing.
    needed = sum(_needs(shown)) + gap * (len(shown.headings) - 1)
    console.width, width = max(needed, console.width), console.width
    console.print(table, crop=False)
    console.width = width
    _print_notes(shown, console)


def _print_notes(shown: Shown, console: "Console") -> None:
    from rich.text import Text  # noqa: PLC0415 - as above

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


def _needs(shown: Shown) -> list[int]:
    """How wide each column must be: amounts as they are, names as wide as their longest word."""
    needs = []
    for index, heading in enumerate(shown.headings):
        lines = heading.text.split("\n")
        if index == 0 or heading.wraps:
            texts = [heading.text, *(line.cells[index].text for line in shown.rows)]
            words = max((len(word) for text in texts for word in text.split()), default=0)
            needs.append(max(words, min(_LEAST_NAME, max(map(len, texts)))))
        else:
            needs.append(max(map(len, (*lines, *(line.cells[index].text for line in shown.rows)))))
    return needs


def _wrapping(shown: Shown, width: int, gap: int) -> dict[int, int]:
    """How wide the columns that wrap are: what they need, and an equal share of what is left."""
    needs = _needs(shown)
    room = width - sum(needs) - gap * (len(needs) - 1)
    widths, widest = {}, {}
    for index, heading in enumerate(shown.headings):
        if index == 0 or heading.wraps:
            texts = (*heading.text.split("\n"), *(line.cells[index].text for line in shown.rows))
            widths[index], widest[index] = needs[index], max(map(len, texts))
    while room > 0 and (short := [index for index in widths if widths[index] < widest[index]]):
        for index in short[:room]:
            widths[index] += 1
        room -= min(room, len(short))
    return widths


def _parts(shown: Shown, width: int, gap: int) -> tuple[Shown, ...]:
    """The table in as many parts as it takes, each with the columns that name its rows."""
    needs = _needs(shown)
    if sum(needs) + gap * (len(needs) - 1) <= width:
        return (shown,)
    rights = [index for index, head in enumerate(shown.headings) if head.align is Align.RIGHT]
    names = list(range(max(1, rights[0]))) if rights else [0]
    room = width - sum(needs[index] + gap for index in names)
    blocks: list[list[int]] = []
    left = 0
    for index in range(len(names), len(needs)):
        left -= needs[index] + gap
        if not blocks or left < -gap:
            blocks.append([])
            left = room - needs[index] - gap
        blocks[-1].append(index)
    parts = [_columns(shown, [*names, *block]) for block in blocks]
    return tuple(
        replace(
            part,
            title=shown.title if number == 0 else f"{shown.title} (continued)",
            lead=shown.lead if number == 0 else None,
            notes=shown.notes if number == len(parts) - 1 else (),
        )
        for number, part in enumerate(parts)
    )


def _columns(shown: Shown, kept: list[int]) -> Shown:
    return replace(
        shown,
        headings=tuple(shown.headings[index] for index in kept),
        rows=tuple(
            replace(line, cells=tuple(line.cells[index] for index in kept)) for line in shown.rows
        ),
    )


def _narrowed(shown: Shown, width: int, gap: int) -> Shown:
    """The table without its optional columns, where it would not fit."""
    kept = [index for index, heading in enumerate(shown.headings) if not heading.optional]
    if _width(shown.headings, shown.rows, gap) <= width or len(kept) == len(shown.headings):
        return shown
    left_out = ", ".join(
        heading.text.replace("\n", " ") for heading in shown.headings if heading.optional
    )
    note = f"Left out, the page being narrow: {left_out}."
    return replace(_columns(shown, kept), notes=(*shown.notes, note))
