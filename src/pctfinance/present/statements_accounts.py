"""From the report of a body's year-end statements to the workbook that is signed."""

from typing import TYPE_CHECKING

from pctfinance.calendar import Period
from pctfinance.consolidation.statements_compared import marks_words
from pctfinance.excel.accounts_columns import Years
from pctfinance.excel.accounts_front import Front, RecordedSignature
from pctfinance.excel.accounts_workbook import Accounts, Stated
from pctfinance.ledger.signatures import SignatoryRole
from pctfinance.money import Unit
from pctfinance.present.shown import long_date
from pctfinance.present.statements_tables import since_words

if TYPE_CHECKING:
    from pctfinance.present.statements_report import StatementsReport

__all__ = ["accounts_of"]

_UNIT = Unit.THOUSANDS.symbol
_BASES = {"ytd": "year to date", "forecast": "as forecast", "outturn": "outturn"}


def accounts_of(report: "StatementsReport", proves: str) -> Accounts:
    """What the workbook of a report is made of.

    Args:
        report: the statements of one body.
        proves: what a signature proves, in words.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> accounts = accounts_of(Book.read(sample_path()).statements("5A9"), "")
    >>> accounts.title, accounts.subtitle
    ('Barnet PCT (5A9)', 'Year-end statements for 2011-12, outturn to 31 March 2012')
    """
    said, period = report.said, Period(report.said.period)
    is_last = period == period.year.periods[-1]
    of_what = f"Year-end statements for {period.year}" if is_last else f"Statements for {period}"
    before = str(report.prior["period"]).split()[0] if report.prior else ""
    return Accounts(
        title=f"{said.name} ({said.body})",
        subtitle=f"{of_what}, {_BASES[said.basis]} to {long_date(period.end)}",
        day=report.known_at or period.end,
        front=Front(_UNIT, _notes(report, period), proves, report.synthetic_words),
        parts=[Stated(part, report.compared(part.code)) for part in said.parts],
        years=Years(
            str(period.year), before, report.published_as, since_words(report.since, before)
        ),
        signatures=[_recorded(report, role) for role in SignatoryRole],
        sha256=report.sha256,
        findings=report.findings,
        apart=None
        if report.openings is None
        else sum(abs(each.difference_pence) for each in report.openings),
        origin=report.kept,
    )


def _recorded(report: "StatementsReport", role: SignatoryRole) -> RecordedSignature:
    each = report.signature(role)
    if each is None:
        return RecordedSignature(role.office)
    return RecordedSignature(role.office, each.by, each.on, each.reference, each.differs)


def _notes(report: "StatementsReport", period: Period) -> dict[str, str]:
    known = (
        f"documents up to {long_date(report.known_at)} (the newest date counted)"
        if report.known_at
        else "every document of the year that was recorded"
    )
    lines = (each for part in report.said.parts for each in report.compared(part.code))
    marks = marks_words(lines)
    return {
        "Whose": f"{report.said.name} alone: nothing of another body is in any figure",
        "Known at": f"{known}, effective up to {long_date(period.end)}",
        "Unit": f"cells hold pounds and pence; figures are shown in {_UNIT}, each rounded by itself. "
        "A dash is a figure that is not known; 0 is less than £500",
        "Signs": "an underspend is positive, an overspend stands in brackets; so do income that is "
        "taken off a cost, liabilities, and what lowers taxpayers' equity",
        "Year before": report.year_before,
        **({"Marks": marks} if marks else {}),
    }
