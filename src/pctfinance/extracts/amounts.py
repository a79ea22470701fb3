"""Amounts that are not plain digits: brackets, commas, a minus behind. `money` reads each text once.

The engine knows what each such text comes to from the table `amounts`; a text that is no amount has
no pence there, and its rows are refused by their number.
"""

# ruff: noqa: S608 - every name is ours

from collections.abc import Iterator
from decimal import Decimal

from pctfinance.errors import Finding, MoneyError
from pctfinance.extracts.engine import Engine
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.rows import plain
from pctfinance.extracts.rules import more
from pctfinance.extracts.staging import MOST_FINDINGS, Staged
from pctfinance.extracts.workbook import NUMBER
from pctfinance.money import Unit, parse_money, pence_from_decimal

__all__ = ["amount_of", "no_value_texts", "read_odd_amounts", "unreadable_amounts"]


def amount_of(text: str, unit: Unit) -> int | None:
    r"""The pence of a text as it was staged; nothing where it says that there is no value.

    Raises:
        MoneyError: it is no amount.

    >>> amount_of("(1,234.50)", Unit.POUNDS), amount_of("\x010.30000000000000004", Unit.POUNDS)
    (-123450, 30)
    >>> amount_of("-", Unit.POUNDS) is None
    True
    """
    if not text.startswith(NUMBER):
        return parse_money(text, unit=unit)
    # A number as Python or the engine writes it: digits, a point, an exponent; or not finite.
    return pence_from_decimal(Decimal(text[1:]), unit=unit)


def read_odd_amounts(at_work: Engine, profile: Profile) -> frozenset[str]:
    """Read every text in a column of money that is not plain; answer with the columns that have any.

    Makes the table `amounts`: `text`, `pence` (nothing where the text is refused) and `is_none`
    (a dash: there is no value).

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.packaged("example-journal-lines")
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW filled AS SELECT '(5.00)' AS debit, '7' AS credit")
    ...     sorted(read_odd_amounts(at_work, profile)), at_work.one("FROM amounts")
    (['debit'], ('(5.00)', -500, False))
    """
    at_work.run("CREATE TABLE amounts (text VARCHAR, pence BIGINT, is_none BOOLEAN)")
    counts = ", ".join(
        f"count(*) FILTER ({role} IS NOT NULL AND NOT {plain(role, profile.unit)})"
        for role in profile.amounts
    )
    found = zip(profile.amounts, at_work.one(f"SELECT {counts} FROM filled"), strict=True)
    odd = frozenset(role for role, count in found if count)
    if odd:
        texts = " UNION ".join(
            f"SELECT DISTINCT {role} AS text FROM filled "
            f"WHERE {role} IS NOT NULL AND NOT {plain(role, profile.unit)}"
            for role in sorted(odd)
        )
        for batch in at_work.batches(texts):
            rows = [_read(text, profile.unit) for (text,) in batch]
            columns = [list(column) for column in zip(*rows, strict=True)]
            at_work.run(
                "INSERT INTO amounts "
                "SELECT unnest(?::VARCHAR[]), unnest(?::BIGINT[]), unnest(?::BOOLEAN[])",
                columns,
            )
    return odd


def _read(text: str, unit: Unit) -> tuple[str, int | None, bool]:
    try:
        pence = amount_of(text, unit)
    except MoneyError:
        return text, None, False
    return text, pence or 0, pence is None


def no_value_texts(at_work: Engine) -> tuple[str, ...]:
    """The texts in the table `amounts` that say that there is none: few, whatever the extract is.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE TABLE amounts AS SELECT '-' AS text, true AS is_none")
    ...     no_value_texts(at_work)
    ('-',)
    """
    return tuple(text for (text,) in at_work.rows("SELECT text FROM amounts WHERE is_none"))


def unreadable_amounts(
    at_work: Engine, profile: Profile, staged: Staged, odd: frozenset[str]
) -> Iterator[Finding]:
    r"""Each amount that is none, by row and column; the first of them, and how many more.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"')
    >>> staged = Staged("j.csv", "", "", {"subjective": "Account", "amount": "Amount"}, {})
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW rows_ AS SELECT 0 AS ordinal, 2 AS source_row, "
    ...         "'x' AS amount, NULL AS amount_p")
    ...     for finding in unreadable_amounts(at_work, profile, staged, frozenset({"amount"})):
    ...         print(finding.where, finding.message)
    j.csv, row 2, column Amount 'x' is not an amount
    """
    for role in sorted(odd):
        (count,) = at_work.one(f"SELECT count(*) FROM rows_ WHERE {role}_p IS NULL")
        rows = at_work.rows(
            f"SELECT source_row, {role} FROM rows_ WHERE {role}_p IS NULL "
            f"ORDER BY ordinal LIMIT {MOST_FINDINGS}"
        )
        for row, text in rows:
            try:
                amount_of(text, profile.unit)
            except MoneyError as error:
                yield from (finding.at(staged.where(row, role)) for finding in error.findings)
        if count > len(rows):
            yield more("money.not-a-number", staged, role, count - len(rows))
