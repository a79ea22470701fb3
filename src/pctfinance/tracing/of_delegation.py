"""What delegation and its progress are made of: cells, what is kept, shares by month, old debts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from pctfinance.calendar import Period
from pctfinance.consolidation.delegation_money import DebtMonth
from pctfinance.consolidation.delegation_progress import MilestoneResult, MonthShare
from pctfinance.consolidation.delegations import BodyDelegation, Share
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.ledger.delegation_facts import EligibleBudgetStated, TrajectoryStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.kinds import BroughtForward
from pctfinance.ledger.lines import (
    BUDGETS,
    RESERVES,
    SOURCES,
    Account,
    Certainty,
    Limit,
    Line,
)
from pctfinance.ledger.reversals import without_reversed
from pctfinance.present.delegation_report import DelegationReport
from pctfinance.tracing.figures import Compared, ReportFigure, RuleCited, Ruled
from pctfinance.tracing.leaves import resource_leaves
from pctfinance.tracing.measures import Measures
from pctfinance.tracing.of_running_costs import counted_under
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by
from pctfinance.tracing.trees import cell_tree

__all__ = ["delegation_figures"]

_NOBODY_SAID = "nobody said which categories are not eligible"
_NO_BUDGET = "there is no budget to take a share of"
_SHARES: Mapping[str, str] = {"of_total": "budget", "of_eligible": "eligible"}
_SUMS = {"budget": ("delegated", "retained", "reserves"), "found": ("debt", "-to_find")}
_WORDS = {"budget": "total budget", "eligible": "eligible budget"}


def delegation_figures(report: DelegationReport, sight: Sight) -> Iterator[ReportFigure]:
    """Every figure of delegation: cells and what is kept, month by month, milestones, old debts.

    Args:
        report: what bodies have delegated.
        sight: the events it is of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").delegations("M8", "5A9")
    >>> [figure.line for figure in delegation_figures(report, Sight.empty("2011-12 M08"))][:3]
    ['delegated', 'retained', 'reserves']
    """
    for split in report.bodies:
        way = _Split(split.body, report.as_of, sight)
        yield from way.figures(split)
        yield from (
            f for month in report.months if month.body == split.body for f in _of(month, sight)
        )
        for number, found in enumerate(
            (one for one in report.milestones if one.body == split.body), start=1
        ):
            yield way.milestone(number, found)
        for debt in report.debts:
            if debt.body == split.body:
                yield from way.debt(debt)


def _of(month: MonthShare, sight: Sight) -> Iterator[ReportFigure]:
    """What was delegated at the end of one month, its shares, and the share that was planned."""
    way, place = _Split(month.body, month.period, sight), f"M{month.period.number:02}"
    values: dict[str, int | None] = {"delegated": month.delegated_pence}
    yield from way.ways.figures(month.body, place, f"delegation, {place}", values)
    yield from way.shares(place, {"of_total": month.of_total, "of_eligible": month.of_eligible})
    if month.planned is not None:
        yield ReportFigure(
            month.body,
            f"{place}/planned",
            f"delegation, {place}, share that the trajectory asks for",
            Fraction(month.planned),
            "share",
            partial(way.planned, month.period.number),
        )


@dataclass(frozen=True)
class _Split:
    """One body as of a month: the way from what it delegated and kept to events."""

    body: str
    month: Period
    sight: Sight

    @property
    def events(self) -> tuple[Event, ...]:
        ledger = self.sight.ground.holdings.resource
        return ledger.standing(self.body, self.month, self.sight.known_at)

    @property
    def ways(self) -> Measures:
        return Measures(
            {
                "delegated": lambda: self._lines((Account.DELEGATED,)),
                "retained": lambda: self._lines(_KEPT),
                "reserves": lambda: self._lines(RESERVES),
                "planned_surplus": lambda: self._lines((Account.PLANNED_SURPLUS,)),
                "expected_limit": lambda: self._lines(SOURCES, sign=1),
                "eligible": self._eligible,
            },
            _SUMS,
            _WORDS,
        )

    def figures(self, split: BodyDelegation) -> Iterator[ReportFigure]:
        """What is delegated, retained and in reserve, by category and by cell."""
        names = (*("delegated", "retained", "reserves", "planned_surplus"), "expected_limit")
        values: dict[str, int | None] = {
            name: getattr(split, f"{name}_pence") for name in (*names, "budget", "eligible")
        }
        yield from self.ways.figures(self.body, "", "delegation", values, _NOBODY_SAID)
        yield from self.shares("", {"of_total": split.of_total, "of_eligible": split.of_eligible})
        named = self.sight.categories.name
        for each in split.categories:
            kept = {"retained": each.retained_pence, "delegated": each.delegated_pence}
            accounts = {"retained": _KEPT, "delegated": (Account.DELEGATED,)}
            ways = Measures(
                {name: partial(self._lines, accounts[name], each.category) for name in kept}
            )
            place, words = f"category/{each.category}", named(each.category)
            yield from ways.figures(self.body, place, words, {**kept})
        for delegate in split.delegates:
            of_cell = [cell for cell in split.cells if cell.delegate == delegate]
            yield self._cell(delegate, None, sum(cell.pence for cell in of_cell))
            for code in dict.fromkeys(cell.category for cell in of_cell):
                pence = sum(cell.pence for cell in of_cell if cell.category == code)
                yield self._cell(delegate, code, pence)

    def _cell(self, delegate: str, category: str | None, pence: int) -> ReportFigure:
        ref = FigureRef(self.body, self.month, "delegated", delegate=delegate, category=category)
        made = partial(cell_tree, self.events, ref, self.sight.categories)
        place = f"cell/{delegate}" + (f"/{category}" if category else "")
        words = f"delegated to {delegate}"
        if category:
            words += f", {self.sight.categories.name(category)}"
        return ReportFigure(self.body, place, words, pence, made=made)

    def shares(self, place: str, shares: Mapping[str, Share]) -> Iterator[ReportFigure]:
        """What is delegated as a share of the total and of the eligible budget."""
        for name, share in shares.items():
            why = _NOBODY_SAID if share.of_pence is None else _NO_BUDGET
            line = f"{place}/{name}" if place else name
            words = f"delegated, share of the {_WORDS[_SHARES[name]]}"
            made = partial(self._share, _SHARES[name])
            yield ReportFigure(self.body, line, words, share.fraction, "share", made, why)

    def _share(self, of: str) -> Ruled:
        delegated, budget = self.ways.part("delegated"), self.ways.part(of)
        compared = (Compared(delegated), Compared(budget))
        says = Fraction(delegated.pence, budget.pence)
        return Ruled(f"delegated, over the {_WORDS[of]}", (), compared, says)

    def _lines(
        self, accounts: Collection[Account], category: str | None = None, *, sign: int = -1
    ) -> Iterator[Part]:
        def counts(line: Line) -> bool:
            mine = line.account in accounts and line.strand.limit is Limit.REVENUE
            return mine and category in (None, line.category)

        return resource_leaves(self.events, counts, sign=sign)

    def _eligible(self) -> Iterator[Part]:
        """The total budget less what was said not to be eligible, category by category."""
        yield self.ways.part("budget")
        stated = self.last(EligibleBudgetStated)
        what = stated.what if stated else None
        if not isinstance(what, EligibleBudgetStated):
            return
        tree = self.sight.categories
        held = {
            line.category
            for event in self.events
            for line in event.what.lines()
            if line.account in BUDGETS and line.strand.limit is Limit.REVENUE
        }
        for code in tree.ordered(held):
            if counted_under(code, what.not_eligible, tree):
                label = f"not eligible: {tree.name(code)}"
                part = Part.sum_of(label, self._lines(BUDGETS, code))
                if part.parts:
                    yield part.turned()

    def last(self, kind: type[EligibleBudgetStated | TrajectoryStated]) -> Event | None:
        """The statement of the last day, and of one day the one that was recorded last."""
        stated = [event for event in self.events if isinstance(event.what, kind)]
        return max(stated, key=lambda event: (event.effective, event.sequence), default=None)

    def planned(self, month: int) -> Ruled:
        """The share that is to be reached by a month, as the trajectory says."""
        stated = replace(self, month=self.sight.period).last(TrajectoryStated)
        what = stated.what if stated else None
        if stated is None or not isinstance(what, TrajectoryStated):
            return Ruled("no trajectory is stated", (), ())
        share = what.planned(month)
        of = what.denominator.replace("-", " ")
        rule = RuleCited("", f"the trajectory of event {stated.sequence}", stated.reference)
        says = None if share is None else Fraction(share)
        return Ruled(f"as the body stated it, of the {of}", (rule,), (), says)

    def milestone(self, number: int, found: MilestoneResult) -> ReportFigure:
        """Whether a milestone was reached; what was delegated on its day stands beside it."""
        made = partial(self._milestone, found)
        return ReportFigure(
            self.body, f"milestone/{number}", found.requires, found.status.value, "word", made
        )

    def _milestone(self, found: MilestoneResult) -> Ruled:
        due = min(Period.of(found.by), self.month)
        then = replace(self, month=due)
        compared = tuple(Compared(then.ways.part(name)) for name in ("delegated", "budget"))
        rule = RuleCited("", f"{found.requires}, by {found.by.isoformat()}", found.source)
        return Ruled(found.words, (rule,), compared)

    # Old debts

    def debt(self, month: DebtMonth) -> Iterator[ReportFigure]:
        """What is left of deficits of earlier years, and how far resource is found for them."""
        number = month.period.number
        events = [e for e in without_reversed(self.events) if e.period <= month.period]
        said: dict[str, Callable[[], Iterator[Part]]] = {
            "debt": lambda: _debts(events),
            "unallocated": lambda: resource_leaves(events, _is_unallocated, sign=-1),
            "to_find": lambda: _to_find(events),
        }
        ways = Measures(said, _SUMS, {"debt": "deficits of earlier years"})
        values: dict[str, int | None] = {
            "debt": month.debt_pence,
            "unallocated": month.unallocated_pence,
            "to_find": month.to_find_pence,
            "found": month.found_pence,
        }
        yield from ways.figures(self.body, f"debt/M{number:02}", f"debt, M{number:02}", values)


_KEPT = tuple(account for account in BUDGETS if account is not Account.DELEGATED)


def _debts(events: Collection[Event]) -> Iterator[Part]:
    for event in events:
        if isinstance(event.what, BroughtForward) and event.what.pence < 0:
            yield said_by(event, event.what.pence, "deficit brought forward", sign=-1)


def _is_unallocated(line: Line) -> bool:
    strand = line.strand
    confirmed = strand.limit is Limit.REVENUE and strand.certainty is Certainty.CONFIRMED
    return confirmed and line.account is Account.UNALLOCATED


def _to_find(events: Collection[Event]) -> Iterator[Part]:
    """The smaller of the debt and of the resource that is missing."""
    debt = Part.sum_of("debt", _debts(events))
    lines = resource_leaves(events, _is_unallocated, sign=-1)
    missing = Part.sum_of("unallocated", lines).turned("resource that is missing")
    if missing.pence > 0:
        yield debt if debt.pence <= missing.pence else missing
