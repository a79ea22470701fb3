"""Books and terms for the tests of lodgements, returns, switches and redirects of headroom."""

from typing import Any

from ledger_examples import NON_RECURRENT, event
from pctfinance.book import Book
from pctfinance.ledger.kinds import HeadroomLodged, PlannedSurplus
from transfer_examples import Steps, two_pcts

__all__ = ["KINDS", "MOVES", "Kind", "figures", "lodged", "ready", "taken"]

Kind = str

KINDS: dict[Kind, dict[str, Any]] = {
    "lodgement": {"kind": "lodgement", "receiver": "Q36", "taken_from": "planned surplus"},
    "return": {"kind": "return", "giver": "Q36", "receiver": "5K7", "lodgement": "L0"},
    "switch": {"kind": "switch", "receiver": "5K7", "limit": "capital"},
    "redirect": {"kind": "redirect"},
}
"""The terms of a transfer of £10 of each kind, beside those that every transfer has."""

MOVES: dict[Kind, tuple[int, int, int]] = {
    "lodgement": (-10_00, 0, 0),
    "return": (10_00, 0, 0),
    "switch": (10_00, -10_00, 0),
    "redirect": (0, 0, 10_00),
}
"""By how much £10 moves Camden's revenue and capital limits, and Barnet's revenue limit."""


def ready() -> Book:
    """Camden and Barnet, each £100 of everything; Camden has £20 of planned surplus.

    The SHA holds £30 of Camden's headroom, and £15 of surplus that Camden lodged as `L0`.
    """
    book = two_pcts()
    book.post(
        event(PlannedSurplus(strand=NON_RECURRENT, pence=20_00), body="5K7"),
        event(HeadroomLodged(pence=30_00), body="5K7"),
    )
    taken(book, "L0", kind="lodgement", receiver="Q36", pence=15_00)
    return book


def lodged(book: Book, number: str = "L1", pence: int = 10_00, **terms: Any) -> Steps:
    """Camden lodges planned surplus with the SHA."""
    return taken(book, number, **{**KINDS["lodgement"], "pence": pence, **terms})


def taken(book: Book, number: str = "T1", **terms: Any) -> Steps:
    """A transfer from its proposal to its end: actioned as it was asked."""
    steps = Steps(book, number, **terms).until_approved()
    steps.action()
    return steps


def figures(book: Book) -> tuple[int, int, int]:
    """Camden's revenue and capital limits, and Barnet's revenue limit, in pence."""
    asked = (("5K7", "revenue"), ("5K7", "capital"), ("5A9", "revenue"))
    camden, capital, barnet = (
        book.limit(body, as_of="M12", limit=limit).total() for body, limit in asked
    )
    return camden, capital, barnet
