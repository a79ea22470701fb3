"""A bridge as people are shown it: from one position to another by cause, body beside body."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.consolidation.bridge import BodyBridge, Ends, Moment
from pctfinance.consolidation.bridge_causes import Cause
from pctfinance.consolidation.bridge_events import BridgeEvent
from pctfinance.consolidation.categories import CategoryTree
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import looked_up
from pctfinance.money import Unit, show_money
from pctfinance.present.agreement_report import agreement_pounds
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, long_date, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BridgeReport"]

_COLUMNS = (
    *("body", "cause", "category"),
    *("limit_pence", "budget_pence", "charge_pence", "variance_pence"),
)
_EVENTS = (
    *("sequence", "body", "cause", "kind", "reference", "effective", "notified"),
    *("limit_pence", "budget_pence", "is_gone", "is_late"),
)
_UNKNOWN = "not known"
_MONTHS = "Later months, limit less charge"
_EVENTS_SHOWN = 40


@dataclass(frozen=True, repr=False, kw_only=True)
class BridgeReport(Told):
    """The bridges of a group's bodies, of their revenue resource; nothing of it is pooled.

    `not_in_book` are members of the group that another book holds, and `start` is `None` where the
    bridge begins at the plan. `events` are what the limits and budgets
    moved by; a bridge from the plan has none. `packs` are the numbers of the published packs at
    either end, where there are any.
    """

    group: Group
    names: Mapping[str, str]
    start: Moment | None
    end: Moment
    bodies: tuple[BodyBridge, ...]
    events: tuple[BridgeEvent, ...]
    categories: CategoryTree
    packs: tuple[int | None, int | None] = (None, None)
    not_in_book: tuple[str, ...] = ()
    contains_synthetic: bool = False

    def body(self, code: str) -> BodyBridge:
        """The bridge of one body.

        Raises:
            NotInReportError: the body is not in this report.
        """
        return looked_up({body.body: body for body in self.bodies}, code, "body")

    @property
    def not_known(self) -> tuple[str, ...]:
        """The bodies of which the variance is not known at either end."""
        return tuple(
            body.body
            for body in self.bodies
            if None in (body.start.variance_pence, body.end.variance_pence)
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """One record a body, cause and category, from a `start` to an `end`; integer pence.

        `variance_pence` is limit less charge: favourable is positive. What is not known is `None`.
        """
        for body in self.bodies:
            yield {"body": body.body, "cause": "start", "category": "", **_ends(body.start)}
            for line in body.lines:
                yield {
                    "body": body.body,
                    **line._asdict(),
                    "cause": line.cause.value,
                    "variance_pence": line.variance_pence,
                }
            yield {"body": body.body, "cause": "end", "category": "", **_ends(body.end)}

    def event_rows(self) -> Iterator[dict[str, Any]]:
        """One record an event behind the limits and budgets; amounts are of the whole year."""
        for moved in self.events:
            event = moved.event
            yield {
                "sequence": event.sequence,
                "body": event.body,
                "cause": moved.cause.value,
                "kind": event.what.kind,
                "reference": event.reference,
                "effective": event.effective.isoformat(),
                "notified": event.notified.isoformat(),
                "limit_pence": moved.limit_pence,
                "budget_pence": moved.budget_pence,
                "is_gone": moved.is_gone,
                "is_late": moved.is_late,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """The rows as a tidy DataFrame; amounts as nullable `Int64` pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def event_table(self) -> "pd.DataFrame":
        """The events as a tidy DataFrame; amounts as nullable `Int64` pence."""
        return tidy_frame(self.event_rows(), _EVENTS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "start": _moment(self.start) if self.start else "plan",
            "end": _moment(self.end),
            "packs": list(self.packs),
            "unit": "pence",
            "sign": "favourable positive: variance = limit - charge",
            "contains_synthetic": self.contains_synthetic,
            "not_known": list(self.not_known),
            "not_in_book": list(self.not_in_book),
            "joined": list(self._whose(Cause.JOINED)),
            "left": list(self._whose(Cause.LEFT)),
            "rows": list(self.rows()),
            "events": list(self.event_rows()),
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: by cause, then by category, then the events."""
        return (
            self._by_cause(),
            *([shown] if (shown := self._by_category()).rows else []),
            *([shown] if (shown := self._by_event()).rows else []),
        )

    def _by_cause(self) -> Shown:
        moved = {body.body: self._moved(body) for body in self.bodies}
        words = tuple(
            word
            for word in (*(_words(cause.value) for cause in Cause), _MONTHS)
            if any(word in its for code, its in moved.items() if code not in self.not_known)
        )
        rows = [self._row(body, moved[body.body], words) for body in self.bodies]
        rows.append(self._sum(moved, words))
        notes = [
            "Favourable is positive: limit less charge. No body's surplus is another's.",
            "Each figure is rounded once, so parts may miss their sum by a thousand; pence add up.",
        ]
        if self.not_known:
            notes.append(f"Not known at one end, and in no sum: {', '.join(self.not_known)}.")
        for cause, said in ((Cause.JOINED, "Joined"), (Cause.LEFT, "Left")):
            if whose := self._whose(cause):
                notes.append(f"{said} {self.group.code} between the two ends: {', '.join(whose)}.")
        if self.not_in_book:
            notes.append(f"Not in this book, and in no sum: {len(self.not_in_book)} more bodies.")
        if self.contains_synthetic:
            notes.append("Contains synthetic figures.")
        return Shown(
            title=f"Bridge of the surplus or (deficit), {self.group.name}",
            subtitle=f"£000, revenue. From: {self._when(0)}. To: {self._when(1)}",
            headings=(
                Heading("Body", Align.LEFT),
                Heading("From"),
                *(Heading(_broken(word)) for word in words),
                Heading("To"),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def _whose(self, cause: Cause) -> tuple[str, ...]:
        """The bodies that were members at one end alone."""
        return tuple(body.body for body in self.bodies if body.membership is cause)

    def _moved(self, body: BodyBridge) -> dict[str, int]:
        """What each column says of a body; to date, a month's limit and its charges are one."""
        moved: dict[str, int] = {}
        to_date = self.end.basis is Basis.YTD and self.start is not None
        for cause, line in body.by_cause().items():
            of_month = to_date and cause in {Cause.PHASING, Cause.ACTUALS}
            word = _MONTHS if of_month else _words(cause.value)
            if line.variance_pence:
                moved[word] = moved.get(word, 0) + line.variance_pence
        return moved

    def _row(self, body: BodyBridge, moved: Mapping[str, int], words: Sequence[str]) -> ShownRow:
        ends = [end.variance_pence for end in (body.start, body.end)]
        shown = [_UNKNOWN if pence is None else _thousands(pence) for pence in ends]
        if body.membership:
            shown[body.membership is Cause.LEFT] = body.membership.value.split()[0]
        cells = [_thousands(moved[word]) if word in moved else "" for word in words]
        if body.body in self.not_known:  # what is known of it adds up to nothing
            cells = ["" for _ in words]
        return row([self.names[body.body], shown[0], *cells, shown[1]])

    def _sum(self, moved: Mapping[str, Mapping[str, int]], words: Sequence[str]) -> ShownRow:
        known = [body for body in self.bodies if body.body not in self.not_known]
        ends = [
            _thousands(sum(of(body).variance_pence or 0 for body in known)) if known else _UNKNOWN
            for of in (_start, _end)
        ]
        sums = [
            _thousands(sum(moved[body.body].get(word, 0) for body in known)) if known else ""
            for word in words
        ]
        return row(["Sum, not pooled", ends[0], *sums, ends[1]], tone=Tone.STRONG, total=True)

    def _by_category(self) -> Shown:
        """Budgets and charges of all bodies: what a board asks about first."""
        charges = tuple(
            cause
            for cause in Cause
            if any(
                line.cause is cause and line.charge_pence and line.category in self._categories
                for body in self.bodies
                for line in body.lines
            )
        )
        budgets: dict[str, int] = {}
        charged: dict[tuple[str, Cause], int] = {}
        for body in self.bodies:
            for line in body.lines:
                key = (line.category, line.cause)
                budgets[line.category] = budgets.get(line.category, 0) + line.budget_pence
                charged[key] = charged.get(key, 0) + line.charge_pence
        has_budgets = any(budgets.values())
        rows = []
        for code in self.categories.ordered(self._categories):
            amounts = [charged.get((code, cause), 0) for cause in charges]
            of_budget = [budgets.get(code, 0)] if has_budgets else []
            if any([*amounts, *of_budget]):
                cells = [_thousands(pence) if pence else "" for pence in (*of_budget, *amounts)]
                rows.append(row([self.categories.name(code), *cells]))
        return Shown(
            title="What moved, by category, over these bodies",
            subtitle="£000; more budget and more charge are positive",
            headings=(
                Heading("Category", Align.LEFT),
                *([Heading("Budget")] if has_budgets else []),
                *(Heading(f"Charge:\n{_broken(cause.value)}") for cause in charges),
            ),
            rows=tuple(rows),
        )

    @property
    def _categories(self) -> frozenset[str]:
        """The categories that a budget or a charge moved in; a reserve's account is none."""
        return frozenset(
            line.category
            for body in self.bodies
            for line in body.lines
            if line.category and line.cause is not Cause.RESERVES
        )

    def _by_event(self) -> Shown:
        moving = [moved for moved in self.events if moved.limit_pence or moved.budget_pence]
        largest = sorted(
            moving, key=lambda moved: -abs(moved.limit_pence) - abs(moved.budget_pence)
        )
        kept = set(map(id, largest[:_EVENTS_SHOWN]))
        rows = [_event_row(moved) for moved in moving if id(moved) in kept]
        notes = []
        if any(moved.is_late and not moved.is_gone for moved in moving):
            notes.append("Late: it counts for a month that the start has already.")
        if len(moving) > len(rows):
            notes.append(
                f"The largest {len(rows)} of {len(moving)}; all are in the document (--json)."
            )
        return Shown(
            title="The events behind limits and budgets",
            subtitle="£ of the whole year",
            headings=(
                Heading("No."),
                Heading("Body", Align.LEFT),
                Heading("Cause", Align.LEFT),
                Heading("Reference", Align.LEFT, wraps=True),
                Heading("Limit"),
                Heading("Budget"),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def _when(self, side: int) -> str:
        moment = (self.start, self.end)[side]
        if moment is None:
            return "plan"
        number = self.packs[side]
        known = f", known {long_date(moment.known_at)}" if moment.known_at else ""
        pack = f", pack {number}" if number else ""
        return f"{moment.period} {moment.basis.value}{known}{pack}"

    def __repr__(self) -> str:
        return f"<Bridge of {self.group.code}, {self._when(0)} to {self._when(1)}>"


def _start(body: BodyBridge) -> Ends:
    return body.start


def _end(body: BodyBridge) -> Ends:
    return body.end


def _ends(ends: Ends) -> dict[str, int | None]:
    return {**ends._asdict(), "variance_pence": ends.variance_pence}


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "period": str(moment.period),
        "basis": moment.basis.value,
        "known_at": moment.known_at.isoformat() if moment.known_at else None,
        "until": moment.until,
    }


def _words(text: str) -> str:
    return text[:1].upper() + text[1:]


def _broken(words: str) -> str:
    """A heading in lines of a word or two."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + len(word) < _HEADING:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


_HEADING = 14
"""How many characters a line of a heading has, about."""


def _thousands(pence: int) -> str:
    return show_money(pence, Unit.THOUSANDS)


def _event_row(moved: BridgeEvent) -> ShownRow:
    late = ", late" if moved.is_late and not moved.is_gone else ""
    return row(
        [
            str(moved.event.sequence or ""),
            moved.event.body,
            f"{moved.cause.value}{', gone' if moved.is_gone else late}",
            moved.event.reference,
            *(
                agreement_pounds(pence) if pence else ""
                for pence in (moved.limit_pence, moved.budget_pence)
            ),
        ]
    )
