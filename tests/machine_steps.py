"""What the machine does with budgets, hopes, figures and requests: rules of the state machine."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from machine_draws import (
    allocations,
    any_act,
    hopes,
    loads,
    looks,
    moves,
    notified,
    profiles,
    tranches,
)
from machine_resource import Resource
from machine_words import LIMITS, STRANGERS, Look, event_of
from pctfinance.book import Book
from pctfinance.errors import UsageError
from reference_acts import Act

__all__ = ["Steps"]


class Steps(Resource):
    """Beside resource: figures, budgets that move, hopes, requests, and other hands."""

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
