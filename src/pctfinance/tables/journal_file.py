"""Journals in a file: one row a line, the rows of one number together make one journal.

The file is read by the same rules as every table of the input: strict amounts in pounds, codes as
text, and everything that is wrong reported at once, each with its row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.journal_parties import with_parties
from pctfinance.ledger.journals import JournalFault, JournalLine, JournalSubmitted
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.tables.checked_file import SYNTHETIC, FileRows, TableFile, check_file
from pctfinance.tables.model import Column, Kind, Row, TableSchema
from pctfinance.tables.reading import Reading, quoted

__all__ = ["JOURNAL_FILE", "JournalDraft", "read_journals"]

_BALANCE_SHEET = "balance sheet"


def _one_side(row: Row) -> Iterator[Finding]:
    """An amount is above zero, on the side that it belongs to."""
    for side, other in (("debit", "credit"), ("credit", "debit")):
        if (row.pence(side) or 0) < 0:
            message = f"the {side} is negative"
            hint = f"write the amount without its sign, as a {other}"
            yield Finding("input.negative-amount", Level.ERROR, message, None, hint)


JOURNAL_FILE = TableSchema(
    name="journals",
    purpose="Journals to be submitted, one row a line.",
    columns=(
        Column("number", Kind.CODE, "the journal's number, once a year and body", required=True),
        Column(
            "line", Kind.TEXT, "the number of the line in its journal", required=True, counts=True
        ),
        Column("body", Kind.BODY, "code of the statutory body", required=True),
        Column("period", Kind.PERIOD, "the month it counts for", required=True),
        Column("purpose", Kind.TEXT, "what the journal is for", required=True),
        Column("account", Kind.CODE, "code of the account", required=True),
        Column(
            "limit",
            Kind.CHOICE,
            "which limit the line counts against, or balance sheet",
            required=True,
            choices=(*(limit.value for limit in Limit), _BALANCE_SHEET),
        ),
        Column("category", Kind.CODE, "the category, where it counts against a limit"),
        Column("debit", Kind.MONEY, "amount in pounds, above zero, or empty"),
        Column("credit", Kind.MONEY, "amount in pounds, above zero, or empty"),
        Column(
            "charge",
            Kind.CHOICE,
            "which side raises what is charged",
            default="debit",
            choices=("debit", "credit"),
        ),
        Column("delegate", Kind.DELEGATE, "code of the delegate"),
        Column("counterparty", Kind.CODE, "the other party, a body by code or name"),
        Column("recurrence", Kind.CHOICE, "its recurrence", choices=("recurrent", "non-recurrent")),
        Column("narrative", Kind.TEXT, "what the line is about"),
        Column(
            "lane",
            Kind.CHOICE,
            "the lane of the journal",
            default=Lane.JOURNAL.value,
            choices=(Lane.JOURNAL.value, Lane.ADJUSTMENT.value),
        ),
        Column(
            "reversing", Kind.YES_NO, "yes where it comes back in the next month", default=False
        ),
        Column("late_for", Kind.PERIOD, "the earlier, closed month that it belongs to"),
        Column("corrects", Kind.CODE, "number of the approved journal that it puts right"),
        SYNTHETIC,
    ),
    key=("body", "number", "line"),
    amounts=("account", "debit", "credit"),
    needs_rows=True,
    rules=(_one_side,),
)
"""The columns of the file. It is no table of the input format: it is submitted, not loaded."""

_OF_THE_WHOLE = ("period", "purpose", "lane", "reversing", "late_for", "corrects", "synthetic")


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """One journal of a file: whose it is, for which month, what for, and where it stands."""

    body: str
    period: Period
    purpose: str
    synthetic: bool
    what: JournalSubmitted
    where: Where


def read_journals(file: TableFile, reading: Reading) -> FileRows[JournalDraft]:
    r"""The journals of one file, in the order of their first rows.

    Args:
        file: a CSV file or a workbook; see `JOURNAL_FILE` for its columns.
        reading: the register, the year, the members and categories; amounts are in pounds.

    Raises:
        InputRefusedError: with everything that is wrong, each at its row or cell.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.tables.checked_file import CsvFile
    >>> reading = Reading(Register.packaged(), FinancialYear("2011-12"))
    >>> text = ("number,line,body,period,purpose,account,limit,category,debit,credit\n"
    ...     "J1,1,5A9,M8,accrual,52110,revenue,acute,100,\n"
    ...     "J1,2,5A9,M8,accrual,81000,balance sheet,,,100\n")
    >>> journals = read_journals(CsvFile("j.csv", text.encode()), reading)
    >>> [(draft.what.number, draft.what.debit_pence) for draft in journals.rows]
    [('J1', 10000)]
    """
    table = check_file(file, JOURNAL_FILE, reading)
    journals: dict[tuple[str, str], list[Row]] = {}
    for row in table:
        journals.setdefault((row.text("body"), row.text("number")), []).append(row)
    findings = [
        *table.findings,
        *(found for rows in journals.values() for found in _contradictions(rows)),
    ]
    drafts = [_draft(rows) for rows in journals.values()]
    for place, (draft, rows) in enumerate(zip(drafts, journals.values(), strict=True)):
        what, faults = with_parties(draft.what, draft.body, reading.register)
        drafts[place] = replace(draft, what=what)
        findings += (_finding(draft, fault, rows) for fault in faults)
    # Without a row that could not be read, a journal only seems to be out of balance.
    is_whole = not any(finding.level is Level.ERROR for finding in table.findings)
    for draft, rows in zip(drafts, journals.values(), strict=True):
        findings += _faults(draft, rows, is_whole=is_whole)
    return FileRows.of(drafts, sorted(findings, key=_row_of))


def _row_of(finding: Finding) -> int:
    return finding.where.row or 0 if finding.where else 0


def _contradictions(rows: list[Row]) -> Iterator[Finding]:
    """Rows of one journal that say different things of the whole of it."""
    first = rows[0]
    for row in rows[1:]:
        for name in _OF_THE_WHOLE:
            if row.values[name] != first.values[name]:
                message = (
                    f"journal {quoted(row.text('number'))} has the {name} "
                    f"{quoted(row.text(name)) if row.text(name) else '(empty)'} here, and "
                    f"{quoted(first.text(name)) if first.text(name) else '(empty)'} in row "
                    f"{first.where.row}"
                )
                hint = "write the same in every row of a journal"
                yield Finding("input.contradiction", Level.ERROR, message, row.where, hint)


def _draft(rows: list[Row]) -> JournalDraft:
    first = rows[0]
    period, late_for = first.values["period"], first.values["late_for"]
    if not isinstance(period, Period):
        msg = f"{first.where}: a checked journal has its period"
        raise TypeError(msg)
    what = JournalSubmitted.model_validate(
        {
            "number": first.text("number"),
            "lane": first.text("lane"),
            "reversing": bool(first.values["reversing"]),
            "late_for": late_for.number if isinstance(late_for, Period) else 0,
            "corrects": first.text("corrects"),
            "entered": tuple(_line(row) for row in rows),
        }
    )
    synthetic = any(bool(row.values["synthetic"]) for row in rows)
    return JournalDraft(
        first.text("body"), period, first.text("purpose"), synthetic, what, first.where
    )


def _line(row: Row) -> JournalLine:
    limit = row.text("limit")
    return JournalLine(
        account=row.text("account"),
        category=row.text("category"),
        limit="" if limit == _BALANCE_SHEET else Limit(limit),
        delegate=row.text("delegate"),
        counterparty=row.text("counterparty"),
        recurrence=row.text("recurrence"),
        debit_pence=row.pence("debit") or 0,
        credit_pence=row.pence("credit") or 0,
        charge="credit" if row.text("charge") == "credit" else "debit",
        narrative=row.text("narrative"),
    )


def _faults(draft: JournalDraft, rows: list[Row], *, is_whole: bool) -> Iterator[Finding]:
    for fault in draft.what.faults(draft.period):
        if not fault.line and not is_whole:
            continue
        yield _finding(draft, fault, rows)


def _finding(draft: JournalDraft, fault: JournalFault, rows: list[Row]) -> Finding:
    where = rows[fault.line - 1].where if fault.line else draft.where
    message = f"journal {quoted(draft.what.number)}: {fault.message}"
    message = with_rule("journal.refused", message)
    return Finding("journal.refused", Level.ERROR, message, where, fault.hint)
