"""What the reading of a cell needs to know, and what it gives back.

The declaration may itself be faulty. Then what is not known is left out here, and the other
tables are checked as far as they can be, so that everything wrong is reported at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pctfinance.bodies import Body, Register
from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.money import Unit
from pctfinance.tables.model import Cell, Value
from pctfinance.tables.texts import control_character

__all__ = ["Read", "Reading", "gathered", "noted", "plain", "quoted", "refused", "steering"]

_SHOWN_CHARACTERS_MAX = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are to be read. `None` stands for what the declaration does not tell.

    `members` are the bodies of the group in the declared year, by code; `categories` the codes
    that the table of categories gives, where there is one.
    """

    register: Register
    year: FinancialYear | None = None
    unit: Unit | None = None
    scaled_amounts: bool = False
    group: str = ""
    group_name: str = ""
    members: Mapping[str, Body] | None = None
    categories: tuple[str, ...] | None = None


class Read(NamedTuple):
    """What a cell holds, and what there is to say about it; no value where it was refused.

    `is_open` marks a cell that is well written, but cannot be understood before the declaration
    is mended: an amount without a unit, a month without a year.
    """

    value: Value
    findings: tuple[Finding, ...] = ()
    is_open: bool = False

    @property
    def is_understood(self) -> bool:
        """True where the value can be relied on, be it no value.

        >>> Read("5A9").is_understood, Read(None, is_open=True).is_understood
        (True, False)
        """
        if not self.findings:
            return not self.is_open
        return not self.is_open and all(
            finding.level is not Level.ERROR for finding in self.findings
        )


def refused(code: str, message: str, cell: Cell, hint: str = "") -> Read:
    """A cell that cannot be relied on.

    >>> from pctfinance.errors import Where
    >>> refused("money.not-a-number", "'abc' is no amount", Cell("abc", Where(row=7))).is_understood
    False
    """
    return Read(None, (Finding(code, Level.ERROR, message, cell.where, hint),))


def steering(text: str, cell: Cell) -> Read | None:
    r"""The refusal of a text that holds a control character; nothing where it holds none.

    Such a character steers a terminal or a printer, and nobody sees it in a table.

    >>> from pctfinance.errors import Where
    >>> print(*steering("ac\x1bute", Cell("ac\x1bute", Where(row=7))).findings)
    row 7: 'ac\x1bute' holds the control character U+001B -> type the text again [input.control-character]
    """
    number = control_character(text)
    if not number:
        return None
    message = f"{quoted(text)} holds the control character {number}"
    return refused("input.control-character", message, cell, "type the text again")


def noted(value: Value, message: str, cell: Cell) -> Read:
    """A cell that was understood, though it was not written in the form asked for.

    >>> from pctfinance.errors import Where
    >>> noted("5E1", "'5e1' was read as 5E1", Cell("5e1", Where(row=7))).findings[0].code
    'input.converted'
    """
    return Read(value, (Finding("input.converted", Level.NOTE, message, cell.where),))


def quoted(text: str) -> str:
    r"""A text in quotation marks, on one line and not too long, as messages show it.

    What cannot be printed is shown by its number, so that no cell can steer a terminal.

    >>> print(quoted("  Camden\u00a0PCT "), quoted("ac\x1bute"))
    'Camden PCT' 'ac\x1bute'
    """
    line = "".join(map(_printed, " ".join(text.split())))
    shown = line[: _SHOWN_CHARACTERS_MAX - 1] + "…" if len(line) > _SHOWN_CHARACTERS_MAX else line
    return f"'{shown}'"


def plain(value: Decimal) -> str:
    """A number in its digits, without an exponent or noughts at its end.

    >>> from decimal import Decimal
    >>> plain(Decimal("4711.0")), plain(Decimal("5E+1"))
    ('4711', '50')
    """
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def gathered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, with one `input.converted` a column: the first, and how many more.

    A column of 300 dates in the same other form is one thing to know, not 300.

    >>> from pctfinance.errors import Where
    >>> cells = [Cell("5e1", Where(file="actuals.csv", row=n, column="body")) for n in (2, 3, 4)]
    >>> notes = [noted("5E1", "'5e1' was read as 5E1", cell).findings[0] for cell in cells]
    >>> [str(note) for note in gathered(notes)]
    ["actuals.csv, row 2, column body: '5e1' was read as 5E1 (and 2 more such cells) [input.converted]"]
    """
    more: dict[tuple[object, ...], int] = {}
    first: dict[tuple[object, ...], Finding] = {}
    for number, finding in enumerate(findings):
        where = finding.where
        key: tuple[object, ...] = (number,)
        if finding.code == "input.converted" and where and where.column:
            key = (finding.level, where.file, where.sheet, where.column)
        if key in first:
            more[key] += 1
        else:
            first[key], more[key] = finding, 0
    return tuple(_counted(finding, more[key]) for key, finding in first.items())


def _printed(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def _counted(finding: Finding, more: int) -> Finding:
    if not more:
        return finding
    cells = "cell" if more == 1 else "cells"
    return replace(finding, message=f"{finding.message} (and {more:,} more such {cells})")
