"""What counterparties answered to statements of balances, beside what the ledgers say; how old it is.

An answer changes no figure and no status of the ledgers: it stands beside them. It is out of date
where a figure that was sent is another one now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import SIDES, AgreedPair, AgreementStatus
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.ledger.balance_answers import (
    AnsweredLine,
    BalanceAnswered,
    BalanceAnswerTakenBack,
    Reply,
)
from pctfinance.ledger.events import Event

__all__ = [
    "SETTLED",
    "AnsweredPair",
    "GivenAnswer",
    "PairAnswer",
    "answered_pairs",
    "given_answers",
    "held_amounts",
]

SETTLED = (AgreementStatus.AGREED, AgreementStatus.WITHIN_TOLERANCE)
"""The statuses of ledgers that need nobody's answer."""

_DISPUTES = (Reply.DISPUTED, Reply.NOT_OURS)
_Place = tuple[str, str, str]
State = Literal["stands", "replaced", "taken back"]


class GivenAnswer(NamedTuple):
    """One balance that a counterparty answered, and whether that stands."""

    sender: str
    counterparty: str
    month: Period
    version: int
    line: AnsweredLine
    on: date
    by: str
    reference: str
    sequence: int
    state: State

    @property
    def place(self) -> _Place:
        """The side, the provider and the recipient that it is about."""
        kind = KINDS.index(self.line.line)
        ends = (self.sender, self.counterparty)
        return (SIDES[kind >> 1], *(ends if kind % 2 == 0 else ends[::-1]))


class PairAnswer(NamedTuple):
    """The last answer of one counterparty about a pair.

    `is_current`: both figures are still those that were sent. `disputed_from` is the day on which it
    was first said of a dispute that is open.
    """

    given: GivenAnswer
    is_current: bool
    disputed_from: date | None

    @property
    def words(self) -> str:
        """What was said, and by whom."""
        said = self.given.line.reply.value
        return f"{self.given.counterparty}: {said}{'' if self.is_current else ', out of date'}"


class AnsweredPair(NamedTuple):
    """A pair, what was answered about it, whether anything is open, and the day since when.

    `was_said`: the day is that of an answer, and not the end of the month since when they differ.
    """

    pair: AgreedPair
    answers: tuple[PairAnswer, ...] = ()
    is_settled: bool = True
    aged_from: date | None = None
    was_said: bool = False

    @property
    def words(self) -> str:
        """What the counterparties say."""
        return "; ".join(answer.words for answer in self.answers)

    def days(self, until: date) -> int | None:
        """How many days it has been open by a day; `None` where nothing is."""
        return None if self.aged_from is None else max((until - self.aged_from).days, 0)


def held_amounts(pair: AgreedPair) -> tuple[int | None, int | None, int | None]:
    """What a pair's ledgers have, the provider's and the recipient's, and the difference, in pence.

    `None` where a ledger is not there, and nothing is held of it: what is missing is no 0.

    >>> pair = AgreedPair("flows", "5A9", "5K7", 500_00, 0, AgreementStatus.MISSING, 8)
    >>> held_amounts(pair), held_amounts(pair._replace(status=AgreementStatus.ONE_SIDED))
    ((50000, None, None), (50000, 0, 50000))
    """
    if pair.status is not AgreementStatus.MISSING:
        return pair.provider_pence, pair.recipient_pence, pair.difference_pence
    both = (pair.provider_pence, pair.recipient_pence)
    mine, theirs = (
        pence if pence or there else None for pence, there in zip(both, pair.there, strict=True)
    )
    return mine, theirs, None if mine is None or theirs is None else mine - theirs


def given_answers(events: Iterable[Event], known_at: date | None = None) -> tuple[GivenAnswer, ...]:
    """Every balance that was answered, in the order of recording.

    Of each balance of a statement the last answer stands that was not taken back.

    Args:
        events: in the order of recording.
        known_at: the last day whose documents count; `None` leaves out none.

    >>> given_answers([])
    ()
    """
    known = [each for each in events if known_at is None or each.notified <= known_at]
    gone = {
        (each.body, each.what.counterparty, each.period, each.what.version)
        for each in known
        if isinstance(each.what, BalanceAnswerTakenBack)
    }
    found: list[GivenAnswer] = []
    last: dict[tuple[str, str, Period, str], int] = {}
    for event in known:
        what = event.what
        if not isinstance(what, BalanceAnswered):
            continue
        about = (event.body, what.counterparty, event.period)
        for line in what.answered:
            state: State = "taken back" if (*about, what.version) in gone else "stands"
            if state == "stands":
                before = last.get((*about, line.line))
                if before is not None:
                    found[before] = found[before]._replace(state="replaced")
                last[*about, line.line] = len(found)
            found.append(
                GivenAnswer(
                    event.body,
                    what.counterparty,
                    event.period,
                    what.version,
                    line,
                    event.notified,
                    event.by,
                    event.reference,
                    event.sequence,
                    state,
                )
            )
    return tuple(found)


def answered_pairs(
    pairs: Iterable[AgreedPair], given: Iterable[GivenAnswer], month: Period, tolerance_pence: int
) -> tuple[AnsweredPair, ...]:
    """Each pair with the last answer of each counterparty about it, up to a month.

    A pair that was answered and of which neither ledger has anything any more stands at the end.

    Args:
        pairs: as of the month.
        given: what was answered, in the order of recording.
        month: the last month whose statements count.
        tolerance_pence: up to which a named amount is as good as what was sent.

    >>> answered_pairs([], [], Period("2011-12 M08"), 0)
    ()
    """
    of_place: dict[_Place, dict[str, list[GivenAnswer]]] = defaultdict(lambda: defaultdict(list))
    for each in given:
        if each.state != "taken back" and each.month <= month:
            of_place[each.place][each.counterparty].append(each)
    found = []
    for pair in pairs:
        told = of_place.pop((pair.side, pair.provider, pair.recipient), {})
        found.append(_answered(pair, told, month, tolerance_pence))
    for place, told in sorted(of_place.items()):
        nothing = AgreedPair(*place, 0, 0, AgreementStatus.AGREED, 0)
        found.append(_answered(nothing, told, month, tolerance_pence))
    return tuple(found)


def _answered(
    pair: AgreedPair,
    told: Mapping[str, Sequence[GivenAnswer]],
    month: Period,
    tolerance: int,
) -> AnsweredPair:
    answers = tuple(_last(pair, each, tolerance) for _, each in sorted(told.items()))
    disputes = [each.disputed_from for each in answers if each.disputed_from is not None]
    if disputes:
        return AnsweredPair(pair, answers, False, min(disputes), True)
    current = [each.given for each in answers if each.is_current]
    away = [each for each in current if _is_away(each.line, tolerance)]
    agreed = pair.status is AgreementStatus.MISSING and bool(current)
    if not away and (pair.status in SETTLED or agreed):
        return AnsweredPair(pair, answers)
    if pair.since:
        return AnsweredPair(pair, answers, False, month.year.period(pair.since).end)
    return AnsweredPair(pair, answers, False, min(each.on for each in away), True)


def _is_away(line: AnsweredLine, tolerance: int) -> bool:
    """Whether a counterparty names an amount that is not what was sent, beyond the tolerance."""
    named = line.ours_pence if line.pence is None else line.pence
    return line.reply is Reply.OTHER_AMOUNT and abs(named - line.ours_pence) > tolerance


def _last(pair: AgreedPair, told: Sequence[GivenAnswer], tolerance: int) -> PairAnswer:
    """The last answer of one counterparty, and since when it disputes what is open."""
    ordered = sorted(told, key=lambda each: (each.month.number, each.sequence))
    last = ordered[-1]
    is_provider = last.sender == pair.provider
    figures = (pair.provider_pence, pair.recipient_pence)
    ours, theirs = figures if is_provider else figures[::-1]
    sent = last.line
    is_current = ours == sent.ours_pence and sent.theirs_pence in (None, theirs)
    since = None
    if sent.reply in _DISPUTES and (is_current or _goes_on(pair, last, tolerance)):
        since = last.on
        for each in reversed(ordered):
            if each.line.reply not in _DISPUTES or not _goes_on(pair, each, tolerance):
                break
            since = min(since, each.on)
    return PairAnswer(last, is_current, since)


def _goes_on(pair: AgreedPair, said: GivenAnswer, tolerance: int) -> bool:
    """Whether a dispute is open although a figure changed: until the ledgers agree that differed.

    Where the ledgers agreed when it was said, or within tolerance, it was about something else, which
    only another answer ends.
    """
    sent = said.line
    if sent.theirs_pence is not None and abs(sent.ours_pence - sent.theirs_pence) <= tolerance:
        return True
    return pair.status not in SETTLED and said.month.number >= pair.since
