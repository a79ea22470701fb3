"""Costs of managers that several bodies share: a stated basis, exact shares, paired recharges."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.recharge_flows import recharge_sets
from pctfinance.consolidation.shared_costs import SharedCost, shared_cost
from pctfinance.consolidation.sharing_basis import (
    BASIS,
    BasisKind,
    SharingBasis,
    Weight,
    bases_of,
    basis_at,
    weight_of,
)
from pctfinance.errors import Finding, Level, PostingRefusedError, UsageError, did_you_mean
from pctfinance.ledger.loads import Lane
from pctfinance.ledger.recharges import RechargeMark
from pctfinance.present.sharing_report import SharedCostReport
from pctfinance.records import Receipt
from pctfinance.sharing.costs import cost_of_accounts, cost_of_categories
from pctfinance.sharing.recharging import Recharging
from pctfinance.sharing.sides import USUAL, RechargeAccounts, Sides
from pctfinance.sharing.steps import Apportioned, RechargeAnswer

__all__ = ["Sharing"]


class Sharing(Recharging):
    """The part of a book that apportions shared costs. `pctfinance.book.Book` is the whole.

    One body hosts the cost: it employs the team. Each other body is charged its share in its own
    ledger, and the host is paid as much, so that the recharges net to zero over the group.
    """

    def state_sharing_basis(
        self,
        name: str,
        *,
        host: str,
        kind: BasisKind | str,
        from_month: str | Period,
        source: str,
        by: str,
        on: str | date,
        weights: Mapping[str, int | str | Fraction] | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State by which weights a cost is shared, from a month on. Stated again, it is a new version.

        Args:
            name: the name of what is shared.
            host: code of the body that bears the cost first.
            kind: `population`, `staff` or `agreed-shares`.
            from_month: the first month that it holds for.
            source: the document that says so.
            by: the office that states it.
            on: the date of the document.
            weights: by body, whole numbers or exact texts (`"12.5"`, `"1/3"`); agreed shares add up
                to 1. Without any, the population of every member of the group, from the register.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if it could be stated; the receipt then says that nothing was.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: a weight is none, or a body no member; the register has no population of
                one; agreed shares do not add up to 1; or the name stands for another host's cost.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.state_sharing_basis("executive team", host="5K7", kind="population",
        ...     from_month="M1", source="board paper", by="Director of Finance", on="2011-04-01")
        >>> book.sharing_bases()[0].by_body["5A9"]
        Fraction(357538, 1)
        """
        self._records.refresh()
        period = period_asked(from_month, self.year)
        day, which = day_asked(on), word_asked(BasisKind, kind)
        if day is None or not all(text.strip() for text in (name, source, by)):
            raise UsageError("a basis has a name, a source, an office and a day")
        hosting = self.register.body(host).code
        others = {basis.host for basis in self.sharing_bases() if basis.name == name} - {hosting}
        if others:
            raise UsageError(
                f"{name!r} is hosted by {', '.join(others)}, not by {hosting}",
                hint="give the cost of another host another name",
            )
        members = {body.code: body for body in self.members(period)}
        if weights is None:
            if which is not BasisKind.POPULATION:
                raise UsageError(f"{which} without weights is no basis", hint="give the weights")
            found = tuple(self._populations(period))
        else:
            given = {self.register.body(code).code: number for code, number in weights.items()}
            found = tuple(Weight(code, weight_of(given[code]), source) for code in sorted(given))
            if len(given) != len(weights):
                raise UsageError("a body has more than one weight", hint="leave one of them")
        strangers = sorted({hosting, *(weight.body for weight in found)} - members.keys())
        if strangers or not found:
            raise UsageError(
                f"{', '.join(strangers) or 'nobody'} shares the cost, and is no body of "
                f"{self.group.code} in {period}",
                hint=f"its bodies are {', '.join(members)}",
            )
        whole = sum((weight.weight for weight in found), Fraction(0))
        if which is BasisKind.AGREED and whole != 1:
            raise UsageError(f"agreed shares add up to 1, not to {whole}", hint="correct a share")
        said = {
            "kind": BASIS,
            "name": name,
            "host": hosting,
            "weighs": which.value,
            "month": period.number,
            "weights": [[weight.body, str(weight.weight), weight.source] for weight in found],
            "source": source,
            "by": by,
            "on": str(day),
        }
        return self._stated(said, request, test=test)

    def sharing_bases(self, known_at: str | date | None = None) -> tuple[SharingBasis, ...]:
        """Every version of every basis, in order of statement."""
        return bases_of(self._records.statements, day_asked(known_at))

    def apportion(
        self,
        name: str,
        month: str | Period,
        *,
        cost_pence: int | None = None,
        categories: Collection[str] = (),
        accounts_range: tuple[str, str] | None = None,
        number: str = "",
        category: str = "",
        provider_category: str = "",
        by: str = "",
        approved_by: str = "",
        in_month: str | Period | None = None,
        purpose: str = "",
        accounts: RechargeAccounts = USUAL,
        lane: Literal["journal", "adjustment"] | Lane = Lane.JOURNAL,
        on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> Apportioned:
        """Apportion a month's shared cost; with a `number`, recharge what is not recharged yet.

        Each share is exact to the penny and they add up to the cost; see `apportioned` for who has
        the odd pennies. Said again after the cost or the basis changed, it recharges the difference
        alone, marked as one. Without a `number` nothing is written: the answer is the preview.

        Args:
            name: the name of what is shared.
            month: the month that the cost is of.
            cost_pence: the cost; or
            categories: those of the host's actuals of the month that are shared; or
            accounts_range: first and last account of the host's ledger extract of the month.
            number: the number under which it is recharged.
            category: that of the cost at the recipients.
            provider_category: that in which the host sets its income off; the same unless told.
            by: the office that enters it.
            approved_by: another office, where it approves at once; else see `approve_recharge`.
            in_month: the open month that it counts for; that of the cost unless told otherwise. A
                later one is marked as late for it.
            purpose: what is written in the journals; the name and month unless told otherwise.
            accounts: on which accounts it is entered.
            lane: `journal` or `adjustment`.
            on: the date on it; the last day of its month unless told otherwise.
            synthetic: whether the cost has no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to say only what posting would be refused for.

        Raises:
            UsageError: no basis holds in the month; the cost is given in no way or in two; it is
                not known; or the office or category is missing.
            PostingRefusedError: a month is not open at one of the bodies: then nothing is posted at
                any. The bodies are named.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> _ = book.state_sharing_basis("executive team", host="5K7", kind="agreed-shares",
        ...     weights={"5A9": "1/3", "5C1": "1/3", "5K7": "1/3"}, from_month="M1",
        ...     source="board paper", by="Director of Finance", on="2011-04-01")
        >>> report = book.apportion("executive team", "M8", cost_pence=100)
        >>> report.cost.to_recharge, report.answer
        ({'5A9': 34, '5C1': 33}, None)
        """
        self._records.refresh()
        period = period_asked(month, self.year)
        into = period_asked(in_month or period, self.year)
        if into < period:
            raise UsageError(f"the cost of {period} cannot count for {into}, before it")
        command = {
            "apportion": [name, str(period), str(into), number, category, provider_category],
            "cost": [cost_pence, sorted(categories), list(accounts_range or ())],
            "signed": [by, approved_by, str(day_asked(on)), purpose, str(lane), synthetic],
            "accounts": list(accounts),
        }
        answered = self._records.answered(request, command) if request and not test else None
        basis = self._basis(name, period)
        self._all_there(basis, period, number="" if test else number, by=by)
        cost = self._cost(basis, period, cost_pence, categories, accounts_range)
        sets = tuple(recharge_sets(self._records.ledger.events).values())
        found = shared_cost(basis, period, sets, cost)
        report = self._apportioned(found)
        if not number:
            return report
        if not (category.strip() and by.strip()):
            raise UsageError("a recharge needs a category and an office", hint="give both")
        open_pence = found.to_recharge
        if answered is not None:
            done = [one.charged for one in sets if one.number == number]
            repeated = RechargeAnswer(number, basis.host, dict(*done), answered)
            return replace(report, answer=repeated)
        if not open_pence:
            nothing = None if test else self._records.post((), request=request, command=command)
            return replace(report, answer=RechargeAnswer(number, basis.host, {}, nothing))
        sides = Sides(
            number,
            RechargeMark(
                provider=basis.host,
                month=period.number,
                kind="difference" if found.numbers else "charge",
                basis=basis.name,
                version=basis.version,
                cost_pence=cost,
                from_actuals=cost_pence is None,
            ),
            open_pence,
            category,
            provider_category or category,
            into,
            day_asked(on) or into.end,
            by,
            purpose or f"{name}, {period}",
            accounts,
            word_asked(Lane, lane),
            synthetic=synthetic,
        )
        seen = self._records.seen
        answer = self._recharged(sides, approved_by, request, test=test, command=command, upon=seen)
        if answer.receipt is None:
            return replace(report, answer=answer)
        sets = tuple(recharge_sets(self._records.ledger.events).values())
        after = shared_cost(basis, period, sets, cost)
        return self._apportioned(after, answer)

    def shared_costs(
        self,
        month: str | Period,
        name: str | None = None,
        *,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> SharedCostReport:
        """What is shared in a month: host, cost, basis, each body's share, what was recharged.

        The bodies stand side by side. The recharges net to zero, which the report shows.

        Args:
            month: the month.
            name: one shared cost alone.
            known_at: the last day whose documents count.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: there is no basis of that name in the month.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").shared_costs("M8").costs
        ()
        """
        period, known = period_asked(month, self.year), day_asked(known_at)
        until = self._until(recorded_at)
        said = [one for one in self._records.statements if one.sequence <= until]
        bases = bases_of(said, known)
        holding = {
            basis.name: held
            for basis in bases
            if (held := basis_at(bases, basis.name, period.number)) is not None
        }
        if name is not None and name not in holding:
            raise _no_basis(name, period, list(holding))
        events = self._records.ledger_until(until).events
        sets = tuple(
            recharge_sets(
                event for event in events if known is None or event.notified <= known
            ).values()
        )
        costs = tuple(
            shared_cost(basis, period, sets)
            for basis in holding.values()
            if name in (None, basis.name)
        )
        return SharedCostReport(self.group.code, period, costs, self._body_names())

    def _apportioned(self, cost: SharedCost, answer: RechargeAnswer | None = None) -> Apportioned:
        return Apportioned(self.group.code, cost.period, (cost,), self._body_names(), answer)

    def _body_names(self) -> dict[str, str]:
        everybody = self._records.terms.members_of_year()
        return {code: body.name for code, body in everybody.items()}

    def _populations(self, period: Period) -> Iterator[Weight]:
        """The population of each member, from the register."""
        missing = [body.code for body in self.members(period) if not body.population]
        if missing:
            raise UsageError(
                f"the register has no population of {', '.join(missing)}",
                hint="state the weights of all bodies",
            )
        for body in self.members(period):
            yield Weight(body.code, Fraction(body.population or 0), f"register: {body.evidence}")

    def _basis(self, name: str, period: Period) -> SharingBasis:
        """The basis of a cost in a month, whose bodies are all there."""
        bases = self.sharing_bases()
        basis = basis_at(bases, name, period.number)
        if basis is None:
            raise _no_basis(name, period, sorted({one.name for one in bases}))
        return basis

    def _all_there(self, basis: SharingBasis, period: Period, *, number: str, by: str) -> None:
        """Refuse a basis with a body that left the group; one that was to be recharged, in a statement."""
        members = {body.code for body in self.members(period)}
        gone = ", ".join(sorted({basis.host, *basis.by_body} - members))
        if gone:
            message = (
                f"{basis.name!r} is shared by {gone}, no body of {self.group.code} in {period}"
            )
            hint = "state the basis anew from the month in which the group changed"
            fault = Finding("sharing.refused", Level.ERROR, message, None, hint)
            if number:
                self._posted(
                    RechargeAnswer(number, basis.host, {}, None), (), by, None, faults=(fault,)
                )
            raise PostingRefusedError(fault)

    def _cost(
        self,
        basis: SharingBasis,
        period: Period,
        cost_pence: int | None,
        categories: Collection[str],
        accounts: tuple[str, str] | None,
    ) -> int:
        if isinstance(categories, str):
            raise UsageError(f"{categories!r} is one text", hint="give a list of category codes")
        if [cost_pence is not None, bool(categories), accounts is not None].count(True) != 1:
            raise UsageError(
                "a cost is given in one way", hint="as an amount, as categories, or as accounts"
            )
        if cost_pence is not None:
            return cost_pence
        at = (self.holdings, basis.host, period)
        if accounts is not None:
            return cost_of_accounts(*at, accounts, self._records.cells)
        return cost_of_categories(*at, tuple(categories))


def _no_basis(name: str, period: Period, known: list[str]) -> UsageError:
    hint = did_you_mean(name, known) or f"stated are {', '.join(known) or 'none'}"
    return UsageError(f"no basis {name!r} holds in {period}", hint=hint)
