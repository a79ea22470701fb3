"""The final close of a body: what there is to assign, and to whom the rules assign it.

Every balance goes to exactly one receiver. A rule names what it is about; the one rule with the
account `*` takes what no other rule names. Two rules about one balance are a contradiction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pctfinance.errors import Finding, Level, Where
from pctfinance.ledger.closing_balances import ClosingBalance
from pctfinance.ledger.closing_items import ItemKind, closing_items, standing_decisions
from pctfinance.ledger.events import Event
from pctfinance.ledger.lodgement_names import RETURN
from pctfinance.ledger.year_end import AssignedBalance, Decision, FinalClosed, YearEndDecided
from pctfinance.money import show_exact

__all__ = ["NOBODY", "REST", "Assignment", "assign", "assigned_before", "outstanding", "to_assign"]

REST = "*"
"""The account of the rule that takes every balance which no other rule names."""


NOBODY = "-"
"""The counterparty of a rule about balances that have none."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One rule: which balances, and their receiver.

    `account` is a code, a beginning of codes that ends with `*`, or `*` alone for the rest.
    `counterparty` narrows it to one counterparty, or with `-` to balances that have none, and may
    stand alone for all accounts. `item` names an amount outside the ledger instead. `provision`
    marks balances that carry no cash.

    >>> Assignment("Q99", "Commissioner", account="24*").covers(ClosingBalance("2410", "", -5), "")
    True
    """

    receiver: str
    receiver_name: str
    account: str = ""
    counterparty: str = ""
    item: str = ""
    provision: bool = False
    where: Where | None = None

    @property
    def is_rest(self) -> bool:
        """Whether it takes what no other rule names."""
        return self.account == REST and not self.counterparty

    def covers(self, balance: ClosingBalance, item: str) -> bool:
        """Whether the rule is about a balance of the ledger, or about an item outside it."""
        if item or self.item:
            return bool(item) and self.item == item
        if self.counterparty not in ("", balance.counterparty or NOBODY):
            return False
        if self.account.endswith(REST) or not self.account:
            return balance.account.startswith(self.account.removesuffix(REST))
        return balance.account == self.account

    def __str__(self) -> str:
        what = self.item or " ".join(filter(None, (self.account, self.counterparty)))
        return f"{what} to {self.receiver}"


def outstanding(body: str, events: Sequence[Event]) -> dict[str, int]:
    """What outside holders hold of a body or owe it, by item, less what was assigned already.

    Headroom and surplus lodged, returns expected that were not delivered, and loans: those that the
    body owes are negative. Not what was decided to lapse.

    >>> outstanding("5A9", [])
    {}
    """
    decisions = standing_decisions(body, events)
    amounts: dict[str, int] = {}
    for item in closing_items(body, events):
        returning = item.kind is ItemKind.TRANCHE and item.tranche.startswith(RETURN)
        if returning or item.kind in (ItemKind.HELD, ItemKind.EXPECTED, ItemKind.LOAN):
            amounts[item.key] = item.pence - _lapsed(decisions.get(item.key))
    for (account, _, key), pence in assigned_before(body, events).items():
        if not account:
            amounts[key] = amounts.get(key, 0) - pence
    return {key: pence for key, pence in sorted(amounts.items()) if pence}


def _lapsed(decided: Event | None) -> int:
    """What was decided to lapse of an item: nobody holds or owes it any more."""
    what = decided.what if decided else None
    if not isinstance(what, YearEndDecided):
        return 0
    return sum(part.pence for part in what.parts if part.decision is Decision.LAPSE)


def assigned_before(body: str, events: Iterable[Event]) -> dict[tuple[str, str, str], int]:
    """What the final closes of a body assigned so far, by account, counterparty and item.

    >>> assigned_before("5A9", [])
    {}
    """
    sums: dict[tuple[str, str, str], int] = {}
    for event in events:
        if event.body == body and isinstance(event.what, FinalClosed):
            for part in event.what.assigned:
                key = (part.account, part.counterparty, part.item)
                sums[key] = sums.get(key, 0) + part.pence
    return sums


def to_assign(
    body: str, balances: Iterable[ClosingBalance], events: Sequence[Event]
) -> tuple[ClosingBalance, ...]:
    """The balances of a body's general ledger that are not assigned yet; none of zero.

    Args:
        body: the body's code.
        balances: its closing balances, income and expenditure closed into the general fund.
        events: its events; earlier final closes count.

    >>> to_assign("5A9", [ClosingBalance("2410", "", -5), ClosingBalance("1000", "", 0)], [])
    (ClosingBalance(account='2410', counterparty='', pence=-5),)
    """
    sums = {(balance.account, balance.counterparty): balance.pence for balance in balances}
    for (account, counterparty, _), pence in assigned_before(body, events).items():
        if account:
            sums[account, counterparty] = sums.get((account, counterparty), 0) - pence
    return tuple(
        ClosingBalance(account, counterparty, pence)
        for (account, counterparty), pence in sorted(sums.items())
        if pence
    )


def assign(
    body: str,
    balances: Sequence[ClosingBalance],
    items: dict[str, int],
    rules: Sequence[Assignment],
) -> tuple[tuple[AssignedBalance, ...], tuple[Finding, ...]]:
    """Each balance with its receiver, and every balance that has none, or more than one.

    A rule that is about nothing is a finding too: a misspelt account would else go unseen.

    >>> rule = Assignment("Q99", "Commissioner", account="*")
    >>> (balance,), findings = assign("5A9", [ClosingBalance("2410", "", -5)], {}, [rule])
    >>> balance.receiver, findings
    ('Q99', ())
    """
    findings: list[Finding] = []
    assigned: list[AssignedBalance] = []
    used: set[int] = set()
    every = [(balance, "") for balance in balances]
    every += [(ClosingBalance("", "", pence), item) for item, pence in items.items()]
    for balance, item in every:
        named = [at for at, rule in enumerate(rules) if rule.covers(balance, item)]
        narrow = [at for at in named if not rules[at].is_rest] or named
        used.update(named)
        if len(narrow) == 1:
            assigned.append(_assigned(balance, item, rules[narrow[0]]))
        else:
            findings.append(_unassigned(body, balance, item, [rules[at] for at in narrow]))
    findings += _idle(body, [rule for at, rule in enumerate(rules) if at not in used])
    return tuple(assigned), tuple(findings)


def _assigned(balance: ClosingBalance, item: str, rule: Assignment) -> AssignedBalance:
    return AssignedBalance(
        account=balance.account,
        counterparty=balance.counterparty,
        item=item,
        pence=balance.pence,
        receiver=rule.receiver,
        receiver_name=rule.receiver_name,
        provision=rule.provision,
    )


def _unassigned(
    body: str, balance: ClosingBalance, item: str, rules: Sequence[Assignment]
) -> Finding:
    name = item or " ".join(filter(None, (balance.account, balance.counterparty)))
    what = f"{name}, {show_exact(balance.pence)}, of {body}"
    if not rules:
        message, hint = f"{what} has no receiver", "name one; a rule `*` takes the rest"
        return Finding("yearend.unassigned", Level.ERROR, message, None, hint)
    message = f"{what} is assigned more than once: {'; '.join(map(str, rules))}"
    hint = "leave one of the rules, or make one narrower"
    return Finding("yearend.assigned-twice", Level.ERROR, message, rules[-1].where, hint)


def _idle(body: str, rules: Iterable[Assignment]) -> Iterator[Finding]:
    for rule in rules:
        if not rule.is_rest:
            message = f"{body} has no balance for the rule {rule}"
            hint = "correct the account or item, or take the rule out"
            yield Finding("yearend.unknown-item", Level.ERROR, message, rule.where, hint)
