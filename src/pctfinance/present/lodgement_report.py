"""Lodgements as people are shown them: body by body, side by side, and what was brought forward."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.lodgements import BodyLodgements, LodgementStanding
from pctfinance.ledger.lodged import ExpectedReturn
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, row, up_to
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LodgementReport"]

_NOTES = (
    "Expected is what was agreed, or decided at the year's end, whatever came of it since.",
    "Each lodgement stays its body's own; nothing is summed over bodies.",
)
_MEASURES = ("lodged", "expected", "returned", "lapsed", "outstanding")

_COLUMNS = (
    *("body", "name", "lodgement", "holder", "limit"),
    *(f"{measure}_pence" for measure in _MEASURES),
    *("expected_by_year", "anticipated_pence", "references", "synthetic"),
)
_BROUGHT = ("body", "name", "brought_expected_pence", "brought_pence", "brought_later", "open")


@dataclass(frozen=True, repr=False)
class LodgementReport(Told):
    """The lodgements of one body, or of several side by side; nothing of it is summed over bodies.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").lodgements()
    >>> len(report.bodies), list(report.rows())
    (5, [])
    """

    title: str
    as_of: Period
    known_at: date | None
    bodies: tuple[BodyLodgements, ...]

    def of(self, body: str) -> BodyLodgements:
        """The lodgements of one body.

        Raises:
            KeyError: it is none of these.
        """
        for found in self.bodies:
            if found.body.code == body:
                return found
        raise KeyError(body)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a lodgement, amounts in pence."""
        for found in self.bodies:
            for each in found.lodgements:
                yield {
                    "body": found.body.code,
                    "name": found.body.name,
                    "lodgement": each.name,
                    "holder": each.holder,
                    "limit": each.limit,
                    **{f"{measure}_pence": _pence(each, measure) for measure in _MEASURES},
                    "expected_by_year": _by_year(each.expected),
                    "anticipated_pence": each.anticipated_pence,
                    "references": "; ".join(each.references),
                    "synthetic": each.synthetic,
                }

    def brought_rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a body of what it brought forward, amounts in pence."""
        for found in self.bodies:
            yield {
                "body": found.body.code,
                "name": found.body.name,
                "brought_expected_pence": found.brought_expected_pence,
                "brought_pence": found.brought_pence,
                "brought_later": _by_year(found.brought_later),
                "open": found.brought_open,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a lodgement; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def brought_table(self) -> "pd.DataFrame":
        """A tidy DataFrame of what was brought forward, one row a body; integer pence."""
        return tidy_frame(self.brought_rows(), _BROUGHT)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": any(one["synthetic"] for one in self.rows()),
            "lodgements": list(self.rows()),
            "brought_forward": list(self.brought_rows()),
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: what is lodged, and what was brought forward."""
        return (self._lodged(), self._brought())

    def _lodged(self) -> Shown:
        rows = [_shown(found, each) for found in self.bodies for each in found.lodgements]
        return Shown(
            title=f"{self.title}: lodged with an authority or holder",
            subtitle=self._subtitle,
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                Heading("Lodgement", Align.LEFT),
                Heading("With", Align.LEFT),
                Heading("Lodged"),
                Heading("Returned"),
                Heading("Lapsed"),
                Heading("Outstanding"),
                Heading("Expected", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
            notes=_NOTES if rows else (),
        )

    def _brought(self) -> Shown:
        rows = [
            row(
                [
                    f"{found.body.code} {found.body.name}",
                    _pounds(found.brought_expected_pence),
                    _pounds(found.brought_pence),
                    "to be confirmed" if found.brought_open else "",
                    _years(found.brought_later),
                ]
            )
            for found in self.bodies
        ]
        return Shown(
            title=f"{self.title}: brought forward",
            subtitle=f"{self._subtitle}; a deficit to recover is negative",
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                Heading("Expected"),
                Heading("Confirmed"),
                Heading("", Align.LEFT),
                Heading("Later", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
        )

    @property
    def _subtitle(self) -> str:
        return f"£, as of {self.as_of}{up_to(self.known_at)}"

    def __repr__(self) -> str:
        count = sum(len(found.lodgements) for found in self.bodies)
        return f"<{self.title}, {self.as_of}: {len(self.bodies)} bodies, {count} lodgements>"


def _pence(lodgement: LodgementStanding, measure: str) -> int:
    pence: int = getattr(lodgement, f"{measure}_pence")
    return pence


def _by_year(expected: Iterable[ExpectedReturn]) -> dict[str, int]:
    by_year: dict[str, int] = {}
    for year, pence in expected:
        by_year[year] = by_year.get(year, 0) + pence
    return by_year


def _years(expected: Iterable[ExpectedReturn]) -> str:
    return ", ".join(f"{year}: {_pounds(pence)}" for year, pence in _by_year(expected).items())


def _shown(found: BodyLodgements, each: LodgementStanding) -> ShownRow:
    return row(
        [
            f"{found.body.code} {found.body.name}",
            each.name,
            each.holder,
            _pounds(each.lodged_pence),
            _pounds(each.returned_pence),
            _pounds(each.lapsed_pence),
            _pounds(each.outstanding_pence),
            _years(each.expected) or "nothing",
        ]
    )


def _pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
