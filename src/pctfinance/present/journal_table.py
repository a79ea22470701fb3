"""The list of journals: what was submitted, by whom, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pctfinance.ledger.journal_rules import Journal, JournalState
from pctfinance.ledger.loads import Lane
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["JournalReport"]

_COLUMNS = (
    "body",
    "number",
    "period",
    "lane",
    "state",
    "lines",
    "debit_pence",
    "credit_pence",
    "reversing",
    "late_for",
    "corrects",
    "purpose",
    "submitted_by",
    "submitted_on",
    "decided_by",
    "decided_on",
    "reason",
    "synthetic",
    "sequence",
)
_TONES = {
    JournalState.SUBMITTED: Tone.OPEN,
    JournalState.APPROVED: Tone.GOOD,
    JournalState.REJECTED: Tone.BAD,
    JournalState.WITHDRAWN: Tone.QUIET,
}


@dataclass(frozen=True, repr=False)
class JournalReport(Told):
    """Some journals of a book, in the order of submission: shown as a table, or as a DataFrame.

    >>> JournalReport("Journals", ()).total(JournalState.APPROVED)
    (0, 0)
    """

    title: str
    journals: tuple[Journal, ...]
    outside: Mapping[str, int] = field(default_factory=dict)

    def total(self, state: JournalState) -> tuple[int, int]:
        """How many journals are in a state, and the sum of their debits in pence."""
        found = [journal.what.debit_pence for journal in self.journals if journal.state is state]
        return len(found), sum(found)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a journal, amounts in pence, dates and months as text."""
        for journal in self.journals:
            event, what, decision = journal.submission, journal.what, journal.decision
            values = (
                event.body,
                what.number,
                str(event.period),
                what.lane.value,
                journal.state.value,
                len(what.entered),
                what.debit_pence,
                what.credit_pence,
                what.reversing,
                str(event.year.period(what.late_for)) if what.late_for else "",
                what.corrects,
                event.purpose,
                event.by,
                event.notified.isoformat(),
                decision.by if decision else "",
                decision.notified.isoformat() if decision else "",
                journal.reason,
                event.synthetic,
                event.sequence,
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """The journals as a tidy DataFrame, one row a journal."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(list(self.rows()), columns=list(_COLUMNS))

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        rows = [
            row(
                [
                    event.body,
                    what.number,
                    str(event.period),
                    _marked(journal),
                    event.by,
                    journal.decision.by if journal.decision else "",
                    ShownCell(journal.state.value, _TONES[journal.state]),
                    show_exact(what.debit_pence).replace(Unit.POUNDS.symbol, ""),
                ]
            )
            for journal in self.journals
            for event, what in ((journal.submission, journal.what),)
        ]
        return Shown(
            title=self.title,
            subtitle="£, the sum of the debits",
            headings=(
                Heading("Body", Align.LEFT),
                Heading("Number", Align.LEFT),
                Heading("Month", Align.LEFT),
                Heading("Purpose", Align.LEFT, wraps=True),
                Heading("Submitted by", Align.LEFT, wraps=True, optional=True),
                Heading("Decided by", Align.LEFT, wraps=True, optional=True),
                Heading("State", Align.LEFT),
                Heading("Amount"),
            ),
            rows=tuple(rows),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        for state in JournalState:
            count, pence = self.total(state)
            if count:
                yield f"{state.value}: {count}, {show_exact(pence)}"
        if any(journal.submission.synthetic for journal in self.journals):
            yield "Contains synthetic figures, which have no published source."
        if self.outside:
            listed = ", ".join(
                f"{name} ({show_exact(pence)})" for name, pence in self.outside.items()
            )
            yield f"no body of the register, with what is debited and credited outside: {listed}"

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.journals)}>"


def _marked(journal: Journal) -> str:
    """The purpose of a journal, with what is special about it."""
    what = journal.what
    marks = [
        *([what.lane.value] if what.lane is not Lane.JOURNAL else []),
        *(["comes back in the next month"] if what.reversing else []),
        *([f"late for M{what.late_for:02}"] if what.late_for else []),
        *([f"corrects {what.corrects}"] if what.corrects else []),
        *([journal.reason] if journal.reason else []),
    ]
    return (
        f"{journal.submission.purpose} ({'; '.join(marks)})"
        if marks
        else journal.submission.purpose
    )
