"""What must hold of each row of an extract; every row that breaks a rule is named."""

# ruff: noqa: S608 - every name is ours, and widths are numbers

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pctfinance.errors import Finding, Level, Where
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.staging import MOST_FINDINGS, Staged
from pctfinance.money import show_exact

__all__ = ["Rule", "broken_rules", "more", "rules_of"]


@dataclass(frozen=True)
class Rule:
    """A rule: the rows that break it in SQL, the columns to quote, and what to say of such a row.

    `role` is the column that a person goes to.
    """

    role: str
    breaks: str
    quoted: tuple[str, ...]
    code: str
    said: Callable[[Sequence[Any]], str]
    hint: str

    def finding(self, values: Sequence[Any], where: Where) -> Finding:
        """What to say of one row."""
        return Finding(self.code, Level.ERROR, self.said(values), where, self.hint)


def rules_of(profile: Profile, nones: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules for the rows of an extract.

    Args:
        profile: how it is read.
        nones: the texts in it that say that there is no amount, such as a dash.

    >>> [rule.role for rule in rules_of(Profile.packaged("example-journal-lines"))]
    ['subjective', 'subjective', 'debit', 'credit', 'debit']
    """
    return tuple(_rules(profile, nones))


def _rules(profile: Profile, nones: Sequence[str]) -> Iterator[Rule]:
    if profile.account:
        count, separator = len(profile.account.parts), literal(profile.account.separator)
        yield Rule(
            "account",
            f"len(string_split(coalesce(account_text, ''), {separator})) <> {count}",
            ("account_text",),
            "input.damaged-code",
            lambda row: f"the account {row[0]!r} does not fall into {count} parts",
            "correct `account` in the profile, or the row",
        )
    for part in profile.mapped_by:
        yield Rule(
            part,
            f"{part} = ''",
            (),
            "input.missing-value",
            lambda _, part=part: f"the row has no {part}, by which accounts are mapped",  # type: ignore[misc]
            "fill it, or take the row out",
        )
    for code, widths in sorted(profile.widths.items()):
        wanted = " or ".join(str(width) for width in widths)
        yield Rule(
            code,
            f"{code} <> '' AND length({code}) NOT IN ({', '.join(map(str, widths))})",
            (code,),
            "input.damaged-code",
            lambda row, code=code, wanted=wanted: (  # type: ignore[misc]
                f"the {code} {row[0]!r} has {len(row[0])} characters, not {wanted}"
            ),
            "a spreadsheet drops leading zeros: take the extract as it came from the ledger",
        )
    yield from _rules_of_amounts(profile, nones)


def _rules_of_amounts(profile: Profile, nones: Sequence[str]) -> Iterator[Rule]:
    amounts = profile.amounts
    for role in ("debit", "credit"):
        if role in amounts:
            yield Rule(
                role,
                f"{role}_p < 0",
                (f"{role}_p",),
                "input.negative-amount",
                lambda row, role=role: f"a {role} of {show_exact(row[0])} is negative",  # type: ignore[misc]
                "state it on the other side, or name one signed column as `amount`",
            )
    dashes = ", ".join(literal(text) for text in nones)
    empty = " AND ".join(
        f"({role} IS NULL OR {role} IN ({dashes}))" if nones else f"{role} IS NULL"
        for role in amounts
    )
    yield Rule(
        amounts[0] if amounts[0] != "opening" else amounts[1],
        empty,
        (),
        "input.missing-value",
        lambda _: "the row has no amount",
        "write 0 where there is none",
    )
    if {"opening", "debit", "closing"} <= set(amounts):
        flip = "-" if profile.sign == "credits-positive" else ""
        yield Rule(
            "closing",
            f"opening_p + {flip}(debit_p - credit_p) <> closing_p",
            ("opening_p", "debit_p", "credit_p", "closing_p"),
            "input.total-differs",
            lambda row: (
                f"opening {show_exact(row[0])}, debit {show_exact(row[1])} and credit "
                f"{show_exact(row[2])} do not give the closing balance {show_exact(row[3])}"
            ),
            "check `sign` and the columns in the profile, or ask for the extract again",
        )


def broken_rules(
    at_work: Engine, staged: Staged, broken: Sequence[tuple[Rule, int]]
) -> Iterator[Finding]:
    r"""What to say of the rows that break rules: of the first ones, and how many more there are.

    Args:
        at_work: the engine, with the view `rows_`.
        staged: where things stand.
        broken: rules, and how many rows break each.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"')
    >>> staged = Staged("j.csv", "", "", {"subjective": "Account", "amount": "Amount"}, {})
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW rows_ AS SELECT 0 AS ordinal, 2 AS source_row, "
    ...         "'' AS subjective")
    ...     for finding in broken_rules(at_work, staged, [(rules_of(profile)[0], 1)]):
    ...         print(finding.where, finding.message)
    j.csv, row 2, column Account the row has no subjective, by which accounts are mapped
    """
    for rule, count in broken:
        columns = "".join(f", {name}" for name in rule.quoted)
        rows = at_work.rows(
            f"SELECT source_row{columns} FROM rows_ WHERE {rule.breaks} "
            f"ORDER BY ordinal LIMIT {MOST_FINDINGS}"
        )
        for row, *values in rows:
            yield rule.finding(values, staged.where(row, rule.role))
        if count > len(rows):
            yield more(rule.code, staged, rule.role, count - len(rows))


def more(code: str, staged: Staged, role: str, count: int) -> Finding:
    """The finding that stands for those that are not told one by one.

    >>> print(more("input.missing-value", Staged("tb.csv", "", "", {}, {}), "debit", 12_000))
    tb.csv: 12,000 more rows have the same fault in the column of debit [input.missing-value]
    """
    message = f"{count:,} more rows have the same fault in the column of {role}"
    where = Where(file=staged.file, sheet=staged.sheet or None)
    return Finding(code, Level.ERROR, message, where)
