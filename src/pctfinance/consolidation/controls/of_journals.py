"""Controls of journals: large, back-dated, round, by one office, entered twice."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from pctfinance.consolidation.controls.model import Control, packaged
from pctfinance.consolidation.controls.views import BodyView, NotApplicable
from pctfinance.errors import Finding, Ground, Level
from pctfinance.ledger.journal_rules import Journal, JournalState, journals_of
from pctfinance.money import show_exact

__all__ = ["JOURNAL_CONTROLS"]

Told = Iterator[Finding | NotApplicable]

_OURS = "a choice of pctfinance"
_NONE = "no journal was approved for the month"


def _approved(at: BodyView) -> list[Journal]:
    """The approved journals of the month; those that belong to a recharge have a control of their own."""
    return [
        one
        for one in journals_of(at.events).values()
        if one.period == at.period and one.state is JournalState.APPROVED
    ]


def _ground(one: Journal) -> Ground:
    about = f"journal {one.what.number!r} by {one.submission.by}, dated {one.submission.notified}"
    return Ground(about, one.what.debit_pence, event=one.submission.sequence)


@packaged(
    id="journal-large",
    title="A journal is large",
    rule="A journal above a share of the limit is looked at by the director of finance.",
    source=_OURS,
    code="control.journal-large",
    thresholds=("controls.journal_share",),
)
def _large(at: BodyView) -> Told:
    journals, share = _approved(at), at.rules.journal_share.value
    if not journals or at.limit_pence <= 0:
        yield at.not_applicable(_NONE if not journals else "there is no confirmed revenue limit")
        return
    for one in journals:
        if one.what.debit_pence > Fraction(share) * at.limit_pence:
            yield at.found(
                f"journal {one.what.number!r} by {one.submission.by} is of "
                f"{show_exact(one.what.debit_pence)}, more than {share:%} of the limit",
                _ground(one),
                at.limit_figure(),
                hint="look at what it rests on",
            )


@packaged(
    id="journal-back-dated",
    title="A journal is back-dated",
    rule="A journal is dated in the month that it counts for, and belongs to it.",
    source=_OURS,
    code="control.journal-back-dated",
)
def _back_dated(at: BodyView) -> Told:
    journals = _approved(at)
    if not journals:
        yield at.not_applicable(_NONE)
    for one in journals:
        dated, late = one.submission.notified, one.what.late_for
        why = [f"is dated {dated}, after {at.period}"] if dated > at.period.end else []
        why += [f"belongs to M{late:02}"] if late else []
        if why:
            yield at.found(
                f"journal {one.what.number!r} of {show_exact(one.what.debit_pence)} by "
                f"{one.submission.by} {' and '.join(why)}",
                _ground(one),
                hint="say why it came late; where a closed month was wrong, restate it",
            )


@packaged(
    id="journal-round",
    title="A round sum near the month's end",
    rule="A round sum in the last days of a month is an estimate, and says so.",
    source=_OURS,
    code="control.journal-round",
    severity=Level.NOTE,
    thresholds=("controls.round_sum", "controls.round_sum_days"),
)
def _round(at: BodyView) -> Told:
    journals = _approved(at)
    if not journals:
        yield at.not_applicable(_NONE)
    of, days = at.rules.round_sum.amount_pence, at.rules.round_sum_days.value
    first = at.period.end - timedelta(days=days - 1)
    for one in journals:
        pence, dated = one.what.debit_pence, one.submission.notified
        if of and pence and not pence % of and dated >= first:
            yield at.found(
                f"journal {one.what.number!r} by {one.submission.by}, dated {dated}, is of the round "
                f"sum of {show_exact(pence)}",
                _ground(one),
                hint="ask what it was reckoned from",
            )


@packaged(
    id="journals-one-office",
    title="One office enters most journals",
    rule="Journals come from the offices that know them.",
    source=_OURS,
    code="control.journals-one-office",
    severity=Level.NOTE,
    thresholds=("controls.one_office_share", "controls.one_office_least"),
)
def _one_office(at: BodyView) -> Told:
    share, least = at.rules.one_office_share.value, at.rules.one_office_least.value
    offices = Counter(one.submission.by for one in journals_of(at.events).values())
    count = offices.total()
    if count < least:
        yield at.not_applicable(f"fewer than {least} journals in the year so far")
        return
    office, most = offices.most_common(1)[0]
    if most > Fraction(share) * count:
        yield at.found(
            f"{office} submitted {most} of {count} journals of the year to date",
            *(Ground(f"journals by {name}", str(number)) for name, number in offices.items()),
            hint="look at who may enter journals",
        )


@packaged(
    id="journal-twice",
    title="A journal stands twice",
    rule="The same lines are entered once in a month.",
    source=_OURS,
    code="control.journal-twice",
    thresholds=("controls.same_amount",),
)
def _twice(at: BodyView) -> Told:
    journals, least = _approved(at), at.rules.same_amount.amount_pence
    alike: dict[object, list[Journal]] = {}
    if not journals:
        yield at.not_applicable(_NONE)
    for one in journals:
        if one.what.debit_pence >= least:
            lines = sorted(
                (line.account, line.category, line.debit_pence, line.credit_pence)
                for line in one.what.entered
            )
            alike.setdefault(tuple(lines), []).append(one)
    for found in alike.values():
        if len(found) > 1:
            numbers = ", ".join(repr(one.what.number) for one in found)
            yield at.found(
                f"journals {numbers} hold the same lines of {show_exact(found[0].what.debit_pence)}",
                *map(_ground, found),
                hint="correct the one that is a copy by another journal",
            )


JOURNAL_CONTROLS: tuple[Control, ...] = (_large, _back_dated, _twice, _round, _one_office)
"""The controls of journals."""
