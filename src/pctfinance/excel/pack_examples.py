"""The smallest position that the tables of the pack can be tried on: one body, over its limit."""

from pctfinance.bodies import Body, Group
from pctfinance.calendar import Period
from pctfinance.consolidation.categories import CategoryLine, CategoryTree
from pctfinance.consolidation.duties import Basis, Duty, DutyResult
from pctfinance.consolidation.position import BodyPosition, Position
from pctfinance.ledger.balances import Balances

__all__ = ["one_body"]


def one_body() -> Position:
    """A forecast for Barnet: 126 pence of acute services against a limit of 100.

    >>> one_body().aggregate().variance_pence
    -26
    """
    acute = CategoryLine("acute", 90, 0, 60, 84, 126, 125, phased=True, synthetic=False)
    duty = DutyResult("5A9", Duty.REVENUE, limit_pence=100, charged_pence=126)
    barnet = BodyPosition(Body("5A9", "Barnet PCT"), (duty,), Balances.of([]), (acute,))
    return Position(
        group=Group("NCL", "North Central London"),
        period=Period("2011-12 M08"),
        basis=Basis.FORECAST,
        known_at=None,
        bodies=(barnet,),
        categories=CategoryTree(),
    )
