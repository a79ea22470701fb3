"""Whether the snapshots of a book are what they say: numbered, made from this book, and its figures.

Each is made again from the events up to its own. That is affordable: a position of five bodies takes
less than a tenth of a second, and a year has a few dozen snapshots.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from pctfinance import __version__
from pctfinance.asking import Asking
from pctfinance.errors import Finding, IntegrityError, Level, PctFinanceError
from pctfinance.present.report import PositionReport
from pctfinance.publishing.likeness import first_difference
from pctfinance.publishing.snapshot import PUBLISHED, Snapshot
from pctfinance.records import Records

__all__ = ["issue_faults", "made_again", "snapshot_faults", "snapshots_of"]


def snapshots_of(records: Records) -> Iterator[Snapshot]:
    """The snapshots of a book, in their order.

    Raises:
        IntegrityError: a statement of that kind is no snapshot.

    >>> from pctfinance.book import Book
    >>> list(snapshots_of(Book.in_memory("2011-12", group="NCL")._records))
    []
    """
    for statement in records.statements:
        if statement.content.get("kind") == PUBLISHED:
            yield Snapshot.of(statement, records.attachment)


def made_again(book: Asking, snapshot: Snapshot) -> PositionReport:
    """The position of a snapshot, from the events up to the one that it was made from.

    Raises:
        UsageError: the snapshot names no event of this book.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> snapshot = book.publish("2011-12 M08", by="Director of Finance").snapshot
    >>> made_again(book, snapshot).document() == snapshot.document
    True
    """
    position = book.position(
        snapshot.period,
        basis=snapshot.basis,
        known_at=snapshot.known_at,
        recorded_at=snapshot.sequence,
    )
    kept = book._records.head(snapshot.sequence)  # noqa: SLF001 - a part of the same façade
    return replace(position, kept=kept, published=snapshot.issue)


def snapshot_faults(book: Asking, records: Records) -> Iterator[Finding]:
    """What is wrong with the snapshots of a book whose log is whole.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> list(snapshot_faults(book, book._records))
    []
    """
    try:
        for number, snapshot in enumerate(snapshots_of(records), start=1):
            for fault in _faults(book, records, snapshot, number):
                yield _broken(f"published {snapshot.number} (event {snapshot.event}): {fault}")
    except IntegrityError as error:
        yield from error.findings


def issue_faults(records: Records, kept: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether the issue that a pack says it is stands in the book.

    The head in a pack is that of the book before its own snapshot; the number is what shows that
    the snapshot itself was cut off.

    Args:
        records: the book's records.
        kept: what the pack says of its book: `sequence` and, where it was issued, `published`.

    >>> from pctfinance.book import Book
    >>> records = Book.in_memory("2011-12", group="NCL")._records
    >>> [finding.message for finding in issue_faults(records, {"sequence": 1, "published": 1})]
    ['the pack was published as number 1 from event 1, and the book knows of no such issue']
    """
    number, sequence = kept.get("published"), kept["sequence"]
    if number is None:
        return
    try:
        issues = {(each.number, each.sequence) for each in snapshots_of(records)}
    except IntegrityError as error:
        yield from error.findings
        return
    if (number, sequence) not in issues:
        yield _broken(
            f"the pack was published as number {number} from event {sequence}, and the book knows of "
            "no such issue"
        )


def _faults(book: Asking, records: Records, snapshot: Snapshot, number: int) -> Iterator[str]:
    """Why one snapshot cannot be believed; the figures only where all else holds."""
    faults = []
    if snapshot.number != number:
        faults.append(f"it should be number {number}")
    if snapshot.sequence != snapshot.event - 1:
        faults.append(f"it was made from event {snapshot.sequence}, and is not the next one")
    elif records.head(snapshot.sequence).hash != snapshot.head:
        faults.append(
            f"the head that it names is not that of the book at event {snapshot.sequence}"
        )
    if sha256(records.terms.rulebook_text.encode()).hexdigest() != snapshot.rulebook_digest:
        faults.append("the rulebook that it names is not the book's")
    try:
        for name in snapshot.files:
            snapshot.file(name)
        faults = faults or list(_figure_faults(book, snapshot))
    except PctFinanceError as error:
        faults += [finding.message for finding in error.findings]
    yield from faults


def _figure_faults(book: Asking, snapshot: Snapshot) -> Iterator[str]:
    again = made_again(book, snapshot)
    members = tuple((body.code, body.body.name) for body in again.bodies)
    if members != snapshot.members:
        yield "the bodies that it names were not the members of the group"
    worded = snapshot.version == __version__
    difference = first_difference(snapshot.document, again.document(), worded=worded)
    if difference:
        yield f"the book says something else: {difference}"


def _broken(message: str) -> Finding:
    return Finding("integrity.broken", Level.ERROR, message)
