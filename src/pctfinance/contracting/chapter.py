"""The chapter of a book about contracts with providers: stated, reported on, and what each owes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from pctfinance.asked import day_asked, period_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.contracts import contracts_of
from pctfinance.consolidation.recharge_flows import contract_charges, recharge_sets
from pctfinance.contracting.beside import StatedAnswer, Statements, stated
from pctfinance.errors import UsageError
from pctfinance.ledger.contracts import (
    ActivityReported,
    ActivityRow,
    ContractLine,
    ContractShare,
    ContractStated,
)
from pctfinance.ledger.events import Event
from pctfinance.present.associate_table import shares_of
from pctfinance.present.contract_report import ContractReport
from pctfinance.tables.contract_file import read_activity, read_contracts

__all__ = ["Contracting"]


class Contracting(Statements):
    """The part of a book that follows contracts. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> line = ContractLine.of("NEL", "Non-elective", 12, 100_00, baseline_pence=1_200_00)
    >>> lead = {"by": "Contracts, Barnet"}
    >>> _ = book.state_contract("5A9", "C1", [line], {"5A9": "3/4", "5K7": "1/4"},
    ...     provider="RX", provider_name="Provider X", reference="contract 2011", **lead)
    >>> _ = book.report_activity("5A9", "C1", "M6", [("NEL", 8)], **lead)
    >>> result = book.contracts("M6").of("5A9", "C1")
    >>> result.full_pence, result.reduction_pence, result.payable_pence
    (80000, 14000, 66000)
    >>> result.recharges
    (('5K7', 16500),)
    """

    def state_contract(
        self,
        host: str,
        contract: str,
        lines: Iterable[ContractLine],
        shares: Mapping[str, str | int | Fraction],
        *,
        provider: str,
        provider_name: str,
        by: str,
        reference: str,
        basis: str = "fractions",
        on: str | date | None = None,
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """State a contract; a later statement of the same code takes its place.

        Args:
            host: the code of the lead commissioner.
            contract: the code of the contract, unique in its host.
            lines: the points of delivery; see `ContractLine.of`.
            shares: by code of each commissioner, the host's among them: exact fractions that add up to
                one, or, with `basis="plan"`, what each planned to spend.
            provider: the code of the provider.
            provider_name: its name.
            by: the office that states it.
            reference: the paper.
            basis: `fractions` or `plan`.
            on: the date of the paper; the first day of the year unless told otherwise, and
                today where it takes the place of what stands.
            synthetic: whether the figures have no published source.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to answer only what it would be refused for.

        Raises:
            UsageError: it can be no such contract.
            UnknownNameError: the register knows no such body.
            PostingRefusedError: the host is no body of the group, no office is named, or a line is
                left out that was reported on.

        >>> from pctfinance.book import Book
        >>> line = ContractLine.of("NEL", "Non-elective", 12, 100_00)
        >>> Book.in_memory("2011-12", group="NCL").state_contract("5A9", "C1", [line], {"5A9": 1},
        ...     provider="RX", provider_name="Provider X", by="Contracts, Barnet", reference="letter", test=True).findings
        ()
        """
        what = stated(
            ContractStated,
            contract=contract,
            provider=provider,
            provider_name=provider_name,
            points=tuple(lines),
            shares=tuple(
                ContractShare(self.register.body(body).code, _share(share))
                for body, share in shares.items()
            ),
            basis=basis,
        )
        day = self._day_stated(on, self.year.start)
        said = (host, what, self.year.start, day, reference)
        event = self._beside_event(said, by, synthetic=synthetic)
        return self._state_beside([event], _about, request, dated=on is not None, test=test)

    def report_activity(
        self,
        host: str,
        contract: str,
        period: str | Period,
        rows: Iterable[ActivityRow | tuple[str, int]],
        *,
        by: str,
        on: str | date | None = None,
        reference: str = "",
        synthetic: bool = False,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """Report a contract's activity to date; a later report of the same month takes its place.

        A line that is not named was not reported. The month must be open.

        Args:
            host: the code of the lead commissioner.
            contract: the code of a contract that it stated.
            period: the month.
            rows: line and units to date; with what is billed at full price, and with the commissioner,
                where the provider tells them (`ActivityRow`).
            by: the office that reports.
            on: the date of the report; the month's last day unless told otherwise, and
                today where it takes the place of another report.
            reference: the report; the month unless told otherwise.
            synthetic: see `state_contract`.
            request: see `state_contract`.
            test: see `state_contract`.

        Raises:
            UsageError: it can be no such report.
            PostingRefusedError: there is no such contract, line or commissioner, the month is not open,
                or no office is named.

        >>> from pctfinance.book import Book
        >>> refused = Book.in_memory("2011-12", group="NCL").report_activity("5A9", "C1", "M6",
        ...     [("NEL", 8)], by="Contracts, Barnet", test=True)
        >>> [finding.code for finding in refused.findings]
        ['contract.unknown']
        """
        month = period_asked(period, self.year)
        told = tuple(ActivityRow(*row) for row in rows)
        what = stated(ActivityReported, contract=contract, units=told)
        day = self._day_stated(on, month.end)
        said = (host, what, month.end, day, reference or f"activity {month}")
        event = self._beside_event(said, by, synthetic=synthetic)
        return self._state_beside([event], _about, request, dated=on is not None, test=test)

    def load_contracts(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        r"""State the contracts of a CSV file or workbook, as `state_contract` does: all of them, or none.

        Args:
            path: the file; `pctfinance.tables.contract_file.CONTRACT_FILE` tells its columns.
            by: the office that states them.
            on: see `state_contract`.
            request: see `state_contract`.
            test: see `state_contract`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: see `state_contract`.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "c.csv")
        ...     _ = file.write_text("body,contract,provider,provider_name,shares,line,name,activity,"
        ...         "price,reference\n5A9,C1,RX,Provider X,5A9=1,NEL,Non-elective,12,200,letter\n")
        ...     book.load_contracts(file, by="Contracts, Barnet").receipt.posted
        1
        """
        contracts, name = self._file_read(path, read_contracts)
        day = self._day_stated(on, self.year.start)
        rows = [
            ((one.body, one.what, self.year.start, day, one.reference), one) for one in contracts
        ]
        return self._state_rows(rows, (by, name), _about, request, dated=on is not None, test=test)

    def load_activity(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> StatedAnswer:
        """Report the activity of a CSV file or workbook, as `report_activity` does: all of it, or none.

        Args:
            path: the file; `pctfinance.tables.contract_file.ACTIVITY_FILE` tells its columns.
            by: the office that reports.
            on: the date of the report; the last day of each month unless told otherwise.
            request: see `state_contract`.
            test: see `state_contract`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            PostingRefusedError: see `report_activity`.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").load_activity("none.csv", by="Contracts")
        Traceback (most recent call last):
        pctfinance.errors.UsageError: none.csv cannot be read: No such file or directory -> look whether it is there, and check your rights to it [file.unreadable]
        """
        reports, name = self._file_read(path, read_activity)
        rows = []
        for one in reports:
            day = self._day_stated(on, one.period.end)
            rows.append(((one.body, one.what, one.period.end, day, name), one))
        return self._state_rows(rows, (by, name), _about, request, dated=on is not None, test=test)

    def contracts(
        self,
        period: str | Period,
        *,
        group: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> ContractReport:
        """Contracts to date: plan, actual, marginal rate, payable, variance, and what each owes.

        Of each associate its share, what it was recharged so far, by approved recharges that name the
        contract and count up to the month, and what is still to be recharged.

        Args:
            period: the month.
            group: the host, or a group of hosts; the book's own group unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UnknownNameError: the register knows no such body or group.
            UsageError: it has no body in this book.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").contracts("M8").contracts
        ()
        """
        month, known = period_asked(period, self.year), day_asked(known_at)
        ledger, about = (
            self._ledger(recorded_at),
            self._group_asked(group, month, self._until(recorded_at)),
        )
        tariff = self.rulebook.tariff
        counted = (
            event
            for event in ledger.events
            if month.year.start <= event.effective <= month.end
            and (known is None or event.notified <= known)
        )
        charges = contract_charges(recharge_sets(counted).values())
        whose = [body.code for body in about.members]
        others = sorted(self._records.terms.members_of_year().keys() - {*whose})
        found, hosted = (
            tuple(
                result
                for host in hosts
                for result in contracts_of(
                    ledger.standing(host, month, known),
                    month,
                    tariff.emergency_marginal_rate.value,
                    charges,
                )
            )
            for hosts in (whose, others)
        )
        shares = tuple(shares_of(hosted, whose))
        names = {body.code: body.name for body in self.register.bodies}
        shown = {code: names.get(code, "") for each in found for code in each.bodies}
        shown |= {each.body: names.get(each.body, "") for each in shares}
        held = frozenset(
            self._records.terms.members_of_year()
        )  # one that left is in the book still
        gone = self._absent_from(group, month, self._until(recorded_at))
        title = about.group.name
        return ContractReport(title, month, known, found, shown, held, tariff, gone, shares)


def _share(told: str | int | Fraction) -> str:
    """A share as exact text; a float is none, because it is not what was written."""
    if isinstance(told, bool) or not isinstance(told, str | int | Fraction):
        raise UsageError(
            f"{told!r} is no exact share", hint="write '1/3', '0.25' or a whole number"
        )
    return str(told)


def _about(event: Event) -> tuple[str, ...]:
    """What a statement is about: a contract, or a contract in a month."""
    match event.what:
        case ContractStated(contract=contract):
            return ("contract", contract)
        case ActivityReported(contract=contract):
            return ("activity", contract, str(event.period))
    return ()
