"""What a body's year-end statements must say alike, of this year and of the one before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pctfinance.consolidation.balance_sheet import Section
from pctfinance.consolidation.statements import BALANCE_SHEET, OPERATING_COSTS, StatementPart
from pctfinance.consolidation.statements_compared import Compared
from pctfinance.excel.accounts_columns import BEFORE, Places, Years
from pctfinance.excel.accounts_sums import sums_of
from pctfinance.excel.pack_cells import at
from pctfinance.excel.pack_page import Page

__all__ = ["write_checks"]

_CHECKED = "G"
_COSTS, _EQUITY = (OPERATING_COSTS, "net-operating-costs"), (BALANCE_SHEET, "equity")

_Place = tuple[str, str]


class _Check(NamedTuple):
    """A row: the places that count for it, and those that are taken off."""

    words: str
    plus: tuple[_Place, ...]
    minus: tuple[_Place, ...]


_CHECKS = (
    _Check(
        "What is charged against the revenue limit, less net operating costs",
        (("revenue_resource_limit", "charged"),),
        (_COSTS,),
    ),
    _Check(
        f"Net operating costs, and their line in {Section.EQUITY.words}",
        (_COSTS, (BALANCE_SHEET, "net-operating-cost")),
        (),
    ),
    _Check(
        f"Total assets employed, less total {Section.EQUITY.words}",
        ((BALANCE_SHEET, "assets-employed"),),
        (_EQUITY,),
    ),
)


def write_checks(
    page: Page,
    parts: Iterable[tuple[StatementPart, Sequence[Compared]]],
    places: Mapping[str, Places],
    years: Years,
    apart: int | None = None,
) -> None:
    """Write what the statements must say alike: each row must show 0.

    Only what is known on both sides is compared. The comparatives have rows of their own.

    Args:
        page: the first sheet.
        parts: the statements, each with its lines.
        places: where the statements stand, by code.
        years: the year, and the one before where there are comparatives.
        apart: by how much balances open otherwise than they closed; `None` where it is not known.

    >>> page = Page.unsaved()
    >>> write_checks(page, (), {}, Years("2011-12"))
    >>> page.row
    1
    """
    held = [(part.code, lines) for part, lines in parts]
    now = {(code, each.line.code): each.line.value for code, lines in held for each in lines}
    then = {(code, each.line.code): each.prior for code, lines in held for each in lines}
    checks = (*_CHECKS, *_of_costs(held))
    rows = [
        (each, "", now, {code: place.columns.this for code, place in places.items()})
        for each in checks
    ]
    if years.before:
        rows += [
            (each, f"{years.before}: ", then, dict.fromkeys(places, BEFORE)) for each in checks
        ]
    shown = [row for row in rows if _known(row[0], row[2])]
    if shown or apart is not None:
        page.section("Checks: each must be 0", joined=True)
    for check, year, values, columns in shown:
        page.paragraph(f"{year}{check.words}", "line", last="F")

        def cell(place: _Place, columns: Mapping[str, str] = columns) -> str:
            of = places[place[0]]
            return at(of.page, f"{columns[place[0]]}{of.rows[place[1]]}")

        plus, minus = (
            [place for place in of if values[place] is not None] for of in (check.plus, check.minus)
        )
        pence = sum(_pence(values[place]) for place in plus)
        pence -= sum(_pence(values[place]) for place in minus)
        formula = "+".join(map(cell, plus)) + "".join(f"-{cell(place)}" for place in minus)
        _result(page, pence, f"=ROUND({formula},2)")
    if apart is not None:
        words = f"Opening balances that are not as {years.before} closed, added without their signs"
        page.paragraph(words, "line", last="F")
        _result(page, apart)


def _result(page: Page, pence: int, formula: str | None = None) -> None:
    page.money(_CHECKED, pence, "strong", "line", formula=formula)
    page.warn_unless_zero(f"{_CHECKED}{page.row}")
    page.fill("HIJK", "line")
    page.row += 1


def _of_costs(held: Iterable[tuple[str, Sequence[Compared]]]) -> Iterator[_Check]:
    """That the operating cost statement foots: the lines of its first level, less the total."""
    for code, lines in held:
        if code == OPERATING_COSTS and lines:
            parts = sums_of(code, [each.line for each in lines]).get(_COSTS[1], ())
            first = tuple((code, part.code) for part in parts)
            words = "Operating costs: the lines of the first level, less their total"
            yield _Check(words, first, (_COSTS,))


def _known(check: _Check, values: Mapping[_Place, int | str | None]) -> bool:
    """Whether there is something on either side; of lines that are added, one that is known."""
    sides = [check.plus, check.minus] if check.minus else [(place,) for place in check.plus]
    return all(any(isinstance(values.get(place), int) for place in side) for side in sides)


def _pence(value: int | str | None) -> int:
    return value if isinstance(value, int) else 0
