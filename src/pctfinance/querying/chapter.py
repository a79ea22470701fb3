"""Free SQL over a book, and the lines under a balance cell, as a chapter of the book."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.ledger.cells import KEYS, BalanceCells
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import Lane, LedgerLoaded
from pctfinance.querying.answer import Pieces, QueryAnswer
from pctfinance.querying.engine import fetched, locked, opened, see_that_it_only_reads
from pctfinance.querying.views import VIEWS, Source, make_views, standing_loads
from pctfinance.surveying import Surveying

__all__ = ["Querying"]

_COLUMN = {key: "resource_limit" if key == "limit" else key for key in KEYS}
_SUMS = {"debit": "debit_pence", "credit": "credit_pence", "charge": "charge_pence"}


class Querying(Surveying):
    """The part of a book that is asked in SQL. `pctfinance.book.Book` is the whole."""

    def sql(
        self,
        query: str | Path,
        parameters: Mapping[str, Any] | None = None,
        *,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> QueryAnswer:
        """Ask a question in SQL; nothing is written, and no other file is read.

        The views are `lines` (of the general ledger), `cells` (their sums), `figures` (actuals,
        forecasts and profiles that count), `resource` (lines of the resource ledger), `events`,
        `bodies` and `memberships`, a row a month. Lines are streamed from their files, within
        bounded memory; whether they are those that were loaded is for `verify` to say.

        Args:
            query: one statement, or a file that holds it. `$name` stands for a parameter.
            parameters: their values.
            known_at: the last day whose documents count; all count unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        Raises:
            UsageError: the file cannot be read, or it is no statement that reads, names what there
                is not, or reaches for another file.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> list(book.sql("SELECT count(*) FROM memberships WHERE parent = 'NCL' AND period = $month",
        ...     {"month": 8}))
        [(5,)]
        """
        text = _text(query) if isinstance(query, Path) else query
        source = self._source(known_at, recorded_at)
        given = dict(parameters or {})

        @contextmanager
        def asking() -> Iterator[Pieces]:
            with opened() as engine:
                see_that_it_only_reads(engine, text)
                locked(engine, make_views(engine, text, source))
                yield fetched(engine, text, given)

        return QueryAnswer(_described(text, source, given), asking)

    def lines(
        self,
        body: str,
        period: str | Period,
        *,
        account: str | None = None,
        category: str | None = None,
        limit: str | None = None,
        delegate: str | None = None,
        counterparty: str | None = None,
        recurrence: str | None = None,
        lane: Lane | str = Lane.LOAD,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> QueryAnswer:
        """The lines of the general ledger under the balance cells of a body and month.

        They are read from the one file that the load names, after its hash was checked, and must
        sum to the cells.

        Args:
            body: the body.
            period: the month.
            account: only lines of this account; so too the other parts of a cell.
            category: see above.
            limit: see above; empty for accounts of the balance sheet.
            delegate: see above.
            counterparty: see above.
            recurrence: see above.
            lane: `load` or `adjustment`.
            known_at: see `sql`.
            recorded_at: see `sql`.

        Raises:
            UsageError: no extract of that body and month stands in that lane, or a part of a cell is
                no text.
            IntegrityError: the file is missing or not what was recorded, or its lines do not sum to
                the cells.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").lines("5A9", "M08")
        Traceback (most recent call last):
        pctfinance.errors.UsageError: no extract of 5A9 stands for 2011-12 M08 ...
        """
        source = self._source(known_at, recorded_at)
        code = self.register.body(body).code
        month, way = period_asked(period, self.year), word_asked(Lane, lane)
        load = _load_of(standing_loads(source), code, month, way)
        values = (account, category, limit, delegate, counterparty, recurrence)
        _see_that_codes_are_text(dict(zip(KEYS, values, strict=True)))
        cell = {key: value for key, value in zip(KEYS, values, strict=True) if value is not None}
        what = _what_of(load)
        if self._records.lines.sha256(what.lines_path) != what.lines_sha256:
            raise IntegrityError(f"the lines {what.lines_path} are not what was recorded")
        wanted = " AND ".join(f"{_COLUMN[key]} = ${key}" for key in cell) or "true"
        text = f"SELECT * FROM lines WHERE {wanted} ORDER BY line"  # noqa: S608 - names are ours
        summed = ", ".join(f"SUM({column})::BIGINT" for column in _SUMS.values())
        total = f"SELECT COUNT(*), {summed} FROM lines WHERE {wanted}"  # noqa: S608 - as above
        only = Source(
            source.standing,
            (load,),
            source.members,
            source.register,
            source.cells,
            source.path,
        )

        @contextmanager
        def asking() -> Iterator[Pieces]:
            with opened() as engine:
                locked(engine, make_views(engine, "lines", only))
                found = next(fetched(engine, total, cell))[0]
                if (sums := _sums(self._records.cells(what.cells_sha256), cell)) != [
                    value or 0 for value in found
                ]:
                    raise IntegrityError(
                        f"the lines {what.lines_path} come to {found}, their cells to {sums}"
                    )
                yield fetched(engine, text, cell)

        return QueryAnswer(tuple(VIEWS["lines"].items()), asking)

    def _source(self, known_at: str | date | None, recorded_at: datetime | int | None) -> Source:
        """What a query is asked of."""
        self._records.refresh()
        until, known = self._until(recorded_at), day_asked(known_at)
        standing = self._event_columns().standing(self.year.periods[-1], known, until)
        events = [
            event
            for event in self._records.ledger.events
            if event.sequence <= until and (known is None or event.notified <= known)
        ]
        return Source(
            standing,
            events,
            tuple(self._records.terms.members_of_year()),
            self._records.register_until(until),
            self._records.cells,
            self._records.lines.path,
        )


def _described(text: str, source: Source, given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The columns of an answer, by name and type: whatever is wrong with a query shows here."""
    with opened() as engine:
        see_that_it_only_reads(engine, text)
        locked(engine, make_views(engine, text, source))
        rows = next(fetched(engine, f"DESCRIBE {text}", given), [])
    return tuple((str(row[0]), str(row[1])) for row in rows)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the query {path} cannot be read: {error}") from error


def _see_that_codes_are_text(given: Mapping[str, object]) -> None:
    faults = [
        f"{key} {value!r} is no text, as codes are"
        for key, value in given.items()
        if not isinstance(value, str | None)
    ]
    if faults:
        raise UsageError(*faults)


def _load_of(loads: tuple[Event, ...], body: str, month: Period, lane: Lane) -> Event:
    for event in loads:
        if (event.body, event.period, _what_of(event).lane) == (body, month, lane):
            return event
    raise UsageError(
        f"no extract of {body} stands for {month} in the lane {lane.value}",
        hint="see its loads: `loads`; figures that came as a table have no lines",
    )


def _what_of(event: Event) -> LedgerLoaded:
    if not isinstance(event.what, LedgerLoaded):
        raise TypeError(event.what.kind)
    return event.what


def _sums(cells: BalanceCells, cell: Mapping[str, str]) -> list[int]:
    """How many lines there are under some cells, and their sums, in the order of `_SUMS`."""
    at = cells.columns["lines"] > 0
    for key, value in cell.items():
        codes = cells.codes[key]
        at &= cells.columns[key] == (codes.index(value) if value in codes else -1)
    return [int(cells.columns[name][at].sum()) for name in ("lines", *_SUMS)]
