"""What of a command is new: rows and loads that a book holds already are told from those it does not.

An event is never changed, so a row that comes again with another content is refused; figures that
come again take the place of the former ones; an extract that comes again is refused by its content,
unless it is mapped in another way.
"""

from collections.abc import Iterable

from pctfinance.calendar import Period
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.loads import FiguresLoaded, LedgerLoaded, is_to_date

__all__ = ["Load", "Repeats"]

Load = FiguresLoaded | LedgerLoaded
"""An event that reports figures, the last of which stands."""

_Place = tuple[str, str, Period | None]


class Repeats:
    """What a book holds, to tell what comes again.

    >>> Repeats([]).findings(Event.model_validate({"body": "5A9", "effective": "2011-04-01",
    ...     "notified": "2011-04-01", "reference": "letter", "what": {
    ...     "kind": "figures-loaded", "table": "actuals", "rows": []}}))
    []
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._rows: dict[tuple[str, str], Event] = {}
        self._standing: dict[_Place, Load] = {}
        self._to_date: dict[tuple[str, str], bool] = {}
        self._files: dict[tuple[_Place, str, str], Event] = {}
        for event in events:
            self.record(event)

    def record(self, event: Event) -> None:
        """Take an event into account."""
        what = event.what
        if isinstance(what, Load):
            place = what.stands_for(event.body, event.period)
            self._standing[place] = what
            self._to_date[place[:2]] = is_to_date(what)
            if isinstance(what, LedgerLoaded):
                self._files[place, what.file_sha256, what.profile_sha256] = event
        elif event.key:
            self._rows.setdefault((event.body, event.key), event)

    def holds(self, event: Event) -> bool:
        """Whether the book holds the row already, or these very figures stand in it."""
        what = event.what
        if isinstance(what, Load):
            standing = self._standing.get(_place(event, what))
            if isinstance(what, FiguresLoaded) and standing is not None:
                # Rows that moved in their file are no new figures.
                return what.says_what(standing)
            return standing == what
        return (event.body, event.key) in self._rows

    def findings(self, event: Event) -> list[Finding]:
        """Why an event cannot come after what the book holds."""
        what = event.what
        if not isinstance(what, Load):
            before = self._rows.get((event.body, event.key))
            return [_changed(event, before)] if before and before.content != event.content else []
        place, found = _place(event, what), []
        if isinstance(what, LedgerLoaded) and (
            before := self._files.get((place, what.file_sha256, what.profile_sha256))
        ):
            found.append(_same_file(event, before))
        if self._to_date.get(place[:2], is_to_date(what)) != is_to_date(what):
            found.append(_other_way(event, what))
        return found


def _place(event: Event, what: Load) -> _Place:
    return what.stands_for(event.body, event.period)


def _as_event(before: Event) -> str:
    return f", as event {before.sequence}" if before.sequence else ""


def _changed(event: Event, before: Event) -> Finding:
    return Finding(
        "ledger.changed",
        Level.ERROR,
        f"{event.what.kind} {event.reference!r} of {event.body} was posted before"
        f"{_as_event(before)}, with another content",
        event.where,
        "an event is never changed: enter another one that corrects it",
    )


def _same_file(event: Event, before: Event) -> Finding:
    return Finding(
        "ledger.already",
        Level.ERROR,
        f"{event.reference} of {event.body} was loaded for {event.period} before"
        f"{_as_event(before)}: it is the same file, byte for byte",
        event.where,
        "nothing needs to be done; a corrected extract is another file and takes its place",
    )


def _other_way(event: Event, what: Load) -> Finding:
    ways = ("each month's own figures", "figures to date")
    now, before = (ways[way] for way in (is_to_date(what), not is_to_date(what)))
    table = _place(event, what)[1]
    return Finding(
        "ledger.refused",
        Level.ERROR,
        f"{event.reference} of {event.body} are {now}; the book holds its {table} as {before}",
        event.where,
        "send them as the year began, or send the whole year into a new book",
    )
