"""A book driven at random, right and wrong, held against a slow model that is obviously right.

After every step the invariants of the field are checked, and every answer is compared for a pair
of a month and a date of knowledge drawn at random. What is refused must leave no trace.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pctfinance.book import Book
from pctfinance.consolidation.aggregate import GroupStatus
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import ApprovalMissingError, PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.kinds import HEADROOM_HELD, HeadroomLodged, HeadroomReleased
from pctfinance.ledger.lines import BUDGETS, RESERVES, Account, Certainty, Funding, Limit
from pctfinance.present.position_json import json_text
from pctfinance.records import Receipt
from pctfinance.rulebooks import headroom_required
from reference_model import CAP, CASH, NR, Act, Entry, R, ReferenceBook, Strand, limit_of, month_of

BODIES = ("5A9", "5C1", "5C9", "5K7", "5K8")
USED = BODIES[:2]
STRANGERS = ("NCL", "Q36", "07M", "5E1", "5a9", "zzz")
FIRST, LAST = date(2011, 4, 1), date(2012, 3, 31)
APRIL = st.dates(FIRST, date(2011, 4, 30))
RATE = Decimal("0.02")
R_HOPED: Strand = ("revenue", "recurrent", "anticipated")
NR_HOPED: Strand = ("revenue", "non-recurrent", "anticipated")
CAP_HOPED: Strand = ("capital", "not applicable", "anticipated")
CATEGORIES = {
    "revenue": ("acute", "dental"),
    "capital": ("additions", "grants"),
    "cash": ("drawings",),
}
LIMITS = tuple(CATEGORIES)

# Which parts of an act each kind of event has, beside its amount.
PARTS = {
    "allocation": ("strand", "tranche"),
    "anticipated-settled": ("tranche",),
    "brought-forward": (),
    "planned-surplus": ("strand",),
    "surplus-lodged": ("strand",),
    "headroom-lodged": (),
    "headroom-released": ("category",),
    "headroom-set-aside": (),
    "applied-non-recurrently": ("category", "taken_from"),
    "contingency": ("strand",),
    "budget": ("strand", "category", "taken_from", "tranche"),
    "delegation": ("strand", "category", "delegate", "taken_from"),
    "gap-closed": ("strand", "taken_from"),
    "capital-to-revenue": (),
}


class Look(NamedTuple):
    """A question: of which body, as of which month, as known on which day, on which basis."""

    body: str
    month: int
    known: date | None
    basis: str


class Mark(NamedTuple):
    """An instant at which the book was looked at, and how many events it held then."""

    instant: datetime
    entries: int


def event_of(act: Act) -> Event:
    """An act of the model as an event of the library."""
    what: dict[str, Any] = {"kind": act.kind}
    if act.kind == "figures-loaded":
        what |= {"table": act.table, "rows": act.rows, "cumulative": act.cumulative}
    else:
        what |= {part: getattr(act, part) for part in PARTS[act.kind]}
        what["confirmed_pence" if act.kind == "anticipated-settled" else "pence"] = act.pence
    if act.kind == "allocation":
        what["issuer"] = "DH"
    if act.kind == "headroom-released":
        what["case"] = "BC1"
    if act.kind in ("headroom-lodged", "headroom-set-aside"):
        what["rate"] = RATE
    told = {
        name: getattr(act, name) for name in ("body", "effective", "notified", "approval", "key")
    }
    return Event.model_validate(
        {**told, "content": act.content, "reference": f"{act.kind} letter", "what": what}
    )


bodies = st.sampled_from(USED)
days = st.one_of(APRIL, st.dates(FIRST, LAST))  # much happens in April, and all rests on it
notified = st.dates(date(2010, 12, 1), date(2012, 6, 30))
looks = st.builds(
    Look,
    bodies,
    st.integers(1, 12),
    st.none() | notified,
    st.sampled_from(["ytd", "forecast", "outturn"]),
)
sure = st.sampled_from([R, R, NR, CAP, CASH])
strands = st.sampled_from([R, R, R, NR, CAP, CASH, R_HOPED])
large = st.integers(-300, 2000) | st.integers(-(10**12), 10**12)
small = st.integers(1, 200)
either = st.integers(-60, 200)
approvals = st.sampled_from(["SHA/1", "SHA/2", ""])
sources = st.sampled_from(["unallocated", "unallocated", "contingency", "unfunded"])


def acts(kind: str | st.SearchStrategy[str], **parts: st.SearchStrategy[Any]) -> Any:
    """Acts of a kind, with these parts drawn; the rest as it always is."""
    kinds = st.just(kind) if isinstance(kind, str) else kind
    return st.builds(Act, kinds, bodies, days, notified, **parts)


allocations = acts("allocation", strand=sure, pence=large) | acts("brought-forward", pence=either)
set_asides = st.one_of(
    acts(st.sampled_from(["planned-surplus", "contingency"]), strand=strands, pence=either),
    acts("surplus-lodged", strand=strands, pence=small),
    acts(
        "applied-non-recurrently",
        pence=small,
        taken_from=st.sampled_from(["unallocated", "headroom"]),
    ),
)
headrooms = st.one_of(
    acts(st.sampled_from(["headroom-lodged", "headroom-set-aside"]), pence=small),
    acts("headroom-released", pence=st.integers(1, 60), approval=approvals),
    acts("capital-to-revenue", pence=small, approval=approvals),
)
budgets = acts(
    "budget",
    strand=strands,
    pence=either,
    category=st.sampled_from(CATEGORIES["revenue"]),
    taken_from=sources,
)
delegations = acts(
    "delegation",
    strand=strands,
    pence=either,
    category=st.sampled_from(CATEGORIES["revenue"]),
    delegate=st.sampled_from(["07M", "08D"]),
    taken_from=st.sampled_from(["retained", "retained", "unallocated"]),
)
gaps = acts(
    "gap-closed",
    strand=st.sampled_from([R, NR, CAP]),
    pence=st.integers(1, 40),
    taken_from=st.sampled_from(["unallocated", "contingency"]),
)
tranche_names = st.sampled_from(["T1", "T2"])
hopes = st.one_of(
    acts(
        "allocation",
        strand=st.sampled_from([R_HOPED, R_HOPED, NR_HOPED, CAP_HOPED, R]),
        pence=st.integers(-20, 300),
        tranche=tranche_names,
    ),
    acts(
        "budget",
        strand=st.sampled_from([R_HOPED, R_HOPED, NR_HOPED, CAP_HOPED, R]),
        pence=either,
        tranche=tranche_names,
        taken_from=sources,
    ),
    acts(
        "anticipated-settled",
        pence=st.integers(-10, 300) | st.just(0),
        tranche=tranche_names,
    ),
)
any_act = st.one_of(allocations, set_asides, headrooms, budgets, delegations, gaps, hopes, hopes)


@st.composite
def tranches(draw: st.DrawFn) -> list[Act]:
    """A tranche from its letter to its end, on days in order, and perhaps the gap it left; or spoilt."""
    strand = draw(st.sampled_from([R_HOPED, NR_HOPED, CAP_HOPED]))
    name, body = draw(st.sampled_from(["T3", "T4", "T5"])), draw(bodies)
    on = sorted(draw(st.tuples(days, days, days, days)))
    told, pence = draw(notified), draw(st.tuples(small, small, st.integers(0, 250)))
    batch = [
        Act(kind, body, day, told, amount, strand, tranche=name)
        for kind, day, amount in zip(
            ("allocation", "budget", "anticipated-settled"), on, pence, strict=False
        )
    ]
    spoilt = draw(st.sampled_from(["", "", "", "", "its days", "its strand", "settled twice"]))
    if spoilt == "its days":
        batch[2] = replace(batch[2], effective=draw(days))
    elif spoilt == "its strand":
        batch[1] = replace(batch[1], strand=draw(st.sampled_from([R_HOPED, NR_HOPED, CAP_HOPED])))
    elif spoilt == "settled twice":
        batch.append(batch[2])
    gap = pence[1] - pence[2]
    if gap > 0 and not spoilt and draw(st.booleans()):
        closed = draw(st.integers(1, gap) | st.just(gap + 1))
        batch.append(Act("gap-closed", body, on[3], told, closed, (*strand[:2], "confirmed")))
    return batch


@st.composite
def loads(draw: st.DrawFn, *, table: str, whole: bool, body: str = "") -> list[Act]:
    """The figures of one body: of one month, or of every month up to one (`whole`)."""
    body = body or draw(bodies)
    last = draw(st.integers(1, 12) | st.just(12))
    limits = draw(st.sampled_from([LIMITS, ("revenue",), ("revenue", "cash"), ("capital",)]))
    lines = [(limit, what) for limit in limits for what in CATEGORIES[limit]]
    if not whole:
        lines = draw(st.lists(st.sampled_from(lines), unique=True, min_size=1))
    told = draw(notified | st.none())  # as an extract is told: at the end of its month
    pence = st.integers(-30, 120) | st.just(0)
    return [
        Act(
            "figures-loaded",
            body,
            draw(st.sampled_from(_days_of(month))),
            told or _days_of(month)[1],
            table=table,
            rows=tuple((month, limit, what, draw(pence)) for limit, what in lines),
        )
        for month in (range(1, last + 1) if whole else [last])
    ]


@st.composite
def profiles(draw: st.DrawFn) -> list[Act]:
    """The shape of one body's budgets over the year."""
    months = draw(st.lists(st.integers(1, 12), unique=True, min_size=1))
    shape = tuple(
        (month, "revenue", what, draw(st.integers(-3, 12)))
        for month in months
        for what in CATEGORIES["revenue"]
    )
    told = draw(notified)
    return [Act("figures-loaded", draw(bodies), draw(APRIL), told, table="profile", rows=shape)]


@st.composite
def openings(draw: st.DrawFn) -> list[Act]:
    """Limits, headroom, contingency and budgets of both bodies on 1 April, and their figures."""
    batch = []
    for body in draw(st.sampled_from([(), USED[:1], USED, USED])):
        told = draw(st.sampled_from([date(2010, 12, 15), date(2011, 5, 20)]))
        for kind, strand, pence in (
            ("allocation", R, 1000),
            ("allocation", CAP, 100),
            ("allocation", CASH, 1500),
            ("headroom-lodged", R, 60),
            ("headroom-set-aside", R, 40),
            ("contingency", R, 30),
            ("planned-surplus", R, 50),
            ("budget", R, 700),
            ("budget", NR, 20),
        ):
            batch.append(Act(kind, body, FIRST, told, draw(st.just(pence) | small), strand))
        if batch[-6].pence > 8 and draw(st.booleans()):
            release = Act("headroom-released", body, draw(days), draw(notified), 8, NR)
            batch.append(replace(release, approval="SHA/1"))
        for table in draw(st.sampled_from([(), ("actuals",), ("actuals", "forecasts")])):
            batch += draw(loads(table=table, whole=True, body=body))
    return batch


def _days_of(month: int) -> tuple[date, date]:
    """The first and the last day that are drawn of a month."""
    year, number = (2011, month + 3) if month <= 9 else (2012, month - 9)
    return date(year, number, 1), date(year, number, 28)


class BookMachine(RuleBasedStateMachine):
    """A book and its model, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path()
        self.stored = self.cumulative = False
        self.book: Book
        self.model = ReferenceBook(BODIES, FIRST, LAST)
        self.look = Look(USED[0], 12, None, "outturn")
        self.requests: dict[str, tuple[Sequence[Act], Receipt]] = {}
        self.marks: list[Mark] = []
        self.seen = 0

    @initialize(
        stored=st.integers(0, 7).map(lambda n: n == 7),
        cumulative=st.booleans(),
        batch=openings(),
        look=looks,
    )
    def begin(self, *, stored: bool, cumulative: bool, batch: Sequence[Act], look: Look) -> None:
        """A book in memory, now and then in a folder, and how the year begins, if at all."""
        self.stored, self.cumulative = stored, cumulative
        if stored:
            self.folder = Path(mkdtemp())
            self.book = Book.create(self.folder / "ncl.book", "2011-12", group="NCL")
        else:
            self.book = Book.in_memory("2011-12", group="NCL")
        self.reported(batch, look)

    def teardown(self) -> None:
        """Nothing is left behind."""
        if hasattr(self, "book"):
            self.book.close()
        if self.stored:
            shutil.rmtree(self.folder)

    # What is done

    def act(self, batch: Sequence[Act], look: Look, request: str | None = None) -> bool:
        """Post a batch: the book must take or refuse it as the model does."""
        self.look = look
        refusals, new = self.model.judge(batch)
        events = [event_of(act) for act in batch]
        if not refusals:
            receipt = self.book.post(*events, request=request)
            self.model.entries += new
            assert (receipt.posted, receipt.already_there) == (len(new), len(batch) - len(new))
            assert (receipt.head, receipt.repeated) == (self.book.head, False)
            if request and new:
                self.requests[request] = (batch, receipt)
            for entry in new:
                event(f"accepted {entry.act.kind}")
            return True
        before = self.everything()
        expected = ApprovalMissingError if refusals == {"approval"} else PostingRefusedError
        with pytest.raises(expected):
            self.book.post(*events, request=request)
        assert self.everything() == before, "a refusal leaves no trace"
        event(f"refused: {', '.join(sorted(refusals))}")
        return False

    def everything(self) -> tuple[object, ...]:
        """All that the book holds and says, byte by byte."""
        report = self.book.position(f"M{self.look.month}", basis="forecast")
        return (
            self.book.head,
            tuple(self.book._records.links()),
            self.book.holdings.resource.events,
            json_text(report.document()),
            self.book.limit(self.look.body, as_of=f"M{self.look.month}").changes,
        )

    @rule(act=allocations, look=looks)
    def allocate(self, act: Act, look: Look) -> None:
        """Resource comes, or is taken back."""
        self.act([act], look)

    @rule(act=set_asides | budgets | gaps, look=looks)
    def use(self, act: Act, look: Look) -> None:
        """Surplus planned or lodged, contingency, budgets, gaps closed."""
        self.act([act], look)

    @rule(act=headrooms, look=looks)
    def headroom(self, act: Act, look: Look) -> None:
        """Headroom lodged, kept, released; a switch from capital. Approved or not."""
        self.act([act], look)

    @rule(act=delegations, look=looks)
    def delegate(self, act: Act, look: Look) -> None:
        """A budget delegated or taken back: no limit moves (17)."""
        before = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        self.act([act], look)
        after = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        assert before == after

    @rule(act=hopes, look=looks)
    def hope(self, act: Act, look: Look) -> None:
        """Anticipated resource, what is built on it, what becomes of it."""
        self.act([act], look)

    @rule(batch=tranches(), look=looks)
    def hope_to_the_end(self, batch: Sequence[Act], look: Look) -> None:
        """A whole tranche at once."""
        self.act(batch, look)

    @rule(
        batch=loads(table="actuals", whole=True)
        | loads(table="actuals", whole=False)
        | loads(table="forecasts", whole=True)
        | loads(table="forecasts", whole=False)
        | profiles(),
        look=looks,
    )
    def load(self, batch: Sequence[Act], look: Look) -> None:
        """Figures, for the first time or again."""
        self.reported(batch, look)

    def reported(self, batch: Sequence[Act], look: Look) -> None:
        """Post figures; all actuals of a book are to date, or all are of their month."""
        self.act(
            [replace(a, cumulative=self.cumulative and a.table == "actuals") for a in batch], look
        )

    @precondition(lambda self: any(entry.act.rows for entry in self.model.entries))
    @rule(data=st.data(), look=looks)
    def load_again(self, data: st.DataObject, look: Look) -> None:
        """The figures of one body and month once more: as they were, changed, or one row less."""
        loaded = [entry.act for entry in self.model.entries if entry.act.rows]
        load = data.draw(st.sampled_from(loaded))
        at = data.draw(st.integers(0, len(load.rows) - 1))
        changed = (*load.rows[at][:3], data.draw(st.integers(-30, 120)))
        rows = data.draw(
            st.sampled_from([[*load.rows], [*load.rows[:at], changed, *load.rows[at + 1 :]]])
            | st.just([*load.rows[:at], *load.rows[at + 1 :]])
        )
        self.reported([replace(load, rows=tuple(rows), notified=data.draw(notified))], look)

    @rule(batch=st.lists(any_act, min_size=2, max_size=4), look=looks)
    def several_at_once(self, batch: Sequence[Act], look: Look) -> None:
        """All or none."""
        self.act(batch, look)

    @rule(
        good=st.lists(allocations, max_size=2),
        bad=any_act,
        body=st.sampled_from(STRANGERS),
        look=looks,
    )
    def stranger(self, good: list[Act], bad: Act, body: str, look: Look) -> None:
        """Never to a group, an authority, a delegate, or a body elsewhere (1, 2)."""
        assert not self.act([*good, replace(bad, body=body)], look)

    @rule(act=allocations, effective=st.dates(date(2010, 4, 1), date(2013, 3, 31)), look=looks)
    def any_year(self, act: Act, effective: date, look: Look) -> None:
        """A book is of one year (1)."""
        self.act([replace(act, effective=effective)], look)

    @rule(
        batch=st.lists(any_act, min_size=1, max_size=3),
        request=st.sampled_from(["first", "second", "third"]),
        look=looks,
    )
    def ask(self, batch: Sequence[Act], request: str, look: Look) -> None:
        """A named request; the same name for something else is refused."""
        if request not in self.requests:
            self.act(batch, look, request)
        elif batch != self.requests[request][0]:
            before = self.everything()
            with pytest.raises(UsageError):
                self.book.post(*(event_of(act) for act in batch), request=request)
            assert self.everything() == before

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), look=looks)
    def ask_again(self, data: st.DataObject, look: Look) -> None:
        """A request that comes twice is answered with what was done, and done once."""
        self.look = look
        request = data.draw(st.sampled_from(sorted(self.requests)))
        batch, first = self.requests[request]
        before = self.everything()
        again = self.book.post(*(event_of(act) for act in batch), request=request)
        assert (again.posted, again.sequence, again.repeated) == (
            first.posted,
            first.sequence,
            True,
        )
        assert self.everything() == before

    @rule(
        batch=st.lists(allocations, min_size=1, max_size=3, unique_by=id),
        row=st.integers(1, 6),
        content=st.sampled_from(["as it was", "as it was", "changed"]),
        look=looks,
    )
    def send_rows(self, batch: Sequence[Act], row: int, content: str, look: Look) -> None:
        """Rows with a place of their own, some of them sent before, as they were or changed."""
        rows = [replace(a, key=f"row {row + i}", content=content) for i, a in enumerate(batch)]
        self.act(rows, look)

    @precondition(lambda self: self.stored)
    @rule()
    def reopen(self) -> None:
        """Closed and opened again, a book is what it was; also to one who only looks."""
        before = self.everything()
        self.book.close()
        reader = Book.open(self.folder / "ncl.book", read_only=True)
        assert (reader.head, reader.verify()) == (before[0], ())
        reader.close()
        self.book = Book.open(self.folder / "ncl.book")
        assert self.everything() == before

    @precondition(lambda self: self.stored)
    @rule(act=any_act, look=looks, refresh=st.booleans())
    def another_hand(self, act: Act, look: Look, *, refresh: bool) -> None:
        """Somebody else writes meanwhile; the next command, or a refresh, takes it in."""
        mine = self.book
        self.book = Book.open(self.folder / "ncl.book")
        self.act([act], look)
        self.book.close()
        self.book = mine
        if refresh:
            self.book.refresh()
        else:
            assert self.book.post().posted == 0

    # What must hold

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def whole(self) -> None:
        """Nothing contradicts itself, and each new event has the lines of the posting table."""
        assert self.book.verify() == ()
        events = self.book.holdings.resource.events
        assert len(events) == len(self.model.entries)
        for kept, entry in zip(events[self.seen :], self.model.entries[self.seen :], strict=True):
            _same_lines(kept, entry)
            _one_body_one_year(kept, entry.act)
            _frozen_headroom(kept, entry)
            _nothing_recurrent_from_a_release(kept)
        self.seen = len(events)
        if events and (when := events[-1].recorded_at):
            self.marks.append(Mark(when, len(events)))

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def limits(self) -> None:
        """Every part of every limit, for any month and any date of knowledge (9, 10, 11)."""
        body, month, known, _ = self.look
        for limit in LIMITS:
            stated = self.book.limit(body, as_of=f"M{month}", known_at=known, limit=limit)
            for certainty in Certainty:
                standing = self.model.standing(body, month, known)
                expected = limit_of(standing, limit, certainty)
                assert stated.total(certainty) == (expected or 0)
                assert stated.is_known(certainty) == (expected is not None)
                parts = [stated.total(certainty, funding) for funding in Funding]
                assert parts[0] == (limit_of(standing, limit, certainty, "recurrent") or 0)
                assert parts[0] + parts[1] == stated.total(certainty)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def balances(self) -> None:
        """Each sum of lines, and what they must add up to (13, 15, 16, 18)."""
        _, month, known, _ = self.look
        resource, period = self.book.holdings.resource, self.book.year.period(month)
        for body in USED:
            found = resource.balances(body, period, known)
            cells = {cell: pence for cell, pence in found.cells.items() if pence}
            assert {tuple(cell): pence for cell, pence in cells.items()} == {
                tuple(cell): pence for cell, pence in self.model.cells(body, month, known).items()
            }
            by_strand: dict[object, int] = defaultdict(int)
            for cell, pence in cells.items():
                by_strand[cell.strand] += pence
            assert not any(by_strand.values())
            for limit in Limit:
                for certainty in Certainty:
                    uses = (*BUDGETS, *RESERVES, Account.PLANNED_SURPLUS)
                    assert found.limit(limit, certainty=certainty) == found.use(
                        uses, limit, certainty=certainty
                    )
            held = found.memoranda.get(HEADROOM_HELD, 0)
            assert held == self.model.held(body, month, known)
            whats = [kept.what for kept in resource.standing(body, period, known)]
            lodged = sum(what.pence for what in whats if isinstance(what, HeadroomLodged))
            released = sum(what.pence for what in whats if isinstance(what, HeadroomReleased))
            assert held + released == lodged
            assert known or held >= 0
            delegated = sum(
                -pence for cell, pence in cells.items() if cell.account is Account.DELEGATED
            )
            by_delegate = [
                sum(-pence for cell, pence in cells.items() if cell.delegate == delegate)
                for delegate in ("07M", "08D")
            ]
            assert sum(by_delegate) == delegated
            assert known or min(by_delegate) >= 0

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def figures(self) -> None:
        """Of each body and month the load that came last, of those that were known."""
        body, _, known, _ = self.look
        holdings = Holdings.of(self.book.year, self.book.holdings.resource, known)
        for table in ("profile", "actuals", "forecasts"):
            found = _decoded(getattr(holdings, table), body)
            for limit in LIMITS:
                expected = self.model.figures(table, body, limit, known)
                assert found.get(limit, {}) == expected

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def duties(self) -> None:
        """Each duty of each body; a group is the list of its bodies' breaches (2, 3, 10, 22, 23)."""
        _, month, known, basis = self.look
        if basis == "outturn":
            month = 12
        report = self.book.position(f"M{month}", basis=basis, known_at=known)
        assert tuple(body.code for body in report.bodies) == BODIES
        for duty in Duty:
            statuses, variances = defaultdict(list), []
            for body in report.bodies:
                result = body.duty(duty)
                asked = (body.code, duty.limit, month, known)
                limit, charge = self.model.duty(*asked, basis=basis)
                assert (result.limit_pence, result.charged_pence) == (limit, charge)
                if limit is None or charge is None:
                    statuses["not_tested"].append(body.code)
                    assert result.variance_pence is None
                    assert result.reason
                else:
                    variances.append(limit - charge)
                    statuses["breach" if charge > limit else "met"].append(body.code)
                    assert result.variance_pence == limit - charge
                assert body.code in statuses[result.status.value]
                event(f"duty {result.status.value} ({basis})")
            total = report.aggregate(duty)
            assert total.breaches == tuple(statuses["breach"])
            assert total.not_tested == tuple(statuses["not_tested"])
            assert total.overspends_pence == sum(v for v in variances if v < 0)
            assert total.variance_pence == sum(variances)
            assert (total.status is GroupStatus.MET) == (len(statuses["met"]) == len(BODIES))
            assert (total.status is GroupStatus.BREACH) == bool(statuses["breach"])
        if known is None:  # the date that it names itself gives the same answer again
            again = self.book.position(f"M{month}", basis=basis, known_at=report.known_at)
            assert [body.duties for body in again.bodies] == [body.duties for body in report.bodies]
        assert not [value for value in _leaves(report.document()) if isinstance(value, float)]

    @precondition(lambda self: self.marks)
    @invariant()
    def as_it_was_recorded(self) -> None:
        """Any earlier state of the book can be asked for again (24)."""
        mark = self.marks[(self.look.month * 7 + len(self.marks)) % len(self.marks)]
        body, month, known, _ = self.look
        then = ReferenceBook(BODIES, FIRST, LAST)
        then.entries = self.model.entries[: mark.entries]
        stated = self.book.limit(body, as_of=f"M{month}", known_at=known, recorded_at=mark.instant)
        expected = limit_of(then.standing(body, month, known), "revenue", "confirmed")
        assert (stated.total(), stated.is_known()) == (expected or 0, expected is not None)


def _same_lines(kept: Event, entry: Entry) -> None:
    """The lines of an event, as the posting table has them."""
    sums: dict[object, int] = defaultdict(int)
    for line in kept.what.lines():
        sums[line.strand, line.account, line.category, line.delegate] += line.pence
        assert type(line.pence) is int
    expected: dict[object, int] = defaultdict(int)
    for cell, pence in entry.lines:
        expected[tuple(cell)] += pence
    assert sums == expected


def _one_body_one_year(kept: Event, act: Act) -> None:
    """Each event is of one body of the group and of the book's year (1, 2)."""
    assert (kept.body, kept.effective, kept.notified) == (act.body, act.effective, act.notified)
    assert kept.body in BODIES
    assert str(kept.year) == "2011-12"
    assert kept.period.number == month_of(act.effective)


def _frozen_headroom(kept: Event, entry: Entry) -> None:
    """Rate and base stand in the event, and what they require follows from them alone (12)."""
    if entry.act.kind not in ("headroom-lodged", "headroom-set-aside"):
        return
    frozen = kept.what.model_dump()
    assert (frozen["rate"], frozen["base_pence"]) == (RATE, entry.base)
    exact = Fraction(RATE) * entry.base
    assert abs(headroom_required(entry.base, RATE) - exact) <= Fraction(1, 2)


def _nothing_recurrent_from_a_release(kept: Event) -> None:
    """What is released, and what is applied once, is non-recurrent; each is approved (14)."""
    for line in kept.lines:
        if line.account in (Account.RELEASED, Account.HEADROOM_CASE):
            assert line.strand.funding is Funding.NON_RECURRENT
            assert kept.approval
        if line.account is Account.APPLIED_NON_RECURRENTLY:
            assert (line.pence > 0) == (line.strand.funding is Funding.NON_RECURRENT)


def _decoded(figures: Figures, body: str) -> dict[str, dict[tuple[str, int], int]]:
    """The figures of one body: by limit, the pence of each category and month."""
    found: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
    names = tuple(figures.category_codes)
    columns = (figures.columns[name].tolist() for name in ("body", "limit", "category", "period"))
    for code, limit, category, month, pence in zip(
        *columns, figures.columns["pence"].tolist(), strict=True
    ):
        if code == figures.body_codes.get(body):
            at = (names[category], month)
            assert at not in found[LIMITS[limit]], "each figure stands once"
            found[LIMITS[limit]][at] = pence
    return found


def _leaves(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        document = list(document.values())
    if not isinstance(document, list | tuple):
        yield document
        return
    for part in document:
        yield from _leaves(part)


class LongBookMachine(BookMachine):
    """The same, for long."""


class LongerBookMachine(BookMachine):
    """The same once more, so that two processors have something to do."""


_SOUGHT = os.environ.get("PCTFINANCE_MACHINE_EXAMPLES")
_LONG_EXAMPLES = int(_SOUGHT or "200")
"""How many runs of up to 50 steps each of the two long profiles makes."""
_PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# A gate is to say the same today and tomorrow; whoever asks for a number of examples looks for what
# nobody has seen yet, and never gets the same ones again.
_LONG = settings(
    _PATIENT,
    max_examples=_LONG_EXAMPLES,
    stateful_step_count=50,
    derandomize=_SOUGHT is None,
    print_blob=True,
)
TestBook = BookMachine.TestCase
TestBook.settings = settings(_PATIENT, max_examples=80, stateful_step_count=8)
TestBookForLong = pytest.mark.slow(LongBookMachine.TestCase)
TestBookForLong.settings = _LONG
TestBookForLonger = pytest.mark.slow(LongerBookMachine.TestCase)
TestBookForLonger.settings = _LONG


# Faults that are known, each in its smallest form. The machine does not go where they are.


def _book() -> Book:
    return Book.in_memory("2011-12", group="NCL")


def _allocation(pence: int, key: str = "", content: str = "") -> Event:
    return event_of(Act("allocation", "5A9", FIRST, FIRST, pence, key=key, content=content))


def _load(pence: int, body: str = "5A9", month: int = 1, **parts: Any) -> Event:
    day = _days_of(month)[1]
    rows = ((parts.pop("row", month), "revenue", "acute", pence),)
    parts = {"table": "actuals", "rows": rows} | parts
    return event_of(Act("figures-loaded", body, day, day, **parts))


def test_figures_to_date_of_one_body_leave_anothers_monthly_figures_alone() -> None:
    """Barnet reports 5 and 5 by month, Enfield 1 to date: Barnet has spent 10 by May."""
    book = _book()
    book.post(_load(5), _load(5, month=2), _load(1, "5C1", cumulative=True))
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(2)).pence == 10


def test_a_body_does_not_change_from_months_to_date_in_the_year() -> None:
    """5 by month, then 1 to date: what 1 would mean beside the 5 nobody can tell."""
    book = _book()
    book.post(_load(5))
    with pytest.raises(PostingRefusedError, match="the book holds its actuals as each month's own"):
        book.post(_load(1, month=2, cumulative=True))


def test_a_row_that_stands_twice_in_one_command_is_posted_once() -> None:
    """The same row twice: one event, one passed over."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    receipt = book.post(row, row)
    assert (receipt.posted, receipt.already_there) == (1, 1)


def test_a_row_that_contradicts_itself_in_one_command_is_refused() -> None:
    """One row, two contents: refused, as it is in two commands."""
    book = _book()
    with pytest.raises(PostingRefusedError):
        book.post(_allocation(5, "row 1", "as it was"), _allocation(6, "row 1", "changed"))


def test_the_last_load_of_a_command_is_the_one_that_stands() -> None:
    """1 stands; then come 2 and 1 again in one command: 1 stands."""
    book = _book()
    book.post(_load(1))
    book.post(_load(2), _load(1))
    assert book.holdings.actuals.to_date("5A9", Limit.REVENUE, book.year.period(1)).pence == 1


def test_a_request_that_posted_nothing_new_is_remembered() -> None:
    """Its name cannot be used for something else."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    book.post(row)
    book.post(row, request="monday")
    with pytest.raises(UsageError):
        book.post(_allocation(6), request="monday")


def test_a_repeated_request_is_answered_with_the_first_receipt() -> None:
    """Also what was passed over, and the head behind it, are those of the first time."""
    book = _book()
    row = _allocation(5, "row 1", "as it was")
    book.post(row)
    first = book.post(row, _allocation(6), request="monday")
    book.post(_allocation(7))
    assert book.post(row, _allocation(6), request="monday") == replace(first, repeated=True)


@pytest.mark.parametrize(
    "load",
    [_load(5, row=13), _load(5, row=7)],
    ids=["a month that no year has", "another month than the load's"],
)
def test_a_load_that_cannot_be_read_is_refused(load: Event) -> None:
    """What is taken in can be read: month 13 would make every later position fail."""
    with pytest.raises(PostingRefusedError):
        _book().post(load)


def test_a_profile_sent_again_takes_the_place_of_the_former() -> None:
    """A profile is the whole year's, whichever day it counts from."""
    book = _book()
    book.post(_load(1, table="profile"), _load(3, month=2, table="profile", row=1))
    year_end = book.year.period(12)
    assert book.holdings.profile.to_date("5A9", Limit.REVENUE, year_end).pence == 3


def test_headroom_on_a_base_beyond_the_log_is_refused_in_words() -> None:
    """Each amount is one that an input may have; their sum is beyond 2^53."""
    book = _book()
    book.post(*(_allocation(10**15) for _ in range(10)))
    lodged = event_of(Act("headroom-lodged", "5A9", FIRST, FIRST, 1))
    words = "base_pence would be 10,000,000,000,000,000, and a book keeps no number beyond"
    with pytest.raises(PostingRefusedError, match=words):
        book.post(lodged)
    assert (book.head.sequence, book.verify()) == (11, ())


@pytest.mark.parametrize("pence", [2**53, -(2**53), 2**62])
def test_an_amount_beyond_the_log_is_refused_in_words(pence: int) -> None:
    """In an event and in a row of figures, alone and among others; one less is taken."""
    book = _book()
    for event_ in (_allocation(pence), _load(pence)):
        with pytest.raises(PostingRefusedError, match=r"(pence|rows) would be"):
            book.post(_allocation(1), event_, request="r")
    assert (book.head.sequence, book.verify()) == (1, ())
    book.post(_allocation(2**53 - 1), _load(2**53 - 1))
    assert book.verify() == ()


def test_a_capital_category_that_nobody_knows_is_refused() -> None:
    """Taken in, it makes every position of the body fail."""
    book = _book()
    rows = ((1, "capital", "additions", 5), (1, "capital", "bogus", 5))
    with pytest.raises(PostingRefusedError):
        book.post(_load(5, rows=rows))
