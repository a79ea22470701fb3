"""Re-basings: rows of one body, day and reference, which together move no money.

New money is a row of `budget`, taken from what is unallocated. Rows of `rebasing` state budgets
anew and sum to zero in each funding; where they do not, a row is missing or wrong, and nobody but
the sender can say which.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pctfinance.errors import Finding, Level
from pctfinance.money import show_money
from pctfinance.tables.model import Row
from pctfinance.tables.reading import quoted
from pctfinance.tables.texts import comparable

__all__ = ["rebasing_findings", "rebasings"]


def rebasings(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows of each re-basing, in the order of their first rows; other events are passed over.

    >>> list(rebasings([]))
    []
    """
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.text("event") == "rebasing":
            place = (row.text("body"), row.text("effective"), comparable(row.text("reference")))
            groups[place].append(row)
    yield from map(tuple, groups.values())


def rebasing_findings(rows: Iterable[Row]) -> Iterator[Finding]:
    """A finding for each re-basing that does not sum to zero, or was notified on two days.

    >>> from datetime import date
    >>> from pctfinance.errors import Where
    >>> values = {"event": "rebasing", "body": "5A9", "effective": date(2011, 9, 1),
    ...     "notified": date(2011, 9, 1), "reference": "BP 7", "funding": "recurrent", "amount": 500}
    >>> print(*rebasing_findings([Row(values, Where(row=2))]))
    row 2: the re-basing 'BP 7' of 5A9 sums to £5.00 in recurrent budgets, and not to zero: row 2 \
-> look for a row that is missing or wrong; new money is a row of budget [input.rebasing-sum]
    """
    for group in rebasings(rows):
        first = group[0]
        what = f"the re-basing {quoted(first.text('reference'))} of {first.text('body')}"
        days = sorted({row.text("notified") for row in group})
        if len(days) > 1:
            message = f"{what} has more than one day of notification: {', '.join(days)}"
            hint = "a re-basing is one document: give its rows one date, or another reference"
            yield Finding("input.combination", Level.ERROR, message, first.where, hint)
        for funding in sorted({row.text("funding") for row in group}):
            part = [row for row in group if row.text("funding") == funding]
            total = sum(row.pence() or 0 for row in part)
            if total:
                numbers = ", ".join(str(row.where.row) for row in part)
                yield Finding(
                    "input.rebasing-sum",
                    Level.ERROR,
                    f"{what} sums to {show_money(total, symbol=True)} in {funding} budgets, and not "
                    f"to zero: {'rows' if len(part) > 1 else 'row'} {numbers}",
                    first.where,
                    "look for a row that is missing or wrong; new money is a row of budget",
                )
