"""How a step about a fund becomes an event, and what the book remembers of the funds it stated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pydantic import ValidationError

from pctfinance.asked import day_asked, faults_of
from pctfinance.decisions.refusals import FundStateError, FundTermsError
from pctfinance.errors import Finding, UsageError, did_you_mean
from pctfinance.ledger.events import Event
from pctfinance.ledger.funds import AnyFundStep, FundTerms
from pctfinance.ledger.kinds import Frozen
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.records import Receipt
from pctfinance.transferring.steps import TransferSteps

__all__ = ["FUND_STATED", "FundAnswer", "FundSteps", "fund_day", "made"]

FUND_STATED = "fund-stated"
"""The kind of the book's statement that holds the terms of a fund."""

MadeT = TypeVar("MadeT", bound=Frozen)


@dataclass(frozen=True, slots=True)
class FundAnswer:
    """What became of a step, or, as a test, what it would be refused for.

    `receipt` is `None` for a test. `digest` is that of the fund's terms.
    """

    number: str
    digest: str
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()


def made(kind: type[MadeT], /, **values: object) -> MadeT:
    """Terms or a step from what people gave.

    Raises:
        FundTermsError: an amount is not above zero, a name is empty, or a limit has no such funding.

    >>> from pctfinance.ledger.funds import FundContributed
    >>> made(FundContributed, fund="F1", pence=5).pence
    5
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        faults = (with_rule("fund.terms", fault) for fault in faults_of(error))
        raise FundTermsError(*faults, hint="amounts are integer pence above zero") from error


class FundSteps(TransferSteps):
    """What all steps about funds need."""

    def _made(
        self,
        kind: type[MadeT],
        tried: tuple[str, str, str, str],
        /,
        *,
        test: bool,
        **values: object,
    ) -> MadeT:
        """As `made`; where it is none, the book keeps that it was tried.

        `tried` is what was tried, its number, the body and the office.
        """
        what, number, *who = tried
        with self._trying(what, number, (who[0], who[1]), test=test):
            return made(kind, **values)

    def _fund_terms(self, number: str) -> FundTerms:
        """The terms of a fund as they were last stated.

        Raises:
            FundStateError: the book holds none of that number.
        """
        self._records.refresh()
        stated = self._funds_stated(self._records.seen)
        if number not in stated:
            hint = did_you_mean(number, list(stated)) or "state it first"
            message = with_rule("fund.state", f"there is no fund {number!r} in this book")
            raise FundStateError(message, hint=hint)
        return stated[number]

    def _funds_stated(self, until: int) -> dict[str, FundTerms]:
        """The terms of every fund as they were last stated up to an event, by number."""
        return {
            said.content["number"]: FundTerms.model_validate(said.content["terms"])
            for said in self._records.statements
            if said.content.get("kind") == FUND_STATED and said.sequence <= until
        }

    def _take_fund(
        self,
        terms: FundTerms,
        step: tuple[str, AnyFundStep],
        signed: tuple[str, str | date, str],
        request: str | None,
        *,
        test: bool,
        effective: str | date | None = None,
        reference: str = "",
        exclude: Iterable[str] = (),
    ) -> FundAnswer:
        """Post one step, or say why not; the book keeps that it was tried.

        `exclude` names the parts of the step that follow from the book, and so are not asked for.
        """
        body, what = self.register.body(step[0]).code, step[1]
        by, on, purpose = signed
        day = fund_day(on)
        of_year = min(max(day, self.year.start), self.year.end)
        event = Event.model_validate(
            {
                "body": body,
                "effective": day_asked(effective) or of_year,
                "notified": day,
                "reference": reference or terms.number,
                "by": by,
                "purpose": purpose,
                "what": what,
            }
        )
        if test:
            found = self._records.refusals([event])
            return FundAnswer(terms.number, terms.digest, None, found)
        asked = {
            "step": what.model_dump(mode="json", exclude={"terms", *exclude}),
            "body": body,
            "signed": [by, str(day), purpose, reference, str(effective or "")],
        }
        receipt = self._decide([event], request=request, command=asked)
        return FundAnswer(terms.number, terms.digest, receipt)


def fund_day(on: str | date) -> date:
    """The day of a step.

    Raises:
        UsageError: it is no date.

    >>> fund_day("2011-06-01")
    datetime.date(2011, 6, 1)
    """
    day = day_asked(on)
    if day is None:
        raise UsageError("no day of the step is given", hint="give it as on=")
    return day
