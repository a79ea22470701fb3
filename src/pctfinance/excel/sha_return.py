"""The return of a body as a workbook: a sheet a section, and a sheet that holds it against the pack.

Sums, variances and differences are live formulas that store their results; the results come from
exact pence and not from the spreadsheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from pctfinance.consolidation.return_lines import RETURN_TABLES, Held, ReturnLine
from pctfinance.errors import Finding, MoneyError
from pctfinance.excel.pack_cells import NO_VALUE, at, difference, span
from pctfinance.excel.pack_page import LAST, Page
from pctfinance.excel.pack_styles import Styles

__all__ = ["RECONCILIATION", "ReturnHeading", "return_workbook"]

RECONCILIATION = "Return and pack"
"""The name of the last sheet."""

_COLUMNS = "CDEFGHIJ"
_COUNT_MAX = 250  # a spreadsheet's COUNT takes 255 arguments
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 9},
}
_NAMED = {
    "revenue_limit_confirmed": "revenue_limit.confirmed.total",
    "revenue_limit_anticipated": "revenue_limit.anticipated.total",
    "revenue_charge": "duties.revenue_resource_limit.charged",
    "revenue_variance": "duties.revenue_resource_limit.variance",
}


class ReturnHeading(NamedTuple):
    """Whose return it is: its title, what the figures are, and what to know of them."""

    title: str
    subtitle: str
    pack: str
    day: date
    contains_synthetic: bool = False


class _Place(NamedTuple):
    """A cell that a line stands in."""

    sheet: str
    cell: str


def return_workbook(
    heading: ReturnHeading,
    lines: Sequence[ReturnLine],
    held: Sequence[Held],
    remarks: Mapping[str, str],
) -> bytes:
    """The bytes of the workbook. The same return gives the same bytes.

    Args:
        heading: whose return it is.
        lines: its lines, in their order.
        held: each line beside the pack.
        remarks: what there is to say about a table, by its name.

    Raises:
        MoneyError: an amount has more digits than a spreadsheet keeps; every such cell is named.

    >>> day = date(2011, 11, 30)
    >>> return_workbook(ReturnHeading("Barnet PCT", "M08", "the pack", day), (), (), {})[:2]
    b'PK'
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and only a workbook needs it

    content = BytesIO()
    # A deep copy: the writer puts things into what it is given, and the next one would differ.
    workbook = Workbook(content, deepcopy(_OPTIONS))
    made = datetime.combine(heading.day, datetime.min.time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": heading.title, "created": made})
    writer = _Writer(workbook, heading, lines)
    for section in dict.fromkeys(table.section for table in RETURN_TABLES.values()):
        writer.section(section, remarks)
    writer.reconciliation(held)
    writer.finish()
    MoneyError.raise_for(writer.findings)
    workbook.close()
    return content.getvalue()


class _Writer:
    """A workbook that is being written, and where each line of the return stands in it."""

    def __init__(self, workbook: Any, heading: ReturnHeading, lines: Sequence[ReturnLine]) -> None:
        self._workbook = workbook
        self._styles = Styles(workbook)
        self._heading = heading
        self._lines = lines
        self._by_id = {line.id: line for line in lines}
        self._places: dict[str, _Place] = {}
        self._pages: list[Page] = []
        self.findings: list[Finding] = []

    def section(self, section: str, remarks: Mapping[str, str]) -> None:
        """A sheet with the tables of a section, and the remarks on them."""
        page = self._page(section)
        for name, table in RETURN_TABLES.items():
            if table.section == section:
                page.section(table.title)
                rows: dict[str, dict[str, ReturnLine]] = {}
                for line in self._lines:
                    if line.table == name:
                        rows.setdefault(line.row, {})[line.column] = line
                if rows:
                    self._table(page, table.columns, rows.values())
                if remarks.get(name):
                    page.paragraph(remarks[name], "note")
                    page.row += 1

    def _table(
        self,
        page: Page,
        columns: Sequence[tuple[str, str]],
        rows: Iterable[Mapping[str, ReturnLine]],
    ) -> None:
        letters = dict(zip((name for name, _ in columns), _COLUMNS, strict=False))
        headings = {letters[name]: heading for name, heading in columns}
        page.header(headings, left="AB")
        for row in rows:
            first = next(iter(row.values()))
            style = "subtotal" if first.is_total else "line"
            # Places first: a sum may be of cells of its own row.
            for name, line in row.items():
                self._places[line.id] = _Place(page.name, f"{letters[name]}{page.row}")
            page.paragraph(first.label, style, last="B")
            for name, line in row.items():
                page.money(letters[name], line.pence, style, formula=self._sum(page, line))
            after = _COLUMNS[len(columns) :]
            notes = "; ".join(line.note for line in row.values() if line.note)
            if len(after) > 1:
                page.paragraph(notes, style, first=after[0], last=after[-1])
            else:
                page.fill(after, style)
            found = row.values()
            page.mark(
                style,
                synthetic=any(line.synthetic for line in found),
                assumed=any(line.assumed for line in found),
            )
            page.row += 1

    def _sum(self, page: Page, line: ReturnLine) -> str | None:
        """The formula of a line that is a sum of others: known where each of them is."""
        if not line.parts or any(of not in self._places for _, of in line.parts):
            return None
        places = [(sign, self._places[of]) for sign, of in line.parts]
        own = all(place.sheet == page.name for _, place in places)
        cells = [
            (sign, place.cell if own else at(place.sheet, place.cell)) for sign, place in places
        ]
        if own and all(sign > 0 for sign, _ in cells) and _is_one_column(cells):
            letter = cells[0][1][0]
            area = span(letter, [int(cell[1:]) for _, cell in cells])
            return _known(area, len(cells), f"SUM({area})")
        if len(cells) > _COUNT_MAX:
            return None
        terms = "".join(f"{'+' if sign > 0 else '-'}{cell}" for sign, cell in cells)
        return _known(",".join(cell for _, cell in cells), len(cells), terms.removeprefix("+"))

    def reconciliation(self, held: Sequence[Held]) -> None:
        """The sheet on which each line stands beside the figure of the pack."""
        page = self._page(RECONCILIATION)
        page.section("Lines that differ from the pack", joined=True)
        top = page.row
        page.row += 1
        page.section("Every line", joined=True)
        headings = {"A": "Line", "C": "Return", "D": "Pack", "E": "Difference"}
        page.header({**headings, "G": "Where the figure of the body stands"}, left="ABFG")
        first = page.row
        for each in held:
            self._held(page, each)
        end = page.row
        page.colour(f"F{first}:F{end}", {"differs": "bad"})
        page.row = top
        page.paragraph(f"Held against {self._heading.pack}. Must be 0:", "strong", last="B")
        apart = sum(not each.agrees for each in held)
        page.count("C", apart, f'=COUNTIF(F{first}:F{end},"differs")', "strong")
        page.warn_unless_zero(f"C{top}")
        self._define("lines_that_differ", _Place(page.name, f"C{top}"))
        page.row = end

    def _held(self, page: Page, each: Held) -> None:
        row = page.row
        page.paragraph(each.id, "line", last="B")
        place = self._places.get(each.id)
        formula = f"={at(place.sheet, place.cell)}" if place else None
        page.money("C", each.return_pence, "line", "exact", formula=formula)
        page.money("D", each.pack_pence, "line", "exact")
        gap = difference(f"C{row}", f"D{row}")
        page.money("E", each.difference_pence, "line", "exact", formula=gap)
        if each.compared:
            # Pennies are compared: a spreadsheet adds in binary.
            same = f"IF(COUNT(C{row},D{row})=2,ROUND(C{row}-D{row},2)=0,COUNT(C{row},D{row})=0)"
            text = "" if each.agrees else "differs"
            both = f'=IF({same},"","differs")'
            if each.in_return:
                page.words("F", text, both, "line")
            else:
                page.text("F", text, "line")
        else:
            page.text("F", "not in it", "line")
        page.paragraph(each.source, "line", first="G", last="J")
        page.fill(LAST, "line")
        page.row += 1

    def finish(self) -> None:
        """Name the cells that others look for, and set every sheet up to be printed."""
        for name, line in _NAMED.items():
            if line in self._places:
                self._define(name, self._places[line])
        for page in self._pages:
            page.finish(f"{self._heading.title}: {self._heading.subtitle}")

    def _page(self, name: str) -> Page:
        page = Page(self._workbook.add_worksheet(name), self._styles, self.findings)
        page.text("A", self._heading.title, "title")
        page.height(22)
        page.row += 1
        page.text("A", f"{name}. {self._heading.subtitle}", "subtitle")
        page.height(16)
        page.row += 1
        synthetic = "; s: contains a synthetic figure" if self._heading.contains_synthetic else ""
        if any(line.assumed for line in self._lines):
            synthetic += "; a: contains an actual that was assumed"
        unit = "£ to the penny" if name == RECONCILIATION else "£000"
        page.text("A", f"{unit}; favourable positive, (adverse){synthetic}", "note")
        page.row += 2
        self._pages.append(page)
        return page

    def _define(self, name: str, place: _Place) -> None:
        column, row = place.cell[0], place.cell[1:]
        self._workbook.define_name(name, f"={at(place.sheet, f'${column}${row}')}")


def _is_one_column(cells: Sequence[tuple[int, str]]) -> bool:
    return len({cell[0] for _, cell in cells}) == 1


def _known(cells: str, count: int, total: str) -> str:
    return f'=IF(COUNT({cells})={count},ROUND({total},2),"{NO_VALUE}")'
