"""Whom the lines of an extract name: the other party, and the delegate, by the register."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from pctfinance.bodies import Body
from pctfinance.errors import Finding, Level, PctFinanceError, Where
from pctfinance.extracts.engine import Engine
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.staging import MOST_FINDINGS, Staged
from pctfinance.extracts.words import Scope, Words
from pctfinance.money import show_exact

__all__ = ["look_up_parties"]

_NAMED = 10
"""How many counterparties outside are named with their amounts; of the others only how many."""


def look_up_parties(
    at_work: Engine, profile: Profile, scope: Scope, staged: Staged, words: Words
) -> list[Finding]:
    r"""Look up every counterparty and delegate once, into `words`.

    A counterparty is a body by its code in any case, by its name, or by `bodies` of the profile. The
    body itself, a group and a damaged code are refused. Who is no body of the register stays as it is
    written and stands outside: a warning lists those whom neither the register nor the profile knows,
    with their amounts. A delegate is one of the register.

    Args:
        at_work: the engine, with the view `rows_`.
        profile: what the columns mean.
        scope: whose the extract may be.
        staged: where the rows come from.
        words: what the extract calls bodies; `counterparties` and `delegates` are filled.

    Returns:
        What is wrong with them, and who stands outside.

    >>> from datetime import date
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"\ncounterparty="With"')
    >>> scope = Scope(FinancialYear("2011-12"), Register.packaged(), {}, "NCL")
    >>> words = Words({"5A9": "5A9"})
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     at_work.run("CREATE VIEW rows_ AS SELECT '5A9' AS entity, 'camden' AS counterparty, "
    ...         "2 AS source_row, 5 AS debit_pence, 0 AS credit_pence")
    ...     look_up_parties(at_work, profile, scope, Staged("j.csv", "", "", {}, {}), words)
    []
    >>> words.counterparties
    {'camden': '5K7'}
    """
    named, found = profile.columns.named(), []
    if "counterparty" in named:
        found += _capped(_counterparties(at_work, profile, scope, staged, words))
    if "delegate" in named:
        found += _capped(_delegates(at_work, scope, staged, words))
    return found


def _counterparties(
    at_work: Engine, profile: Profile, scope: Scope, staged: Staged, words: Words
) -> Iterator[Finding]:
    outside: dict[str, int] = defaultdict(int)
    for text, entity, row, pence in at_work.rows(
        "SELECT counterparty, entity, min(source_row), "
        "coalesce(sum(debit_pence), 0) + coalesce(sum(credit_pence), 0) "
        "FROM rows_ WHERE counterparty <> '' GROUP BY ALL ORDER BY 3, 1"
    ):
        where = staged.where(row, "counterparty")
        said = profile.bodies.get(text, text)
        try:
            party = scope.register.party(said)
        except PctFinanceError as error:
            yield from (finding.at(where) for finding in error.findings)
            continue
        code = party.code if party else said
        if code != text:
            words.counterparties[text] = code
        if isinstance(party, Body) and code == words.bodies.get(entity):
            message = f"{code} is named as its own counterparty"
            hint = "name the other party, or nobody"
            yield Finding("extract.counterparty", Level.ERROR, message, where, hint)
        elif party is None and text not in profile.bodies:
            outside[code] += int(pence)
    if outside:
        yield _outside(outside, staged)


def _outside(outside: dict[str, int], staged: Staged) -> Finding:
    """One warning of all: whose debits and credits stand outside, the largest first."""
    largest = sorted(outside.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{code} ({show_exact(pence)})" for code, pence in largest[:_NAMED])
    more = f" and {len(largest) - _NAMED:,} more" if len(largest) > _NAMED else ""
    are = "counterparties are" if len(largest) > 1 else "counterparty is"
    message = (
        f"{len(largest):,} {are} no body of the register, with what is debited and credited outside: "
        f"{listed}{more}"
    )
    hint = 'correct the codes; of those that are right say so in `[bodies]`, as "RAL" = "RAL"'
    where = Where(file=staged.file, column=staged.headings.get("counterparty"))
    return Finding("extract.counterparty", Level.WARNING, message, where, hint)


def _delegates(at_work: Engine, scope: Scope, staged: Staged, words: Words) -> Iterator[Finding]:
    for text, row in at_work.rows(
        "SELECT delegate, min(source_row) FROM rows_ WHERE delegate <> '' GROUP BY ALL ORDER BY 2, 1"
    ):
        try:
            code = scope.register.find(text, kind="delegate").code
        except PctFinanceError as error:
            where = staged.where(row, "delegate")
            yield from (finding.at(where) for finding in error.findings)
            continue
        if code != text:
            words.delegates[text] = code


def _capped(findings: Iterator[Finding]) -> list[Finding]:
    """A column that was taken for another one has thousands of them: the first ones say it."""
    return list(islice(findings, MOST_FINDINGS))
