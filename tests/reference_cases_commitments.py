"""Emergency commitments in the reference model: who may settle them, and how they stand.

Told from all entries so far, each time anew, by the rules of `docs/emergency-commitments.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reference_acts import NR, Act, Cell, Entry, R, month_of
from reference_cases_acts import Cased, Deed, office
from reference_close import journal_state
from reference_postings import standing_of

__all__ = [
    "COMMITMENT_KINDS",
    "Commitment",
    "against_the_commitment",
    "commitment_lines",
    "commitments_of",
    "is_settled",
]

COMMITMENT_KINDS = (
    "resource-committed",
    *(f"commitment-{step}" for step in ("regularised", "disputed", "charged")),
)


@dataclass
class Commitment:
    """What became of one commitment so far."""

    made: Deed
    number: int
    open: int
    disputed: int = 0
    regularised: int = 0
    charges: dict[tuple[int, str], Deed] = field(default_factory=dict)

    @property
    def charged(self) -> int:
        """What was charged for it."""
        return sum(act.pence for act in self.charges.values())

    @property
    def state(self) -> str:
        """Open while any of it is, else disputed while any of it is."""
        return "open" if self.open else "disputed" if self.disputed else "regularised"


def commitments_of(entries: Sequence[Entry], body: str) -> dict[str, Commitment]:
    """The commitments of a body's resource, by number: the steps that stand, in their order."""
    found: dict[str, Commitment] = {}
    for entry in standing_of([e for e in entries if e.act.body == body]):
        act = entry.act
        if act.kind not in COMMITMENT_KINDS or not isinstance(act, Deed):
            continue
        if act.kind == "resource-committed":
            found[act.number] = Commitment(act, entry.number, act.pence)
        elif one := found.get(act.number):
            if act.kind == "commitment-charged":
                one.charges[month_of(act.effective), act.line or act.journal] = act
                continue
            if act.kind == "commitment-disputed":
                one.open -= act.pence
                one.disputed += act.pence
            else:
                of_open = min(one.open, act.pence)  # what is open goes first
                one.open -= of_open
                one.disputed -= act.pence - of_open
                one.regularised += act.pence
    return found


def commitment_lines(act: Deed) -> tuple[Cased, ...]:
    """The lines of a step: an earmark for the commitment, and then a budget."""
    strand = R if act.recurs else NR
    earmark = Cell(strand, "committed", act.category), act.number
    if act.kind == "resource-committed":
        return ((Cell(strand, "unallocated"), "", act.pence), (*earmark, -act.pence))
    if act.kind == "commitment-regularised":
        return ((*earmark, act.pence), (Cell(strand, "retained", act.category), "", -act.pence))
    return ()


def against_the_commitment(act: Deed, entries: Sequence[Entry]) -> set[str]:
    """Why a step of a commitment cannot come after these entries."""
    refused = set()
    needs_reason = act.kind in ("resource-committed", "commitment-disputed")
    if not act.by.strip() or (needs_reason and not act.purpose.strip()):
        refused.add("unsigned")
    one = commitments_of(entries, act.body).get(act.number)
    if act.kind == "resource-committed":
        used = [e.act.number for e in entries if (e.act.kind, e.act.body) == (act.kind, act.body)]
        if act.number in used:
            refused.add("number")
        if act.on_call == act.body:
            refused.add("own-resource")
    elif one is None:
        refused.add("unknown")
    else:
        refused |= _against_the_step(act, one, entries)
    return {f"commitment.{word}" for word in refused}


def _against_the_step(act: Deed, one: Commitment, entries: Sequence[Entry]) -> set[str]:
    refused = set()
    is_charge = act.kind == "commitment-charged"
    early = act.effective < one.made.effective
    if is_charge:
        early = month_of(act.effective) < month_of(one.made.effective)
    if early or act.notified < (one.made.late_for or one.made.effective):
        refused.add("date")
    if is_charge:
        return refused | _against_the_charge(act, one, entries)
    if office(act.by) == office(one.made.by):
        refused.add("own-settlement")
    return refused | ({"exceeds"} if act.pence > _least_left(act, entries) else set())


def _least_left(act: Deed, entries: Sequence[Entry]) -> int:
    """What is there to settle in every month from its own on, as known on every day from its own."""
    others = [e for e in entries if e.act.body == act.body]
    first = month_of(act.effective)
    left = []
    for month in range(first, 13):
        for day in {act.notified, *(e.act.notified for e in others)}:
            seen = [
                e
                for e in others
                if month_of(e.act.effective) <= month and e.act.notified <= day >= act.notified
            ]
            if one := commitments_of(seen, act.body).get(act.number):
                left.append(
                    one.open + (one.disputed if act.kind == "commitment-regularised" else 0)
                )
    return min(left, default=act.pence)


def _against_the_charge(act: Deed, one: Commitment, entries: Sequence[Entry]) -> set[str]:
    """It names a line, or an approved journal that has as much in the category and the month."""
    if not act.journal:
        return set() if act.line.strip() else {"unmatched"}
    if journal_state(entries, act.body, act.journal) != "approved":
        return {"unmatched"}
    month = month_of(act.effective)
    matched = 0
    for each in commitments_of([*entries, Entry(act, (), 0, 0)], act.body).values():
        if each.made.category == one.made.category:
            matched += sum(
                charge.pence
                for (at, _), charge in each.charges.items()
                if (at, charge.journal) == (month, act.journal)
            )
    return {"unmatched"} if matched > _in_journal(act, one.made.category, entries) else set()


def _in_journal(act: Deed, category: str, entries: Sequence[Entry]) -> int:
    """What a journal charges to a category in the month of an act; one that reverses takes it back."""
    journal = next(
        e.act
        for e in entries
        if (e.act.kind, e.act.body, e.act.number) == ("journal-submitted", act.body, act.journal)
    )
    there = 0
    for line in journal.entered:
        if (line.limit, line.category) == ("revenue", category):
            raised = line.debit - line.credit
            raised = raised if line.raised_by == "debit" else -raised
            there += raised * _counts(journal, month_of(act.effective))
    return there


def _counts(journal: Act, month: int) -> int:
    made = month_of(journal.effective)
    if month == made:
        return 1
    return -1 if journal.reversing and month == made + 1 else 0


def is_settled(corrects: int, entries: Sequence[Entry], body: str) -> bool:
    """Whether an entry is a commitment of which something is regularised or charged."""
    return any(
        one.number == corrects and (one.regularised or one.charged)
        for one in commitments_of(entries, body).values()
    )
