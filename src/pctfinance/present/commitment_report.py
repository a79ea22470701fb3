"""Emergency commitments as people are shown them: whose resource, by whom, how far, how old."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.errors import Finding
from pctfinance.ledger.commitment_states import Commitment, CommitmentState
from pctfinance.money import Unit, show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row, up_to
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COMMITMENT_MEASURES", "CommitmentReport"]

COMMITMENT_MEASURES = ("committed", "open", "disputed", "regularised", "charged", "uncharged")
"""What is known of a commitment, in the order of the columns; each in pence."""

_TONES = {
    CommitmentState.OPEN: Tone.OPEN,
    CommitmentState.DISPUTED: Tone.BAD,
    CommitmentState.REGULARISED: Tone.GOOD,
}

_COLUMNS = (
    *("body", "number", "category", "funding", "purpose", "by", "on_call_body", "at"),
    *("counts_from", "reference", "state", "age_days"),
    *(f"{name}_pence" for name in COMMITMENT_MEASURES),
    *("regularised_by", "disputed_for", "matched_to", "synthetic", "sequence"),
)


@dataclass(frozen=True, repr=False)
class CommitmentReport(Filed):
    """Emergency commitments as of a month, of one body's resource or of several bodies' side by side.

    Committed = open + disputed + regularised, for each and for their sum, which is not pooled.

    >>> CommitmentReport("None", Period("2011-12 M08"), None, ()).total("committed")
    0
    """

    title: str
    as_of: Period
    known_at: date | None
    commitments: tuple[Commitment, ...]
    findings: tuple[Finding, ...] = ()

    def of(self, body: str, number: str) -> Commitment:
        """One commitment.

        Raises:
            KeyError: it is none of these.
        """
        for one in self.commitments:
            if (one.body, one.number) == (body, number):
                return one
        raise KeyError(body, number)

    def total(self, measure: str, body: str | None = None) -> int:
        """One of `COMMITMENT_MEASURES` over the commitments, or over those of one body; in pence."""
        return sum(_pence(one, measure) for one in self.commitments if body in (None, one.body))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a commitment, amounts in pence, dates as text."""
        for one in self.commitments:
            yield {
                "body": one.body,
                "number": one.number,
                "category": one.what.category,
                "funding": one.what.funding.value,
                "purpose": one.recorded.purpose,
                "by": one.recorded.by,
                "on_call_body": one.what.on_call_body,
                "at": one.what.at.isoformat(timespec="minutes"),
                "counts_from": one.recorded.effective.isoformat(),
                "reference": one.recorded.reference,
                "state": one.state.value,
                "age_days": one.age_days(self.as_of.end),
                **{f"{name}_pence": _pence(one, name) for name in COMMITMENT_MEASURES},
                "regularised_by": "; ".join(event.by for event in one.regularisations),
                "disputed_for": "; ".join(event.purpose for event in one.disputes),
                "matched_to": "; ".join(f"{month} {line}" for month, line in one.charges),
                "synthetic": one.synthetic,
                "sequence": one.recorded.sequence,
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a commitment; amounts in integer pence."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": any(one.synthetic for one in self.commitments),
            "commitments": list(self.rows()),
            "unpooled_sum": {f"{name}_pence": self.total(name) for name in COMMITMENT_MEASURES},
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: who committed what, and what became of the amounts."""
        return (self.shown, self._amounts()) if self.commitments else (self.shown,)

    @property
    def shown(self) -> Shown:
        """Who committed whose resource for what, and how much of it is open."""
        rows = [
            row(
                [
                    one.body,
                    one.number,
                    f"{one.what.at:%Y-%m-%d %H:%M}",
                    f"{one.recorded.by} ({one.what.on_call_body})",
                    one.recorded.purpose,
                    ShownCell(one.state.value, _TONES[one.state]),
                    str(one.age_days(self.as_of.end)),
                    _pounds(_pence(one, "open")),
                ]
            )
            for one in self.commitments
        ]
        if len(rows) > 1:
            texts = ["Sum, not pooled", *[""] * 6, _pounds(self.total("open"))]
            rows.append(row(texts, tone=Tone.STRONG, total=True))
        return Shown(
            title=self.title,
            subtitle=self._subtitle,
            headings=(
                Heading("Charge\non", Align.LEFT, wraps=True),
                Heading("Number", Align.LEFT),
                Heading("Made", Align.LEFT, wraps=True),
                Heading("By (of)", Align.LEFT, wraps=True),
                Heading("Purpose", Align.LEFT, wraps=True, optional=True),
                Heading("State", Align.LEFT),
                Heading("Days"),
                Heading("Open"),
            ),
            rows=tuple(rows),
            empty="There is none.",
            notes=tuple(f"{finding.message}." for finding in self.findings),
        )

    def _amounts(self) -> Shown:
        amounts = tuple(name for name in COMMITMENT_MEASURES if name != "uncharged")
        rows = [
            row([one.body, one.number, *(_pounds(_pence(one, name)) for name in amounts)])
            for one in self.commitments
        ]
        if len(rows) > 1:
            sums = (_pounds(self.total(name)) for name in amounts)
            rows.append(row(["Sum, not pooled", "", *sums], tone=Tone.STRONG, total=True))
        return Shown(
            title=f"{self.title}: amounts",
            subtitle=self._subtitle,
            headings=(
                Heading("Charge\non", Align.LEFT, wraps=True),
                Heading("Number", Align.LEFT),
                *(Heading(name.capitalize()) for name in amounts),
            ),
            rows=tuple(rows),
        )

    @property
    def _subtitle(self) -> str:
        known = up_to(self.known_at)
        return f"£, as of {self.as_of}{known}; no limit moves"

    def __repr__(self) -> str:
        return f"<{self.title}, {self.as_of}: {len(self.commitments)}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _pence(one: Commitment, measure: str) -> int:
    if measure == "committed":
        return one.what.pence
    pence: int = getattr(one, f"{measure}_pence")
    return pence


def _pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")
