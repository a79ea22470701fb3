"""What each body of a group is entitled to: a second gate, made from the rules alone.

It reads the events that a book took, one by one, and never asks the book what it makes of them. No
line of a ledger is added up here: what an event moves is said again, by its kind and its amounts.
What moved without an approval that fits is `Pooled`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

__all__ = ["CHANGE", "Asked", "Entitlement", "Office", "Pooled", "Setting", "measure_of", "shares"]

CHANGE = date(2011, 10, 3)
"""From this day on the SHA clusters are competent, before it the SHAs (DESIGN: 3 October 2011)."""

_NEVER_BELOW = ("held", "lodged", "earmark", "owed", "committed", "promised")
_FOR_GOOD = ("transfer-", "fund-waived", "case-", "loan-", "lodgement-carried", "reversal")
_OUTSIDE = {"support": ("receiver",), "return": ("receiver",)}
_OUTSIDE |= {"lodgement": ("giver",), "switch": ("giver",)}
_BACK = {"lodgement": "return", "return": "lodgement", "switch": "switch", "redirect": "redirect"}
_BACK_WAYS = ("straight", "support", "loan", "repayment", "draw")
_MOVES_NOTHING = ("write-off", "reschedule", "re-spread")


class Pooled(AssertionError):  # noqa: N818 - it is what was found, and no fault of the test
    """A counter-example: something was moved, promised or taken without what it needs."""


class Office(NamedTuple):
    """An office of an authority, as it was stated: its limit in pence or none, its days."""

    name: str
    limit: int | None
    first: date
    last: date


@dataclass(frozen=True)
class Setting:
    """A group by hand: its bodies, who is competent for each before and from 3 October 2011."""

    group: str
    actors: tuple[str, ...]
    others: tuple[str, ...]
    competent: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    delegate: str
    signer: str = ""
    offices: Mapping[str, tuple[Office, ...]] = field(default_factory=dict)

    @property
    def bodies(self) -> tuple[str, ...]:
        """All bodies of the group."""
        return (*self.actors, *self.others)

    def needed(self, bodies: Iterable[str], on: date) -> set[str]:
        """The authorities that must all approve what touches these bodies on a day."""
        return {code for body in bodies for code in self.competent[body][on >= CHANGE]}

    def may_sign(self, authority: str, office: str, pence: int, on: date) -> bool:
        """Whether an office may sign for an authority."""
        return any(
            _key(each.name) == _key(office)
            and each.first <= on <= each.last
            and (each.limit is None or pence <= each.limit)
            for each in self.offices[authority]
        )


@dataclass
class Asked:
    """One transfer: its terms, who signed, what was approved by whom, which conditions are met."""

    terms: Any
    signed: set[str]
    state: str = "proposed"
    agreed: set[tuple[str, str]] = field(default_factory=set)
    submitted: list[str] = field(default_factory=list)
    approvals: list[Any] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    undone: bool = False
    moved: tuple[int, int] = (0, 0)

    def copy(self) -> "Asked":
        """A copy that shares nothing that changes."""
        return replace(
            self,
            signed=set(self.signed),
            agreed=set(self.agreed),
            met=set(self.met),
            submitted=list(self.submitted),
            approvals=list(self.approvals),
        )


class Entitlement:
    """What each body may have; every event is either understood, or moves no limit at all."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.sums: Counter[tuple[str, ...]] = Counter()
        self.transfers: dict[str, Asked] = {}
        self.kinds: Counter[str] = Counter()
        self._events: dict[int, Any] = {}
        self._effects: dict[int, Counter[tuple[str, ...]]] = {}
        self._reversed: set[int] = set()
        self._tranches: dict[tuple[str, str], str] = {}
        self._cases: dict[tuple[str, str], dict[str, Any]] = {}
        self._funds: dict[str, dict[str, Any]] = {}
        self._made: dict[tuple[str, str], Any] = {}
        self._legs: list[Any] = []

    def copy(self) -> "Entitlement":
        """A copy that shares nothing that changes."""
        made = Entitlement(self.setting)
        made.sums, made.kinds = Counter(self.sums), Counter(self.kinds)
        made.transfers = {name: each.copy() for name, each in self.transfers.items()}
        made._events, made._effects = dict(self._events), dict(self._effects)
        made._reversed, made._tranches = set(self._reversed), dict(self._tranches)
        made._cases = {key: {**case, "met": set(case["met"])} for key, case in self._cases.items()}
        made._funds = {
            name: {**fund, "agreed": dict(fund["agreed"])} for name, fund in self._funds.items()
        }
        made._made = dict(self._made)
        return made

    # What it knows.

    def limit(self, body: str, measure: str) -> int:
        """What the confirmed limit of a body may be: `R`, `NR`, `capital` or `cash`."""
        return self.sums["limit", body, measure]

    def aside(self, body: str, measure: str) -> int:
        """What of it is promised to others, or earmarked for a fund: not for the body to use."""
        kinds = ("promised", "earmark")
        return sum(
            pence
            for key, pence in self.sums.items()
            if key[0] in kinds and key[1:3] == (body, measure)
        )

    @property
    def lodged(self) -> list[tuple[str, str]]:
        """The lodgements, each with the body whose it is."""
        return sorted({(key[1], key[2]) for key in self.sums if key[0] == "lodged"})

    @property
    def loans(self) -> list[str]:
        """The loans that were made."""
        return sorted({key[1] for key in self.sums if key[0] == "owed"})

    @property
    def rows(self) -> dict[int, Any]:
        """The events that moved something of one body alone, by number."""
        own = {number: self._events[number] for number in self._effects}
        return {n: e for n, e in own.items() if not e.what.kind.startswith("transfer-")}

    # What it reads.

    def read(self, event: Any) -> None:
        """One event that the book took."""
        what, kind = event.what, event.what.kind
        if kind != "transfer-actioned" and self._legs:
            raise Pooled("a leg stands alone")
        effect: Counter[tuple[str, ...]] = Counter()
        reader = getattr(self, "_" + kind.replace("-", "_"), None)
        if reader is not None:
            try:
                reader(event, what, effect)
            except KeyError as error:
                raise Pooled(f"{kind} is about {error}, which is not there") from error
        self._events[event.sequence] = event
        if effect:
            self._effects[event.sequence] = effect
            self._take(effect)

    def end_of_command(self) -> None:
        """No leg is left alone."""
        _demand(not self._legs, "a leg stands alone")

    def _take(self, effect: Counter[tuple[str, ...]]) -> None:
        for key, pence in effect.items():
            self.sums[key] += pence
            if key[0] in _NEVER_BELOW and self.sums[key] < 0:
                raise Pooled(f"{key} is below nothing")

    def _allocation(self, event: Any, what: Any, effect: Any) -> None:
        _demand(what.issuer not in {*self.setting.bodies, self.setting.group}, "issued from inside")
        measure = measure_of(what.strand.limit, what.strand.funding)
        if what.strand.certainty == "confirmed":
            effect["limit", event.body, measure] += what.pence
        else:
            self._tranches[event.body, what.tranche] = measure

    def _anticipated_settled(self, event: Any, what: Any, effect: Any) -> None:
        _demand(what.issuer not in {*self.setting.bodies, self.setting.group}, "issued from inside")
        measure = self._tranches[event.body, what.tranche]
        effect["limit", event.body, measure] += what.confirmed_pence

    def _brought_forward(self, event: Any, what: Any, effect: Any) -> None:
        effect["limit", event.body, "NR"] += what.pence

    def _surplus_lodged(self, event: Any, what: Any, effect: Any) -> None:
        effect["limit", event.body, measure_of(what.strand.limit, what.strand.funding)] -= (
            what.pence
        )

    def _headroom_lodged(self, event: Any, what: Any, effect: Any) -> None:
        effect["limit", event.body, "R"] -= what.pence
        effect["held", event.body] += what.pence

    def _headroom_lapsed(self, event: Any, what: Any, effect: Any) -> None:
        if what.held_by == "authority":
            effect["held", event.body] -= what.pence

    def _headroom_released(self, event: Any, what: Any, effect: Any) -> None:
        _demand(event.approval.strip(), "headroom came back without an approval")
        effect["limit", event.body, "NR"] += what.pence
        effect["held", event.body] -= what.pence
        case = self._cases.get((event.body, what.case))
        if case is None:
            return
        effect["released", event.body, what.case] += what.pence
        _demand(case["approved"], "headroom was released for a case that is not approved")
        _demand(not case["over"], "headroom was released for a case that was refused or lapsed")
        released = self.sums["released", event.body, what.case] + what.pence
        _demand(released <= case["approved"], "more headroom was released than was approved")
        _demand(len(case["met"]) == case["conditions"], "released before a condition is met")
        _demand(what.category == case["category"], "released for something else")

    def _capital_to_revenue(self, event: Any, what: Any, effect: Any) -> None:
        _demand(event.approval.strip(), "capital was switched without an approval")
        effect["limit", event.body, "capital"] -= what.pence
        effect["limit", event.body, "NR"] += what.pence

    def _lodgement_lapsed(self, event: Any, what: Any, effect: Any) -> None:
        _demand(event.approval.strip(), "a lodgement was written off without a letter")
        effect["lodged", event.body, what.lodgement] -= what.pence

    def _lodgement_carried(self, event: Any, what: Any, effect: Any) -> None:
        effect["lodged", event.body, what.lodgement] += what.outstanding_pence

    def _reversal(self, event: Any, what: Any, effect: Any) -> None:
        found = self._events[what.corrects]
        _demand(found.body == event.body, "another body's event was reversed")
        _demand(not found.what.kind.startswith(_FOR_GOOD), f"{found.what.kind} was reversed")
        _demand(what.corrects not in self._reversed, "an event was reversed twice")
        if found.what.kind in ("headroom-released", "capital-to-revenue", "lodgement-lapsed"):
            _demand(event.approval.strip(), "an approved event was reversed without an approval")
        self._reversed.add(what.corrects)
        for key, pence in self._effects.get(what.corrects, Counter()).items():
            effect[key] -= pence

    # Emergency commitments, cases.

    def _resource_committed(self, event: Any, what: Any, effect: Any) -> None:
        _demand(what.on_call_body != event.body, "a body committed its own resource at night")
        effect["committed", event.body, what.commitment] += what.pence
        self._made[event.body, what.commitment] = event

    def _commitment_regularised(self, event: Any, what: Any, effect: Any) -> None:
        made = self._made[event.body, what.commitment]
        _demand(_key(made.by) != _key(event.by), "who committed it regularised it")
        _demand(what.category == made.what.category, "regularised into something else")
        effect["committed", event.body, what.commitment] -= what.pence

    def _case_proposed(self, event: Any, what: Any, _effect: Any) -> None:
        _demand((event.body, what.case) not in self._cases, "a case was proposed twice")
        told = {"pence": what.pence, "by": event.by, "category": what.category, "conditions": 0}
        self._cases[event.body, what.case] = {**told, "approved": 0, "over": False, "met": set()}

    def _case_approved(self, event: Any, what: Any, _effect: Any) -> None:
        case = self._cases[event.body, what.case]
        _demand(not case["approved"] and not case["over"], "a case was decided twice")
        _demand(what.pence <= case["pence"], "more was approved than was proposed")
        _demand(_key(event.by) != _key(case["by"]), "who proposed a case approved it")
        self._decided(event, what, what.pence)
        case |= {"approved": what.pence, "conditions": len(what.conditions)}

    def _case_refused(self, event: Any, what: Any, _effect: Any) -> None:
        self._decided(event, what, 0)
        self._cases[event.body, what.case]["over"] = True

    def _headroom_exempted(self, event: Any, what: Any, _effect: Any) -> None:
        self._decided(event, what, what.pence)

    def _decided(self, event: Any, what: Any, pence: int) -> None:
        """Every competent authority is named, no other, and an office of one of them signed."""
        needed = self.setting.needed([event.body], event.notified)
        _demand(set(what.authorities) == needed, "others decided on headroom than those who may")
        signs = (self.setting.may_sign(a, event.by, pence, event.notified) for a in needed)
        _demand(any(signs), "an office that may not decided on headroom")

    def _case_condition_met(self, event: Any, what: Any, _effect: Any) -> None:
        self._cases[event.body, what.case]["met"].add(what.condition)

    def _case_lapsed(self, event: Any, what: Any, _effect: Any) -> None:
        self._cases[event.body, what.case]["over"] = True

    # Funds.

    def _fund_agreed(self, event: Any, what: Any, _effect: Any) -> None:
        fund = self._funds.setdefault(what.fund, {"terms": None, "agreed": {}})
        donors = {part.body for part in what.terms.donors}
        if fund["terms"] is not None:
            raise Pooled("the shares of a fund that stands were agreed anew")
        _demand(event.body in donors, "who is no donor agreed")
        _demand(donors <= set(self.setting.bodies), "a stranger is a donor")
        self._signs(event)
        fund["agreed"][event.body] = what.terms
        if all(fund["agreed"].get(body) == what.terms for body in donors):
            fund["terms"] = what.terms

    def _share(self, fund: str, body: str) -> int:
        """What a donor is to give by now."""
        terms = self._funds.get(fund, {}).get("terms")
        if terms is None:
            raise Pooled(f"the fund {fund} does not stand")
        agreed: int = sum(part.pence for part in terms.donors if part.body == body)
        _demand(agreed, f"{body} is no donor of {fund}")
        return agreed - self.sums["waived", fund, body] + self.sums["spread", fund, body]

    def _fund_contributed(self, event: Any, what: Any, effect: Any) -> None:
        share = self._share(what.fund, event.body)
        terms = self._funds[what.fund]["terms"]
        same = (what.limit, what.funding, what.of_headroom)
        _demand(same == (terms.limit, terms.funding, terms.of_headroom), "another strand")
        self._signs(event)
        effect["given", what.fund, event.body] += what.pence
        effect["earmark", event.body, measure_of(what.limit, what.funding), what.fund] += what.pence
        given = self.sums["given", what.fund, event.body] + what.pence
        _demand(given <= share, "more was given than the share that was agreed")

    def _fund_waived(self, event: Any, what: Any, effect: Any) -> None:
        self._share(what.fund, event.body)
        _demand(_key(event.by) == _key(self._funds[what.fund]["terms"].holder), "not its keeper")
        effect["waived", what.fund, event.body] += what.pence
        effect["given", what.fund, event.body] -= what.returned_pence
        measure = measure_of(what.limit, what.funding)
        effect["earmark", event.body, measure, what.fund] -= what.returned_pence

    # Loans.

    def _loan_carried(self, _event: Any, what: Any, effect: Any) -> None:
        if str(what.side) == "lender" or what.loan.lender not in self.setting.bodies:
            effect["owed", what.loan.key] += what.outstanding_pence

    # Transfers.

    def _transfer_proposed(self, event: Any, what: Any, _effect: Any) -> None:
        terms, earlier = what.terms, self.transfers.get(what.number)
        _demand(earlier is None or earlier.state == "returned", "a number was used twice")
        _demand(what.digest == terms.digest, "another digest")
        _demand(set(_bodies(terms)) <= set(self.setting.bodies), "a stranger is a party")
        for side in ("giver", "receiver"):
            party, inside = getattr(terms, side), side in _OUTSIDE.get(terms.kind, (side,))
            if str(terms.kind) == "switch":
                _demand(terms.giver == terms.receiver, "a switch is of one body")
            elif not inside and side != terms.outside:
                known = {
                    code for pair in self.setting.competent.values() for c in pair for code in c
                }
                _demand(party in known, f"{party} gives or takes from outside")
        self.transfers[what.number] = Asked(terms, {_key(event.by)})

    def _of(self, what: Any, *states: str) -> Asked:
        asked = self.transfers[what.number]
        _demand(asked.state in states, f"{what.kind} of what is {asked.state}")
        _demand(what.digest == asked.terms.digest, f"{what.kind} is of other terms")
        _demand(getattr(what, "terms", asked.terms) == asked.terms, "the terms were edited")
        return asked

    def _signs(self, event: Any) -> None:
        """An office of the body that agrees, where it stated which of its offices do."""
        if event.body == self.setting.signer:
            _demand(
                _key(event.by) == _key(f"Director of Finance, {event.body}"), "a stranger signed"
            )

    def _transfer_agreed(self, event: Any, what: Any, _effect: Any) -> None:
        asked = self._of(what, "proposed")
        self._signs(event)
        asked.signed.add(_key(event.by))
        _demand((str(what.side), event.body) in _parties(asked.terms), "who is no party agreed")
        asked.agreed.add((str(what.side), event.body))

    def _transfer_submitted(self, event: Any, what: Any, effect: Any) -> None:
        asked = self._of(what, "proposed", "submitting")
        _demand(asked.agreed == _parties(asked.terms), "a party had not agreed")
        asked.submitted.append(event.body)
        asked.state = "submitting"
        for key, pence in _promised(asked.terms, event.body).items():
            effect[key] += pence
        if len(asked.submitted) == max(len(asked.terms.parts), 1):
            asked.state = "submitted"

    def _transfer_approved(self, event: Any, what: Any, _effect: Any) -> None:
        self._of(what, "submitted").approvals.append(event)

    def _transfer_covered(self, _event: Any, _what: Any, _effect: Any) -> None:
        raise Pooled("the rulebook of the search has every repayment approved")

    def _transfer_condition_met(self, _event: Any, what: Any, _effect: Any) -> None:
        self._of(what, "submitted").met.add(what.condition)

    def _transfer_ended(self, event: Any, what: Any, effect: Any) -> None:
        asked = self.transfers[what.number]
        _demand(asked.state != "actioned", "what was actioned ended")
        reserved = event.body in asked.submitted
        _demand(what.reserved == reserved, "it gives back what is not promised")
        if reserved:
            asked.submitted.remove(event.body)
            for key, pence in _promised(asked.terms, event.body).items():
                effect[key] -= pence
        asked.state = what.outcome

    def _transfer_actioned(self, event: Any, what: Any, effect: Any) -> None:
        self._legs.append(event)
        asked = self._of(what, "submitted")
        if len(self._legs) < _number_of_legs(asked.terms):
            return
        legs, self._legs = self._legs, []
        self._judge(asked, legs, effect)

    def _judge(self, asked: Asked, legs: list[Any], effect: Any) -> None:
        """All legs of a transfer came: it has its approvals, or this is the counter-example."""
        terms, first = asked.terms, legs[0]
        pence, cash, on = first.what.pence, first.what.cash_pence, first.effective
        posted = [(leg.body, str(leg.what.side), leg.what.party) for leg in legs]
        _demand(len(set(posted)) == len(posted), "a leg was posted twice")
        _demand(all(body in _bodies(terms) for body, *_ in posted), "a leg of a stranger")
        _demand(
            all(
                (leg.effective, leg.what.pence, leg.what.cash_pence) == (on, pence, cash)
                for leg in legs
            ),
            "its legs differ",
        )
        _demand(all(leg.approval.strip() for leg in legs), "a leg names no approval")
        _demand(on >= terms.effective, "it counts from before its terms")
        needed = self.setting.needed(_bodies(terms), on)
        given = {event.what.authority: event for event in asked.approvals}
        _demand(needed and needed <= set(given), f"it moved without {needed - set(given)}")
        for authority in needed:
            self._fits(asked, given[authority], pence, cash)
        for event in asked.approvals:
            _demand(set(event.what.conditions) <= asked.met, "a condition was not met")
        asked.state, asked.moved = "actioned", (pence, cash)
        self._undoes(terms, pence, cash, effect)
        for body in asked.submitted:
            for key, promised in _promised(terms, body).items():
                if key[0] == "promised":
                    effect[key] -= promised
        for key, moved in _moved(terms, pence, cash, set(self.setting.bodies)).items():
            effect[key] += moved
        if terms.of_loan and str(terms.kind) in ("repayment", "write-off"):
            self._repays(terms)
        if str(terms.kind) == "re-spread":
            left = self.sums["waived", terms.fund, terms.receiver]
            left -= self.sums["relieved", terms.fund, terms.receiver]
            _demand(pence <= left, "more was spread anew than was waived")
        for part in terms.parts:
            self._share(terms.fund, part.body)
        self.kinds[str(terms.kind) + (" back" if terms.reverses else "")] += 1

    def _fits(self, asked: Asked, event: Any, pence: int, cash: int) -> None:
        """An approval of exactly these terms, by an office that may sign for it, and by no party."""
        what = event.what
        _demand(what.digest == asked.terms.digest, "other terms were approved")
        larger = max(what.pence, what.cash_pence)
        may = self.setting.may_sign(what.authority, event.by, larger, event.notified)
        _demand(may, f"{event.by} may not sign for {what.authority}")
        _demand(_key(event.by) not in asked.signed, "who proposed or agreed approved it")
        _demand(pence <= what.pence and cash <= what.cash_pence, "more moved than was approved")
        _demand(what.pence <= asked.terms.pence, "more was approved than was asked")

    def _undoes(self, terms: Any, pence: int, cash: int, effect: Any) -> None:
        """A reversal gives exactly back what was actioned, and once."""
        if not terms.reverses:
            return
        found = self.transfers.get(terms.reverses)
        _demand(found is not None and found.state == "actioned", "it reverses what never moved")
        if found is None:
            return
        _demand(not found.undone, "it was reversed before")
        found.undone = True
        opposite = (terms.giver, terms.receiver) == (found.terms.receiver, found.terms.giver)
        less = pence <= found.moved[0] and cash <= found.moved[1]
        _demand(opposite and less, "it is not the opposite")
        kind = str(found.terms.kind)
        if kind in ("loan", "repayment"):  # what it was is undone whole
            _demand((pence, cash) == found.moved, f"a {kind} is undone, and less came back")
            loan = found.terms.of_loan or found.terms.number
            effect["owed", loan] += pence if kind == "repayment" else -pence
        back = _BACK.get(str(found.terms.kind), "")
        of_kind = str(terms.kind) == back if back else str(terms.kind) in _BACK_WAYS
        _demand(of_kind, "it goes back another way")

    def _repays(self, terms: Any) -> None:
        loan = self.transfers.get(terms.of_loan)
        if loan is not None:
            lent = (loan.terms.receiver, loan.terms.giver)
            lent = lent if str(terms.kind) == "repayment" else lent[::-1]
            _demand((terms.giver, terms.receiver) == lent, "others repay than who owe")


def measure_of(limit: Any, funding: Any) -> str:
    """`R`, `NR`, `capital` or `cash`."""
    return {"recurrent": "R", "non-recurrent": "NR"}.get(str(funding), str(limit))


def shares(pence: int, weights: list[int]) -> list[int]:
    """An amount shared out by weights, to the penny: by the largest remainder, the first on a tie."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    found = [pence * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda n: (-(pence * weights[n] % whole), n))
    for place in rests[: pence - sum(found)]:
        found[place] += 1
    return found


def _demand(holds: object, what: str) -> None:
    if not holds:
        raise Pooled(what)


def _key(office: str) -> str:
    return " ".join(office.split()).casefold()


def _bodies(terms: Any) -> list[str]:
    """Those whose limits or earmarks a transfer touches, the receiver last."""
    if terms.parts:
        return [*(part.body for part in terms.parts if part.body != terms.receiver), terms.receiver]
    sides = _OUTSIDE.get(str(terms.kind), ("giver", "receiver"))
    return [getattr(terms, side) for side in sides if side != terms.outside]


def _parties(terms: Any) -> set[tuple[str, str]]:
    """Who has to agree."""
    if terms.parts:
        givers = {("giver", part.body) for part in terms.parts if part.body != terms.receiver}
        return givers | {("receiver", terms.receiver)}
    sides = _OUTSIDE.get(str(terms.kind), ("giver", "receiver"))
    return {(side, getattr(terms, side)) for side in sides if side != terms.outside}


def _number_of_legs(terms: Any) -> int:
    return len(terms.parts) + 1 if terms.parts else len(_parties(terms))


def _passed_cash(terms: Any, cash: int) -> list[int]:
    """The cash of each giver: by what passes of the resource, then by what was asked."""
    passing = [0 if part.body == terms.receiver else part.pence for part in terms.parts]
    return shares(cash, shares(terms.cash_pence, passing))


def _promised(terms: Any, body: str) -> Counter[tuple[str, ...]]:
    """What one giver promises by submitting: it cannot be used or promised again."""
    found: Counter[tuple[str, ...]] = Counter()
    kind, measure = str(terms.kind), measure_of(terms.limit, terms.funding)
    if terms.parts:
        pence = sum(part.pence for part in terms.parts if part.body == body)
        found["promised", body, measure, terms.number] += pence
        if kind == "draw":
            found["earmark", body, measure, terms.fund] -= pence
        cash = _passed_cash(terms, terms.cash_pence)
        for part, share in zip(terms.parts, cash, strict=True):
            if part.body == body:
                found["promised", body, "cash", terms.number] += share
    elif kind == "redirect" and not terms.reverses:
        found["held", body] -= terms.pence
    elif kind not in (*_MOVES_NOTHING, "support", "return") and terms.outside != "giver":
        found["promised", body, measure, terms.number] += terms.pence
        found["promised", body, "cash", terms.number] += terms.cash_pence
    return found


def _moved(terms: Any, pence: int, cash: int, bodies: set[str]) -> Counter[tuple[str, ...]]:
    """By how much an approved transfer moves each limit, by the words of its kind alone."""
    kind, strand = str(terms.kind), measure_of(terms.limit, terms.funding)
    found = _followed(terms, kind, pence)
    if terms.parts:
        return _of_parts(terms, pence, cash)
    if kind == "switch":
        found["limit", terms.giver, strand] -= pence
        found["limit", terms.giver, "NR" if strand == "capital" else "capital"] += pence
    elif kind == "redirect":
        whose, sign = (terms.giver, -1) if terms.reverses else (terms.receiver, 1)
        found["limit", whose, "NR"] += sign * pence
    elif kind not in _MOVES_NOTHING:
        for body, sign in ((terms.giver, -1), (terms.receiver, 1)):
            if body in bodies:  # the authority or holder has no ledger
                found["limit", body, strand] += sign * pence
                found["limit", body, "cash"] += sign * cash
    return found


def _followed(terms: Any, kind: str, pence: int) -> Counter[tuple[str, ...]]:
    """What is held for a body, and what is owed, beside the limits."""
    found: Counter[tuple[str, ...]] = Counter()
    if kind == "redirect":
        whose, left = (terms.receiver, pence) if terms.reverses else (terms.giver, 0)
        found["held", whose] += left or terms.pence - pence
    elif kind == "lodgement":
        found["lodged", terms.giver, terms.lodgement or terms.number] += pence
    elif kind == "return":
        found["lodged", terms.receiver, terms.lodgement] -= pence
    elif kind == "loan":
        found["owed", terms.number] += pence
    elif kind in ("repayment", "write-off"):
        found["owed", terms.of_loan] -= pence
    return found


def _of_parts(terms: Any, pence: int, cash: int) -> Counter[tuple[str, ...]]:
    """A draw passes to the receiver what is not its own; a re-spread earmarks more."""
    found: Counter[tuple[str, ...]] = Counter()
    measure = measure_of(terms.limit, terms.funding)
    given = shares(pence, [part.pence for part in terms.parts])
    for part, share in zip(terms.parts, given, strict=True):
        if str(terms.kind) == "draw":
            found["earmark", part.body, measure, terms.fund] += part.pence - share
            if part.body != terms.receiver:
                at = "NR" if terms.of_headroom else measure
                found["limit", part.body, at] -= share
                found["limit", terms.receiver, at] += share
        else:
            found["earmark", part.body, measure, terms.fund] += share
            found["given", terms.fund, part.body] += share
            found["spread", terms.fund, part.body] += share
            found["relieved", terms.fund, terms.receiver] += share
    if str(terms.kind) == "draw":
        for part, share in zip(terms.parts, _passed_cash(terms, cash), strict=True):
            found["limit", part.body, "cash"] -= share
            found["limit", terms.receiver, "cash"] += share
    return found
