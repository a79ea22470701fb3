"""The accounts of an extract by the account map, and those that it does not know."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from pctfinance.errors import Finding, Level, Where
from pctfinance.extracts.account_map import AccountMap, Mapped
from pctfinance.extracts.staging import Staged
from pctfinance.extracts.survey import Group
from pctfinance.ledger.charges import UNMAPPED
from pctfinance.ledger.lines import Limit
from pctfinance.money import show_exact

__all__ = ["Unmapped", "mapped_accounts"]


class Unmapped(StrEnum):
    """What becomes of accounts that the map does not know: an error, or the category `unmapped`."""

    REFUSE = "refuse"
    CATEGORY = "category"


def mapped_accounts(
    groups: Iterable[Group], known: AccountMap, staged: Staged, unmapped: Unmapped
) -> tuple[dict[str, Mapped], list[Finding]]:
    r"""What each account of an extract is, and one finding with all that are not in the map.

    >>> known = AccountMap.parse("account,category,limit\n1,acute,revenue\n")
    >>> groups = [Group("5A9", "M8", "7", "", 4, 2, 0, 123400, 0)]
    >>> _, findings = mapped_accounts(groups, known, Staged("j.csv", "", "", {}, {}), Unmapped.REFUSE)
    >>> print(findings[0].message)
    1 account is not in the account map: 7 (£1,234, 4 rows)
    """
    mapped: dict[str, Mapped] = {}
    lacking: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group in groups:
        if not group.account.strip("/"):
            continue  # named already: its row has no account
        found = known.of(group.account)
        if found is None:
            lacking[group.account][0] += group.debit_pence - group.credit_pence
            lacking[group.account][1] += group.rows
            found = Mapped(group.account, UNMAPPED, Limit.REVENUE.value, "", 1)
        mapped[group.account] = found
    if not lacking:
        return mapped, []
    by_size = sorted(lacking.items(), key=lambda item: (-abs(item[1][0]), item[0]))
    listed = ", ".join(
        f"{account} ({show_exact(pence)}, {rows:,} row{'s' if rows > 1 else ''})"
        for account, (pence, rows) in by_size
    )
    count = "1 account is" if len(lacking) == 1 else f"{len(lacking):,} accounts are"
    if unmapped is Unmapped.REFUSE:
        message = f"{count} not in the account map: {listed}"
        hint = f"add them to the map, or ask for them in the category {UNMAPPED!r}"
        level = Level.ERROR
    else:
        message = (
            f"{count} not in the account map and counted in the category {UNMAPPED!r}: {listed}"
        )
        hint = "add them to the map, and load the extract again"
        level = Level.WARNING
    return mapped, [Finding("extract.unmapped", level, message, Where(file=staged.file), hint)]
