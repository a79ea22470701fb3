"""Cash as people are shown it: the limit, what was drawn month by month, what is left and planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.cash import BodyCash
from pctfinance.errors import Finding
from pctfinance.money import Unit, show_exact
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, Tone, row, up_to
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CASH_MEASURES", "CashReport"]

CASH_MEASURES = (
    *("limit", "anticipated", "drawn", "remaining"),
    *("planned", "unplanned", "even", "ahead"),
)
"""What is known of a body's cash, in the order of the columns; each in pence, or not known."""

_DRAWN, _PLANNED = CASH_MEASURES[:4], ("even", "ahead", "planned", "unplanned")
_WORDS = {"even": "Twelfths\nto date", "unplanned": "Not\nplanned"}


@dataclass(frozen=True, repr=False)
class CashReport(Told):
    """The cash of one body, or of several side by side: no body draws on another's limit.

    For each body, limit = drawn + remaining.

    >>> CashReport("None", Period("2011-12 M08"), None, ()).total("drawn")
    0
    """

    title: str
    as_of: Period
    known_at: date | None
    bodies: tuple[BodyCash, ...]

    def of(self, body: str) -> BodyCash:
        """The cash of one body.

        Raises:
            KeyError: it is none of these.
        """
        return {cash.body.code: cash for cash in self.bodies}[body]

    def total(self, measure: str) -> int | None:
        """One of `CASH_MEASURES` over the bodies, in pence; `None` where one is not known.

        It is an unpooled sum: what one body has left is no other's.
        """
        values = [_pence(cash, measure) for cash in self.bodies]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of every body: drawn or planned beyond the limit, ahead of twelfths, not reported."""
        return tuple(finding for cash in self.bodies for finding in cash.findings)

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(cash.synthetic for cash in self.bodies)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a body and month, in integer pence; what is not known is `None`."""
        for cash in self.bodies:
            for month in cash.months:
                yield {
                    "body": cash.body.code,
                    "month": str(month.period),
                    "drawn_pence": month.drawn_pence,
                    "stated_pence": month.stated_pence,
                    "planned_pence": month.planned_pence,
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body and month; amounts in integer pence, or missing."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        columns = ["body", "month", "drawn_pence", "stated_pence", "planned_pence"]
        frame = pd.DataFrame(list(self.rows()), columns=columns)
        return frame.astype(dict.fromkeys(columns[2:], "Int64"))

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            "bodies": [
                {
                    "body": cash.body.code,
                    "name": cash.body.name,
                    **{f"{name}_pence": _pence(cash, name) for name in CASH_MEASURES},
                    "share_drawn": None if cash.share is None else str(cash.share),
                    "not_reported": [f"M{number:02}" for number in cash.missing],
                    "plan": cash.plan.reference if cash.plan else None,
                    "synthetic": cash.synthetic,
                }
                for cash in self.bodies
            ],
            "months": list(self.rows()),
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: limit and drawings, plan and twelfths, and the months."""
        return (
            self._bodies(self.title, _DRAWN, with_share=True),
            self._bodies(f"{self.title}: plan and twelfths", _PLANNED),
            self._months(),
        )

    def _bodies(self, title: str, measures: tuple[str, ...], *, with_share: bool = False) -> Shown:
        rows = [
            row(
                [
                    f"{cash.body.code} {cash.body.name}",
                    *(_pounds(_pence(cash, name)) for name in measures),
                    *([_percent(cash.share)] if with_share else []),
                ]
            )
            for cash in self.bodies
        ]
        if len(rows) > 1:
            sums = [_pounds(self.total(name)) for name in measures]
            sums += [""] * with_share
            rows.append(row(["Sum, not pooled", *sums], tone=Tone.STRONG, total=True))
        names = (_WORDS.get(name, name.capitalize()) for name in measures)
        return Shown(
            title=title,
            subtitle=self._subtitle,
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                *map(Heading, names),
                *([Heading("Drawn\n%")] if with_share else []),
            ),
            rows=tuple(rows),
            notes=tuple(self._notes()) if with_share else (),
        )

    def _notes(self) -> Iterator[str]:
        for finding in self.findings:
            yield f"{finding.where.body if finding.where else ''}: {finding.message}."
        if self.contains_synthetic:
            yield "Contains synthetic figures, which have no published source."

    def _months(self) -> Shown:
        periods = self.as_of.year.periods
        rows = [
            row(
                [
                    f"M{period.number:02}" + ("" if period <= self.as_of else " planned"),
                    *(
                        _pounds(month.drawn_pence if period <= self.as_of else month.planned_pence)
                        for month in (cash.months[period.number - 1] for cash in self.bodies)
                    ),
                ]
            )
            for period in periods
        ]
        return Shown(
            title=f"{self.title}: month by month",
            subtitle=self._subtitle,
            headings=(
                Heading("Month", Align.LEFT),
                *(Heading(cash.body.code) for cash in self.bodies),
            ),
            rows=tuple(rows),
        )

    @property
    def _subtitle(self) -> str:
        known = up_to(self.known_at)
        return f"£, as of {self.as_of}{known}; limit = drawn + remaining"

    def __repr__(self) -> str:
        return f"<{self.title}, {self.as_of}: {len(self.bodies)} bodies>"


def _pence(cash: BodyCash, measure: str) -> int | None:
    pence: int | None = getattr(cash, f"{measure}_pence")
    return pence


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _percent(share: Fraction | None) -> str:
    """A share in per cent, rounded to one decimal, halves upwards."""
    if share is None:
        return "-"
    tenths = (2000 * share.numerator + share.denominator) // (2 * share.denominator)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
