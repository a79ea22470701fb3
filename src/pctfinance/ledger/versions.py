"""Every version of a profile or a forecast that a body ever sent: the last one stands.

Loads are never taken out of the log, so what stood before can be listed and asked for: last
month's forecast, and each earlier version of one month's forecast.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from pctfinance.calendar import FinancialYear, Period
from pctfinance.errors import UsageError
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Limit
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Phasing
from pctfinance.ledger.resource import ResourceLedger

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FigureVersion", "FigureVersions", "figure_versions", "phasing_of"]


@dataclass(frozen=True, slots=True)
class FigureVersion:
    """One load of one body: its profile of the year, or its forecast as made in one month.

    `made` is the month in which a forecast was made, and for a profile the year's first. `version`
    counts from 1 for each body and month; `standing` is the one that counts now. `rows` are in
    pence, costs positive; those of a profile are of single months.
    """

    body: str
    made: Period
    version: int
    standing: bool
    notified: date
    recorded_at: datetime | None
    sequence: int
    source: str
    rows: tuple[FigureRow, ...]
    phasing: Phasing = Phasing.PROFILE

    def total(self, limit: Limit = Limit.REVENUE, category: str | None = None) -> int:
        """The sum against one limit, in all categories or one, in pence.

        >>> rows = (FigureRow(7, Limit.REVENUE, "acute", 500),)
        >>> version = FigureVersion("5A9", Period("2011-12 M07"), 1, standing=True,
        ...     notified=date(2011, 10, 31), recorded_at=None, sequence=7, source="", rows=rows)
        >>> version.total(), version.total(Limit.CASH)
        (500, 0)
        """
        rows = (row for row in self.rows if row.limit is limit)
        return sum(row.pence for row in rows if category in (None, row.category))

    @property
    def table(self) -> "pd.DataFrame":
        """Its figures as a tidy DataFrame: one row a month, limit and category."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(
            [
                [row.month, row.limit.value, row.category, row.pence, row.synthetic]
                for row in self.rows
            ],
            columns=["month", "limit", "category", "pence", "synthetic"],
        )


@dataclass(frozen=True, repr=False)
class FigureVersions:
    """The versions of one body's profile, or of its forecasts, by month and then as they came."""

    body: str
    figures: Literal["profile", "forecasts"]
    versions: tuple[FigureVersion, ...]

    def __iter__(self) -> Iterator[FigureVersion]:
        return iter(self.versions)

    def __len__(self) -> int:
        return len(self.versions)

    def find(self, made: Period, version: int | None = None) -> FigureVersion:
        """One version of a month; the one that stands unless told otherwise.

        Raises:
            UsageError: there is none; the error says which there are.

        >>> FigureVersions("5A9", "forecasts", ()).find(Period("2011-12 M07"))
        Traceback (most recent call last):
        ...
        pctfinance.errors.UsageError: 5A9 sent no forecasts of 2011-12 M07 -> there are none [usage]
        """
        of_month = [one for one in self.versions if one.made == made]
        if not of_month:
            months = ", ".join(dict.fromkeys(str(one.made) for one in self.versions))
            raise UsageError(
                f"{self.body} sent no {self.figures} of {made}",
                hint=f"there are those of {months}" if months else "there are none",
            )
        for one in of_month:
            if one.version == version or (version is None and one.standing):
                return one
        raise UsageError(
            f"there is no version {version} of {self.body}'s {self.figures} of {made}",
            hint=f"there are versions 1 to {len(of_month)}",
        )

    @property
    def table(self) -> "pd.DataFrame":
        """One row a version; `revenue_pence` is the whole year against the revenue limit."""
        import pandas as pd  # noqa: PLC0415 - as above

        columns = ["body", "made", "version", "standing", "notified", "recorded_at", "sequence"]
        rows = [
            [
                *(str(one.made) if name == "made" else getattr(one, name) for name in columns),
                one.phasing.value,
                one.total(),
                one.source,
            ]
            for one in self.versions
        ]
        return pd.DataFrame(rows, columns=[*columns, "phasing", "revenue_pence", "source"])

    def __repr__(self) -> str:
        return f"<Versions of {self.body}, {self.figures}: {len(self)}>"


def figure_versions(
    ledger: ResourceLedger,
    body: str,
    figures: Literal["profile", "forecasts"],
    year: FinancialYear,
) -> FigureVersions:
    """Every load of a body's profile or forecasts in a year, by month and then as they came.

    >>> len(figure_versions(ResourceLedger(), "5A9", "profile", FinancialYear("2011-12")))
    0
    """
    by_month: dict[Period, list[tuple[Event, FiguresLoaded]]] = {}
    for event in ledger.events:
        what = event.what
        if isinstance(what, FiguresLoaded) and what.table == figures and event.body == body:
            place = what.stands_for(body, event.period)[2] or year.period(1)
            if event.year == year:
                by_month.setdefault(place, []).append((event, what))
    return FigureVersions(
        body,
        figures,
        tuple(
            FigureVersion(
                body=body,
                made=made,
                version=number,
                standing=number == len(loads),
                notified=event.notified,
                recorded_at=event.recorded_at,
                sequence=event.sequence,
                source=event.source,
                rows=what.rows,
                phasing=what.phasing,
            )
            for made, loads in sorted(by_month.items())
            for number, (event, what) in enumerate(loads, start=1)
        ),
    )


def phasing_of(loads: Iterable[Event]) -> Mapping[str, Phasing]:
    """By which method each body's budgets fall over the months: as its last profile says.

    A body that never sent one is not named.

    >>> phasing_of([])
    {}
    """
    return {
        event.body: event.what.phasing
        for event in loads
        if isinstance(event.what, FiguresLoaded) and event.what.table == "profile"
    }
