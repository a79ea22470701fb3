"""The year-end statements of one body as people are shown them, with who signed them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from pctfinance.asked import word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.balance_sheet import BalanceSheet
from pctfinance.consolidation.openings import OpenedApart
from pctfinance.consolidation.statements import (
    BALANCE_SHEET,
    OPERATING_COSTS,
    BodyStatements,
)
from pctfinance.consolidation.statements_compared import Compared, compare_statements
from pctfinance.errors import Finding, Level, Where, looked_up
from pctfinance.excel.accounts_workbook import accounts_workbook
from pctfinance.ledger.signatures import SignatoryRole
from pctfinance.money import show_exact
from pctfinance.present.duties_report import TONES
from pctfinance.present.html import html_of
from pctfinance.present.position_json import findings_document
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, long_date, row
from pctfinance.present.statements_accounts import accounts_of
from pctfinance.present.statements_tables import Beside, part_shown, restated_shown
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PROVES", "Signature", "StatementsReport"]

PROVES = (
    "A signature names the hash of what was signed: it proves what was signed, and not who signed. "
    "That stands on the paper it refers to."
)

_TONES = {status.words: tone for status, tone in TONES.items()}

_NAMED = 5
"""So many balances that open otherwise are named."""

_ROW = (
    *("body", "statement", "line", "words", "unit"),
    *("value_pence", "prior_pence", "said_pence", "cost_pence", "income_pence"),
    *("prior_cost_pence", "prior_income_pence", "said_cost_pence", "said_income_pence"),
    *("restated", "synthetic", "prior_synthetic"),
)


class Signature(NamedTuple):
    """A signature as it was recorded: `differs` names what is other now; empty where it stands."""

    role: SignatoryRole
    by: str
    on: date
    reference: str
    sha256: str
    sequence: int
    differs: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the statements are still those that were signed."""
        return not self.differs


@dataclass(frozen=True, repr=False)
class StatementsReport:
    """The statements of one body, beside those of the year before, and their signatures.

    `document_signed` is the document that a signature of now would be bound to, `sha256` its hash.
    `kept` is the end of the book that they were made from, `None` where none is kept. `prior_as` says
    as of when the year before was asked, and `since` what its book took in behind its publication.
    `duties` are the findings of the notes: what is breached, missed or not tested. `openings` are the
    balances that open otherwise than the year before closed; `None` where they were not held together.

    >>> said = BodyStatements("5A9", "Barnet PCT", "2011-12 M12", "outturn", ())
    >>> StatementsReport(said, BalanceSheet(()), {}, "0" * 64).is_signed
    False
    """

    said: BodyStatements
    sheet: BalanceSheet
    document_signed: Mapping[str, Any]
    sha256: str
    prior: Mapping[str, Any] | None = None
    published: Mapping[str, Any] | None = None
    published_as: str = ""
    signatures: tuple[Signature, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    known_at: date | None = None
    kept: tuple[int, str] | None = None
    prior_as: str = ""
    since: tuple[str, ...] = ()
    duties: tuple[Finding, ...] = ()
    openings: tuple[OpenedApart, ...] | None = None

    @property
    def is_signed(self) -> bool:
        """Whether both offices signed what the statements say now."""
        return {each.role for each in self.signatures if each.stands} == set(SignatoryRole)

    def signature(self, role: SignatoryRole | str) -> Signature | None:
        """The last signature of an office, if there is one."""
        wanted = word_asked(SignatoryRole, role)
        return next((each for each in self.signatures if each.role is wanted), None)

    def value(self, part: str, line: str) -> int | str | None:
        """The value of one line of one statement.

        Raises:
            NotInReportError: there is no such statement or line.
        """
        return self.said.value(part, line)

    def compared(self, part: str) -> tuple[Compared, ...]:
        """The lines of one statement, each beside that of the year before.

        Raises:
            NotInReportError: there is no such statement.
        """
        found = looked_up({each.code: each for each in self.said.parts}, part, "statement")
        return compare_statements(
            found, _lines(self.prior, part), _lines(self.published or self.prior, part)
        )

    @property
    def restated(self) -> tuple[tuple[str, str], ...]:
        """The comparatives that are restated, by statement and line."""
        return tuple(
            (part.code, each.line.code)
            for part in self.said.parts
            for each in self.compared(part.code)
            if each.is_restated
        )

    @property
    def synthetic_words(self) -> str:
        """Whether figures of this year or of the year before have no published source, in words."""
        years = {self.said.period.split()[0]: self.said.contains_synthetic}
        if self.prior:
            years[self._before] = bool(self.prior.get("contains_synthetic"))
        marked = " and ".join(year for year, is_so in years.items() if is_so)
        return (
            f"Contains synthetic figures of {marked}, which have no published source."
            if marked
            else ""
        )

    @property
    def year_before(self) -> str:
        """As of when the year before is shown, and how many comparatives are restated, in words."""
        if not self.prior:
            return "no comparatives: the book of the year before was not given"
        number = len(self.restated)
        restated = "1 comparative is" if number == 1 else f"{number} comparatives are"
        told = f"{self._before} {self.prior_as or 'as its own book says it now'}"
        return f"{told}; {self.published_as}. {restated} restated" if self.published_as else told

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is found of the duties, what stands in the way of a signature, and who signed not."""
        where = Where(body=self.said.body, period=self.said.period)
        found = list(self.duties)
        for account, pence in self.sheet.unmapped:
            message = f"account {account} has {show_exact(pence)} and no heading"
            found.append(
                Finding("statement.unmapped", Level.ERROR, message, where, "state its heading")
            )
        if self.sheet.difference_pence:
            message = (
                f"total assets employed and taxpayers' equity differ by "
                f"{show_exact(self.sheet.difference_pence)}"
            )
            hint = "state the headings that are missing"
            found.append(Finding("statement.out-of-balance", Level.ERROR, message, where, hint))
        if self.openings:
            message = f"balances open otherwise than {self._before} closed: {_apart(self.openings)}"
            hint = f"look which is wrong, the opening or the ledger of {self._before}"
            found.append(Finding("statement.opening", Level.WARNING, message, where, hint))
        found += [
            Finding(
                "statement.not-made",
                Level.WARNING,
                f"{part.heading.lower()}: {part.reason}",
                where,
                "send what is missing",
            )
            for part in self.said.parts
            if part.reason and part.code in (BALANCE_SHEET, OPERATING_COSTS)
        ]
        found += [
            Finding(
                "statement.signed-otherwise",
                Level.WARNING,
                f"{each.role.office} signed on {long_date(each.on)} for other figures: "
                f"{'; '.join(each.differs)}",
                where,
                "look at what changed, and have it signed again",
            )
            for each in self.signatures
            if not each.stands
        ]
        return (*found, *self._unsigned(where))

    def _unsigned(self, where: Where) -> Iterator[Finding]:
        """That an office did not sign the statements of the year: a note, for nothing is wrong."""
        offices = [role.office for role in SignatoryRole if self.signature(role) is None]
        month = Period(self.said.period)
        if offices and month == month.year.periods[-1]:
            message = f"not signed by the {' and the '.join(offices)}"
            yield Finding("statement.not-signed", Level.NOTE, message, where)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a statement and line; `value_pence` is missing of numbers and shares."""
        for part in self.said.parts:
            for each in self.compared(part.code):
                money = each.line.unit == "pence"
                yield {
                    "body": self.said.body,
                    "statement": part.code,
                    "line": each.line.code,
                    "words": each.line.words.strip(),
                    "unit": each.line.unit,
                    "value_pence": each.line.value if money else None,
                    "prior_pence": each.prior if money else None,
                    "said_pence": each.said if money else None,
                    "cost_pence": each.line.cost_pence,
                    "income_pence": each.line.income_pence,
                    "prior_cost_pence": each.prior_sides.cost_pence,
                    "prior_income_pence": each.prior_sides.income_pence,
                    "said_cost_pence": each.said_sides.cost_pence,
                    "said_income_pence": each.said_sides.income_pence,
                    "restated": each.is_restated,
                    "synthetic": each.line.synthetic,
                    "prior_synthetic": each.prior_synthetic,
                }

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame, one row a statement and line; amounts in integer pence."""
        return tidy_frame(self.rows(), _ROW)

    def document(self) -> dict[str, Any]:
        """The same for programs: what a signature is bound to, its hash, and the signatures."""
        return {
            "schema_version": "1.0",
            "statements": dict(self.document_signed),
            "statements_sha256": self.sha256,
            "published_prior": dict(self.published) if self.published is not None else None,
            "year_before": self.year_before,
            "recorded_since": list(self.since),
            "restated": [list(place) for place in self.restated],
            "openings_apart": None
            if self.openings is None
            else [each._asdict() for each in self.openings],
            "signatures": [
                {
                    "role": each.role.value,
                    "by": each.by,
                    "on": each.on.isoformat(),
                    "reference": each.reference,
                    "statements_sha256": each.sha256,
                    "sequence": each.sequence,
                    "stands": each.stands,
                    "differs": list(each.differs),
                }
                for each in self.signatures
            ],
            "is_signed": self.is_signed,
            "proves": PROVES,
            "findings": findings_document(self.findings)["findings"],
        }

    def workbook(self) -> bytes:
        """The statements as a workbook to be signed: what they are, duties, costs, balance sheet.

        The same statements of the same book give the same bytes.

        Raises:
            MoneyError: an amount has more digits than a spreadsheet keeps.
        """
        return accounts_workbook(accounts_of(self, PROVES))

    @property
    def file_name(self) -> str:
        """The usual name of its workbook: one a body and month."""
        return f"statements-{self.said.body}-{self.said.period.replace(' ', '-')}.xlsx"

    @property
    def shown(self) -> tuple[Shown, ...]:
        """One table a statement, what of the year before is restated, and the signatures."""
        parts = [(part, self.compared(part.code)) for part in self.said.parts]
        return (
            *(part_shown(part, lines, self._beside) for part, lines in parts),
            *([restated_shown(parts, self._beside)] if self.restated else []),
            self._signed(),
        )

    @property
    def _before(self) -> str:
        """The year before, where there are comparatives."""
        return str(self.prior["period"]).split()[0] if self.prior else ""

    @property
    def _beside(self) -> Beside:
        about = (self.said.name, self.said.period, self.said.basis)
        return Beside(*about, self._before, self.published_as, self.since)

    def _signed(self) -> Shown:
        rows = []
        for role in SignatoryRole:
            each = self.signature(role)
            if each is None:
                rows.append(row([role.office, "-", "-", "-", ShownCell("not signed", Tone.OPEN)]))
                continue
            state = ShownCell("signed", Tone.GOOD)
            if not each.stands:
                words = f"signed on {long_date(each.on)} for other figures"
                state = ShownCell(words, Tone.BAD)
            cells = [role.office, each.by, long_date(each.on), each.reference]
            rows.append(row([*cells, state]))
        lead = ShownCell("Not signed by both offices.", Tone.OPEN)
        if self.is_signed:
            lead = ShownCell("Signed by both offices.", Tone.GOOD)
        void: dict[str, list[str]] = {}
        for each in self.signatures:
            if each.differs:
                void.setdefault("; ".join(each.differs), []).append(each.role.office)
        return Shown(
            title=f"Signatures: {self.said.name}",
            subtitle=f"Statements {self.sha256[:16]}",
            headings=tuple(
                Heading(text, Align.LEFT, wraps=text == "State")
                for text in ("Office", "Signed by", "On", "Paper", "State")
            ),
            rows=tuple(rows),
            lead=lead,
            notes=(
                *(
                    f"Other than what was signed ({', '.join(whose)}): {text}."
                    for text, whose in void.items()
                ),
                PROVES,
                *([f"Year before: {self.year_before}."] if self.prior else []),
                *([self.synthetic_words] if self.synthetic_words else []),
            ),
        )

    def __repr__(self) -> str:
        return f"<Statements of {self.said.name}, {self.said.period}>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.shown))

    def page(self) -> str:
        """The statements as a page of HTML by itself."""
        title = escape(f"Statements of {self.said.name}, {self.said.period}")
        return (
            f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body>{self._repr_html_()}</body></html>\n"
        )

    def _repr_html_(self) -> str:
        return html_of(self.shown)


def _apart(openings: Sequence[OpenedApart]) -> str:
    """The largest differences, and how many more there are."""
    said = [
        f"{each.what} opens with {show_exact(each.opening_pence)} and closed with "
        f"{show_exact(each.closing_pence)}"
        for each in openings[:_NAMED]
    ]
    more = len(openings) - len(said)
    return "; ".join([*said, *([f"{more} more"] if more else [])])


def _lines(document: Mapping[str, Any] | None, part: str) -> list[Mapping[str, Any]]:
    parts = document["parts"] if document else ()
    return [line for each in parts if each["code"] == part for line in each["lines"]]
