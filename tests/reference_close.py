"""Months, journals and reports of the reference model: what they are, told from all acts so far.

Every question goes through all of the acts again; nothing is kept, and nothing of the library used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from reference_acts import Act, Entry, month_of

__all__ = [
    "BESIDE",
    "adjustments",
    "against_the_journal",
    "against_the_month",
    "against_the_report",
    "is_impacted",
    "is_open",
    "journal_state",
    "landed",
    "ran_fresh",
    "state_of",
]

RANKS = ("open", "submitted", "closed", "locked")


class _Step(NamedTuple):
    """From, to; what every earlier month must be at least, every later one at most."""

    before: str
    after: str
    earlier: str = "open"
    later: str = "locked"
    with_reason: bool = False


STEPS = MappingProxyType(
    {
        "month-submitted": _Step("open", "submitted", earlier="submitted"),
        "month-returned": _Step("submitted", "open", with_reason=True),
        "month-closed": _Step("submitted", "closed", earlier="closed"),
        "month-reopened": _Step("closed", "open", later="closed", with_reason=True),
        "month-locked": _Step("closed", "locked", earlier="locked"),
        "month-unlocked": _Step("locked", "closed", later="open", with_reason=True),
    }
)
JOURNALS = ("journal-submitted", "journal-approved", "journal-rejected", "journal-withdrawn")
DECISIONS = (
    *(f"transfer-{step}" for step in ("proposed", "agreed", "approved", "condition-met")),
    *(f"case-{step}" for step in ("proposed", "approved", "refused", "condition-met", "lapsed")),
    *("headroom-exempted", "fund-agreed"),
)
"""What is of no month, and changes none."""
BESIDE = (*STEPS, *JOURNALS, *DECISIONS, "controls-run", "figures-loaded", "ledger-loaded")
"""What posts no resource."""
FIXED = MappingProxyType(
    {"capital": ("additions", "disposals-book-value", "grants", "donations"), "cash": ("drawings",)}
)

# Months


def state_of(entries: Sequence[Entry], body: str, month: int) -> str:
    """Where a month stands: where its last step led."""
    state = "open"
    for entry in entries:
        act = entry.act
        if act.body == body and act.kind in STEPS and month_of(act.effective) == month:
            state = STEPS[act.kind].after
    return state


def is_open(entries: Sequence[Entry], body: str, month: int) -> bool:
    """Whether a month takes events."""
    return state_of(entries, body, month) == "open"


def _is_of_no_month(act: Act) -> bool:
    """Decisions, and the end of a transfer with its year."""
    return act.kind in DECISIONS or act.outcome == "expired"


def _last(entries: Sequence[Entry], body: str, month: int, kind: str) -> int:
    """The place of the last act of a kind in a body's month; -1 where there is none."""
    places = [
        place
        for place, entry in enumerate(entries)
        if (entry.act.body, entry.act.kind, month_of(entry.act.effective)) == (body, kind, month)
    ]
    return places[-1] if places else -1


def _touches(entries: Sequence[Entry], place: int) -> int:
    """The first month in which an act changes a figure; 13 where it changes none."""
    act = entries[place].act
    if act.kind == "month-reopened":
        return month_of(act.effective)
    if act.kind in (*STEPS, "controls-run", *JOURNALS[:1], *JOURNALS[2:]) or _is_of_no_month(act):
        return 13
    if act.table == "profile":
        return 1
    reported = [e.act.body for e in entries[:place] if e.act.table == "actuals"]
    if act.table == "actuals" and act.cumulative and act.body not in reported:
        return 1  # a report to date stands for all months before it
    return month_of(act.effective)


def _changed_after(entries: Sequence[Entry], body: str, month: int, place: int) -> bool:
    return any(
        entries[at].act.body == body and _touches(entries, at) <= month
        for at in range(place + 1, len(entries))
    )


def is_impacted(entries: Sequence[Entry], body: str, month: int) -> bool:
    """Whether something under a closed month changed since it was closed."""
    if state_of(entries, body, month) not in ("closed", "locked"):
        return False
    return _changed_after(entries, body, month, _last(entries, body, month, "month-closed"))


def ran_fresh(entries: Sequence[Entry], body: str, month: int) -> Act | None:
    """The last run of a month's controls, unless something changed since."""
    place = _last(entries, body, month, "controls-run")
    fresh = place >= 0 and not _changed_after(entries, body, month, place)
    return entries[place].act if fresh else None


def landed(act: Act, entries: Sequence[Entry], rule: str, days: Sequence[date]) -> Act:
    """Where a document counts whose month is not open any more; `days` begin the twelve months."""
    stated = month_of(act.effective)
    if act.kind in BESIDE or _is_of_no_month(act) or rule == "refuse":
        return act
    if is_open(entries, act.body, stated):
        return act
    if rule == "stand":
        return replace(act, late_for=act.effective)
    for month in range(stated + 1, 13):
        if is_open(entries, act.body, month):
            return replace(act, late_for=act.effective, effective=days[month - 1])
    return act


def against_the_month(act: Act, entries: Sequence[Entry]) -> set[str]:
    """Why a month does not take an act."""
    month = month_of(act.effective)
    state = state_of(entries, act.body, month)
    if act.kind in STEPS or act.kind == "controls-run":
        refused = set() if act.by.strip() else {"unsigned"}
        return refused | _against_the_step(act, entries, month, state)
    free = act.table == "profile" or act.kind in ("journal-rejected", "journal-withdrawn")
    free = free or _is_of_no_month(act)
    stands = act.late_for is not None
    return set() if state == "open" or free or stands else {"not open"}


def _against_the_step(act: Act, entries: Sequence[Entry], month: int, state: str) -> set[str]:
    if act.kind == "controls-run":
        return set()
    step = STEPS[act.kind]
    refused = {"unsigned"} if step.with_reason and not act.purpose.strip() else set()
    if state != step.before:
        return refused | {"wrong state"}
    for other in range(1, 13):
        rank = RANKS.index(state_of(entries, act.body, other))
        behind = other < month and rank < RANKS.index(step.earlier)
        ahead = other > month and rank > RANKS.index(step.later)
        if behind or ahead:
            refused.add("out of order")
    if act.kind == "month-closed":
        run = ran_fresh(entries, act.body, month)
        if run is None or (run.errors and not act.purpose.strip()):
            refused.add("controls")
    if act.kind == "month-locked" and is_impacted(entries, act.body, month):
        refused.add("impacted")
    return refused


# Reports


def against_the_report(act: Act, entries: Sequence[Entry]) -> set[str]:
    """Why a report of figures is refused by what was reported before."""
    if not act.table:
        return set()
    same = [e.act for e in entries if (e.act.body, e.act.table) == (act.body, act.table)]
    refused = {"other way" for other in same if other.cumulative != act.cumulative}
    if act.file:
        refused |= {
            "same file"
            for other in same
            if (other.file, other.mapped_by) == (act.file, act.mapped_by)
            and month_of(other.effective) == month_of(act.effective)
        }
    return refused


# Journals


def _journal(entries: Sequence[Entry], body: str, number: str, kinds: Sequence[str]) -> Act | None:
    for entry in entries:
        act = entry.act
        if act.kind in kinds and (act.body, act.number) == (body, number):
            return act
    return None


def journal_state(entries: Sequence[Entry], body: str, number: str) -> str:
    """How far a journal has come; empty where there is none."""
    decided = _journal(entries, body, number, JOURNALS[1:])
    made = decided or _journal(entries, body, number, JOURNALS[:1])
    return made.kind.removeprefix("journal-") if made else ""


def against_the_journal(act: Act, entries: Sequence[Entry]) -> set[str]:
    """Why a journal cannot be submitted or decided on."""
    if act.kind not in JOURNALS:
        return set()
    refused = set() if act.by.strip() else {"unsigned"}
    state = journal_state(entries, act.body, act.number)
    if act.kind == "journal-submitted":
        if not act.purpose.strip():
            refused.add("unsigned")
        if state:
            refused.add("number used")
        if act.puts_right and journal_state(entries, act.body, act.puts_right) != "approved":
            refused.add("corrects nothing")
        if not _is_a_journal(act):
            refused.add("no journal")
        return refused
    if state != "submitted":
        return refused | {"nothing to decide"}
    submitted = _journal(entries, act.body, act.number, JOURNALS[:1])
    assert submitted is not None
    own = submitted.by.lower().split() == act.by.lower().split()
    if own != (act.kind == "journal-withdrawn"):
        refused.add("by whom")
    if act.notified < submitted.notified:
        refused.add("too early")
    return refused


def _is_a_journal(act: Act) -> bool:
    """At least two lines, in balance, each on one side of an account; and no time travel."""
    month = month_of(act.effective)
    return (
        len(act.entered) > 1
        and sum(line.debit for line in act.entered) == sum(line.credit for line in act.entered)
        and all(bool(line.debit) != bool(line.credit) for line in act.entered)
        and all(_has_its_category(line.limit, line.category) for line in act.entered)
        and not (act.reversing and month == 12)
        and act.late_month < month
        and act.puts_right != act.number
    )


def _has_its_category(limit: str, category: str) -> bool:
    if limit in FIXED:
        return category in FIXED[limit]
    fixed = [name for names in FIXED.values() for name in names]
    return not limit or (bool(category) and category not in fixed)


def adjustments(
    entries: Sequence[Entry], body: str, limit: str, known: date | None
) -> Iterator[tuple[str, int, int]]:
    """What stands beside the reports: category, month, pence. Journals, and extracts that adjust."""
    told = [e for e in entries if e.act.body == body and (known is None or e.act.notified <= known)]
    last: dict[int, Act] = {}
    for act in (entry.act for entry in told):
        if act.table == "adjustment":
            last[month_of(act.effective)] = act
        if act.kind != "journal-submitted" or journal_state(told, body, act.number) != "approved":
            continue
        for line in act.entered:
            if line.limit == limit:
                raised = line.debit - line.credit
                pence = raised if line.raised_by == "debit" else -raised
                yield line.category, month_of(act.effective), pence
                if act.reversing:
                    yield line.category, month_of(act.effective) + 1, -pence
    for month, act in last.items():
        for _, of, category, pence in act.rows:
            if of == limit:
                yield category, month, pence
