"""Does what events name by its hash hold what they say of it? Attachments, and the files of lines.

The log proves that an event is what was recorded. What an event only names lies beside it, so it is
read and hashed once more, and the sums that positions are made from are made again from the lines.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from pctfinance.calendar import Period
from pctfinance.errors import Finding, IntegrityError, Level, Where
from pctfinance.ledger.cells import KEYS, MEASURES, BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import LedgerLoaded
from pctfinance.money import show_exact
from pctfinance.records import Records
from pctfinance.store.link import Link

if TYPE_CHECKING:
    import duckdb

__all__ = ["ATTACHED", "Kept", "attachment_faults", "line_faults"]

ATTACHED = (
    "cells_sha256",
    "content_sha256",
    "controls_sha256",
    "document_sha256",
    "evidence_sha256",
    "findings_sha256",
    "profile_sha256",
    "statements_sha256",
)
"""What an event or a statement calls the hash of something that is attached to the book."""

# The lines by the keys of cells, and their measures. A sum of BIGINT is a HUGEINT, which some would
# read as a float.
_SUMS = """
SELECT account, category, resource_limit, delegate, counterparty, recurrence,
    CAST(SUM(opening_pence) AS BIGINT), CAST(SUM(debit_pence) AS BIGINT),
    CAST(SUM(credit_pence) AS BIGINT), CAST(SUM(charge_pence) AS BIGINT), COUNT(*)
FROM read_parquet(?)
GROUP BY account, category, resource_limit, delegate, counterparty, recurrence
"""
_SOURCE = """
SELECT COUNT(*), CAST(COALESCE(SUM(debit_pence), 0) AS BIGINT),
    CAST(COALESCE(SUM(credit_pence), 0) AS BIGINT)
FROM read_parquet(?) WHERE NOT contra
"""
_STRAYS = """
SELECT line, body, period FROM read_parquet(?)
WHERE body IS DISTINCT FROM ? OR period IS DISTINCT FROM ? ORDER BY line LIMIT 1
"""

Cell = tuple[Any, ...]


class Kept(NamedTuple):
    """A link of the log that is sound in itself, and the document in it."""

    link: Link
    content: Mapping[str, Any]


class _Lines:
    """Reads the files of lines below some folders, and nothing else: no network, no extension."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._opened: duckdb.DuckDBPyConnection | None = None

    def rows(self, query: str, *asked: object) -> list[Cell]:
        """The rows that a query gives.

        Raises:
            IntegrityError: a file is none of lines.
        """
        import duckdb  # noqa: PLC0415 - heavy, and most books that are looked at have no lines

        try:
            if self._opened is None:
                self._opened = duckdb.connect(":memory:")
                quoted = (str(folder).replace("'", "''") for folder in self._folders)
                allowed = ", ".join(f"'{folder}'" for folder in quoted)
                for setting in (
                    "autoinstall_known_extensions = false",
                    "autoload_known_extensions = false",
                    f"allowed_directories = [{allowed}]",
                    "enable_external_access = false",
                    "lock_configuration = true",
                ):
                    self._opened.execute(f"SET {setting}")
            return self._opened.execute(query, asked).fetchall()
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise IntegrityError(f"its lines cannot be read: {said}") from error

    def close(self) -> None:
        """Let go of what was opened."""
        if self._opened is not None:
            self._opened.close()


class _Totals(NamedTuple):
    """What lines add up to; debits and credits in pence."""

    rows: int
    debit: int
    credit: int

    def __str__(self) -> str:
        debit, credit = show_exact(self.debit), show_exact(self.credit)
        return f"{self.rows} row{'s' * (self.rows != 1)}, debits {debit}, credits {credit}"


def attachment_faults(
    records: Records, kept: Sequence[Kept], attached: Iterable[str]
) -> Iterator[Finding]:
    """What is named and not attached, or is attached and something else, or is named by nobody.

    Args:
        records: the book's records.
        kept: every document of the book.
        attached: the hashes of all that is attached, read before the documents were: an attachment
            comes with what names it.

    >>> list(attachment_faults(Records.__new__(Records), [], ["0a"]))[0].message
    'the attachment 0a is named by nothing in the book'
    """
    named: set[str] = set()
    sound: set[str] = set()
    for link, content in kept:
        if "_sha256" not in link.document:  # most name nothing, and need not be looked through
            continue
        for key, sha256 in _hashes(content):
            named.add(sha256)
            if key not in ATTACHED or sha256 in sound:
                continue
            try:
                records.attachment(sha256)
            except IntegrityError as error:
                for finding in error.findings:
                    yield _broken(
                        f"{_told(link)}: its {_word(key)}: {finding.message}", link, content
                    )
            else:
                sound.add(sha256)
    for sha256 in attached:
        if sha256 not in named:
            yield Finding(
                "integrity.broken",
                Level.ERROR,
                f"the attachment {sha256} is named by nothing in the book",
            )


def line_faults(records: Records, kept: Sequence[Kept]) -> Iterator[Finding]:
    """The first fault of each load of lines: its file, its cells, its control totals, its balance.

    A file of lines that no event names is no fault, but told: a load that was cut short leaves one.

    Args:
        records: the book's records.
        kept: every document of the book.

    Raises:
        UsageError: a file of lines cannot be read, for want of rights.

    >>> from pctfinance.store.log import EventLog
    >>> list(line_faults(Records(EventLog.in_memory()), []))
    []
    """
    with closing(_Lines(records.lines.folders)) as lines:
        yield from _loads(records, kept, lines)


def _loads(records: Records, kept: Sequence[Kept], lines: _Lines) -> Iterator[Finding]:
    named = set()
    for link, content in kept:
        what = content.get("what")
        if not isinstance(what, Mapping) or what.get("kind") != "ledger-loaded":
            continue
        try:
            event = Event.model_validate(content)
            load = LedgerLoaded.model_validate(what)
            named.add(load.lines_path)
            fault = next(_load_faults(records, lines, load, event), None)
        except ValidationError as error:
            fault = f"it is no load of lines: {error.errors()[0]['msg']}"
        except IntegrityError as error:
            fault = error.findings[0].message
        if fault:
            yield _broken(f"{_told(link)}: {fault}", link, content)
    for place in records.lines.places():
        if place not in named:
            yield Finding(
                "integrity.left-over",
                Level.NOTE,
                f"no event names the file {place}",
                Where(file=place),
                "a load that was cut short leaves one; it counts for nothing",
            )


def _load_faults(
    records: Records, lines: _Lines, load: LedgerLoaded, event: Event
) -> Iterator[str]:
    place = load.lines_path
    if records.lines.sha256(place) != load.lines_sha256:
        yield f"the file {place} is not what was recorded"
        return
    try:
        attached = records.attachment(load.cells_sha256)
    except IntegrityError:
        return  # it was told with the attachments
    cells = BalanceCells.from_bytes(attached)
    path, body, month = str(records.lines.path(place)), event.body, event.period.number
    for line, of, number in lines.rows(_STRAYS, path, body, month):
        yield f"line {line} in {place} is of {of}, M{number:02}, and not of {body}, {event.period}"
    yield from _cell_faults(_rows(cells), lines.rows(_SUMS, path), place)
    yield from _total_faults(load, cells, _Totals(*lines.rows(_SOURCE, path)[0]))


def _rows(cells: BalanceCells) -> list[Cell]:
    """The cells as rows of `KEYS` and `MEASURES`, in order of their keys."""
    texts = [[cells.codes[key][at] for at in cells.columns[key].tolist()] for key in KEYS]
    sums = [cells.columns[measure].tolist() for measure in MEASURES]
    return sorted(zip(*texts, *sums, strict=True))


def _cell_faults(kept: Sequence[Cell], summed: Sequence[Cell], place: str) -> Iterator[str]:
    """The first cell that is not the sum of its lines."""
    at = len(KEYS)
    held = {row[:at]: row[at:] for row in kept}
    if len(held) != len(kept):
        twice = next(a for a, b in pairwise(kept) if a[:at] == b[:at])
        yield f"the cell {_named(twice)} stands twice"
    made = {row[:at]: row[at:] for row in summed}
    nothing = (0,) * len(MEASURES)
    for key in sorted({*held, *made}):
        cell, lines = held.get(key, nothing), made.get(key, nothing)
        for measure, mine, theirs in zip(MEASURES, cell, lines, strict=True):
            if mine != theirs:
                shown = str if measure == "lines" else show_exact
                yield (
                    f"the cell {_named(key)} holds {measure} {shown(mine)}, "
                    f"its lines in {place} {shown(theirs)}"
                )


def _total_faults(load: LedgerLoaded, cells: BalanceCells, source: _Totals) -> Iterator[str]:
    """Control totals that are not those of the lines, and a load that does not balance."""
    whole = _Totals(*(cells.total(name) for name in ("lines", "debit", "credit")))
    stated = _Totals(load.totals.rows, load.totals.debit_pence, load.totals.credit_pence)
    own = source if load.contra else whole  # the line that completes a summary is in no extract
    if stated != own:
        yield f"the control totals of {load.file} are {stated}, its lines hold {own}"
    if whole.debit != whole.credit:
        yield (
            f"debits of {show_exact(whole.debit)} and credits of {show_exact(whole.credit)} "
            "do not balance"
        )
    if opening := cells.total("opening"):
        yield f"the opening balances add up to {show_exact(opening)}, and not to nothing"


def _named(cell: Cell) -> str:
    """A cell by those of its keys that say something."""
    return ", ".join(f"{key} {text}" for key, text in zip(KEYS, cell, strict=False) if text)


def _hashes(document: object) -> Iterator[tuple[str, str]]:
    """Every hash that a document names, by its key, however deep it stands."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            if key.endswith("_sha256") and isinstance(value, str) and value:
                yield key, value
            else:
                yield from _hashes(value)
    elif isinstance(document, list):
        for value in document:
            yield from _hashes(value)


def _word(key: str) -> str:
    return key.removesuffix("_sha256")


def _told(link: Link) -> str:
    whose = f"of {link.chain}" if link.chain else "of the book itself"
    return f"event {link.sequence} ({whose}, link {link.link})"


def _broken(message: str, link: Link, content: Mapping[str, Any]) -> Finding:
    return Finding("integrity.broken", Level.ERROR, message, _where(link, content))


def _where(link: Link, content: Mapping[str, Any]) -> Where | None:
    """The extract, the body and the month that an event is about."""
    try:
        day = date.fromisoformat(content["effective"])
    except (KeyError, TypeError, ValueError):  # it is of the book itself, or of no day
        return None
    what = content.get("what")
    file = what.get("file") if isinstance(what, Mapping) else None
    return Where(file=file, body=link.chain, period=str(Period.of(day)))
