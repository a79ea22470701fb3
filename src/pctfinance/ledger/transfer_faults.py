"""Why terms cannot be those of a lodgement, a return, a switch or a redirect of headroom."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pctfinance.calendar import FinancialYear
from pctfinance.ledger.lodgement_names import is_carried

__all__ = ["kind_faults"]

_YEAR = re.compile(r"[0-9]{4}-[0-9]{2}")
_LODGED = ("lodgement", "return")


def kind_faults(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with terms for their kind, each with what to do.

    Args:
        terms: the terms by the names of their fields.

    >>> terms = {"kind": "straight", "number": "T1", "giver": "5K7", "receiver": "5A9",
    ...     "limit": "revenue", "funding": "non-recurrent", "cash_pence": 0, "lodgement": "L1"}
    >>> [fault for fault, _ in kind_faults(terms)]
    ['a straight transfer names the lodgement L1']
    """
    kind, lodgement = terms["kind"], terms.get("lodgement", "")
    if kind in _LODGED:
        yield from _lodged(terms)
    elif lodgement:
        yield f"a {kind} transfer names the lodgement {lodgement}", "make it a return, or leave it"
    if kind != "lodgement" and terms.get("returns"):
        yield "only of a lodgement is a return expected", "leave the expected returns out"
    if kind not in _LODGED and terms.get("taken_from", "unallocated") != "unallocated":
        yield (
            f"a {kind} transfer is taken from {terms['taken_from']}",
            "only a lodgement is taken from planned surplus",
        )
    if kind == "switch":
        yield from _switch(terms)
    elif kind == "redirect" and (terms["funding"] != "non-recurrent" or terms["cash_pence"]):
        yield (
            "held headroom is redirected as non-recurrent revenue, without cash",
            "state non-recurrent revenue: headroom may be spent non-recurrently only",
        )


def _lodged(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    lodgement, reverses = terms.get("lodgement", ""), terms["reverses"]
    taken_from = terms.get("taken_from", "unallocated")
    names = terms["kind"] == "return" or bool(reverses)
    if names != bool(lodgement):
        yield (
            f"a {terms['kind']} names {'no' if names else 'a'} lodgement",
            "name what is returned; what is lodged has the transfer's own number",
        )
    if terms["kind"] == "return" and not reverses and taken_from != "unallocated":
        yield (
            f"what is returned comes to {taken_from}",
            "it comes to what is unallocated; set it aside from there",
        )
    if terms["kind"] == "lodgement" and is_carried(terms["number"]):
        yield (
            f"the number {terms['number']!r} begins like a year",
            "later books put the year before the number of a lodgement: choose another number",
        )
    own = str(FinancialYear.of(terms["effective"]))
    for year, pence in terms.get("returns", ()):
        if not _is_year(year) or year < own or pence <= 0:
            yield (
                f"{pence} pence are expected back in {year!r}",
                f"state amounts above zero, and financial years from {own} on",
            )


def _switch(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if terms["giver"] != terms["receiver"]:
        yield "a switch has two parties", "it moves two limits of one body: name that body twice"
    if (terms["limit"] == "capital") == bool(terms["reverses"]):
        yield (
            f"a switch cannot leave the {terms['limit']} limit",
            "it goes from capital to revenue; only the reversal of one goes back",
        )
    elif terms["limit"] == "revenue" and terms["funding"] != "non-recurrent":
        yield "capital comes back from non-recurrent revenue", "state it as non-recurrent"
    if terms["cash_pence"]:
        yield "a switch moves cash", "cash is one limit for both: leave it out"


def _is_year(text: str) -> bool:
    if not _YEAR.fullmatch(text):
        return False
    return int(text[5:]) == (int(text[:4]) + 1) % 100
