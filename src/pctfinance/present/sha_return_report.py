"""A body's monthly return to its authority as people are shown it, and as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.position import SIGN_CONVENTION
from pctfinance.consolidation.return_lines import (
    RETURN_TABLES,
    Held,
    ReturnLine,
    held_against,
    misfooted,
)
from pctfinance.errors import Finding, Ground, Level, Where, looked_up
from pctfinance.excel.sha_return import ReturnHeading, return_workbook
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.shown import (
    Align,
    Heading,
    Shown,
    ShownCell,
    ShownRow,
    Tone,
    row,
    up_to,
)
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RETURN_SCHEMA_VERSION", "ReturnReport"]

RETURN_SCHEMA_VERSION = "1.1"

_COLUMNS = (
    *("body", "period", "id", "section", "table", "row", "column", "label"),
    *("pence", "pack_pence", "difference_pence", "compared", "source", "note", "synthetic"),
    "assumed",
)
_EVIDENCE_MAX = 8


@dataclass(frozen=True, repr=False, kw_only=True)
class ReturnReport(Told):
    """The return of one body, line by line, with the figures of the pack that it is held against.

    Attributes:
        body: the body; a return is never of a group.
        period: the month.
        basis: `forecast`, or in month 12 `outturn`.
        known_at: the last day whose documents count.
        lines: every amount.
        pack: which pack it is held against, in words.
        pack_pence: the figures of that pack, by the name of their line.
        remarks: what there is to say about a table that has nothing to show.
        authorities: the codes of who is competent for the body at the month's end.
        contains_synthetic: whether any figure has no published source.
        told: what the position tells of its figures that the reader of the return must know too.
    """

    body: Body
    period: Period
    basis: Basis
    known_at: date | None
    lines: tuple[ReturnLine, ...]
    pack: str
    pack_pence: Mapping[str, int | None]
    remarks: Mapping[str, str]
    authorities: tuple[str, ...] = ()
    contains_synthetic: bool = False
    told: tuple[Finding, ...] = ()

    def line(self, name: str) -> ReturnLine:
        """One line by its name, such as `duties.revenue_resource_limit.variance`.

        Raises:
            NotInReportError: the return has no such line.
        """
        return looked_up({line.id: line for line in self.lines}, name, "line")

    def reconcile(self) -> tuple[Held, ...]:
        """Every line of the return, the figure of the pack, and what differs.

        Lines that no pack shows are listed as such. A figure of the pack that the return leaves out
        stands last.
        """
        return held_against(self.lines, self.pack_pence)

    @property
    def is_reconciled(self) -> bool:
        """Whether each line says what the pack says, and each sum is that of its parts."""
        return all(held.agrees for held in self.reconcile()) and not misfooted(self.lines)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each table of which a line differs from the pack, and one for each wrong sum."""
        apart: dict[str, list[Held]] = {}
        for held in self.reconcile():
            if not held.agrees:
                apart.setdefault(held.id.partition(".")[0], []).append(held)
        where = Where(body=self.body.code, period=str(self.period))
        wrong = (
            Finding(
                "return.differs",
                Level.WARNING,
                f"{name}: {show_exact(self.line(name).pence)} is not the sum of its parts",
                where,
                "make the return again",
                tuple(
                    Ground(of, "not known" if (pence := self.line(of).pence) is None else pence)
                    for _, of in self.line(name).parts
                ),
            )
            for name in misfooted(self.lines)
        )
        return (
            *wrong,
            *(self._differs(table, found, where) for table, found in apart.items()),
            *self.told,
        )

    def _differs(self, table: str, found: list[Held], where: Where) -> Finding:
        return Finding(
            "return.differs",
            Level.WARNING,
            f"{RETURN_TABLES[table].title}: {_counted(found)} from {self.pack}, first "
            f"{found[0].id}: {show_exact(found[0].return_pence)} in the return, "
            f"{show_exact(found[0].pack_pence)} in the pack",
            where,
            "restate the pack, or make the return as the pack was published (--as-published)",
            tuple(_grounds(found)),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a line, amounts in pence, with the figure of the pack beside it."""
        for line, held in zip(self.lines, self.reconcile(), strict=False):
            known = {"body": self.body.code, "period": str(self.period)} | line.record()
            known |= {"pack_pence": held.pack_pence, "difference_pence": held.difference_pence}
            yield {name: known[name] for name in _COLUMNS}

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a line; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The return for programs: integer pence, what is not known is null."""
        return {
            "schema_version": RETURN_SCHEMA_VERSION,
            "body": {"code": self.body.code, "name": self.body.name},
            "authorities": list(self.authorities),
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "sign_convention": SIGN_CONVENTION,
            "contains_synthetic": self.contains_synthetic,
            "contains_assumed": any(line.assumed for line in self.lines),
            "held_against": self.pack,
            "is_reconciled": self.is_reconciled,
            "remarks": dict(self.remarks),
            "lines": [
                {name: value for name, value in record.items() if name not in ("body", "period")}
                for record in self.rows()
            ],
            "left_out": [
                {"id": held.id, "pack_pence": held.pack_pence}
                for held in self.reconcile()
                if not held.in_return
            ],
        }

    def workbook(self) -> bytes:
        """The return as a workbook: a sheet a section, and one that holds it against the pack.

        Raises:
            MoneyError: an amount has more digits than a spreadsheet keeps.
        """
        words = f"Return for {self.period.name} ({self.period}), {self.basis.value}"
        heading = ReturnHeading(
            f"{self.body.name} ({self.body.code})",
            words,
            self.pack,
            self.known_at or self.period.end,
            self.contains_synthetic,
        )
        return return_workbook(heading, self.lines, self.reconcile(), self.remarks)

    @property
    def file_name(self) -> str:
        """The usual name of its workbook: one a body and month."""
        return f"return-{self.body.code}-{self.period.year}-M{self.period.number:02}.xlsx"

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown, the reconciliation last."""
        return (*(self._shown(table) for table in RETURN_TABLES), self._reconciliation())

    def _shown(self, table: str) -> Shown:
        about = RETURN_TABLES[table]
        by_row: dict[str, dict[str, ReturnLine]] = {}
        for line in self.lines:
            if line.table == table:
                by_row.setdefault(line.row, {})[line.column] = line
        noted = any(line.note for cells in by_row.values() for line in cells.values())
        rows = []
        for cells in by_row.values():
            first = next(iter(cells.values()))
            amounts = [
                _thousands(cells[name].pence) if name in cells else "" for name, _ in about.columns
            ]
            notes = ["; ".join(line.note for line in cells.values() if line.note)] if noted else []
            tone = Tone.STRONG if first.is_total else Tone.PLAIN
            rows.append(row([first.label, *amounts, *notes], tone=tone, total=first.is_total))
        remark = self.remarks.get(table, "")
        return Shown(
            title=f"{self.body.code} {self.body.name}: {about.title}",
            subtitle=self._subtitle(),
            headings=(
                Heading("", Align.LEFT, wraps=True),
                *(Heading(heading) for _, heading in about.columns),
                *([Heading("", Align.LEFT, wraps=True)] if noted else []),
            ),
            rows=tuple(rows),
            notes=(remark,) if remark and rows else (),
            empty=remark or "Nothing.",
        )

    def _subtitle(self) -> str:
        known = up_to(self.known_at)
        return f"{self.period}, {self.basis.value}{known}. £000; favourable positive, (adverse)."

    def _reconciliation(self) -> Shown:
        held = self.reconcile()
        compared = [each for each in held if each.compared]
        apart = [each for each in compared if not each.agrees]
        lead = (
            ShownCell(f"{_counted(apart)} from {self.pack}.", Tone.BAD)
            if apart
            else ShownCell(f"All {len(compared)} lines are those of {self.pack}.", Tone.GOOD)
        )
        notes = [f"{len(held) - len(compared)} more lines are shown by no pack; each says why."]
        if self.contains_synthetic:
            notes.append("Contains synthetic figures, which have no published source.")
        notes += [f"{each.message[:1].upper()}{each.message[1:]}." for each in self.told]
        return Shown(
            title=f"{self.body.code} {self.body.name}: return and pack",
            subtitle=f"£; held against {self.pack}",
            headings=(
                Heading("Line", Align.LEFT, wraps=True),
                Heading("Return"),
                Heading("Pack"),
                Heading("Difference"),
            ),
            rows=tuple(_apart(each) for each in apart),
            lead=lead,
            notes=tuple(notes),
            empty="No line differs.",
        )

    def __repr__(self) -> str:
        state = "reconciled" if self.is_reconciled else "not reconciled"
        return f"<Return of {self.body.code}, {self.period}: {len(self.lines)} lines, {state}>"


def _counted(found: list[Held]) -> str:
    return "1 line differs" if len(found) == 1 else f"{len(found)} lines differ"


def _grounds(found: list[Held]) -> Iterator[Ground]:
    for held in found[:_EVIDENCE_MAX]:
        sides = (("in the return", held.return_pence), (held.source, held.pack_pence))
        for about, pence in sides:
            yield Ground(f"{held.id}: {about}", "not known" if pence is None else pence)


def _apart(held: Held) -> ShownRow:
    amounts = (held.return_pence, held.pack_pence, held.difference_pence)
    return row([held.id, *(show_exact(pence).replace("£", "") for pence in amounts)], tone=Tone.BAD)


def _thousands(pence: int | None) -> str:
    return show_money(pence, Unit.THOUSANDS)
