"""How a recharge becomes journals: the cost at each recipient, the income at the provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.ledger.events import Event
from pctfinance.ledger.journals import JournalApproved, JournalLine, JournalSubmitted
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.recharges import RechargeMark

__all__ = ["USUAL", "RechargeAccounts", "Sides", "approvals", "submissions"]


class RechargeAccounts(NamedTuple):
    """The accounts on which a recharge is entered; give those of the bodies' chart of accounts.

    `cost` and `payable` stand in the recipient's ledger, `income` and `receivable` in the provider's.
    """

    cost: str = "recharge-cost"
    payable: str = "recharge-payable"
    income: str = "recharge-income"
    receivable: str = "recharge-receivable"


USUAL = RechargeAccounts()
"""The accounts where nobody names others."""


@dataclass(frozen=True)
class Sides:
    """One recharge as it is asked for; `charged` is what each recipient is charged, in pence.

    A negative amount is a credit to the recipient. `category` is that of the cost at the recipients,
    `provider_category` that in which the income is set off at the provider.
    """

    number: str
    mark: RechargeMark
    charged: Mapping[str, int]
    category: str
    provider_category: str
    period: Period
    day: date
    by: str
    purpose: str
    accounts: RechargeAccounts = USUAL
    lane: Lane = Lane.JOURNAL
    corrects: str = ""
    synthetic: bool = False

    def journals(self) -> dict[str, tuple[JournalLine, ...]]:
        """The lines of each body's journal, the provider's last."""
        at, host = self.accounts, self.mark.provider
        mine: list[JournalLine] = []
        lines: dict[str, tuple[JournalLine, ...]] = {}
        for body, pence in sorted(self.charged.items()):
            lines[body] = (
                _line(at.cost, pence, host, self.category),
                _line(at.payable, -pence, host),
            )
            mine += [
                _line(at.receivable, pence, body),
                _line(at.income, -pence, body, self.provider_category),
            ]
        return {**lines, host: tuple(mine)}


def _line(account: str, debit: int, counterparty: str, category: str = "") -> JournalLine:
    return JournalLine(
        account,
        category,
        Limit.REVENUE if category else "",
        counterparty=counterparty,
        debit_pence=max(debit, 0),
        credit_pence=max(-debit, 0),
    )


def submissions(sides: Sides) -> list[Event]:
    """The journals of a recharge as they are submitted, one a body.

    Raises:
        ValidationError: of pydantic, where an amount or a number can be none.

    >>> april = Period("2011-12 M01")
    >>> sides = Sides("R1", RechargeMark(provider="5K7", month=1), {"5A9": 500}, "corporate",
    ...     "corporate", april, april.end, "Head of Finance", "payroll services")
    >>> [(event.body, event.what.debit_pence, event.what.credit_pence)
    ...     for event in submissions(sides)]
    [('5A9', 500, 500), ('5K7', 500, 500)]
    """
    is_late = sides.period.number > sides.mark.month
    return [
        Event(
            body=body,
            effective=sides.period.end,
            notified=sides.day,
            reference=sides.number,
            by=sides.by,
            purpose=sides.purpose,
            synthetic=sides.synthetic,
            what=JournalSubmitted.model_validate(
                {
                    "number": sides.number,
                    "lane": sides.lane,
                    "entered": lines,
                    "late_for": sides.mark.month if is_late else 0,
                    "corrects": sides.corrects,
                    "recharge": sides.mark,
                }
            ),
        )
        for body, lines in sides.journals().items()
    ]


def approvals(submitted: Sequence[Event], by: str, day: date | None = None) -> list[Event]:
    """The approval of every journal of a recharge, on one day.

    >>> approvals([], "Director of Finance")
    []
    """
    return [
        Event(
            body=event.body,
            effective=event.effective,
            notified=day or event.notified,
            reference=event.reference,
            by=by,
            synthetic=event.synthetic,
            what=JournalApproved(number=event.reference),
        )
        for event in submitted
    ]
