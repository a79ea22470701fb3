"""The sheet of what of the year before is restated: as published, now, by how much, and since what."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pctfinance.consolidation.statements import StatementPart
from pctfinance.consolidation.statements_compared import Change, Compared
from pctfinance.excel.accounts_columns import BEFORE, SAID, Places, Years
from pctfinance.excel.accounts_sums import cut_off
from pctfinance.excel.pack_cells import NO_VALUE, at
from pctfinance.excel.pack_page import Page

__all__ = ["write_restatements"]

_AS, _IS, _BY = "GHI"


def write_restatements(
    page: Page,
    restated: Mapping[StatementPart, Sequence[Compared]],
    places: Mapping[str, Places],
    years: Years,
) -> None:
    """Write every comparative that was restated: as published, now, and by how much.

    Args:
        page: the empty sheet.
        restated: the lines, by statement.
        places: where the statements stand, by code.
        years: the year, the one before, and as what that was issued.

    >>> from pctfinance.consolidation.statements import StatementLine
    >>> from pctfinance.excel.accounts_columns import Columns
    >>> line, page = StatementLine("limit", "Cash limit", 5_000_00), Page.unsaved()
    >>> part = StatementPart("cash_limit", "Cash limit", (line,))
    >>> places = {"cash_limit": Places("Duties", {"limit": 8}, Columns.of(now=False, then=False))}
    >>> write_restatements(page, {part: [Compared(line, 4, 3)]}, places, Years("2011-12", "2010-11"))
    >>> page.row
    6
    """
    page.section(f"Comparatives of {years.before} that are restated")
    for text in (f"As published: {years.issued}.", years.since):
        if text:
            page.paragraph(text, "note")
            page.row += 1
    headings = {_AS: "As published", _IS: "Restated", _BY: "Restated by"}
    page.header({"A": "Statement and line", **headings}, left="ABJ")
    for part, lines in restated.items():
        for each in lines:
            for change in each.changes:
                page.paragraph(f"{part.heading}: {change.words}", "line", last="F")
                own = _sources(change, each, places[part.code])
                _restatement(page, change, each.line.unit, own)
                page.fill("JK", "line")
                page.row += 1


def _sources(change: Change, each: Compared, place: Places) -> dict[str, str]:
    """The formulas that look into the statement: of what was published only the net stands there."""
    row, columns = place.rows[each.line.code], place.columns
    now = {"cost": columns.prior_cost, "income": columns.prior_income}.get(change.of, BEFORE)
    found = {_IS: now, _AS: SAID if change.of == "net" else ""}
    return {
        column: f"={at(place.page, f'{source}{row}')}" for column, source in found.items() if source
    }


def _restatement(page: Page, change: Change, unit: str, own: Mapping[str, str]) -> None:
    """The two amounts of a line, and the one less the other."""
    row = page.row
    by = f'=IF(COUNT({_AS}{row},{_IS}{row})=2,ROUND({_IS}{row}-{_AS}{row},4),"{NO_VALUE}")'
    values = (change.said, change.prior)
    if unit == "share":
        shares = [None if value is None else cut_off(Fraction(value)) for value in values]
        of = None if None in shares else shares[1] - shares[0]  # type: ignore[operator]
        for column, share in zip((_AS, _IS), shares, strict=True):
            page.share(column, share, "rate", "line", formula=own.get(column))
        page.share(_BY, of, "rate", "line", formula=by)
        return
    said, prior = (value if isinstance(value, int) else None for value in values)
    by_pence = None if said is None or prior is None else prior - said
    write = page.number if unit == "number" else page.money
    write(_AS, said, "line", formula=own.get(_AS))
    write(_IS, prior, "line", formula=own.get(_IS))
    write(_BY, by_pence, "line", formula=by)
