"""Funds as people are shown them: every body's part side by side, never pooled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.funds import Fund, FundMember
from pctfinance.errors import Finding
from pctfinance.ledger.fund_moves import Measure
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, row, up_to
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FundReport"]

_SHOWN = (
    Measure.CONTRIBUTED,
    Measure.RETURNED,
    Measure.DRAWN_OWN,
    Measure.DRAWN_OTHERS,
    Measure.PENDING,
    Measure.HELD,
    Measure.RECEIVED,
)
_OWNS_NOTHING = "The fund owns nothing: each earmark is in its PCT's limit."


@dataclass(frozen=True, repr=False)
class FundReport(Told):
    """Some funds of a book as of a month: tables, or a DataFrame.

    >>> from pctfinance.book import Book
    >>> len(Book.in_memory("2011-12", group="NCL").funds().shown)
    0
    """

    title: str
    as_of: Period
    known_at: date | None
    funds: tuple[Fund, ...]
    findings: tuple[Finding, ...] = ()

    def only(self, number: str) -> "FundReport":
        """The report of one of its funds; without any where it was not known yet."""
        found = tuple(fund for fund in self.funds if fund.terms.number == number)
        return replace(self, title=f"Fund {number}", funds=found)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a fund and body, amounts in pence."""
        for fund in self.funds:
            for member in fund.members:
                yield {
                    "fund": fund.terms.number,
                    "body": member.body.code,
                    "name": member.body.name,
                    "has_agreed": member.has_agreed,
                    "agreed_pence": member.agreed_pence,
                    "share_pence": member.share_pence,
                    "open_pence": member.open_pence,
                    **{_field(each): member.pence(each) for each in Measure},
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a fund and body; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        rows = list(self.rows())
        return {
            "schema_version": "1.0",
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "funds": [
                {
                    "terms": fund.terms.model_dump(mode="json"),
                    "digest": fund.terms.digest,
                    "stands": fund.stands,
                    "owns_pence": 0,
                    "bodies": [each for each in rows if each["fund"] == fund.terms.number],
                    "unpooled_sum": {_field(each): fund.total(each) for each in Measure},
                }
                for fund in self.funds
            ],
            "findings": [finding.message for finding in self.findings],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown, one for each fund."""
        return tuple(self._shown(fund) for fund in self.funds)

    def _shown(self, fund: Fund) -> Shown:
        terms = fund.terms
        of = "headroom" if terms.of_headroom else str(terms.strand)
        rows = tuple(_row(member) for member in fund.members)
        return Shown(
            title=f"Fund {terms.number}: {terms.purpose}",
            subtitle=f"£, {of}, kept by {terms.holder}, as of {self.as_of}{up_to(self.known_at)}",
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                Heading("Share"),
                *(Heading(each.value.replace(" ", "\n", 1).capitalize()) for each in _SHOWN),
            ),
            rows=(*rows, *_sum(fund)),
            notes=tuple(self._notes(fund)),
        )

    def _notes(self, fund: Fund) -> Iterator[str]:
        waiting = [m.body.code for m in fund.members if m.agreed_pence and not m.has_agreed]
        if waiting:
            yield f"It does not stand: {', '.join(waiting)} has not agreed to it."
        for member in fund.members:
            waived, spread = member.pence(Measure.WAIVED), member.pence(Measure.SPREAD)
            if waived:
                relieved = show_exact(member.pence(Measure.RELIEVED))
                name = member.body.code
                yield f"{name} was excused from {show_exact(waived)}; others took over {relieved}."
            if spread:
                yield f"{member.body.code} gives {show_exact(spread)} in place of another donor."
        yield "Contributed is held, pending, drawn and returned, of every donor."
        yield _OWNS_NOTHING
        yield from (f"{finding.message}." for finding in self.findings)

    def __repr__(self) -> str:
        return f"<{self.title}, {self.as_of}: {len(self.funds)}>"


def _field(measure: Measure) -> str:
    return f"{measure.name.lower()}_pence"


def _pounds(pence: int) -> str:
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _row(member: FundMember) -> ShownRow:
    amounts = (member.share_pence, *(member.pence(each) for each in _SHOWN))
    return row([f"{member.body.code} {member.body.name}", *map(_pounds, amounts)])


def _sum(fund: Fund) -> Iterator[ShownRow]:
    if len(fund.members) > 1:
        share = sum(member.share_pence for member in fund.members)
        amounts = (share, *(fund.total(each) for each in _SHOWN))
        yield row(["Sum, not pooled", *map(_pounds, amounts)], tone=Tone.STRONG, total=True)


_COLUMNS = (
    *("fund", "body", "name", "has_agreed", "agreed_pence", "share_pence", "open_pence"),
    *(_field(each) for each in Measure),
)
