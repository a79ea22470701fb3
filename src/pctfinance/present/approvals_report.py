"""What became of each row of a returned approval schedule."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from pctfinance.errors import Finding, Level, Where
from pctfinance.money import show_exact
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

    from pctfinance.store.log import Head

__all__ = ["APPROVED_AMOUNTS", "ApprovalsReport", "JudgedRow", "Outcome", "Recorded"]

_FOUND = 1


class Outcome(StrEnum):
    """What became of a row. Only `RECORDED` is new in the book."""

    RECORDED = "recorded"
    FIT = "could be recorded"
    BEFORE = "recorded before"
    REFUSED = "refused"
    NO_DECISION = "no decision"
    REMOVED = "row removed"


APPROVED_AMOUNTS = ("asked_pence", "approved_pence", "asked_cash_pence", "approved_cash_pence")
_TONES = {
    Outcome.RECORDED: Tone.GOOD,
    Outcome.FIT: Tone.GOOD,
    Outcome.REFUSED: Tone.BAD,
    Outcome.REMOVED: Tone.OPEN,
    Outcome.NO_DECISION: Tone.QUIET,
    Outcome.BEFORE: Tone.QUIET,
}


class Recorded(Protocol):
    """What a command recorded; see `pctfinance.records.Receipt`."""

    @property
    def posted(self) -> int:
        """How many events it posted."""

    @property
    def already_there(self) -> int:
        """How many were there before."""

    @property
    def sequence(self) -> int:
        """The last event of the book behind it."""

    @property
    def head(self) -> "Head":
        """The end of the book behind it."""

    @property
    def repeated(self) -> bool:
        """Whether it had been answered before."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One row: where it stands, what it decides, what became of it, and why.

    `row` is its number in the file; 0 for a row that was removed from it. What was asked is known of
    a row of terms that the book has, what is approved of one that approves. Amounts are pence.
    """

    row: int
    number: str
    authority: str
    decision: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    where: Where | None = None
    asked_pence: int | None = None
    approved_pence: int | None = None
    asked_cash_pence: int | None = None
    approved_cash_pence: int | None = None

    @property
    def shown_decision(self) -> str:
        """The decision, and beside a lesser approval what was asked.

        >>> JudgedRow(2, "T1", "Q36", "approve", Outcome.FIT, asked_pence=500,
        ...     approved_pence=300).shown_decision
        'approve £3 of £5'
        """
        text = self.decision
        asked, approved = self.asked_pence, self.approved_pence
        if asked is not None and approved is not None and asked != approved:
            text += f" {show_exact(approved)} of {show_exact(asked)}"
        asked, approved = self.asked_cash_pence, self.approved_cash_pence
        if asked is not None and approved is not None and asked != approved:
            text += f", cash {show_exact(approved)} of {show_exact(asked)}"
        return text


@dataclass(frozen=True, repr=False)
class ApprovalsReport(Told):
    """The rows of a returned schedule, each with what became of it.

    `sha256` is the hash of the file, under which the book keeps it. `receipt` is `None` where
    nothing was recorded: in a test, or where it was refused. `findings` are about the whole file.

    >>> ApprovalsReport("approvals.csv", "0" * 64, ()).exit_code
    0
    """

    file: str
    sha256: str
    rows: tuple[JudgedRow, ...]
    receipt: Recorded | None = None
    findings: tuple[Finding, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many rows have an outcome."""
        return sum(each.outcome is outcome for each in self.rows)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Why rows are refused, in the order of the rows."""
        return tuple(
            finding
            for each in self.rows
            if each.outcome is Outcome.REFUSED
            for finding in each.findings
        )

    @property
    def exit_code(self) -> int:
        """How a command ends: 1 where rows are refused or something was found, else 0."""
        told = (*self.findings, *(finding for each in self.rows for finding in each.findings))
        return _FOUND if any(finding.level is not Level.NOTE for finding in told) else 0

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a row of the file."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        names = ["row", "number", "authority", "decision", *APPROVED_AMOUNTS, "outcome", "why"]
        frame = pd.DataFrame([list(each.values()) for each in self._plain()], columns=names)
        return frame.astype(dict.fromkeys(APPROVED_AMOUNTS, "Int64"))

    def document(self) -> dict[str, Any]:
        """The whole of it for programs, ready for `json.dumps`."""
        receipt = self.receipt
        return {
            "schema_version": "1.0",
            "file": self.file,
            "sha256": self.sha256,
            "posted": receipt.posted if receipt else 0,
            "sequence": receipt.sequence if receipt else None,
            "head": receipt.head.hash if receipt else None,
            "repeated": receipt.repeated if receipt else False,
            "rows": [
                {**plain, **findings_document(each.findings)}
                for plain, each in zip(self._plain(), self.rows, strict=True)
            ],
            "findings": findings_document(self.findings)["findings"],
        }

    def _plain(self) -> Iterator[dict[str, Any]]:
        for each in self.rows:
            yield {
                "row": each.row,
                "number": each.number,
                "authority": each.authority,
                "decision": each.decision,
                **{name: getattr(each, name) for name in APPROVED_AMOUNTS},
                "outcome": each.outcome.value,
                "why": "; ".join(str(finding) for finding in each.findings),
            }

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        names = ("Row", "Transfer", "Authority", "Decision", "Outcome", "Why")
        counts = ((outcome, self.count(outcome)) for outcome in Outcome)
        return Shown(
            title=f"Decisions of {self.file}",
            subtitle=f"SHA-256 {self.sha256}",
            headings=tuple(Heading(name, Align.LEFT, wraps=name == "Why") for name in names),
            rows=tuple(
                row(
                    [
                        str(each.row or "-"),
                        each.number,
                        each.authority,
                        each.shown_decision,
                        ShownCell(each.outcome.value, _TONES[each.outcome]),
                        "; ".join(str(finding) for finding in each.findings),
                    ]
                )
                for each in self.rows
            ),
            notes=(
                ", ".join(f"{outcome.value}: {count}" for outcome, count in counts if count),
                *(str(finding) for finding in self.findings),
            ),
        )

    def __repr__(self) -> str:
        recorded = self.count(Outcome.RECORDED)
        return f"<Decisions of {self.file}: {recorded} of {len(self.rows)} rows recorded>"
