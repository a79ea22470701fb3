"""Loading extracts of the general ledger into a book, and listing what was loaded.

The lines of each body and month go into a file of their own, beside the book's log; the event names
the file and its sums by their hashes. Positions are made from the sums and never open a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.asking import Asking
from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level, PostingRefusedError, UsageError, Where
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.ingest import Extract, MonthOfLines, read_extract, see_that_it_opens
from pctfinance.extracts.listing import LedgerReceipt, LoadedMonth
from pctfinance.extracts.mapping import Unmapped
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.words import Scope
from pctfinance.ledger.events import Event
from pctfinance.ledger.holdings import standing_loads
from pctfinance.ledger.journal_rules import journals_of
from pctfinance.ledger.loads import ControlTotals, Lane, LedgerLoaded, is_to_date
from pctfinance.ledger.opening_breaks import OPENING_HINT, opening_breaks
from pctfinance.ledger.repeats import Load, Repeats
from pctfinance.ledger.replaced import about_replaced
from pctfinance.present.load_table import LoadList, loads_among
from pctfinance.store.canonical import canonical

__all__ = ["Loading"]

_Place = tuple[str, str, Period | None]
_TOTALS = tuple(ControlTotals.model_fields)


class Loading(Asking):
    """The part of a book that takes in extracts of the general ledger."""

    def load_ledger(
        self,
        path: str | Path,
        *,
        profile: Profile | str | Path,
        accounts: AccountMap | str | Path,
        body: str | None = None,
        period: str | Period | None = None,
        lane: Lane | str = "load",
        totals: ControlTotals | Mapping[str, int] | None = None,
        unmapped: Unmapped | str = "refuse",
        notified: str | date | None = None,
        by: str = "",
        reason: str = "",
        synthetic: bool = False,
        request: str | None = None,
    ) -> LedgerReceipt:
        r"""Take an extract into the book: all of its bodies and months, or nothing.

        A later extract of a body and month takes the place of the former one in its lane; both stay
        in the log, and `loads` shows them.

        Args:
            path: the extract.
            profile: how it is written: a profile, or its file.
            accounts: what its accounts are: a map, or its file.
            body: the body whose extract it is; needed where the extract does not say it.
            period: the month that it is of; needed where the extract does not say it.
            lane: `load` takes the place of what the body reported; `adjustment` is added to it.
            totals: what its sender says that it adds up to, in the terms of `ControlTotals`: all
                three, or some of them by name.
            unmapped: `refuse` refuses accounts that the map does not know; `category` counts them
                as revenue in the category `unmapped`.
            notified: the day from which it counts as known; the last of its month unless told
                otherwise.
            by: the office that loads it.
            reason: why it is loaded, for a corrected extract.
            synthetic: whether its figures have no published source.
            request: the caller's own name for this command: the same extract under the same name is
                answered with the first receipt.

        Raises:
            InputRefusedError: the extract, profile or map cannot be relied on; the error carries
                every finding.
            PostingRefusedError: the same extract was loaded before, or an event breaks a rule.
            UsageError: the request was used before for something else, or a word is none.

        >>> from pctfinance.book import Book
        >>> from tempfile import TemporaryDirectory
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> text = ("Entity,Period,Cost centre,Subjective,Analysis 1,Analysis 2,Opening,Debit,Credit,"
        ...     "Closing\n5A9,M8,4105,52110,,,0,700.00,,700\n5A9,M8,,91000,,,0,,700.00,-700\n")
        >>> known = AccountMap.parse("account,category,limit\n52110,acute,revenue\n91000,bank,\n")
        >>> with TemporaryDirectory() as folder:
        ...     extract = Path(folder, "tb.csv")
        ...     _ = extract.write_text(text, encoding="utf-8")
        ...     receipt = book.load_ledger(extract, accounts=known,
        ...         profile=Profile.packaged("example-trial-balance"))
        >>> receipt.months[0].rows, receipt.months[0].debit_pence, len(book.loads("5A9"))
        (2, 70000, 1)
        """
        extract = Path(path)
        way = profile if isinstance(profile, Profile) else Profile.read(profile)
        known = accounts if isinstance(accounts, AccountMap) else AccountMap.read(accounts)
        described = _described(way, known)
        see_that_it_opens(extract)
        if request is not None:
            said = (body, period, lane)
            if answer := self._answered_before(request, extract, described, said):
                return answer
        scope = self._scope(body, period)
        if self._records.is_read_only:
            raise UsageError(
                "this book was opened only to be looked at", hint="open it without read_only"
            )
        with self._records.lines.aside() as aside:
            found = read_extract(
                extract,
                way,
                known,
                scope,
                aside,
                stated=_stated(totals),
                unmapped=word_asked(Unmapped, unmapped),
            )
            self._records.refresh()
            told = day_asked(notified)
            events = [
                Event(
                    body=month.body,
                    effective=month.period.end,
                    notified=told or month.period.end,
                    reference=extract.name,
                    source=extract.name,
                    by=by,
                    purpose=reason,
                    synthetic=synthetic,
                    where=Where(file=extract.name),
                    what=_what(found, month, way, described, word_asked(Lane, lane)),
                )
                for month in found.months
            ]
            # What is refused, by its content or at the gate, leaves no file behind.
            before = Repeats(self._records.ledger.events)
            PostingRefusedError.raise_for(f for event in events for f in before.findings(event))
            self._records.ledger.post(events)
            standing = self._standing()
            places = [standing.get(_place(event)) for event in events]
            together = list(zip(found.months, events, places, strict=True))
            months = tuple(_loaded(month, place) for month, _, place in together)
            about = [
                finding
                for month, event, place in together
                for finding in about_replaced(event, month.cells, place, self._records.cells)
            ]
            about += self._about_openings(found, events)
            self._records.lines.keep_all(
                (month.file, _what_of(event).lines_path) for month, event, _ in together
            )
            attached = [described, *(month.cells.to_bytes() for month in found.months)]
            receipt = self._records.post(events, attached=attached, request=request)
        return LedgerReceipt(
            receipt.posted,
            months,
            (*found.findings, *about),
            receipt.sequence,
            receipt.head,
            receipt.repeated,
        )

    def _about_openings(self, found: Extract, events: Sequence[Event]) -> Iterator[Finding]:
        """Openings, of these extracts and of those behind them, that are not the closing before."""
        known = {
            _what_of(event).cells_sha256: month.cells
            for month, event in zip(found.months, events, strict=True)
        }
        new = {(event.body, event.period.number) for event in events}
        after = standing_loads((*self._records.ledger.events, *events), "actuals")
        entered = journals_of(self._records.ledger.events)
        for body in sorted({event.body for event in events}):
            loads = [event for event in after if event.body == body]
            if any(is_to_date(event.what) for event in loads):
                continue
            journals = [each for key, each in entered.items() if key[:2] == (body, self.year)]
            for one in opening_breaks(
                loads, lambda sha: known.get(sha) or self._records.cells(sha), journals
            ):
                if {(body, one.month), (body, one.month - 1)} & new:
                    month = str(self.year.period(one.month))
                    where = Where(body=body, period=month)
                    message = f"{one.words}: {one.amounts}"
                    yield Finding("extract.opening", Level.WARNING, message, where, OPENING_HINT)

    def loads(self, body: str | None = None, period: str | Period | None = None) -> LoadList:
        """Every load of the general ledger, in the order of the book; `.table` has them.

        Args:
            body: only those of this body.
            period: only those of this month.

        Raises:
            UnknownNameError: the register knows no such body.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").loads()
        <Loads of the general ledger: 0>
        """
        code = self.register.body(body).code if body else None
        month = period_asked(period, self.year) if period else None
        return LoadList(
            load
            for load in loads_among(self._records.ledger.events)
            if code in (None, load.body) and month in (None, load.period)
        )

    def _scope(self, body: str | None, period: str | Period | None) -> Scope:
        members = self._records.terms.members_of_year()
        code = self._member_asked(body).code if body else None
        month = period_asked(period, self.year) if period is not None else None
        return Scope(self.year, self.register, members, self.group.code, code, month)

    def _standing(self) -> dict[_Place, Event]:
        """The last load of each body, month and lane: a new one takes its place."""
        loads = (e for e in self._records.ledger.events if isinstance(e.what, Load))
        return {_place(event): event for event in loads}

    def _answered_before(
        self,
        request: str,
        path: Path,
        described: bytes,
        said: tuple[str | None, str | Period | None, str],
    ) -> LedgerReceipt | None:
        """The first receipt of a request, if its events are those that this command would give.

        The extract need not be read again for that: it is known by its hash.
        """
        self._records.refresh()
        links = [link for link in self._records.links() if link.request == request]
        if not links:
            return None
        first, last = links[0].sequence, links[-1].sequence
        events = [e for e in self._records.ledger.events if first <= e.sequence <= last]
        scope, lane = self._scope(said[0], said[1]), word_asked(Lane, said[2])
        with path.open("rb") as file:
            hashed = file_digest(file, "sha256").hexdigest()
        if not events or not all(_is_of(event, hashed, described, scope, lane) for event in events):
            raise UsageError(
                f"request {request!r} was used before, for something else",
                hint="give every request a name of its own",
            )
        loads = {load.sequence: load for load in self.loads()}
        months = tuple(
            LoadedMonth(
                event.body,
                event.period,
                loads[event.sequence].rows,
                loads[event.sequence].debit_pence,
                loads[event.sequence].credit_pence,
                self._records.cells(_what_of(event).cells_sha256).count,
                next(
                    (n for n, load in loads.items() if load.superseded_by == event.sequence), None
                ),
            )
            for event in events
        )
        return LedgerReceipt(len(events), months, (), last, self._records.head(last), repeated=True)


def _is_of(event: Event, hashed: str, described: bytes, scope: Scope, lane: Lane) -> bool:
    what = event.what
    if not isinstance(what, LedgerLoaded):
        return False
    return (
        (what.file_sha256, what.lane) == (hashed, lane)
        and what.profile_sha256 == sha256(described).hexdigest()
        and scope.body in (None, event.body)
        and scope.period in (None, event.period)
    )


def _place(event: Event) -> _Place:
    if not isinstance(event.what, Load):
        raise TypeError(event.what.kind)
    return event.what.stands_for(event.body, event.period)


def _what_of(event: Event) -> LedgerLoaded:
    if not isinstance(event.what, LedgerLoaded):
        raise TypeError(event.what.kind)
    return event.what


def _described(profile: Profile, accounts: AccountMap) -> bytes:
    """What the events name as their profile: how the extract was read, whole."""
    return canonical({"profile": profile.model_dump(mode="json"), "accounts": accounts.text})


def _stated(totals: ControlTotals | Mapping[str, int] | None) -> dict[str, int]:
    if totals is None:
        return {}
    said = totals.model_dump() if isinstance(totals, ControlTotals) else dict(totals)
    if unknown := sorted(set(said) - set(_TOTALS)):
        raise UsageError(f"there is no total {unknown[0]!r}", hint=f"use {', '.join(_TOTALS)}")
    return said


def _what(
    found: Extract, month: MonthOfLines, profile: Profile, described: bytes, lane: Lane
) -> LedgerLoaded:
    if lane is Lane.JOURNAL:
        raise UsageError("an extract is no journal", hint="use the lane load or adjustment")
    # The file's own hash stands in its name too: the same extract by another map is another file.
    mark = "-adjustment" if lane is Lane.ADJUSTMENT else ""
    name = f"M{month.period.number:02}{mark}-{found.sha256[:12]}-{month.sha256[:8]}.parquet"
    return LedgerLoaded(
        lane=lane,
        to_date=profile.measures == "to-date",
        file=found.file,
        file_sha256=found.sha256,
        profile=profile.name,
        profile_sha256=sha256(described).hexdigest(),
        totals=month.totals,
        lines_path=f"lines/{month.body}/{month.period.year}/{name}",
        lines_sha256=month.sha256,
        cells_sha256=sha256(month.cells.to_bytes()).hexdigest(),
        contra=month.contra,
    )


def _loaded(month: MonthOfLines, superseded: Event | None) -> LoadedMonth:
    totals = month.totals
    return LoadedMonth(
        month.body,
        month.period,
        totals.rows,
        totals.debit_pence,
        totals.credit_pence,
        month.cells.count,
        superseded.sequence if superseded else None,
    )
