"""The columns of the approval schedule: what is asked, what the authority decides, and whose it is.

The columns of the terms are one table over the fields of `TransferTerms`. A field that is added
there gets a column by one more line here; until then it is not shown, and the digest covers it all
the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pctfinance.ledger.transfers import Repayment, TransferTerms
from pctfinance.money import Unit, show_money
from pctfinance.tables.model import Column, Kind, TableSchema, Value

__all__ = [
    "APPROVE",
    "DECISIONS",
    "DECISION_COLUMNS",
    "DETAILS",
    "FOR_PEOPLE",
    "NAMES",
    "SCHEDULE",
    "TERM_COLUMNS",
    "TermColumn",
    "further_terms",
    "shown_repayments",
]

APPROVE = "approve"
DECISIONS = (APPROVE, "reject", "return")
"""What an authority can write into the column `decision`."""

FOR_PEOPLE = ("(conditions so far)", "(competent)", "(to decide)")
"""Columns that tell how things stood; what stands in brackets is not read."""


@dataclass(frozen=True, slots=True)
class TermColumn:
    """One column of the terms: how it is read and written, and what it says of some terms."""

    column: Column
    show: Callable[[TransferTerms], Value]


def shown_repayments(repayments: Iterable[Repayment]) -> str:
    """The repayments of a loan in one cell.

    >>> shown_repayments([Repayment("2012-13", 100_00), Repayment("2013-14", 50_00)])
    '2012-13: 100.00; 2013-14: 50.00'
    """
    return "; ".join(f"{each.year}: {show_money(each.pence, Unit.POUNDS)}" for each in repayments)


DETAILS: tuple[tuple[str, str], ...] = (
    ("parts", "gives"),
    ("fund", "fund"),
    ("of_headroom", "of headroom"),
    ("delegate", "budget of"),
    ("category", "category"),
    ("lodgement", "lodgement"),
    ("returns", "expected back"),
    ("taken_from", "taken from"),
    ("of_loan", "of loan"),
    ("outside", "not in this book"),
)
"""The fields that only some kinds of transfer have, with the words for each; shown in one column."""


def further_terms(terms: TransferTerms) -> str:
    """What only some kinds of transfer say, in one cell; empty where they say nothing.

    >>> from datetime import date
    >>> draw = TransferTerms(number="D1", kind="draw", giver="5K7", receiver="5A9", pence=300,
    ...     effective=date(2011, 9, 1), purpose="pressure", fund="F1",
    ...     parts=(("5K7", 200), ("5C1", 100)))
    >>> further_terms(draw)
    'gives: 5K7 2.00, 5C1 1.00; fund: F1'
    """
    fields = type(terms).model_fields
    named = ((name, words, getattr(terms, name)) for name, words in DETAILS)
    return "; ".join(
        f"{words}: {_shown(value)}" for name, words, value in named if value != fields[name].default
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, tuple):
        return ", ".join(f"{who} {show_money(pence, Unit.POUNDS)}" for who, pence in value)
    return str(value)


def _term(
    name: str, kind: Kind, meaning: str, show: Callable[[TransferTerms], Value] | None = None
) -> TermColumn:
    """A column of the field of the same name, unless `show` says otherwise."""

    def field(terms: TransferTerms) -> Value:
        value: Value = getattr(terms, name)
        return value

    return TermColumn(Column(name, kind, meaning, required=True), show or field)


TERM_COLUMNS: tuple[TermColumn, ...] = (
    _term("number", Kind.CODE, "the transfer's number in the book"),
    _term("kind", Kind.TEXT, "what is agreed", lambda terms: terms.kind.value),
    _term("giver", Kind.CODE, "code of who gives"),
    _term("receiver", Kind.CODE, "code of who receives"),
    _term("limit", Kind.TEXT, "revenue or capital", lambda terms: terms.limit.value),
    _term("funding", Kind.TEXT, "recurrent or not", lambda terms: terms.funding.value),
    _term("amount", Kind.MONEY, "the amount in pounds", lambda terms: terms.pence),
    _term("cash", Kind.MONEY, "the cash that goes with it, in pounds", lambda t: t.cash_pence),
    _term("effective", Kind.DATE, "the day from which it counts"),
    _term("purpose", Kind.TEXT, "what it is for"),
    _term("repayments", Kind.TEXT, "of a loan", lambda t: shown_repayments(t.repayments)),
    _term("reverses", Kind.CODE, "the transfer that it gives back"),
    _term("details", Kind.TEXT, "what only some kinds of transfer say", further_terms),
)
"""The terms, field by field. Each cell must come back as it was sent."""

NAMES = (
    Column("giver_name", Kind.TEXT, "name of who gives", required=True),
    Column("receiver_name", Kind.TEXT, "name of who receives", required=True),
)
"""The names of the parties. They are no terms, and must come back as they were sent."""

DECISION_COLUMNS: tuple[Column, ...] = (
    Column("decision", Kind.CHOICE, "approve, reject or return", required=True, choices=DECISIONS),
    Column("authority", Kind.CODE, "code of the authority that decides", required=True),
    Column("office", Kind.TEXT, "the office that decides, with its organisation", required=True),
    Column("decided_on", Kind.DATE, "the day of the decision", required=True),
    Column("approved_amount", Kind.MONEY, "in pounds, where less is approved", required=True),
    Column("approved_cash", Kind.MONEY, "in pounds, where less is approved", required=True),
    Column("conditions", Kind.TEXT, "what must be met first; a semicolon between", required=True),
    Column("reference", Kind.TEXT, "the document of an approval", required=True),
    Column("reason", Kind.TEXT, "why it is rejected or returned", required=True),
)
"""What the authority fills in. A row without a decision is no decision."""

_WHOSE = (
    Column("digest", Kind.CODE, "SHA-256 of the terms", required=True),
    Column("row", Kind.CODE, "which row of how many", required=True),
    Column("book", Kind.TEXT, "the book, its last event and head", required=True),
)

_TERMS = {term.column.name: term.column for term in TERM_COLUMNS}
_ORDER = (
    *("number", "kind", "giver", "giver_name", "receiver", "receiver_name", "limit", "funding"),
    *("amount", "cash", "effective", "purpose", "repayments", "reverses", "details"),
)
_NAMED = {column.name: column for column in NAMES} | _TERMS

SCHEDULE = TableSchema(
    name="schedule",
    purpose="Transfers that wait for an authority's approval, one row a transfer.",
    columns=(
        *(_NAMED[name] for name in _ORDER),
        *(column for name, column in _TERMS.items() if name not in _ORDER),
        *DECISION_COLUMNS,
        *_WHOSE,
    ),
    key=("number", "authority"),
    needs_rows=True,
)
"""Every column that is read; all headings must be there, most cells may be empty."""
