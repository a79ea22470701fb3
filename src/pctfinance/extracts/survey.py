"""What an extract adds up to, by entity, period and account, before a line of it is written.

Everything that is checked of sums is checked on this: it has as many rows as a chart of accounts has
accounts, however many lines there are.
"""

# ruff: noqa: S608 - every name is ours

from collections.abc import Sequence
from dataclasses import dataclass

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.extracts.engine import Engine
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.rules import Rule
from pctfinance.extracts.staging import Staged

__all__ = ["MOST_ACCOUNTS", "Group", "Survey", "survey"]

MOST_ACCOUNTS = 250_000
"""How many combinations of entity, period and account an extract may have."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one entity, period, account and recurrence, as they are written in the extract.

    `first_row` is the number of the first of them; the sums are pence.
    """

    entity: str
    period: str
    account: str
    recurrence: str
    rows: int
    first_row: int
    opening_pence: int
    debit_pence: int
    credit_pence: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The groups of an extract, and how many rows break each rule.

    `unreadable` counts the rows with an amount that was not understood: no sum is known then.
    """

    groups: tuple[Group, ...]
    broken: tuple[tuple[Rule, int], ...]
    unreadable: int


def survey(at_work: Engine, profile: Profile, staged: Staged, rules: Sequence[Rule]) -> Survey:
    """Sum the view `rows_` once.

    Raises:
        InputRefusedError: there are more accounts than a ledger has: a column was taken for
            another one.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.packaged("example-journal-lines")
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW rows_ AS SELECT '5A9' AS entity, 'M8' AS period, '1' AS "
    ...         "mapped_account, '' AS recurrence, 2 AS source_row, 0 AS opening_pence, "
    ...         "5 AS debit_pence, 0 AS credit_pence, 5 AS debit_p, 0 AS credit_p")
    ...     survey(at_work, profile, Staged("j.csv", "", "", {}, {}), ()).groups[0].debit_pence
    5
    """
    unread = " OR ".join(f"{role}_p IS NULL" for role in profile.amounts)
    counts = "".join(f", count(*) FILTER ({rule.breaks})" for rule in rules)
    answer = at_work.rows(
        "SELECT entity, period, mapped_account, recurrence, count(*), min(source_row), "
        "coalesce(sum(opening_pence), 0), coalesce(sum(debit_pence), 0), "
        f"coalesce(sum(credit_pence), 0), count(*) FILTER ({unread}){counts} "
        f"FROM rows_ GROUP BY ALL ORDER BY ALL LIMIT {MOST_ACCOUNTS + 1}"
    )
    if len(answer) > MOST_ACCOUNTS:
        message = f"the extract has more than {MOST_ACCOUNTS:,} accounts"
        hint = "correct `mapped_by` and `columns` in the profile"
        where = Where(file=staged.file)
        raise InputRefusedError(Finding("extract.profile", Level.ERROR, message, where, hint))
    first = len(("entity", "period", "account", "recurrence", "rows", "row", "o", "d", "c"))
    groups = tuple(Group(*row[:4], *(int(value) for value in row[4:first])) for row in answer)
    totals = [sum(int(row[at]) for row in answer) for at in range(first, first + 1 + len(rules))]
    broken = tuple((rule, count) for rule, count in zip(rules, totals[1:], strict=True) if count)
    return Survey(groups, broken, totals[0])
