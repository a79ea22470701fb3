"""The chapter of a book about savings: schemes, what was reported on them, and the tracker."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from pctfinance.asked import day_asked, months_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.delegates_elsewhere import delegates_elsewhere
from pctfinance.consolidation.qipp import SchemeLine, schemes_of
from pctfinance.contracting.beside import StatedAnswer, Statements, stated
from pctfinance.ledger.events import Event
from pctfinance.ledger.qipp import SchemeReported, SchemeStated
from pctfinance.present.qipp_report import QippReport
from pctfinance.tables.qipp_file import read_reports, read_schemes

__all__ = ["Improving"]


class Improving(Statements):
    """The part of a book that follows savings (QIPP). `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> office = "QIPP lead, Barnet"
    >>> _ = book.state_scheme("5A9", "Q1", "Generics", {"M4": 10_00, "M9": 20_00},
    ...     category="prescribing", recurrence="recurrent", by=office, reference="plan")
    >>> _ = book.report_scheme("5A9", "Q1", "M8", 8_00, 25_00, rating="amber", by=office)
    >>> line, = book.qipp("M8").lines
    >>> line.variance_pence, line.forecast_variance_pence
    (-200, -500)
    """

    def state_scheme(
        self,
        body: str,
        scheme: str,
        name: str,
        months: Mapping[str, int],
        *,
        category: str,
        recurrence: str,
        by: str,
        reference: str,
        delegate: str = "",
        full_year_pence: int | None = None,
        on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """State a scheme and its plan; a later statement of the same code takes its place.

        Args:
            body: the body's code.
            scheme: the scheme's code, unique in its body.
            name: what it is.
            months: pence planned to be saved, by month.
            category: the category in which it saves.
            recurrence: `recurrent` or `non-recurrent`.
            by: the office that states it.
            reference: the paper.
            delegate: code of the CCG whose budget it is in, where it is in one.
            full_year_pence: what a recurrent scheme saves in a whole year, where it is known.
            on: the date of the paper; the first day of the year unless told otherwise, and
                today where it takes the place of what stands.
            synthetic: whether the figures have no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            UsageError: it can be no such plan, or the category is none of the book's.
            UnknownNameError: the register knows no such body or delegate.
            PostingRefusedError: it is no body of the group, or no office is named.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").state_scheme("5A9", "Q1", "Generics",
        ...     {"M4": 10_00}, category="prescribing", recurrence="recurrent",
        ...     by="QIPP lead, Barnet", reference="plan", test=True).findings
        ()
        """
        by_month = months_asked(months, self.year)
        what = stated(
            SchemeStated,
            scheme=scheme,
            name=name,
            category=self._known_category(category),
            delegate=self.register.delegate(delegate).code if delegate else "",
            recurrence=recurrence,
            months=tuple(sorted(by_month.items())),
            full_year_pence=full_year_pence,
        )
        day = self._day_stated(on, self.year.start)
        said = (body, what, self.year.start, day, reference)
        event = self._beside_event(said, by, synthetic=synthetic)
        return self._state_beside([event], _about, request, dated=on is not None, test=test)

    def report_scheme(
        self,
        body: str,
        scheme: str,
        period: str | Period,
        saved_pence: int,
        forecast_pence: int,
        *,
        rating: str,
        by: str,
        on: str | date | None = None,
        reference: str = "",
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """Report on a scheme: saved to date, expected of the year, and its risk.

        A later report of the same month takes the place of the earlier. The month must be open.

        Args:
            body: the body's code.
            scheme: the code of a scheme that it stated.
            period: the month.
            saved_pence: saved from April to the month's end.
            forecast_pence: expected of the whole year.
            rating: `green`, `amber` or `red`; the rulebook says what each means.
            by: the office that reports.
            on: the date of the report; the month's last day unless told otherwise, and
                today where it takes the place of another report.
            reference: the report; the month unless told otherwise.
            synthetic: see `state_scheme`.
            request: see `state_scheme`.
            test: see `state_scheme`.

        Raises:
            UsageError: a rating or an amount is none.
            PostingRefusedError: the body stated no such scheme, the month is not open, or no office
                is named.

        >>> from pctfinance.book import Book
        >>> refused = Book.in_memory("2011-12", group="NCL").report_scheme("5A9", "Q1", "M8", 0, 0,
        ...     rating="red", by="QIPP lead, Barnet", test=True)
        >>> [finding.code for finding in refused.findings]
        ['qipp.unknown-scheme']
        """
        month = period_asked(period, self.year)
        what = stated(
            SchemeReported,
            scheme=scheme,
            to_date_pence=saved_pence,
            forecast_pence=forecast_pence,
            rating=rating,
        )
        day = self._day_stated(on, month.end, month)
        said = (body, what, month.end, day, reference or f"report {month}")
        event = self._beside_event(said, by, synthetic=synthetic)
        return self._state_beside([event], _about, request, dated=on is not None, test=test)

    def load_schemes(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        r"""State the schemes of a CSV file or workbook, as `state_scheme` does: all of them, or none.

        Args:
            path: the file; `pctfinance.tables.qipp_file.SCHEME_FILE` tells its columns.
            by: the office that states them.
            on: see `state_scheme`.
            request: see `state_scheme`.
            test: see `state_scheme`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: see `state_scheme`.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "plan.csv")
        ...     _ = file.write_text("body,scheme,name,category,recurrence,m04,reference\n"
        ...         "5A9,Q1,Generics,prescribing,recurrent,10,plan\n")
        ...     book = Book.in_memory("2011-12", group="NCL")
        ...     book.load_schemes(file, by="QIPP lead, Barnet").receipt.posted
        1
        """
        schemes, name = self._file_read(path, read_schemes)
        day, rows = self._day_stated(on, self.year.start), []
        for row in schemes:
            what = stated(
                SchemeStated,
                scheme=row.scheme,
                name=row.name,
                category=row.category,
                delegate=row.delegate,
                recurrence=row.recurrence,
                months=row.months,
                full_year_pence=row.full_year_pence,
            )
            rows.append(((row.body, what, self.year.start, day, row.reference), row))
        return self._state_rows(rows, (by, name), _about, request, dated=on is not None, test=test)

    def load_scheme_reports(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """Report on the schemes of a CSV file or workbook, as `report_scheme` does: on all, or none.

        Args:
            path: the file; `pctfinance.tables.qipp_file.REPORT_FILE` tells its columns.
            by: the office that reports.
            on: the date of the report; the last day of each row's month unless told otherwise.
            request: see `state_scheme`.
            test: see `state_scheme`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: see `report_scheme`; every row that is refused is told.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").load_scheme_reports("none.csv", by="QIPP lead")
        Traceback (most recent call last):
        pctfinance.errors.UsageError: none.csv cannot be read: No such file or directory -> look whether it is there, and check your rights to it [file.unreadable]
        """
        reports, name = self._file_read(path, read_reports)
        rows = []
        for row in reports:
            what = stated(
                SchemeReported,
                scheme=row.scheme,
                to_date_pence=row.saved_pence,
                forecast_pence=row.forecast_pence,
                rating=row.rating,
            )
            day = self._day_stated(on, row.period.end, row.period)
            rows.append(((row.body, what, row.period.end, day, name), row))
        return self._state_rows(rows, (by, name), _about, request, dated=on is not None, test=test)

    def qipp(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> QippReport:
        """The tracker of savings: one row a scheme; sums by body, by CCG and in all, side by side.

        Args:
            period: the month.
            group: a body or a group of the register; the book's own group unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body or group.
            UsageError: it has no body in this book.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").qipp("M8").lines
        ()
        """
        month, known = period_asked(period, self.year), day_asked(known_at)
        until = self._until(recorded_at)
        ledger, about = self._ledger(recorded_at), self._group_asked(group, month, until)
        lines = tuple(
            line
            for body in about.members
            for line in schemes_of(ledger.standing(body.code, month, known), month)
        )
        delegates = {one.code: one.name for one in self.register.delegates}
        return QippReport(
            about.group.name,
            month,
            known,
            tuple((body.code, body.name) for body in about.members),
            lines,
            {line.delegate: delegates.get(line.delegate, "") for line in lines if line.delegate},
            self.rulebook.qipp,
            self._absent_from(group, month, until),
            self._reach(line.delegate for line in lines if line.delegate),
            frozenset((line.body, line.delegate) for line in lines if self._is_strange(line)),
        )

    def _reach(self, delegates: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """By CCG the bodies of other books in which the register shows it, by code and name."""
        members = self._records.terms.members_of_year()
        names = {body.code: body.name for body in self.register.bodies}
        found = delegates_elsewhere(self.register, sorted({*delegates}), members)
        return {
            code: tuple(f"{other} {names.get(other, '')}".rstrip() for other in others)
            for code, others in found.items()
        }

    def _is_strange(self, line: SchemeLine) -> bool:
        """Whether the register shows a scheme's CCG in other bodies alone."""
        lies_in = {
            row.body for row in self.register.overlaps if line.delegate in row.delegate_codes
        }
        return bool(lies_in) and line.body not in lies_in


def _about(event: Event) -> tuple[str, ...]:
    """What a statement is about: a scheme, or a scheme in a month."""
    match event.what:
        case SchemeStated(scheme=scheme):
            return ("scheme", scheme)
        case SchemeReported(scheme=scheme):
            return ("scheme report", scheme, str(event.period))
    return ()
