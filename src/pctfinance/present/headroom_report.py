"""Headroom as people are shown it: bodies side by side, never pooled, and the cases beneath."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.headroom import BodyHeadroom, overspent
from pctfinance.errors import Finding
from pctfinance.ledger.headroom_cases import Case, CaseState
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import (
    Align,
    Heading,
    Shown,
    ShownCell,
    ShownRow,
    Tone,
    row,
    up_to,
)
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "HeadroomReport"]

MEASURES = (
    *("base", "required", "lodged", "set_aside", "exempted", "difference"),
    *("held", "pending", "released", "transferred", "lapsed", "received"),
    *("applied", "set_aside_lapsed", "left"),
    *("approved", "unreleased", "spent"),
)
"""What is known of a body's headroom, in the order of the columns; each in pence."""

_ASKED = ("required", "lodged", "set_aside", "exempted", "difference")
_LODGED = ("lodged", "held", "released", "transferred", "lapsed", "received")
_OWN = ("set_aside", "applied", "set_aside_lapsed", "left")
_WORDS = {"set_aside_lapsed": "lapsed", "left": "left"}
_TONES = {
    CaseState.PROPOSED: Tone.OPEN,
    CaseState.APPROVED: Tone.GOOD,
    CaseState.REFUSED: Tone.BAD,
    CaseState.LAPSED: Tone.QUIET,
}

_COLUMNS = (
    *("body", "name", "rate", "frozen", "lodged_with"),
    *(f"{name}_pence" for name in MEASURES),
    *("received_from", "synthetic"),
)
_CASE_COLUMNS = (
    *("body", "case", "purpose", "category", "state", "proposed_pence", "approved_pence"),
    *("released_pence", "spent_pence", "unreleased_pence", "open_conditions", "proposed_by"),
    *("proposed_on", "decided_by", "decided_on", "approval", "synthetic", "sequence"),
)


@dataclass(frozen=True, repr=False)
class HeadroomReport(Told):
    """The headroom of one body, or of several side by side.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").headroom()
    >>> len(report.bodies), report.total("lodged")
    (5, 0)
    """

    title: str
    as_of: Period
    known_at: date | None
    bodies: tuple[BodyHeadroom, ...]

    def of(self, body: str) -> BodyHeadroom:
        """The headroom of one body.

        Raises:
            KeyError: it is none of these.
        """
        for headroom in self.bodies:
            if headroom.body.code == body:
                return headroom
        raise KeyError(body)

    def total(self, measure: str) -> int:
        """One of `MEASURES` over the bodies, in pence: an unpooled sum.

        What one body has and another lacks is not set off; each keeps its own.
        """
        return sum(_pence(headroom, measure) for headroom in self.bodies)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The business cases of the bodies, in the order of their proposal."""
        return tuple(case for headroom in self.bodies for case in headroom.cases)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Cases on which more was spent than was released."""
        return tuple(overspent(self.cases))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body; amounts in integer pence."""
        return tidy_frame(map(_body_row, self.bodies), _COLUMNS)

    @property
    def cases_table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a case; amounts in integer pence."""
        return tidy_frame(map(_case_row, self.cases), _CASE_COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": any(headroom.synthetic for headroom in self.bodies),
            "bodies": [_body_row(headroom) for headroom in self.bodies],
            "unpooled_sum": {f"{name}_pence": self.total(name) for name in MEASURES},
            "cases": [_case_row(case) for case in self.cases],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: asked for, lodged, held by the body, cases."""
        tables = [self._asked()]
        if any(headroom.lodged_pence or headroom.received_pence for headroom in self.bodies):
            tables.append(self._part("lodged with an authority", _LODGED))
        if any(headroom.set_aside_pence for headroom in self.bodies):
            tables.append(self._part("held by the body itself", _OWN))
        if self.cases:
            tables.append(self._cases())
        return tuple(tables)

    def _asked(self) -> Shown:
        rows = [
            row(
                [
                    _name(headroom),
                    f"{headroom.rate:.1%}",
                    _pounds(headroom.base_pence) + ("" if headroom.frozen else "*"),
                    *(_pounds(_pence(headroom, name)) for name in _ASKED),
                ]
            )
            for headroom in self.bodies
        ]
        headings = (Heading("Rate"), Heading("Base"))
        return Shown(
            title=f"{self.title}: required",
            subtitle=self._subtitle,
            headings=(Heading("Body", Align.LEFT, wraps=True), *headings, *_headings(_ASKED)),
            rows=(*rows, *self._sum(_ASKED, ["", _pounds(self.total("base"))])),
            notes=tuple(self._notes()),
        )

    def _part(self, what: str, measures: tuple[str, ...]) -> Shown:
        with_whom = measures is _LODGED
        rows = [
            row(
                [
                    _name(headroom),
                    *([", ".join(headroom.lodged_with)] if with_whom else []),
                    *(_pounds(_pence(headroom, name)) for name in measures),
                ]
            )
            for headroom in self.bodies
        ]
        whom = (Heading("With", Align.LEFT),) if with_whom else ()
        return Shown(
            title=f"{self.title}: {what}",
            subtitle=self._subtitle,
            headings=(Heading("Body", Align.LEFT, wraps=True), *whom, *_headings(measures)),
            rows=(*rows, *self._sum(measures, [""] if with_whom else [])),
        )

    def _cases(self) -> Shown:
        names = ("Proposed", "Approved", "Released", "Spent", "Unreleased")
        return Shown(
            title=f"{self.title}: business cases",
            subtitle=self._subtitle,
            headings=(
                Heading("Body", Align.LEFT),
                Heading("Case", Align.LEFT),
                Heading("Purpose", Align.LEFT, wraps=True, optional=True),
                Heading("State", Align.LEFT),
                *map(Heading, names),
            ),
            rows=tuple(_shown_case(case) for case in self.cases),
            notes=tuple(
                f"Case {case.number} of {case.body} waits for: {'; '.join(case.open_conditions)}"
                for case in self.cases
                if case.open_conditions and case.state is CaseState.APPROVED
            )
            + tuple(f"{finding.message}." for finding in self.findings),
        )

    @property
    def _subtitle(self) -> str:
        known = up_to(self.known_at)
        return f"£, as of {self.as_of}{known}"

    def _sum(self, measures: tuple[str, ...], before: list[str]) -> tuple[ShownRow, ...]:
        if len(self.bodies) == 1:
            return ()
        cells = [_pounds(self.total(name)) for name in measures]
        return (row(["Sum, not pooled", *before, *cells], tone=Tone.STRONG, total=True),)

    def _notes(self) -> Iterator[str]:
        if any(not headroom.frozen for headroom in self.bodies):
            yield "* The rulebook's base as it stands now; it is frozen when headroom is lodged."
        for headroom in self.bodies:
            code = headroom.body.code
            if len(headroom.bases) > 1:
                bases = ", ".join(map(show_exact, headroom.bases))
                yield f"{code} set headroom aside on different bases: {bases}; the first counts."
            if headroom.unproposed:
                names = ", ".join(
                    f"{name} {show_exact(pence)}" for name, pence in headroom.unproposed
                )
                yield f"{code}: released for cases that were not proposed in this book: {names}"
            for donor, pence in headroom.received_from:
                yield f"{code} received {show_exact(pence)} of {donor}'s headroom, in its own limit."
            if headroom.pending_pence:
                pending = show_exact(headroom.pending_pence)
                yield f"{code}: {pending} of what is held is set aside for a redirect."
        if any(headroom.synthetic for headroom in self.bodies):
            yield "Contains synthetic figures, which have no published source."

    def __repr__(self) -> str:
        return f"<{self.title}, {self.as_of}: {len(self.bodies)} bodies, {len(self.cases)} cases>"


def _pence(headroom: BodyHeadroom, measure: str) -> int:
    pence: int = getattr(headroom, f"{measure}_pence")
    return pence


def _headings(measures: tuple[str, ...]) -> tuple[Heading, ...]:
    words = (_WORDS.get(name, name).replace("_", "\n") for name in measures)
    return tuple(Heading(word.capitalize()) for word in words)


def _name(headroom: BodyHeadroom) -> str:
    return f"{headroom.body.code} {headroom.body.name}"


def _pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _shown_case(case: Case) -> ShownRow:
    amounts = (
        case.what.pence,
        case.approved_pence,
        case.released_pence,
        case.spent_pence,
        case.unreleased_pence,
    )
    state = ShownCell(case.state.value, _TONES[case.state])
    purpose = case.proposal.purpose
    return row([case.body, case.number, purpose, state, *map(_pounds, amounts)])


def _body_row(headroom: BodyHeadroom) -> dict[str, Any]:
    return {
        "body": headroom.body.code,
        "name": headroom.body.name,
        "rate": str(headroom.rate),
        "frozen": headroom.frozen,
        "lodged_with": " ".join(headroom.lodged_with),
        **{f"{name}_pence": _pence(headroom, name) for name in MEASURES},
        "received_from": " ".join(donor for donor, _ in headroom.received_from),
        "synthetic": headroom.synthetic,
    }


def _case_row(case: Case) -> dict[str, Any]:
    decided = case.decision
    return {
        "body": case.body,
        "case": case.number,
        "purpose": case.proposal.purpose,
        "category": case.what.category,
        "state": case.state.value,
        "proposed_pence": case.what.pence,
        "approved_pence": case.approved_pence,
        "released_pence": case.released_pence,
        "spent_pence": case.spent_pence,
        "unreleased_pence": case.unreleased_pence,
        "open_conditions": "; ".join(case.open_conditions),
        "proposed_by": case.proposal.by,
        "proposed_on": case.proposal.notified.isoformat(),
        "decided_by": decided.by if decided else "",
        "decided_on": decided.notified.isoformat() if decided else "",
        "approval": decided.approval if decided else "",
        "synthetic": case.synthetic,
        "sequence": case.proposal.sequence,
    }
