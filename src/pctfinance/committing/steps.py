"""How a step of an emergency commitment becomes an event, and what stays of one that is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from pctfinance.asked import day_asked, faults_of
from pctfinance.asking import Asking
from pctfinance.decisions.commitment_refusals import (
    CommitmentExceededError,
    CommitmentUnknownError,
    commitment_refusal,
)
from pctfinance.documents import refused_statement
from pctfinance.errors import Finding, PctFinanceError, PostingRefusedError, UsageError
from pctfinance.ledger.commitment_states import Commitment, commitments_of
from pctfinance.ledger.commitments import AnyCommitmentStep
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.records import Receipt

__all__ = ["CommitmentAnswer", "CommitmentSteps", "instant_of"]


@dataclass(frozen=True, slots=True)
class CommitmentAnswer:
    """What became of a step, or, as a test, what it would be refused for.

    `receipt` is `None` for a test.
    """

    body: str
    number: str
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()


class CommitmentSteps(Asking):
    """What every step of a commitment goes through."""

    def _commitment_command(self, step: str, *said: object) -> dict[str, Any]:
        return {"commitment": step, "said": list(said)}

    def _commitment_found(
        self, body: str, number: str, step: str, by: str, *, test: bool
    ) -> "Commitment | CommitmentAnswer":
        """A commitment as it stands; where there is none, the refusal, or as a test its finding."""
        self._records.refresh()
        code = self.register.body(body).code
        found = commitments_of(self._records.ledger.events).get((code, self.year, number))
        if found is not None:
            return found
        error = CommitmentUnknownError(
            with_rule(
                "commitment.unknown", f"there is no commitment {number!r} of {code} in {self.year}"
            ),
            hint="record it first, or correct its number",
        )
        return self._commitment_refused(error, (code, number, step, by), test=test)

    def _commitment_settled(
        self, found: Commitment, step: str, by: str, *, test: bool
    ) -> CommitmentAnswer:
        message = (
            f"nothing is left of commitment {found.number!r} of {found.body}: it is {found.state}"
        )
        error = CommitmentExceededError(
            with_rule("commitment.exceeds", message), hint="nothing needs to be done"
        )
        return self._commitment_refused(error, (found.body, found.number, step, by), test=test)

    def _commitment_refused(
        self, error: PctFinanceError, tried: tuple[str, str, str, str], *, test: bool
    ) -> CommitmentAnswer:
        """As a test, answer with the findings; else keep that a step was tried, and refuse it."""
        body, number, step, by = tried
        if test:
            return CommitmentAnswer(body, number, None, error.findings)
        said = refused_statement(step, number, (body, by), error.findings)
        self._records.post((), statements=[said])
        raise error

    def _commitment_event(
        self,
        body: str,
        what: AnyCommitmentStep,
        signed: tuple[str, str | date, str],
        *,
        purpose: str = "",
        day: date | None = None,
        after: date | None = None,
    ) -> Event:
        """A step as an event, on its day or, where the commitment counts from a later one, then."""
        by, on, reference = signed
        told = day_asked(on)
        if told is None:
            raise UsageError("there is no date", hint="give the date on the paper")
        counts = day or min(max(told, self.year.start), self.year.end)
        if after is not None:  # a commitment of a closed month counts later than it was told
            counts = max(counts, after)
        values = {
            "body": self.register.body(body).code,
            "effective": counts,
            "notified": told,
            "reference": reference,
            "by": by,
            "purpose": purpose,
            "what": what,
        }
        try:
            return Event.model_validate(values)
        except ValidationError as error:
            raise UsageError("; ".join(faults_of(error)), hint="a step has a reference") from error

    def _commitment_posted(
        self,
        event: Event,
        what: AnyCommitmentStep,
        command: Mapping[str, Any],
        request: str | None,
        *,
        test: bool,
    ) -> CommitmentAnswer:
        if test:
            self._records.refresh()
            refusals = self._records.refusals([event])
            return CommitmentAnswer(event.body, what.commitment, None, refusals)
        if "commitment" not in command:  # what was asked is the event itself
            command = {"commitment": what.kind, "event": event.model_dump(mode="json")}
        try:
            receipt = self._records.post([event], request=request, command=command)
        except PostingRefusedError as error:
            tried = (event.body, what.commitment, what.kind, event.by)
            return self._commitment_refused(commitment_refusal(error.findings), tried, test=False)
        return CommitmentAnswer(event.body, what.commitment, receipt)


def instant_of(at: str | datetime) -> datetime:
    """Date and time by the clock on the wall.

    Raises:
        UsageError: it is none, or has a time zone.

    >>> instant_of("2011-12-26T02:40")
    datetime.datetime(2011, 12, 26, 2, 40)
    """
    try:
        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    except ValueError:
        instant = None
    is_text_of_a_day = isinstance(at, str) and ":" not in at
    if instant is None or instant.tzinfo is not None or is_text_of_a_day:
        message = f"{str(at)!r} is no date and time by the clock on the wall"
        raise UsageError(message, hint="write it as 2011-12-26T02:40")
    return instant
