"""What counts against which limit.

Revenue: every category of net cost. Capital: additions, less the book value of disposals, grants
and donations (DOMAIN: the charge against the capital resource limit). Cash: drawings.
"""

from types import MappingProxyType

from pctfinance.ledger.lines import Limit

__all__ = ["CHARGE_SIGNS", "UNMAPPED", "charge_sign"]

UNMAPPED = "unmapped"
"""The category of revenue in which accounts that no map knows are counted, where that is asked."""

CHARGE_SIGNS: MappingProxyType[Limit, MappingProxyType[str, int]] = MappingProxyType(
    {
        Limit.CAPITAL: MappingProxyType(
            {"additions": 1, "disposals-book-value": -1, "grants": -1, "donations": -1}
        ),
        Limit.CASH: MappingProxyType({"drawings": 1}),
    }
)
"""The fixed categories of capital and cash, and whether each adds to the charge or lowers it."""


def charge_sign(limit: Limit, category: str) -> int:
    """+1 where a category adds to the charge against `limit`, -1 where it lowers it.

    Raises:
        KeyError: the category is no part of that limit.

    >>> charge_sign(Limit.REVENUE, "acute"), charge_sign(Limit.CAPITAL, "donations")
    (1, -1)
    """
    return 1 if limit is Limit.REVENUE else CHARGE_SIGNS[limit][category]
