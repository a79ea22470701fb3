"""What the gate says about signatures: two offices sign the statements of a body's year, not one.

The chief executive, as accountable officer, and the director of finance sign the accounts of each PCT
(SOM 8, 25). One office may sign for several bodies, each apart.
"""

from collections.abc import Iterator

from pctfinance.calendar import FinancialYear
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.offices import is_same_office
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.signatures import SignatoryRole, StatementsSigned

__all__ = ["Signatures"]


class Signatures:
    """Keeps who signed last in each of the two roles, and tells which signature cannot come.

    >>> from datetime import date
    >>> signed = StatementsSigned(role="director-of-finance", statements_sha256="0" * 64)
    >>> event = Event(body="5A9", effective=date(2012, 3, 31), notified=date(2012, 6, 7),
    ...     reference="accounts", by="Accountable Officer", what=signed)
    >>> [finding.code for finding in Signatures().findings(event)]
    ['statement.two-offices']
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, FinancialYear, SignatoryRole], str] = {}

    def record(self, event: Event) -> None:
        """Take an event into account."""
        if isinstance(event.what, StatementsSigned):
            self._last[event.body, event.year, event.what.role] = event.by

    def findings(self, event: Event) -> Iterator[Finding]:
        """Why `event`, not yet recorded, cannot come after the others."""
        what = event.what
        if not isinstance(what, StatementsSigned):
            return
        if event.effective != event.year.periods[-1].end:
            message = f"{_named(event)} is not of the end of the year"
            yield Finding("ledger.refused", Level.ERROR, message, event.where)
        if event.notified <= event.year.periods[-1].end:
            message = f"{_named(event)} is of {event.notified}, before the year was over"
            hint = "accounts are signed once the year is over"
            yield _no(event, "statement.too-early", message, hint)
        if not event.by.strip() or not event.reference.strip():
            message = f"{_named(event)} does not say by which office, or on which paper"
            yield _no(event, "statement.unsigned", message, "name the office and the paper")
            return
        for role in SignatoryRole:
            if role is what.role:
                continue
            signed = self._last.get((event.body, event.year, role), "")
            if signed and is_same_office(signed, event.by):
                message = f"{event.by} signed the statements of {event.body} as {role.office}"
                hint = "the two signatures are those of two offices"
                yield _no(event, "statement.two-offices", message, hint)
            elif is_same_office(event.by.partition(",")[0], role.office):
                message = f"{event.by} cannot sign for {event.body} as {what.role.office}"
                hint = f"who signs in the place of the {what.role.office} signs under another name"
                yield _no(event, "statement.two-offices", message, hint)


def _named(event: Event) -> str:
    return f"{event.what.kind} {event.reference!r} of {event.body}"


def _no(event: Event, code: str, message: str, hint: str) -> Finding:
    return Finding(code, Level.ERROR, with_rule(code, message), event.where, hint)
