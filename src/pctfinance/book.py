"""The book: what a user holds. It alone knows all the rooms.

A book holds the ledgers of several statutory bodies for one year, side by side. It answers what a
limit was as of a month and as known on a date, what the position of a body or a group is, and
closes a month into files. It has no ledger for a group, and no method that would post to one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pctfinance.agreeing import Agreeing
from pctfinance.bodies import Register
from pctfinance.bridging import Bridging
from pctfinance.calendar import FinancialYear
from pctfinance.commissioning import Commissioning
from pctfinance.committing import Committing
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.contracting.chapter import Contracting
from pctfinance.controlling import Controlling
from pctfinance.correcting import Corrections
from pctfinance.delegating import Delegating
from pctfinance.errors import (
    Finding,
    InputRefusedError,
    Level,
    Where,
)
from pctfinance.forms import Forms
from pctfinance.funds import Funds
from pctfinance.grouping import Grouping
from pctfinance.headroom import HeadroomCases
from pctfinance.improving import Improving
from pctfinance.inputs import read_input
from pctfinance.journalling import Journals
from pctfinance.ledger.events import Event
from pctfinance.lending import Lending
from pctfinance.loading import Loading
from pctfinance.lodging import Lodging
from pctfinance.planning import Planning
from pctfinance.previewing import Previewing
from pctfinance.publishing import Publishing
from pctfinance.querying import Querying
from pctfinance.records import BOOK_FILE, Receipt, Records
from pctfinance.remedying.chapter import Remedying
from pctfinance.returning import Returning
from pctfinance.scheduling import Scheduling
from pctfinance.sharing import Sharing
from pctfinance.stating import Stating
from pctfinance.store.log import EventLog
from pctfinance.tables.check import CheckedInput, check_input
from pctfinance.tables.ingest import category_tree, events_of, loads_of
from pctfinance.terms import Terms, terms_of
from pctfinance.tracing import Tracing
from pctfinance.transferring.chapter import Transfers
from pctfinance.verification import verify, verify_against
from pctfinance.year_end import YearEnd

__all__ = ["BOOK_FILE", "Book"]


class Book(
    Tracing,
    Contracting,
    Improving,
    Returning,
    Stating,
    Bridging,
    Loading,
    Journals,
    Corrections,
    Controlling,
    Publishing,
    Planning,
    Delegating,
    Commissioning,
    HeadroomCases,
    Remedying,
    Agreeing,
    Committing,
    YearEnd,
    Sharing,
    Lodging,
    Funds,
    Transfers,
    Lending,
    Scheduling,
    Querying,
    Grouping,
    Previewing,
    Forms,
):
    """The ledgers of several bodies in one year, in memory or kept in a folder.

    >>> from datetime import date
    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Funding, Limit, Strand
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> book.post(Event(body="5A9", effective=date(2011, 4, 1), notified=date(2010, 12, 15),
    ...     reference="letter", what=Allocation(
    ...     strand=Strand.of(Limit.REVENUE, Funding.RECURRENT), pence=100_00, issuer="DH"))).posted
    1
    >>> book.limit("5A9", as_of="2011-12 M08").total()
    10000
    >>> book.position("2011-12 M08").aggregate().status.value
    'incomplete'
    """

    @classmethod
    def in_memory(
        cls,
        year: str | FinancialYear,
        *,
        group: str,
        register: Register | None = None,
        rulebook: str | None = None,
    ) -> Self:
        """An empty book for one year of one group's bodies, gone with the process.

        Args:
            year: the financial year.
            group: code of the group whose bodies the book is about.
            register: who there is; the packaged register unless told otherwise.
            rulebook: the text of a rulebook; that of the year which is packaged unless told
                otherwise.

        Raises:
            UnknownNameError: the register knows no such group, or there is no packaged rulebook.

        >>> Book.in_memory("2011-12", group="NCL").group.name
        'NHS North Central London PCT Cluster'
        """
        terms = _terms(year, group, register, rulebook)
        return cls(Records.begin(EventLog.in_memory(), terms))

    @classmethod
    def create(
        cls,
        folder: str | Path,
        year: str | FinancialYear,
        *,
        group: str,
        register: Register | None = None,
        rulebook: str | None = None,
    ) -> Self:
        """A new book, kept in a folder. See `in_memory` for what it is given.

        Raises:
            UsageError: there is a book in that folder already, or the folder cannot be made.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     made = Book.create(Path(folder) / "ncl.book", "2011-12", group="NCL")
        ...     made.close()
        ...     Book.open(Path(folder) / "ncl.book", read_only=True).year
        FinancialYear('2011-12')
        """
        terms = _terms(year, group, register, rulebook)
        return cls(Records.begin(EventLog.create(Path(folder) / BOOK_FILE), terms))

    @classmethod
    def open(cls, folder: str | Path, *, read_only: bool = False) -> Self:
        """The book that is kept in a folder.

        Args:
            folder: the book's folder.
            read_only: whether it is only looked at; another process may write meanwhile.

        Raises:
            UsageError: there is no book, or it was written by a newer version.
        """
        return cls(Records.open(EventLog.open(Path(folder) / BOOK_FILE, read_only=read_only)))

    @classmethod
    def read(cls, path: str | Path, *, register: Register | None = None) -> Self:
        """A book in memory, from a folder of CSV tables or one workbook of the input format.

        Raises:
            InputRefusedError: the tables cannot be relied on; the error carries every finding.
            PostingRefusedError: an event breaks a rule of the resource ledger.
            ApprovalMissingError: an event needs the competent authority's approval and names none.

        >>> from pctfinance.inputs import sample_path
        >>> Book.read(sample_path()).group.code
        'NCL'
        """
        given = check_input(read_input(path), register)
        return cls._begun(EventLog.in_memory(), given, Path(path))

    @classmethod
    def _begun(cls, log: EventLog, given: CheckedInput, path: Path) -> Self:
        terms = terms_of(given, path)
        return cls(Records.begin(log, terms, *_events(given, terms)), given.findings)

    @classmethod
    def create_from(cls, folder: str | Path, path: str | Path) -> Self:
        """A new book, kept in a folder, that begins with one input: its terms and its events.

        Raises:
            UsageError: there is a book in that folder already.
            InputRefusedError: the tables cannot be relied on; no book was made.
        """
        given = check_input(read_input(path))
        # Nothing is made in the folder before all of it went through the gate.
        cls._begun(EventLog.in_memory(), given, Path(path))
        return cls._begun(EventLog.create(Path(folder) / BOOK_FILE), given, Path(path))

    @classmethod
    def at(cls, path: str | Path) -> Self:
        """What is at a path: a book that is kept there, only to be read, or an input to be read.

        >>> from pctfinance.inputs import sample_path
        >>> Book.at(sample_path()).group.code
        'NCL'
        """
        kept = (Path(path) / BOOK_FILE).exists()
        return cls.open(path, read_only=True) if kept else cls.read(path)

    def load(
        self, path: str | Path, *, by: str = "", reason: str = "", request: str | None = None
    ) -> Receipt:
        """Take another input into the book: what is new of it.

        Rows that were posted before are passed over. Figures of a body and month that are sent
        again take the place of the former ones, which stay in the log.

        Args:
            path: a folder of CSV tables or a workbook, of this book's group and year.
            by: the office that sends it, kept in every event that it posts.
            reason: why, kept in the events whose rows state no purpose of their own.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            InputRefusedError: the tables cannot be relied on, or are of another group or year.
            PostingRefusedError: an event breaks a rule, or a row was posted with another content.

        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> again = book.load(sample_path())
        >>> again.posted, again.already_there > 200
        (0, True)
        """
        given = check_input(read_input(path))
        declared = given.declaration
        if (declared.group, declared.financial_year) != (self.group.code, self.year):
            raise InputRefusedError(
                Finding(
                    "input.declaration",
                    Level.ERROR,
                    f"this input is of {declared.group}, {declared.financial_year}; the book is of "
                    f"{self.group.code}, {self.year}",
                    Where(file=given.name),
                    "load it into its own book",
                )
            )
        self._findings = given.findings
        events, categories = _events(given, self._records.terms)
        if by or reason:
            events = tuple(
                event.model_copy(update={"by": event.by or by, "purpose": event.purpose or reason})
                for event in events
            )
        named = (given.name, by)
        return self._decide_among("load", named, events, categories, request=request)

    def close(self) -> None:
        """Let go of the book's file; nothing more can be asked of it."""
        self._records.close()

    def refresh(self) -> None:
        """Take in what others have written since this book was opened or last wrote."""
        self._records.refresh()

    def verify(self, kept: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
        """Everything in the book that contradicts itself; nothing where it is whole.

        A finding of level `NOTE` tells of a file that no event names, and is no fault.

        Args:
            kept: what a pack made from it says: `sequence` and `head`, as in the `book` object of a
                `position.json`, and the number `published` under, if it was. Is all that there?

        >>> Book.in_memory("2011-12", group="NCL").verify()
        ()
        """
        found = tuple(verify(self._records))
        if all(finding.level is Level.NOTE for finding in found):
            found += (*self._snapshot_faults(), *self._signature_faults())
            found += tuple(self._answer_faults())
        if kept:
            cut_off = tuple(verify_against(self._records, kept))
            found += cut_off or self._issue_faults(kept)
        return found

    def post(self, *events: Event, request: str | None = None) -> Receipt:
        """Post events to their bodies' ledgers: all of them, or none.

        Only a body of the group holds money, so only to such a body can be posted: never to a
        group, an authority or a delegate, and only in the book's year.

        Args:
            events: in the order in which they are to be recorded.
            request: the caller's own name for this command; see `Records.post`.

        Raises:
            PostingRefusedError: an event breaks a rule; the book is unchanged.
            ApprovalMissingError: an event needs an approval and names none; the book is unchanged.

        >>> Book.in_memory("2011-12", group="NCL").post().posted
        0
        """
        # One that was made past its validation may have neither, and is refused below.
        first = events[0] if events else None
        named = (str(getattr(first, "reference", "")), str(getattr(first, "by", "")))
        return self._decide_among("post", named, events, request=request)


def _terms(
    year: str | FinancialYear, group: str, register: Register | None, rulebook: str | None
) -> Terms:
    known = register or Register.packaged()
    the_year = year if isinstance(year, FinancialYear) else FinancialYear(year)
    return Terms.of(the_year, known.group(group), known, rulebook)


def _events(given: CheckedInput, terms: Terms) -> tuple[tuple[Event, ...], CategoryTree | None]:
    """Everything that an input asks to be posted, and its categories, if it has any."""
    rate = terms.rulebook.headroom.rate.value
    tree = category_tree(given)
    return (*events_of(given, rate), *loads_of(given)), tree if tree.categories else None
