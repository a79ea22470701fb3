"""As published: the chapter of a book about what was issued.

A snapshot is made from the book as it stands, named in it as number 1, 2, ..., and never changed.
It can be made again from the events up to its own, because nothing of a book ever goes.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pctfinance import __version__
from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import Finding, IntegrityError, UsageError
from pctfinance.present.issue import Issue
from pctfinance.present.report import PositionReport
from pctfinance.publishing.checking import (
    issue_faults,
    made_again,
    snapshot_faults,
    snapshots_of,
)
from pctfinance.publishing.comparison import Comparison, compared
from pctfinance.publishing.files import pack_files, placing
from pctfinance.publishing.likeness import first_difference, is_same_position
from pctfinance.publishing.listing import PublishedList
from pctfinance.publishing.snapshot import Snapshot, snapshot_content
from pctfinance.store.canonical import canonical

__all__ = ["Publication", "Publishing"]


@dataclass(frozen=True)
class Publication:
    """What publishing gave: the snapshot, and whether it is a new one.

    Where nothing is new, the snapshot is the one that says the same already, and the files are
    those that were issued with it.
    """

    snapshot: Snapshot
    position: PositionReport
    is_new: bool
    files: tuple[Path, ...] = ()


class Publishing(Asking):
    """The part of a book that issues packs and answers for those that were issued.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> book.publish("2011-12 M08", by="Director of Finance").snapshot.number
    1
    >>> book.publish("2011-12 M08", by="Director of Finance").is_new
    False
    >>> book.reproduce(1).aggregate().breaches == book.position("2011-12 M08").aggregate().breaches
    True
    """

    def publish(
        self,
        period: str | Period,
        *,
        by: str,
        basis: Basis | str | None = None,
        known_at: str | date | None = None,
        reason: str = "",
        out: str | Path | None = None,
        request: str | None = None,
    ) -> Publication:
        """Issue the pack of a month, and keep a snapshot of it in the book.

        A month and basis that were published before are restated by it, for which a reason is
        needed. Where the figures and words are those of the last snapshot of that month and basis,
        nothing is added, and the answer is that snapshot.

        Args:
            period: the month.
            by: the office that issues it.
            basis: see `position`.
            known_at: see `position`.
            reason: why a pack that was published before is restated.
            out: the folder for `board-pack.xlsx` and `position.json`, if they are to be written.
                They are written aside before the snapshot is kept, and moved into place behind it.
            request: the caller's own name for this command: said again, it is answered with the
                snapshot that it made.

        Raises:
            UsageError: no office or no reason is named, the files cannot be written, the request
                was used before for something else, or others wrote to the book meanwhile; then
                nothing was published, unless the message says otherwise. See also `position`.
        """
        if not by.strip():
            raise UsageError(
                "a pack is published by an office, and none was named",
                hint="name it, such as 'Director of Finance'",
            )
        self._records.refresh()
        until = self._records.seen
        position = self.position(period, basis=basis, known_at=known_at, recorded_at=until)
        position = replace(position, kept=self._records.head(until))
        asked = _asked(position, known_at, by, reason)
        if request is not None and (answer := self._records.answered(request, asked)):
            return self._given_again(self._last(position, answer.sequence), out)
        former = self._last(position, until)
        if former and _is_same(former, position):
            if request is not None:
                self._records.post((), request=request, command=asked)
            return self._given_again(former, out)
        if former and not reason.strip():
            raise UsageError(
                f"{position.period}, {position.basis.value}, was published as number "
                f"{former.number}, and the book says something else now: that is a restatement, and "
                "it needs a reason",
                hint=f"give the reason; compare with number {former.number} to see what differs",
            )
        number = len(self._snapshots()) + 1
        issue = Issue(number, by.strip(), former.number if former else None, reason.strip())
        return self._issued(replace(position, published=issue), asked, out, request)

    def _issued(
        self,
        position: PositionReport,
        asked: Mapping[str, Any],
        out: str | Path | None,
        request: str | None,
    ) -> Publication:
        """Write the files aside, keep the snapshot, and only then move the files into place."""
        files = pack_files(self, position)
        document = canonical(position.document())
        content = snapshot_content(position, self._records.terms, document, files, __version__)
        upon = position.kept[0] if position.kept else None
        with placing(Path(out), files) if out is not None else nullcontext() as into_place:
            receipt = self._records.post(
                (),
                statements=[content],
                attached=[document, *files.values()],
                request=request,
                command=asked,
                upon=upon,
            )
            snapshot = self._last(position, receipt.sequence)
            if receipt.repeated:  # somebody else said the same request meanwhile, and was quicker
                return self._given_again(snapshot, out)
            placed = _placed(snapshot, into_place) if into_place else ()
        return Publication(self._certain(snapshot), position, is_new=True, files=placed)

    def _given_again(self, snapshot: Snapshot | None, out: str | Path | None) -> Publication:
        """A snapshot that is there: its files are those that were issued, to the byte."""
        found = self._certain(snapshot)
        placed: tuple[Path, ...] = ()
        if out is not None:
            files = {name: found.file(name) for name in found.files}
            with placing(Path(out), files) as into_place:
                placed = _placed(found, into_place)
        return Publication(found, made_again(self, found), is_new=False, files=placed)

    def published(self, period: str | Period | None = None) -> PublishedList:
        """What was published, in the order of its numbers.

        Args:
            period: only of this month.

        Raises:
            IntegrityError: a snapshot of the book cannot be read.
        """
        month = period_asked(period, self.year) if period is not None else None
        found = (each for each in self._snapshots() if month in (None, each.period))
        return PublishedList(f"{self.group.name}, {self.year}", tuple(found))

    def compare(
        self, before: int | Snapshot | str, after: int | Snapshot | str = "now"
    ) -> Comparison:
        """What differs between two snapshots, or a snapshot and the book as it stands now.

        Args:
            before: a snapshot or its number; or `now`.
            after: the same. `now` is the position of the other's month and basis, with every
                document that the book holds by now.

        Raises:
            UsageError: there is no such snapshot, or both sides are `now`.
        """
        sides = [self._compared_as(each) for each in (before, after)]
        known = [each for each in sides if each is not None]
        if not known:
            raise UsageError(
                "the book as it stands cannot be compared with itself",
                hint="give the number of a snapshot",
            )
        documents, names = [], []
        for side in sides:
            if side is None:
                now = self.position(known[0].period, basis=known[0].basis)
                documents.append(now.document())
                names.append(f"the book at event {self._records.seen}")
            else:
                documents.append(side.document)
                names.append(f"published {side.number} ({side.period}, {side.basis.value})")
        return compared(documents[0], documents[1], (names[0], names[1]))

    def _compared_as(self, side: int | Snapshot | str) -> Snapshot | None:
        if isinstance(side, Snapshot):
            return side
        if str(side).strip().lower() == "now":
            return None
        text = str(side).strip()
        if not (text.isascii() and text.isdecimal()):
            raise UsageError(f"{side!r} is no snapshot", hint="give its number, or 'now'")
        return self._numbered(int(text))

    def reproduce(self, number: int) -> PositionReport:
        """A published position made again from the events up to it, and compared to the letter.

        Where the version of this library that published it is another than this one, what a newer
        version adds or words anew does not count; every figure, status and code does.

        Raises:
            UsageError: there is no such snapshot.
            IntegrityError: what is made again is not what was published; the error names the first
                difference.
        """
        snapshot = self._numbered(number)
        position = made_again(self, snapshot)
        worded = snapshot.version == __version__
        difference = first_difference(snapshot.document, position.document(), worded=worded)
        if difference:
            raise IntegrityError(f"number {number} is not what the book says: {difference}")
        return position

    def _snapshot_faults(self) -> tuple[Finding, ...]:
        """What is wrong with the snapshots: for `verify`, which has looked at all else before."""
        return tuple(snapshot_faults(self, self._records))

    def _issue_faults(self, kept: Mapping[str, Any]) -> tuple[Finding, ...]:
        """What is wrong with the issue that a pack says it is: for `verify` against it."""
        return tuple(issue_faults(self._records, kept))

    def _snapshots(self) -> tuple[Snapshot, ...]:
        return tuple(snapshots_of(self._records))

    def _numbered(self, number: int) -> Snapshot:
        snapshots = self._snapshots()
        if not 0 < number <= len(snapshots):
            many = f"numbers 1 to {len(snapshots)}" if snapshots else "nothing yet"
            raise UsageError(
                f"number {number} was not published", hint=f"the book published {many}"
            )
        return snapshots[number - 1]

    def _last(self, position: PositionReport, until: int) -> Snapshot | None:
        """The last snapshot of a position's month and basis, up to an event."""
        found = [
            each
            for each in self._snapshots()
            if (each.period, each.basis) == (position.period, position.basis)
            and each.event <= until
        ]
        return found[-1] if found else None

    @staticmethod
    def _certain(snapshot: Snapshot | None) -> Snapshot:
        if snapshot is None:
            raise IntegrityError("the book says that it published this, and has no snapshot of it")
        return snapshot


def _asked(
    position: PositionReport, known_at: str | date | None, by: str, reason: str
) -> dict[str, Any]:
    """What a request is about: said again with something else in it, it is refused."""
    day = day_asked(known_at)
    return {
        "command": "publish",
        "period": str(position.period),
        "basis": word_asked(Basis, position.basis).value,
        "known_at": day.isoformat() if day else None,
        "by": by,
        "reason": reason,
    }


def _is_same(snapshot: Snapshot, position: PositionReport) -> bool:
    worded = snapshot.version == __version__
    return is_same_position(snapshot.document, position.document(), worded=worded)


def _placed(snapshot: Snapshot | None, into_place: Any) -> tuple[Path, ...]:
    """The files moved into place; where that fails, the snapshot stands all the same."""
    try:
        placed: tuple[Path, ...] = into_place()
    except UsageError as error:
        number = snapshot.number if snapshot else ""
        raise UsageError(
            f"number {number} is published, but {error.findings[0].message}",
            hint="mend that and say it again: the files come, and nothing is published twice",
        ) from error
    return placed
