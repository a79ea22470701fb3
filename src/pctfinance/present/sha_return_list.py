"""The returns of a group's bodies side by side: a list with control totals, and no return."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.errors import Finding, looked_up
from pctfinance.money import Unit, show_money
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.sha_return_report import ReturnReport
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ReturnList"]

_MEASURES = {
    "limit": ("duties.revenue_resource_limit.limit", "Revenue limit"),
    "charged": ("duties.revenue_resource_limit.charged", "Charge"),
    "variance": ("duties.revenue_resource_limit.variance", "Variance"),
}
_NOTE = (
    "Each body sends its own return; there is none of the group. Control totals only show that all "
    "arrived: no surplus meets another body's duty."
)
_SUMMED = ("limit", "charged")
_COLUMNS = (
    *("body", "name", "lines", "compared", "differing", "is_reconciled"),
    *(f"{measure}_pence" for measure in _MEASURES),
)


@dataclass(frozen=True, repr=False)
class ReturnList(Told):
    """Which returns there are, how each was reconciled, and sums to check that all arrived.

    >>> from pctfinance.bodies import Register
    >>> ncl = Register.packaged().group("NCL")
    >>> ReturnList(ncl, Period("2011-12 M08"), ()).is_reconciled
    True
    """

    group: Group
    period: Period
    returns: tuple[ReturnReport, ...]
    elsewhere: Elsewhere = NOBODY

    @property
    def is_reconciled(self) -> bool:
        """Whether each return is."""
        return all(each.is_reconciled for each in self.returns)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all returns, and one for each body that left the group in the year."""
        own = (finding for each in self.returns for finding in each.findings)
        return (*own, *self.elsewhere.findings)

    @property
    def held_against(self) -> tuple[str, ...]:
        """What the returns are held against, in words: a pack, or that none was published."""
        return tuple(sorted({each.pack for each in self.returns}))

    def of(self, body: str) -> ReturnReport:
        """The return of one body.

        Raises:
            NotInReportError: it is not in the list.
        """
        return looked_up({each.body.code: each for each in self.returns}, body, "return of")

    def rows(self) -> list[dict[str, Any]]:
        """One plain record a return; amounts in pence."""
        found = []
        for each in self.returns:
            held = each.reconcile()
            found.append(
                {
                    "body": each.body.code,
                    "name": each.body.name,
                    "lines": len(each.lines),
                    "compared": sum(one.compared for one in held),
                    "differing": sum(not one.agrees for one in held),
                    "is_reconciled": each.is_reconciled,
                    **{
                        f"{measure}_pence": each.line(name).pence
                        for measure, (name, _) in _MEASURES.items()
                    },
                }
            )
        return found

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a return; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    def control_totals(self) -> dict[str, int | None]:
        """The sums of limits and charges, in pence, not known unless every return knows its part.

        They check that every return arrived. There is none of the variances: a surplus of one body
        meets no other's duty.
        """
        records = self.rows()
        found: dict[str, int | None] = {}
        for measure in _SUMMED:
            amounts = [record[f"{measure}_pence"] for record in records]
            found[f"{measure}_pence"] = None if None in amounts else sum(amounts)
        return found

    def document(self) -> dict[str, Any]:
        """The list for programs, with each return in full: integer pence."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "unit": "pence",
            "is_reconciled": self.is_reconciled,
            "held_against": list(self.held_against),
            "control_totals": self.control_totals(),
            **self.elsewhere.document(),
            "returns": [each.document() for each in self.returns],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The table that a person is shown."""
        rows = [
            row(
                [
                    f"{record['body']} {record['name']}",
                    *(show_money(record[f"{name}_pence"], Unit.THOUSANDS) for name in _MEASURES),
                    str(record["compared"]),
                    ShownCell("yes", Tone.GOOD)
                    if record["is_reconciled"]
                    else ShownCell(f"no: {record['differing']}", Tone.BAD),
                ]
            )
            for record in self.rows()
        ]
        totals = [show_money(pence, Unit.THOUSANDS) for pence in self.control_totals().values()]
        rows.append(row(["Control totals", *totals, "", "", ""], tone=Tone.QUIET, total=True))
        return (
            Shown(
                title=f"Returns of the bodies of {self.group.name}, {self.period}",
                subtitle="£000; favourable positive, (adverse).",
                headings=(
                    Heading("Body", Align.LEFT, wraps=True),
                    *(Heading(heading) for _, heading in _MEASURES.values()),
                    Heading("Lines held\nagainst it"),
                    Heading("Reconciled", Align.LEFT),
                ),
                rows=tuple(rows),
                notes=(
                    *(f"Held against {name}." for name in self.held_against),
                    *self.elsewhere.notes,
                    _NOTE,
                ),
            ),
        )

    def __repr__(self) -> str:
        return f"<Returns of {self.group.code}, {self.period}: {len(self.returns)}>"
