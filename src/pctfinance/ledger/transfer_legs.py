"""The legs of a step of a transfer: an action has one for each party.

Where several bodies give, the submission and the end have several too, since each giver sets its own
part aside in its own ledger.
"""

from pctfinance.ledger.kinds import What
from pctfinance.ledger.transfers import (
    AnyTransferStep,
    Side,
    TransferActioned,
    TransferEnded,
    TransferSubmitted,
)

__all__ = ["OF_LEGS", "legs_of"]

OF_LEGS = (TransferSubmitted, TransferEnded, TransferActioned)
"""The steps that may have more than one leg."""


def legs_of(what: What) -> tuple[tuple[str, AnyTransferStep], ...]:
    """Every leg of a step: whose log it stands in, and what it says, the givers' first.

    Args:
        what: the step, of any of its legs. A step that is no action, submission or end has one leg,
            and so has any of a single giver that is no action.

    >>> from datetime import date
    >>> from pctfinance.ledger.transfers import TransferTerms
    >>> terms = TransferTerms(number="D1", kind="draw", giver="5K7", receiver="5A9", pence=3,
    ...     effective=date(2011, 9, 1), purpose="pressure", fund="F1",
    ...     parts=(("5K7", 2), ("5C1", 1)))
    >>> step = TransferActioned(number="D1", digest=terms.digest, terms=terms, side="giver", pence=3)
    >>> [(body, leg.side.value, leg.party) for body, leg in legs_of(step)]
    [('5K7', 'giver', '5K7'), ('5C1', 'giver', '5C1'), ('5A9', 'receiver', '')]
    """
    if not isinstance(what, OF_LEGS):
        return ()
    terms = what.terms
    parties = [(part.body, {"party": part.body}) for part in terms.parts]
    if not isinstance(what, TransferActioned):
        named = parties or [(terms.home, {"party": ""})]
        return tuple((body, what.model_copy(update=update)) for body, update in named)
    if not parties:
        pairs = zip(terms.bodies, terms.sides, strict=True)
        return tuple((body, what.model_copy(update={"side": side})) for body, side in pairs)
    legs = [(body, {"side": Side.GIVER, **update}) for body, update in parties]
    legs.append((terms.receiver, {"side": Side.RECEIVER, "party": ""}))
    return tuple((body, what.model_copy(update=update)) for body, update in legs)
