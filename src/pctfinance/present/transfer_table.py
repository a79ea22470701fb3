"""The list of transfers: what is asked, what was approved, and how far each has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.decisions.states import Transfer, TransferState
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TransferReport"]

_COLUMNS = (
    "number",
    "kind",
    "giver",
    "receiver",
    "limit",
    "funding",
    "effective",
    "pence",
    "cash_pence",
    "approved_pence",
    "approved_cash_pence",
    "approved_by",
    "open_conditions",
    "state",
    "purpose",
    "reverses",
    "digest",
    "delegate",
    "category",
)
_TONES = {
    TransferState.ACTIONED: Tone.GOOD,
    TransferState.REJECTED: Tone.BAD,
    TransferState.WITHDRAWN: Tone.QUIET,
    TransferState.EXPIRED: Tone.QUIET,
    TransferState.REVERSED: Tone.QUIET,
}


@dataclass(frozen=True, repr=False)
class TransferReport(Told):
    """Some transfers of a book, in the order of their proposal: a table, or a DataFrame.

    >>> TransferReport("Transfers", ()).total(TransferState.ACTIONED)
    (0, 0)
    """

    title: str
    transfers: tuple[Transfer, ...]

    def total(self, state: TransferState) -> tuple[int, int]:
        """How many transfers are in a state, and the sum of what was asked in pence."""
        found = [each.terms.pence for each in self.transfers if each.state is state]
        return len(found), sum(found)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a transfer, amounts in pence, dates as text."""
        for each in self.transfers:
            terms = each.terms
            values = (
                terms.number,
                terms.kind.value,
                _givers(terms),
                terms.receiver,
                terms.limit.value,
                terms.funding.value,
                terms.effective.isoformat(),
                terms.pence,
                terms.cash_pence,
                each.approved_pence,
                each.approved_cash_pence,
                ", ".join(what.authority for what in each.approved),
                "; ".join(each.open_conditions),
                each.state.value,
                terms.purpose,
                terms.reverses,
                terms.digest,
                terms.delegate,
                terms.category,
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """The transfers as a tidy DataFrame, one row a transfer."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        symbol = Unit.POUNDS.symbol
        rows = [
            row(
                [
                    each.terms.number,
                    each.terms.kind.value,
                    _givers(each.terms),
                    each.terms.receiver,
                    each.terms.effective.isoformat(),
                    _purpose(each.terms),
                    str(each.terms.strand),
                    ShownCell(each.state.value, _TONES.get(each.state, Tone.OPEN)),
                    show_exact(each.terms.pence).replace(symbol, ""),
                    show_exact(each.approved_pence).replace(symbol, "") if each.approved else "-",
                ]
            )
            for each in self.transfers
        ]
        return Shown(
            title=self.title,
            subtitle="£; only what is actioned has moved a limit",
            headings=(
                Heading("Number", Align.LEFT),
                Heading("Kind", Align.LEFT),
                Heading("Giver", Align.LEFT),
                Heading("Receiver", Align.LEFT),
                Heading("From", Align.LEFT),
                Heading("Purpose", Align.LEFT, wraps=True),
                Heading("Strand", Align.LEFT, wraps=True, optional=True),
                Heading("State", Align.LEFT),
                Heading("Asked"),
                Heading("Approved"),
            ),
            rows=tuple(rows),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        # Counted and never summed: a lodgement, a loan and a switch are no one amount.
        counts = {state.value: self.total(state)[0] for state in TransferState}
        if said := "; ".join(f"{state}: {count}" for state, count in counts.items() if count):
            yield said

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.transfers)}>"


def _purpose(terms: TransferTerms) -> str:
    """What it is for, and whose budget it is, where it is a delegate's."""
    if not terms.delegate:
        return terms.purpose
    return f"{terms.purpose} ({terms.delegate}'s {terms.category} budget)"


def _givers(terms: TransferTerms) -> str:
    """Who gives: each donor of a draw or re-spread."""
    return ", ".join(part.body for part in terms.parts) or terms.giver
