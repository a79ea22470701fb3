"""Groups of a book's own, at the year's end: those that still hold go into the next book."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pctfinance.bodies.stated_groups import (
    GROUPS,
    group_faults,
    groups_document,
    stated_groups,
)
from pctfinance.terms import Terms

__all__ = ["groups_carried"]


def groups_carried(
    statements: Iterable[Mapping[str, Any]], following: Terms
) -> Iterator[tuple[Mapping[str, Any] | None, str]]:
    """Each group that a book states: as the next book states it, or why it has to be stated anew.

    A group goes on with those rows that reach into the next year, where all of them can be stated
    there. One whose last day is over by then is no more, and nothing is told of it.

    Args:
        statements: the statements of the book, of any kind.
        following: the terms of the next book.

    >>> from pctfinance.bodies import GroupRow, Register
    >>> from pctfinance.calendar import FinancialYear
    >>> register, signed = Register.packaged(), {"by": "Head of Finance", "on": "", "reference": ""}
    >>> next_year = Terms.of(FinancialYear("2012-13"), register.group("NCL"), register)
    >>> said = groups_document([GroupRow("NCL-N", "5A9", "NCL", "North of NCL")], **signed)
    >>> [(document is not None, why) for document, why in groups_carried([said], next_year)]
    [(True, '')]
    """
    said = [content for content in statements if content.get("kind") == GROUPS]
    for code, (name, _, rows) in stated_groups(said).items():
        year = following.year
        going_on = [row for row in rows if row.valid_to >= year.start]
        faults = group_faults(
            going_on, following.register, (), (year.start, year.end), following.members_of_year()
        )
        why = next((finding.message for _, finding in faults), "")
        if going_on and why:
            yield None, f"the group {code} ({name}): {why}"
        elif going_on:
            last = next(
                one for one in reversed(said) if any(code == each[0] for each in one["groups"])
            )
            more = {key: str(last[key]) for key in ("by", "on", "reference")}
            yield groups_document(going_on, **more), ""
