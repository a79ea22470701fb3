"""The mapping profile: how one finance system writes its extracts, said once in a file.

A profile names the columns by the headings that the extract has, and everything that a heading
does not tell: sign, unit, widths of codes, and whether amounts are a month's or the year's so far.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pctfinance.errors import Finding, InputRefusedError, Level, RulebookError, Where
from pctfinance.money import Unit
from pctfinance.rulebooks.problems import findings_from
from pctfinance.rulebooks.source import SourceText, parse_source

__all__ = ["AMOUNTS", "CODES_OF_ACCOUNT", "Account", "Columns", "Profile", "Total"]

CODES_OF_ACCOUNT = ("cost_centre", "subjective", "analysis_1", "analysis_2")
"""The parts of an account string that the lines keep, in their order."""

AMOUNTS = ("opening", "debit", "credit", "closing", "amount")
"""The columns that may hold money."""

_ENCODINGS = MappingProxyType(
    {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "latin-1": "latin-1", "utf-16": "utf-16"}
)


def _one_character(text: str) -> str:
    if text == "\\t":
        return "\t"
    if len(text) != 1 or text in '"\r\n':
        msg = 'it must be one character such as "," or ";"'
        raise ValueError(msg)
    return text


Text = Annotated[str, Field(min_length=1)]
_Part = Literal["entity", "cost_centre", "subjective", "analysis_1", "analysis_2", "ignored"]
_Code = Literal["cost_centre", "subjective", "analysis_1", "analysis_2"]
_Widths = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Columns(_Frozen):
    """The heading, in the extract, of each column that it has."""

    entity: Text | None = None
    period: Text | None = None
    account: Text | None = None
    cost_centre: Text | None = None
    subjective: Text | None = None
    analysis_1: Text | None = None
    analysis_2: Text | None = None
    description: Text | None = None
    document: Text | None = None
    delegate: Text | None = None
    counterparty: Text | None = None
    recurrence: Text | None = None
    opening: Text | None = None
    debit: Text | None = None
    credit: Text | None = None
    closing: Text | None = None
    amount: Text | None = None

    def named(self) -> dict[str, str]:
        """The heading of each column that there is."""
        return {name: heading for name, heading in self if heading}


class Account(_Frozen):
    """How one string such as `5A9.4105.52110` falls into parts."""

    separator: Annotated[str, AfterValidator(_one_character)] = "."
    parts: Annotated[tuple[_Part, ...], Field(min_length=1)]


class Total(_Frozen):
    """The extract's own row of totals: the text `label` stands in the column headed `column`."""

    column: Text
    label: Text


class Profile(_Frozen):
    """How an extract is read. `docs/ledger-loads.md` says what each key means.

    >>> profile = Profile.packaged("example-trial-balance")
    >>> profile.kind, profile.unit.value, profile.columns.named()["debit"]
    ('trial-balance', 'pounds', 'Debit')
    """

    name: Text
    format: Literal["csv", "parquet", "workbook"]
    kind: Literal["trial-balance", "journal-lines"]
    measures: Literal["month", "to-date"] = "month"
    unit: Unit = Unit.POUNDS
    sign: Literal["debits-positive", "credits-positive"] = "debits-positive"
    contra: bool = False
    delimiter: Annotated[str, AfterValidator(_one_character)] = ","
    encoding: Literal["utf-8", "windows-1252", "latin-1", "utf-16"] = "utf-8"
    heading_row: Annotated[int, Field(ge=1, le=100)] = 1
    sheet: Text | None = None
    mapped_by: Annotated[tuple[_Code, ...], Field(min_length=1)] = ("subjective",)
    columns: Columns
    account: Account | None = None
    widths: dict[_Code, _Widths] = Field(default_factory=dict)
    bodies: dict[str, str] = Field(default_factory=dict)
    total: Total | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if problems := "; ".join(self._problems()):
            raise ValueError(problems)
        return self

    def _problems(self) -> Iterator[str]:
        named = self.columns.named()
        if self.format == "workbook" and self.sheet is None:
            yield "`sheet` is absent: a workbook has several"
        if self.unit is Unit.MILLIONS:
            yield "`unit` is millions, which no ledger is kept in: use pounds, pence or thousands"
        if (self.account is None) != (self.columns.account is None):
            yield "`columns.account` and the table `account` go together"
        for part in self.mapped_by:
            if part not in self.codes:
                yield f"`mapped_by` names {part}, which is neither a column nor a part of `account`"
        headings = [heading.casefold().strip() for heading in named.values()]
        for twice in sorted({heading for heading in headings if headings.count(heading) > 1}):
            yield f"`columns` names the heading {twice!r} more than once"
        yield from self._problems_of_parts(named)
        yield from self._problems_of_amounts(set(AMOUNTS) & set(named))

    def _problems_of_parts(self, named: dict[str, str]) -> Iterator[str]:
        parts = self.account.parts if self.account else ()
        for part in sorted({part for part in parts if part != "ignored"}):
            if parts.count(part) > 1 or part in named:
                yield f"{part} is given more than once in `columns` and `account.parts`"
        for code in self.widths:
            if code not in self.codes:
                yield f"`widths.{code}` is of a code that the extract does not have"

    def _problems_of_amounts(self, amounts: set[str]) -> Iterator[str]:
        if "amount" in amounts and amounts & {"debit", "credit"}:
            yield "`columns` names one signed `amount` and also `debit` or `credit`: keep one way"
        if ("debit" in amounts) != ("credit" in amounts):
            yield "`columns.debit` and `columns.credit` go together"
        if not amounts & {"debit", "amount", "closing"}:
            yield "`columns` names no amounts: debit and credit, or amount, or closing"
        if self.kind == "journal-lines" and amounts & {"opening", "closing"}:
            yield "journal lines have no `opening` and no `closing`"
        if self.kind == "journal-lines" and self.measures == "to-date":
            yield "`measures` is to-date; journal lines are those of a month"
        elif self.kind == "trial-balance" and amounts == {"closing"} and self.measures == "month":
            # A closing balance is what the year came to: each month would count all before it again.
            yield (
                "`columns` names `closing` alone, which is no movement of a month: write "
                '`measures = "to-date"`, or name `opening` too'
            )

    @classmethod
    def read(cls, path: str | Path) -> "Profile":
        """The profile in a file.

        Raises:
            InputRefusedError: with every problem of the file, each naming line, key and value.
        """
        return cls.parse(_text_of(Path(path)), Path(path).name)

    @classmethod
    def parse(cls, text: str, name: str = "profile") -> "Profile":
        """A profile from its text.

        Raises:
            InputRefusedError: with every problem of the text.

        >>> Profile.parse('name = "tb"')  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        pctfinance.errors.InputRefusedError: profile: `format` is absent -> add it [extract.profile]
        ...
        """
        try:
            source = parse_source(name, text.encode())
        except RulebookError as error:
            findings = (replace(finding, code="extract.profile") for finding in error.findings)
            raise InputRefusedError(*findings) from None
        return _checked(source)

    @classmethod
    def packaged(cls, name: str) -> "Profile":
        """One of the two examples that come with pctfinance: to be copied and changed.

        Raises:
            InputRefusedError: there is no such example.

        >>> Profile.packaged("example-journal-lines").kind
        'journal-lines'
        """
        place = files("pctfinance.extracts").joinpath("data", f"{name}.toml")
        if not place.is_file():
            raise InputRefusedError(
                Finding(
                    "extract.profile",
                    Level.ERROR,
                    f"there is no packaged profile {name!r}",
                    hint="example-trial-balance and example-journal-lines are there",
                )
            )
        return cls.parse(place.read_text(encoding="utf-8"), f"{name}.toml")

    @property
    def codes(self) -> tuple[str, ...]:
        """The parts of an account that the extract has, by column or in the account string."""
        parts = self.account.parts if self.account else ()
        named = self.columns.named()
        return tuple(code for code in CODES_OF_ACCOUNT if code in named or code in parts)

    @property
    def amounts(self) -> tuple[str, ...]:
        """The columns of money that the extract has."""
        named = self.columns.named()
        return tuple(name for name in AMOUNTS if name in named)

    @property
    def codec(self) -> str:
        """Python's name of the encoding; of UTF-8 without the mark before it."""
        return _ENCODINGS[self.encoding]


def _checked(source: SourceText) -> Profile:
    try:
        return Profile.model_validate(source.content)
    except ValidationError as error:
        raise InputRefusedError(
            *findings_from(error, source, Profile, "extract.profile", "a mapping profile")
        ) from error


def _text_of(path: Path) -> str:
    where = Where(file=path.name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        finding = Finding("file.missing", Level.ERROR, "there is no such file", where)
        raise InputRefusedError(finding) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"it could not be read: {error}"
        finding = Finding("file.unreadable", Level.ERROR, message, where, "save it as UTF-8")
        raise InputRefusedError(finding) from error
