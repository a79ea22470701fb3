"""The input format: the seven tables that close a month.

One description serves the reader, the checks, the empty workbook and `docs/input-format.md`.
Amounts are in the declared unit; periods, dates and codes are text.
"""

from collections.abc import Iterator
from types import MappingProxyType

from pctfinance.errors import Finding, Level
from pctfinance.ledger.charges import CHARGE_SIGNS
from pctfinance.ledger.lines import Certainty, Funding, Limit
from pctfinance.tables.model import Column, Kind, Row, TableSchema

__all__ = [
    "CAPITAL_CATEGORIES",
    "CASH_CATEGORIES",
    "DECLARATION_KEYS",
    "EVENTS",
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

EVENTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "allocation": "resource notified by an issuer outside the group",
        "anticipated-confirmed": "an anticipated allocation is notified, for `amount`; names its `tranche`",
        "anticipated-cancelled": "an anticipated allocation will not come; names its `tranche`, amount empty",
        "brought-forward": "prior-year surplus returned (+) or deficit to recover (-)",
        "planned-surplus": "part of the limit that is planned not to be spent",
        "surplus-lodged": "planned surplus lodged with the authority: the limit falls",
        "headroom-lodged": "recurrent headroom lodged with the authority: the limit falls",
        "headroom-released": "headroom released by an approved business case: the limit rises, non-recurrently",
        "headroom-set-aside": "recurrent headroom that the body itself holds, inside its limit",
        "applied-non-recurrently": "recurrent resource used once; one way only",
        "contingency": "a contingency set aside",
        "budget": "a budget issued to a category that the body retains",
        "delegation": "a budget delegated to a delegate, by category",
        "gap-closed": "other resource put in place of anticipated money that came short",
        "capital-to-revenue": "resource switched from the capital to the revenue limit",
    }
)

DECLARATION_KEYS: MappingProxyType[str, tuple[bool, tuple[str, ...], str, str]] = MappingProxyType(
    {
        # key: (required, allowed values, meaning, default)
        "group": (True, (), "code of the group that is closed, such as NCL", ""),
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


# What each event needs, and what it leaves open. An event that is not named here needs an amount.
_NEEDS: dict[str, tuple[str, ...]] = {
    "allocation": ("amount", "issuer"),
    "anticipated-confirmed": ("amount", "tranche", "issuer"),
    "anticipated-cancelled": ("tranche",),
    "headroom-released": ("amount", "case", "category"),
    "applied-non-recurrently": ("amount", "category"),
    "budget": ("amount", "category"),
    "delegation": ("amount", "category", "delegate"),
}
_TAKES_FROM: dict[str, tuple[str, ...]] = {
    "applied-non-recurrently": ("unallocated", "headroom"),
    "budget": ("unallocated", "contingency", "unfunded"),
    "gap-closed": ("unallocated", "contingency"),
    "delegation": ("unallocated", "retained"),
}
_FIXED_FUNDING: dict[str, str] = {
    "brought-forward": "non-recurrent",
    "headroom-lodged": "recurrent",
    "headroom-set-aside": "recurrent",
    "headroom-released": "non-recurrent",
    "applied-non-recurrently": "recurrent",
}
_OWN_FUNDING = ("anticipated-confirmed", "anticipated-cancelled", "capital-to-revenue")
_ABOVE_ZERO = (
    "surplus-lodged",
    "headroom-lodged",
    "headroom-set-aside",
    "headroom-released",
    "applied-non-recurrently",
    "gap-closed",
    "capital-to-revenue",
)
_ANY_LIMIT = ("allocation", "anticipated-confirmed", "anticipated-cancelled")


def _funding_fits(row: Row) -> Iterator[Finding]:
    limit, funding, event = row.text("limit"), row.text("funding"), row.text("event")
    if event in _OWN_FUNDING:
        return  # the event itself says which limits and fundings it moves
    if limit != "revenue" and event not in _ANY_LIMIT:
        yield _error("input.combination", f"{event} is about revenue, not {limit}")
    elif limit != "revenue" and funding:
        yield _error("input.combination", f"a {limit} limit has no {funding} part: leave it empty")
    elif event in _FIXED_FUNDING:
        fixed = _FIXED_FUNDING[event]
        if funding not in ("", fixed):
            yield _error(
                "input.combination", f"{event} is {fixed}: correct funding or leave it empty"
            )
    elif limit == "revenue" and not funding:
        yield _error("input.missing-value", "revenue resource is recurrent or non-recurrent")


def _event_has_its_parts(row: Row) -> Iterator[Finding]:
    event, amount = row.text("event"), row.values["amount"]
    for column in _NEEDS.get(event, ("amount",)):
        if row.values[column] is None:
            yield _error("input.missing-value", f"a row of {event} needs {column}")
    if event in _ABOVE_ZERO and isinstance(amount, int) and amount <= 0:
        yield _error("input.negative-amount", f"the amount of {event} must be above zero")
    allowed = _TAKES_FROM.get(event, ("unallocated",))
    if row.text("taken_from") not in allowed:
        words = " or ".join(allowed)
        yield _error(
            "input.combination",
            f"{event} cannot be taken from {row.text('taken_from')}: use {words}",
        )
    if event == "anticipated-cancelled" and amount is not None:
        yield _error("input.combination", "a cancelled tranche has no amount: leave it empty")


def _anticipated_has_tranche(row: Row) -> Iterator[Finding]:
    if row.text("certainty") != "anticipated":
        return
    if row.text("event") not in ("allocation", "budget"):
        yield _error("input.combination", f"{row.text('event')} cannot be anticipated")
    if not row.text("tranche"):
        yield _error("input.missing-value", "anticipated resource needs the name of its tranche")


def _category_fits_limit(row: Row) -> Iterator[Finding]:
    limit, category = row.text("limit"), row.text("category")
    allowed = {"capital": CAPITAL_CATEGORIES, "cash": CASH_CATEGORIES}.get(limit)
    if allowed and category not in allowed:
        words = ", ".join(allowed)
        yield _error("input.combination", f"{category!r} is no part of {limit}; use {words}")
    if limit == "revenue" and category in (*CAPITAL_CATEGORIES, *CASH_CATEGORIES):
        yield _error("input.combination", f"{category!r} does not count against revenue")


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
        Column("name", Kind.TEXT, "its name; empty where the register knows the code"),
        Column("from", Kind.DATE, "first day as a member; empty: always"),
        Column("to", Kind.DATE, "last day as a member; empty: still"),
    ),
    key=("body",),
    amounts=("name", "from", "to"),
    needs_rows=True,
    notes=("Where this table is given, the register is not asked who the members are.",),
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
    notes=("Where this table is given, a revenue category that is not in it is refused.",),
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
        Column("category", Kind.CODE, "category of a budget, a delegation or a use"),
        Column("delegate", Kind.DELEGATE, "code of the delegate", example="07M"),
        Column("tranche", Kind.CODE, "name that ties an anticipated allocation to what follows"),
        Column("case", Kind.CODE, "business case that headroom is released for"),
        Column(
            "taken_from",
            Kind.CHOICE,
            "where a budget, delegation or use is taken from",
            default="unallocated",
            choices=("unallocated", "retained", "headroom", "contingency", "unfunded"),
        ),
        Column("issuer", Kind.TEXT, "who issued an allocation", example="Department of Health"),
        Column("approval", Kind.TEXT, "reference of the authority's approval, where one is needed"),
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
    ),
    rules=(_event_has_its_parts, _funding_fits, _anticipated_has_tranche),
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
    notes=("A category without a profile is spread in twelfths, and a finding says so.",),
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
    ),
    key=("body", "period", "limit", "category"),
    rules=(_category_fits_limit,),
    notes=(
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
    ),
    key=("body", "period", "limit", "category"),
    rules=(_category_fits_limit,),
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
    ('body', 'period', 'limit', 'category')
    """
    return SCHEMAS[name]
