"""The status of a body and of a group, as words and as the formulas that give the same words.

The formula of a group's status names the bodies in breach: whoever corrects a figure in the pack
sees the words follow, and no net of over- and underspends can turn them green.
"""

from collections.abc import Sequence
from types import MappingProxyType

from pctfinance.consolidation.aggregate import Aggregate
from pctfinance.consolidation.duties import DutyStatus
from pctfinance.excel.pack_cells import quoted
from pctfinance.rulebooks import Words

__all__ = [
    "INCOMPLETE",
    "STATUS_WORDS",
    "YEARS_LIMIT",
    "charge_status_formula",
    "group_status_formula",
    "group_status_words",
    "status_formula",
]

STATUS_WORDS: MappingProxyType[DutyStatus, str] = MappingProxyType(
    {
        DutyStatus.MET: "Met",
        DutyStatus.BREACH: "BREACH",
        DutyStatus.NOT_TESTED: "Not tested",
    }
)
"""The words of a body's status: a breach is told from the others on any printer."""

INCOMPLETE = "INCOMPLETE"
"""How the status of a group begins that has no breach and a body that was not tested."""

YEARS_LIMIT = "year's limit"
"""What stands for "met" where a charge to date is held against the limit of the whole year.

To be within it with months to go says little: it is no duty met, and has no colour.
"""

_MET, _BREACH, _NOT_TESTED = (
    STATUS_WORDS[status] for status in (DutyStatus.MET, DutyStatus.BREACH, DutyStatus.NOT_TESTED)
)
_UNTESTED = "; not tested: "


def status_formula(variance: str) -> str:
    """A body's status from the cell of its variance: exactly on the limit is met.

    >>> status_formula("E5")
    '=IF(ISNUMBER(E5),IF(E5>=0,"Met","BREACH"),"Not tested")'
    """
    return f'=IF(ISNUMBER({variance}),IF({variance}>=0,"{_MET}","{_BREACH}"),"{_NOT_TESTED}")'


def charge_status_formula(limit: str, charged: str) -> str:
    r"""What a charge to date is held against, unless it is more than that or not known.

    >>> charge_status_formula("C5", "D5")
    '=IF(COUNT(C5,D5)=2,IF(D5<=C5,"year\'s limit","BREACH"),"Not tested")'
    """
    return (
        f"=IF(COUNT({limit},{charged})=2,"
        f'IF({charged}<={limit},"{YEARS_LIMIT}","{_BREACH}"),"{_NOT_TESTED}")'
    )


def group_status_words(total: Aggregate, words: Words, met: str = _MET) -> str:
    """A group's status: the breaches by name, then what was not tested, else met by each body.

    Args:
        total: the aggregate.
        words: the words of the year.
        met: what a body's status is called where the charge is within the limit.

    >>> from pctfinance.consolidation.aggregate import aggregate
    >>> from pctfinance.consolidation.duties import Duty, DutyResult
    >>> from pctfinance.rulebooks import Rulebook
    >>> words = Rulebook.packaged("2011-12").words
    >>> over, under = DutyResult("5A9", Duty.CASH, 9, 11), DutyResult("5K7", Duty.CASH, 9, 2)
    >>> group_status_words(aggregate(Duty.CASH, [over, under]), words)
    'BREACH: 1 of 2 PCTs (5A9)'
    >>> group_status_words(aggregate(Duty.CASH, [under]), words)
    'Met: 1 of 1 PCT'
    >>> group_status_words(aggregate(Duty.CASH, [DutyResult("5A9", Duty.CASH, 9, None)]), words)
    'INCOMPLETE; not tested: 1 of 1 PCT (5A9)'
    """
    many = _many(total.bodies_count, words)

    def named(bodies: Sequence[str]) -> str:
        return f"{len(bodies)} of {many} ({', '.join(bodies)})"

    untested = f"{_UNTESTED}{named(total.not_tested)}" if total.not_tested else ""
    if total.breaches:
        return f"{_BREACH}: {named(total.breaches)}{untested}"
    if untested:
        return f"{INCOMPLETE}{untested}"
    return f"{met}: {total.bodies_count} of {many}"


def group_status_formula(first_row: int, last_row: int, words: Words, met: str = _MET) -> str:
    """The words of `group_status_words` from the bodies' rows: codes in column A, status in F.

    >>> from pctfinance.rulebooks import Rulebook
    >>> formula = group_status_formula(5, 9, Rulebook.packaged("2011-12").words)
    >>> formula[:56]
    '=IF(COUNTIF(F5:F9,"BREACH")>0,"BREACH: "&COUNTIF(F5:F9,"'
    """
    rows = range(first_row, last_row + 1)
    many = _many(len(rows), words)

    def count(word: str) -> str:
        return f"COUNTIF(F{first_row}:F{last_row},{quoted(word)})"

    def named(word: str) -> str:
        # A text repeated once where its body has this status, and not at all where it has not.
        codes = "&".join(f'REPT(", "&A{row},F{row}={quoted(word)})' for row in rows)
        listed = f"MID({codes},{len(', ') + 1},9999)"
        return f'{count(word)}&{quoted(f" of {many} (")}&{listed}&")"'

    all_met = quoted(f"{met}: {len(rows)} of {many}")
    return (
        f"=IF({count(_BREACH)}>0,{quoted(f'{_BREACH}: ')}&{named(_BREACH)},"
        f"IF({count(_NOT_TESTED)}>0,{quoted(INCOMPLETE)},{all_met}))"
        f'&IF({count(_NOT_TESTED)}>0,{quoted(_UNTESTED)}&{named(_NOT_TESTED)},"")'
    )


def _many(count: int, words: Words) -> str:
    return f"{count} {words.body if count == 1 else words.bodies}"
