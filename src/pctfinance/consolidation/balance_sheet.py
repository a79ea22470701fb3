"""The balance sheet of one body: the accounts of its trial balance under stated headings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pctfinance.consolidation.trial_balance import TrialBalance
from pctfinance.ledger.figures import Amount
from pctfinance.ledger.lines import Limit

__all__ = [
    "HEADINGS",
    "BalanceSheet",
    "HeadingRule",
    "Section",
    "SheetLine",
    "balance_sheet",
    "heading_of",
]

HEADINGS = "balance-headings-stated"
"""The kind of the book's statement that says which accounts stand under which heading."""


class Section(StrEnum):
    """The parts of a balance sheet, in their order."""

    NON_CURRENT_ASSETS = "non-current-assets"
    CURRENT_ASSETS = "current-assets"
    CURRENT_LIABILITIES = "current-liabilities"
    NON_CURRENT_LIABILITIES = "non-current-liabilities"
    EQUITY = "taxpayers-equity"

    @property
    def words(self) -> str:
        """The part in words.

        >>> Section.EQUITY.words
        "taxpayers' equity"
        """
        if self is Section.EQUITY:
            return "taxpayers' equity"
        return self.value.replace("-", " ").replace("non current", "non-current")


class HeadingRule(NamedTuple):
    """Which accounts stand under a heading: a code, or a beginning that ends in a star."""

    account: str
    section: Section
    heading: str


class SheetLine(NamedTuple):
    """One line of a balance sheet, in pence: assets and equity positive, liabilities negative.

    One that is `synthetic` rests on a balance that an event without a published source moved.
    """

    code: str
    words: str
    pence: int
    total: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class BalanceSheet:
    """A balance sheet, or in `gap` why there is none.

    `unmapped` are the accounts without a heading, with their balances: they are in no total, so a
    sheet that lacks one does not balance.
    """

    lines: tuple[SheetLine, ...]
    unmapped: tuple[tuple[str, int], ...] = ()
    gap: str = ""

    @property
    def difference_pence(self) -> int:
        """Total assets employed less total taxpayers' equity.

        >>> BalanceSheet(()).difference_pence
        0
        """
        totals = {line.code: line.pence for line in self.lines}
        return totals.get("assets-employed", 0) - totals.get("equity", 0)


def heading_of(account: str, rules: Iterable[HeadingRule]) -> HeadingRule | None:
    """The rule that an account falls under: its own code first, else the longest beginning.

    >>> rules = [HeadingRule("1*", Section.CURRENT_ASSETS, "Receivables"),
    ...     HeadingRule("19*", Section.CURRENT_ASSETS, "Cash")]
    >>> heading_of("1910", rules).heading, heading_of("20", rules)
    ('Cash', None)
    """
    found = [
        rule
        for rule in rules
        if rule.account == account
        or (rule.account.endswith("*") and account.startswith(rule.account[:-1]))
    ]
    return max(found, key=lambda rule: (rule.account == account, len(rule.account)), default=None)


def balance_sheet(ledger: TrialBalance, rules: Sequence[HeadingRule]) -> BalanceSheet:
    """The balance sheet at the end of a month.

    What is charged to revenue is the net operating cost of the year, a line of taxpayers' equity. Every
    other account stands under the heading of its rule. Within a section, headings stand in the order
    in which the rules first name them.

    Args:
        ledger: the trial balance.
        rules: which accounts stand under which heading.

    >>> from pctfinance.consolidation.trial_balance import LedgerCell
    >>> ledger = TrialBalance({LedgerCell("1", "", ""): 70, LedgerCell("9", "", ""): -100,
    ...     LedgerCell("5", "acute", "revenue"): 30})
    >>> sheet = balance_sheet(ledger, [HeadingRule("1", Section.CURRENT_ASSETS, "Cash"),
    ...     HeadingRule("9", Section.EQUITY, "General fund")])
    >>> [(line.words, line.pence) for line in sheet.lines if line.total][-2:]
    [('Total assets employed', 70), ("Total taxpayers' equity", 70)]
    """
    if not rules:
        return BalanceSheet((), gap="no headings of the balance sheet are stated")
    if ledger.gap:
        return BalanceSheet((), gap=ledger.gap)
    headings: dict[tuple[Section, str], Amount] = {}
    unmapped: dict[str, Amount] = defaultdict(lambda: _NOTHING)
    of_year = _NOTHING
    for cell, pence in ledger.balances.items():
        more = Amount(pence, cell in ledger.synthetic_cells)
        if cell.limit == Limit.REVENUE:
            of_year = _sum(of_year, more)
        elif rule := heading_of(cell.account, rules):
            place = rule.section, rule.heading
            headings[place] = _sum(headings.get(place, _NOTHING), more)
        else:
            unmapped[cell.account] = _sum(unmapped[cell.account], more)
    order = dict.fromkeys((rule.section, rule.heading) for rule in rules)
    shown = {place: headings[place] for place in order if place in headings}
    return BalanceSheet(
        (*_assets(shown), *_equity(shown, of_year), *_unmapped(unmapped)),
        tuple((account, amount.pence) for account, amount in sorted(unmapped.items())),
    )


_NOTHING = Amount(0, synthetic=False)


def _sum(*amounts: Amount) -> Amount:
    return Amount(
        sum(amount.pence for amount in amounts), any(amount.synthetic for amount in amounts)
    )


def _line(code: str, words: str, amount: Amount, *, total: bool = False) -> SheetLine:
    return SheetLine(code, words, amount.pence, total, amount.synthetic)


def _unmapped(accounts: Mapping[str, Amount]) -> Iterable[SheetLine]:
    for account, amount in sorted(accounts.items()):
        yield _line(f"unmapped/{account}", f"Account without a heading: {account}", amount)


def _section(
    shown: Mapping[tuple[Section, str], Amount], section: Section, sign: int
) -> list[SheetLine]:
    return [
        SheetLine(
            f"{section.value}/{heading}", heading, sign * amount.pence, synthetic=amount.synthetic
        )
        for (its, heading), amount in shown.items()
        if its is section
    ]


def _total_of(lines: Iterable[SheetLine]) -> Amount:
    return _sum(*(Amount(line.pence, line.synthetic) for line in lines))


def _assets(shown: Mapping[tuple[Section, str], Amount]) -> Iterable[SheetLine]:
    so_far = _NOTHING
    for section in Section:
        if section is Section.EQUITY:
            continue
        lines = _section(shown, section, 1)
        of_section = _total_of(lines)
        so_far = _sum(so_far, of_section)
        yield from lines
        yield _line(section.value, f"Total {section.words}", of_section, total=True)
        if section is Section.CURRENT_ASSETS:
            yield _line("assets", "Total assets", so_far, total=True)
    yield _line("assets-employed", "Total assets employed", so_far, total=True)


def _equity(shown: Mapping[tuple[Section, str], Amount], of_year: Amount) -> Iterable[SheetLine]:
    lines = _section(shown, Section.EQUITY, -1)
    year = SheetLine(
        "net-operating-cost",
        "Net operating costs for the year",
        -of_year.pence,
        synthetic=of_year.synthetic,
    )
    yield from lines
    yield year
    yield _line("equity", "Total taxpayers' equity", _total_of([*lines, year]), total=True)
