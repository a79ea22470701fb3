"""A slow and obvious book of one year, to hold the real one against.

Plain words, dates, integers, lists and dictionaries, written from the posting table and the rules
of `docs/architecture.md`; nothing of the library is used. It decides what is accepted, keeps every
line, and answers each question by going through all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import floor
from types import MappingProxyType

from reference_acts import Act, Cell, Entry, R, month_of
from reference_close import (
    BESIDE,
    adjustments,
    against_the_journal,
    against_the_month,
    against_the_report,
    landed,
)
from reference_decisions import (
    TRANSFERS,
    Book,
    Officers,
    against_the_transfer,
    legs_of,
    memos_of,
)
from reference_loans import against_the_lapse
from reference_postings import BUDGETS, HELD, lines_of, settlement, standing_of

__all__ = ["NEEDS_APPROVAL", "ReferenceBook", "limit_of"]

SOURCES = (
    *("allocation", "brought forward", "lodged", "released", "capital to revenue"),
    "transfer",
)
# No more is taken from these than is there, on any day.
GUARDED = (
    "headroom",
    "contingency",
    "planned surplus",
    *BUDGETS[1:],
    "unfunded",
    "pending",
)
BESIDE_IT = ("", "", "")  # the strand of what stands beside the ledger, and is never overdrawn
NEEDS_APPROVAL = ("headroom-released", "capital-to-revenue", "lodgement-lapsed")
PRINCIPAL = MappingProxyType({"capital": "additions", "cash": "drawings"})
LOWERS_THE_CHARGE = ("disposals-book-value", "grants", "donations")


def limit_of(
    standing: Sequence[Entry], limit: str, certainty: str, funding: str = ""
) -> int | None:
    """One part of a limit, by what counts for it; `None` where nothing stands that was said of it."""
    parts = [
        pence
        for entry in standing_of(standing)
        for cell, pence in entry.lines
        if cell.account in SOURCES
        and (cell.strand[0], cell.strand[2]) == (limit, certainty)
        and funding in ("", cell.strand[1])
    ]
    return sum(parts) if parts else None


class ReferenceBook:
    """The acts that were accepted, in their order, with their lines."""

    def __init__(
        self, bodies: Iterable[str], first: date, last: date, late: str = "first-open"
    ) -> None:
        self.bodies = tuple(bodies)
        self.first = first
        self.last = last
        self.late = late
        self.days = [date(first.year + (m > 12), (m - 1) % 12 + 1, 1) for m in range(4, 16)]
        self.entries: list[Entry] = []
        self.officers: list[Officers] = []

    # Posting

    def judge(self, batch: Sequence[Act], number: int = 0) -> tuple[set[str], list[Entry]]:
        """Why a batch is refused (nothing: it is accepted), and what of it would be new.

        `number` is that of the last entry of the book's log.
        """
        refusals = {"stranger" for act in batch if act.body not in self.bodies}
        refusals |= {"year" for act in batch if not self.first <= act.effective <= self.last}
        if refusals:
            return refusals, []
        trial = list(self.entries)
        for act in batch:
            if against := against_the_report(act, trial):
                refusals |= against
                continue
            before = self._posted_before(act, trial)
            if before is None:
                number += 1
                placed = landed(act, trial, self.late, self.days)
                refusals |= self._take(placed, trial, number)
            elif before.content != act.content:
                return {"changed"}, []
        return refusals, trial[len(self.entries) :]

    def _posted_before(self, act: Act, trial: Sequence[Entry]) -> Act | None:
        """The act of the same row, or the load that stands and says the same."""
        if act.table:
            same = [
                entry.act
                for entry in trial
                if (entry.act.body, entry.act.table) == (act.body, act.table)
                and month_of(entry.act.effective) == month_of(act.effective)
            ]
            kinds = {act.kind, *(last.kind for last in same[-1:])}
            stands = bool(same) and kinds == {"figures-loaded"}
            # Rows that moved in their file are no new figures.
            stands = stands and sorted(same[-1].rows) == sorted(act.rows)
            return same[-1] if stands else None
        if not act.key:
            return None
        rows = [e.act for e in trial if (e.act.body, e.act.key) == (act.body, act.key)]
        return rows[0] if rows else None

    def _take(self, act: Act, trial: list[Entry], number: int) -> set[str]:
        mine = [entry for entry in trial if entry.act.body == act.body]
        undone = None
        if act.kind == "reversal":
            refusals = _against_the_reversal(act, mine)
            if refusals:
                return refusals
            undone = next(entry for entry in mine if entry.number == act.corrects)
            act = replace(act, tranche=undone.act.tranche)
        refusals = set()
        if (undone.act if undone else act).kind in NEEDS_APPROVAL and not act.approval:
            refusals.add("approval")
        if act.tranche:
            refusals |= _against_the_tranche(act, mine, undone)
        if act.kind == "anticipated-settled" and refusals:
            return refusals
        if act.kind in TRANSFERS:
            book = Book(self.bodies, self.officers, number)
            refusals |= against_the_transfer(act, trial, book)
            lines = legs_of(act, trial)
        elif undone:
            lines = tuple((cell, -pence) for cell, pence in undone.lines)
        else:
            lines = settlement(act, mine) if act.kind == "anticipated-settled" else lines_of(act)
        base = sum(
            pence
            for entry in mine
            if entry.act.effective <= act.effective
            for cell, pence in entry.lines
            if cell == Cell(R, "allocation")
        )
        if act.kind == "lodgement-lapsed":
            refusals |= against_the_lapse(act, trial)
        held = -undone.held if undone else HELD.get(act.kind, 0) * act.pence
        memos = _memos(act, trial, undone)
        held += memos.pop("held", 0)
        of = (number, undone.act if undone else None, tuple(memos.items()))
        entry = Entry(act, lines, held, base, *of)
        refusals |= _overdrawn(entry, mine)
        refusals |= against_the_journal(act, trial) | against_the_month(act, trial)
        trial.append(entry)
        return refusals

    # Answers

    def standing(self, body: str, month: int, known: date | None) -> list[Entry]:
        """What counts for a body up to a month, of what it had been told by a day."""
        return [
            entry
            for entry in self.entries
            if entry.act.body == body
            and month_of(entry.act.effective) <= month
            and (known is None or entry.act.notified <= known)
        ]

    def cells(self, body: str, month: int, known: date | None) -> dict[Cell, int]:
        """The sums of lines that are not zero."""
        sums: dict[Cell, int] = defaultdict(int)
        for entry in self.standing(body, month, known):
            for cell, pence in entry.lines:
                sums[cell] += pence
        return {cell: pence for cell, pence in sums.items() if pence}

    def held(self, body: str, month: int, known: date | None) -> int:
        """What the authority holds of a body's headroom."""
        return sum(entry.held for entry in self.standing(body, month, known))

    def memos(self, body: str, month: int, known: date | None) -> dict[str, int]:
        """All other amounts that stand beside the ledger and are not zero."""
        sums: dict[str, int] = defaultdict(int)
        for entry in self.standing(body, month, known):
            for name, pence in entry.memos:
                sums[name] += pence
        return {name: pence for name, pence in sums.items() if pence}

    def duty(
        self, body: str, limit: str, month: int, known: date | None, *, basis: str
    ) -> tuple[int | None, int | None]:
        """The limit and the charge of one duty; `None` where it cannot be told."""
        amount = limit_of(self.standing(body, month, known), limit, "confirmed")
        if amount is not None and basis == "ytd" and limit == "revenue":
            amount = self._to_date(body, month, known, amount)
        charge = self._forecast if basis == "forecast" else self._actual
        return amount, charge(body, limit, month, known)

    def _to_date(self, body: str, month: int, known: date | None, limit: int) -> int:
        budgets: dict[str, int] = defaultdict(int)
        for cell, pence in self.cells(body, month, known).items():
            if cell.account in BUDGETS and (cell.strand[0], cell.strand[2]) == (R[0], R[2]):
                budgets[cell.category] -= pence
        profile = self.figures("profile", body, "revenue", known)
        total = _half_up(Fraction((limit - sum(budgets.values())) * month, 12))
        for category, budget in budgets.items():
            shape = {at: pence for (what, at), pence in profile.items() if what == category}
            whole = sum(shape.values())
            part = sum(pence for at, pence in shape.items() if at <= month)
            share = Fraction(part, whole) if whole else Fraction(month, 12)
            total += _half_up(budget * share)
        return total

    def figures(
        self, table: str, body: str, limit: str, known: date | None
    ) -> dict[tuple[str, int], int]:
        """The figures by category and month: of each month the load that came last."""
        last: dict[int, Act] = {}
        for entry in self.entries:
            act = entry.act
            if (act.table, act.body) == (table, body) and (known is None or act.notified <= known):
                last[month_of(act.effective)] = act
        return {
            (category, at): pence
            for act in last.values()
            for at, of, category, pence in act.rows
            if of == limit
        }

    def _actual(self, body: str, limit: str, month: int, known: date | None) -> int | None:
        figures = self.figures("actuals", body, limit, known)
        to_date = any(
            e.act.cumulative
            for e in self.entries
            if e.act.body == body and (known is None or e.act.notified <= known)
        )
        months = [month] if to_date else range(1, month + 1)
        must = PRINCIPAL.get(limit)
        for at in months:
            if not any(there == at and must in (None, what) for what, there in figures):
                return None
        for category in {what for what, at in figures if at <= month}:
            first = min(at for what, at in figures if what == category)
            if any((category, at) not in figures for at in months if at >= first):
                return None
        beside = sum(
            _signed((what, at), pence)
            for what, at, pence in adjustments(self.entries, body, limit, known)
            if at <= month
        )
        return beside + sum(_signed(*item) for item in figures.items() if item[0][1] in months)

    def _forecast(self, body: str, limit: str, month: int, known: date | None) -> int | None:
        figures = self.figures("forecasts", body, limit, known)
        made = {what: pence for (what, at), pence in figures.items() if at == month}
        must = PRINCIPAL.get(limit)
        if not made or (must and must not in made):
            return None
        actuals = self.figures("actuals", body, limit, known)
        for (what, at), pence in [*figures.items(), *actuals.items()]:
            if at <= month and pence and what not in made:
                return None
        beside: dict[str, int] = defaultdict(int)
        for what, at, pence in adjustments(self.entries, body, limit, known):
            beside[what] += pence if at <= month else 0
        if any(pence and what not in made for what, pence in beside.items()):
            return None
        return sum(_signed((what, month), pence) for what, pence in made.items())


def _signed(at: tuple[str, int], pence: int) -> int:
    return -pence if at[0] in LOWERS_THE_CHARGE else pence


def _half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def _against_the_reversal(act: Act, mine: Sequence[Entry]) -> set[str]:
    """Only resource is reversed, once, with a reason, and not before it was there."""
    refused = set() if act.by.strip() and act.purpose.strip() else {"unsigned"}
    found = [entry for entry in mine if entry.number == act.corrects]
    if not found or found[0].act.kind in (*BESIDE, *TRANSFERS, "reversal"):
        return refused | {"nothing to reverse"}
    if any(entry.act.corrects == act.corrects for entry in mine if entry.undone):
        refused.add("reversed before")
    of = found[0].act
    if act.effective < of.effective or act.notified < of.notified:
        refused.add("too early")
    return refused


def _against_the_tranche(act: Act, mine: Sequence[Entry], undone: Entry | None) -> set[str]:
    """A tranche begins with an allocation, keeps its strand, and is settled once, last of all."""
    all_of_it = [entry for entry in mine if entry.act.tranche == act.tranche]
    tranche = [entry.act for entry in standing_of(all_of_it)]
    is_settled = any(earlier.kind == "anticipated-settled" for earlier in tranche)
    if undone:
        return {"tranche"} if is_settled and undone.act.kind != "anticipated-settled" else set()
    settles = act.kind == "anticipated-settled"
    if not settles and act.strand[2] != "anticipated":
        return {"tranche"}
    if not tranche:
        return set() if act.kind == "allocation" else {"tranche"}
    if is_settled:
        return {"tranche"}
    if settles:
        last = max(entry.act.effective for entry in all_of_it)
        return {"tranche"} if act.effective < last else set()
    return {"tranche"} if act.strand != tranche[0].strand else set()


def _memos(act: Act, trial: Sequence[Entry], undone: Entry | None) -> dict[str, int]:
    """What an act adds to what stands beside the ledger, by name."""
    if undone:
        return {name: -pence for name, pence in undone.memos}
    if act.kind == "lodgement-lapsed":
        return {f"surplus held {act.number}": -act.pence}
    return memos_of(act, trial) if act.kind in TRANSFERS else {}


def _overdrawn(entry: Entry, mine: Sequence[Entry]) -> set[str]:
    """Whether an entry takes more than there is, on its day or on any day after it."""
    moves = (entry.undone or entry.act).kind in ("delegation", "virement", "rebasing")
    guarded = (*GUARDED, "retained") if moves else GUARDED
    offers = entry.act.kind == "transfer-submitted"
    guarded = (*guarded, "unallocated") if offers else guarded
    days = {other.act.effective for other in (*mine, entry)}
    refused = set()
    for purse, taken in _purses(entry).items():
        if taken >= 0 or (purse.strand != BESIDE_IT and purse.account not in guarded):
            continue
        lodged = purse.account.startswith("surplus held")
        for day in (day for day in days if day >= entry.act.effective):
            there = (_purses(o).get(purse, 0) for o in (*mine, entry) if o.act.effective <= day)
            if sum(there) < 0:
                code = "lodgement.exceeds" if lodged else "exceeds"
                refused.add("transfer.resource" if offers else code)
    return refused


def _purses(entry: Entry) -> dict[Cell, int]:
    """What an entry puts into (+) or takes out of (-) each amount that can be taken from."""
    purses: dict[Cell, int] = defaultdict(int)
    for cell, pence in _set_aside(entry):
        purses[cell] += pence
    return purses


def _set_aside(entry: Entry) -> Iterator[tuple[Cell, int]]:
    number = (entry.undone or entry.act).number
    for cell, pence in entry.lines:
        if cell.account in ("pending", "headroom case"):  # each transfer and case has its own
            yield cell._replace(category=f"{cell.category} {number}"), -pence
            continue
        # A gap is open as long as `unfunded` is positive; every other use is a negative line.
        yield cell, pence if cell.account == "unfunded" else -pence
    yield Cell(BESIDE_IT, "headroom held"), entry.held
    for name, pence in entry.memos:
        yield Cell(BESIDE_IT, name), pence
