"""What a transfer that gives another one back has to say."""

from collections.abc import Iterator

from pctfinance.ledger.transfer_lines import switched_to
from pctfinance.ledger.transfers import TransferKind, TransferTerms

__all__ = ["not_opposite"]

_BACK = {
    TransferKind.LODGEMENT: TransferKind.RETURN,
    TransferKind.RETURN: TransferKind.LODGEMENT,
    TransferKind.SWITCH: TransferKind.SWITCH,
    TransferKind.REDIRECT: TransferKind.REDIRECT,
}
"""The kind that gives a kind back, where not a straight transfer does."""

_OF_A_LOAN = (TransferKind.LOAN, TransferKind.REPAYMENT)
"""What gives these back is said by the rules of loans."""


def not_opposite(terms: TransferTerms, given: TransferTerms) -> Iterator[str]:
    """In which respect terms are not the opposite of those that they give back; amounts apart.

    >>> from datetime import date
    >>> given = TransferTerms(number="T1", giver="5K7", receiver="5A9", pence=1,
    ...     effective=date(2011, 9, 1), purpose="pressure")
    >>> list(not_opposite(given, given))
    ['its parties']
    """
    kind = _BACK.get(given.kind, TransferKind.STRAIGHT)
    if terms.kind is not kind and (given.kind not in _OF_A_LOAN or terms.kind in _BACK):
        yield f"its kind, {terms.kind}"
    if given.from_held is not None and given.reverses:
        yield "its number: headroom that was given back is held again, and is redirected anew"
    if (terms.giver, terms.receiver) != (given.receiver, given.giver):
        yield "its parties"
    switched = given.kind is TransferKind.SWITCH
    if terms.strand != (switched_to(given.strand) if switched else given.strand):
        yield "its limit or funding"
    if terms.lodgement != given.lodged_as or terms.taken_from is not given.taken_from:
        yield "its lodgement"
    if (terms.delegate, terms.category) != (given.delegate, given.category):
        yield "its delegate's budget"
