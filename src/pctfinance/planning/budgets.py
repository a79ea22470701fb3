"""What can be asked of a book about its budgets, its profiles and its forecasts."""

from datetime import date, datetime

from pctfinance.asked import day_asked, period_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.ledger.budgets import budget_movement
from pctfinance.ledger.versions import FigureVersion, FigureVersions, figure_versions
from pctfinance.present.budget_report import BudgetReport

__all__ = ["Budgets"]


class Budgets(Asking):
    """The part of a book that answers about budgets by cause and versions of figures."""

    def budgets(
        self,
        body: str,
        as_of: str | Period,
        *,
        known_at: str | date | None = None,
        recorded_at: datetime | None = None,
    ) -> BudgetReport:
        """One body's revenue budgets by cause: opening, new money, virements, re-basing, delegation.

        Args:
            body: the body's code.
            as_of: the last month whose events count.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant whose book is asked: what it held then.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, or a date is not one.
            PeriodError: `as_of` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> report = Book.read(sample_path()).budgets("5A9", "2011-12 M12")
        >>> report.total() == sum(line.now_pence for line in report.lines)
        True
        """
        code, name = self._of_group(body)
        month, known = period_asked(as_of, self.year), day_asked(known_at)
        movement = budget_movement(self._ledger(recorded_at), code, month, known)
        return BudgetReport.of(movement, name, self._records.categories)

    def profile_versions(self, body: str, *, recorded_at: datetime | None = None) -> FigureVersions:
        """Every profile that a body ever sent; the last one stands.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group.

        >>> from pctfinance.book import Book
        >>> len(Book.in_memory("2011-12", group="NCL").profile_versions("5A9"))
        0
        """
        code, _ = self._of_group(body)
        return figure_versions(self._ledger(recorded_at), code, "profile", self.year)

    def forecast_versions(
        self, body: str, *, recorded_at: datetime | None = None
    ) -> FigureVersions:
        """Every forecast that a body ever made, month by month; the last one of a month stands.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> len(Book.read(sample_path()).forecast_versions("5A9"))
        6
        """
        code, _ = self._of_group(body)
        return figure_versions(self._ledger(recorded_at), code, "forecasts", self.year)

    def forecast(
        self,
        body: str,
        *,
        made: str | Period,
        version: int | None = None,
        recorded_at: datetime | None = None,
    ) -> FigureVersion:
        """The forecast that a body made in a month: the one that stands, or an earlier version.

        Raises:
            UnknownNameError: the register knows no such body.
            UsageError: it is no body of the group, or there is no such forecast.
            PeriodError: `made` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> Book.read(sample_path()).forecast("5A9", made="M08").version
        1
        """
        versions = self.forecast_versions(body, recorded_at=recorded_at)
        return versions.find(period_asked(made, self.year), version)

    def _of_group(self, body: str) -> tuple[str, str]:
        """Code and name of a body that belonged to the group during the year."""
        found = self._member_asked(body)
        return found.code, found.name
