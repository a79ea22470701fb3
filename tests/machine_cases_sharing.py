"""What the machine does with shared costs: a basis, its shares, recharges, decisions, differences."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from machine_cases import Chapters
from machine_draws import early, looks, notified
from machine_words import BODIES, FIRST, Look, end_of
from pctfinance.errors import PostingRefusedError, UsageError
from reference_acts import Act, month_of
from reference_cases_acts import Deed, Mark
from reference_cases_sharing import (
    Basis,
    Recharge,
    Shared,
    basis_in,
    journals_of,
    recharges_of,
    shared_cost,
)

__all__ = ["Sharing"]

NUMBERS = st.sampled_from([f"S{number}" for number in range(1, 7)])
NAMES = st.sampled_from(["team", "team", "estates"])
HOSTS = {"team": "5K7", "estates": "5A9"}
ENTERS, APPROVES = "Head of Finance", "Deputy"
OFFICES = st.sampled_from([*[APPROVES] * 5, ENTERS, " "])
WEIGHTS = st.sampled_from(["1", "2", "3", "1/3", "12.5"])
CATEGORIES = ("acute", "dental")
JOURNAL_CODES = dict.fromkeys(
    (
        *("unsigned", "number used", "corrects nothing", "no journal"),
        *("nothing to decide", "by whom", "too early"),
    ),
    "journal.refused",
)


class Sharing(Chapters):
    """Shared costs and recharges: journals of several bodies that stand or fall together."""

    @rule(
        name=NAMES,
        month=early,
        weights=st.dictionaries(st.sampled_from(BODIES), WEIGHTS, min_size=1),
        host=st.sampled_from(["", "", "", "5K8"]),
        look=looks,
    )
    def state_basis(
        self, *, name: str, month: int, weights: dict[str, str], host: str, look: Look
    ) -> None:
        """By which weights a cost is shared from a month on; the host stays the same."""
        self.basis(name, month, weights, host or HOSTS[name], look)

    def basis(self, name: str, month: int, weights: dict[str, str], host: str, look: Look) -> None:
        """State a basis, for the first time or again."""
        self.look = look
        before = self.said()
        named: dict[str, Any] = {"source": "a paper", "by": "Director", "on": FIRST}
        hosts = {basis.host for basis in self.model.bases if basis.name == name}
        state = self.book.state_sharing_basis
        named |= {"host": host, "kind": "staff", "from_month": f"M{month}", "weights": weights}
        if hosts - {host}:
            with pytest.raises(UsageError):
                state(name, **named)
            return
        state(name, **named)
        exact = tuple((body, Fraction(weight)) for body, weight in sorted(weights.items()))
        self.model.bases.append(Basis(name, host, month, exact))
        assert self.said() == before

    @rule(
        name=NAMES,
        month=early,
        later=st.sampled_from([0, 0, 0, 1]),
        cost=st.integers(1, 200) | st.integers(-30, 10**6),
        number=NUMBERS,
        approved_by=st.sampled_from(["", "", APPROVES, APPROVES, APPROVES, ENTERS]),
        look=looks,
    )
    def apportion(
        self,
        *,
        name: str,
        month: int,
        later: int,
        cost: int,
        number: str,
        approved_by: str,
        look: Look,
    ) -> None:
        """A cost of a month is shared, or what is left of it after it changed."""
        into = min(month + later, 12)
        self.apportioned(
            name, month, cost, number=number, approved_by=approved_by, look=look, into=into
        )

    def apportioned(
        self,
        name: str,
        month: int,
        cost: int,
        *,
        number: str,
        approved_by: str,
        look: Look,
        into: int = 0,
    ) -> None:
        """Look at the shares first; then recharge what is not recharged yet."""
        into = into or month
        asked: dict[str, Any] = {"cost_pence": cost, "in_month": f"M{into}"}
        basis = basis_in(self.model.bases, name, month)
        if basis is None:
            with pytest.raises(UsageError):
                self.book.apportion(name, f"M{month}", **asked)
            return
        found = shared_cost(basis, month, self.model.entries, cost)
        preview = self.book.apportion(name, f"M{month}", **asked).cost
        self._same_shares(preview, found)
        charged = found.left(basis.host)
        assert preview.to_recharge == charged
        kind = "charge" if found.is_first else "difference"
        batch: list[Act] = []
        if charged:
            said = Act("", "", end_of(into), end_of(into), by=ENTERS, purpose="the team")
            mark = Mark(basis.host, month, kind, name, cost)
            batch += journals_of(number, mark, charged, said, CATEGORIES)
            batch += _decided(batch, "approved", approved_by) if approved_by else []

        def command(test: bool) -> Any:
            return self.book.apportion(
                name,
                f"M{month}",
                number=number,
                category=CATEGORIES[0],
                provider_category=CATEGORIES[1],
                by=ENTERS,
                approved_by=approved_by,
                purpose="the team",
                test=test,
                **asked,
            ).answer

        tried = ("recharge", basis.host, ENTERS)
        if self.attempt(batch, look, command, tried, codes=JOURNAL_CODES) and batch:
            event(f"recharged: a {kind}{', late' if into > month else ''}")

    @rule(
        number=NUMBERS,
        pair=st.permutations(BODIES),
        pence=st.integers(1, 90),
        month=early,
        for_month=early,
        by=st.sampled_from([ENTERS, ENTERS, ENTERS, ""]),
        approved_by=st.sampled_from(["", APPROVES]),
        look=looks,
    )
    def recharge(
        self,
        *,
        number: str,
        pair: Sequence[str],
        pence: int,
        month: int,
        for_month: int,
        by: str,
        approved_by: str,
        look: Look,
    ) -> None:
        """One body charges another, by no basis."""
        provider, recipient = pair[:2]
        of = min(month, for_month)
        said = Act("", "", end_of(month), end_of(month), by=by, purpose="support")
        mark = Mark(provider, of)
        batch: list[Act] = [*journals_of(number, mark, {recipient: pence}, said, CATEGORIES)]
        batch += _decided(batch, "approved", approved_by) if approved_by else []

        def command(test: bool) -> Any:
            return self.book.recharge(
                number,
                provider=provider,
                recipient=recipient,
                pence=pence,
                category=CATEGORIES[0],
                provider_category=CATEGORIES[1],
                purpose="support",
                month=f"M{month}",
                for_month=f"M{of}",
                by=by,
                approved_by=approved_by,
                test=test,
            )

        self.attempt(batch, look, command, ("recharge", provider, by), codes=JOURNAL_CODES)

    @rule(
        data=st.data(),
        verb=st.sampled_from(["approved", "approved", "rejected", "withdrawn"]),
        by=OFFICES,
        day=st.none() | notified,
        look=looks,
    )
    def decide_recharge(
        self, *, data: st.DataObject, verb: str, by: str, day: Any, look: Look
    ) -> None:
        """A recharge is decided on at all of its bodies."""
        found = recharges_of(self.model.entries)
        number = data.draw(st.sampled_from([*found, *found, "S9"]))
        if number not in found:
            with pytest.raises(PostingRefusedError):
                self.book.approve_recharge(number, by=by)
            return
        if verb == "withdrawn" and data.draw(st.booleans()):
            by = ENTERS
        sent = found[number].journals
        batch = _decided(sorted(sent, key=lambda deed: deed.body), verb, by, day)

        def command(test: bool) -> Any:
            if verb == "approved":
                return self.book.approve_recharge(number, by=by, on=day, test=test)
            outcome: Literal["rejected", "withdrawn"] = (
                "rejected" if verb == "rejected" else "withdrawn"
            )
            return self.book.end_recharge(number, outcome, by=by, reason="so", on=day, test=test)

        tried = ("recharge-approved" if verb == "approved" else "recharge-ended",)
        provider = found[number].mark.provider
        self.attempt(batch, look, command, (*tried, provider, by), codes=JOURNAL_CODES)

    @precondition(lambda self: bool(self.undecided()))
    @rule(data=st.data(), verb=st.sampled_from(["approved", "rejected"]), look=looks)
    def decide_one_side(self, data: st.DataObject, verb: str, look: Look) -> None:
        """What several bodies entered together is not decided on at one of them."""
        one = data.draw(st.sampled_from(self.undecided()))
        deed = data.draw(st.sampled_from(one.journals))
        act = _decided([deed], verb, APPROVES)[0]
        of, on = (act.body, act.number), act.notified

        def command() -> Any:
            if verb == "approved":
                return self.book.approve_journal(*of, by=APPROVES, approved_on=on)
            return self.book.reject_journal(*of, by=APPROVES, reason="no", rejected_on=on)

        assert not self.act([act], look, command=command)

    def undecided(self) -> list[Recharge]:
        """The recharges that are not decided on."""
        found = recharges_of(self.model.entries).values()
        return [one for one in found if one.state == "submitted"]

    @precondition(lambda self: bool(recharges_of(self.model.entries)))
    @rule(
        data=st.data(),
        number=NUMBERS,
        month=st.none() | early,
        approved_by=st.sampled_from(["", APPROVES, APPROVES]),
        look=looks,
    )
    def reverse_recharge(
        self, *, data: st.DataObject, number: str, month: int | None, approved_by: str, look: Look
    ) -> None:
        """An approved recharge is taken back by its opposite, once."""
        found = recharges_of(self.model.entries)
        of = found[data.draw(st.sampled_from([*found]))]
        batch = _opposite(of, number, month)
        batch += _decided(batch, "approved", approved_by) if approved_by else []

        def command(test: bool) -> Any:
            return self.book.reverse_recharge(
                number,
                reverses=of.number,
                by=ENTERS,
                reason="wrong",
                month=f"M{month}" if month else None,
                approved_by=approved_by,
                test=test,
            )

        tried = ("recharge", of.mark.provider, ENTERS)
        self.attempt(batch, look, command, tried, codes=JOURNAL_CODES)

    @rule(
        name=NAMES,
        weights=st.dictionaries(st.sampled_from(BODIES), WEIGHTS, min_size=2),
        month=early,
        costs=st.lists(
            st.tuples(st.integers(1, 10**6), st.sampled_from([APPROVES, APPROVES, ""])),
            min_size=1,
            max_size=3,
        ),
        look=looks,
    )
    def share_as_it_changes(
        self,
        *,
        name: str,
        weights: dict[str, str],
        month: int,
        costs: list[tuple[int, str]],
        look: Look,
    ) -> None:
        """A basis, a cost that is shared, approved or not, and what it turns out to be afterwards."""
        if basis_in(self.model.bases, name, month) is None:
            self.basis(name, month, weights, HOSTS[name], look)
        for cost, approved_by in costs:
            number = f"N{1 + len(recharges_of(self.model.entries))}"
            said: dict[str, Any] = {"number": number, "approved_by": approved_by, "look": look}
            self.apportioned(name, month, cost, **said)

    @precondition(lambda self: hasattr(self, "book"))
    @invariant()
    def recharges_stand(self) -> None:
        """Every month's recharges net to zero over the group, and each body has its share."""
        if not self.is_due(2, 4):
            return
        month, entries = self.look.month, self.model.entries
        found = {one.number: one for one in self.book.recharges().sets}
        expected = recharges_of(entries)
        assert {n: one.state.value for n, one in found.items()} == {
            number: one.state for number, one in expected.items()
        }
        for number, one in found.items():
            assert {b: p for b, p in one.charged.items() if p} == expected[number].charged
        report = self.book.shared_costs(f"M{month}")
        assert report.nets_to_zero
        names = {basis.name for basis in self.model.bases if basis.month <= month}
        assert sorted(cost.basis.name for cost in report.costs) == sorted(names)
        for cost in report.costs:
            basis = basis_in(self.model.bases, cost.basis.name, month)
            assert basis is not None
            self._same_shares(cost, shared_cost(basis, month, entries))

    @staticmethod
    def _same_shares(cost: Any, found: Shared) -> None:
        assert cost.cost_pence == found.cost
        assert sum(found.recharged.values()) == sum(found.to_date.values()) == 0
        if found.cost is not None:
            assert sum(found.shares.values()) == found.cost
        for share in cost.shares:
            body = share.body
            assert share.share_pence == (None if found.cost is None else found.shares.get(body, 0))
            assert (share.recharged_pence, share.awaiting_pence, share.to_date_pence) == (
                *(found.recharged.get(body, 0), found.awaiting.get(body, 0)),
                found.to_date.get(body, 0),
            )


def _decided(sent: Sequence[Act], verb: str, by: str, day: Any = None) -> list[Act]:
    """The decision on every journal of a recharge."""
    return [
        Act(
            f"journal-{verb}",
            act.body,
            act.effective,
            day or act.notified,
            number=act.number,
            by=by,
        )
        for act in sent
    ]


def _opposite(of: Recharge, number: str, month: int | None) -> list[Act]:
    """The journals of a reversal: every line on the other side."""
    batch: list[Act] = []
    for deed in sorted(of.journals, key=lambda deed: deed.body):
        day = end_of(month) if month else deed.effective
        lines = tuple(line._replace(debit=line.credit, credit=line.debit) for line in deed.entered)
        late = of.mark.month if month_of(day) > of.mark.month else 0
        batch.append(
            Deed(
                *("journal-submitted", deed.body, day, day),
                number=number,
                entered=lines,
                by=ENTERS,
                purpose="wrong",
                late_month=late,
                puts_right=of.number,
                mark=of.mark._replace(kind="reversal"),
                others=deed.others,
            )
        )
    return batch
