"""Calls at random on a book, right, wrong and forged, each judged by what the test itself knows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import strategies as st

from pctfinance.decisions.states import transfers_of, with_step
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import BUDGETS, SOURCES, Account, Certainty
from pooling_forgeries import edited
from pooling_oracle import Pooled, Setting, measure_of
from pooling_rows import Rows
from pooling_settings import LONDON, begun
from pooling_transfers import TransferSteps

__all__ = ["Machine"]

_NEVER_NEGATIVE = (
    *(Account.PENDING, Account.FUND, Account.HEADROOM, Account.DELEGATED, Account.CONTINGENCY),
    *(Account.PLANNED_SURPLUS, Account.HEADROOM_CASE, Account.COMMITTED),
)
_USABLE = (*BUDGETS, Account.UNALLOCATED, Account.CONTINGENCY, Account.COMMITTED)
_MOVES = (
    "transfer-actioned",
    "transfer-submitted",
    "fund-contributed",
    "headroom-released",
    "capital-",
)
_Cell = tuple[str, str, str, str, str, str]
"""Body, measure, account, category, delegate and case."""


def _pence(event: Event) -> int:
    """What an event would move or promise, as far as a forged one says."""
    what: Any = event.what
    if not what.kind.startswith(_MOVES):
        return 0
    said = getattr(what, "pence", None) or getattr(getattr(what, "terms", None), "pence", 0)
    return said if isinstance(said, int) else 0


class Machine(TransferSteps, Rows):
    """One book, and what its bodies are entitled to; a difference is a counter-example."""

    def __init__(self, setting: Setting = LONDON) -> None:
        self.setting = setting
        self.book, self.entitled = begun(setting)
        self.cells: Counter[_Cell] = Counter()
        self.limits: Counter[tuple[str, str]] = Counter()
        self.seen = 0
        self.calls = self.held_back = self.gap = 0
        self.refused: Counter[str] = Counter()
        self.forge: Any = None
        self._known: tuple[int, int, dict[str, Any]] = (0, -1, {})
        for event in self.book._records.ledger.events:
            self._add(event)
        self.began = self.seen = len(self.book._records.ledger.events)
        self._really = self.book._records.post
        self.book._records.post = self._posting
        self.book._transfers = self._transfers

    def _transfers(self) -> dict[str, Any]:
        """As the book answers, without reading every event anew for each call."""
        records = self.book._records
        records.refresh()
        events, stated = records.ledger.events, len(records.statements)
        count, said, found = self._known
        officers = sum(s.content.get("kind") == "officers-stated" for s in records.statements)
        if said != officers or count > len(events):
            count, found = 0, {}
        rules = records.terms.rules(records.statements) if count < len(events) or stated else None
        for event in events[count:]:
            with_step(found, event, rules)  # type: ignore[arg-type]
        self._known = (len(events), officers, found)
        return dict(found)

    def _posting(self, events: Any, *args: Any, **named: Any) -> Any:
        """What every chapter posts by: while something is forged, other events go through."""
        forge, self.forge = self.forge, None
        if forge is not None and events:
            events = forge(list(events))
            named.pop("upon", None)
        before = self.book._records.ledger
        try:
            return self._really(events, *args, **named)
        except PctFinanceError as error:
            if self.book._records.ledger.events != before.events:
                raise Pooled("what was refused was posted") from None
            codes = {finding.code for finding in error.findings}
            self.refused.update(codes)
            if len(codes) == 1:  # one rule alone stands between this and what it would move
                self.held_back = max(self.held_back, *map(_pence, events), 0)
            raise

    # What is done.

    def take(self, draw: Any) -> None:
        """One thing that somebody does, or a whole transfer, with at most one step of it wrong."""
        way = draw(
            st.sampled_from(["whole", "almost", "almost", "row", "row", "row", "step", "again"])
        )
        if way in ("whole", "almost"):
            self._whole(draw, wrong=draw(st.integers(0, 5)) if way == "almost" else None)
        else:
            self.call(way, draw)

    def _whole(self, draw: Any, *, wrong: int | None) -> None:
        """A transfer as it should be taken; one of its calls is done wrongly, or forged."""
        how = draw(st.sampled_from(["insane", "forged", "forged"])) if wrong is not None else ""
        for place in range(6):  # proposed, agreed, submitted, approved, conditions met, actioned
            off = place == wrong
            if off and how == "forged":
                self.forge = edited(self, draw)
            if place == 0:
                self.call("propose", draw)
                continue
            self.call("next", draw, sane=not (off and how == "insane"))
            self.forge = None

    def call(self, way: str, draw: Any, **named: Any) -> None:
        """One call: what it moved is what it was entitled to move, and a refusal moved nothing."""
        self.calls += 1
        if way == "row" and draw(st.integers(0, 4)) == 0:
            self.forge = edited(self, draw)
        with suppress(PctFinanceError):  # what a refusal leaves is looked at where it was posted
            getattr(self, f"_{way}")(draw, **named)
        self.forge = None
        self.look()

    # What came of it.

    def look(self) -> None:
        """Read what is new: everything that a body may use is what it is entitled to use."""
        new = self.book._records.ledger.events[self.seen :]
        self.seen += len(new)
        if not new:
            return
        try:
            for event in new:
                self._add(event)
                self.entitled.read(event)
                self._offered(event)
            self.entitled.end_of_command()
            self._no_tunnel(new)
            self._compare()
        except Pooled as found:
            last = "\n".join(repr((e.body, e.by, str(e.effective), e.what)) for e in new)
            raise Pooled(f"{found}, by\n{last}") from None

    def _add(self, event: Event) -> None:
        for line in event.lines:
            if line.strand.certainty is Certainty.CONFIRMED:
                measure = measure_of(line.strand.limit, line.strand.funding)
                at = (event.body, measure, line.account, line.category, line.delegate, line.case)
                self.cells[at] -= line.pence
                if line.account in SOURCES:
                    self.limits[event.body, measure] += line.pence

    def _compare(self) -> None:
        """The book's limits are those that the test reckoned; what is promised is set aside."""
        entitled, usable, aside = self.entitled, Counter[Any](), Counter[Any]()
        for (body, measure, account, *_), pence in self.cells.items():
            if account in _NEVER_NEGATIVE and pence < 0:
                raise Pooled(f"{body}: {account} is overdrawn")
            if account in _USABLE:
                usable[body, measure] += pence
            elif account in (Account.PENDING, Account.FUND):
                aside[body, measure] += pence
            if account is Account.UNALLOCATED:
                self.gap = max(self.gap, -pence)
        headroom = {
            (b, m): sum(
                p for k, p in entitled.sums.items() if k[0] == "earmark" and k[1:] == (b, m, "F2")
            )
            for b, m in {(key[1], key[2]) for key in entitled.sums if key[0] == "earmark"}
        }
        for body in self.setting.bodies:
            for measure in ("R", "NR", "capital", "cash"):
                here, may = self.limits[body, measure], entitled.limit(body, measure)
                if here != may:
                    raise Pooled(f"{body} has {here} of {measure}, and is entitled to {may}")
                # A fund of headroom keeps its earmarks on the account of headroom.
                kept = entitled.aside(body, measure) - headroom.get((body, measure), 0)
                if aside[body, measure] != kept:
                    raise Pooled(f"{body}: {aside[body, measure]} is set aside, {kept} is promised")

    def usable_excess(self) -> int:
        """By how much some body may use more, at this moment, than its limit less what it promised."""
        usable: Counter[tuple[str, str]] = Counter()
        for (body, measure, account, *_), pence in self.cells.items():
            if account in _USABLE and pence > 0:
                usable[body, measure] += pence
        return max(
            usable[body, measure]
            - self.entitled.limit(body, measure)
            + self.entitled.aside(body, measure)
            for body in self.setting.bodies
            for measure in ("R", "NR", "capital", "cash")
        )

    def _offered(self, event: Event) -> None:
        """What a body offers to others it has, when it offers it."""
        kind = event.what.kind
        if kind not in ("transfer-submitted", "fund-contributed"):
            return
        taken = {
            (line.strand, line.account)
            for line in event.lines
            if line.pence > 0 and line.account in (Account.UNALLOCATED, Account.DELEGATED)
        }
        for strand, account in taken:
            at = (event.body, measure_of(strand.limit, strand.funding), account)
            left = sum(pence for key, pence in self.cells.items() if key[:3] == at)
            if left < 0:
                raise Pooled(f"{event.body} offered what it has not: {kind} of {account}")

    def _no_tunnel(self, new: Iterable[Event]) -> None:
        """No command takes a delegate's budget back in one body and gives as much in another."""
        moved: dict[str, Counter[str]] = defaultdict(Counter)
        for event in new:
            if event.what.kind in ("delegation", "virement", "rebasing", "reversal"):
                for line in event.lines:
                    if line.account is Account.DELEGATED:
                        moved[line.delegate][event.body] -= line.pence
        for delegate, by_body in moved.items():
            fell = {-pence for pence in by_body.values() if pence < 0}
            if fell & {pence for pence in by_body.values() if pence > 0}:
                raise Pooled(f"a budget of {delegate} moved between bodies without a transfer")

    def end(self) -> None:
        """The book says of itself what was added up of its events; no day overdraws a promise."""
        resource, end = self.book.holdings.resource, self.book.year.periods[-1]
        for body in self.setting.bodies:
            found: Counter[tuple[str, str]] = Counter()
            for cell, pence in resource.balances(body, end).cells.items():
                if cell.account in SOURCES and cell.strand.certainty is Certainty.CONFIRMED:
                    found[body, measure_of(cell.strand.limit, cell.strand.funding)] += pence
            for measure in ("R", "NR", "capital", "cash"):
                assert found[body, measure] == self.limits[body, measure], "balances differ"
        self._by_day(resource.events)
        records = self.book._records
        whole = transfers_of(records.ledger.events, records.terms.rules(records.statements))
        assert {n: t.state for n, t in whole.items()} == {
            n: t.state for n, t in self._transfers().items()
        }
        if any(p < 0 for key, p in self.cells.items() if key[2] is Account.UNALLOCATED):
            codes = {finding.code for finding in self.book.position("M12").findings}
            assert "ledger.over-committed" in codes, "uses beyond the limit without a finding"
        told = self.book.verify()
        assert told == (), "\n".join(finding.message for finding in told)

    def _by_day(self, events: Iterable[Event]) -> None:
        moves: dict[_Cell, Counter[date]] = defaultdict(Counter)
        for event in events:
            for line in event.lines:
                if line.account in _NEVER_NEGATIVE:
                    where = (str(line.account), line.category, line.delegate, line.case)
                    moves[(event.body, str(line.strand), *where)][event.effective] -= line.pence
        for cell, by_day in moves.items():
            balance = 0
            for day in sorted(by_day):
                balance += by_day[day]
                if balance < 0:
                    raise Pooled(f"{cell} is overdrawn on {day}")
