"""The notes of duties as people are shown them: one column a body, and no column of a group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pctfinance.asked import word_asked
from pctfinance.bodies import Body, Group
from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.consolidation.duty_notes import DutyNote, NoteKind, NoteLine, NoteStatus
from pctfinance.errors import Finding, Level, Where, looked_up
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, ShownRow, Tone, row
from pctfinance.present.tidy import tidy_frame
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TONES", "DutiesReport", "share_shown", "value_shown"]

_COLUMNS = 5
"""How many bodies stand side by side."""

_NO_DUTY = (
    "The control total is administrative and better payment practice is a target: neither is a "
    "statutory duty."
)

_ROW = ("body", "note", "line", "words", "value_pence", "number", "share", "status")

TONES: Mapping[NoteStatus, Tone] = {
    NoteStatus.MET: Tone.GOOD,
    NoteStatus.BREACH: Tone.BAD,
    NoteStatus.MISSED: Tone.OPEN,
    NoteStatus.NOT_TESTED: Tone.OPEN,
    NoteStatus.NOT_APPLICABLE: Tone.QUIET,
}
"""What each status looks like."""


def share_shown(share: Fraction | None) -> str:
    """A share in per cent, cut off behind two decimals, so that 95.00 is at least 95.

    >>> share_shown(Fraction(94_999, 100_000)), share_shown(Fraction(1)), share_shown(None)
    ('94.99', '100.00', '-')
    """
    if share is None:
        return "-"
    hundredths = 10_000 * share.numerator // share.denominator
    return f"{hundredths // 100}.{hundredths % 100:02}"


def value_shown(line: NoteLine) -> str:
    """The value of a line as it is printed: £000, a number, or per cent.

    >>> value_shown(NoteLine("limit", "Cash limit", 1_234_500))
    '12'
    """
    if isinstance(line.value, Fraction) or line.unit == "share":
        return share_shown(None if line.value is None else Fraction(line.value))
    if line.unit == "number":
        return "-" if line.value is None else f"{line.value:,}"
    return show_money(line.value, Unit.THOUSANDS)


@dataclass(frozen=True, repr=False)
class DutiesReport(Told):
    """The notes of every body of a group, side by side. A group has the list of them, and no net.

    >>> DutiesReport(Group("XYZ", "Nobody"), Period("2011-12 M12"), Basis.OUTTURN, None, (), ()).breaches
    ()
    """

    group: Group
    period: Period
    basis: Basis
    known_at: date | None
    bodies: tuple[Body, ...]
    notes: tuple[DutyNote, ...]
    sequence: int | None = None
    elsewhere: Elsewhere = NOBODY
    told: tuple[Finding, ...] = ()

    def of(self, body: str, kind: NoteKind | str) -> DutyNote:
        """One note of one body.

        Raises:
            UsageError: it is no kind of note.
            NotInReportError: there is no such note.
        """
        wanted = (body, word_asked(NoteKind, kind))
        return looked_up({(note.body, note.kind): note for note in self.notes}, wanted, "note")

    def status(self, body: str, kind: NoteKind | str) -> NoteStatus:
        """The status of one note of one body."""
        return self.of(body, kind).status

    @property
    def breaches(self) -> tuple[tuple[str, NoteKind], ...]:
        """The duties that are breached, each with its body. A target missed is none of them."""
        return self._with(NoteStatus.BREACH)

    @property
    def missed(self) -> tuple[tuple[str, NoteKind], ...]:
        """The targets and control totals that were missed, each with its body."""
        return self._with(NoteStatus.MISSED)

    def _with(self, status: NoteStatus) -> tuple[tuple[str, NoteKind], ...]:
        return tuple((note.body, note.kind) for note in self.notes if note.status is status)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is breached, not tested, missed or planned as a deficit; who is not among the bodies."""
        names = {body.code: body.name for body in self.bodies}
        found = []
        for note in self.notes:
            where = Where(body=note.body, period=str(self.period))
            planned = note.value("agreed") if note.kind is NoteKind.CONTROL_TOTAL else None
            if planned is not None and planned < 0:
                message = f"{names[note.body]} plans a deficit of {show_exact(-int(planned))}"
                hint = "agree on a surplus or on zero: no PCT may plan a deficit"
                found.append(Finding("duty.planned-deficit", Level.WARNING, message, where, hint))
            untested = note.status is NoteStatus.NOT_TESTED and note.kind.is_statutory
            if not untested and note.status not in (NoteStatus.BREACH, NoteStatus.MISSED):
                continue
            whose = f"{names[note.body]}: {note.kind.heading.lower()}"
            if note.status is NoteStatus.BREACH:
                message = f"{whose} is not met"
                found.append(Finding("duty.breach", Level.BREACH, message, where))
            elif untested:
                message = f"{whose} is not tested: {note.reason}"
                found.append(Finding("duty.not-tested", Level.WARNING, message, where))
            else:
                message = f"{whose} is missed; it is no statutory duty"
                found.append(Finding("duty.missed", Level.WARNING, message, where, note.remark))
        return (*found, *self.told, *self.elsewhere.findings)

    @property
    def contains_synthetic(self) -> bool:
        """Whether any figure has no published source."""
        return any(note.synthetic for note in self.notes)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a body, note and line; what is not known is `None`."""
        for note in self.notes:
            for line in note.lines:
                money, number = line.unit == "pence", line.unit == "number"
                yield {
                    "body": note.body,
                    "note": note.kind.value,
                    "line": line.code,
                    "words": line.words.strip(),
                    "value_pence": line.value if money else None,
                    "number": line.value if number else None,
                    "share": None
                    if line.unit != "share" or line.value is None
                    else str(line.value),
                    "status": note.status.value,
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a body, note and line; shares are exact fractions as text."""
        return tidy_frame(self.rows(), _ROW).astype({"number": "Int64"})

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence, shares as exact fractions."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            **self.elsewhere.document(),
            "notes": [
                {
                    "body": note.body,
                    "note": note.kind.value,
                    "statutory": note.kind.is_statutory,
                    "status": note.status.value,
                    "reason": note.reason or None,
                    "remark": note.remark or None,
                    "synthetic": note.synthetic,
                }
                for note in self.notes
            ],
            "lines": list(self.rows()),
            "breaches": [[body, kind.value] for body, kind in self.breaches],
            "missed": [[body, kind.value] for body, kind in self.missed],
            "findings": findings_document(self.findings)["findings"],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The list of statuses first, then one table a note."""
        return (
            self._list(),
            *(
                self._note(kind, self.bodies[at : at + _COLUMNS])
                for kind in NoteKind
                for at in range(0, len(self.bodies), _COLUMNS)
                if any(note.kind is kind for note in self.notes)
            ),
        )

    def _list(self) -> Shown:
        kinds = [kind for kind in NoteKind if any(note.kind is kind for note in self.notes)]
        held = {(note.body, note.kind): note.status for note in self.notes}
        rows = []
        for body in self.bodies:
            statuses = [held.get((body.code, kind)) for kind in kinds]
            cells = [ShownCell(s.words, TONES[s]) if s else ShownCell("-") for s in statuses]
            rows.append(row([f"{body.code} {body.name}", *cells]))
        breaches = len(self.breaches)
        lead = ShownCell("No duty is breached.", Tone.GOOD)
        if breaches:
            lead = ShownCell(f"{breaches} of the duties are breached.", Tone.BAD)
            if breaches == 1:
                lead = ShownCell("1 duty is breached.", Tone.BAD)
        elif any(note.status is NoteStatus.NOT_TESTED for note in self.notes):
            lead = ShownCell("No duty that was tested is breached; not all were.", Tone.OPEN)
        elif self.elsewhere.not_in_book:
            lead = ShownCell("No duty of the bodies of this book is breached.", Tone.OPEN)
        return Shown(
            title=f"Duties of {self.group.name}, {self.period}",
            subtitle="Each body answers for its own; nothing is netted between them.",
            headings=(
                Heading("Body", Align.LEFT, wraps=True),
                *(Heading(kind.heading.replace(" ", "\n", 1), Align.LEFT) for kind in kinds),
            ),
            rows=tuple(rows),
            lead=lead,
            notes=(
                _NO_DUTY,
                *self.elsewhere.notes,
                *(
                    ("Contains synthetic figures, which have no published source.",)
                    if self.contains_synthetic
                    else ()
                ),
                *(f"{each.where.body}: {each.message}." for each in self.told if each.where),
            ),
        )

    def _note(self, kind: NoteKind, bodies: Sequence[Body]) -> Shown:
        held = [note for body in bodies for note in self.notes if note.body == body.code]
        notes = [note for note in held if note.kind is kind]
        words: dict[str, NoteLine] = {}
        for note in sorted(notes, key=lambda note: -len(note.lines)):
            for line in note.lines:
                words.setdefault(line.code, line)
        rows: list[ShownRow] = []
        for code, named in words.items():
            cells = [{line.code: line for line in note.lines}.get(code) for note in notes]
            texts = [value_shown(line) if line else "-" for line in cells]
            indented = named.words.replace("  ", "\u00a0\u00a0")
            rows.append(row([indented, *texts], total=named.total))
        rows.append(
            row(
                ["", *(ShownCell(note.status.words, TONES[note.status]) for note in notes)],
                total=True,
            )
        )
        said: dict[str, list[str]] = {}
        for text, body in [
            *((note.reason, note.body) for note in notes),
            *((note.remark, note.body) for note in notes),
        ]:
            said.setdefault(text, []).append(body)
        remarks = [f"{', '.join(whose)}: {text}." for text, whose in said.items() if text]
        subtitle = "£000" + ("" if kind.is_statutory else "; no statutory duty")
        return Shown(
            title=kind.heading,
            subtitle=subtitle,
            headings=(
                Heading("", Align.LEFT, wraps=True),
                *(Heading(note.body) for note in notes),
            ),
            rows=tuple(rows),
            notes=tuple(remarks),
        )

    def __repr__(self) -> str:
        return f"<Duties of {self.group.name}, {self.period}: {len(self.breaches)} breaches>"
