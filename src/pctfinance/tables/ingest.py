"""From checked tables to the ledgers: rows become events and figures, and keep their place."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pctfinance.calendar import Period
from pctfinance.consolidation.categories import Category, CategoryTree
from pctfinance.errors import Where
from pctfinance.ledger.events import Event
from pctfinance.ledger.figures import Figure
from pctfinance.ledger.kinds import (
    Allocation,
    AnticipatedSettled,
    AppliedNonRecurrently,
    BroughtForward,
    BudgetIssued,
    CapitalToRevenue,
    ContingencySet,
    Delegation,
    GapClosed,
    HeadroomLodged,
    HeadroomReleased,
    HeadroomSetAside,
    PlannedSurplus,
    SurplusLodged,
    What,
)
from pctfinance.ledger.lines import Certainty, Funding, Limit, Strand
from pctfinance.ledger.loads import FigureRow, FiguresLoaded, Phasing, TableName
from pctfinance.ledger.virements import BudgetChange, Rebasing, Virement
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.model import CheckedTable, Row
from pctfinance.tables.posting_order import in_posting_order
from pctfinance.tables.rebasing import rebasings
from pctfinance.tables.schemas import schema_for
from pctfinance.tables.texts import comparable

__all__ = ["category_tree", "events_of", "loads_of"]

_TABLES: tuple[TableName, ...] = ("profile", "actuals", "forecasts")
_KEY = schema_for("resources").key
# Columns that came later: left out where they are empty, so that a row that a book took in before
# they were there is still known to be the same.
_LATER = ("from_category",)


def category_tree(given: CheckedInput) -> CategoryTree:
    r"""The categories of an input, in the order of its table; empty where it has none.

    >>> from pctfinance.tables.check import check_input
    >>> from pctfinance.tables.csv_reader import read_table
    >>> from pctfinance.tables.model import RawInput
    >>> keys = b"key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\nsign,costs-positive\n"
    >>> rows = b"category,name\nacute,Acute services\n"
    >>> given = check_input(RawInput("month 8", (
    ...     read_table(keys, "declaration.csv", "declaration"),
    ...     read_table(rows, "categories.csv", "categories"))))
    >>> category_tree(given).name("acute")
    'Acute services'
    """
    return CategoryTree(
        tuple(
            Category(row.text("category"), row.text("name"), row.text("parent"))
            for row in given.tables["categories"]
        )
    )


def _figures(table: CheckedTable) -> Iterator[tuple[Figure, Row]]:
    names = {column.name for column in table.schema.columns}
    for row in table:
        period, pence = row.values["period"], row.pence()
        if not isinstance(period, Period) or pence is None:
            msg = f"{row.where}: a checked figure has its period and amount"
            raise TypeError(msg)
        figure = Figure(
            body=row.text("body"),
            limit=Limit(row.text("limit")) if "limit" in names else Limit.REVENUE,
            category=row.text("category"),
            period=period,
            pence=pence,
            synthetic=bool(row.values["synthetic"]),
            delegate=row.text("delegate") if "delegate" in names else "",
        )
        yield figure, row


def loads_of(given: CheckedInput) -> tuple[Event, ...]:
    r"""The figures of an input as loads: one for each table, body and month.

    An extract carries no date of its own: it counts as notified at the end of its month, a profile
    at the beginning of its year. The load names its file and sheet, each figure its row and cell.
    That budgets fall in twelfths, where the declaration says so, is a profile without rows.

    >>> from pctfinance.tables.check import check_input
    >>> from pctfinance.tables.csv_reader import read_table
    >>> from pctfinance.tables.model import RawInput
    >>> keys = b"key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\nsign,costs-positive\n"
    >>> rows = b"body,period,category,amount\n5A9,M8,acute,12.50\n5A9,M8,dental,1\n"
    >>> given = check_input(RawInput("month 8", (
    ...     read_table(keys, "declaration.csv", "declaration"),
    ...     read_table(rows, "actuals.csv", "actuals"))))
    >>> [(load.reference, load.notified.isoformat()) for load in loads_of(given)]
    [('actuals 2011-12 M08', '2011-11-30')]
    >>> [(str(load.where), [row.row for row in load.what.rows]) for load in loads_of(given)]
    [('actuals.csv', [2, 3])]
    """
    year, phasing = given.declaration.financial_year, given.declaration.phasing
    loads = []
    for table in _TABLES:
        rows: dict[tuple[str, Period], list[FigureRow]] = {}
        where: Where | None = None
        for figure, row in _figures(given.tables[table]):
            where = where or Where(file=row.where.file, sheet=row.where.sheet)
            month = year.period(1) if table == "profile" else figure.period
            rows.setdefault((figure.body, month), []).append(
                FigureRow(
                    figure.period.number,
                    figure.limit,
                    figure.category,
                    figure.pence,
                    figure.synthetic,
                    row.where.row or 0,
                    row.amount_cell,
                    figure.delegate,
                    row.pence("non_recurrent") if table == "forecasts" else None,
                    bool(row.values.get("assumed")),
                )
            )
        if table == "profile" and phasing is Phasing.TWELFTHS:
            rows = {(body, year.period(1)): [] for body in _bodies(given)}
        cumulative = table == "actuals" and given.declaration.year_to_date
        for (body, month), figures in sorted(rows.items()):
            day = month.start if table == "profile" else month.end
            loads.append(
                Event(
                    body=body,
                    effective=day,
                    notified=day,
                    reference=f"{table} {month}",
                    synthetic=any(figure.synthetic for figure in figures),
                    source=given.name,
                    where=where,
                    what=FiguresLoaded(
                        table=table,
                        cumulative=cumulative,
                        phasing=phasing if table == "profile" else Phasing.PROFILE,
                        rows=tuple(sorted(figures, key=lambda row: row[:-1])),
                    ),
                )
            )
    return tuple(loads)


def _bodies(given: CheckedInput) -> set[str]:
    """The bodies that an input says anything of."""
    return {row.text("body") for name in ("resources", *_TABLES) for row in given.tables[name]}


def events_of(given: CheckedInput, headroom_rate: Decimal | None = None) -> tuple[Event, ...]:
    r"""The events of the `resources` table, in the order in which they are to be posted.

    That is the order in which the bodies were told of them, and within a day the order in which
    one rests on another (see `in_posting_order`). The order of the rows does not count.

    Args:
        given: the checked input.
        headroom_rate: the year's headroom rate, frozen into the events that set headroom aside.

    Raises:
        TypeError: a row of the table is not as its schema promises; a fault of this library.

    >>> from pctfinance.tables.check import check_input
    >>> from pctfinance.tables.csv_reader import read_table
    >>> from pctfinance.tables.model import RawInput
    >>> keys = b"key,value\ngroup,NCL\nfinancial_year,2011-12\nunit,pounds\nsign,costs-positive\n"
    >>> rows = (b"body,event,effective,notified,reference,amount,funding,issuer\n"
    ...     b"5A9,allocation,2011-04-01,2010-12-15,letter,100,recurrent,DH\n")
    >>> given = check_input(RawInput("month 8", (
    ...     read_table(keys, "declaration.csv", "declaration"),
    ...     read_table(rows, "resources.csv", "resources"))))
    >>> (event,) = events_of(given)
    >>> event.body, [line.pence for line in event.lines]
    ('5A9', [10000, -10000])
    """
    rows = given.tables["resources"].rows
    events = [_event(row, headroom_rate) for row in rows if row.text("event") in _WHAT]
    return in_posting_order((*events, *map(_rebased, rebasings(rows))))


def _event(row: Row, headroom_rate: Decimal | None) -> Event:
    effective, notified = row.values["effective"], row.values["notified"]
    if not isinstance(effective, date) or not isinstance(notified, date):
        msg = f"{row.where}: a checked event has its dates"
        raise TypeError(msg)
    kind = row.text("event")
    what = _WHAT[kind](row)
    if isinstance(what, HeadroomLodged | HeadroomSetAside):
        what = what.model_copy(update={"rate": headroom_rate})
    return Event.model_validate(
        {
            "body": row.text("body"),
            "effective": effective,
            "notified": notified,
            "reference": row.text("reference"),
            "key": _key(row),
            "content": _content(row),
            "purpose": row.text("purpose"),
            "approval": row.text("approval"),
            "source": row.text("source"),
            "synthetic": bool(row.values["synthetic"]),
            "where": row.where,
            "what": what,
        }
    )


def _rebased(rows: Sequence[Row]) -> Event:
    """The rows of one re-basing as the one event that they are."""
    first = rows[0]
    said = {
        name: "; ".join(dict.fromkeys(row.text(name) for row in rows if row.text(name)))
        for name in ("purpose", "approval", "source")
    }
    names = ("body", "event", "effective", "reference")
    changes = (
        BudgetChange(
            strand=_strand(row),
            category=row.text("category"),
            pence=_pence(row),
            delegate=row.text("delegate"),
        )
        for row in rows
    )
    return Event.model_validate(
        {
            **said,
            "body": first.text("body"),
            "effective": first.values["effective"],
            "notified": first.values["notified"],
            "reference": first.text("reference"),
            "key": "|".join(comparable(first.text(name)) for name in names),
            "content": hashlib.sha256("\n".join(sorted(map(_content, rows))).encode()).hexdigest(),
            "synthetic": any(row.values["synthetic"] for row in rows),
            "where": first.where,
            "what": Rebasing(changes=tuple(sorted(changes, key=str))),
        }
    )


def _key(row: Row) -> str:
    """What tells a row from others."""
    names = (name for name in _KEY if name not in _LATER or row.text(name))
    return "|".join(comparable(row.text(name)) for name in names)


def _content(row: Row) -> str:
    """The digest of everything that a row says."""
    names = (name for name in sorted(row.values) if name not in _LATER or row.text(name))
    said = [f"{name}={comparable(row.text(name))}" for name in names]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _strand(row: Row) -> Strand:
    funding = row.text("funding")
    return Strand.of(
        Limit(row.text("limit")),
        Funding(funding) if funding else None,
        Certainty(row.text("certainty")),
    )


def _pence(row: Row) -> int:
    pence = row.pence()
    if pence is None:
        msg = f"{row.where}: a checked {row.text('event')} has its amount"
        raise TypeError(msg)
    return pence


def _settled(row: Row) -> What:
    limit, funding = Limit(row.text("limit")), row.text("funding")
    return AnticipatedSettled(
        tranche=row.text("tranche"),
        confirmed_pence=row.pence() or 0,
        issuer=row.text("issuer"),
        # An empty cell is read as revenue, so revenue does not tell that anybody stated it.
        limit=None if limit is Limit.REVENUE else limit,
        funding=Funding(funding) if funding else None,
    )


def _taken_from(row: Row) -> dict[str, str]:
    return {
        "taken_from": row.text("taken_from") or schema_for("resources").column("taken_from").implied
    }


def _taken(row: Row) -> dict[str, str]:
    """The parts of a budget, delegation or use, in the words of the ledger."""
    return {"category": row.text("category"), **_taken_from(row)}


_WHAT: MappingProxyType[str, Callable[[Row], What]] = MappingProxyType(
    {
        "allocation": lambda row: Allocation(
            strand=_strand(row),
            pence=_pence(row),
            issuer=row.text("issuer"),
            tranche=row.text("tranche"),
        ),
        "anticipated-confirmed": _settled,
        "anticipated-cancelled": _settled,
        "brought-forward": lambda row: BroughtForward(pence=_pence(row)),
        "planned-surplus": lambda row: PlannedSurplus(strand=_strand(row), pence=_pence(row)),
        "surplus-lodged": lambda row: SurplusLodged(strand=_strand(row), pence=_pence(row)),
        "headroom-lodged": lambda row: HeadroomLodged(pence=_pence(row)),
        "headroom-released": lambda row: HeadroomReleased(
            pence=_pence(row), case=row.text("case"), category=row.text("category")
        ),
        "headroom-set-aside": lambda row: HeadroomSetAside(pence=_pence(row)),
        "applied-non-recurrently": lambda row: AppliedNonRecurrently.model_validate(
            {"pence": _pence(row), **_taken(row)}
        ),
        "contingency": lambda row: ContingencySet(strand=_strand(row), pence=_pence(row)),
        "budget": lambda row: BudgetIssued.model_validate(
            {"strand": _strand(row), "pence": _pence(row), "tranche": row.text("tranche")}
            | _taken(row)
        ),
        "delegation": lambda row: Delegation.model_validate(
            {"strand": _strand(row), "pence": _pence(row), "delegate": row.text("delegate")}
            | _taken(row)
        ),
        "gap-closed": lambda row: GapClosed.model_validate(
            {"strand": _strand(row), "pence": _pence(row), **_taken_from(row)}
        ),
        "capital-to-revenue": lambda row: CapitalToRevenue(pence=_pence(row)),
        "virement": lambda row: Virement(
            strand=_strand(row),
            pence=_pence(row),
            from_category=row.text("from_category"),
            category=row.text("category"),
            delegate=row.text("delegate"),
        ),
    }
)
