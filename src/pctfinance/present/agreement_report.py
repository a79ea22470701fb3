"""Agreement of balances as people are shown it: pair by pair, both ledgers side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import AgreedPair, AgreementStatus
from pctfinance.money import Unit, show_exact
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, long_date, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SIDE_WORDS", "STATUS_TONES", "AgreementReport", "agreement_pounds", "as_of_words"]

SIDE_WORDS = {"balances": "receivable / payable", "flows": "income / expenditure"}
"""What is compared, in words: the provider's line, and the recipient's."""

STATUS_TONES = {
    AgreementStatus.AGREED: Tone.GOOD,
    AgreementStatus.WITHIN_TOLERANCE: Tone.QUIET,
    AgreementStatus.DISPUTED: Tone.BAD,
    AgreementStatus.ONE_SIDED: Tone.BAD,
    AgreementStatus.MISSING: Tone.OPEN,
}
_COLUMNS = (
    *("side", "provider", "recipient", "provider_pence", "recipient_pence"),
    *("difference_pence", "status", "since", "months_open"),
)
_SETTLED = (AgreementStatus.AGREED, AgreementStatus.WITHIN_TOLERANCE)


@dataclass(frozen=True, repr=False)
class AgreementReport:
    """The pairs of bodies between which anything was recorded, and how far their ledgers agree.

    >>> from pctfinance.bodies import Register
    >>> ncl = Register.packaged().group("NCL")
    >>> AgreementReport(ncl, Period("2011-12 M08"), None, 0, (), {}).is_settled
    True
    """

    group: Group
    as_of: Period
    known_at: date | None
    tolerance_pence: int
    pairs: tuple[AgreedPair, ...]
    names: Mapping[str, str]
    contains_synthetic: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether every pair is agreed or within tolerance."""
        return all(pair.status in _SETTLED for pair in self.pairs)

    def pair(self, provider: str, recipient: str, side: str = "balances") -> AgreedPair:
        """One pair on one side.

        Raises:
            KeyError: neither recorded anything.
        """
        return {(p.side, p.provider, p.recipient): p for p in self.pairs}[side, provider, recipient]

    def with_status(self, status: AgreementStatus | str) -> tuple[AgreedPair, ...]:
        """The pairs of one status."""
        return tuple(pair for pair in self.pairs if pair.status == status)

    @property
    def aging(self) -> dict[int, tuple[AgreedPair, ...]]:
        """The pairs that are not settled, by the number of the month since when, oldest first."""
        since = sorted({pair.since for pair in self.pairs if pair.status not in _SETTLED})
        return {
            month: tuple(p for p in self.pairs if p.since == month and p.status not in _SETTLED)
            for month in since
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a pair and side; pence. `months_open` counts the month since when as 1."""
        for pair in self.pairs:
            values = (
                *(pair.side, pair.provider, pair.recipient),
                *(pair.provider_pence, pair.recipient_pence, pair.difference_pence),
                pair.status.value,
                str(self.as_of.year.period(pair.since)) if pair.since else "",
                self.as_of.number - pair.since + 1 if pair.since else 0,
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a pair and side; amounts in integer pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(list(self.rows()), columns=list(_COLUMNS))

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "tolerance_pence": self.tolerance_pence,
            "contains_synthetic": self.contains_synthetic,
            "counts": {status.value: len(self.with_status(status)) for status in AgreementStatus},
            "pairs": list(self.rows()),
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the pairs, and how old what is not settled is."""
        return (self._pairs(), *([self._aging()] if self.aging else []))

    def _pairs(self) -> Shown:
        rows = [
            row(
                [
                    self._named(pair.provider),
                    self._named(pair.recipient),
                    SIDE_WORDS[pair.side],
                    agreement_pounds(pair.provider_pence),
                    agreement_pounds(pair.recipient_pence),
                    agreement_pounds(pair.difference_pence),
                    ShownCell(pair.status.value, STATUS_TONES[pair.status]),
                    f"M{pair.since:02}" if pair.since else "",
                ]
            )
            for pair in self.pairs
        ]
        notes = [
            f"A difference of at most {show_exact(self.tolerance_pence)} is within tolerance.",
            "One-sided: the other's ledger is there and has nothing. Missing: it is not there.",
        ]
        if self.contains_synthetic:
            notes.append("Contains synthetic figures.")
        return Shown(
            title=f"Agreement of balances, {self.group.name}",
            subtitle=as_of_words(self.as_of, self.known_at),
            headings=(
                Heading("Provider", Align.LEFT, wraps=True),
                Heading("Recipient", Align.LEFT, wraps=True),
                Heading("What", Align.LEFT),
                Heading("Provider's\nledger"),
                Heading("Recipient's\nledger"),
                Heading("Difference"),
                Heading("Status", Align.LEFT),
                Heading("Since", Align.LEFT),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def _aging(self) -> Shown:
        rows = [
            row(
                [
                    f"M{month:02}",
                    str(self.as_of.number - month + 1),
                    str(len(pairs)),
                    agreement_pounds(sum(abs(pair.difference_pence) for pair in pairs)),
                ]
            )
            for month, pairs in self.aging.items()
        ]
        return Shown(
            title="How long they have differed",
            subtitle="£; differences without their sign",
            headings=(
                Heading("Since", Align.LEFT),
                Heading("Months"),
                Heading("Pairs"),
                Heading("Differences"),
            ),
            rows=tuple(rows),
        )

    def _named(self, code: str) -> str:
        return f"{code} {self.names.get(code, '')}".strip()

    def __repr__(self) -> str:
        return f"<Agreement of balances, {self.as_of}: {len(self.pairs)} pairs>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.shown))

    def _repr_html_(self) -> str:
        return html_of(self.shown)


def agreement_pounds(pence: int) -> str:
    """Pounds without the symbol, pence only where there are any.

    >>> agreement_pounds(500_00), agreement_pounds(-1)
    ('500', '(0.01)')
    """
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def as_of_words(as_of: Period, known_at: date | None) -> str:
    """What a table of these reports is about: unit, month and date of knowledge.

    >>> as_of_words(Period("2011-12 M08"), None)
    '£, as of 2011-12 M08'
    """
    known = f", documents up to {long_date(known_at)}" if known_at else ""
    return f"£, as of {as_of}{known}"
