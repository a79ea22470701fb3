"""Findings are values; exceptions only carry them.

A finding says what is wrong, where it stands and what to do about it. Whoever checks something
returns findings; whoever cannot go on raises one exception that carries all of them, so that a
person mends an input once and not ten times.

The classes below form one tree. Each is also the standard exception that a Python programmer
would expect, and knows the exit code that a command ends with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self, TypeVar

__all__ = [
    "AmbiguousNameError",
    "ApprovalMissingError",
    "Finding",
    "Ground",
    "InputRefusedError",
    "IntegrityError",
    "Level",
    "MoneyError",
    "NotInReportError",
    "PctFinanceError",
    "PeriodError",
    "PostingRefusedError",
    "RulebookError",
    "UnknownNameError",
    "UsageError",
    "Where",
    "did_you_mean",
    "looked_up",
]

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

_LISTED = 12


class Level(StrEnum):
    """How much a finding matters.

    `ERROR` stops what was asked. `BREACH` is a duty that a body does not meet. `WARNING` is a
    figure to look at before it is relied on. `NOTE` tells what was done, and needs nothing.
    """

    ERROR = "error"
    BREACH = "breach"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Where:
    """A place that a person can go to: a file and row, a sheet and cell, or a body and period.

    >>> str(Where(file="actuals.csv", row=7, column="amount"))
    'actuals.csv, row 7, column amount'
    >>> str(Where(file="month8.xlsx", sheet="actuals", cell="E7", column="amount"))
    "month8.xlsx, 'actuals'!E7 (amount)"
    >>> str(Where(body="5A9", period="2011-12 M08"))
    '5A9, 2011-12 M08'
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    body: str | None = None
    period: str | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet and self.cell:
            column = f" ({self.column})" if self.column else ""
            parts.append(f"'{self.sheet}'!{self.cell}{column}")
        else:
            parts += [f"sheet '{self.sheet}'"] if self.sheet else []
            parts += [f"row {self.row}"] if self.row is not None else []
            parts += [f"column {self.column}"] if self.column else []
        parts += [part for part in (self.body, self.period) if part]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Ground:
    """One figure or fact that a finding rests on.

    `about` says what it is, `value` is integer pence or a text. `figure` is the name by which
    `Book.trace` is asked for it, where it is a figure of a position or of a limit; `event` is the
    number of the event that states it, 0 where it is none.

    >>> Ground("forecast made in M08", 104_200_00).is_money
    True
    """

    about: str
    value: int | str
    figure: Any = None
    event: int = 0

    @property
    def is_money(self) -> bool:
        """Whether the value is an amount, in pence."""
        return not isinstance(self.value, str)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should know: what, how bad, where, and what to do.

    `code` is one of `pctfinance.codes.CODES`; a code is published, and is never reused. `evidence`
    is what it rests on: two findings that say the same are the same, whatever was put beside them.

    >>> print(Finding("duty.breach", Level.BREACH, "charged £608.4m against a limit of £582.4m",
    ...               Where(body="5A9", period="2011-12 M08")))
    5A9, 2011-12 M08: charged £608.4m against a limit of £582.4m [duty.breach]
    """

    code: str
    level: Level
    message: str
    where: Where | None = None
    hint: str = ""
    evidence: tuple[Ground, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        hint = f" -> {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint} [{self.code}]"

    def at(self, where: Where) -> Self:
        """The same finding at another place: a leaf knows what is wrong, its caller knows where.

        >>> Finding("money.not-a-number", Level.ERROR, "'abc' is no amount").at(Where(row=3)).where
        Where(file=None, sheet=None, cell=None, row=3, column=None, body=None, period=None)
        """
        return replace(self, where=where)


class PctFinanceError(Exception):
    """The root of everything that pctfinance raises on purpose. Carries findings.

    >>> error = PctFinanceError(Finding("usage", Level.ERROR, "no period was given"))
    >>> str(error)
    'no period was given [usage]'
    >>> error.exit_code
    2
    """

    exit_code = 2
    code = "usage"

    def __init__(
        self, *findings: Finding | str, hint: str = "", where: Where | None = None
    ) -> None:
        self.findings: tuple[Finding, ...] = tuple(
            finding
            if isinstance(finding, Finding)
            else Finding(self.code, Level.ERROR, finding, where, hint)
            for finding in findings
        )
        super().__init__(*self.findings)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)

    @classmethod
    def raise_for(cls, findings: Iterable[Finding]) -> None:
        """Raise once with every finding of level `ERROR`, or return where there is none."""
        errors = tuple(finding for finding in findings if finding.level is Level.ERROR)
        if errors:
            raise cls(*errors)


class UsageError(PctFinanceError, ValueError):
    """What was asked for makes no sense, whatever the data says. Exit code 2."""


class NotInReportError(UsageError, KeyError):
    """A report was asked for what is not in it; the error says what there is. Exit code 2."""


class MoneyError(UsageError):
    """A text or number is not an exact amount of money. Exit code 2."""

    code = "money.not-a-number"


class PeriodError(UsageError):
    """A text or number is not a financial year, a period or a date in one. Exit code 2."""

    code = "period.unreadable"


class UnknownNameError(PctFinanceError, LookupError):
    """A code or name is not in the register; near misses are suggested, never taken. Exit code 2."""

    code = "register.unknown-name"


class AmbiguousNameError(UnknownNameError):
    """A name stands for more than one entity of the register; the error lists them. Exit code 2."""

    code = "register.ambiguous-name"


class InputRefusedError(PctFinanceError, ValueError):
    """A file, table or row cannot be relied on; nothing of it was taken. Exit code 3."""

    exit_code = 3
    code = "input.refused"


class RulebookError(InputRefusedError):
    """A rulebook file does not say what a rulebook must say; the error names the key. Exit code 3."""

    code = "rulebook.invalid"


class PostingRefusedError(InputRefusedError):
    """An event would break a rule of the resource ledger; the ledger is unchanged. Exit code 3."""

    code = "ledger.refused"


class ApprovalMissingError(PctFinanceError, PermissionError):
    """Something needs the competent authority's approval and carries none. Exit code 4."""

    exit_code = 4
    code = "approval.missing"


class IntegrityError(PctFinanceError, RuntimeError):
    """A record contradicts itself: a sum that must be zero is not. Exit code 5."""

    exit_code = 5
    code = "integrity.broken"


def did_you_mean(text: str, known: Sequence[str], limit: int = 3) -> str:
    """A hint that names the nearest of `known`, or an empty text where nothing is near.

    >>> did_you_mean("amuont", ["amount", "body"])
    'did you mean amount?'
    >>> did_you_mean("acute servics", ["acute", "prescribing"])
    'did you mean acute?'
    >>> did_you_mean("xyz", ["amount", "body"])
    ''
    """
    near = get_close_matches(text, known, n=limit, cutoff=0.6) or [
        word for word in known if word and f"{text} ".casefold().startswith(f"{word} ".casefold())
    ]
    return f"did you mean {' or '.join(near[:limit])}?" if near else ""


def looked_up(held: Mapping[KeyT, ValueT], key: KeyT, what: str) -> ValueT:
    """What a report holds under a code, or under several.

    Raises:
        NotInReportError: there is nothing; the error names what is near, or else what there is.

    >>> looked_up({"5A9": 1}, "5A9", "body")
    1
    >>> looked_up({"5A9": 1, "5K7": 2}, "Barnet", "body")
    Traceback (most recent call last):
    pctfinance.errors.NotInReportError: there is no body 'Barnet' here -> there are 5A9, 5K7 [usage]
    """
    if key in held:
        return held[key]
    words, asked = [*map(_said, held)], _said(key)
    near = did_you_mean(asked, words)
    more = len(words) - _LISTED
    listed = ", ".join(words[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    hint = near or (f"there are {listed}" if words else "there is none at all")
    raise NotInReportError(f"there is no {what} {asked!r} here", hint=hint)


def _said(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
