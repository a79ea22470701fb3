"""Answers, statuses and ages against a reference that looks at one answer after the other."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import AgreedPair, AgreementStatus
from pctfinance.consolidation.agreement_answers import answered_pairs, given_answers
from pctfinance.ledger.balance_answers import (
    AnsweredLine,
    BalanceAnswered,
    BalanceAnswerTakenBack,
    Reply,
)
from pctfinance.ledger.events import Event
from pctfinance.rulebooks import AgingBands, Rulebook

A, B = "5A9", "5K7"
MONTH = Period("2011-12 M09")
DISPUTES = (Reply.DISPUTED, Reply.NOT_OURS)
SETTLED = (AgreementStatus.AGREED, AgreementStatus.WITHIN_TOLERANCE)


class Said(NamedTuple):
    """One answer of B to A's receivable, small enough to be drawn often alike."""

    month: int
    reply: Reply
    ours: int
    theirs: int | None
    other: int
    day: int
    is_gone: bool

    @property
    def pence(self) -> int | None:
        """The amount that goes with the word."""
        if self.reply is Reply.AGREED:
            return self.ours
        return self.ours + self.other if self.reply is Reply.OTHER_AMOUNT else None

    @property
    def on(self) -> date:
        """The day of the answer."""
        return date(2011, 11, 1) + timedelta(days=self.day)


ANSWERS = st.lists(
    st.builds(
        Said,
        month=st.integers(7, 10),
        reply=st.sampled_from(list(Reply)),
        ours=st.integers(0, 3),
        theirs=st.none() | st.integers(0, 3),
        other=st.sampled_from([-2, -1, 1, 2]),
        day=st.integers(0, 90),
        is_gone=st.sampled_from([False, False, True]),
    ),
    max_size=6,
)
PAIRS = st.builds(
    lambda ours, theirs, status, since: AgreedPair(
        "balances", A, B, ours, theirs, status, 0 if status in SETTLED else since
    ),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(list(AgreementStatus)),
    st.integers(6, 9),
)


def events_of(said: list[Said]) -> list[Event]:
    """The answers as a book keeps them, then those that were taken back."""
    versions: dict[int, int] = {}
    events, gone = [], []
    for number, each in enumerate(said, start=1):
        version = versions[each.month] = versions.get(each.month, 0) + 1
        month = MONTH.year.period(each.month)
        line = AnsweredLine("receivable", each.reply, each.ours, each.theirs, each.pence, "why")
        what = BalanceAnswered(
            counterparty=B, version=version, answered=(line,), statements_sha256="0" * 64
        )
        event = Event(
            body=A,
            effective=month.end,
            notified=each.on,
            reference=f"letter {number}",
            by="Head of Finance",
            sequence=number,
            what=what,
        )
        events.append(event)
        if each.is_gone:
            back = BalanceAnswerTakenBack(counterparty=B, version=version)
            gone.append(event.model_copy(update={"what": back, "sequence": 100 + number}))
    return [*events, *gone]


def naive(
    pair: AgreedPair, said: list[Said], tolerance: int
) -> tuple[str, bool, date | None, bool]:
    """Words, whether settled, the day since when, and whether that day was said: one by one."""
    numbered = sorted(enumerate(said), key=lambda pair: (pair[1].month, pair[0]))
    told = [each for _, each in numbered if not each.is_gone and each.month <= MONTH.number]
    ledgers_agree = pair.status in SETTLED
    month_end = None if ledgers_agree else MONTH.year.period(pair.since).end
    if not told:
        return "", ledgers_agree, month_end, False
    last = told[-1]
    changed = last.ours != pair.provider_pence
    changed = changed or (last.theirs is not None and last.theirs != pair.recipient_pence)
    words = f"{B}: {last.reply.value}{', out of date' if changed else ''}"
    disputed: date | None = None
    for at, each in enumerate(told, start=1):
        differed = each.theirs is None or abs(each.ours - each.theirs) > tolerance
        lives = not differed or (not ledgers_agree and each.month >= pair.since)
        if each.reply not in DISPUTES:
            disputed = None
        elif lives:
            disputed = each.on if disputed is None else min(disputed, each.on)
        else:
            disputed = each.on if at == len(told) and not changed else None
    if disputed is not None:
        return words, False, disputed, True
    far = last.reply is Reply.OTHER_AMOUNT and abs(last.other) > tolerance and not changed
    confirmed = pair.status is AgreementStatus.MISSING and not changed
    if far:
        return words, False, month_end or last.on, month_end is None
    if ledgers_agree or confirmed:
        return words, True, None, False
    return words, False, month_end, False


@settings(max_examples=300, deadline=None)
@given(PAIRS, ANSWERS, st.integers(0, 1))
def test_answers_are_as_the_reference_has_them(
    pair: AgreedPair, said: list[Said], tolerance: int
) -> None:
    """Whatever was answered, in whatever order, taken back or of a later month."""
    (found,) = [
        each
        for each in answered_pairs([pair], given_answers(events_of(said)), MONTH, tolerance)
        if each.pair == pair
    ]
    assert (found.words, found.is_settled, found.aged_from, found.was_said) == naive(
        pair, said, tolerance
    )


@settings(max_examples=100, deadline=None)
@given(ANSWERS, st.integers(0, 100))
def test_of_each_balance_one_answer_stands(said: list[Said], day: int) -> None:
    """The last of its month that is known and was not taken back."""
    known = date(2011, 11, 1) + timedelta(days=day)
    found = given_answers(events_of(said), known)
    by_hand = {
        each.month: each
        for each in said
        if each.on <= known and not each.is_gone  # it is taken back on the day of the answer
    }
    standing = {each.month.number: each for each in found if each.state == "stands"}
    assert {month: each.on for month, each in standing.items()} == {
        month: each.on for month, each in by_hand.items()
    }
    assert len(found) == sum(each.on <= known for each in said)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 400), st.lists(st.integers(0, 200), min_size=1, max_size=4, unique=True))
def test_every_day_is_in_the_band_that_its_name_says(days: int, ends: list[int]) -> None:
    """The first band whose last day is not before it; else over the last."""
    bands = AgingBands(days=tuple(sorted(ends)), source="s", certainty="published")
    first = [last for last in sorted(ends) if days <= last]
    name = bands.band(days)
    assert name.startswith("over ") != bool(first)
    if first:
        start, _, end = name.removesuffix(" days").partition("-")
        assert int(start) <= days <= int(end) == first[0]


def test_the_packaged_bands() -> None:
    """0 to 30, 31 to 60, 61 to 90, and older."""
    rule = Rulebook.packaged("2011-12").agreement
    assert rule is not None
    assert rule.aging is not None
    found = [rule.aging.band(days) for days in (0, 30, 31, 60, 61, 90, 91)]
    names = rule.aging.names
    assert found == [names[0], names[0], names[1], names[1], names[2], names[2], names[3]]
