"""Eliminations as people are shown them: a group's gross lines before, eliminated, in dispute, after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies import Group
from pctfinance.calendar import Period
from pctfinance.consolidation.agreement import AgreedPair
from pctfinance.consolidation.agreement_answers import held_amounts
from pctfinance.consolidation.agreement_items import KINDS
from pctfinance.consolidation.eliminations import Elimination
from pctfinance.errors import Finding, Level, Where
from pctfinance.present.agreement_report import (
    SIDE_WORDS,
    agreement_pounds,
    as_of_words,
    held_pounds,
)
from pctfinance.present.elsewhere import NOBODY, Elsewhere
from pctfinance.present.shown import Align, Heading, Shown, Tone, row
from pctfinance.present.told import Told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EliminationReport"]

_MEASURES = ("before", "eliminated", "after", "disagreement", "missing", "outside")
_AMOUNTS = ("provider_pence", "recipient_pence", "difference_pence")

_ABOUT = ("side", "provider", "recipient", "provider_pence", "recipient_pence", "status", "since")

_WORDS = {
    "disagreement": "of which\ndisagreement",
    "missing": "of which\nledger missing",
    "outside": "of which\noutside",
}


@dataclass(frozen=True, repr=False)
class EliminationReport(Told):
    """A group's gross lines before and after elimination, its bodies' own, and each disagreement.

    `not_there` are its bodies whose ledger is not there, or names nobody; it `is_compared` where there
    are two others, or only one body in the group.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.consolidation.eliminations import Elimination
    >>> ncl = Register.packaged().group("NCL")
    >>> EliminationReport(ncl, Period("2011-12 M08"), None, Elimination(8, (), {}), (), {})
    <Eliminations of NCL, 2011-12 M08: 0 bodies>
    """

    group: Group
    as_of: Period
    known_at: date | None
    elimination: Elimination
    disagreements: tuple[AgreedPair, ...]
    names: Mapping[str, str]
    contains_synthetic: bool = False
    elsewhere: Elsewhere = NOBODY
    not_there: tuple[str, ...] = ()
    is_compared: bool = True

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Who of the group is not among the bodies: what they have with these is not eliminated.

        So too where no two ledgers name anybody, and no journal does: what the bodies have with each
        other is then not known, and stands as outside.
        """
        found = self.elsewhere.findings
        if self.is_compared or any(self._inside):
            return found
        message = (
            "nothing was compared: what these bodies have with each other is not known and stands as "
            f"outside, as their ledgers name no counterparty: {', '.join(self.not_there)}"
        )
        hint = "load the extracts of their ledgers with counterparties"
        where = Where(period=str(self.as_of))
        return (*found, Finding("agreement.not-compared", Level.WARNING, message, where, hint))

    @property
    def _inside(self) -> Iterator[int]:
        """What the lines have within the group."""
        return (line.before_pence - line.outside_pence for line in self.elimination.lines)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a gross line; integer pence, positive in its usual direction."""
        for line in self.elimination.lines:
            yield {
                "line": line.kind,
                **{f"{name}_pence": getattr(line, f"{name}_pence") for name in _MEASURES},
            }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a gross line; amounts in integer pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        return pd.DataFrame(
            list(self.rows()), columns=["line", *(f"{name}_pence" for name in _MEASURES)]
        )

    def document(self) -> dict[str, Any]:
        """The same for programs: integer pence."""
        return {
            "schema_version": "1.0",
            "group": self.group.code,
            "as_of": str(self.as_of),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "unit": "pence",
            "contains_synthetic": self.contains_synthetic,
            **self.elsewhere.document(),
            "not_there": list(self.not_there),
            "is_compared": self.is_compared,
            "lines": list(self.rows()),
            "bodies": [
                {"body": code, **{f"{kind}_pence": p for kind, p in zip(KINDS, sums, strict=True)}}
                for code, sums in self.elimination.bodies.items()
            ],
            "disagreements": [
                {
                    **{name: getattr(pair, name) for name in _ABOUT},
                    "status": pair.status.value,
                    **dict(zip(_AMOUNTS, held_amounts(pair), strict=True)),
                }
                for pair in self.disagreements
            ],
        }

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The tables that a person is shown: bodies and group side by side, then disagreements."""
        return (self._lines(), *([self._disagreements()] if self.disagreements else []))

    def _lines(self) -> Shown:
        bodies = self.elimination.bodies
        is_missing = any(line.missing_pence for line in self.elimination.lines)
        shown = [name for name in _MEASURES if is_missing or name != "missing"]
        rows = [
            row(
                [
                    line.kind.capitalize(),
                    *(agreement_pounds(sums[KINDS.index(line.kind)]) for sums in bodies.values()),
                    *(agreement_pounds(getattr(line, f"{name}_pence")) for name in shown),
                ]
            )
            for line in self.elimination.lines
        ]
        rest = "disagreement + ledger missing + outside" if is_missing else "disagreement + outside"
        notes = [
            f"Before = the bodies' sum; after = before - eliminated = {rest}.",
            "Eliminated on both sides equally, in the group alone: no body, limit or duty changes.",
        ]
        notes += self.elsewhere.notes
        if self.not_there:
            notes.append(
                "Not there, or without any counterparty, so that what they have with each other stands "
                f"as outside: the ledgers of {', '.join(self.not_there)}."
            )
        if self.contains_synthetic:
            notes.append("Contains synthetic figures.")
        return Shown(
            title=f"Eliminations, {self.group.name}",
            subtitle=as_of_words(self.as_of, self.known_at),
            headings=(
                Heading("Line", Align.LEFT),
                *(Heading(code, optional=True) for code in bodies),
                *(Heading(_WORDS.get(name, name.capitalize())) for name in shown),
            ),
            rows=tuple(rows),
            notes=tuple(notes),
        )

    def _disagreements(self) -> Shown:
        rows = [
            row(
                [
                    pair.provider,
                    pair.recipient,
                    SIDE_WORDS[pair.side],
                    *map(held_pounds, held_amounts(pair)),
                ]
            )
            for pair in self.disagreements
        ]
        held = [(pair.side, held_amounts(pair)) for pair in self.disagreements]
        is_missing = any(None in amounts for _, amounts in held)
        # Neither the two sides nor the two directions are summed into one: they would hide each other.
        for side, words in SIDE_WORDS.items():
            differ = [apart for of, (*_, apart) in held if of == side and apart is not None]
            for who, sign in (("Provider has more", 1), ("Recipient has more", -1)):
                if pence := sum(each for each in differ if each * sign > 0):
                    whole = [who, "", words, "", "", agreement_pounds(pence)]
                    rows.append(row(whole, tone=Tone.STRONG, total=True))
        missing = (
            "-: the ledger is not there. What the other has is not eliminated, nor in any sum here."
        )
        return Shown(
            title="What the two sides disagree about; it is not eliminated",
            subtitle="£",
            headings=(
                Heading("Provider", Align.LEFT),
                Heading("Recipient", Align.LEFT),
                Heading("What", Align.LEFT),
                Heading("Provider's\nledger"),
                Heading("Recipient's\nledger"),
                Heading("Difference"),
            ),
            rows=tuple(rows),
            notes=(missing,) if is_missing else (),
        )

    def __repr__(self) -> str:
        return (
            f"<Eliminations of {self.group.code}, {self.as_of}: "
            f"{len(self.elimination.bodies)} bodies>"
        )
