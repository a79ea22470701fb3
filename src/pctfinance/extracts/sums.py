"""Whether an extract adds up: to what was stated for it, to its own totals, and to zero."""

# ruff: noqa: S608 - every name is ours

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import gcd

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level, MoneyError, Where
from pctfinance.extracts.amounts import amount_of
from pctfinance.extracts.engine import Engine
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.rows import Shape
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.survey import Group
from pctfinance.extracts.words import Words
from pctfinance.money import show_exact

__all__ = [
    "LARGEST",
    "Month",
    "about_months",
    "about_own_total",
    "about_repeats",
    "about_stated",
    "months_of",
]

_MANY = 4
"""From how many different rows on it is no chance that each of them stands twice."""

LARGEST = 2**53 - 1
"""The largest sum that a document of the book holds exactly: £90,000bn."""


@dataclass
class Month:
    """What an extract holds of one body and month: rows, and sums in pence."""

    rows: int = 0
    opening_pence: int = 0
    debit_pence: int = 0
    credit_pence: int = 0

    @property
    def net_pence(self) -> int:
        """Debits less credits."""
        return self.debit_pence - self.credit_pence

    @property
    def is_open(self) -> bool:
        """Whether something is missing for it to sum to zero."""
        return bool(self.net_pence or self.opening_pence)


def months_of(groups: Iterable[Group], words: Words) -> dict[tuple[str, Period], Month]:
    """The sums of each body and month, in their order.

    >>> words = Words({"5A9": "5A9"}, {"M8": Period("2011-12 M08")})
    >>> months_of([Group("5A9", "M8", "1", "", 2, 2, 0, 70, 30)], words)
    {('5A9', Period('2011-12 M08')): Month(rows=2, opening_pence=0, debit_pence=70, credit_pence=30)}
    """
    months: dict[tuple[str, Period], Month] = defaultdict(Month)
    for group in groups:
        month = months[words.bodies[group.entity], words.periods[group.period]]
        month.rows += group.rows
        month.opening_pence += group.opening_pence
        month.debit_pence += group.debit_pence
        month.credit_pence += group.credit_pence
    return dict(sorted(months.items()))


def about_months(
    months: Mapping[tuple[str, Period], Month], profile: Profile, staged: Staged
) -> Iterator[Finding]:
    """Bodies and months that do not sum to zero, unless a contra line is to complete them.

    >>> months = {("5A9", Period("2011-12 M08")): Month(2, 0, 7000, 3000)}
    >>> for finding in about_months(months, Profile.packaged("example-journal-lines"),
    ...         Staged("j.csv", "", "", {}, {})):
    ...     print(finding.message)
    debits of £70 and credits of £30 differ by £40
    """
    for (body, period), month in months.items():
        where = Where(file=staged.file, body=body, period=str(period))
        if max(abs(month.opening_pence), month.debit_pence, month.credit_pence) > LARGEST:
            message = "the amounts add up to more than there is"
            yield Finding("money.out-of-range", Level.ERROR, message, where, "check the unit")
        if profile.contra:
            continue
        if month.net_pence:
            message = (
                f"debits of {show_exact(month.debit_pence)} and credits of "
                f"{show_exact(month.credit_pence)} differ by {show_exact(abs(month.net_pence))}"
            )
            yield Finding("extract.out-of-balance", Level.ERROR, message, where, _WHOLE)
        if month.opening_pence:
            message = f"the opening balances sum to {show_exact(month.opening_pence)}, not to zero"
            yield Finding("extract.out-of-balance", Level.ERROR, message, where, _WHOLE)


_WHOLE = "ask for the whole ledger; `contra = true` in the profile is for summaries without a balance sheet"


def about_stated(
    groups: Iterable[Group], stated: Mapping[str, int], staged: Staged
) -> Iterator[Finding]:
    """Where the extract differs from the totals that its sender stated.

    >>> groups = [Group("5A9", "M8", "1", "", 2, 2, 0, 7000, 3000)]
    >>> for finding in about_stated(groups, {"rows": 3, "debit_pence": 7000},
    ...         Staged("j.csv", "", "", {}, {})):
    ...     print(finding.message)
    the extract has 2 rows; 3 were stated
    """
    found = {
        "rows": sum(group.rows for group in groups),
        "debit_pence": sum(group.debit_pence for group in groups),
        "credit_pence": sum(group.credit_pence for group in groups),
    }
    where = Where(file=staged.file)
    hint = "ask for the extract again, or correct what was stated"
    for name, wanted in stated.items():
        if found[name] != wanted:
            if name == "rows":
                message = f"the extract has {found[name]:,} rows; {wanted:,} were stated"
            else:
                side = name.removesuffix("_pence")
                message = (
                    f"the {side}s add up to {show_exact(found[name])}; "
                    f"{show_exact(wanted)} were stated"
                )
            yield Finding("extract.control-total", Level.ERROR, message, where, hint)


def about_repeats(
    at_work: Engine, groups: Iterable[Group], stated: Mapping[str, int], staged: Staged
) -> Iterator[Finding]:
    r"""An extract that holds itself twice or more, which balances like the right one.

    A number of rows that was stated is taken at its word. A few lines may well be alike.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> groups = [Group("5A9", "M8", "1", "", 40, 2, 0, 40, 40)]
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW filled AS SELECT i % 20 AS amount FROM range(40) t(i)")
    ...     for finding in about_repeats(at_work, groups, {}, Staged("j.csv", "", "", {"amount": ""}, {})):
    ...         print(finding.message)
    every row stands in the extract 2 times or more
    """
    # Most extracts are told apart by this alone, without another look at their rows.
    if "rows" in stated or gcd(*(group.rows for group in groups)) == 1:
        return
    roles = ", ".join(staged.headings)
    least, kinds = at_work.one(
        f"SELECT min(n), count(*) FROM (SELECT count(*) AS n FROM filled GROUP BY {roles})"
    )
    if least > 1 and kinds >= _MANY:
        message = f"every row stands in the extract {least} times or more"
        hint = "take the copy out; if it is right, state how many rows the extract has"
        yield Finding("extract.repeated", Level.ERROR, message, Where(file=staged.file), hint)


def about_own_total(
    at_work: Engine, profile: Profile, shape: Shape, staged: Staged
) -> Iterator[Finding]:
    """Where the extract's own row of totals is not the sum of the rows above it.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.packaged("example-journal-lines")
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     list(about_own_total(at_work, profile, Shape(1, True), Staged("j.csv", "", "", {}, {})))
    []
    """
    if shape.total_at is None:
        return
    roles = profile.amounts
    texts = at_work.one(f"SELECT {', '.join(roles)} FROM staged WHERE ordinal = {shape.total_at}")
    sums = at_work.one(f"SELECT {', '.join(f'sum({role}_p)' for role in roles)} FROM rows_")
    if not any(texts):
        message = "the row of totals holds no amount"
        where = staged.where(shape.total_row)
        yield Finding("input.total-differs", Level.ERROR, message, where)
    for role, text, pence in zip(roles, texts, sums, strict=True):
        where = staged.where(shape.total_row, role)
        try:
            stated = amount_of(text, profile.unit) if text else None
        except MoneyError as error:
            yield from (finding.at(where) for finding in error.findings)
            continue
        if stated is not None and stated != int(pence):
            message = (
                f"the extract's own total is {show_exact(stated)}; its rows add up to "
                f"{show_exact(int(pence))}"
            )
            hint = "ask for the extract again: rows are missing, or were changed"
            yield Finding("input.total-differs", Level.ERROR, message, where, hint)
