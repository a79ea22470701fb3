"""What a row of `resources` must say, may say, and must leave empty: by the kind of its event.

A cell that is filled and not used would be a statement that nobody reads: a delegate beside a
budget that the body retains, a business case beside an allocation. It is refused.
"""

from collections.abc import Iterator
from types import MappingProxyType

from pctfinance.errors import Finding, Level
from pctfinance.tables.model import Row, RowRule

__all__ = ["EVENTS", "EVENT_RULES", "USED_BY", "takes_from"]

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
        "virement": "a budget moved inside the body: from `from_category` to `category`",
        "rebasing": "budgets stated anew: rows of one `reference` that sum to zero",
        "capital-to-revenue": "resource switched from the capital to the revenue limit",
    }
)
"""The kinds of event, in the order in which the documentation explains them."""

_SETTLEMENTS = ("anticipated-confirmed", "anticipated-cancelled")
_TAKES_FROM: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "applied-non-recurrently": ("unallocated", "headroom"),
        "budget": ("unallocated", "contingency", "unfunded"),
        "gap-closed": ("unallocated", "contingency"),
        "delegation": ("unallocated", "retained"),
    }
)

USED_BY: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "category": (
            *("headroom-released", "applied-non-recurrently", "budget", "delegation"),
            *("virement", "rebasing"),
        ),
        "from_category": ("virement",),
        "delegate": ("delegation", "virement", "rebasing"),
        "tranche": ("allocation", "budget", *_SETTLEMENTS),
        "case": ("headroom-released",),
        "taken_from": tuple(_TAKES_FROM),
        "issuer": ("allocation", *_SETTLEMENTS),
    }
)
"""The columns that only some events use, and which these are; for others they stay empty."""

# What each event needs. An event that is not named here needs an amount.
_NEEDS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "allocation": ("amount", "issuer"),
        "anticipated-confirmed": ("amount", "tranche", "issuer"),
        "anticipated-cancelled": ("tranche",),
        "headroom-released": ("amount", "case", "category"),
        "applied-non-recurrently": ("amount", "category"),
        "budget": ("amount", "category"),
        "delegation": ("amount", "category", "delegate", "taken_from"),
        "virement": ("amount", "category", "from_category"),
        "rebasing": ("amount", "category"),
    }
)
_WHY_NEEDED: MappingProxyType[str, str] = MappingProxyType(
    {
        "taken_from": "write retained where the category has the budget already, unallocated "
        "where the delegate's budget comes on top of it"
    }
)
_FIXED_FUNDING: MappingProxyType[str, str] = MappingProxyType(
    {
        "brought-forward": "non-recurrent",
        "headroom-lodged": "recurrent",
        "headroom-set-aside": "recurrent",
        "headroom-released": "non-recurrent",
        "applied-non-recurrently": "recurrent",
        "capital-to-revenue": "non-recurrent",
    }
)
_ABOVE_ZERO = (
    "surplus-lodged",
    "headroom-lodged",
    "headroom-set-aside",
    "headroom-released",
    "applied-non-recurrently",
    "gap-closed",
    "capital-to-revenue",
    "virement",
)
_LIMITS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "allocation": ("revenue", "capital", "cash"),
        **dict.fromkeys(_SETTLEMENTS, ("revenue", "capital", "cash")),
        "capital-to-revenue": ("revenue", "capital"),
    }
)


def takes_from(event: str) -> tuple[str, ...]:
    """The words that `taken_from` may have in a row of that event; none where it has no choice.

    >>> takes_from("gap-closed"), takes_from("allocation")
    (('unallocated', 'contingency'), ())
    """
    return _TAKES_FROM.get(event, ())


def _has_its_parts(row: Row) -> Iterator[Finding]:
    event, amount = row.text("event"), row.values["amount"]
    for column in _NEEDS.get(event, ("amount",)):
        if row.values[column] is None:
            message = f"a row of {event} needs {column}"
            yield _error("input.missing-value", message, _WHY_NEEDED.get(column, ""))
    if event in _ABOVE_ZERO and isinstance(amount, int) and amount <= 0:
        yield _error("input.negative-amount", f"the amount of {event} must be above zero")
    if event == "anticipated-cancelled" and amount is not None:
        yield _misfit("a cancelled tranche has no amount: leave it empty")


def _takes_from_what_it_can(row: Row) -> Iterator[Finding]:
    event, source = row.text("event"), row.text("taken_from")
    allowed = takes_from(event)
    if source and allowed and source not in allowed:
        yield _misfit(f"{event} cannot be taken from {source}: use {' or '.join(allowed)}")


def _says_no_more_than_it_uses(row: Row) -> Iterator[Finding]:
    event = row.text("event")
    unused = [
        column
        for column, events in USED_BY.items()
        if event not in events and row.values[column] is not None
    ]
    if unused:
        message = f"{event} does not use {' or '.join(unused)}"
        hint = f"leave {'it' if len(unused) == 1 else 'them'} empty, or correct the event"
        yield _misfit(message, hint)


def _moves_from_elsewhere(row: Row) -> Iterator[Finding]:
    category = row.text("category")
    if row.text("event") == "virement" and category == row.text("from_category"):
        yield _misfit(f"a virement from {category} to {category} moves nothing")


def _funding_fits(row: Row) -> Iterator[Finding]:
    limit, funding, event = row.text("limit"), row.text("funding"), row.text("event")
    fixed = _FIXED_FUNDING.get(event)
    limits = _LIMITS.get(event, ("revenue",))
    if limit not in limits:
        yield _misfit(f"{event} is about {' and '.join(limits)}, not {limit}")
    elif fixed and funding not in ("", fixed):
        yield _misfit(f"{event} is {fixed}: correct funding or leave it empty")
    elif limit != "revenue" and funding and not fixed:
        yield _misfit(f"a {limit} limit has no {funding} part: leave it empty")
    elif limit == "revenue" and not funding and not fixed and event not in _SETTLEMENTS:
        yield _error("input.missing-value", "revenue resource is recurrent or non-recurrent")


def _anticipated_has_tranche(row: Row) -> Iterator[Finding]:
    event, tranche = row.text("event"), row.text("tranche")
    if row.text("certainty") == "anticipated":
        if event not in ("allocation", "budget"):
            yield _misfit(f"{event} cannot be anticipated")
        if not tranche:
            message = "anticipated resource needs the name of its tranche"
            yield _error("input.missing-value", message)
    elif tranche and event in ("allocation", "budget"):
        hint = "leave tranche empty, or write anticipated in certainty"
        yield _misfit("a confirmed row has no tranche", hint)


EVENT_RULES: tuple[RowRule, ...] = (
    _has_its_parts,
    _takes_from_what_it_can,
    _says_no_more_than_it_uses,
    _moves_from_elsewhere,
    _funding_fits,
    _anticipated_has_tranche,
)
"""What is asked of each row of `resources` whose cells were all understood."""


def _misfit(message: str, hint: str = "") -> Finding:
    return _error("input.combination", message, hint)


def _error(code: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Level.ERROR, message, hint=hint)
