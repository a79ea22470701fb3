"""Recharges: what a body invoices another for, as journals of both that belong together.

A recharge is no transfer: it is income of the one and expenditure of the other, moves no limit and
needs no authority. The journals of one recharge share their number and their mark. They are
submitted, and decided on, together; `pctfinance.ledger.recharge_watch` sees to it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pctfinance.ledger.kinds import Frozen, Pence

__all__ = ["RechargeMark", "pairs_of"]

_Charged = tuple[str, str, int]


class RechargeMark(Frozen):
    """What a journal of a recharge says of the whole recharge; every journal of it says the same.

    `provider` is the body that bears the cost and is paid. `month` is the number of the month that
    the charge is for. Where a shared cost was apportioned, `basis` names the basis, `version` its
    statement, and `cost_pence` the whole cost; `from_actuals` says that it was taken from the host's
    ledger and not given as an amount. A `difference` puts an earlier charge of the same
    month right; a `reversal` takes one back. `contract` is the code of a contract of the provider's,
    where the charge is a commissioner's share of it.

    >>> RechargeMark(provider="5K7", month=8).kind
    'charge'
    """

    provider: str = Field(min_length=1)
    month: Annotated[int, Field(ge=1, le=12)]
    kind: Literal["charge", "difference", "reversal"] = "charge"
    basis: str = ""
    version: Annotated[int, Field(ge=0)] = 0
    cost_pence: Pence | None = None
    from_actuals: bool = False
    contract: str = ""

    @model_serializer(mode="wrap")
    def _as_kept(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Only what is of a contract says so, so that every other recharge is kept as it always was.
        kept: dict[str, Any] = handler(self)
        if not self.contract:
            kept.pop("contract", None)
        return kept


def pairs_of(charges: Iterable[_Charged]) -> dict[tuple[str, str], int]:
    """What each body is charged, net, with each other body as counterparty: pence, costs positive.

    Args:
        charges: body, counterparty and pence of each line.

    >>> pairs_of([("5A9", "5K7", 100), ("5K7", "5A9", -60), ("5K7", "5A9", -40)])
    {('5A9', '5K7'): 100, ('5K7', '5A9'): -100}
    """
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for body, counterparty, pence in charges:
        sums[body, counterparty] += pence
    return dict(sums)
