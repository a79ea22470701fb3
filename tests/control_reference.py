"""What controls should find, reckoned from the facts of a small book in plain Python.

Nothing of pctfinance is used here. A fact is a row in a list, an amount is in pence, a month is its
number, and each rule is one expression over the rows. The thresholds are written out again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["Facts", "JournalFact", "Letter", "flagged"]

RECURRENT, ONCE, HOPED, CASH, CAPITAL = "recurrent", "once", "hoped", "cash", "capital"
REVENUE_STRANDS = (RECURRENT, ONCE, HOPED)
LARGE, SAME, ROUND = Fraction(1, 1000), 10_000_00, 10_000_00
DAYS = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31)
"""The days of each month from April 2011."""


@dataclass(frozen=True)
class Letter:
    """A change of a limit: whose, in which month, of what, how much, and what for."""

    body: str
    month: int
    strand: str
    pence: int
    purpose: str = ""


@dataclass(frozen=True)
class JournalFact:
    """A journal: whose, for which month, its sum, its day, who entered it, and whether it counts.

    A day beyond the month's last is in the next month.
    """

    body: str
    month: int
    pence: int
    day: int
    office: str
    approved: bool


@dataclass(frozen=True)
class Facts:
    """All that happened. Figures are by body, month and category; those of cash and capital are one
    category each, named by their limit. `assumed` names rows of actuals.
    """

    bodies: tuple[str, ...]
    letters: tuple[Letter, ...] = ()
    budgets: tuple[tuple[str, str, int], ...] = ()
    surplus: tuple[tuple[str, int], ...] = ()
    contingency: tuple[tuple[str, int], ...] = ()
    actuals: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    forecasts: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    assumed: frozenset[tuple[str, int, str]] = frozenset()
    journals: tuple[JournalFact, ...] = ()


def flagged(facts: Facts, month: int) -> set[tuple[str, str]]:
    """Which controls find something in which bodies in a month, on its forecast."""
    bodies = [_Body(facts, body, month) for body in facts.bodies]
    # The revenue limit is always tested; capital and cash where a body has anything of them.
    duties = [list(one.duties()) for one in bodies]
    tested = [any(pair != (None, None) for pair in of) for of in zip(*duties, strict=True)]
    found = {
        (control, one.body)
        for one in bodies
        for control, beyond in one.looks([True, *tested[1:]])
        if beyond
    }
    found |= {("actuals-behind-forecast", body) for body in _behind(bodies, tested)}
    return found | {("transfer-disguised", body) for body in _disguised(facts, month)}


def _behind(bodies: "list[_Body]", tested: list[bool]) -> Iterator[str]:
    """Who did not report all: of revenue, if anybody reports; of cash and capital, who ever did."""
    of_revenue = any(one.reports("revenue") for one in bodies)
    for one in bodies:
        if of_revenue and one.is_behind("revenue"):
            yield one.body
        for kind, is_one in zip((CAPITAL, CASH), tested[1:], strict=True):
            if is_one and one.reports(kind) and one.is_behind(kind):
                yield one.body


def _disguised(facts: Facts, month: int) -> Iterator[str]:
    """A fall that an equal rise elsewhere within a month of it, or the whole month, makes up for."""
    letters = [one for one in facts.letters if one.month <= month]
    for fall in letters:
        if fall.pence < 0:
            beside = (
                one.pence == -fall.pence
                and one.body != fall.body
                and abs(one.month - fall.month) <= 1
                for one in letters
            )
            if any(beside) or not sum(o.pence for o in letters if o.month == fall.month):
                yield fall.body


def twelfths(pence: int, month: int) -> int:
    """So many twelfths, to the nearest penny, halves upwards."""
    return (2 * pence * month + 12) // 24


@dataclass(frozen=True)
class _Line:
    """One category by the month: what is not known is `None`."""

    category: str
    budget: int
    budget_to_date: int
    actual: int | None
    forecast: int | None
    before: int | None

    @property
    def under_to_date(self) -> int | None:
        return None if self.actual is None else self.budget_to_date - self.actual

    @property
    def under_in_year(self) -> int | None:
        return None if self.forecast is None else self.budget - self.forecast


class _Body:
    """One body in one month."""

    def __init__(self, facts: Facts, body: str, month: int) -> None:
        self.facts, self.body, self.month = facts, body, month
        self.months = range(1, month + 1)
        self.letters = [o for o in facts.letters if o.body == body and o.month <= month]
        self.budgets: Counter[str] = Counter()
        for whose, category, pence in facts.budgets:
            if whose == body:
                self.budgets[category] += pence
        self.budget = sum(self.budgets.values())
        self.surplus = sum(pence for whose, pence in facts.surplus if whose == body)
        self.contingency = sum(pence for whose, pence in facts.contingency if whose == body)
        self.actuals = {m: facts.actuals.get((body, m), {}) for m in self.months}
        self.forecasts = {m: facts.forecasts.get((body, m), {}) for m in self.months}
        self.journals = [o for o in facts.journals if o.body == body]
        self.lines = [self._line(category) for category in sorted(self._categories())]

    def limit(self, *strands: str) -> int:
        return sum(one.pence for one in self.letters if one.strand in strands)

    def has(self, *strands: str) -> bool:
        return any(one.strand in strands for one in self.letters)

    def left(self, strand: str) -> int:
        """What of a strand has no purpose; all uses stand on recurrent resource."""
        uses = self.budget + self.surplus + self.contingency if strand == RECURRENT else 0
        return self.limit(strand) - uses

    def reserves(self, month: int) -> int:
        """What of the expected limit is neither budget nor surplus."""
        came = (o.pence for o in self.letters if o.month <= month and o.strand in REVENUE_STRANDS)
        return sum(came) - self.budget - self.surplus

    # Figures

    def _categories(self) -> set[str]:
        named = set(self.budgets)
        for figures in (*self.actuals.values(), *self.forecasts.values()):
            named |= {category for category in figures if category not in (CASH, CAPITAL)}
        return named

    def revenue(self, figures: dict[str, int]) -> dict[str, int]:
        return {c: pence for c, pence in figures.items() if c not in (CASH, CAPITAL)}

    def of(self, limit: str, month: int) -> dict[str, int]:
        """What was reported on one limit in a month."""
        costs = self.actuals[month]
        kept = {limit: costs[limit]} if limit in costs else {}
        return self.revenue(costs) if limit == "revenue" else kept

    def reports(self, limit: str) -> bool:
        return any(self.of(limit, month) for month in self.months)

    def is_behind(self, limit: str) -> bool:
        named = {category for month in self.months for category in self.of(limit, month)}
        silent = not all(self.of(limit, month) for month in self.months)
        return silent or any(map(self.lacking, named))

    def lacking(self, category: str) -> list[int]:
        """Months without a category, from the first in which it was reported."""
        there = [m for m in self.months if category in self.actuals[m]]
        return [m for m in self.months if there and m > there[0] and m not in there]

    def _line(self, category: str) -> _Line:
        whole = all(self.revenue(self.actuals[m]) for m in self.months)
        actual = None
        if whole and not self.lacking(category):
            actual = sum(self.actuals[m].get(category, 0) for m in self.months)
        budget = self.budgets[category]
        forecast, before = (
            self.forecasts[m].get(category, 0)
            if m in self.forecasts and self.revenue(self.forecasts[m])
            else None
            for m in (self.month, self.month - 1)
        )
        to_date = twelfths(budget, self.month)
        return _Line(category, budget, to_date, actual, forecast, before)

    def charge(self, limit: str) -> int | None:
        """What is forecast against a limit; not known where the forecast is missing or not whole."""
        made = self.forecasts[self.month]
        if limit != "revenue":
            return made.get(limit)
        made = self.revenue(made)
        if not made:
            return None
        for m in self.months:
            for figures in (self.actuals[m], self.forecasts[m]):
                if any(pence and c not in made for c, pence in self.revenue(figures).items()):
                    return None
        return sum(made.values())

    def duties(self) -> Iterator[tuple[int | None, int | None]]:
        """Limit and charge of each duty."""
        confirmed = self.limit(RECURRENT, ONCE) if self.has(RECURRENT, ONCE) else None
        yield confirmed, self.charge("revenue")
        for kind in (CAPITAL, CASH):
            yield (self.limit(kind) if self.has(kind) else None), self.charge(kind)

    # Rules

    def looks(self, tested: list[bool]) -> Iterator[tuple[str, bool]]:
        """Each control, and whether it finds something; `tested` are the duties that there are."""
        yield from self._reported()
        yield from self._tested(tested)
        yield from self._resource()
        yield from self._forecast()
        yield from self._journals()
        yield from self._cash()

    def _reported(self) -> Iterator[tuple[str, bool]]:
        limits = {"revenue", *(k for k in (CASH, CAPITAL) if self.has(k))}
        yield (
            "actuals-missing",
            any(
                not (self.revenue(self.actuals[m]) if k == "revenue" else k in self.actuals[m])
                for m in self.months
                for k in limits
            ),
        )
        named = {c for m in self.months for c in self.actuals[m]}
        ours = {c for c in named if c not in (CASH, CAPITAL) or c in limits}
        yield "category-missing", any(self.lacking(category) for category in ours)
        yield "unmapped", any(self.actuals[m].get("unmapped") for m in self.months)
        yield (
            "figures-assumed",
            any(b == self.body and m <= self.month for b, m, _ in self.facts.assumed),
        )
        yield "cost-negative", any((line.actual or 0) < 0 for line in self.lines)
        reported = {c for m in self.months for c in self.revenue(self.actuals[m])}
        yield (
            "budget-silent",
            bool(reported) and any(p and c not in reported for c, p in self.budgets.items()),
        )
        yield "budget-phasing", any(self.budgets.values())
        yield "on-plan", self.month > 1 and any(self._on_plan(c) for c in self.budgets)

    def _on_plan(self, category: str) -> bool:
        year = self.budgets[category]
        for m in (self.month - 1, self.month):
            plan = twelfths(year, m) - twelfths(year, m - 1)
            if not year or not plan or self.actuals[m].get(category) != plan:
                return False
        return True

    def _tested(self, tested: list[bool]) -> Iterator[tuple[str, bool]]:
        duties = [pair for pair, is_one in zip(self.duties(), tested, strict=True) if is_one]
        known = [(limit, charge) for limit, charge in duties if None not in (limit, charge)]
        pairs = [(limit or 0, charge or 0) for limit, charge in known]
        yield "duty-untested", len(known) < len(duties)
        yield "duty-breach", any(charge > limit for limit, charge in pairs)
        yield (
            "charge-implausible",
            any(
                charge < 0 < limit
                or abs(charge) > 100 * abs(limit)
                or 100 * abs(charge) < abs(limit)
                for limit, charge in pairs
            ),
        )
        limit, charge = duties[0]
        yield (
            "surplus-missed",
            bool(self.surplus)
            and limit is not None
            and charge is not None
            and limit - charge < self.surplus,
        )

    def _resource(self) -> Iterator[tuple[str, bool]]:
        left = [self.left(strand) for strand in REVENUE_STRANDS]
        others = [self.left(strand) for strand in (CASH, CAPITAL)]
        yield "budgets-not-limit", any(left)
        yield "over-committed", any(pence < 0 for pence in (*left, *others))
        yield "recurrent-on-non-recurrent", self.budget > self.limit(RECURRENT)
        hoped, expected = self.limit(HOPED), self.limit(*REVENUE_STRANDS)
        yield "anticipated-large", bool(hoped) and 50 * hoped > expected
        yield "budget-negative", any(pence < 0 for pence in self.budgets.values())
        late = [self.reserves(m) for m in self.months[-2:]]
        yield "reserves-negative", len(late) > 1 and max(late) < 0
        yield "headroom-short", _two_per_cent(self.limit(RECURRENT)) > 0
        same = Counter(
            (one.strand, one.pence, one.purpose.lower())
            for one in self.letters
            if abs(one.pence) >= SAME
        )
        yield "change-twice", any(count > 1 for count in same.values())

    def _forecast(self) -> Iterator[tuple[str, bool]]:
        yield "signs-disagree", any(map(_opposite, self.lines))
        yield "projection-apart", 4 <= self.month < 12 and any(map(self._apart, self.lines))
        run = [self.forecasts[m] for m in self.months[-3:]]
        made = len(run) > 2 and all(self.revenue(each) for each in run)
        yield (
            "forecast-unchanged",
            made
            and any(
                line.forecast
                and all(each.get(line.category, 0) == line.forecast for each in run)
                and (line.under_to_date or line.under_in_year)
                for line in self.lines
            ),
        )
        yield (
            "forecast-moved",
            any(
                line.forecast is not None
                and line.before is not None
                and 100 * abs(line.forecast - line.before) > abs(line.budget)
                for line in self.lines
            ),
        )

    def _apart(self, line: _Line) -> bool:
        if line.actual is None or line.forecast is None:
            return False
        of_year = Fraction(12, self.month)
        if line.budget > 0 and line.budget_to_date > 0:
            of_year = Fraction(line.budget, line.budget_to_date)
        return 20 * abs(round(line.actual * of_year) - line.forecast) > abs(line.forecast)

    def _journals(self) -> Iterator[tuple[str, bool]]:
        here = [one for one in self.journals if one.month == self.month]
        counted = [one for one in here if one.approved]
        last, limit = DAYS[self.month - 1], self.limit(RECURRENT, ONCE)
        yield "journals-undecided", any(not one.approved for one in here)
        yield "journal-large", limit > 0 and any(one.pence > LARGE * limit for one in counted)
        yield "journal-back-dated", any(one.day > last for one in counted)
        yield (
            "journal-round",
            any(not one.pence % ROUND and one.day > last - 3 for one in counted),
        )
        sums = Counter(one.pence for one in counted if one.pence >= SAME)
        yield "journal-twice", any(count > 1 for count in sums.values())
        offices = Counter(one.office for one in self.journals if one.month <= self.month)
        count = sum(offices.values())
        yield "journals-one-office", count >= 8 and 4 * max(offices.values()) > 3 * count

    def _cash(self) -> Iterator[tuple[str, bool]]:
        limit = self.limit(CASH)
        drawn = [self.actuals[m].get(CASH) for m in self.months]
        whole = sum(pence or 0 for pence in drawn)
        ahead = whole - twelfths(limit, self.month)
        yield (
            "cash-ahead",
            self.has(CASH) and (None in drawn or whole > limit or 50 * ahead > abs(limit)),
        )


def _opposite(line: _Line) -> bool:
    to_date, in_year = line.under_to_date, line.under_in_year
    if to_date is None or in_year is None or (to_date < 0) == (in_year < 0):
        return False
    return 200 * min(abs(to_date), abs(in_year)) > abs(line.budget)


def _two_per_cent(pence: int) -> int:
    """To the nearest penny, halves away from zero."""
    sign = 1 if pence > 0 else -1
    return sign * ((2 * abs(pence) + 50) // 100)
