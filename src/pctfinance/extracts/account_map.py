"""The account map: which account counts in which category, against which limit.

A CSV of `account, category, limit, recurrence, charge`. An empty limit is an account of the balance
sheet. `52*` stands for every account that begins so; the longest that fits is taken, and an
account that is named in full comes before all.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, Where, did_you_mean
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.lines import Limit
from pctfinance.tables.decoding import decode_text

__all__ = ["AccountMap", "Mapped"]

_COLUMNS = ("account", "category", "limit", "recurrence", "charge")
_RECURRENCES = ("", "recurrent", "non-recurrent")
_CHARGES = ("debit", "credit")
_SIDE_TO_SAY = frozenset({"disposals-book-value", "grants", "donations", "drawings"})
"""Categories of capital and cash that credits usually raise: a wrong guess would turn the sign."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an account is: its category and limit, and the side that raises the charge.

    `sign` is 1 where debits raise the charge, -1 where credits do, 0 on the balance sheet.
    """

    account: str
    category: str
    limit: str
    recurrence: str
    sign: int


@dataclass(frozen=True)
class AccountMap:
    r"""An account map as it was read.

    >>> known = AccountMap.parse("account,category,limit\n52110,acute,revenue\n9*,bank,\n")
    >>> known.of("52110").category, known.of("91000").sign, known.of("7")
    ('acute', 0, None)
    """

    text: str
    exact: Mapping[str, Mapped]
    prefixes: tuple[tuple[str, Mapped], ...]

    @classmethod
    def read(cls, path: str | Path) -> "AccountMap":
        """The account map in a CSV file.

        Raises:
            InputRefusedError: with every problem of the file, row by row.
        """
        path = Path(path)
        where = Where(file=path.name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            finding = Finding("file.missing", Level.ERROR, "there is no such file", where)
            raise InputRefusedError(finding) from None
        except OSError as error:
            message = f"it could not be opened: {error.strerror}"
            finding = Finding("file.unreadable", Level.ERROR, message, where)
            raise InputRefusedError(finding) from error
        text = decode_text(data, where)
        if isinstance(text, Finding):
            raise InputRefusedError(text)
        return cls.parse(text, path.name)

    @classmethod
    def parse(cls, text: str, name: str = "account map") -> "AccountMap":
        r"""An account map from its text.

        Raises:
            InputRefusedError: with every problem of the text.

        >>> AccountMap.parse("account,category,limit\n1,acute,revenue\n1,other,revenue\n")
        Traceback (most recent call last):
        pctfinance.errors.InputRefusedError: account map, row 3: account '1' stands in row 2 too, ...
        """
        findings: list[Finding] = []
        rows = list(_rows(text, name, findings))
        found: dict[str, tuple[int, Mapped]] = {}
        for number, mapped in rows:
            before = found.setdefault(mapped.account, (number, mapped))
            if before[0] != number:
                findings.append(_again(mapped, before, Where(file=name, row=number)))
        if not rows and not findings:
            message = "the account map has no rows"
            findings.append(Finding("input.no-rows", Level.ERROR, message, Where(file=name)))
        InputRefusedError.raise_for(findings)
        known = {account: mapped for account, (_, mapped) in found.items()}
        prefixes = [(name[:-1], row) for name, row in known.items() if name.endswith("*")]
        return cls(
            text,
            {account: row for account, row in known.items() if not account.endswith("*")},
            tuple(sorted(prefixes, key=lambda pair: -len(pair[0]))),
        )

    def of(self, account: str) -> Mapped | None:
        """What an account is, or nothing where the map does not know it."""
        if account in self.exact:
            return self.exact[account]
        return next((row for prefix, row in self.prefixes if account.startswith(prefix)), None)


def _rows(text: str, name: str, findings: list[Finding]) -> Iterator[tuple[int, Mapped]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    headings = [cell.strip().casefold() for cell in next(reader, [])]
    findings += _about_headings(headings, Where(file=name))
    if findings:
        return
    number = reader.line_num + 1
    for cells in reader:
        where = Where(file=name, row=number)
        if any(cell.strip() for cell in cells):
            row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            about = list(_about_row(row, where))
            if len(cells) > len(headings):
                message = f"the row has {len(cells)} cells under {len(headings)} headings"
                about.append(Finding("input.ragged-row", Level.ERROR, message, where))
            findings += about
            if not about:
                yield number, _mapped(row)
        number = reader.line_num + 1


def _about_headings(headings: list[str], where: Where) -> Iterator[Finding]:
    for column in ("account", "category", "limit"):
        if column not in headings:
            message = f"there is no column {column}"
            hint = did_you_mean(column, headings) or f"the columns are {', '.join(_COLUMNS)}"
            yield Finding("input.missing-column", Level.ERROR, message, where, hint)
    for heading in headings:
        if heading not in _COLUMNS:
            hint = did_you_mean(heading, _COLUMNS) or f"the columns are {', '.join(_COLUMNS)}"
            message = f"{heading!r} is no column of an account map"
            yield Finding("input.unknown-column", Level.ERROR, message, where, hint)
        elif headings.count(heading) > 1:
            message = f"the heading {heading!r} stands twice"
            yield Finding("input.duplicate-column", Level.ERROR, message, where)


def _about_row(row: Mapping[str, str], where: Where) -> Iterator[Finding]:
    if not row.get("account") or not row.get("category"):
        message = "a row needs an account and a category"
        yield Finding("input.missing-value", Level.ERROR, message, where)
    if "*" in row.get("account", "")[:-1]:
        message = f"{row['account']!r} has a star inside"
        hint = "a star stands at the end, for every account that begins so"
        yield Finding("extract.accounts", Level.ERROR, message, where, hint)
    choices: tuple[tuple[str, Iterable[str]], ...] = (
        ("limit", ("", *(limit.value for limit in Limit))),
        ("recurrence", _RECURRENCES),
        ("charge", ("", *_CHARGES)),
    )
    for column, words in choices:
        if row.get(column, "") not in words:
            message = f"{row[column]!r} is no {column}"
            said = ", ".join(word or "empty" for word in words)
            yield Finding("input.unknown-choice", Level.ERROR, message, where, f"use {said}")
            return
    limit = row.get("limit", "")
    fixed: Mapping[str, int] = CHARGE_SIGNS.get(Limit(limit), {}) if limit else {}
    if fixed and row.get("category", "") not in fixed:
        message = f"{row.get('category')!r} is no part of {limit}"
        yield Finding("extract.accounts", Level.ERROR, message, where, f"use {', '.join(fixed)}")
    if limit and row.get("category", "") in _SIDE_TO_SAY and not row.get("charge"):
        message = f"the side that raises {row['category']} is not said"
        hint = "say in `charge` whether the account's credits or its debits raise it"
        yield Finding("extract.accounts", Level.ERROR, message, where, hint)
    if not limit and row.get("charge"):
        message = "an account of the balance sheet charges no limit"
        yield Finding("extract.accounts", Level.ERROR, message, where, "leave `charge` empty")


def _mapped(row: Mapping[str, str]) -> Mapped:
    sign = -1 if row.get("charge") == "credit" else 1
    return Mapped(
        row["account"],
        row["category"],
        row.get("limit", ""),
        row.get("recurrence", ""),
        sign if row.get("limit") else 0,
    )


def _again(mapped: Mapped, before: tuple[int, Mapped], where: Where) -> Finding:
    account, row = mapped.account, before[0]
    if mapped == before[1]:
        message = f"account {account!r} stands in row {row} too"
        return Finding("input.duplicate-row", Level.ERROR, message, where, "take one of them out")
    message = f"account {account!r} stands in row {row} too, with another meaning"
    return Finding("input.contradiction", Level.ERROR, message, where, "keep the right one")
