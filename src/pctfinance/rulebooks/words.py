"""The words of a year: what a body, a group, an authority and a delegate are called.

The shape outlives its names: where these pages say PCT and cluster, a later rulebook may say
board and leadership team, and nothing else changes.
"""

from pctfinance.errors import UnknownNameError, did_you_mean
from pctfinance.rulebooks.stated import Part, Text

__all__ = ["LimitNames", "Words"]


class LimitNames(Part):
    """What each of a body's three limits is called."""

    revenue: Text
    capital: Text
    cash: Text

    def of(self, limit: str) -> str:
        """The name of the limit that the input tables call `limit`.

        Raises:
            UnknownNameError: a body has no such limit.

        >>> LimitNames(revenue="resource limit", capital="CRL", cash="cash limit").of("capital")
        'CRL'
        """
        names = {"revenue": self.revenue, "capital": self.capital, "cash": self.cash}
        if limit not in names:
            known = tuple(names)
            raise UnknownNameError(
                f"there is no limit {limit!r}, only {', '.join(known)}",
                hint=did_you_mean(limit, known),
            )
        return names[limit]


class Words(Part):
    """The words of the year. `Rulebook.authority_word` picks that of the authority by its date."""

    body: Text
    bodies: Text
    group: Text
    groups: Text
    authority: Text
    authorities: Text
    authority_after_changeover: Text
    authorities_after_changeover: Text
    delegate: Text
    delegates: Text
    delegate_in_full: Text
    limits: LimitNames
