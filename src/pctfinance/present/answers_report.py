"""The answers to statements of balances as they were recorded, and what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.consolidation.agreement_answers import GivenAnswer
from pctfinance.present.agreement_report import agreement_pounds
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AnswersReport"]

_COLUMNS = (
    *("body", "counterparty", "period", "version", "line", "sent_pence", "held_pence"),
    *("answer", "pence", "reason", "on", "by", "reference", "event", "state"),
)
_TONES = {"stands": Tone.GOOD, "replaced": Tone.QUIET, "taken back": Tone.QUIET}


@dataclass(frozen=True, repr=False)
class AnswersReport(Filed):
    """Every balance that was answered, in the order of recording.

    >>> from pctfinance.bodies import Register
    >>> list(AnswersReport(Register.packaged().group("NCL"), ()).rows())
    []
    """

    group: Group
    answers: tuple[GivenAnswer, ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a balance; pence. `held_pence` is what was held of the other's ledger."""
        for each in self.answers:
            line = each.line
            values = (
                *(each.sender, each.counterparty, str(each.month), each.version, line.line),
                *(line.ours_pence, line.theirs_pence, line.reply.value, line.pence, line.reason),
                *(each.on.isoformat(), each.by, each.reference, each.sequence, each.state),
            )
            yield dict(zip(_COLUMNS, values, strict=True))

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a balance; amounts in integer pence, or missing."""
        return tidy_frame(self.rows(), _COLUMNS)

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "unit": "pence",
            "answers": list(self.rows()),
        }

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        rows = [
            row(
                [
                    *(each.sender, each.counterparty, f"M{each.month.number:02}"),
                    f"{each.version}. {each.line.line}",
                    agreement_pounds(each.line.ours_pence),
                    each.line.reply.value,
                    "" if each.line.pence is None else agreement_pounds(each.line.pence),
                    each.line.reason,
                    f"{each.on.isoformat()}, {each.by}, {each.reference}",
                    ShownCell(each.state, _TONES[each.state]),
                ]
            )
            for each in self.answers
        ]
        return Shown(
            title=f"Answers to statements of balances, {self.group.name}",
            subtitle="£",
            headings=(
                *(Heading(text, Align.LEFT) for text in ("Body", "Counterparty", "Month")),
                Heading("Balance", Align.LEFT),
                Heading("Sent"),
                Heading("Answer", Align.LEFT, wraps=True),
                Heading("Theirs"),
                Heading("Reason", Align.LEFT, wraps=True),
                Heading("When, by whom, paper", Align.LEFT, wraps=True),
                Heading("State", Align.LEFT),
            ),
            rows=tuple(rows),
            empty="No statement was answered.",
        )

    def __repr__(self) -> str:
        return f"<Answers to statements of balances: {len(self.answers)}>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
