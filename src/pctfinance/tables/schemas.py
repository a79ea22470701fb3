"""The input format: the seven tables that close a month.

One description serves the reader, the checks, the empty workbook and `docs/input-format.md`.
Amounts are in the declared unit; periods, dates and codes are text.
"""

from collections.abc import Iterator
from types import MappingProxyType

from pctfinance.errors import Finding, Level
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.lines import Certainty, Funding, Limit
from pctfinance.ledger.loads import Phasing
from pctfinance.tables.event_rules import EVENT_RULES, EVENTS
from pctfinance.tables.model import Column, Kind, Row, TableSchema

__all__ = [
    "CAPITAL_CATEGORIES",
    "CASH_CATEGORIES",
    "DECLARATION_KEYS",
    "SCHEMAS",
    "schema_for",
]

LIMITS = tuple(limit.value for limit in Limit)
FUNDINGS = (Funding.RECURRENT.value, Funding.NON_RECURRENT.value)
CERTAINTIES = tuple(certainty.value for certainty in Certainty)

CAPITAL_CATEGORIES = tuple(CHARGE_SIGNS[Limit.CAPITAL])
"""The parts of the charge against the capital resource limit: additions less the other three."""

CASH_CATEGORIES = tuple(CHARGE_SIGNS[Limit.CASH])
"""The one part of the charge against the cash limit."""

DECLARATION_KEYS: MappingProxyType[str, tuple[bool, tuple[str, ...], str, str]] = MappingProxyType(
    {
        # key: (required, allowed values, meaning, default)
        "group": (True, (), "the group that is closed: its code, such as NCL, or its name", ""),
        "financial_year": (True, (), "the year of every period, such as 2011-12", ""),
        "unit": (True, ("pounds", "pence", "thousands"), "unit of every amount", ""),
        "sign": (
            True,
            ("costs-positive", "costs-negative"),
            "sign of costs in `actuals` and `forecasts`",
            "",
        ),
        "actuals": (
            False,
            ("in-month", "year-to-date"),
            "whether `actuals` holds each month's movement or the total to date",
            "in-month",
        ),
        "phasing": (
            False,
            tuple(method.value for method in Phasing),
            "how budgets fall over the months: by the shape of `profile`, as it is loaded, or equally",
            Phasing.PROFILE.value,
        ),
        "scaled_amounts": (
            False,
            ("yes", "no"),
            "whether amounts may be written as 1.2m or 12k",
            "no",
        ),
        "group_name": (False, (), "name of a group that is not in the packaged register", ""),
        "rulebook": (
            False,
            (),
            "file beside the tables that replaces the packaged rulebook of the year",
            "",
        ),
        "governance_model": (False, ("1", "2", "3", "4"), "the cluster's governance model", ""),
        "accountable_officer": (False, (), "office (not name) of the accountable officer", ""),
        "director_of_finance": (False, (), "office (not name) of the director of finance", ""),
    }
)


def _category_fits_limit(row: Row) -> Iterator[Finding]:
    limit, category = row.text("limit"), row.text("category")
    allowed = {"capital": CAPITAL_CATEGORIES, "cash": CASH_CATEGORIES}.get(limit)
    if allowed and category not in allowed:
        words = ", ".join(allowed)
        yield _error("input.combination", f"{category!r} is no part of {limit}; use {words}")
    if limit == "revenue" and category in (*CAPITAL_CATEGORIES, *CASH_CATEGORIES):
        yield _error("input.combination", f"{category!r} does not count against revenue")


def _delegate_fits_limit(row: Row) -> Iterator[Finding]:
    if row.text("delegate") and row.text("limit") != "revenue":
        yield _error("input.combination", "only revenue is spent from a delegate's budget")


def _non_recurrent_is_revenue(row: Row) -> Iterator[Finding]:
    if row.pence("non_recurrent") is not None and row.text("limit") != "revenue":
        yield _error("input.combination", "only a forecast of revenue has a non-recurrent part")


def _non_recurrent_is_part(row: Row) -> Iterator[Finding]:
    """A part is no more than its whole; one with the other sign nets, and may be."""
    part, amount = row.pence("non_recurrent"), row.pence("amount")
    if part and amount is not None and part * (part - amount) > 0 and part * amount >= 0:
        message = "non_recurrent is more than the amount that it is a part of"
        yield _error("input.combination", message)


def _error(code: str, message: str) -> Finding:
    return Finding(code, Level.ERROR, message)


_BODY = Column("body", Kind.BODY, "code of the statutory body", required=True, example="5A9")
_LIMIT = Column(
    "limit", Kind.CHOICE, "which limit it counts against", default="revenue", choices=LIMITS
)
_SYNTHETIC = Column(
    "synthetic", Kind.YES_NO, "yes where the figure has no published source", default=False
)
_SOURCE = Column("source", Kind.TEXT, "where the figure comes from")
_WHOSE = Column(
    "delegate",
    Kind.DELEGATE,
    "code of the delegate from whose budget it is; empty for the rest",
    example="07M",
)

_DECLARATION = TableSchema(
    name="declaration",
    purpose="What the other tables are about, and how they are to be read. The one table that must be there.",
    columns=(
        Column("key", Kind.TEXT, "one of the keys below", required=True, example="group"),
        Column("value", Kind.TEXT, "its value", required=True, example="NCL"),
    ),
    key=("key",),
    amounts=("value",),
    needs_rows=True,
)

_BODIES = TableSchema(
    name="bodies",
    purpose="The members of the group, where the packaged register does not hold them.",
    columns=(
        Column("body", Kind.CODE, "code of the statutory body", required=True, example="5A9"),
        Column("name", Kind.TEXT, "its name, once; empty where the register knows the code"),
        Column("from", Kind.DATE, "first day as a member; empty: always"),
        Column("to", Kind.DATE, "last day as a member; empty: still"),
    ),
    key=("body", "from"),
    amounts=("name", "to"),
    needs_rows=True,
    notes=(
        "Where this table is given, the register is not asked who the members are.",
        "A body that left and came back has a row for each time; they must not overlap.",
        "Only a statutory body holds money: the code of a group, an authority or a delegate is refused.",
    ),
)

_CATEGORIES = TableSchema(
    name="categories",
    purpose="The expenditure categories of this group, in the order in which they are shown.",
    columns=(
        Column("category", Kind.CODE, "code used in the other tables", required=True),
        Column("name", Kind.TEXT, "heading shown to people", required=True),
        Column("parent", Kind.CODE, "code of the category it belongs to; empty at the top"),
    ),
    key=("category",),
    amounts=("name", "parent"),
    needs_rows=True,
    notes=(
        "The order of its rows is the order of the reports.",
        "Where this table is given, a revenue category that is not in it is refused.",
    ),
)

_RESOURCES = TableSchema(
    name="resources",
    purpose="Everything that happened to each body's limits and budgets: one row an event.",
    columns=(
        _BODY,
        Column("event", Kind.CHOICE, "what happened", required=True, choices=tuple(EVENTS)),
        Column("effective", Kind.DATE, "the date, and so the month, it counts for", required=True),
        Column("notified", Kind.DATE, "the date on the document", required=True),
        Column("reference", Kind.TEXT, "reference of the document", required=True),
        Column("amount", Kind.MONEY, "amount; a fall is negative"),
        _LIMIT,
        Column("funding", Kind.CHOICE, "for revenue: which kind of resource", choices=FUNDINGS),
        Column(
            "certainty",
            Kind.CHOICE,
            "whether it has been notified",
            default="confirmed",
            choices=CERTAINTIES,
        ),
        Column(
            "category",
            Kind.CODE,
            "category of a budget, a delegation, a use or a release; where a virement goes to",
        ),
        Column("from_category", Kind.CODE, "category that a virement is taken from"),
        Column("delegate", Kind.DELEGATE, "code of the delegate", example="07M"),
        Column("tranche", Kind.CODE, "name that ties an anticipated allocation to what follows"),
        Column("case", Kind.CODE, "business case that headroom is released for"),
        Column(
            "taken_from",
            Kind.CHOICE,
            "where a budget or use is taken from, unallocated where it is empty; a delegation says it",
            choices=("unallocated", "retained", "headroom", "contingency", "unfunded"),
            implied="unallocated",
        ),
        Column("issuer", Kind.TEXT, "who issued an allocation", example="Department of Health"),
        Column(
            "approval", Kind.APPROVAL, "reference of the authority's approval, where one is needed"
        ),
        Column("purpose", Kind.TEXT, "what it is for"),
        _SYNTHETIC,
        _SOURCE,
    ),
    key=(
        "body",
        "event",
        "effective",
        "reference",
        "limit",
        "funding",
        "certainty",
        "category",
        "delegate",
        "tranche",
        "case",
        "taken_from",
        "purpose",
        "from_category",
    ),
    rules=EVENT_RULES,
    notes=(
        "The order of the rows does not count.",
        "What is the same but for its `purpose` is another event: a letter may bring two amounts.",
    ),
)

_PROFILE = TableSchema(
    name="profile",
    purpose="How the annual revenue budget of a category falls over the months.",
    columns=(
        _BODY,
        Column("category", Kind.CODE, "category of the budget", required=True),
        Column("period", Kind.PERIOD, "month", required=True, example="2011-12 M08"),
        Column("amount", Kind.MONEY, "budget of this month alone", required=True),
        _SYNTHETIC,
        _SOURCE,
    ),
    key=("body", "category", "period"),
    notes=(
        "A category without a profile is spread in twelfths, and a finding says so.",
        "The amounts are a shape, to which the annual budget is stretched.",
        "Where the declaration says that `phasing` is `as-loaded`, they are the months' own budgets:",
        "they add up to the annual budget, and a finding names the difference where they do not.",
        "Where it says `twelfths`, this table is left out.",
    ),
)

_ACTUALS = TableSchema(
    name="actuals",
    purpose="What was spent, drawn or invested.",
    columns=(
        _BODY,
        Column("period", Kind.PERIOD, "month", required=True, example="2011-12 M08"),
        _LIMIT,
        Column("category", Kind.CODE, "category; fixed words for capital and cash", required=True),
        Column("amount", Kind.MONEY, "net cost; see `actuals` in the declaration", required=True),
        _SYNTHETIC,
        _SOURCE,
        _WHOSE,
        Column(
            "assumed",
            Kind.YES_NO,
            "yes where it was not at hand and stands in its place, on plan or as last month",
            default=False,
        ),
    ),
    key=("body", "period", "limit", "category", "delegate"),
    rules=(_category_fits_limit, _delegate_fits_limit),
    notes=(
        "An assumed figure counts like any other until the month is sent again without the mark.",
        "Every position that holds an assumed figure names it.",
        "The rows of a category add up: those of delegates, and the one that names none.",
        "A month without rows is missing, not zero: a month in which nothing happened says 0.",
        f"Capital has the categories {', '.join(CAPITAL_CATEGORIES)}; cash has {CASH_CATEGORIES[0]}.",
    ),
)

_FORECASTS = TableSchema(
    name="forecasts",
    purpose="The forecast outturn of the whole year, as made in a month. Earlier months stay.",
    columns=(
        _BODY,
        Column("period", Kind.PERIOD, "month in which it was made", required=True),
        _LIMIT,
        Column("category", Kind.CODE, "category; fixed words for capital and cash", required=True),
        Column("amount", Kind.MONEY, "net cost of the whole year", required=True),
        _SYNTHETIC,
        _SOURCE,
        _WHOSE,
        Column(
            "non_recurrent",
            Kind.MONEY,
            "the part of the amount that will not come again next year, no more than it is",
        ),
    ),
    key=("body", "period", "limit", "category", "delegate"),
    amounts=("amount", "non_recurrent"),
    rules=(
        _category_fits_limit,
        _delegate_fits_limit,
        _non_recurrent_is_revenue,
        _non_recurrent_is_part,
    ),
    notes=(
        "A body that fills `non_recurrent` fills it in every revenue row, with 0 where all of it is",
        "recurrent: an empty cell is not known, and so is then the body's underlying position.",
    ),
)

SCHEMAS: MappingProxyType[str, TableSchema] = MappingProxyType(
    {
        schema.name: schema
        for schema in (
            _DECLARATION,
            _BODIES,
            _CATEGORIES,
            _RESOURCES,
            _PROFILE,
            _ACTUALS,
            _FORECASTS,
        )
    }
)


def schema_for(name: str) -> TableSchema:
    """The schema of the table called `name`.

    >>> schema_for("actuals").key
    ('body', 'period', 'limit', 'category', 'delegate')
    """
    return SCHEMAS[name]
