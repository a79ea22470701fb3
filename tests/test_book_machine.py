"""A book driven at random, right and wrong, held against a slow model that is obviously right.

After every step the invariants of the field are checked, and answers are compared for a body, a
month and a date of knowledge drawn at random. What is refused must leave no trace. The long
profile asks each question after one step in three (`BookMachine.is_due`), whether all is whole after
one in six and always at the end, and publishes from one state in three.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger_loads import PROFILE, GeneralLine, Load, kept
from month_examples import with_rule
from pctfinance.book import Book
from pctfinance.consolidation.aggregate import GroupStatus
from pctfinance.consolidation.duties import Duty
from pctfinance.errors import ApprovalMissingError, PostingRefusedError, UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figures
from pctfinance.ledger.holdings import Holdings
from pctfinance.ledger.journals import JournalLine, JournalSubmitted
from pctfinance.ledger.kinds import HEADROOM_HELD
from pctfinance.ledger.lines import BUDGETS, RESERVES, Account, Certainty, Funding, Limit
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.ledger.months import ControlsRun
from pctfinance.present.position_json import json_text
from pctfinance.records import Receipt
from pctfinance.rulebooks import headroom_required
from pctfinance.verification import verify
from reference_acts import CAP, CASH, NR, Act, Entry, R, Strand, month_of
from reference_acts import JournalLine as Line
from reference_close import adjustments, is_impacted, journal_state, state_of
from reference_model import ReferenceBook, limit_of

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
    "virement": ("strand", "from_category", "category", "delegate"),
    "capital-to-revenue": (),
    "reversal": ("corrects",),
}
VERBS = ("submit", "return", "close", "reopen", "lock", "unlock")
DONE = dict(
    zip(VERBS, ("submitted", "returned", "closed", "reopened", "locked", "unlocked"), strict=True)
)
FOREVER = (date(2012, 6, 30), date(2011, 9, 30))
"""The days of knowledge for which a closed month must stay as it is."""


class Look(NamedTuple):
    """A question: of which body, as of which month, as known on which day, on which basis.

    `turn` says which of the questions are asked at all, where not all are.
    """

    body: str
    month: int
    known: date | None
    basis: str
    turn: int = 0


class Mark(NamedTuple):
    """An instant at which the book was looked at, the number of its last event, how many it had."""

    instant: datetime
    number: int
    entries: int


class Issued(NamedTuple):
    """What was published: its month, its basis, and the duties as they stood."""

    month: int
    basis: str
    duties: list[object]


def event_of(act: Act) -> Event:
    """An act of the model as an event of the library."""
    what: dict[str, Any] = {"kind": act.kind}
    if act.kind == "figures-loaded":
        what |= {"table": act.table, "rows": act.rows, "cumulative": act.cumulative}
    elif act.kind == "reversal":
        what["corrects"] = act.corrects
    elif act.kind == "rebasing":
        ends = ((act.from_category, -act.pence), (act.category, act.pence))
        said = {"strand": act.strand, "delegate": act.delegate}
        what["changes"] = [{**said, "category": name, "pence": pence} for name, pence in ends]
    else:
        what |= {part: getattr(act, part) for part in PARTS[act.kind]}
        what["confirmed_pence" if act.kind == "anticipated-settled" else "pence"] = act.pence
    if act.kind == "allocation":
        what["issuer"] = "DH"
    if act.kind == "headroom-released":
        what["case"] = "BC1"
    if act.kind in ("headroom-lodged", "headroom-set-aside"):
        what["rate"] = RATE
    names = ("body", "effective", "notified", "approval", "key", "by", "purpose")
    told = {name: getattr(act, name) for name in names}
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
    st.integers(0, 5),
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
moves = st.one_of(
    [
        acts(
            st.just(kind),
            strand=st.sampled_from([R, R, NR]),
            pence=pence,
            category=st.just(to),
            from_category=st.just(origin),
            delegate=st.sampled_from(["", "", "07M"]),
        )
        for kind, pence in (("virement", small), ("rebasing", either))
        for origin, to in (CATEGORIES["revenue"], CATEGORIES["revenue"][::-1])
    ]
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
any_act = st.one_of(
    allocations, set_asides, headrooms, budgets, delegations, moves, gaps, hopes, hopes
)


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


offices = st.sampled_from(["Head of Finance", " head  of finance", "Director", "Director", ""])
numbers = st.sampled_from([f"J{number}" for number in range(1, 8)])
early = st.integers(1, 3) | st.integers(1, 12)
several = st.sampled_from([USED[:1], USED[1:], USED])
extracts_of = st.tuples(
    st.sampled_from(["a.csv", "b.csv", "c.csv", "d.csv"]), st.sampled_from(["plain", "other"])
)


@st.composite
def journals(draw: st.DrawFn) -> Act:
    """A journal of two to four lines, in balance, or spoilt."""
    month, pence = draw(early), draw(st.integers(1, 90))
    limit, category, raised_by = draw(
        st.sampled_from(
            [
                ("revenue", "acute", "debit"),
                ("revenue", "dental", "debit"),
                ("capital", "additions", "debit"),
                ("capital", "grants", "credit"),
                ("cash", "drawings", "debit"),
            ]
        )
    )
    sides = draw(st.sampled_from([(pence, 0), (pence, 0), (0, pence)]))
    entered = [
        Line("52110", limit, category, *sides, raised_by),
        Line("81000", "", "", *sides[::-1]),
    ]
    if draw(st.booleans()):  # and something from one category to the other
        entered += [
            Line("52110", "revenue", "acute", 7, 0),
            Line("52120", "revenue", "dental", 0, 7),
        ]
    match draw(st.integers(0, 19)):
        case 0:
            entered.pop()
        case 1:
            entered[0] = entered[0]._replace(debit=5, credit=5)
        case 2:
            entered[0] = entered[0]._replace(category=draw(st.sampled_from(["", "drawings"])))
    return Act(
        "journal-submitted",
        draw(bodies),
        _end_of(month),
        draw(st.just(_end_of(month)) | notified),
        number=draw(numbers),
        entered=tuple(entered),
        by=draw(st.just("Head of Finance") | offices),
        purpose=draw(st.sampled_from([*["accrual"] * 9, ""])),
        reversing=draw(st.booleans()),
        late_month=draw(st.sampled_from([*[0] * 8, 1, month])),
        puts_right=draw(st.sampled_from([*[""] * 8, "J1", "J9"])),
        table="",
        mapped_by=draw(st.sampled_from(["journal", "adjustment"])),
    )


@st.composite
def extracts(draw: st.DrawFn) -> Act:
    """An extract of the ledger of one body and month: as its report, or beside it."""
    month = draw(st.integers(1, 12))
    lines = draw(
        st.lists(
            st.sampled_from([(limit, what) for limit in LIMITS for what in CATEGORIES[limit]]),
            unique=True,
            min_size=1,
        )
    )
    file, mapped_by = draw(extracts_of)
    return Act(
        "ledger-loaded",
        draw(bodies),
        _days_of(month)[1],
        draw(st.just(_days_of(month)[1]) | notified),
        table=draw(st.sampled_from(["actuals", "actuals", "adjustment"])),
        rows=tuple((month, limit, what, draw(st.integers(-30, 120))) for limit, what in lines),
        file=file,
        mapped_by=mapped_by,
    )


def load_of(act: Act) -> Load:
    """The lines of an extract: each charge, and one account of the balance sheet against them all."""
    month = month_of(act.effective)
    at: dict[str, Any] = {"body": act.body, "period": month}
    lines = []
    for row, (_, limit, category, pence) in enumerate(act.rows, start=1):
        raised = -pence if category == "grants" else pence
        charged: dict[str, Any] = {
            "resource_limit": limit,
            "category": category,
            "charge_pence": pence,
        }
        sides: dict[str, Any] = {"debit_pence": max(raised, 0), "credit_pence": max(-raised, 0)}
        lines.append(
            GeneralLine(
                row, row + 1, account=f"5211{row}", opening_pence=row, **at, **charged, **sides
            )
        )
    debit, credit = (
        sum(getattr(line, side) for line in lines) for side in ("debit_pence", "credit_pence")
    )
    last = len(lines) + 1
    opening = sum(line.opening_pence for line in lines)
    against: dict[str, Any] = {
        "opening_pence": -opening,
        "debit_pence": credit,
        "credit_pence": debit,
    }
    lines.append(GeneralLine(last, last + 1, account="81000", **at, **against))
    return Load(
        tuple(lines),
        act.body,
        month,
        act.file,
        lane=Lane.LOAD if act.table == "actuals" else Lane.ADJUSTMENT,
        to_date=act.cumulative,
        notified=act.notified,
        profile=PROFILE + act.mapped_by.encode(),
    )


def _end_of(month: int) -> date:
    """The last day of a month."""
    return (LAST if month == 12 else _days_of(month + 1)[0]) - timedelta(days=month < 12)


def _days_of(month: int) -> tuple[date, date]:
    """The first and the last day that are drawn of a month."""
    year, number = (2011, month + 3) if month <= 9 else (2012, month - 9)
    return date(year, number, 1), date(year, number, 28)


class BookMachine(RuleBasedStateMachine):
    """A book and its model, side by side."""

    thinned = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path()
        self.stored = self.cumulative = False
        self.book: Book
        self.model = ReferenceBook(BODIES, FIRST, LAST)
        self.look = Look(USED[0], 12, None, "outturn")
        self.requests: dict[str, tuple[Sequence[Act], Receipt]] = {}
        self.marks: list[Mark] = []
        self.issued: list[Issued] = []
        self.closed: dict[tuple[str, int, date], list[object]] = {}
        self.seen = 0
        self.now = datetime(2012, 4, 2, tzinfo=UTC)
        self.clock = mock.patch("pctfinance.clock.now", side_effect=lambda: self.now)

    @initialize(
        stored=st.integers(0, 7).map(lambda n: n == 7),
        cumulative=st.booleans(),
        late=st.sampled_from(["first-open", "first-open", "first-open", "stand", "refuse"]),
        batch=openings(),
        look=looks,
    )
    def begin(
        self, *, stored: bool, cumulative: bool, late: str, batch: Sequence[Act], look: Look
    ) -> None:
        """A book in memory, now and then in a folder, and how the year begins, if at all."""
        self.stored, self.cumulative, self.model.late = stored, cumulative, late
        self.clock.start()
        terms: dict[str, Any] = {"group": "NCL", "rulebook": with_rule(late)}
        if stored:
            self.folder = Path(mkdtemp())
            self.book = Book.create(self.folder / "ncl.book", "2011-12", **terms)
        else:
            self.book = Book.in_memory("2011-12", **terms)
        self.reported(batch, look)

    def teardown(self) -> None:
        """The book is whole, and nothing is left behind."""
        if not hasattr(self, "book"):
            return
        try:
            if self.seen == len(self.model.entries):  # else it failed before, and says why
                assert self.faults() == []
                for number in range(1, len(self.issued) + 1):
                    self.reproduces(number)
        finally:
            self.book.close()
            self.clock.stop()
            if self.stored:
                shutil.rmtree(self.folder)

    def is_due(self, question: int, of: int = 3) -> bool:
        """Whether a question is asked after this step: always, or, when thinned, one time in `of`."""
        return not self.thinned or self.look.turn % of == question % of

    def faults(self) -> list[str]:
        """All that contradicts itself: the file, the log, the events, snapshots, what is attached.

        In a book in memory the files of lines were never made, and each is missed.
        """
        records = self.book._records
        found = [fault.message for fault in verify(records)]
        found += [fault.message for fault in self.book._snapshot_faults()]
        if self.stored:
            assert list(self.book.verify()) == [] or found
            return found
        loads = [e.what for e in records.ledger.events if isinstance(e.what, LedgerLoaded)]
        missed = {f"the file {load.lines_path} is missing" for load in loads}
        return [fault for fault in found if fault.partition(": ")[2] not in missed]

    # What is done

    def act(
        self,
        batch: Sequence[Act],
        look: Look,
        request: str | None = None,
        command: Callable[[], Receipt] | None = None,
    ) -> bool:
        """Post a batch: the book must take or refuse it as the model does.

        `command` asks for the same in another way than by posting it.
        """
        self.look = look
        self.now += timedelta(seconds=look.turn)
        refusals, new = self.model.judge(batch, self.book.head.sequence)
        events = [] if command else [event_of(act) for act in batch]
        do = command or (lambda: self.book.post(*events, request=request))
        if not refusals:
            receipt = do()
            self.model.entries += new
            assert (receipt.posted, receipt.already_there) == (len(new), len(batch) - len(new))
            assert (receipt.head, receipt.repeated) == (self.book.head, False)
            if request and new:
                self.requests[request] = (batch, receipt)
            for entry in new:
                event(f"accepted {entry.act.kind}{', late' if entry.act.late_for else ''}")
            self.remember()
            return True
        before = self.everything()
        expected = ApprovalMissingError if refusals == {"approval"} else PostingRefusedError
        with pytest.raises(expected):
            do()
        assert self.everything() == before, "a refusal leaves no trace"
        event(f"refused: {', '.join(sorted(refusals))}")
        return False

    def everything(self) -> tuple[object, ...]:
        """All that the book holds and says, byte by byte."""
        if not self.is_due(0, 6):
            return self.book.head, self.book.holdings.resource.events
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

    @rule(act=moves, look=looks)
    def move(self, act: Act, look: Look) -> None:
        """A budget moved inside the body: no limit moves, and the sum of its budgets stays."""
        before = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        budgets_before = self.book.budgets(act.body, "M12").total()
        self.act([act], look)
        after = [self.book.limit(act.body, as_of="M12", limit=limit).changes for limit in LIMITS]
        assert before == after
        assert self.book.budgets(act.body, "M12").total() == budgets_before

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

    @precondition(lambda self: self.loads())
    @rule(data=st.data(), look=looks)
    def load_again(self, data: st.DataObject, look: Look) -> None:
        """The figures of one body and month once more: as they were, changed, or one row less."""
        load = data.draw(st.sampled_from(self.loads()))
        at = data.draw(st.integers(0, len(load.rows) - 1))
        changed = (*load.rows[at][:3], data.draw(st.integers(-30, 120)))
        rows = data.draw(
            st.sampled_from([[*load.rows], [*load.rows[:at], changed, *load.rows[at + 1 :]]])
            | st.just([*load.rows[:at], *load.rows[at + 1 :]])
        )
        self.reported([replace(load, rows=tuple(rows), notified=data.draw(notified))], look)

    def loads(self) -> list[Act]:
        """What was loaded so far and has a row."""
        acts = (entry.act for entry in self.model.entries)
        return [act for act in acts if act.kind == "figures-loaded" and act.rows]

    # Corrections

    @precondition(lambda self: self.model.entries)
    @rule(data=st.data(), look=looks)
    def reverse(self, data: st.DataObject, look: Look) -> None:
        """An event reversed, alone or among others: resource once, everything else never."""
        undone = [e.act.corrects for e in self.model.entries if e.undone]
        again = [at for at, e in enumerate(self.model.entries) if e.number in undone]
        places = st.integers(-1, len(self.model.entries) - 1)
        place = data.draw(places | st.sampled_from(again) if again else places)
        of = self.model.entries[place] if place >= 0 else None
        day = of.act.effective if of else FIRST
        reversal = Act(
            "reversal",
            of.act.body if of else USED[0],
            data.draw(st.just(day) | st.dates(day, LAST) | days),
            data.draw(st.just(max(of.act.notified if of else day, LAST)) | notified),
            corrects=of.number if of else 0,
            by=data.draw(offices),
            purpose=data.draw(st.sampled_from(["twice", "twice", "twice", " "])),
            approval=data.draw(approvals),
        )
        if of is None:  # a number that is no event of any body: the next one, or the terms
            last = self.book.head.sequence
            number = data.draw(st.sampled_from([1, last + 1, last + 2]))
            reversal = replace(reversal, corrects=number)
        if data.draw(st.booleans()):
            others = data.draw(st.lists(any_act, max_size=2))
            batch = [*others, reversal]
            if data.draw(st.booleans()):
                batch.append(replace(reversal, by="Director"))
            self.act(batch, look)
            return
        self.act([reversal], look, command=lambda: self._reverse(reversal))

    def _reverse(self, act: Act) -> Receipt:
        return self.book.reverse(
            act.corrects,
            effective=act.effective,
            notified=act.notified,
            by=act.by,
            reason=act.purpose,
            reference="memo",
            approval=act.approval,
        )

    # Journals

    @rule(
        act=journals(),
        look=looks,
        approved_by=st.sampled_from(["", "Chair", "Chair", " HEAD of Finance"]),
    )
    def journal(self, act: Act, look: Look, approved_by: str) -> None:
        """A journal is submitted, and now and then approved at once."""
        lane = act.mapped_by
        act = replace(act, mapped_by="")
        lines = [
            JournalLine(
                account=line.account,
                category=line.category,
                limit=Limit(line.limit) if line.limit else "",
                debit_pence=line.debit,
                credit_pence=line.credit,
                charge="debit" if line.raised_by == "debit" else "credit",
            )
            for line in act.entered
        ]
        done = self.act(
            [act],
            look,
            command=lambda: self.book.submit_journal(
                act.body,
                f"M{month_of(act.effective)}",
                lines,
                number=act.number,
                by=act.by,
                narrative=act.purpose,
                reversing=act.reversing,
                lane="journal" if lane == "journal" else "adjustment",
                late_for=f"M{act.late_month}" if act.late_month else None,
                corrects=act.puts_right,
                submitted_on=act.notified,
            ),
        )
        if done and approved_by:
            decided = replace(act, kind="journal-approved", by=approved_by, entered=())
            self.act([decided], look, command=lambda: self._decide(decided))

    @rule(
        data=st.data(),
        verb=st.sampled_from(["approved", "approved", "rejected", "withdrawn"]),
        by=offices,
        look=looks,
    )
    def decide(self, data: st.DataObject, verb: str, by: str, look: Look) -> None:
        """A journal is decided on: by its own office or another, once or again, or there is none."""
        sent = [e.act for e in self.model.entries if e.act.kind == "journal-submitted"]
        none = Act("journal-submitted", USED[0], FIRST, FIRST, number="J9")
        submitted = data.draw(st.sampled_from(sent or [none]))
        told = data.draw(st.just(submitted.notified) | notified)
        act = replace(submitted, kind=f"journal-{verb}", by=by, notified=told, entered=())
        self.act([act], look, command=lambda: self._decide(act))

    def _decide(self, act: Act) -> Receipt:
        of, by, day = (act.body, act.number), act.by, act.notified
        match act.kind:
            case "journal-approved":
                return self.book.approve_journal(*of, by=by, approved_on=day)
            case "journal-rejected":
                return self.book.reject_journal(*of, by=by, reason="no", rejected_on=day)
        return self.book.withdraw_journal(*of, by=by, reason="no", withdrawn_on=day)

    # Extracts of the ledger

    @rule(act=extracts(), other_way=st.integers(0, 9), look=looks)
    def load_ledger(self, act: Act, other_way: int, look: Look) -> None:
        """An extract, by month or to date as the book has it, or the other way."""
        to_date = self.cumulative != (other_way == 0) and act.table == "actuals"
        act = replace(act, cumulative=to_date)
        self.act([act], look, command=lambda: self._load_ledger(act))

    def _load_ledger(self, act: Act) -> Receipt:
        """Keep its lines, in a book that is kept, and post its event."""
        load = load_of(act)
        called = f"{act.table}-{act.file}-{act.mapped_by}"
        place = f"lines/{act.body}/2011-12/M{load.month:02}-{called}.parquet"
        is_new = not self.model.judge([act])[0]
        sha256 = kept(self.book, load, place) if self.stored and is_new else "0" * 64
        return self.book._records.post(
            [load.event(sha256, place)], attached=(load.bytes_of_cells(), load.profile)
        )

    # The month's end

    def months(self, verb: str, month: int, look: Look, codes: Sequence[str], **said: str) -> bool:
        """A step of a month, or a run of its controls, for some bodies."""
        by, reason, end = said.get("by", "Director"), said.get("reason", ""), _end_of(month)
        kind = "controls-run" if verb == "run" else f"month-{DONE[verb]}"
        batch = [Act(kind, body, end, end, by=by, purpose=reason) for body in codes]

        def command() -> Receipt:
            if verb == "run":
                answer = self.book.run_controls(f"M{month}", by=by, bodies=codes)
            else:
                told = {"accept" if verb == "close" else "reason": reason}
                given = {} if verb in ("submit", "lock") else told
                step = getattr(self.book, f"{verb}_month")
                answer = step(codes, f"M{month}", by=by, **given)
            assert answer.receipt is not None
            receipt: Receipt = answer.receipt
            return receipt

        done = self.act(batch, look, command=command)
        if done and verb == "run":
            self.controlled(len(codes))
        return done

    def controlled(self, runs: int) -> None:
        """The model takes over how many errors the controls found, once that is plausible."""
        entries = self.model.entries
        for at, kept_ in zip(
            range(-runs, 0), self.book.holdings.resource.events[-runs:], strict=True
        ):
            assert isinstance(kept_.what, ControlsRun)
            act = entries[at].act
            entries[at] = entries[at]._replace(act=replace(act, errors=kept_.what.errors))
            month = month_of(act.effective)
            _, charge = self.model.duty(act.body, "revenue", month, None, basis="ytd")
            pending = [
                e.act.number
                for e in entries
                if (e.act.kind, e.act.body, e.act.effective)
                == ("journal-submitted", act.body, act.effective)
                and journal_state(entries, act.body, e.act.number) == "submitted"
            ]
            if charge is None or pending:
                assert kept_.what.errors > 0

    @rule(
        verb=st.sampled_from(VERBS),
        month=early,
        codes=several,
        by=offices,
        reason=st.sampled_from(["a reason", "a reason", ""]),
        look=looks,
    )
    def step(
        self, *, verb: str, month: int, codes: Sequence[str], by: str, reason: str, look: Look
    ) -> None:
        """Any step of any month, in any order."""
        self.months(verb, month, look, codes, by=by, reason=reason)

    @rule(month=early, codes=several, by=offices, look=looks)
    def run_controls(self, month: int, codes: Sequence[str], by: str, look: Look) -> None:
        """The controls of any month."""
        self.months("run", month, look, codes, by=by)

    @rule(
        month=st.integers(1, 2) | st.integers(1, 12),
        codes=several,
        verbs=st.sampled_from(["s", "src", "src", "rsc", "srcl", "srcl", "srclu", "srco"]),
        look=looks,
    )
    def close_up_to(self, month: int, codes: Sequence[str], verbs: str, look: Look) -> None:
        """All months up to one, each as far as it is asked for and can be gone."""
        words = {"s": "submit", "r": "run", "c": "close", "l": "lock", "u": "unlock", "o": "reopen"}
        for body in codes:
            for at in range(1, month + 1):
                for verb in (words[letter] for letter in verbs):
                    end = _end_of(at)
                    kind = "controls-run" if verb == "run" else f"month-{DONE[verb]}"
                    act = Act(kind, body, end, end, by="Director", purpose="a reason")
                    if not self.model.judge([act])[0]:
                        self.months(verb, at, look, (body,), reason="a reason")

    def remember(self) -> None:
        """When the book was as it is now; of what was said of closed months, what holds still."""
        events = self.book.holdings.resource.events
        if events and (when := events[-1].recorded_at):
            if self.marks and self.marks[-1].instant == when:
                self.marks.pop()  # what was recorded at one instant is one state of the book
            self.marks.append(Mark(when, self.book.head.sequence, len(events)))
        for body, month, known in tuple(self.closed):
            entries = self.model.entries
            is_closed = state_of(entries, body, month) in ("closed", "locked")
            if not is_closed or is_impacted(entries, body, month):
                del self.closed[body, month, known]

    # Publishing

    @precondition(lambda self: len(self.issued) < 4)
    @precondition(lambda self: not self.thinned or len(self.marks) % 3 == 0)
    @rule(
        month=st.sampled_from([1, 2, 12]),
        basis=st.sampled_from(["ytd", "forecast"]),
        reason=st.sampled_from(["it was wrong", "it was wrong", ""]),
        look=looks,
    )
    def publish(self, month: int, basis: str, reason: str, look: Look) -> None:
        """A pack is issued; again it adds nothing; another than before needs a reason."""
        self.look = look
        before, head = self.everything(), self.book.head
        former = [i for i, one in enumerate(self.issued, 1) if one[:2] == (month, basis)]
        asked = {"basis": basis, "by": "Director"}
        duties = _duties(self.book.position(f"M{month}", basis=basis).bodies)
        try:
            done = self.book.publish(f"M{month}", reason=reason, **asked)
        except UsageError:
            assert former
            assert not reason
            assert self.everything() == before
            event("refused: a restatement without a reason")
            return
        if done.is_new:
            self.issued.append(Issued(month, basis, duties))
            issue = done.snapshot.issue
            assert (issue.number, issue.restates) == (len(self.issued), ([None, *former])[-1])
            assert (done.snapshot.sequence, done.snapshot.head) == (head.sequence, head.hash)
            assert not former or reason
            event("published" if not former else "restated")
        else:
            assert done.snapshot.issue.number == former[-1]
            assert duties == self.issued[former[-1] - 1].duties
            assert self.everything() == before
        behind = self.book.head
        again = self.book.publish(f"M{month}", **asked)
        assert (again.is_new, again.snapshot.issue.number, self.book.head) == (
            False,
            done.snapshot.issue.number,
            behind,
        )
        assert len(self.book.published().snapshots) == len(self.issued)

    def reproduces(self, number: int) -> None:
        """A snapshot is made again from its events, and says what it said."""
        assert _duties(self.book.reproduce(number).bodies) == self.issued[number - 1].duties

    @rule(hours=st.sampled_from([-9000, -1, 1, 50]))
    def set_the_clock(self, hours: int) -> None:
        """Time goes on, or somebody sets the clock back."""
        self.now += timedelta(hours=hours)

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
        assert reader.head == before[0]
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
        if self.is_due(0, 6):
            assert self.faults() == []
        events = self.book.holdings.resource.events
        assert len(events) == len(self.model.entries)
        for kept_, entry in zip(events[self.seen :], self.model.entries[self.seen :], strict=True):
            _same_lines(kept_, entry)
            _one_body_one_year(kept_, entry)
            _frozen_headroom(kept_, entry)
            _nothing_recurrent_from_a_release(kept_, entry)
            if isinstance(kept_.what, JournalSubmitted):
                assert kept_.what.debit_pence == kept_.what.credit_pence
            if isinstance(kept_.what, LedgerLoaded):  # a trial balance is zero (21)
                cells = self.book._records.cells(kept_.what.cells_sha256)
                assert cells.total("debit") == cells.total("credit")
                assert cells.total("opening") == 0
        self.seen = len(events)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def limits(self) -> None:
        """Every part of every limit, for any month and any date of knowledge (9, 10, 11)."""
        body, month, known, *_ = self.look
        if not self.is_due(1):
            return
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
        if not self.is_due(2):
            return
        _, month, known, *_ = self.look
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
            kinds = {
                kind: sum(
                    e.held for e in self.model.standing(body, month, known) if kind in _kinds(e)
                )
                for kind in ("headroom-lodged", "headroom-released")
            }
            assert held == sum(kinds.values())
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
        """Of each body and month the load that came last, of those that were known; and beside it.

        What is reported or adjusted of the year to one month, less that of the month before, is the
        movement of that month (21).
        """
        if not self.is_due(3):
            return
        body, month, known, *_ = self.look
        records = self.book._records
        holdings = Holdings.of(self.book.year, records.ledger, known, records.cells)
        for table in ("profile", "actuals", "forecasts"):
            found, beside = _decoded(getattr(holdings, table), body)
            for limit in LIMITS:
                expected = self.model.figures(table, body, limit, known)
                assert found.get(limit, {}) == expected
                adjusted: dict[object, int] = defaultdict(int)
                if table == "actuals":
                    for what, at, pence in adjustments(self.model.entries, body, limit, known):
                        adjusted[what, at] += pence
                assert {at: pence for at, pence in beside.get(limit, {}).items() if pence} == {
                    at: pence for at, pence in adjusted.items() if pence
                }
                if table != "actuals":
                    continue
                for category in CATEGORIES[limit]:
                    period = self.book.year.period(month)
                    of = (body, Limit(limit))
                    total = holdings.actuals.to_date(*of, period, category).pence
                    before = (
                        holdings.actuals.to_date(*of, period.to_date[-2], category).pence
                        if month > 1
                        else 0
                    )
                    moved = adjusted[category, month] + expected.get((category, month), 0)
                    if body in holdings.actuals.cumulative:
                        moved -= expected.get((category, month - 1), 0)
                    assert total - before == moved

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def duties(self) -> None:
        """Each duty of each body; a group is the list of its bodies' breaches (2, 3, 10, 22, 23)."""
        if not self.is_due(4):
            return
        _, month, known, basis, _ = self.look
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
        if known is None and self.is_due(
            1, 2
        ):  # the date that it names itself gives the same answer again
            again = self.book.position(f"M{month}", basis=basis, known_at=report.known_at)
            assert [body.duties for body in again.bodies] == [body.duties for body in report.bodies]
        assert not [value for value in _leaves(report.document()) if isinstance(value, float)]

    @precondition(lambda self: self.marks)
    @invariant()
    def as_it_was_recorded(self) -> None:
        """Any earlier state of the book can be asked for again (24)."""
        if not self.is_due(5):
            return
        mark = self.marks[(self.look.month * 7 + len(self.marks)) % len(self.marks)]
        body, month, known, *_ = self.look
        then = ReferenceBook(BODIES, FIRST, LAST)
        then.entries = self.model.entries[: mark.entries]
        expected = limit_of(then.standing(body, month, known), "revenue", "confirmed")
        for when in (mark.instant, mark.number):
            stated = self.book.limit(body, as_of=f"M{month}", known_at=known, recorded_at=when)
            assert (stated.total(), stated.is_known()) == (expected or 0, expected is not None)

    @precondition(lambda self: self.issued)
    @invariant()
    def as_it_was_published(self) -> None:
        """A snapshot, whatever came since, can be made again (24)."""
        if self.is_due(0):
            self.reproduces(self.look.month % len(self.issued) + 1)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def months_stand(self) -> None:
        """Each month is where its steps led, and a closed one is what it was when it closed (24)."""
        body, month, *_ = self.look
        entries = self.model.entries
        assert self.book.month_state(body, f"M{month}") == state_of(entries, body, month)
        closed = [
            (code, at)
            for code in USED
            for at in range(1, 13)
            if state_of(entries, code, at) in ("closed", "locked")
        ]
        if not closed or not self.is_due(1, 2):
            return
        body, month = closed[(self.look.month + len(entries)) % len(closed)]
        impacted = is_impacted(entries, body, month)
        reason = self.book.close_status(f"M{month}").of(body, "not-impacted").reason
        assert bool(reason) == impacted
        if impacted:
            return
        known = FOREVER[self.look.turn % len(FOREVER)]
        answers: list[object] = [
            self.book.limit(body, as_of=f"M{month}", known_at=known, limit=limit).changes
            for limit in LIMITS
        ]
        answers += [
            self.book.position(f"M{month}", basis=basis, known_at=known).body(body)
            for basis in ("ytd", "forecast")
        ]
        is_known = (body, month, known) in self.closed
        assert self.closed.setdefault((body, month, known), answers) == answers
        event(f"a closed month, {'and the same as before' if is_known else 'for the first time'}")


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


def _kinds(entry: Entry) -> tuple[str, ...]:
    """The kind of an event, and of what it reverses."""
    return (entry.act.kind, entry.undone.kind if entry.undone else "")


def _duties(bodies: Sequence[Any]) -> list[object]:
    """The duties of each body, as they are compared."""
    return [body.duties for body in bodies]


def _one_body_one_year(kept: Event, entry: Entry) -> None:
    """Each event is of one body of the group and of the book's year (1, 2)."""
    act = entry.act
    assert (kept.body, kept.effective, kept.notified) == (act.body, act.effective, act.notified)
    assert (kept.late_for, kept.sequence) == (act.late_for, entry.number)
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


def _nothing_recurrent_from_a_release(kept: Event, entry: Entry) -> None:
    """What is released, and what is applied once, is non-recurrent; each is approved (14)."""
    for line in kept.lines:
        if line.account in (Account.RELEASED, Account.HEADROOM_CASE):
            assert line.strand.funding is Funding.NON_RECURRENT
            assert kept.approval
        if line.account is Account.APPLIED_NON_RECURRENTLY and not entry.undone:
            assert (line.pence > 0) == (line.strand.funding is Funding.NON_RECURRENT)


_Cells = dict[str, dict[tuple[str, int], int]]


def _decoded(figures: Figures, body: str) -> tuple[_Cells, _Cells]:
    """The figures of one body: by limit, the pence of each category and month; and those beside."""
    found: _Cells = defaultdict(dict)
    beside: _Cells = defaultdict(dict)
    names = tuple(figures.category_codes)
    columns = (
        figures.columns[name].tolist()
        for name in ("body", "limit", "category", "period", "adjusting")
    )
    for code, limit, category, month, adjusting, pence in zip(
        *columns, figures.columns["pence"].tolist(), strict=True
    ):
        if code == figures.body_codes.get(body):
            at = (names[category], month)
            if adjusting:
                beside[LIMITS[limit]][at] = beside[LIMITS[limit]].get(at, 0) + pence
                continue
            assert at not in found[LIMITS[limit]], "each figure stands once"
            found[LIMITS[limit]][at] = pence
    return found, beside


def _leaves(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        document = list(document.values())
    if not isinstance(document, list | tuple):
        yield document
        return
    for part in document:
        yield from _leaves(part)


class LongBookMachine(BookMachine):
    """The same, for long: what is costly is asked after one step in three."""

    thinned = True


_SOUGHT = os.environ.get("PCTFINANCE_MACHINE_EXAMPLES")
_PARTS = 20
_LONG_EXAMPLES = int(_SOUGHT or "2000") // _PARTS
"""How many runs of up to 50 steps each part of the long profile makes."""
_PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# A gate is to say the same today and tomorrow; whoever asks for a number of examples looks for what
# nobody has seen yet, and never gets the same ones again. A run that fails is shown as it was found,
# with the decorator that repeats it: to look for a shorter one takes longer than all other runs.
_LONG = settings(
    _PATIENT,
    max_examples=_LONG_EXAMPLES,
    stateful_step_count=50,
    derandomize=_SOUGHT is None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    print_blob=True,
)
TestBook = BookMachine.TestCase
TestBook.settings = settings(_PATIENT, max_examples=100, stateful_step_count=8)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, _PARTS + 1))
def test_book_for_long(part: int) -> None:
    """One part of the long profile; each has its own runs, and the processors share the parts."""
    machine = type(f"LongBookMachine{part}", (LongBookMachine,), {"__doc__": f"Part {part}."})
    run_state_machine_as_test(machine, settings=_LONG)


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


def test_rows_that_moved_in_their_file_are_no_new_figures() -> None:
    """Additions 5 and grants 3, then grants 3 and additions 5: the same figures, posted once."""
    book = _book()
    additions, grants = (1, "capital", "additions", 5), (1, "capital", "grants", 3)
    book.post(_load(0, rows=(additions, grants)))
    receipt = book.post(_load(0, rows=(grants, additions)))
    assert (receipt.posted, receipt.already_there) == (0, 1)
    assert book.holdings.actuals.to_date("5A9", Limit.CAPITAL, book.year.period(1)).pence == 8


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


def test_a_limit_all_of_which_was_reversed_is_not_known() -> None:
    """£5 brought forward by mistake and reversed: nobody was given £0, in the statement as elsewhere."""
    book = _book()
    wrong = book.post(_allocation(5))
    said = {"by": "Head of Finance", "reason": "it is Camden's", "reference": "memo"}
    book.reverse(wrong.sequence, effective=FIRST, notified=FIRST, **said)
    stated = book.limit("5A9", as_of="M1")
    assert (stated.total(), stated.is_known()) == (0, False)
    assert book.position("M1").body("5A9").duty(Duty.REVENUE).limit_pence is None
