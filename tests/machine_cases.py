"""How the machine takes a step of headroom, funds, commitments or recharges, and what must follow."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition

from machine_transfers import TransferSteps
from machine_words import BODIES, FIRST, LAST, LIMITS, Look
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.kinds import HEADROOM_HELD
from pctfinance.ledger.lines import BUDGETS, RESERVES, Account, Certainty, Limit
from reference_acts import Act
from reference_cases import ChapterBook, code_of

__all__ = ["Chapters", "early_days", "from_day", "in_year", "waits"]

early_days = st.dates(FIRST, date(2011, 6, 30))
waits = st.sampled_from([0, 0, 1, 20, 70])


def in_year(day: date) -> date:
    """The nearest day of the year."""
    return min(max(day, FIRST), LAST)


def from_day(day: date, days: int) -> date:
    """A day so many days later, or the last that any book of the year is told something."""
    return min(day + timedelta(days=days), date(2012, 6, 30))


class Chapters(TransferSteps):
    """A book and a model that knows all chapters."""

    def __init__(self) -> None:
        super().__init__()
        self.model: ChapterBook = ChapterBook(BODIES, FIRST, LAST)

    def attempt(
        self,
        batch: Sequence[Act],
        look: Look,
        command: Callable[[bool], Any],
        tried: tuple[str, str, str] | None = None,
        *,
        tests: bool = True,
        only: str = "",
        codes: Mapping[str, str] = MappingProxyType({}),
    ) -> bool:
        """Take a step: it is refused for exactly what the model says, or does what the model says.

        `tried` is what, of whom and by whom, as the statement says that is kept of a refusal.
        `tests` says whether the command can be tried without writing, `only` for what alone it is
        refused before anything else is looked at, `codes` what the words of other chapters are.
        """
        refusals = {only} if only else self.model.judge(batch, self.book.head.sequence)[0]
        expected = {codes.get(word, code_of(word)) for word in refusals}
        head = self.book.head
        if tests and look.turn == 0:
            found = {_family(finding.code) for finding in command(True).findings}
            assert found == expected, (found, expected, batch)
            assert self.book.head == head
        limits = self.limits_of_all()
        if not refusals:

            def do() -> Any:
                done = command(False)
                return getattr(done, "receipt", done)

            assert self.act(batch, look, command=do)
            self.moves_only_what_may(batch, limits)
            return True
        self.look = look
        self.now += timedelta(seconds=look.turn)
        before = self.said()
        with pytest.raises(PctFinanceError) as refused:
            command(False)
        found = {_family(finding.code) for finding in refused.value.findings}
        assert found == expected, (found, expected, batch)
        assert self.book.head.sequence == head.sequence + 1
        last = self.book._records.statements[-1].content
        what, body, by = tried or (batch[0].kind, batch[0].body, batch[0].by)
        assert (last["kind"], last["what"], last["body"], last["by"]) == ("refused", what, body, by)
        assert {*map(_family, last["codes"])} == expected
        assert self.said() == before, "a refused step changes nothing"
        event(f"refused: {what}, {', '.join(sorted(expected))}")
        return False

    def limits_of_all(self) -> dict[tuple[str, str], int]:
        """Every limit of every body at the year's end."""
        year_end = self.book.year.period(12)
        return {
            (body, limit): found.limit(Limit(limit))
            for body in self.model.bodies
            for found in [self.book.holdings.resource.balances(body, year_end)]
            for limit in LIMITS
        }

    def moves_only_what_may(self, batch: Sequence[Act], before: dict[tuple[str, str], int]) -> None:
        """Only a release and an approved draw move a limit; a draw moves no sum of them."""
        after = self.limits_of_all()
        kinds = {act.kind for act in batch}
        if kinds == {"headroom-released"}:
            (act,) = batch
            before[act.body, "revenue"] += act.pence
        elif kinds == {"transfer-actioned"}:
            for limit in LIMITS:
                sums = [
                    sum(p for (_, of), p in each.items() if of == limit) for each in (before, after)
                ]
                assert sums[0] == sums[1]
            return
        assert after == before

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def balances(self) -> None:
        """Each sum of lines, of every body, and what they must add up to."""
        if not self.is_due(2):
            return
        _, month, known, *_ = self.look
        resource, period = self.book.holdings.resource, self.book.year.period(month)
        for body in self.model.bodies:
            found = resource.balances(body, period, known)
            cells = {tuple(cell): pence for cell, pence in found.cells.items() if pence}
            expected = self.model.cells(body, month, known)
            assert cells == {tuple(cell): pence for cell, pence in expected.items()}
            strands: dict[object, int] = {}
            for (strand, *_), pence in cells.items():
                strands[strand] = strands.get(strand, 0) + pence
            assert not any(strands.values())
            uses = (*BUDGETS, *RESERVES, Account.PLANNED_SURPLUS)
            for limit in Limit:
                for certainty in Certainty:
                    used = found.use(uses, limit, certainty=certainty)
                    assert found.limit(limit, certainty=certainty) == used
            held = found.memoranda.get(HEADROOM_HELD, 0)
            assert held == self.model.held(body, month, known)
            beside = {name: p for name, p in found.memoranda.items() if p and name != HEADROOM_HELD}
            assert beside == self.model.memos(body, month, known)
            assert known or held >= 0


def _family(code: str) -> str:
    """A code as the model knows it: why a journal is refused it does not tell apart."""
    return "journal.refused" if code.startswith("journal.") else code
