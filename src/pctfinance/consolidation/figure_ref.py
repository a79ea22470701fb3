"""The name of one figure: whose it is, of which month, known when, and which measure.

A position or a statement names its own figures, so that what was seen can be asked about later,
whatever was posted since.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, Duty
from pctfinance.errors import UsageError
from pctfinance.ledger.lines import Account, Certainty, Funding, Limit

__all__ = ["MEASURES", "FigureRef"]

MEASURES: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "duty": ("limit", "charged", "variance"),
        "category": (
            "budget",
            "delegated",
            "budget_ytd",
            "actual_ytd",
            "variance_ytd",
            "forecast",
            "last_forecast",
            "variance_forecast",
            "movement",
        ),
        "limit": ("limit", "applied_non_recurrently"),
        "cell": ("delegated",),
    }
)
"""The measures that a duty, a category, a statement of a limit and a delegate's cell have."""


@dataclass(frozen=True, slots=True)
class FigureRef:
    """One figure of one body: never of a group, whose figures are those of its bodies.

    Exactly one of `duty`, `category` and `limit` says what it is about; or `delegate`, which is what
    that delegate holds of the body, of one category where there is one. `sequence` is the last
    event of the book that it rests on, `known_at` the last day whose documents count; `None` is
    all there are. Of a statement of a limit, `certainty` and `funding` tell a total, `event` and
    `account` one line.

    Raises:
        UsageError: there is no such measure, or what it is about is not said once.

    >>> FigureRef("5A9", Period("2011-12 M08"), "charged", duty=Duty.REVENUE, basis=Basis.YTD).about
    'revenue resource limit, charged, 2011-12 M08, ytd'
    """

    body: str
    period: Period
    measure: str
    duty: Duty | None = None
    category: str | None = None
    limit: Limit | None = None
    basis: Basis | None = None
    known_at: date | None = None
    sequence: int | None = None
    certainty: Certainty = Certainty.CONFIRMED
    funding: Funding | None = None
    event: int | None = None
    account: Account | None = None
    delegate: str | None = None

    def __post_init__(self) -> None:
        category = self.category if self.delegate is None else None
        about = {"duty": self.duty, "category": category, "limit": self.limit}
        about |= {"cell": self.delegate}
        said = [part for part, value in about.items() if value is not None]
        if len(said) != 1:
            raise UsageError(
                "a figure is of one duty, of one category, of the statement of one limit or one delegate",
                hint="name a duty such as revenue_resource_limit, a category, or a delegate",
            )
        if self.measure not in MEASURES[said[0]]:
            raise UsageError(
                f"a {said[0]} has no measure {self.measure!r}",
                hint=f"use {', '.join(MEASURES[said[0]])}",
            )
        if self.duty is not None and self.basis is None:
            raise UsageError("a duty is tested on a basis", hint="use ytd, forecast or outturn")

    @property
    def about(self) -> str:
        """The figure in words, without its body."""
        words = [self.limit and f"{self.limit.value} limit", self.duty and self.duty.value]
        words += [self.delegate and f"cell of {self.delegate}"]
        words += [self.category, self.measure if self.limit is None else None]
        if self.limit is not None and self.measure == "limit":
            words += [self.certainty.value, self.funding and self.funding.value]
            words += [f"event {self.event}" if self.event is not None else None]
        elif self.limit is not None:
            words.append(self.measure)
        words += [str(self.period), self.basis.value if self.basis and self.duty else None]
        return ", ".join(word.replace("_", " ") for word in words if word)
