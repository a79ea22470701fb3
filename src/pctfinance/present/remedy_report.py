"""A remedy as people are shown it: who needs what, who has what, the transfers, or why none exists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis, DutyResult, DutyStatus
from pctfinance.consolidation.remedy import Outcome, Remedy
from pctfinance.consolidation.remedy_search import Move
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.money import Unit, show_exact
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.exposure_report import later_note
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, long_date, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told
from pctfinance.rulebooks.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "RemedyReport"]

_NOTHING_MOVED = (
    "Nothing is moved or proposed: each needs the agreement of both and that approval (SOM 25). Other "
    "sets may be as small."
)
COLUMNS = (
    *("body", "name", "variance_pence", "need_pence"),
    *("unallocated_non_recurrent_pence", "unallocated_recurrent_pence"),
    *("promised_pence", "later_pence", "lost_pence", "kept_pence", "spare_pence", "offer_pence"),
    *("competent", "synthetic"),
)
"""The columns of its table."""


@dataclass(frozen=True, repr=False, kw_only=True)
class RemedyReport(Told, Remedy):
    """A remedy with its month and its words. Nothing is moved by it.

    `effective` is the day from which the transfers would count; `approvers` the authorities that
    must all approve, one row for each of `moves`, or of `freed` where there are none. `beside` are
    the duties to other limits that are breached or not tested: these transfers help none of them.
    `elsewhere` are those of the group that it knows nothing of. `used` are the numbers of the book's
    transfers, and `waiting` those of them to one that overspends which are on their way: number,
    giver, receiver, pence and state.
    """

    group: Group
    period: Period
    basis: Basis
    effective: date
    known_at: date | None
    approvers: tuple[tuple[str, ...], ...]
    words: Words
    limit: Limit = Limit.REVENUE
    beside: tuple[DutyResult, ...] = ()
    elsewhere: Elsewhere = NOBODY
    used: frozenset[str] = frozenset()
    waiting: tuple[tuple[str, str, str, int, str], ...] = ()

    @classmethod
    def of(cls, remedy: Remedy, **named: Any) -> Self:
        """The report of a remedy."""
        parts = {part.name: getattr(remedy, part.name) for part in fields(Remedy)}
        return cls(**parts, **named)

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(one.synthetic for one in self.standings)

    def calls(self) -> tuple[dict[str, Any], ...]:
        """What to give `propose_transfer` for each transfer, with `by` and `on` of your own.

        There are none where no set exists. Purposes and numbers may be replaced.
        """
        return tuple(
            {
                "number": number,
                "giver": move.giver,
                "receiver": move.receiver,
                "pence": move.pence,
                "effective": self.effective.isoformat(),
                "purpose": f"{self.limit} duty of {move.receiver}",
                "kind": "straight",
                "limit": self.limit.value,
                "funding": self._funding.value,
            }
            for number, move in zip(self._numbers(), self.moves, strict=False)
        )

    def _numbers(self) -> Iterator[str]:
        """Numbers that no transfer of the book has; those of capital are told from others' by a C."""
        first = f"{self.period}-{'' if self._is_of_revenue else self.limit[0].upper()}"
        return (number for each in count(1) if (number := f"{first}{each}") not in self.used)

    def answer(self) -> str:
        """The answer in a sentence or two; where none exists, the inequality that proves it."""
        return " ".join([self._answer(), *self._beside()])

    def _answer(self) -> str:
        bodies = self.words.bodies
        limited = f" of the {len(self.tested)} {bodies} that are tested" if self.not_tested else ""
        match self.outcome:
            case Outcome.NOT_TESTED:
                return (
                    f"No {self.limit} duty is tested; there is nothing to say about these {bodies}."
                )
            case Outcome.NOT_NEEDED:
                enough = f"No transfer is needed: none{limited} overspends its {self.limit} limit"
                saved = [one.body for one in self.tested if (one.variance_pence or 0) < 0]
                if saved:
                    enough += (
                        f" of the year; {', '.join(saved)} would, but for what comes to it later"
                    )
                return f"{enough}."
            case Outcome.FOUND:
                least = "the least" if self.is_least else "not proved to be the least"
                return (
                    f"{len(self.moves)} transfer{'s' if len(self.moves) > 1 else ''} ({least}) of "
                    f"{show_exact(self.shortfall_pence)} together would let each"
                    f"{limited or f' of the {bodies}'} meet its {self.limit} duty."
                )
        return " ".join(["No set of transfers exists.", *self._proof()])

    def _beside(self) -> Iterator[str]:
        """Which other duties are breached, in words: nobody may take this answer for all of them."""
        for duty in dict.fromkeys(result.duty for result in self.beside):
            codes = [
                result.body
                for result in self.beside
                if result.duty is duty and result.status is DutyStatus.BREACH
            ]
            if codes:
                breach = "breach" if len(codes) > 1 else "breaches"
                yield f"Not looked at here: {', '.join(codes)} {breach} the {duty.limit} limit."

    @property
    def is_all_told(self) -> bool:
        """Whether every body's duty to every limit is looked at here, or was met and tested."""
        return not (self.not_tested or self.beside or self.elsewhere.findings)

    @property
    def _is_of_revenue(self) -> bool:
        return self.limit is Limit.REVENUE  # the only one that knows recurrence

    @property
    def _free(self) -> str:
        """What resource has to be so that it can be given, in words."""
        return "unallocated and non-recurrent" if self._is_of_revenue else "unallocated"

    @property
    def _funding(self) -> Funding:
        return Funding.NON_RECURRENT if self._is_of_revenue else Funding.NOT_APPLICABLE

    def _proof(self) -> Iterator[str]:
        if self.stranded:
            yield f"Nobody is competent to approve for {', '.join(self.stranded)}."
        if self.shortfall_pence > self.offered_pence:
            needs = _sum((one.body, one.need_pence) for one in self.tested)
            offers = _sum((one.body, one.offer_pence) for one in self.tested)
            yield (
                f"The overspends are {needs}; what givers have to give is {offers}; and "
                f"{show_exact(self.shortfall_pence)} > {show_exact(self.offered_pence)}."
            )
            more = self.with_recurrent_pence
            if more > self.offered_pence:
                still = "still too little" if self.shortfall_pence > more else "enough"
                yield f"With recurrent resource, which is not counted, {show_exact(more)}: {still}."

    def takes(self) -> str:
        """Where none exists: what it would take; else nothing."""
        if self.outcome is not Outcome.NONE or self.stranded:
            return ""
        if self.is_unsolved:
            return (
                f"It would take {show_exact(self.shortfall_pence - self.offered_pence)} or more of the "
                f"{show_exact(self.spare_pence)} that givers will not spend to be "
                f"{self._free} first. How much each would free, and the smallest set then, is found "
                "by SciPy, which is not installed: pip install scipy."
            )
        if not self.freed:
            rest = self.shortfall_pence - self.spare_pence
            return (
                f"If the givers freed all that they will not spend, {show_exact(self.spare_pence)}, "
                f"{show_exact(rest)} would be left that no transfer between these "
                f"{self.words.bodies} can meet."
            )
        freed = self.to_free()
        each = ", ".join(f"{code} {show_exact(pence)}" for code, pence in freed.items())
        return (
            f"It would take {show_exact(sum(freed.values()))} that givers will not spend, but have "
            f"set aside, to be made {self._free} first: {each}. "
            f"Then {len(self.freed)} transfers do. Less than "
            f"{show_exact(self.shortfall_pence - self.offered_pence)} can do in no case."
        )

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "effective": self.effective.isoformat(),
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            "limit": self.limit.value,
            "outcome": self.outcome.value,
            "answer": self.answer(),
            "what_it_would_take": self.takes(),
            "is_least": self.is_least,
            "is_unsolved": self.is_unsolved,
            "fewest_by_counting": self.fewest_possible,
            "shortfall_pence": self.shortfall_pence,
            "offered_pence": self.offered_pence,
            "offered_with_recurrent_pence": self.with_recurrent_pence,
            "underspends_pence": self.spare_pence,
            "not_tested": list(self.not_tested),
            "other_duties": [
                {"body": result.body, "duty": result.duty.value, "status": result.status.value}
                for result in self.beside
            ],
            "waiting": [
                dict(zip(("number", "giver", "receiver", "pence", "state"), each, strict=True))
                for each in self.waiting
            ],
            **self.elsewhere.document(),
            "bodies": list(self.rows()),
            "transfers": self._transfers(self.moves),
            "transfers_if_freed": self._transfers(self.freed),
            "to_free_pence": self.to_free(),
            "calls": list(self.calls()),
        }

    def _transfers(self, moves: Sequence[Move]) -> list[dict[str, Any]]:
        return [
            {**move._asdict(), "approvers": list(authorities)}
            for move, authorities in zip(moves, self.approvers if moves else (), strict=True)
        ]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a body; integer pence, favourable positive."""
        for one in self.standings:
            yield {
                "body": one.body,
                "name": one.name,
                "variance_pence": one.variance_pence,
                "need_pence": one.need_pence,
                "unallocated_non_recurrent_pence": one.non_recurrent_pence,
                "unallocated_recurrent_pence": one.recurrent_pence,
                "promised_pence": one.promised_pence,
                "later_pence": one.later_pence,
                "lost_pence": one.lost_pence,
                "kept_pence": one.kept_pence,
                "spare_pence": one.spare_pence,
                "offer_pence": one.offer_pence,
                "competent": list(one.competent),
                "synthetic": one.synthetic,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body; amounts in integer pence, unknown ones missing."""
        return tidy_frame(self.rows(), COLUMNS)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the bodies, and the transfers, if there are any."""
        sets = {
            "The smallest set of transfers": self.moves,
            "What would do once that was freed: not possible now": self.freed,
        }
        return (
            self._bodies(),
            *(self._moves(name, moves) for name, moves in sets.items() if moves),
        )

    @property
    def shown_in_short(self) -> tuple[Shown, ...]:
        """The same; where no transfer is needed of any body, the answer without the bodies."""
        if self.outcome is not Outcome.NOT_NEEDED or not self.is_all_told:
            return self.shown
        (table,) = self.shown
        return (replace(table, rows=(), notes=(), lead=None, empty=self.answer()),)

    def _bodies(self) -> Shown:
        later = {one.body: one.later_pence for one in self.tested}
        rows = [
            row(
                [
                    f"{one.body} {one.name}",
                    "not tested" if one.variance_pence is None else _pounds(one.variance_pence),
                    _pounds(later.get(one.body, 0)),
                    _pounds(one.need_pence),
                    _pounds(one.non_recurrent_pence),
                    *([_pounds(one.recurrent_pence)] * self._is_of_revenue),
                    _pounds(one.spare_pence),
                    _pounds(one.offer_pence),
                ]
            )
            for one in self.standings
        ]
        tone = Tone.BAD if self.outcome is Outcome.NONE else Tone.STRONG
        notes = [
            self.takes(),
            later_note(later),
            self._lost_note(),
            self._kept_note(),
            self._waiting_note(),
            f"Not tested, and left out: {', '.join(self.not_tested)}." if self.not_tested else "",
            *self.elsewhere.notes,
            (
                f"Can give: confirmed, {self._free}, and no more than leaves its own "
                "duty met. Headroom, contingency and delegated budgets are never offered."
            ),
            "Contains synthetic figures." if self.contains_synthetic else "",
        ]
        return Shown(
            title=f"Remedy for {self.group.name}",
            subtitle=f"£, {self.limit}, {self.period}, {self.basis}, transfers from {long_date(self.effective)}",
            headings=(
                Heading(self.words.body, Align.LEFT, wraps=True),
                Heading("Variance"),
                Heading("Limit later\nin the year", optional=not any(later.values())),
                Heading("Needs"),
                Heading("Unallocated\nnon-rec." if self._is_of_revenue else "Unallocated"),
                *([Heading("Unallocated\nrecurrent", optional=True)] * self._is_of_revenue),
                Heading("Will not\nspend"),
                Heading("Can give"),
            ),
            rows=tuple(rows),
            lead=ShownCell(self.answer(), tone),
            notes=tuple(filter(None, notes)),
        )

    def _lost_note(self) -> str:
        """Who can give less than was known on the day that was asked for."""
        lost = [(one.body, one.lost_pence) for one in self.tested if one.lost_pence]
        if not lost or self.known_at is None:
            return ""
        return (
            f"Documents that came after {long_date(self.known_at)} take off {_sum(lost)}: so much "
            "less can be given. In no need of that day are they counted."
        )

    def _kept_note(self) -> str:
        """Which surpluses that were agreed are kept."""
        kept = [(one.body, one.kept_pence) for one in self.tested if one.kept_pence]
        return f"Control totals that were agreed are kept, and not given: {_sum(kept)}." * bool(
            kept
        )

    def _waiting_note(self) -> str:
        """Transfers that may meet these needs, and are not actioned yet."""
        each = ", ".join(
            f"{number} ({giver} to {receiver}, {show_exact(pence)}, {state})"
            for number, giver, receiver, pence, state in self.waiting
        )
        return f"On their way already, and not counted as received: {each}." * bool(each)

    def _moves(self, title: str, moves: Sequence[Move]) -> Shown:
        rows = [
            row([move.giver, move.receiver, _pounds(move.pence), " and ".join(authorities)])
            for move, authorities in zip(moves, self.approvers, strict=True)
        ]
        return Shown(
            title=title,
            subtitle=f"£, {self.limit}{', non-recurrent' if self._is_of_revenue else ''}, from {long_date(self.effective)}",
            headings=(
                Heading("Giver", Align.LEFT),
                Heading("Receiver", Align.LEFT),
                Heading("Amount"),
                Heading("To be approved by", Align.LEFT, wraps=True),
            ),
            rows=tuple(rows),
            notes=(_NOTHING_MOVED,),
        )

    def __repr__(self) -> str:
        return f"<Remedy for {self.group.name}, {self.limit}, {self.period}: {self.outcome}>"


def _sum(parts: Iterable[tuple[str, int]]) -> str:
    found = [f"{show_exact(pence)} ({code})" for code, pence in parts if pence]
    return " + ".join(found) or show_exact(0)


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
