"""Recharges and shared costs in the reference model: what is charged, and what stands or falls together.

Told from all entries so far, each time anew, by the rules of `docs/shared-costs.md`. A journal of a
recharge is a journal like any other, too: that is judged where all journals are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from reference_acts import Act, Entry, JournalLine, month_of
from reference_cases_acts import Deed, Mark
from reference_close import journal_state

__all__ = [
    "Basis",
    "Recharge",
    "Shared",
    "against_the_recharges",
    "basis_in",
    "journals_of",
    "recharges_of",
    "shared",
    "shared_cost",
]


class Basis(NamedTuple):
    """By which weights a cost is shared, from which month on."""

    name: str
    host: str
    month: int
    weights: tuple[tuple[str, Fraction], ...]


class Recharge(NamedTuple):
    """One recharge: its journals, how far it has come, and what each recipient is charged."""

    number: str
    journals: tuple[Deed, ...]
    state: str
    charged: dict[str, int]

    @property
    def mark(self) -> Mark:
        """What all of its journals say."""
        mark = self.journals[0].mark
        assert mark is not None
        return mark


def basis_in(bases: Sequence[Basis], name: str, month: int) -> Basis | None:
    """The version that holds: from the latest month, and of these the one stated last."""
    held = None
    for basis in bases:
        if basis.name == name and basis.month <= month and (not held or basis.month >= held.month):
            held = basis
    return held


def shared(pence: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """A cost by weights: down to the penny, then a penny each to the largest remainders."""
    whole = sum(weights.values(), Fraction(0))
    exact = {body: abs(pence) * weight / whole for body, weight in weights.items()}
    shares = {body: int(share) for body, share in exact.items()}

    def first(body: str) -> tuple[Fraction, Fraction, str]:
        return (-(exact[body] - int(exact[body])), -weights[body], body)

    for body in sorted(weights, key=first)[: abs(pence) - sum(shares.values())]:
        shares[body] += 1
    return {body: share if pence >= 0 else -share for body, share in shares.items()}


def journals_of(
    number: str, mark: Mark, charged: Mapping[str, int], said: Act, categories: tuple[str, str]
) -> list[Deed]:
    """The journals of a recharge: the cost at each recipient, the income at the provider, last."""
    deeds, mine, others = [], [], []

    def line(account: str, pence: int, category: str = "") -> JournalLine:
        limit = "revenue" if category else ""
        return JournalLine(account, limit, category, max(pence, 0), max(-pence, 0))

    def deed(body: str, lines: Sequence[JournalLine], with_whom: Sequence[str]) -> Deed:
        return Deed(
            "journal-submitted",
            body,
            said.effective,
            said.notified,
            number=number,
            entered=tuple(lines),
            by=said.by,
            purpose=said.purpose,
            late_month=mark.month if month_of(said.effective) > mark.month else 0,
            puts_right=said.puts_right,
            mark=mark,
            others=tuple(with_whom),
        )

    for body, pence in sorted(charged.items()):
        cost = [line("cost", pence, categories[0]), line("payable", -pence)]
        deeds.append(deed(body, cost, [mark.provider] * 2))
        mine += [line("receivable", pence), line("income", -pence, categories[1])]
        others += [body, body]
    return [*deeds, deed(mark.provider, mine, others)]


def recharges_of(entries: Iterable[Entry]) -> dict[str, Recharge]:
    """The recharges by number, in order of submission."""
    entries = list(entries)
    sent: dict[str, list[Deed]] = defaultdict(list)
    for act in (e.act for e in entries if e.act.kind == "journal-submitted"):
        if isinstance(act, Deed) and act.mark and act.body not in _bodies(sent[act.number]):
            sent[act.number].append(
                act
            )  # a number that is used again in a body is no other journal
    return {
        number: Recharge(
            number,
            tuple(deeds),
            journal_state(entries, deeds[0].body, number),
            {body: pence for body, pence in _charged(deeds).items() if pence},
        )
        for number, deeds in sent.items()
        if deeds
    }


def _bodies(deeds: Sequence[Deed]) -> list[str]:
    return [deed.body for deed in deeds]


def _charged(deeds: Sequence[Deed]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for deed in deeds:
        if deed.mark and deed.body != deed.mark.provider:
            sums[deed.body] += sum(each.debit - each.credit for each in deed.entered if each.limit)
    return dict(sums)


def against_the_recharges(
    batch: Sequence[Act], entries: Sequence[Entry], after: Sequence[Entry]
) -> set[str]:
    """Why a command breaks a recharge apart, uses its number again, or takes back what cannot be."""
    refused = set()
    before, now = recharges_of(entries), recharges_of(after)
    for act in batch:
        of = now.get(act.number)
        if not act.kind.startswith("journal-") or of is None:
            continue
        if act.body not in {deed.body for deed in of.journals}:
            continue
        is_side = act.kind == "journal-submitted" and isinstance(act, Deed) and act.mark
        if is_side and act.number in before:
            refused.add("recharge.refused")
        if _is_apart(of, after):
            refused.add("recharge.unpaired")
        if of.mark.kind == "reversal" and _is_no_reversal(of, now):
            refused.add("recharge.unpaired")
    return refused


def _is_apart(of: Recharge, entries: Sequence[Entry]) -> bool:
    """Whether its sides differ, or it is decided on at one body otherwise than at the others."""
    pairs: dict[tuple[str, str], int] = defaultdict(int)
    for deed in of.journals:
        for line, other in zip(deed.entered, deed.others, strict=True):
            pairs[deed.body, other] += line.debit - line.credit if line.limit else 0
    if any(pence + pairs.get(at[::-1], 0) for at, pence in pairs.items()):
        return True
    said = {
        (deed.effective, deed.notified, deed.by, deed.purpose, deed.mark, deed.puts_right)
        for deed in of.journals
    }
    if len(said) > 1:
        return True
    stands = set()
    for deed in of.journals:
        decided = [
            e.act.notified
            for e in entries
            if e.act.kind in ("journal-approved", "journal-rejected", "journal-withdrawn")
            and (e.act.body, e.act.number) == (deed.body, deed.number)
        ]
        stands.add((journal_state(entries, deed.body, deed.number), *decided[:1]))
    return len(stands) > 1


def _is_no_reversal(of: Recharge, recharges: Mapping[str, Recharge]) -> bool:
    """Whether another one took the same back, or it is not the opposite of what it names."""
    undone = of.journals[0].puts_right
    others = [
        one
        for one in recharges.values()
        if one.number not in (of.number, undone)
        and one.mark.kind == "reversal"
        and one.journals[0].puts_right == undone
        and one.state in ("submitted", "approved")
    ]
    opposite = {body: -pence for body, pence in recharges[undone].charged.items()}
    return bool(others) or of.charged != opposite


class Shared(NamedTuple):
    """What a shared cost of a month comes to: of each body its share, and what was recharged of it."""

    cost: int | None
    shares: dict[str, int]
    recharged: dict[str, int]
    awaiting: dict[str, int]
    to_date: dict[str, int]
    is_first: bool

    def left(self, host: str) -> dict[str, int]:
        """What is still to be recharged to each body but the host."""
        bodies = {*self.shares, *self.recharged, *self.awaiting, *self.to_date} - {host}
        open_ = {
            body: self.shares.get(body, 0)
            - self.recharged.get(body, 0)
            - self.awaiting.get(body, 0)
            for body in sorted(bodies)
        }
        return {body: pence for body, pence in open_.items() if pence}


def shared_cost(
    basis: Basis, month: int, entries: Iterable[Entry], cost: int | None = None
) -> Shared:
    """A shared cost of a month; where nobody says the cost, it is that of the last recharge."""
    standing = [
        one
        for one in recharges_of(entries).values()
        if one.state in ("submitted", "approved") and one.mark.basis == basis.name
    ]
    of_month = [one for one in standing if one.mark.month == month]
    costs: dict[str, int | None] = {}
    for one in of_month:
        if one.mark.kind == "reversal":
            costs.pop(one.journals[0].puts_right, None)
        else:
            costs[one.number] = one.mark.cost
    known = [*costs.values()][-1] if costs and cost is None else cost
    done = [one for one in standing if one.state == "approved"]
    return Shared(
        known,
        {} if known is None else shared(known, dict(basis.weights)),
        _net(one for one in of_month if one.state == "approved"),
        _net(one for one in of_month if one.state == "submitted"),
        _net(one for one in done if month_of(one.journals[0].effective) <= month),
        not of_month,
    )


def _net(recharges: Iterable[Recharge]) -> dict[str, int]:
    """What each body is charged; the provider is paid all of it."""
    sums: dict[str, int] = defaultdict(int)
    for one in recharges:
        for body, pence in one.charged.items():
            sums[body] += pence
            sums[one.mark.provider] -= pence
    return dict(sums)
