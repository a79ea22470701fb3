"""How each measure of a body is made: the same arithmetic as the position's, with its evidence.

The trees are built from the events and rows themselves and not from the position, so that the two
check each other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.consolidation.figure_ref import FigureRef
from pctfinance.ledger.charges import charge_sign
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import BUDGETS, SOURCES, Account, Certainty, Funding, Limit, Line
from pctfinance.ledger.loads import Phasing, TableName
from pctfinance.money import Unit, show_exact
from pctfinance.tracing.leaves import Ground, Sourced, resource_leaves
from pctfinance.tracing.parts import Part, Role
from pctfinance.tracing.shares import nearest, rounding_left, shared

__all__ = ["BodyTrees", "cell_tree", "limit_tree"]

_MONTHS = 12
_CONFIRMED = (Certainty.CONFIRMED,)
_ADDS_NOTHING = "says how the budget falls over the months, adds nothing"


class BodyTrees(NamedTuple):
    """The trees of one body in one month, on one ground.

    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.ledger.holdings import Holdings
    >>> ground = Ground(Holdings.empty(FinancialYear("2011-12")), (), {}.__getitem__)
    >>> trees = BodyTrees(ground, "5A9", Period("2011-12 M08"), None, CategoryTree())
    >>> trees.tree(FigureRef("5A9", trees.period, "budget", category="acute")).pence
    0
    """

    ground: Ground
    body: str
    period: Period
    known_at: date | None
    categories: CategoryTree

    def tree(self, figure: FigureRef) -> Part:
        """What a duty's or a category's figure is made of."""
        if figure.duty is not None:
            return self._of_duty(figure.duty, figure.basis or Basis.FORECAST, figure.measure)
        return self._of_category(figure.category or "", figure.measure)

    def _of_duty(self, duty: Duty, basis: Basis, measure: str) -> Part:
        if measure == "variance":
            limit = self._of_duty(duty, basis, "limit")
            return _less("variance", limit, self.charge(duty.limit, basis))
        if measure == "charged":
            return self.charge(duty.limit, basis)
        if basis is Basis.YTD and duty is Duty.REVENUE:
            return self._limit_to_date()
        return self._limit(duty.limit)

    def _of_category(self, code: str, measure: str) -> Part:
        def budget() -> Part:
            return Part.sum_of("annual budget", self._budgets(code))

        def to_date() -> Part:
            return self._budget_to_date("budget to date", code)

        def forecast() -> Part:
            return self._forecast(code, self.period)

        def last() -> Part:
            return self._forecast(code, self.period.previous)

        def actual() -> Part:
            return self._actual(code)

        delegated = (Account.DELEGATED,)
        ways: dict[str, Callable[[], Part]] = {
            "budget": budget,
            "delegated": lambda: Part.sum_of("delegated", self._budgets(code, accounts=delegated)),
            "budget_ytd": to_date,
            "actual_ytd": actual,
            "variance_ytd": lambda: _less("variance to date", to_date(), actual()),
            "forecast": forecast,
            "last_forecast": last,
            "variance_forecast": lambda: _less("forecast variance", budget(), forecast()),
            "movement": lambda: _less("movement", last(), forecast()),
        }
        return ways[measure]()

    def budget(self, code: str, *, to_date: bool, confirmed: bool) -> Part:
        """The budget of a category, of the year or to date; of confirmed resource alone, if asked.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> trees = BodyTrees(Ground(book.holdings, (), {}.__getitem__), "5A9", book.year.period(8), None,
        ...     CategoryTree())
        >>> trees.budget("acute", to_date=False, confirmed=True).pence
        0
        """
        certainties = _CONFIRMED if confirmed else tuple(Certainty)
        if to_date:
            return self._budget_to_date("budget to date", code, certainties)
        return Part.sum_of("annual budget", self._budgets(code, certainties=certainties))

    def budgets(self, *, to_date: bool, confirmed: bool = False) -> Part:
        """The budgets of all categories; see `budget`.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> trees = BodyTrees(Ground(book.holdings, (), {}.__getitem__), "5A9", book.year.period(8), None,
        ...     CategoryTree())
        >>> trees.budgets(to_date=True).parts
        ()
        """
        held = (
            (code, self.budget(code, to_date=to_date, confirmed=confirmed))
            for code in self.categories.ordered(self.codes())
        )
        named = self.categories.name
        parts = [Part.sum_of(named(code), [each]) for code, each in held if each.parts]
        return Part.sum_of("budgets", parts)

    def limit(self, *, to_date: bool) -> Part:
        """The confirmed revenue limit of the year, or the part of it that falls to date.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> trees = BodyTrees(Ground(book.holdings, (), {}.__getitem__), "5A9", book.year.period(8), None,
        ...     CategoryTree())
        >>> trees.limit(to_date=False).pence
        0
        """
        return self._limit_to_date() if to_date else self._limit(Limit.REVENUE)

    # Resources

    def codes(self) -> set[str]:
        """The categories that have a budget or a figure by the month; a profile alone makes none.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> trees = BodyTrees(Ground(book.holdings, (), {}.__getitem__), "5A9", book.year.period(8), None,
        ...     CategoryTree())
        >>> trees.codes()
        set()
        """
        holdings = self.ground.holdings
        codes = {
            line.category
            for event in self._events
            for line in event.what.lines()
            if line.account in BUDGETS and line.strand.limit is Limit.REVENUE
        }
        for figures in (holdings.actuals, holdings.forecasts):
            codes |= set(figures.categories(self.body, Limit.REVENUE, self.period))
        return codes

    @property
    def _events(self) -> tuple[Event, ...]:
        ledger = self.ground.holdings.resource
        return ledger.standing(self.body, self.period, self.known_at)

    def _limit(self, limit: Limit) -> Part:
        def counts(line: Line) -> bool:
            return _is_source(line, limit) and line.strand.certainty is Certainty.CONFIRMED

        return Part.sum_of(f"confirmed {limit.value} limit", resource_leaves(self._events, counts))

    def _budgets(
        self,
        code: str | None,
        *,
        accounts: tuple[Account, ...] = BUDGETS,
        certainties: tuple[Certainty, ...] = tuple(Certainty),
    ) -> Iterator[Part]:
        def counts(line: Line) -> bool:
            return (
                line.account in accounts
                and line.strand.limit is Limit.REVENUE
                and line.strand.certainty in certainties
                and code in (None, line.category)
            )

        return resource_leaves(self._events, counts, sign=-1)

    def _limit_to_date(self) -> Part:
        """Budgets to date on confirmed resource, and the rest of the confirmed limit in twelfths."""
        named = (
            (code, f"budget to date: {self.categories.name(code)}")
            for code in self.categories.ordered(self.codes())
        )
        budgets = (self._budget_to_date(label, code, _CONFIRMED) for code, label in named)
        against = Part.sum_of("budgets on it", self._budgets(None, certainties=_CONFIRMED))
        rest = Part.sum_of("", [self._limit(Limit.REVENUE), against.turned()])
        in_twelfths = self._to_date("rest of the limit in twelfths", rest, [])
        shown = (budget for budget in budgets if budget.pence or budget.of_pence)
        return Part.sum_of("confirmed revenue limit to date", [*shown, in_twelfths])

    def _budget_to_date(
        self, label: str, code: str, certainties: tuple[Certainty, ...] = tuple(Certainty)
    ) -> Part:
        profile = self._profile(code)
        if profile and self.ground.holdings.phasing.get(self.body) is Phasing.AS_LOADED:
            return self._as_loaded(label, code, profile, confirmed=certainties == _CONFIRMED)
        budget = Part.sum_of("annual budget", self._budgets(code, certainties=certainties))
        return self._to_date(label, budget, profile)

    def _as_loaded(self, label: str, code: str, profile: list[Sourced], *, confirmed: bool) -> Part:
        """The months as the profile states them, and what they leave of the budget in twelfths.

        Of that, the part on confirmed resource is what remains without that on anticipated.
        """
        stated = (row.leaf() for row in profile if row.figure.period <= self.period)
        year = Part.sum_of("profile of the year", (row.leaf() for row in profile))
        rest = _less("", Part.sum_of("annual budget", self._budgets(code)), year)
        parts = [
            Part.sum_of("as the profile states", stated),
            self._to_date("rest of the budget in twelfths", rest, []),
        ]
        if confirmed:
            hoped = Part.sum_of("", self._budgets(code, certainties=(Certainty.ANTICIPATED,)))
            parts.append(self._to_date("on anticipated resource", hoped, profile).turned())
        return Part.sum_of(label, parts)

    def _to_date(self, label: str, annual: Part, profile: list[Sourced]) -> Part:
        """The part of an annual amount that falls to date, by a profile or in twelfths."""
        whole = sum(row.figure.pence for row in profile)
        part = sum(row.figure.pence for row in profile if row.figure.period <= self.period)
        if whole:
            say, numerator, denominator = f"{show_exact(part)}/{show_exact(whole)}", part, whole
        else:
            numerator, denominator = self.period.number, _MONTHS
            say = f"{numerator}/{denominator}"
            label += f", {say}"

        def share(pence: int) -> int:
            return nearest(pence * numerator, denominator)

        pieces = list(shared(annual.parts, share, say))
        pieces += rounding_left(share(annual.pence), pieces)
        if whole:
            shapes = [
                replace(row.leaf(), pence=0, role=Role.SHAPE, rule=_ADDS_NOTHING) for row in profile
            ]
            named = f"by profile {say.replace(Unit.POUNDS.symbol, '')}"
            pieces.append(Part.sum_of(named, shapes, rule=_ADDS_NOTHING))
        made = Part.sum_of(label, pieces, rule=f"{say} of {show_exact(annual.pence)}")
        return replace(made, of_pence=annual.pence)

    def _profile(self, code: str) -> list[Sourced]:
        return [
            row for row in self._figures("profile", Limit.REVENUE) if row.figure.category == code
        ]

    # Figures

    def _figures(self, table: TableName, limit: Limit) -> Iterator[Sourced]:
        for row in self.ground.figures_of(table, self.body):
            if row.figure.limit is limit:
                yield row

    def _actuals(self, limit: Limit) -> Iterable[Sourced]:
        return (
            row for row in self._figures("actuals", limit) if self.ground.to_date(row, self.period)
        )

    def _forecasts(self, limit: Limit, made: Period) -> Iterable[Sourced]:
        return (row for row in self._figures("forecasts", limit) if row.figure.period == made)

    def _actual(self, code: str) -> Part:
        rows = self._actuals(Limit.REVENUE)
        return Part.sum_of("actual to date", _leaves(rows, lambda row: row.figure.category == code))

    def _forecast(self, code: str, made: Period) -> Part:
        rows = self._forecasts(Limit.REVENUE, made)
        label = f"forecast of M{made.number:02}"
        return Part.sum_of(label, _leaves(rows, lambda row: row.figure.category == code))

    def charge(self, limit: Limit, basis: Basis, code: str | None = None) -> Part:
        """What is charged against one limit, category by category, each with its sign; or of one.

        >>> from pctfinance.book import Book
        >>> from pctfinance.ledger.holdings import Holdings
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> trees = BodyTrees(Ground(book.holdings, (), {}.__getitem__), "5A9", book.year.period(8), None,
        ...     CategoryTree())
        >>> trees.charge(Limit.CASH, Basis.YTD).pence
        0
        """
        forecast = basis is Basis.FORECAST
        rows = tuple(self._forecasts(limit, self.period) if forecast else self._actuals(limit))
        by_category: dict[str, list[Sourced]] = {}
        for row in rows:
            if code in (None, row.figure.category):
                by_category.setdefault(row.figure.category, []).append(row)
        parts = []
        for each in self.categories.ordered(by_category):
            sign = charge_sign(limit, each)
            less = "less " if sign < 0 else ""
            leaves = [row.leaf(sign) for row in by_category[each]]
            parts.append(Part.sum_of(f"{less}{self.categories.name(each)}", leaves))
        return Part.sum_of("forecast charge" if forecast else "charge to date", parts)


def _less(label: str, whole: Part, taken: Part) -> Part:
    """One part less another."""
    return Part.sum_of(label, [whole, taken.turned()])


def _leaves(rows: Iterable[Sourced], counts: Callable[[Sourced], bool]) -> Iterator[Part]:
    return (row.leaf() for row in rows if counts(row))


def _is_source(line: Line, limit: Limit) -> bool:
    return line.account in SOURCES and line.strand.limit is limit


def cell_tree(events: Iterable[Event], figure: FigureRef, categories: CategoryTree) -> Part:
    """What a delegate's budget in a body is made of, category by category.

    Args:
        events: the body's events that count.
        figure: the figure of a cell.
        categories: their names and order.

    >>> figure = FigureRef("5A9", Period("2011-12 M08"), "delegated", delegate="07M")
    >>> cell_tree([], figure, CategoryTree()).pence
    0
    """
    counted, lines_of = tuple(events), partial(_is_of_cell, figure)
    held = {line.category for event in counted for line in event.what.lines() if lines_of(line)}
    parts = []
    for code in categories.ordered(held):
        leaves = resource_leaves(counted, partial(_is_of_cell, figure, code=code), sign=-1)
        parts.append(Part.sum_of(categories.name(code), leaves))
    return Part.sum_of(f"delegated to {figure.delegate}", parts)


def _is_of_cell(figure: FigureRef, line: Line, code: str | None = None) -> bool:
    return (
        line.account is Account.DELEGATED
        and line.strand.limit is Limit.REVENUE
        and line.delegate == figure.delegate
        and figure.category in (None, line.category)
        and code in (None, line.category)
    )


def limit_tree(events: Iterable[Event], figure: FigureRef) -> Part:
    """What a line, a total, or the resource applied of a statement of a limit is made of.

    Args:
        events: the body's events that the statement counts.
        figure: a figure of the statement.

    >>> limit_tree([], FigureRef("5A9", Period("2011-12 M08"), "limit", limit=Limit.CASH)).pence
    0
    """

    def counts(line: Line) -> bool:
        funding = line.strand.funding
        if figure.measure == "applied_non_recurrently":
            return line.account is Account.APPLIED_NON_RECURRENTLY and (
                line.strand.limit,
                funding,
            ) == (figure.limit, Funding.NON_RECURRENT)
        recurrent = funding is Funding.RECURRENT
        return (
            _is_source(line, figure.limit or Limit.REVENUE)
            and line.strand.certainty is figure.certainty
            and figure.account in (None, line.account)
            and (figure.funding is None or recurrent == (figure.funding is Funding.RECURRENT))
        )

    counted = (event for event in events if figure.event in (None, event.sequence))
    return Part.sum_of(figure.measure.replace("_", " "), resource_leaves(counted, counts))
