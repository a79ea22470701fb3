"""Movements and bridges, as a chapter of the book: why a position is another than it was."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pctfinance.asked import AskedFor, basis_asked, day_asked, period_asked
from pctfinance.bodies import Body
from pctfinance.calendar import Period
from pctfinance.consolidation.bridge import Moment, bridged, came_or_went
from pctfinance.consolidation.bridge_causes import Cause
from pctfinance.consolidation.bridge_events import events_between
from pctfinance.consolidation.bridge_plan import from_plan
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import UsageError
from pctfinance.present.bridge_report import BridgeReport
from pctfinance.publishing import Publishing, Snapshot
from pctfinance.surveying import Surveying

__all__ = ["Bridging"]


class Bridging(Publishing, Surveying):
    """The part of a book that tells by what a position moved. `pctfinance.book.Book` is the whole."""

    def bridge(
        self,
        period: str | Period,
        *,
        since: str | Period | None = None,
        basis: Basis | str | None = None,
        group: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
        since_known_at: str | date | None = None,
        since_recorded_at: datetime | int | None = None,
    ) -> BridgeReport:
        """What moved each body's surplus or deficit since an earlier month, or an earlier version.

        The causes add up to the penny: allocations, transfers, virements and the rest move limits
        and budgets; what was charged moves by actuals of later months, by the change of the forecast,
        or by a restatement of what the earlier month had said.

        Args:
            period: the month in which the bridge ends. Who is a member at one end alone came or went
                with all that it had there.
            since: the month in which it begins: the month before, unless told otherwise. The same
                month is a bridge from version to version, and needs one of the last two.
            basis: `ytd`, `forecast` or `outturn`; the outturn in month 12, else the forecast. A
                bridge to the outturn begins with the forecast of an earlier month.
            group: a body or group of the register, of which those bodies count that are in this book.
            known_at: the last day whose documents count at the end; see `position`.
            recorded_at: the instant, or the number of the event, behind which the end is asked.
            since_known_at: the same for the start, and that of the end unless told otherwise. Where
                the start was published and neither this nor the next is given, the bridge begins with
                what was published last, of packs that knew no more than the end does.
            since_recorded_at: the same for the start, and that of the end unless told otherwise.

        Raises:
            UnknownNameError: the register knows no such body or group.
            UsageError: the start is not before the end, there is no such basis, none of the group's
                bodies is in this book, or a date is not one.
            PeriodError: one of them is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> barnet = Book.read(sample_path()).bridge("2011-12 M08", since="M07").body("5A9")
        >>> moved = sum(line.variance_pence for line in barnet.lines)
        >>> barnet.start.variance_pence + moved == barnet.end.variance_pence
        True
        """
        end = self._moment_asked(period_asked(period, self.year), basis, known_at, recorded_at)
        pack = None
        if since is None and end.period.number == 1:
            raise UsageError(
                f"no month of {self.year} is before {end.period}",
                hint="ask for the bridge from the plan, or name a version to begin with",
            )
        first = self.year.period(end.period.number - 1) if since is None else since
        month = period_asked(first, self.year)
        usual = Basis.FORECAST if end.basis is Basis.OUTTURN and month != end.period else end.basis
        if since_known_at is None and since_recorded_at is None:
            asked = day_asked(known_at)
            pack = self._published_last(month, usual, end, asked)
        if pack is not None:
            start = _of(pack, usual)
        elif month == end.period and (since_known_at, since_recorded_at) == (None, None):
            raise UsageError(
                f"nothing lies between {month} and itself",
                hint="name another month, or say as of when the start was known or recorded",
            )
        else:
            start = self._moment_asked(
                month, usual, since_known_at or known_at, since_recorded_at or recorded_at
            )
        return self._bridge(start, end, group, (pack.number if pack else None, None))

    def bridge_published(
        self, before: int, after: int | str = "now", *, group: str | None = None
    ) -> BridgeReport:
        """What moved between two published packs, or from a pack to the book as it stands.

        Args:
            before: the number of the pack to begin with.
            after: that of the pack to end with, or `now`.
            group: see `bridge`.

        Raises:
            UsageError: there is no such pack, or the second is of an earlier month, or of another
                part of the year.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> book = Book.read(sample_path())
        >>> _ = book.publish("M8", by="Head of Finance")
        >>> [body.lines for body in book.bridge_published(1).bodies]
        [(), (), (), (), ()]
        """
        first = self._numbered(before)
        if isinstance(after, str) and not after.strip().isdecimal():
            if after.strip().lower() != "now":
                raise UsageError(f"{after!r} is no pack", hint="give its number, or 'now'")
            end = self._moment_asked(first.period, first.basis, None, None)
            return self._bridge(_of(first, first.basis), end, group, (first.number, None))
        last = self._numbered(int(after))
        start, end = (_of(pack, pack.basis) for pack in (first, last))
        return self._bridge(start, end, group, (first.number, last.number))

    def plan_bridge(
        self,
        period: str | Period,
        *,
        basis: Basis | str | None = None,
        group: str | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> BridgeReport:
        """From each body's planned surplus to its position: reserves left, spending against budget.

        Args:
            period: the month; the plan is that of its limit and budgets as they stand in it.
            basis: see `bridge`.
            group: see `bridge`.
            known_at: see `position`.
            recorded_at: see `position`.

        Raises:
            UsageError: there is no such basis, or none of the group's bodies is in this book.
            PeriodError: `period` is not a month.

        >>> from pctfinance.book import Book
        >>> from pctfinance.inputs import sample_path
        >>> bridge = Book.read(sample_path()).plan_bridge("2011-12 M12").body("5A9")
        >>> bridge.start.variance_pence, bridge.end.variance_pence == -19_140_000_00
        (0, True)
        """
        end = self._moment_asked(period_asked(period, self.year), basis, known_at, recorded_at)
        asked = self._group_asked(group, end.period, end.until)
        members = [body.code for body in asked.members]
        bridges = from_plan(self._event_columns(), members, end)
        return self._bridge_report(asked, None, end, bodies=bridges, events=())

    def _bridge(
        self,
        start: Moment,
        end: Moment,
        group: str | None,
        packs: tuple[int | None, int | None],
    ) -> BridgeReport:
        if end.period.number < start.period.number:
            message = f"{start.period} is not before {end.period}"
            raise UsageError(message, hint="begin with the earlier month")
        if (start.basis is Basis.YTD) != (end.basis is Basis.YTD):
            message = f"{start.basis.value} does not lead to {end.basis.value}"
            raise UsageError(message, hint="compare what is to date, or what is of the whole year")
        asked = self._group_asked(group, end.period, end.until)
        before = asked
        if asked.level != "body":
            before = self._group_asked(group, start.period, start.until)
        here, were = ({body.code for body in each.members} for each in (asked, before))
        members = [body.code for body in asked.members if body.code in were]
        columns = self._event_columns()
        events = [event for event in self._records.ledger.events if event.year == self.year]
        sides = (columns, events, members, start, end)
        return self._bridge_report(
            asked,
            start,
            end,
            bodies=(
                *bridged(*sides),
                *came_or_went(columns, sorted(here - were), end, Cause.JOINED),
                *came_or_went(columns, sorted(were - here), start, Cause.LEFT),
            ),
            before=before.members,
            events=events_between(*sides),
            packs=packs,
        )

    def _bridge_report(
        self,
        asked: AskedFor,
        start: Moment | None,
        end: Moment,
        *,
        before: Iterable[Body] = (),
        **parts: Any,
    ) -> BridgeReport:
        until = self._records.seen if end.until is None else end.until
        names = {body.code: body.name for body in (*asked.members, *before)}
        return BridgeReport(
            group=asked.group,
            names=names,
            not_in_book=tuple(body.code for body in asked.not_in_book),
            start=start,
            end=end,
            categories=self._records.categories_until(until),
            contains_synthetic=any(
                event.synthetic and event.body in names
                for event in self._records.ledger_until(until).events
            ),
            **parts,
        )

    def _moment_asked(
        self,
        month: Period,
        basis: Basis | str | None,
        known_at: str | date | None,
        recorded_at: datetime | int | None,
    ) -> Moment:
        asked = basis_asked(basis, month)
        self._records.refresh()
        until = self._until(recorded_at)
        known = day_asked(known_at) or self._event_columns().last_notified(month, until)
        return Moment(month, asked, known, until)

    def _published_last(
        self, month: Period, basis: Basis, end: Moment, known_at: date | None
    ) -> Snapshot | None:
        """The last pack of a month and basis by the end's event, and that knew no more than was asked.

        A pack of any basis has what is to date beside it.
        """
        found = [
            each
            for each in self._snapshots()
            if each.period == month
            and basis in (each.basis, Basis.YTD)
            and (end.until is None or each.event <= end.until)
            and (known_at is None or each.known_at is None or each.known_at <= known_at)
        ]
        return found[-1] if found else None


def _of(pack: Snapshot, basis: Basis) -> Moment:
    return Moment(pack.period, basis, pack.known_at, pack.sequence)
