"""Agreement of balances as people are shown it: pair by pair, both ledgers side by side."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import AgreedPair, AgreementStatus
from pctfinance.consolidation.agreement_answers import (
    SETTLED,
    AnsweredPair,
    PairAnswer,
    held_amounts,
)
from pctfinance.errors import looked_up
from pctfinance.money import Unit, show_exact
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, long_date, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

    from pctfinance.rulebooks import AgingBands

__all__ = [
    "SIDE_WORDS",
    "STATUS_TONES",
    "AgreementReport",
    "agreement_pounds",
    "answer_words",
    "as_of_words",
    "held_pounds",
]

SIDE_WORDS = {"balances": "receivable / payable", "flows": "income / expenditure"}
"""What is compared, in words: the provider's line, and the recipient's."""

STATUS_TONES = {
    AgreementStatus.AGREED: Tone.GOOD,
    AgreementStatus.WITHIN_TOLERANCE: Tone.QUIET,
    AgreementStatus.DISPUTED: Tone.BAD,
    AgreementStatus.ONE_SIDED: Tone.BAD,
    AgreementStatus.MISSING: Tone.OPEN,
}
_AMOUNTS = ("provider_pence", "recipient_pence", "difference_pence")
_COLUMNS = (
    *("side", "provider", "recipient", *_AMOUNTS),
    *("status", "since", "months_open"),
    *("answers", "is_settled", "open_since", "since_said", "days_open", "band"),
)


@dataclass(frozen=True, repr=False)
class AgreementReport(Filed):
    """The pairs of bodies between which anything was recorded, and how far their ledgers agree.

    Beside each stands what was answered. `aged_to` is the day up to which what is open is aged.
    `not_there` are the bodies whose ledger is not there, or names nobody; it `is_compared` where there
    are two others, and, where one body is asked for, its own is among them.

    >>> from pctfinance.bodies import Register
    >>> ncl = Register.packaged().group("NCL")
    >>> AgreementReport(ncl, Period("2011-12 M08"), None, 0, (), {}).is_settled
    True
    """

    group: Group
    as_of: Period
    known_at: date | None
    tolerance_pence: int
    answered: tuple[AnsweredPair, ...]
    names: Mapping[str, str]
    contains_synthetic: bool = False
    aged_to: date | None = None
    bands: "AgingBands | None" = None
    not_there: tuple[str, ...] = ()
    is_compared: bool = True

    @property
    def pairs(self) -> tuple[AgreedPair, ...]:
        """The pairs as the ledgers have them."""
        return tuple(each.pair for each in self.answered)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is open: neither between the ledgers nor by what was answered.

        Where no two ledgers were held against each other, and nothing was recorded, nothing is settled.
        """
        return (self.is_compared or bool(self.answered)) and all(
            each.is_settled for each in self.answered
        )

    @property
    def open(self) -> tuple[AnsweredPair, ...]:
        """What is open, the oldest first."""
        left = (each for each in self.answered if not each.is_settled)
        return tuple(sorted(left, key=lambda each: each.aged_from or date.max))

    def days(self, each: AnsweredPair) -> int | None:
        """How many days a pair has been open; `None` where nothing of it is."""
        return each.days(self.aged_to or self.as_of.end)

    def band(self, each: AnsweredPair) -> str:
        """The band of the rulebook that a pair is in; empty where nothing is open, or without bands."""
        days = self.days(each)
        return self.bands.band(days) if self.bands and days is not None else ""

    @property
    def by_band(self) -> dict[str, tuple[AnsweredPair, ...]]:
        """What is open by the bands of the rulebook, the youngest first; also those that are empty."""
        names = self.bands.names if self.bands else ()
        return {
            name: tuple(each for each in self.open if self.band(each) == name) for name in names
        }

    def pair(self, provider: str, recipient: str, side: str = "balances") -> AgreedPair:
        """One pair on one side.

        Raises:
            NotInReportError: neither recorded anything.
        """
        found = {(p.side, p.provider, p.recipient): p for p in self.pairs}
        return looked_up(found, (side, provider, recipient), "pair")

    def with_status(self, status: AgreementStatus | str) -> tuple[AgreedPair, ...]:
        """The pairs of one status."""
        return tuple(pair for pair in self.pairs if pair.status == status)

    @property
    def aging(self) -> dict[int, tuple[AgreedPair, ...]]:
        """The pairs whose ledgers differ, by the number of the month since when, oldest first.

        Those that an answer settles are left out.
        """
        left = [
            each.pair
            for each in self.answered
            if each.pair.status not in SETTLED and not each.is_settled
        ]
        return {
            month: tuple(pair for pair in left if pair.since == month)
            for month in sorted({pair.since for pair in left})
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a pair and side; pence. `months_open` counts the month since when as 1.

        An amount is `None` where the ledger is not there, and so is the difference.
        """
        for each in self.answered:
            pair = each.pair
            values = (
                *(pair.side, pair.provider, pair.recipient),
                *held_amounts(pair),
                pair.status.value,
                str(self.as_of.year.period(pair.since)) if pair.since else "",
                self.as_of.number - pair.since + 1 if pair.since else 0,
                *(each.words, each.is_settled),
                each.aged_from.isoformat() if each.aged_from else "",
                *(each.was_said, self.days(each), self.band(each)),
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a pair and side; amounts in integer pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        made = pd.DataFrame(list(self.rows()), columns=list(_COLUMNS))
        return made.astype(dict.fromkeys(_AMOUNTS, "Int64"))  # which keeps what is missing

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
            "not_there": list(self.not_there),
            "is_compared": self.is_compared,
            "is_settled": self.is_settled,
            "counts": {status.value: len(self.with_status(status)) for status in AgreementStatus},
            "aged_to": (self.aged_to or self.as_of.end).isoformat(),
            "bands": {name: len(pairs) for name, pairs in self.by_band.items()},
            "pairs": list(self.rows()),
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: the pairs, what was answered, and how old it is."""
        told = any(each.answers for each in self.answered)
        return (
            self._pairs(),
            *([self._answers()] if told or self.open else []),
            *([self._by_band()] if self.open and self.bands else []),
            *([self._aging()] if self.aging else []),
        )

    def _answers(self) -> Shown:
        rows = []
        for each in self.answered:
            if each.is_settled and not each.answers:
                continue
            days = self.days(each)
            cells = [
                *map(self._named, (each.pair.provider, each.pair.recipient)),
                SIDE_WORDS[each.pair.side],
                "; ".join(answer_words(answer) for answer in each.answers) or "not answered",
                each.aged_from.isoformat() if each.aged_from else "",
                "" if days is None else str(days),
                self.band(each),
            ]
            rows.append(row(cells, tone=Tone.PLAIN))
        until = long_date(self.aged_to or self.as_of.end)
        return Shown(
            title="What counterparties answered, and what is open",
            subtitle=f"Days to {until}",
            headings=(
                *(Heading(text, Align.LEFT, wraps=True) for text in ("Provider", "Recipient")),
                Heading("What", Align.LEFT),
                Heading("Answer", Align.LEFT, wraps=True),
                Heading("Open since", Align.LEFT),
                Heading("Days"),
                Heading("Band", Align.LEFT),
            ),
            rows=tuple(rows),
            notes=(
                (
                    "Open since the day a dispute was said, else since the end of the month since "
                    "when the ledgers differ."
                ),
                "Out of date: a figure that was sent is another one now. An answer changes no figure.",
            ),
        )

    def _by_band(self) -> Shown:
        rows = []
        for name, pairs in self.by_band.items():
            gap = _apart(each.pair for each in pairs) if pairs else agreement_pounds(0)
            rows.append(row([name, str(len(pairs)), gap]))
        return Shown(
            title="How old what is open is",
            subtitle="£; differences without their sign, where both ledgers are there",
            headings=(Heading("Band", Align.LEFT), Heading("Pairs"), Heading("Differences")),
            rows=tuple(rows),
        )

    def _pairs(self) -> Shown:
        rows = [
            row(
                [
                    self._named(pair.provider),
                    self._named(pair.recipient),
                    SIDE_WORDS[pair.side],
                    *map(held_pounds, held_amounts(pair)),
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
        if self.not_there:
            notes.append(
                "Not there, or without any counterparty, so that they cannot answer: the ledgers of "
                f"{', '.join(self.not_there)}."
            )
        if self.contains_synthetic:
            notes.append("Contains synthetic figures.")
        said = "No body recorded anything with another."
        if not self.is_compared:
            said = "Nothing was compared: there are no two ledgers that name a counterparty."
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
            empty=said,
        )

    def _aging(self) -> Shown:
        rows = [
            row(
                [
                    f"M{month:02}",
                    str(self.as_of.number - month + 1),
                    str(len(pairs)),
                    _apart(pairs),
                ]
            )
            for month, pairs in self.aging.items()
        ]
        return Shown(
            title="How long they have differed",
            subtitle="£; differences without their sign, where both ledgers are there",
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


def held_pounds(pence: int | None) -> str:
    """The same, and a stroke where the ledger is not there: what is missing is no 0.

    >>> held_pounds(0), held_pounds(None)
    ('0', '-')
    """
    return "-" if pence is None else agreement_pounds(pence)


def _apart(pairs: Iterable[AgreedPair]) -> str:
    """How far pairs are apart in sum, of those of which it is known; a stroke where it is of none."""
    known = [apart for *_, apart in map(held_amounts, pairs) if apart is not None]
    return agreement_pounds(sum(map(abs, known))) if known else "-"


def answer_words(answer: PairAnswer) -> str:
    """What a counterparty said: the word, its amount, its reason, the day, and whether it is of today.

    >>> from pctfinance.consolidation.agreement_answers import GivenAnswer
    >>> from pctfinance.ledger.balance_answers import AnsweredLine, Reply
    >>> line = AnsweredLine("income", Reply.DISPUTED, 500_00, 0, None, "not delivered")
    >>> given = GivenAnswer("5K7", "5A9", Period("2011-12 M08"), 1, line, date(2011, 12, 5), "Head of \
... Finance", "letter", 7, "stands")
    >>> answer_words(PairAnswer(given, False, None))
    '5A9: disputed, out of date (5 December 2011, of £500: not delivered)'
    """
    given, line = answer.given, answer.given.line
    named = "" if line.pence in (None, line.ours_pence) else f", they have {show_exact(line.pence)}"
    reason = f": {line.reason}" if line.reason else ""
    said = f"{long_date(given.on)}, of {show_exact(line.ours_pence)}{named}{reason}"
    return f"{answer.words} ({said})"


def as_of_words(as_of: Period, known_at: date | None) -> str:
    """What a table of these reports is about: unit, month and date of knowledge.

    >>> as_of_words(Period("2011-12 M08"), None)
    '£, as of 2011-12 M08'
    """
    known = f", documents up to {long_date(known_at)}" if known_at else ""
    return f"£, as of {as_of}{known}"
