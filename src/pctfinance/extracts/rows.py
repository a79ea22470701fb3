"""The rows of an extract as the engine sees them: codes cut out, amounts in pence.

Behind this it is the view `rows_`: `ordinal`, `source_row`, the texts of entity, period, account, codes
and words, `<column>_p` for each column of money in pence as it stands there, and `opening_pence`,
`debit_pence` and `credit_pence` as every ledger means them. An amount that was not understood is
NULL, and so is everything that is reckoned from it.
"""

# ruff: noqa: S608 - every name is ours, and every text of a user goes through `literal`

from collections.abc import Iterator
from dataclasses import dataclass

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.headings import total_role
from pctfinance.extracts.profile import CODES_OF_ACCOUNT, Profile
from pctfinance.extracts.staging import PLAIN, Staged
from pctfinance.money import Unit

__all__ = ["TEXTS", "Shape", "make_rows", "plain", "shape_of"]

TEXTS = ("description", "document", "delegate", "counterparty", "recurrence")
"""The columns of words, which a line keeps as they are."""

_DECIMAL = {Unit.POUNDS: ("DECIMAL(15,2)", 100), Unit.THOUSANDS: ("DECIMAL(30,5)", 100_000)}


@dataclass(frozen=True, slots=True)
class Shape:
    """How many rows there are, whether some were passed over, and the row of totals.

    `total_at` is the place of the row of totals, and `total_row` the number that a person sees.
    """

    rows: int
    is_dense: bool
    total_at: int | None = None
    total_row: int = 0


def shape_of(at_work: Engine, profile: Profile, staged: Staged) -> Shape:
    r"""Count the rows, and make the view `filled`: those that are lines of the ledger.

    Raises:
        InputRefusedError: there are none, or the row of totals is absent or stands twice.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"')
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW staged AS SELECT 0 AS ordinal, 2 AS source_row, '1' AS subjective, "
    ...         "'5' AS amount")
    ...     shape_of(at_work, profile, Staged("j.csv", "", "", {"subjective": "", "amount": ""}, {}))
    Shape(rows=1, is_dense=True, total_at=None, total_row=0)
    """
    where = Where(file=staged.file, sheet=staged.sheet or None)
    few = [role for role in staged.headings if role not in TEXTS]
    (count, hollow) = at_work.one(
        f"SELECT count(*), count(*) FILTER (coalesce({', '.join(few)}) IS NULL) FROM staged"
    )
    conditions = [f"coalesce({', '.join(staged.headings)}) IS NOT NULL"] if hollow else []
    total_at, total_row = None, 0
    if profile.total:
        named = f"lower(trim({total_role(profile)})) = {literal(profile.total.label.strip().casefold())}"
        totals = at_work.rows(f"SELECT ordinal, source_row FROM staged WHERE {named} LIMIT 2")
        if len(totals) != 1:
            raise InputRefusedError(_no_total(profile, len(totals), where))
        total_at, total_row = totals[0]
        conditions.append(f"ordinal <> {total_at}")
    wanted = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    at_work.run(f"CREATE VIEW filled AS FROM staged{wanted}")
    rows = at_work.one("SELECT count(*) FROM filled")[0] if conditions else count
    if not rows:
        message = "the extract has no rows"
        raise InputRefusedError(Finding("input.no-rows", Level.ERROR, message, where))
    return Shape(int(rows), rows == count, total_at, total_row)


def _no_total(profile: Profile, count: int, where: Where) -> Finding:
    label = profile.total.label if profile.total else ""
    if count:
        message, hint = f"more than one row is marked {label!r}", "only one row holds the totals"
    else:
        message = f"no row is marked {label!r}: the extract may have been cut off"
        hint = "ask for it again, or correct `total` in the profile"
    return Finding("input.total-differs", Level.ERROR, message, where, hint)


def plain(role: str, unit: Unit) -> str:
    """In SQL: whether the amount in a column can be read in one way only.

    >>> plain("debit", Unit.PENCE)
    "regexp_full_match(debit, '-?[0-9]{1,15}')"
    """
    return f"regexp_full_match({role}, {literal(PLAIN[unit])})"


def make_rows(at_work: Engine, profile: Profile, staged: Staged, odd: frozenset[str]) -> None:
    r"""Make the view `rows_`.

    Args:
        at_work: the engine, with the view `filled`.
        profile: what the columns mean.
        staged: which columns there are.
        odd: the columns of money in which some amounts are not plain; the table `amounts` has what
            they come to.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"')
    >>> staged = Staged("j.csv", "", "", {"subjective": "Account", "amount": "Amount"}, {})
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW filled AS SELECT 0 AS ordinal, 2 AS source_row, "
    ...         "' 5E1' AS subjective, '-7.5' AS amount")
    ...     make_rows(at_work, profile, staged, frozenset())
    ...     at_work.one("SELECT mapped_account, debit_pence, credit_pence FROM rows_")
    ('5E1', 0, 750)
    """
    columns = [
        "ordinal",
        "source_row",
        f"{_code('entity', profile)} AS entity",
        f"{_text('period', profile)} AS period",
        *(f"{_code(code, profile)} AS {code}" for code in CODES_OF_ACCOUNT),
        *(f"{_text(name, profile, is_trimmed=name not in TEXTS[:2])} AS {name}" for name in TEXTS),
        *profile.amounts,
        *(_pence(role, profile.unit, role in odd) for role in profile.amounts),
    ]
    if profile.account:
        columns.append("account AS account_text")
    joins = "".join(
        f" LEFT JOIN amounts a_{role} ON a_{role}.text = s.{role}" for role in sorted(odd)
    )
    account = " || '/' || ".join(profile.mapped_by)
    movement = ", ".join(_movement(profile))
    source = ", ".join(f"s.{name}" for name in ("ordinal", "source_row", *staged.headings))
    pieces = "".join(f", a_{role}.pence AS odd_{role}" for role in sorted(odd))
    at_work.run(
        f"CREATE OR REPLACE VIEW rows_ AS SELECT *, {account} AS mapped_account, {movement} FROM "
        f"(SELECT {', '.join(columns)} FROM (SELECT {source}{pieces} FROM filled s{joins}))"
    )


def _text(role: str, profile: Profile, *, is_trimmed: bool = True) -> str:
    if role not in profile.columns.named():
        return "''"
    return f"coalesce(trim({role}), '')" if is_trimmed else f"coalesce({role}, '')"


def _code(role: str, profile: Profile) -> str:
    """A code from its own column, or from its part of the account string."""
    if profile.account and role in profile.account.parts:
        place = profile.account.parts.index(role) + 1
        separator = literal(profile.account.separator)
        return f"trim(split_part(coalesce(account, ''), {separator}, {place}))"
    return _text(role, profile)


def _pence(role: str, unit: Unit, is_odd: bool) -> str:
    """The pence in a column, exactly: digits to an integer, and never by way of a float."""
    if unit in _DECIMAL:
        kind, factor = _DECIMAL[unit]
        value = f"CAST(CAST({role} AS {kind}) * {factor} AS BIGINT)"
    else:
        value = f"CAST({role} AS BIGINT)"
    otherwise = f" ELSE odd_{role}" if is_odd else ""
    return (
        f"CASE WHEN {role} IS NULL THEN 0 WHEN {plain(role, unit)} THEN {value}{otherwise} END "
        f"AS {role}_p"
    )


def _movement(profile: Profile) -> Iterator[str]:
    """Opening, debit and credit as every ledger means them."""
    sign = "-" if profile.sign == "credits-positive" else ""
    opening = f"{sign}opening_p" if "opening" in profile.amounts else "CAST(0 AS BIGINT)"
    yield f"{opening} AS opening_pence"
    if "debit" in profile.amounts:
        yield "debit_p AS debit_pence"
        yield "credit_p AS credit_pence"
        return
    if "amount" in profile.amounts:
        net = f"{sign}amount_p"
    else:
        net = f"({sign}closing_p - {opening})".replace("- -opening_p", "+ opening_p")
    # A comparison with nothing would pass for zero.
    yield f"CASE WHEN {net} IS NULL THEN NULL WHEN {net} > 0 THEN {net} ELSE 0 END AS debit_pence"
    yield f"CASE WHEN {net} IS NULL THEN NULL WHEN {net} < 0 THEN -({net}) ELSE 0 END AS credit_pence"
