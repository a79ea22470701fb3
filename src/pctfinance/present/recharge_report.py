"""The list of recharges: who charged whom, how much, for what, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.consolidation.recharge_flows import RechargeSet
from pctfinance.ledger.journal_rules import JournalState
from pctfinance.ledger.recharges import RechargeMark
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RechargeReport"]

_COLUMNS = (
    *("number", "period", "for_month", "provider", "recipient", "pence", "kind", "state"),
    *("basis", "basis_version", "purpose", "corrects", "lane", "by", "decided_by", "synthetic"),
    "contract",
)
_TONES = {
    JournalState.SUBMITTED: Tone.OPEN,
    JournalState.APPROVED: Tone.GOOD,
    JournalState.REJECTED: Tone.BAD,
    JournalState.WITHDRAWN: Tone.QUIET,
}


@dataclass(frozen=True, repr=False)
class RechargeReport(Told):
    """Some recharges of a book, in the order of submission.

    >>> list(RechargeReport("Recharges", ()).rows())
    []
    """

    title: str
    sets: tuple[RechargeSet, ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a recharge and recipient; pence, a charge to the recipient positive."""
        for one in self.sets:
            event, what, decision = one.first.submission, one.first.what, one.first.decision
            mark = what.recharge or RechargeMark(provider=one.provider, month=event.period.number)
            for body, pence in one.charged.items():
                values = (
                    one.number,
                    str(event.period),
                    str(event.year.period(mark.month)),
                    one.provider,
                    body,
                    pence,
                    mark.kind,
                    one.state.value,
                    mark.basis,
                    mark.version,
                    event.purpose,
                    what.corrects,
                    what.lane.value,
                    event.by,
                    decision.by if decision else "",
                    event.synthetic,
                    mark.contract,
                )
                yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a recharge and recipient; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        rows = [
            row(
                [
                    said["number"],
                    said["period"],
                    said["provider"],
                    said["recipient"],
                    _marked(said),
                    ShownCell(said["state"], _TONES[JournalState(said["state"])]),
                    show_exact(said["pence"]).replace(Unit.POUNDS.symbol, ""),
                ]
            )
            for said in self.rows()
        ]
        notes = [
            "A recharge is income of the provider and cost of the recipient; it moves no limit."
        ]
        if any(said["synthetic"] for said in self.rows()):
            notes.append("Contains synthetic figures, which have no published source.")
        return Shown(
            title=self.title,
            subtitle="£, a charge to the recipient positive",
            headings=(
                Heading("Number", Align.LEFT),
                Heading("Month", Align.LEFT),
                Heading("Provider", Align.LEFT),
                Heading("Recipient", Align.LEFT),
                Heading("Purpose", Align.LEFT, wraps=True),
                Heading("State", Align.LEFT),
                Heading("Amount"),
            ),
            rows=tuple(rows),
            empty="No recharge is entered.",
            notes=tuple(notes),
        )

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.sets)}>"


def _marked(said: dict[str, Any]) -> str:
    """The purpose of a recharge, with what is special about it."""
    marks = [
        *([said["kind"]] if said["kind"] != "charge" else []),
        *([f"of {said['corrects']}"] if said["corrects"] else []),
        *([f"for {said['for_month']}"] if said["for_month"] != said["period"] else []),
        *([f"contract {said['contract']}"] if said["contract"] else []),
        *([f"by {said['basis']}, version {said['basis_version']}"] if said["basis"] else []),
    ]
    return f"{said['purpose']} ({'; '.join(marks)})" if marks else str(said["purpose"])
