"""Running costs: of each body, over the group, and beside the limit that is set for a region.

"Running-cost limits" are set at aggregate regional level (SOM 25). So there is no status here: no
body of a region has a limit of its own, and a book sees only its own bodies' part of a region.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from pctfinance.bodies import Body, Register
from pctfinance.calendar import FinancialYear
from pctfinance.consolidation.categories import CategoryLine, CategoryTree, sum_lines
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import Position
from pctfinance.rulebooks import Rulebook

__all__ = [
    "RUNNING_COST_LIMIT",
    "BodyRunningCosts",
    "LimitBasisWord",
    "RegionalCosts",
    "RegionalLimitStated",
    "bodies_overseen",
    "regional_costs",
    "regional_limits",
    "running_costs_of",
]

RUNNING_COST_LIMIT = "running-cost-limit-stated"
"""The kind of the book's statement that gives the limit of a region."""

LimitBasisWord = Literal["total", "per-head"]
"""Whether a limit is stated in all or a head of the region's population."""


@dataclass(frozen=True, slots=True)
class BodyRunningCosts:
    """The running costs of one body, in pence; costs positive. What is not known is `None`.

    `charged_pence` is what is held beside the region's limit: to date, as forecast, or the outturn.
    """

    body: Body
    budget_pence: int
    budget_ytd_pence: int
    actual_ytd_pence: int | None
    forecast_pence: int | None
    charged_pence: int | None
    synthetic: bool = False

    def per_head(self, measure: str) -> Fraction | None:
        """One of `budget`, `budget_ytd`, `actual_ytd`, `forecast`, `charged` a head, exact pence.

        >>> costs = BodyRunningCosts(Body("5A9", "Barnet PCT", population=4), 10, 5, 6, None, None)
        >>> costs.per_head("budget"), costs.per_head("forecast")
        (Fraction(5, 2), None)
        """
        pence: int | None = getattr(self, f"{measure}_pence")
        if pence is None or not self.body.population:
            return None
        return Fraction(pence, self.body.population)


class RegionalLimitStated(NamedTuple):
    """The limit of a region, and who says so: the rulebook, or a statement of the book."""

    authority: str
    basis: LimitBasisWord
    pence: int
    source: str


@dataclass(frozen=True, slots=True)
class RegionalCosts:
    """A region: all bodies of one authority, of which the book sees some.

    `limit` is `None` where nobody stated it. `charged_pence` is the part of the book's own bodies,
    `None` where it is not known of one of them. It has no status: the limit is of the region.
    """

    authority: str
    name: str
    limit: RegionalLimitStated | None
    bodies_count: int
    population: int | None
    own: tuple[str, ...]
    own_population: int | None
    charged_pence: int | None

    @property
    def limit_pence(self) -> int | None:
        """The whole limit of the region, in pence.

        A limit a head of a region whose population is not known is not known.
        """
        if self.limit is None or self.limit.basis == "total":
            return self.limit.pence if self.limit else None
        return None if self.population is None else self.limit.pence * self.population

    @property
    def limit_per_head(self) -> Fraction | None:
        """The limit a head of the region's population, exact pence."""
        if self.limit is None:
            return None
        if self.limit.basis == "per-head":
            return Fraction(self.limit.pence)
        return Fraction(self.limit.pence, self.population) if self.population else None

    @property
    def part(self) -> Fraction | None:
        """What the book's bodies charge as a share of the region's limit."""
        if self.charged_pence is None or not self.limit_pence:
            return None
        return Fraction(self.charged_pence, self.limit_pence)

    @property
    def part_of_population(self) -> Fraction | None:
        """Their share of the region's population."""
        if self.own_population is None or not self.population:
            return None
        return Fraction(self.own_population, self.population)


def running_costs_of(
    position: Position, categories: Collection[str]
) -> tuple[BodyRunningCosts, ...]:
    """The running costs of each body of a position.

    Args:
        position: its bodies, with the categories' tree.
        categories: the codes that count, with all that is below them.

    >>> from pctfinance.bodies import Group
    >>> from pctfinance.calendar import Period
    >>> from pctfinance.consolidation.position import make_position
    >>> from pctfinance.ledger.holdings import Holdings
    >>> position = make_position(Holdings.empty(FinancialYear("2011-12")), Group("XYZ", "Two"),
    ...     [Body("5A9", "Barnet PCT")], Period("2011-12 M08"), Basis.FORECAST)
    >>> [(costs.budget_pence, costs.charged_pence) for costs in running_costs_of(position, ["x"])]
    [(0, None)]
    """
    return tuple(
        _costs(
            body.body,
            [line for line in body.lines if _counts(position.categories, line, categories)],
            position.basis,
        )
        for body in position.bodies
    )


def _counts(tree: CategoryTree, line: CategoryLine, categories: Collection[str]) -> bool:
    code, seen = line.category, set[str]()
    while code and code not in seen:
        if code in categories:
            return True
        seen.add(code)
        code = tree.parent(code)
    return False


def _costs(body: Body, lines: Sequence[CategoryLine], basis: Basis) -> BodyRunningCosts:
    total = sum_lines("running costs", lines)
    # Where there is no line at all, nothing was reported either: that is not zero.
    actual = total.actual_ytd_pence if lines else None
    forecast = total.forecast_pence if lines else None
    return BodyRunningCosts(
        body,
        total.budget_pence,
        total.budget_ytd_pence,
        actual,
        forecast,
        forecast if basis is Basis.FORECAST else actual,
        total.synthetic,
    )


def regional_limits(
    rulebook: Rulebook,
    statements: Iterable[Mapping[str, Any]],
    known_at: date | None = None,
) -> dict[str, RegionalLimitStated]:
    """The limit of each region that is known, by the authority's code.

    What is stated in the book takes the place of the rulebook's, and a later statement that of an
    earlier one.

    Args:
        rulebook: the year's rules.
        statements: the book's own documents, in their order; those of other kinds are passed over.
        known_at: statements dated after this day are left out; `None` leaves out none.

    >>> regional_limits(Rulebook.packaged("2011-12"), ())
    {}
    """
    found = {
        limit.authority: RegionalLimitStated(
            limit.authority, limit.basis, limit.amount_pence, limit.source
        )
        for limit in rulebook.running_costs.limits
    }
    for said in statements:
        if said.get("kind") != RUNNING_COST_LIMIT:
            continue
        if known_at is None or date.fromisoformat(said["on"]) <= known_at:
            found[said["authority"]] = RegionalLimitStated(
                said["authority"], said["basis"], said["pence"], said["reference"]
            )
    return found


def bodies_overseen(register: Register, authority: str, year: FinancialYear) -> tuple[Body, ...]:
    """The bodies of a region: those for which an authority is competent on any day of a year.

    >>> len(bodies_overseen(Register.packaged(), "Q36", FinancialYear("2011-12")))
    31
    """
    codes = {
        row.body
        for row in register.oversights
        if row.authority == authority and row.valid_from <= year.end and row.valid_to >= year.start
    }
    return tuple(register.body(code) for code in sorted(codes))


def regional_costs(
    costs: Sequence[BodyRunningCosts],
    authorities: Iterable[tuple[str, str]],
    limits: Mapping[str, RegionalLimitStated],
    regions: Mapping[str, Sequence[Body]],
) -> tuple[RegionalCosts, ...]:
    """The regions beside which the costs of the book's bodies are shown.

    Args:
        costs: those of the book's bodies.
        authorities: code and name of each region's authority.
        limits: the limits that are known, by the authority's code.
        regions: the bodies of each region, by the authority's code.

    >>> regional_costs((), (), {}, {})
    ()
    """
    made = []
    for code, name in authorities:
        everybody = regions[code]
        here = {body.code for body in everybody}
        own = [cost for cost in costs if cost.body.code in here]
        made.append(
            RegionalCosts(
                authority=code,
                name=name,
                limit=limits.get(code),
                bodies_count=len(everybody),
                population=_known_sum(body.population for body in everybody),
                own=tuple(cost.body.code for cost in own),
                own_population=_known_sum(cost.body.population for cost in own),
                charged_pence=_known_sum(cost.charged_pence for cost in own),
            )
        )
    return tuple(made)


def _known_sum(values: Iterable[int | None]) -> int | None:
    """The sum, where every part of it is known."""
    given = tuple(values)
    known = [value for value in given if value is not None]
    return sum(known) if len(known) == len(given) else None
