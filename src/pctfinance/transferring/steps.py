"""What every step of a transfer goes through, and what the book holds of transfers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from pctfinance.asked import day_asked, word_asked
from pctfinance.deciding import Deciding
from pctfinance.decisions.refusals import (
    TransferDigestError,
    TransferStateError,
    TransferTermsError,
)
from pctfinance.decisions.states import Transfer, TransferState, transfers_of
from pctfinance.errors import Finding, UsageError, did_you_mean
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import AnyTransferStep, TransferActioned, TransferTerms
from pctfinance.present.transfer_table import TransferReport
from pctfinance.records import Receipt

__all__ = ["TransferAnswer", "TransferSteps", "digest_asked"]


@dataclass(frozen=True, slots=True)
class TransferAnswer:
    """What became of a step, or, as a test, what it would be refused for.

    `receipt` is `None` for a test. `digest` is that of the terms the step was taken on.
    """

    number: str
    digest: str
    receipt: Receipt | None
    findings: tuple[Finding, ...] = ()


_DIGEST = re.compile("[0-9a-f]{64}")


def digest_asked(digest: str, stands: str) -> str:
    """The digest of the terms that a step was taken on; of those that stand where none is given.

    Raises:
        TransferDigestError: it is no digest.

    >>> digest_asked("", "0" * 64) == digest_asked("0" * 64, "1" * 64)
    True
    """
    if digest and not _DIGEST.fullmatch(digest):
        message = with_rule("transfer.digest", f"{digest!r} is the digest of no terms")
        raise TransferDigestError(message, hint="give all 64 of its characters, or none of them")
    return digest or stands


class TransferSteps(Deciding):
    """What is asked of transfers, and how a step is taken."""

    def transfer(self, number: str) -> Transfer:
        """One transfer, as it stands.

        Raises:
            TransferStateError: the book holds none of that number.
        """
        found = self._transfers()
        if number not in found:
            hint = did_you_mean(number, list(found)) or "look at the list of transfers"
            message = with_rule("transfer.state", f"there is no transfer {number!r} in this book")
            raise TransferStateError(message, hint=hint)
        return found[number]

    def transfers(self, state: TransferState | str | None = None) -> TransferReport:
        """All transfers of the book, or those in one state, in the order of their proposal.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").transfers().transfers
        ()
        """
        wanted = word_asked(TransferState, state) if state else None
        found = (t for t in self._transfers().values() if wanted in (None, t.state))
        title = f"Transfers between bodies of {self.group.name}, {self.year}"
        return TransferReport(title, tuple(found))

    def _terms_of(self, values: Mapping[str, Any], by: str, *, test: bool) -> TransferTerms:
        """The terms of a transfer, or a statement that an office proposed what cannot be any."""
        number, giver = str(values["number"]), str(values["giver"])
        with self._trying("transfer-proposed", number, (giver, by), test=test):
            try:
                return TransferTerms.model_validate(values)
            except ValidationError as error:
                raise TransferTermsError(
                    *(
                        with_rule(
                            "transfer.terms",
                            f"{'.'.join(map(str, fault['loc']))} of transfer {number!r}: {fault['msg']}",
                        )
                        for fault in error.errors()
                    ),
                    hint="correct the terms",
                ) from error

    def _transfers(self) -> dict[str, Transfer]:
        self._records.refresh()
        return transfers_of(
            self._records.ledger.events, self._records.terms.rules(self._records.statements)
        )

    def _take(
        self,
        terms: TransferTerms,
        steps: Sequence[tuple[str, AnyTransferStep]],
        signed: tuple[str, str | date, str],
        request: str | None,
        *,
        test: bool,
        first: date | None = None,
        day: date | None = None,
        reference: str = "",
        approval: str = "",
        attached: Sequence[bytes] = (),
    ) -> TransferAnswer:
        """Post the steps together, or say why not, and keep a statement that it was tried."""
        by, on, purpose = signed
        notified = day_asked(on)
        if notified is None:
            raise UsageError("no day of the step is given", hint="give it as on=")
        of_year = min(max(notified, self.year.start), self.year.periods[-1].end)
        effective = day or (min(first, of_year) if first else of_year)
        made: Mapping[str, Any] = {
            "effective": effective,
            "notified": notified,
            "reference": reference or terms.number,
            "by": by,
            "purpose": purpose,
            "approval": approval,
        }
        events = [
            Event.model_validate({**made, "body": body, "what": what}) for body, what in steps
        ]
        if test:
            return TransferAnswer(terms.number, terms.digest, None, self._records.refusals(events))
        # What follows from the book, and so differs when the same is asked again, is left out.
        follows = {"terms", "reserved"}
        if isinstance(steps[0][1], TransferActioned):
            follows |= {"pence", "cash_pence", "tranche", "anticipated_pence", "uses"}
        asked = {
            "step": [what.model_dump(mode="json", exclude=follows) for _, what in steps],
            "signed": [by, str(notified), purpose, reference],
        }
        receipt = self._decide(events, attached=attached, request=request, command=asked)
        return TransferAnswer(terms.number, terms.digest, receipt)
