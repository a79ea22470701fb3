"""The log: every event of a book, in one order, each a link of its body's chain.

A link names the hash of the link before it, so nothing in between can be changed, put in or taken
out without breaking the chain. A cut-off tail does break no chain: that is what the head is for,
which stands in every exported pack.
"""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pctfinance.errors import UsageError
from pctfinance.store.attached import attach, attached_names, read_attached
from pctfinance.store.canonical import GENESIS, canonical, digest
from pctfinance.store.connection import (
    connected,
    connecting,
    needs_snapshot,
    set_journal,
    snapshot,
)
from pctfinance.store.lines import LineStore
from pctfinance.store.link import COLUMNS, HASHED, Link, links
from pctfinance.store.schema import SCHEMA_VERSION, create, deviations, migrate, version_of
from pctfinance.store.trouble import files_in_clear_words, in_clear_words

__all__ = ["EventLog", "Head", "Link", "Writing"]


# The chains one by one, and of each the last link: read from the end, however long the log is.
_HEADS = """
WITH RECURSIVE chains(name) AS (
    SELECT min(chain) FROM events
    UNION ALL
    SELECT (SELECT min(chain) FROM events WHERE chain > name) FROM chains WHERE name IS NOT NULL
)
SELECT chain, link, hash FROM chains JOIN events ON sequence = (
    SELECT sequence FROM events
    WHERE chain = name AND sequence <= coalesce(?, sequence) ORDER BY link DESC LIMIT 1
) ORDER BY chain
"""


class Head(NamedTuple):
    """The end of a log: how many events it holds, and one hash over the ends of all its chains."""

    sequence: int
    hash: str


class Writing:
    """One transaction that writes: it sees every event, and nobody else writes meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, after: int = 0) -> Iterator[Link]:
        """Every link behind `after`, in order."""
        return _read(self._connection, after)

    def answered(self, request: str) -> tuple[Link, ...]:
        """The links that a request was answered with before; none where it is new."""
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM events WHERE request = ? ORDER BY sequence",  # noqa: S608 - our own column names
            (request,),
        )
        return tuple(links(rows))

    def attach(self, content: bytes) -> str:
        """Keep bytes that an event names by their hash; those that are there already stay.

        Returns:
            their SHA-256, as events name them.
        """
        return attach(self._connection, content)

    def append(
        self,
        entries: Iterable[tuple[str, dict[str, Any]]],
        recorded_at: datetime,
        request: str | None = None,
        request_digest: str | None = None,
    ) -> tuple[Link, ...]:
        """Append documents, each to the chain that is named with it.

        Args:
            entries: pairs of a chain and a document, in their order.
            recorded_at: when the book takes them in. Where the clock was set back, the time of
                the last event stands instead: recorded times never go backwards.
            request: the caller's own name for this command, if it has one.
            request_digest: what the command asked for, so that a second use can be compared.
        """
        sequence, last_recorded = self._connection.execute(
            "SELECT sequence, recorded_at FROM events ORDER BY sequence DESC LIMIT 1"
        ).fetchone() or (0, "")
        recorded = max(recorded_at.astimezone(UTC).isoformat(), last_recorded)
        appended = []
        for chain, document in entries:
            sequence += 1
            end = self._connection.execute(
                "SELECT link, hash FROM events WHERE chain = ? ORDER BY link DESC LIMIT 1", (chain,)
            ).fetchone() or (0, GENESIS)
            unsealed = Link(
                sequence=sequence,
                chain=chain,
                link=end[0] + 1,
                recorded_at=recorded,
                request=request,
                request_digest=request_digest,
                document=canonical(document).decode(),
                previous=end[1],
                hash="",
            )
            row = [getattr(unsealed, name) for name in HASHED]
            sealed = replace(unsealed, hash=unsealed.expected_hash())
            self._connection.execute(
                f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own column names
                (*row, sealed.hash),
            )
            appended.append(sealed)
        return tuple(appended)


class EventLog:
    """The log of one book, in a file or in memory.

    >>> from datetime import UTC
    >>> log = EventLog.in_memory()
    >>> with log.writing() as writing:
    ...     link, = writing.append([("5A9", {"pence": 1})], datetime(2011, 4, 8, tzinfo=UTC))
    >>> [(link.sequence, link.chain, link.content()) for link in log.read()]
    [(1, '5A9', {'pence': 1})]
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path | None = None, *, is_begun: bool = False
    ) -> None:
        self._connection = connection
        self._name = str(path or "in memory")
        self.is_kept = path is not None
        self.folder = path.parent if path is not None else None
        self.is_read_only = False
        self._below: LineStore | None = None
        # A new log is made in the transaction of its first events, so that there is never a file
        # that is a book and empty.
        self._is_begun = is_begun
        self._let_go = weakref.finalize(self, connection.close)

    @classmethod
    def in_memory(cls) -> "EventLog":
        """A log that is gone with the process, kept by the same code.

        >>> EventLog.in_memory().head().sequence
        0
        """
        connection = connected()
        create(connection)
        return cls(connection)

    @classmethod
    def create(cls, path: Path) -> "EventLog":
        """A new, empty log. It is kept from its first events on; until then nobody else sees it.

        Its folder is made where it is not there. An empty file, as an attempt that was cut short leaves it, is taken for the new one.

        Raises:
            UsageError: there is a file of that name already, or there cannot be one.
        """
        with files_in_clear_words(str(path.parent)):
            path.parent.mkdir(parents=True, exist_ok=True)
        with in_clear_words(str(path)), connecting(path, "rwc") as connection:
            _refuse_another(connection, path)
            set_journal(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            _refuse_another(connection, path)  # somebody else may have been quicker
            create(connection)
            return cls(connection, path, is_begun=True)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "EventLog":
        """The log in a file, brought to this library's version unless it is only read.

        Where nothing may be written beside it, a log that is only read is read as it stands at that
        moment, once and for all, if nobody writes to it then.

        Raises:
            UsageError: there is no such file, it is no book, it cannot be opened, a newer version
                wrote it, or it is older and may only be read.
            IntegrityError: the file is damaged.
        """
        if not path.is_file():
            raise UsageError(f"there is no book: {path}", hint="create it, or check the path")
        with in_clear_words(str(path)):
            try:
                with connecting(path, "ro" if read_only else "rw") as connection:
                    return cls._opened(connection, path, read_only=read_only)
            except sqlite3.OperationalError as error:
                if not read_only or not needs_snapshot(path, error):
                    raise
            copy = snapshot(path)
            try:
                return cls._opened(copy, path, read_only=True)
            except BaseException:
                copy.close()
                raise

    @classmethod
    def _opened(cls, connection: sqlite3.Connection, path: Path, *, read_only: bool) -> "EventLog":
        version = version_of(connection)
        if not version:
            raise UsageError(
                f"this is no book: {path}: it is empty; was its making cut short, or was it copied "
                f"without {path.name}-wal?",
                hint="copy the whole folder while nobody writes to it, or create the book again",
            )
        if read_only and version < SCHEMA_VERSION:
            raise UsageError(
                f"this book has the older version {version} and is opened to be read only",
                hint="open it once to be written",
            )
        log = cls(connection, path)
        log.is_read_only = read_only
        if version > SCHEMA_VERSION:
            migrate(connection)  # it says why it cannot, and needs no transaction for that
        elif version < SCHEMA_VERSION:
            with log.writing():
                migrate(connection)
        if not read_only:
            set_journal(connection, path)
        return log

    @cached_property
    def lines(self) -> LineStore:
        """The files of lines that lie beside it; those of the log that it is a fork of among them."""
        if self.folder is None:
            return LineStore.in_memory(self._below)
        return LineStore(self.folder)

    def fork(self, path: Path | None = None) -> "EventLog":
        """A log that holds the same up to now, and shares nothing with this one that is written.

        Args:
            path: the file that it is kept in, which is not there yet; in memory where none is
                given. Only a fork in memory has the files of lines at hand, to be read.

        Raises:
            UsageError: there is no room or no right for that file.

        >>> log = EventLog.in_memory()
        >>> with log.fork().writing() as writing:
        ...     _ = writing.append([("5A9", {"pence": 1})], datetime(2011, 4, 8, tzinfo=UTC))
        >>> log.head().sequence
        0
        """
        copy = connected() if path is None else connected(path, "rwc")
        with in_clear_words(str(path or self._name)):
            self._connection.backup(copy)
        if path is not None:
            copy.close()
            return EventLog.open(path)
        fork = EventLog(copy)
        fork._below = self.lines
        return fork

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction: all of it is kept, or, where anything is raised, none of it.

        Raises:
            UsageError: there is no room or no right to write, or somebody else does not stop to.

        >>> log = EventLog.in_memory()
        >>> with log.writing() as writing:
        ...     list(writing.read())
        []
        """
        with in_clear_words(self._name):
            if not self._is_begun:
                self._connection.execute("BEGIN IMMEDIATE")
            self._is_begun = False
            try:
                yield Writing(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite may have rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise

    def read(self, after: int = 0) -> Iterator[Link]:
        """Every link behind `after`, in order, as they stood when the reading began.

        Raises:
            IntegrityError: the file is damaged.

        >>> list(EventLog.in_memory().read())
        []
        """
        with in_clear_words(self._name):
            return iter(list(_read(self._connection, after)))

    def attachment(self, name: str) -> bytes:
        """What is attached under a hash.

        Raises:
            IntegrityError: there is nothing under it, or something else.

        >>> log = EventLog.in_memory()
        >>> with log.writing() as writing:
        ...     name = writing.attach(b"cells")
        >>> log.attachment(name)
        b'cells'
        """
        ((_, content),) = self.attached([name])
        return content

    def attached(self, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """What is attached under many hashes, in no order, each with its hash.

        Raises:
            IntegrityError: there is nothing under one of them, or something else.

        >>> list(EventLog.in_memory().attached([]))
        []
        """
        with in_clear_words(self._name):
            yield from read_attached(self._connection, names)

    def attachments(self) -> tuple[str, ...]:
        """The hashes under which something is attached, in order.

        >>> EventLog.in_memory().attachments()
        ()
        """
        with in_clear_words(self._name):
            return attached_names(self._connection)

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the file and its tables, whatever the events say; empty where nothing.

        Raises:
            IntegrityError: the file is so damaged that this cannot be told.

        >>> EventLog.in_memory().faults()
        ()
        """
        with in_clear_words(self._name):
            strayed = tuple(deviations(self._connection))
            told = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check(10)")]
        return (*strayed, *(f"the file is damaged: {fault}" for fault in told if fault != "ok"))

    def heads(self, until: int | None = None) -> Mapping[str, tuple[int, str]]:
        """The end of each chain: how many links it has, and the hash of the last.

        Args:
            until: the last event that counts; all of them unless told otherwise.

        >>> EventLog.in_memory().heads()
        {}
        """
        with in_clear_words(self._name):
            rows = self._connection.execute(_HEADS, (until,)).fetchall()
        return {chain: (link, last) for chain, link, last in rows}

    def head(self, until: int | None = None) -> Head:
        """The end of the log, or what it was at an event, to be kept outside it.

        >>> EventLog.in_memory().head().sequence
        0
        """
        heads = self.heads(until)
        content = {chain: [link, last] for chain, (link, last) in heads.items()}
        return Head(sum(link for link, _ in heads.values()), digest(content))


def _refuse_another(connection: sqlite3.Connection, path: Path) -> None:
    if version_of(connection):
        raise UsageError(f"there is a book already: {path}", hint="open it")


def _read(connection: sqlite3.Connection, after: int) -> Iterator[Link]:
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM events WHERE sequence > ? ORDER BY sequence",  # noqa: S608 - our own column names
        (after,),
    )
    return links(rows)
