"""What a book remembers: its terms, its events, and the gate through which every one of them came.

State is derived: the ledgers are the events replayed. Every command runs in one transaction that
sees all that others wrote before it, so two people cannot post past each other.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from pctfinance import clock
from pctfinance.bodies import Register
from pctfinance.bodies.stated_groups import OwnGroups
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.decisions.tunnels import refuse_tunnels
from pctfinance.documents import (
    CATEGORIES,
    as_read,
    categories_document,
    categories_of,
    event_document,
    event_of,
    missigned,
    numbers_beyond,
    unattached,
)
from pctfinance.errors import (
    ApprovalMissingError,
    Finding,
    IntegrityError,
    PostingRefusedError,
    UsageError,
)
from pctfinance.ledger.cells import CellShelf
from pctfinance.ledger.events import Event
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.standing_gate import StandingGate
from pctfinance.store.canonical import digest
from pctfinance.store.letting_go import closed_if_refused
from pctfinance.store.lines import LineStore
from pctfinance.store.log import EventLog, Head, Link, Writing
from pctfinance.tables.outside import inside_findings
from pctfinance.terms import Terms

__all__ = ["BOOK", "BOOK_FILE", "Receipt", "Records", "Statement"]

BOOK = ""
"""The chain of the book itself: what belongs to no body. No money is ever in it."""

BOOK_FILE = "book.sqlite"
"""The file in a book's folder that holds its events."""

_ANSWER = "request-answered"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did: how many events it posted, and how many were there already.

    `head` is the end of the log behind it, to be kept outside the book. `repeated` says that the
    request had been answered before, and this is that answer; `stated` counts statements of the book.
    """

    posted: int
    already_there: int
    sequence: int
    head: Head
    repeated: bool = False
    stated: int = 0


class Statement(NamedTuple):
    """A document of the book itself: about all of its bodies, and never with money of its own."""

    sequence: int
    recorded_at: str
    content: Mapping[str, Any]


class Records:
    """The events of one book.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> packaged = Register.packaged()
    >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
    >>> Records.begin(EventLog.in_memory(), terms).ledger.events
    ()
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._seen = 0
        self._terms: Terms | None = None
        self.categories = CategoryTree()
        self.ledger = ResourceLedger()
        # When each event was recorded, and from which event on which categories were shown.
        self._recorded: list[datetime] = []
        self._trees: list[tuple[int, CategoryTree]] = []
        self.statements: tuple[Statement, ...] = ()
        self.own_groups = OwnGroups()
        self._gate: StandingGate | None = None
        # Gives the balance cells with a hash.
        self.cells = CellShelf(log.attached)

    @classmethod
    def begin(
        cls,
        log: EventLog,
        terms: Terms,
        events: Sequence[Event] = (),
        categories: CategoryTree | None = None,
        statements: Sequence[Mapping[str, Any]] = (),
    ) -> "Records":
        """The records of a new book: its terms first, and what it begins with, or no book at all.

        Raises:
            PostingRefusedError: an event breaks a rule; no book was made. See `post`.
        """
        records = cls(log)
        with closed_if_refused(log), log.writing() as writing:
            records._take(iter(writing.append([(BOOK, terms.document())], clock.now())))
            entries, *_ = records._entries(events, categories)
            entries += [(BOOK, dict(one)) for one in statements]
            links = writing.append(entries, clock.now())
        records._take(iter(links))
        return records

    @classmethod
    def open(cls, log: EventLog) -> "Records":
        """The records of a book that is there."""
        records = cls(log)
        with closed_if_refused(log):
            records.refresh()
        return records

    @property
    def terms(self) -> Terms:
        """What the book is about, and by which rules.

        Raises:
            IntegrityError: the book does not begin with its terms.
        """
        if self._terms is None:
            raise IntegrityError("a book begins with its terms; this one is empty")
        return self._terms

    def head(self, until: int | None = None) -> Head:
        """The end of the log, or what it was at an event, to be kept outside the book."""
        return self._log.head(until)

    @property
    def seen(self) -> int:
        """The number of the last event that was taken in."""
        return self._seen

    def seen_by(self, instant: datetime) -> int:
        """The number of the last event that was recorded by an instant; 0 where there was none.

        Recorded times never go backwards, so an instant is a place in the log.
        """
        return bisect_right(self._recorded, instant)

    def recorded(self, sequence: int) -> datetime:
        """When an event of this book was recorded."""
        return self._recorded[sequence - 1]

    def ledger_until(self, sequence: int) -> ResourceLedger:
        """Every event up to one, itself included: what the book held then."""
        return self.ledger if sequence >= self._seen else self.ledger.until(sequence)

    def categories_until(self, sequence: int) -> CategoryTree:
        """The categories as they were shown behind an event."""
        place = bisect_right(self._trees, sequence, key=lambda tree: tree[0])
        return self._trees[place - 1][1] if place else CategoryTree()

    def register_until(self, sequence: int) -> Register:
        """Who there is by the terms, and the groups that the book had stated of its own by an event."""
        return self.own_groups.register(self.terms.register, sequence)

    def attachment(self, sha256: str) -> bytes:
        """What an event names by its hash.

        Raises:
            IntegrityError: it is missing, or not what was recorded.
        """
        return self._log.attachment(sha256)

    def attachments(self) -> tuple[str, ...]:
        """The hashes of all that is attached."""
        return self._log.attachments()

    @property
    def lines(self) -> LineStore:
        """The files of lines that the loads of this book name."""
        return self._log.lines

    def forked(self, folder: Path | None = None) -> "Records":
        """A copy as of now that shares nothing to be written: in memory, or in an empty folder."""
        return Records.open(self._log.fork(folder and folder / BOOK_FILE))

    @property
    def is_kept(self) -> bool:
        """Whether the book outlives the process."""
        return self._log.is_kept

    @property
    def is_read_only(self) -> bool:
        """Whether the book was opened only to be looked at."""
        return self._log.is_read_only

    def close(self) -> None:
        """Let go of the book's file."""
        self._log.close()

    def refresh(self) -> None:
        """Take in what others have written since."""
        self._take(self._log.read(self._seen))

    def post(
        self,
        events: Sequence[Event],
        categories: CategoryTree | None = None,
        *,
        statements: Sequence[Mapping[str, Any]] = (),
        attached: Iterable[bytes] = (),
        request: str | None = None,
        command: Mapping[str, Any] | None = None,
        upon: int | None = None,
    ) -> Receipt:
        """Post events: all that are new, or, where one is refused, none.

        An event from a row that was posted before is passed over; a row that was posted with
        another content is refused, since an event is never changed.

        Args:
            events: in the order in which they are to be recorded.
            categories: the categories that the book shows from now on, if they changed.
            statements: documents of the book itself, each with its `kind`.
            attached: what the events and statements name by its hash.
            request: the caller's own name for this command: said again, it has the first receipt.
            command: what was asked for, where the events follow from it and from the book by then.
            upon: the last event that this was made from, where it holds only if nobody wrote since.

        Raises:
            PostingRefusedError: an event breaks a rule, or needs a number of 2^53 or more.
            ApprovalMissingError: an event needs an approval and names none, or a delegate's budget
                would move between bodies; nothing was posted.
            UsageError: the request was used before for something else, or others wrote since.
        """
        shown = categories_document(categories) if categories is not None else None
        events = as_read(events)
        asked = digest(
            dict(command)
            if command is not None
            else {
                "events": [event_document(event) for event in events],
                "categories": shown,
                **({"statements": [dict(said) for said in statements]} if statements else {}),
            }
        )
        with self._log.writing() as writing:
            self._take(writing.read(self._seen))
            if request is not None and (answer := self._answered(writing, request, asked)):
                return answer
            if upon is not None and upon != self._seen:
                raise UsageError(
                    f"others wrote to the book meanwhile: it holds {self._seen} events, not {upon}; "
                    "nothing was posted",
                    hint="look at what they wrote, and say it again",
                )
            entries, posted, gate = self._entries(events, categories)
            entries += [(BOOK, dict(said)) for said in statements]
            if entries:
                for content in attached:
                    writing.attach(content)
            PostingRefusedError.raise_for(unattached(events, self._log.attachments))
            PostingRefusedError.raise_for(missigned(events, self._log.attachment))
            already_there = len(events) - posted
            if request is not None and (already_there or not entries):
                # What the answer was, where the events do not tell, so that the name is taken.
                counts = {"posted": posted, "already_there": already_there}
                entries.append((BOOK, {"kind": _ANSWER, **counts}))
            links = writing.append(entries, clock.now(), request, asked if request else None)
        self._take(iter(links))
        self._gate = None if statements else gate  # its rules may be others behind a statement
        end = (self._seen, self.head(self._seen))
        return Receipt(posted, already_there, *end, stated=len(statements))

    def refusals(self, events: Sequence[Event]) -> tuple[Finding, ...]:
        """What posting these events would be refused for; nothing is written."""
        try:
            self._entries(events, None)
        except (PostingRefusedError, ApprovalMissingError) as error:
            return error.findings
        return ()

    def _entries(
        self, events: Sequence[Event], categories: CategoryTree | None
    ) -> tuple[list[tuple[str, dict[str, Any]]], int, StandingGate]:
        """What is to be kept of a command, once every event went through the gate; how many do.

        And the gate behind them: the next command begins there, if this one is kept.
        """
        PostingRefusedError.raise_for(
            finding for event in events for finding in self.terms.misplaced(event)
        )
        terms = self.terms
        inside = (terms.group, *self.own_groups.groups(self._seen))
        whose = (self.register_until(self._seen), inside, terms.members_of_year())
        PostingRefusedError.raise_for(inside_findings(events, *whose))
        gate = self._gate_at_hand()
        gated = gate.take(events, after=self._seen)
        # What an event takes from the ledger's state may be a sum that is larger than any amount.
        PostingRefusedError.raise_for(found for event in gated for found in numbers_beyond(event))
        refuse_tunnels(gated)
        entries = [(event.body, event_document(event)) for event in gated]
        if categories is not None and categories != self.categories:
            entries.append((BOOK, categories_document(categories)))
        return entries, len(gated), gate

    def answered(self, request: str, command: Mapping[str, Any]) -> Receipt | None:
        """The receipt of a request that was answered before; none where it is new.

        Raises:
            UsageError: the request was used before for something else, or the book is only read.
        """
        with self._log.writing() as writing:
            self._take(writing.read(self._seen))
            return self._answered(writing, request, digest(dict(command)))

    def _answered(self, writing: Writing, request: str, asked: str) -> Receipt | None:
        """The receipt of a request that was answered before."""
        if not (links := writing.answered(request)):
            return None
        if links[0].request_digest != asked:
            raise UsageError(
                f"request {request!r} was used before, for something else",
                hint="give every request a name of its own",
            )
        last, said = links[-1], [link.content() for link in links if link.chain == BOOK]
        there = said[-1].get("already_there", 0) if last.chain == BOOK else 0
        stated = sum(each.get("kind") not in (_ANSWER, CATEGORIES) for each in said)
        end = (last.sequence, self._log.head(last.sequence))
        return Receipt(len(links) - len(said), there, *end, repeated=True, stated=stated)

    def _gate_at_hand(self) -> StandingGate:
        """The gate behind the last event: it is handed out once, and comes back if all goes well."""
        gate, self._gate = self._gate, None
        if gate is not None and gate.count == len(self.ledger.events):
            return gate
        watches = self.terms.gates(self.statements)
        return StandingGate(self.ledger.events, self.terms.rulebook.late, watches)

    def _take(self, links: Iterator[Link]) -> None:
        events: list[Event] = []
        stated: list[Statement] = []
        for link in links:
            content = link.content()
            if link.chain != BOOK:
                events.append(event_of(link, content))
            elif content.get("kind") == CATEGORIES:
                self.categories = categories_of(content)
                self._trees.append((link.sequence, self.categories))
            elif self._terms is None:
                self._terms = Terms.from_document(content)
            elif content.get("kind") != _ANSWER:
                stated.append(Statement(link.sequence, link.recorded_at, content))
                self.own_groups.take(link.sequence, content)
            self._recorded.append(datetime.fromisoformat(link.recorded_at))
            self._seen = link.sequence
        if events:  # a ledger never changes, and what follows from it is kept with it
            self.ledger = ResourceLedger((*self.ledger.events, *events))
        if stated:
            self.statements = (*self.statements, *stated)
            self._gate = None

    def links(self) -> Iterator[Link]:
        """Every link of the log, for whoever checks it."""
        return self._log.read()

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file and its tables, whatever the events say."""
        return self._log.faults()
