"""Closing a month into files: `position.json` and `board-pack.xlsx`, both or neither."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pctfinance.book import Book
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import Finding, Level
from pctfinance.present.report import PositionReport
from pctfinance.publishing import BOARD_PACK, POSITION_JSON, Publication, pack_files, placing

__all__ = ["BOARD_PACK", "POSITION_JSON", "ClosedMonth", "close_month"]


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What closing a month gave: the position, the files, and what was found.

    `publication` is what was published with it; `None` for a draft.
    """

    position: PositionReport
    folder: Path
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    publication: Publication | None = None

    @property
    def exit_code(self) -> int:
        """0 where nothing was found, 1 where there is a breach or something to look at."""
        return int(any(finding.level is not Level.NOTE for finding in self.findings))


def close_month(
    book: Book,
    period: str | Period,
    out: str | Path,
    *,
    basis: Basis | str | None = None,
    known_at: str | date | None = None,
    publish_by: str | None = None,
    reason: str = "",
    request: str | None = None,
) -> ClosedMonth:
    """Write the position of a month into a folder: for programs, and for a board.

    The files are written aside and moved into place when both are whole, so that a failure leaves
    what was there before. They are a draft, and say so, unless an office publishes them.

    What the book's own controls find (`book.controls.add`) is among the findings and not in the files:
    a pack can be made again from the book alone.

    Args:
        book: the book.
        period: the month.
        out: the folder; made where it does not exist. Former files of these names are replaced.
        basis: see `Book.position`.
        known_at: see `Book.position`.
        publish_by: the office that publishes the pack; see `Book.publish`.
        reason: why a month that was published before is restated.
        request: the caller's own name for publishing.

    Raises:
        UsageError: the folder cannot be written to, or see `Book.position` and `Book.publish`.

    >>> from pctfinance.inputs import sample_path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     closed = close_month(Book.read(sample_path()), "2011-12 M08", folder)
    ...     sorted(path.name for path in closed.files), closed.exit_code
    (['board-pack.xlsx', 'position.json'], 1)
    """
    folder = Path(out)
    if publish_by is not None:
        publication = book.publish(
            period,
            basis=basis,
            known_at=known_at,
            by=publish_by,
            reason=reason,
            out=folder,
            request=request,
        )
        position, files = publication.position, publication.files
        findings = (*book.findings, *position.findings, *_own_findings(book, position))
        return ClosedMonth(position, folder, files, findings, publication)
    position = book.position(period, basis=basis, known_at=known_at)
    with placing(folder, pack_files(book, position)) as into_place:
        files = into_place()
    findings = (*book.findings, *position.findings, *_own_findings(book, position))
    return ClosedMonth(position, folder, files, findings)


def _own_findings(book: Book, position: PositionReport) -> tuple[Finding, ...]:
    """What own controls find of the position that is closed."""
    own = [control.id for control in book.controls.own]
    if not own:
        return ()
    report = book.check(position.period, basis=position.basis, known_at=position.known_at, only=own)
    return report.findings
