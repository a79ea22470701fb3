"""The statement of a limit: what it is made of, and what each change of it relates to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Funding, Limit
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.reversals import without_reversed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LimitChange", "LimitStatement", "limit_statement"]


@dataclass(frozen=True, slots=True)
class LimitChange:
    """One change of a limit: the event, and what it adds to the recurrent and other part, in pence.

    For capital and cash, which know no recurrence, the whole amount is `non_recurrent_pence`.
    `late_for` is the date that a document states which came after its month was submitted or closed.
    """

    account: Account
    certainty: Certainty
    effective: date
    notified: date
    reference: str
    purpose: str
    recurrent_pence: int
    non_recurrent_pence: int
    synthetic: bool
    sequence: int
    late_for: date | None = None

    @property
    def total_pence(self) -> int:
        """Recurrent and non-recurrent together: always their sum."""
        return self.recurrent_pence + self.non_recurrent_pence


@dataclass(frozen=True)
class LimitStatement:
    """One body's limit as of a month, as known on a date, change by change.

    Confirmed and anticipated amounts are kept apart; their sum is the *expected* limit. Amounts are
    integer pence, resources positive. `applied_non_recurrently_pence` is recurrent resource that is
    used once: it does not move the limit. `undone` are the numbers of the events that were reversed,
    and of their reversals.
    """

    body: str
    limit: Limit
    as_of: Period
    known_at: date | None
    changes: tuple[LimitChange, ...]
    applied_non_recurrently_pence: int
    applied_synthetic: bool = False
    undone: frozenset[int] = frozenset()

    def total(
        self, certainty: Certainty = Certainty.CONFIRMED, funding: Funding | None = None
    ) -> int:
        """The limit in pence, by certainty and, if asked, by funding.

        >>> empty = LimitStatement("5A9", Limit.REVENUE, Period("2011-12 M01"), None, (), 0)
        >>> empty.total(Certainty.ANTICIPATED)
        0
        """
        changes = [change for change in self.changes if change.certainty is certainty]
        recurrent = sum(change.recurrent_pence for change in changes)
        other = sum(change.non_recurrent_pence for change in changes)
        if funding is None:
            return recurrent + other
        return recurrent if funding is Funding.RECURRENT else other

    @property
    def contains_synthetic(self) -> bool:
        """Whether any change, or what is applied, has no published source."""
        return self.applied_synthetic or any(change.synthetic for change in self.changes)

    def is_known(self, certainty: Certainty = Certainty.CONFIRMED) -> bool:
        """Whether any change of that certainty stands: a limit without one is not zero.

        What was reversed, and its reversal, are changes that do not stand.

        >>> LimitStatement("5A9", Limit.REVENUE, Period("2011-12 M01"), None, (), 0).is_known()
        False
        """
        return any(
            change.certainty is certainty and change.sequence not in self.undone
            for change in self.changes
        )

    @property
    def table(self) -> "pd.DataFrame":
        """The changes as a tidy DataFrame, one row a change, amounts in `*_pence` columns."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        columns = [*LimitChange.__dataclass_fields__, "total_pence"]
        return pd.DataFrame(
            [[_plain(getattr(change, name)) for name in columns] for change in self.changes],
            columns=columns,
        )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Account | Certainty) else value


def limit_statement(
    ledger: ResourceLedger,
    body: str,
    as_of: Period,
    known_at: date | None = None,
    limit: Limit = Limit.REVENUE,
) -> LimitStatement:
    """The statement of one body's limit, for any pair of a month and a date of knowledge.

    Args:
        ledger: the resource ledger.
        body: code of the statutory body.
        as_of: the last month whose events count.
        known_at: events notified after this day are left out; `None` leaves nothing out.
        limit: which of the three limits.

    >>> limit_statement(ResourceLedger(), "5A9", Period("2011-12 M08")).total()
    0
    """
    events = ledger.standing(body, as_of, known_at)
    standing = {event.sequence for event in without_reversed(events)}
    applied = [
        (line.pence, event.synthetic)
        for event in events
        for line in event.lines
        if line.account is Account.APPLIED_NON_RECURRENTLY
        and (line.strand.limit, line.strand.funding) == (limit, Funding.NON_RECURRENT)
    ]
    return LimitStatement(
        body=body,
        limit=limit,
        as_of=as_of,
        known_at=known_at,
        changes=tuple(change for event in events for change in _changes(event, limit)),
        applied_non_recurrently_pence=sum(pence for pence, _ in applied),
        applied_synthetic=any(synthetic for _, synthetic in applied),
        undone=frozenset(event.sequence for event in events) - standing,
    )


def _changes(event: Event, limit: Limit) -> Iterable[LimitChange]:
    for line in event.what.lines():
        if line.account not in SOURCES or line.strand.limit is not limit:
            continue
        recurrent = line.strand.funding is Funding.RECURRENT
        yield LimitChange(
            account=line.account,
            certainty=line.strand.certainty,
            effective=event.effective,
            notified=event.notified,
            reference=event.reference,
            purpose=event.purpose,
            recurrent_pence=line.pence if recurrent else 0,
            non_recurrent_pence=0 if recurrent else line.pence,
            synthetic=event.synthetic,
            sequence=event.sequence,
            late_for=event.late_for,
        )
