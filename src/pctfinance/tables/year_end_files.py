"""What the files of the year's end hold: decisions on open items, and who receives which balance."""

import re
from collections.abc import Iterator

from pctfinance.errors import Finding, Level
from pctfinance.ledger.year_end import Decision
from pctfinance.tables.model import Column, Kind, Row, TableSchema

__all__ = ["ASSIGNMENT_FILE", "DECISION_FILE"]

_YEAR = re.compile(r"[0-9]{4}-[0-9]{2}")


def _year_fits(row: Row) -> Iterator[Finding]:
    year, decision = row.text("year"), row.text("decision")
    if year and not _YEAR.fullmatch(year):
        message = f"{year!r} is not a year"
        yield Finding("period.unreadable", Level.ERROR, message, None, "write it like 2012-13")
    elif bool(year) != (decision == Decision.EXPECT):
        message = "a year is that of an expected return, which needs one"
        yield Finding("input.combination", Level.ERROR, message)


def _about_one_thing(row: Row) -> Iterator[Finding]:
    ledger = bool(row.text("account") or row.text("counterparty"))
    if ledger == bool(row.text("item")):
        message = "a rule is about an account or counterparty, or about an item"
        hint = "fill account or counterparty, or fill item, and leave the others empty"
        yield Finding("input.combination", Level.ERROR, message, None, hint)


DECISION_FILE = TableSchema(
    name="decisions",
    purpose="What becomes of each item at the year's end; several rows of an item are its parts.",
    columns=(
        Column("body", Kind.BODY, "code of the statutory body", required=True),
        Column("item", Kind.TEXT, "the item, as the proposal names it", required=True),
        Column(
            "decision",
            Kind.CHOICE,
            "what becomes of it",
            required=True,
            choices=tuple(decision.value for decision in Decision),
        ),
        Column("amount", Kind.MONEY, "pounds, with the sign of the item", required=True),
        Column("year", Kind.TEXT, "the year of an expected return"),
        Column("reference", Kind.TEXT, "the authority's reference"),
        Column("reason", Kind.TEXT, "why", required=True),
        Column("counterparty", Kind.TEXT, "from whom a return is expected"),
    ),
    key=("body", "item", "decision", "year"),
    needs_rows=True,
    rules=(_year_fits,),
)
"""The columns of a file of decisions."""

ASSIGNMENT_FILE = TableSchema(
    name="assignments",
    purpose="Which closing balance goes to whom.",
    columns=(
        Column("account", Kind.TEXT, "an account, a beginning with *, or * for the rest"),
        Column("counterparty", Kind.TEXT, "only balances with this counterparty; - for none"),
        Column("item", Kind.TEXT, "an amount outside the ledger, such as held/headroom"),
        Column("receiver", Kind.TEXT, "code of the receiver", required=True),
        Column("name", Kind.TEXT, "name of the receiver", required=True),
        Column("provision", Kind.YES_NO, "yes where no cash goes with it", default=False),
    ),
    key=("account", "counterparty", "item"),
    amounts=("receiver",),
    needs_rows=True,
    rules=(_about_one_thing,),
)
"""The columns of a file of assignments."""
