"""How a body's revenue limit is used, and the checks that tie its tables together.

The identity (DOMAIN: invariant 16): budgets issued, reserves and planned surplus together are the
expected limit; less what is anticipated, that is the confirmed limit, to the penny.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pctfinance.consolidation.position import BodyPosition
from pctfinance.excel.pack_categories import CategoryRow, CategoryRows
from pctfinance.excel.pack_limit import Parts, PartsRow, PartsTable
from pctfinance.excel.pack_page import Page
from pctfinance.ledger.lines import Account, Certainty, Funding
from pctfinance.rulebooks import Words

__all__ = ["write_reconciliation"]


def write_reconciliation(
    page: Page,
    body: BodyPosition,
    stated: Mapping[Certainty, PartsRow],
    categories: CategoryRows,
    words: Words,
) -> None:
    """Write the uses of the limit row by row, and two checks that must show 0.

    Args:
        page: the sheet, at the row where the table begins.
        body: whose limit it is.
        stated: the totals of the statement on this sheet, empty where there is none.
        categories: the table of categories on this sheet.
        words: the words of the year.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> from pctfinance.rulebooks import Rulebook
    >>> page, nothing = Page.unsaved(), BodyPosition(Body("5A9", "Barnet"), (), Balances.of([]), ())
    >>> words = Rulebook.packaged("2011-12").words
    >>> write_reconciliation(page, nothing, {}, CategoryRows({}, {}), words)
    >>> page.row
    18
    """
    writer = _Writer(PartsTable(page), body, stated)
    writer.table.heading({"A": "Use of the limit"})
    issued = writer.uses(
        "Budgets issued",
        {
            "Budgets retained": Account.RETAINED,
            f"Budgets delegated to {words.delegates}": Account.DELEGATED,
            "Budgets of approved headroom cases": Account.HEADROOM_CASE,
        },
    )
    reserves = writer.uses(
        "Reserves",
        {
            "Headroom": Account.HEADROOM,
            "Contingency": Account.CONTINGENCY,
            **({"Earmarked for funds": Account.FUND} if writer.has(Account.FUND) else {}),
            **({"Pending transfers": Account.PENDING} if writer.has(Account.PENDING) else {}),
            **(
                {"Emergency commitments": Account.COMMITTED}
                if writer.has(Account.COMMITTED)
                else {}
            ),
            "Unallocated": Account.UNALLOCATED,
            "Unfunded: anticipated resource that came short of its uses": Account.UNFUNDED,
        },
    )
    surplus = writer.use("Planned surplus", Account.PLANNED_SURPLUS)
    once = writer.use("Recurrent resource used once", Account.APPLIED_NON_RECURRENTLY)
    expected = writer.table.sum("Expected limit", (issued, reserves, surplus, once), "total")
    anticipated = writer.limit("less: anticipated, not yet notified", Certainty.ANTICIPATED, -1)
    confirmed = writer.table.sum("Confirmed limit", (expected, anticipated), "total")
    place = "statement above" if stated else "resource ledger"
    known = writer.limit(f"Confirmed limit in the {place}", Certainty.CONFIRMED)
    writer.check("Check: the two confirmed limits, must be 0", confirmed, known)
    if categories.total:
        writer.check_budgets(issued, categories.total)


@dataclass(frozen=True)
class _Writer:
    """What writing one reconciliation takes."""

    table: PartsTable
    body: BodyPosition
    stated: Mapping[Certainty, PartsRow]

    @property
    def _synthetic(self) -> bool:
        """Whether any of it may rest on figures without a published source; balances tell no more."""
        return self.body.balances.synthetic

    def has(self, account: Account) -> bool:
        """Whether anything was ever set aside on an account."""
        return any(cell.account is account for cell in self.body.balances.cells)

    def uses(self, label: str, accounts: Mapping[str, Account]) -> PartsRow:
        """Several uses and their sum."""
        return self.table.sum(
            label, [self.use(name, account) for name, account in accounts.items()]
        )

    def use(self, label: str, account: Account) -> PartsRow:
        """What is set aside on one account, confirmed and anticipated together."""
        parts = Parts(
            self.body.balances.use([account], funding=Funding.RECURRENT),
            self.body.balances.use([account], funding=Funding.NON_RECURRENT),
        )
        return self.table.amount(label, parts, synthetic=self._synthetic)

    def limit(self, label: str, certainty: Certainty, sign: int = 1) -> PartsRow:
        """One part of the limit: from the statement on this sheet, else from the ledger."""
        stated = self.stated.get(certainty)
        if stated:
            return self.table.amount(
                label,
                stated.parts.times(sign),
                synthetic=stated.synthetic,
                formula=lambda column: f"={'-' if sign < 0 else ''}{column}{stated.row}",
            )
        balances = self.body.balances
        parts = Parts(
            balances.limit(certainty=certainty, funding=Funding.RECURRENT),
            balances.limit(certainty=certainty, funding=Funding.NON_RECURRENT),
        )
        return self.table.amount(label, parts.times(sign), synthetic=self._synthetic)

    def check(self, label: str, one: PartsRow, other: PartsRow) -> None:
        """A row that must show 0: one amount less another."""
        row = self.table.amount(
            label,
            Parts.sum([one.parts, other.parts.times(-1)]),
            "strong",
            "line",
            formula=lambda column: f"=ROUND({column}{one.row}-{column}{other.row},2)",
        )
        self.table.page.warn_unless_zero(f"H{row.row}:J{row.row}")

    def check_budgets(self, issued: PartsRow, total: CategoryRow) -> None:
        """A row that must show 0: budgets issued less the annual budgets of the categories."""
        page = self.table.page
        label = "Check: budgets issued and annual budgets of the categories, must be 0"
        page.paragraph(label, "strong", "line", last="G")
        page.fill("HIK", "line")
        gap = issued.parts.total_pence - total.line.budget_pence
        formula = f"=ROUND(J{issued.row}-C{total.row},2)"
        page.money("J", gap, "strong", "line", formula=formula)
        page.warn_unless_zero(f"J{page.row}")
        page.row += 1
