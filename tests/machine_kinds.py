"""What the machine does with all other kinds of transfers: those of loans, lodgements and headroom."""

from datetime import date, timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from machine_decisions import PAIRS, Decisions, says
from machine_draws import days, delegations, headrooms, looks, notified, set_asides
from machine_transfers import ENDS, STEPS, Said, director
from machine_words import FIRST, LAST, USED, Look
from reference_acts import CAP, CASH, NR, Act, Cell, Entry, Offer, R, Strand
from reference_decisions import SHA, SHA_CLUSTER, numbers_of, transfer_of
from reference_kinds import competent_for, home_of
from reference_loans import Loan, Lodged, loans_of, lodged_of

__all__ = ["Kinds", "sequences"]

LETTERS = {
    "loan": "L",
    "support": "A",
    "lodgement": "S",
    "switch": "C",
    "redirect": "H",
    "repayment": "P",
    "write-off": "W",
    "reschedule": "Q",
    "return": "B",
}
"""How the numbers of each kind begin."""
_DAYS = st.dates(FIRST, date(2011, 6, 30)) | days
_LATER = st.sampled_from(["2012-13", "2012-13", "2013-14", "2011-12"])
_STEP = st.sampled_from(["", "", *ENDS])
_OF_LOANS = st.sampled_from(["repayment", "repayment", "write-off", "reschedule"])
_WHATS = (
    *("begin", "begin", "begin", "settle", "settle"),
    *("return", "lapse", "back", "on", "undo", "resource"),
)
sequences = st.lists(st.sampled_from(_WHATS), min_size=2, max_size=6)
"""What is done one upon the other."""
_LASTS = st.sampled_from([*STEPS[1:], *["actioned"] * 10, *ENDS])


@st.composite
def schedules(draw: st.DrawFn, pence: int) -> tuple[tuple[str, int], ...]:
    """When some amount is due: in one year or in two; now and then not as it can be."""
    first = draw(st.integers(1, pence))
    parts = [(draw(_LATER), first), (draw(_LATER), pence - first)]
    parts = [part for part in parts if part[1]]
    match draw(st.integers(0, 24)):
        case 0:
            parts[0] = (parts[0][0], first + 1)
        case 1:
            parts[0] = (draw(st.sampled_from(["2010-11", "soon"])), first)
        case 2:
            parts += [("2012-13", 5), ("2013-14", -5)]
    return tuple(parts)


@st.composite
def beginnings(draw: st.DrawFn) -> Offer:
    """Terms that rest on no other transfer, most often such as can be."""
    kind = draw(
        st.sampled_from(["loan", "loan", "lodgement", "lodgement", "redirect", "switch", "support"])
    )
    giver, receiver = draw(PAIRS)
    pence, day = draw(st.integers(1, 40)), draw(_DAYS)
    offer = Offer(giver, receiver, draw(st.sampled_from([R, NR, NR, CAP])), pence, day, kind=kind)
    offer = offer._replace(cash=draw(st.sampled_from([0, 0, 5])))
    match kind:
        case "loan":
            offer = offer._replace(repayments=draw(schedules(pence)))
        case "support":
            offer = offer._replace(giver=draw(st.sampled_from([SHA, SHA, "Q33"])))
        case "lodgement":
            surplus = draw(st.booleans())
            offer = offer._replace(
                receiver=draw(st.sampled_from([SHA, SHA, "Q33"])),
                strand=R if surplus else offer.strand,
                taken_from="planned surplus" if surplus else "unallocated",
                returns=draw(st.sampled_from([(), (("2012-13", 7), ("2013-14", pence))])),
            )
        case "switch":
            offer = offer._replace(receiver=giver, strand=CAP, cash=0)
        case "redirect":
            offer = offer._replace(strand=NR, cash=0)
    return draw(_spoilt(offer))


@st.composite
def _spoilt(draw: st.DrawFn, offer: Offer) -> Offer:
    """The same, now and then with something that cannot be of its kind."""
    spoils: list[dict[str, Any]] = [
        {"strand": draw(st.sampled_from([R, NR, CAP]))},
        {"lodgement": "S1"},
        {"taken_from": "planned surplus"},
        {"returns": (("2010-11", 3),)},
        {"delegate": "07M", "category": "acute"},
        {"of_loan": "L1"},
        {"repayments": (("2012-13", offer.pence),)},
        {"cash": 3},
        {"effective": draw(st.sampled_from([date(2011, 3, 31), LAST]))},
    ]
    if offer.kind in ("switch", "loan", "redirect"):
        spoils.append({"receiver": draw(st.sampled_from([*USED, SHA]))})
    return offer._replace(**draw(st.sampled_from([*[{}] * 40, *spoils])))


class Kinds(Decisions):
    """Loans and what becomes of them, lodgements and their returns, switches, redirects, supports."""

    @rule(
        offer=beginnings(),
        which=st.integers(1, 2),
        day=st.dates(FIRST, date(2011, 5, 31)) | notified,
        drawn=says,
        last=_LASTS,
        helped=st.sampled_from([True, True, True, False]),
        look=looks,
    )
    def kind_as_far_as(
        self,
        *,
        offer: Offer,
        which: int,
        day: date,
        drawn: tuple[Any, ...],
        last: str,
        helped: bool,
        look: Look,
    ) -> None:
        """A transfer of any kind from its proposal as far as it should come."""
        offer = self.within(offer)
        if helped:
            self.provide(offer, look)
        number = f"{LETTERS[offer.kind]}{which}"
        done = self.go(
            number, offer, Said(director(home_of(offer)), day), look, drawn=drawn, last=last
        )
        event(f"{offer.kind}: {last if done else 'refused'}")

    def provide(self, offer: Offer, look: Look) -> None:
        """Who gives has in April what it is to give, as far as an allocation can see to it."""
        if offer.giver not in self.used or not offer.pence:
            return
        allocated = [(offer.strand, self.short(offer.giver, offer.strand) + offer.pence)]
        if offer.cash:
            allocated.append((CASH, self.short(offer.giver, CASH) + offer.cash))
        batch = [
            Act("allocation", offer.giver, FIRST, FIRST, pence, strand)
            for strand, pence in allocated
        ]
        beside = {"lodgement": "planned-surplus", "redirect": "headroom-lodged"}.get(offer.kind)
        if beside:
            batch.append(Act(beside, offer.giver, FIRST, FIRST, offer.pence, offer.strand))
        self.act(batch, look)

    def short(self, body: str, strand: Strand) -> int:
        """What a body has committed beyond its unallocated resource, on its worst day."""
        moves = [
            (entry.act.effective, -pence)
            for entry in self.model.entries
            if entry.act.body == body
            for cell, pence in entry.lines
            if cell == Cell(strand, "unallocated")
        ]
        ends = [sum(p for day, p in moves if day <= at) for at, _ in moves]
        return -min([0, *ends])

    @precondition(lambda self: bool(loans_of(self.model.entries)))
    @rule(
        data=st.data(),
        kind=_OF_LOANS,
        drawn=says,
        last=_LASTS,
        look=looks,
    )
    def settle(
        self, *, data: st.DataObject, kind: str, drawn: tuple[Any, ...], last: str, look: Look
    ) -> None:
        """Some of a loan is repaid or written off, or all that is owed due by other years."""
        loans = loans_of(self.model.entries)
        name = data.draw(st.sampled_from(sorted(loans)))
        offer = data.draw(_of_loan(kind, name, loans[name]))
        number = f"{LETTERS[kind]}{data.draw(st.integers(1, 3))}"
        made = transfer_of(self.model.entries, name)
        assert made.last is not None
        self.provide(offer, look)
        said = Said(director(offer.giver), made.last.notified)
        done = self.go(number, offer, said, look, drawn=drawn, last=last)
        event(f"{kind}: {last if done else 'refused'}")

    @rule(
        kind=st.sampled_from(["repayment", "write-off", "reschedule"]),
        name=st.sampled_from(["L1", "L9", "T1"]),
        pair=PAIRS,
        day=_DAYS,
        look=looks,
    )
    def settle_anything(
        self, *, kind: str, name: str, pair: tuple[str, str], day: date, look: Look
    ) -> None:
        """What is of a loan, whatever there is of it."""
        offer = Offer(*pair, NR, 5, day, kind=kind, of_loan=name)
        if kind == "reschedule":
            offer = offer._replace(repayments=(("2012-13", 5),))
        number = f"{LETTERS[kind]}9"
        self.propose(number, self.within(offer), Said("Director", LAST), look)

    @precondition(lambda self: bool(self.lodged()))
    @rule(data=st.data(), drawn=says, last=_LASTS, look=looks)
    def bring_back(
        self, *, data: st.DataObject, drawn: tuple[Any, ...], last: str, look: Look
    ) -> None:
        """Some of what was lodged comes back: at most what is outstanding, from who holds it."""
        body, name = data.draw(st.sampled_from(sorted(self.lodged())))
        of = self.lodged()[body, name]
        pence = data.draw(st.integers(1, max(of.held, 1)) | st.just(max(of.held, 1)))
        offer = Offer(of.holder, body, of.strand, pence, data.draw(_DAYS), kind="return")
        offer = offer._replace(lodgement=name)
        spoils: list[dict[str, Any]] = [
            {"giver": data.draw(st.sampled_from(["Q32", "Q33"]))},
            {"strand": data.draw(st.sampled_from([R, NR, CAP]))},
            {"pence": of.held + 1},
            {"lodgement": "S9"},
            {"receiver": USED[body == USED[0]]},
            {"taken_from": "planned surplus", "cash": 2},
        ]
        offer = offer._replace(**data.draw(st.sampled_from([*[{}] * 20, *spoils])))
        number = f"B{data.draw(st.integers(1, 3))}"
        said = Said(director(offer.receiver), data.draw(st.just(of.notified) | notified))
        done = self.go(number, offer, said, look, drawn=drawn, last=last)
        event(f"return: {last if done else 'refused'}")

    @rule(
        data=st.data(),
        by=st.sampled_from([*["Head of Finance"] * 6, " "]),
        reason=st.sampled_from([*["spent"] * 6, ""]),
        letter=st.sampled_from([*["a letter"] * 6, ""]),
        look=looks,
    )
    def lapse(self, *, data: st.DataObject, by: str, reason: str, letter: str, look: Look) -> None:
        """What is not returned of a lodgement is written off, if those say so who may."""
        lodged = self.lodged()
        none = Lodged(SHA, R, 5, FIRST)
        body, name = data.draw(st.sampled_from(sorted(lodged) or [(USED[0], "S9")]))
        of = lodged.get((body, name), none)
        day = data.draw(st.just(of.notified) | notified)
        in_year = min(max(day, FIRST), LAST)
        may = [of.holder, *competent_for((body,), in_year)]
        act = Act(
            *("lodgement-lapsed", body, in_year, day),
            data.draw(st.integers(1, max(of.held, 1)) | st.just(of.held + 1)),
            number=name,
            by=by,
            purpose=reason,
            approval=letter,
            authority=data.draw(st.sampled_from([*may * 3, SHA_CLUSTER, "MAE"])),
        )
        self.decided(
            [act],
            look,
            lambda test: self.book.lapse_lodgement(
                body,
                name,
                act.pence,
                authority=act.authority,
                by=by,
                reason=reason,
                reference=letter,
                on=day,
                test=test,
            ),
        )

    @rule(
        data=st.data(),
        whats=sequences,
        look=looks,
    )
    def upon_each_other(self, data: st.DataObject, whats: list[str], look: Look) -> None:
        """Several transfers, each of them perhaps of what those before it left."""
        for what in whats:
            drawn: dict[str, Any] = {"drawn": data.draw(says), "look": look}
            last = data.draw(_LASTS)
            if what == "resource":
                self.act([data.draw(headrooms | set_asides | delegations)], look)
            elif what == "undo" and (lapses := self.lapses()):
                self.act([data.draw(_undone(lapses))], look)
            elif what == "lapse" and self.lodged():
                self.lapse(data=data, by="Head of Finance", reason="x", letter="x", look=look)
            elif what == "settle" and loans_of(self.model.entries):
                kind = data.draw(_OF_LOANS)
                self.settle(data=data, kind=kind, last=last, **drawn)
            elif what == "return" and self.lodged():
                self.bring_back(data=data, last=last, **drawn)
            elif what == "back" and self.moved():
                self.give_back(data=data, wrong=data.draw(st.integers(-4, 1)), **drawn)
            elif what == "on" and self.waiting():
                self.go_on(data=data, step=data.draw(_STEP), **drawn)
            else:
                self.kind_as_far_as(
                    offer=data.draw(beginnings()),
                    which=data.draw(st.integers(1, 3)),
                    day=data.draw(st.dates(FIRST, date(2011, 5, 31))),
                    last=last,
                    helped=True,
                    **drawn,
                )

    def lapses(self) -> list[Entry]:
        """What was written off of lodgements."""
        return [entry for entry in self.model.entries if entry.act.kind == "lodgement-lapsed"]

    def lodged(self) -> dict[tuple[str, str], Lodged]:
        """What was lodged so far, by body and name."""
        return {
            (body, name): lodged
            for body in self.used
            for name, lodged in lodged_of(self.model.entries, body).items()
        }

    @precondition(lambda self: bool(self.waiting()))
    @rule(data=st.data(), drawn=says, step=_STEP, look=looks)
    def go_on(self, *, data: st.DataObject, drawn: tuple[Any, ...], step: str, look: Look) -> None:
        """A transfer that waits for its next step takes it, or ends."""
        number = data.draw(st.sampled_from(self.waiting()))
        step = step or self.next_of(number)
        self.take(step, number, self.as_it_should_be(step, number, drawn), look)

    def waiting(self) -> list[str]:
        """The transfers of the kinds here that are not at their end."""
        entries, ended = self.model.entries, ("actioned", "reversed", *ENDS)
        return [
            number
            for number in numbers_of(entries)
            if not number.startswith("T") and transfer_of(entries, number).state not in ended
        ]


@st.composite
def _of_loan(draw: st.DrawFn, kind: str, name: str, loan: Loan) -> Offer:
    """What may become of a loan; now and then of another, of more, or by others."""
    parties = (loan.lender, loan.borrower)
    parties = parties[::-1] if kind == "repayment" else parties
    owed = max(loan.owed, 1)
    pence = draw(st.integers(1, owed) | st.sampled_from([owed, max(loan.due_by_now(), 1)]))
    if kind == "reschedule":
        pence = owed
    day = draw(st.just(loan.first) | st.dates(loan.first, LAST))
    offer = Offer(*parties, loan.strand, pence, day, kind=kind, of_loan=name)
    if kind == "reschedule":
        offer = offer._replace(repayments=draw(schedules(pence)))
    elif kind == "repayment":
        offer = offer._replace(cash=draw(st.sampled_from([0, min(loan.cash_left, 5)])))
    spoils: list[dict[str, Any]] = [
        {"pence": owed + 1},
        {"giver": offer.receiver, "receiver": offer.giver},
        {"strand": draw(st.sampled_from([R, NR, CAP]))},
        {"effective": max(FIRST, loan.first - timedelta(days=1))},
        {"cash": loan.cash_left + 1},
        {"reverses": name},
        {"reverses": draw(st.sampled_from(["T1", "T2"]))},
    ]
    return offer._replace(**draw(st.sampled_from([*[{}] * 23, *spoils])))


@st.composite
def _undone(draw: st.DrawFn, lapses: list[Entry]) -> Act:
    """The reversal of what was written off, perhaps a second one."""
    entry = draw(st.sampled_from(lapses))
    day, told = entry.act.effective, max(entry.act.notified, LAST)
    return Act(
        *("reversal", entry.act.body, day, told),
        corrects=entry.number,
        by="Head of Finance",
        purpose="in error",
        approval="a letter",
    )
