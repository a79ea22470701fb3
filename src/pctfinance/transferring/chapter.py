"""Transfers: resource that passes from one body to another, once the competent authority approved.

Each call is one step, taken by an office on a day, and an event in the log of the body that it is
of. Nothing moves before `action_transfer`, which posts both legs in one transaction or none. A
step that is refused changes nothing; the book keeps a statement that it was tried.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import ValidationError

from pctfinance.asked import day_asked, word_asked
from pctfinance.decisions.refusals import TransferTermsError
from pctfinance.ledger.lines import Account, Funding, Limit
from pctfinance.ledger.lodged import ExpectedReturn
from pctfinance.ledger.lodgements import open_tranche
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfer_legs import legs_of
from pctfinance.ledger.transfers import (
    Repayment,
    Side,
    TransferActioned,
    TransferAgreed,
    TransferKind,
    TransferProposed,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.transferring.deciding import TransferDecisions
from pctfinance.transferring.steps import TransferAnswer, digest_asked

__all__ = ["Transfers"]


class Transfers(TransferDecisions):
    """The part of a book that holds its transfers. `pctfinance.book.Book` is the whole.

    In each call `by` names an office with its organisation, and `on` is the day of the step. With
    `test=True` nothing is written, and the answer holds what the step would be refused for. A
    refusal raises an error of `pctfinance.decisions.refusals`, one class for each reason.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> _ = book.state_officers("Q36", [("Director of Finance, NHS London", None, "2011-04-01",
    ...     "2011-10-02")])
    >>> camden, barnet = "Director of Finance, Camden", "Director of Finance, Barnet"
    >>> _ = book.propose_transfer("T1", giver="5K7", receiver="5A9", pence=1_000_00,
    ...     effective="2011-09-01", purpose="acute pressure", by=barnet, on="2011-08-01")
    >>> _ = book.agree_transfer("T1", "giver", by=camden, on="2011-08-02")
    >>> _ = book.agree_transfer("T1", "receiver", by=barnet, on="2011-08-02")
    >>> _ = book.submit_transfer("T1", by=camden, on="2011-08-03")
    >>> before = book.limit("5A9", as_of="M12").total()
    >>> _ = book.approve_transfer("T1", authority="Q36", by="Director of Finance, NHS London",
    ...     on="2011-08-20", reference="letter 12", evidence=b"the letter")
    >>> _ = book.action_transfer("T1", by=camden, on="2011-09-01")
    >>> book.limit("5A9", as_of="M12").total() - before, book.transfer("T1").state.value
    (100000, 'actioned')
    """

    def propose_transfer(
        self,
        number: str,
        *,
        giver: str,
        receiver: str,
        pence: int,
        effective: str | date,
        purpose: str,
        by: str,
        on: str | date,
        kind: TransferKind | str = TransferKind.STRAIGHT,
        limit: Limit | str = Limit.REVENUE,
        funding: Funding | str | None = None,
        cash_pence: int = 0,
        repayments: Iterable[tuple[str, int]] = (),
        reverses: str = "",
        delegate: str = "",
        category: str = "",
        returns: Iterable[tuple[str, int]] = (),
        lodgement: str = "",
        taken_from: Account | str = Account.UNALLOCATED,
        of_loan: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose the terms of a transfer; or again, changed, one that was returned.

        Args:
            number: used once in the book.
            giver: code of the body that gives; of a support or return, the authority or holder.
            receiver: code of the body that receives; of a lodgement, the authority or holder, and
                of a switch the same body.
            pence: the amount.
            effective: the day from which it counts.
            purpose: what it is for.
            by: the office that proposes it.
            on: the day.
            kind: `straight`, `loan`, `support`, `lodgement`, `return`, `switch` or `redirect`.
            kind: `straight`, `loan`, `support`, `repayment`, `write-off` or `reschedule`.
            limit: `revenue` or `capital`.
            funding: `recurrent` or `non-recurrent`, revenue only; non-recurrent unless told
                otherwise.
            cash_pence: how much of the cash limit goes with it.
            repayments: of a loan, or of its rescheduling: financial year and pence of each.
            reverses: the number of the actioned transfer that it gives back.
            delegate: the delegate whose budget moves, from its cell in the giver to its cell in the
                receiver; straight transfers of revenue only.
            category: of which category that budget is.
            returns: of a lodgement: financial year and pence of each return that is expected.
            lodgement: of a return: what it is of, the lodgement's number; of an earlier year with
                that year before it, such as `2011-12 L1`.
            taken_from: of a lodgement: `unallocated` or `planned surplus`.
            of_loan: the name of the loan that is repaid, written off or rescheduled.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            TransferTermsError: the terms cannot be those of a transfer.
            TransferStateError: the number is used.
            UnknownNameError: the register knows no such delegate.
        """
        usual = Funding.NON_RECURRENT if limit == Limit.REVENUE else Funding.NOT_APPLICABLE
        try:
            terms = TransferTerms.model_validate(
                {
                    "number": number,
                    "kind": word_asked(TransferKind, kind),
                    "giver": giver,
                    "receiver": receiver,
                    "limit": word_asked(Limit, limit),
                    "funding": word_asked(Funding, funding) if funding else usual,
                    "pence": pence,
                    "cash_pence": cash_pence,
                    "effective": day_asked(effective),
                    "purpose": purpose,
                    "repayments": tuple(Repayment(*repayment) for repayment in repayments),
                    "reverses": reverses,
                    "delegate": self.register.delegate(delegate).code if delegate else "",
                    "category": category,
                    "returns": tuple(ExpectedReturn(*expected) for expected in returns),
                    "lodgement": lodgement,
                    "taken_from": word_asked(Account, taken_from),
                    "of_loan": of_loan,
                }
            )
        except ValidationError as error:
            with self._tried("transfer-proposed", number, by, test=test):
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
        if terms.outsider:
            self.register.holder(terms.outsider)  # an authority that holds resource is one as well
        what = TransferProposed(number=number, digest=terms.digest, terms=terms)
        return self._take(terms, [(terms.home, what)], (by, on, purpose), request, test=test)

    def agree_transfer(
        self,
        number: str,
        side: Side | str,
        *,
        by: str,
        on: str | date,
        body: str = "",
        digest: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Agree for the giver or the receiver.

        Args:
            number: the transfer's number.
            side: `giver` or `receiver`.
            by: the office that agrees.
            on: the day.
            body: of several givers, the one that agrees.
            digest: that of the terms which were agreed; of those that stand unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            TransferStateError: it is not proposed, or that party agreed before.
            TransferDigestError: other terms stand.
        """
        terms = self.transfer(number).terms
        with self._tried("transfer-agreed", number, by, test=test):
            digest = digest_asked(digest, terms.digest)
        what = TransferAgreed(number=number, digest=digest, side=word_asked(Side, side))
        receives = what.side is Side.RECEIVER and Side.RECEIVER in terms.sides
        whose = terms.receiver if receives else body or terms.home
        return self._take(terms, [(whose, what)], (by, on, ""), request, test=test)

    def submit_transfer(
        self,
        number: str,
        *,
        by: str,
        on: str | date,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Submit it to the authority: from then on what the giver offers is set aside.

        It is set aside from the day of submission, or from the day of the terms if that is before.

        Raises:
            TransferStateError: not all parties agreed.
            TransferResourceError: the giver has less unallocated resource of that strand.
        """
        terms = self.transfer(number).terms
        what = TransferSubmitted(number=number, digest=terms.digest, terms=terms)
        signed = (by, on, "")
        return self._take(terms, legs_of(what), signed, request, test=test, first=terms.effective)

    def action_transfer(
        self,
        number: str,
        *,
        by: str,
        on: str | date,
        effective: str | date | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Move what was approved: all legs in one transaction, or none.

        Args:
            number: the transfer's number.
            by: the office that actions it.
            on: the day.
            effective: the day from which both legs count; that of the terms unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            TransferUnapprovedError: a competent authority has not approved.
            AuthorityNotCompetentError: another is competent on the day from which the legs count.
            ConditionsOpenError: a condition is not met.
            TransferUsedError: it was actioned before.
            PostingRefusedError: its month is not open for both bodies.
        """
        found = self.transfer(number)
        terms = found.terms
        moved = {"pence": found.approved_pence or terms.pence}
        moved["cash_pence"] = found.approved_cash_pence if found.approved else terms.cash_pence
        named: dict[str, Any] = {"number": number, "digest": terms.digest, "terms": terms} | moved
        if terms.kind is TransferKind.RETURN:
            held = [e for e in self._records.ledger.events if e.body == terms.receiver]
            named["tranche"] = open_tranche(terms.lodgement, held)
        steps = legs_of(TransferActioned(side=Side.GIVER, **named))
        approval = ", ".join(event.reference for event in (*found.approvals, *found.covers))
        return self._take(
            terms,
            steps,
            (by, on, terms.purpose),
            request,
            test=test,
            day=day_asked(effective) or terms.effective,
            approval=approval or "none",
        )
