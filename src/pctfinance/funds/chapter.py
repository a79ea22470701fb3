"""Funds of a book: what is agreed, given, excused and drawn, and how each fund stands."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pctfinance.asked import day_asked, period_asked, word_asked
from pctfinance.calendar import Period
from pctfinance.consolidation.funds import disguises, funds_of
from pctfinance.decisions.refusals import FundSpreadError, FundTermsError, refusal_of
from pctfinance.documents import refused_statement
from pctfinance.errors import Finding, Level
from pctfinance.funds.drawing import FundDraws
from pctfinance.funds.steps import FUND_STATED, FundAnswer, fund_day
from pctfinance.ledger.fund_legs import Part, split
from pctfinance.ledger.fund_moves import Measure
from pctfinance.ledger.funds import FundAgreed, FundContributed, FundTerms, FundWaived
from pctfinance.ledger.lines import Funding, Limit
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.present.fund_report import FundReport

__all__ = ["Funds"]


class Funds(FundDraws):
    """The part of a book that follows funds. `pctfinance.book.Book` is the whole.

    In each call `by` names an office with its organisation, and `on` is the day of the step. With
    `test=True` nothing is written, and the answer holds what the step would be refused for. A
    refusal raises an error of `pctfinance.decisions.refusals`, one class for each reason.

    >>> from pctfinance.book import Book
    >>> from pctfinance.ledger.events import Event
    >>> from pctfinance.ledger.kinds import Allocation
    >>> from pctfinance.ledger.lines import Strand
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> day = date(2011, 4, 1)
    >>> _ = book.post(Event(body="5K7", effective=day, notified=day, reference="letter",
    ...     what=Allocation(strand=Strand.of(Limit.REVENUE, Funding.NON_RECURRENT), pence=50_00,
    ...     issuer="DH")))
    >>> _ = book.state_fund("F1", purpose="risk share", holder="Finance, NCL cluster",
    ...     donors={"5K7": 20_00}, by="Finance, NCL cluster", on="2011-05-01")
    >>> _ = book.agree_fund("F1", "5K7", by="Director of Finance, Camden PCT", on="2011-05-02")
    >>> _ = book.contribute("F1", "5K7", 15_00, by="Director of Finance, Camden PCT",
    ...     on="2011-05-03")
    >>> (camden,) = book.fund("F1").funds[0].members
    >>> camden.pence(Measure.HELD), camden.open_pence, book.limit("5K7", as_of="M12").total()
    (1500, 500, 5000)
    """

    def state_fund(
        self,
        number: str,
        *,
        purpose: str,
        holder: str,
        donors: Mapping[str, int],
        by: str,
        on: str | date,
        pence: int | None = None,
        limit: Limit | str = Limit.REVENUE,
        funding: Funding | str | None = None,
        of_headroom: bool = False,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> FundAnswer:
        """State the terms of a fund. It moves nothing, and stands once each donor agreed to it.

        Until then it may be stated again, with other terms. Afterwards its shares change only by a
        waiver and an approved re-spread.

        Args:
            number: used for one fund of the book.
            purpose: what it is for.
            holder: the office that keeps it, with its organisation; it owns nothing.
            donors: what each donor gives in pence; or, with `pence`, its share in parts of them.
            by: the office that states it.
            on: the day.
            pence: the whole, shared over the donors by their shares to the penny.
            limit: `revenue` or `capital`.
            funding: `recurrent` or `non-recurrent`, revenue only; of headroom it is recurrent, else
                non-recurrent unless told otherwise.
            of_headroom: whether it is of headroom that the donors hold themselves.
            reference: the document.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            UnknownNameError: the register knows no such body.
            FundTermsError: the terms cannot be those of a fund.
            FundUnsignedError: no office states it.
            FundSpreadError: the fund stands with other terms.
        """
        codes = [self.register.body(code).code for code in donors]
        shares = list(donors.values())
        given = shares if pence is None else split(pence, shares)
        usual = Funding.NON_RECURRENT
        if limit != Limit.REVENUE:
            usual = Funding.NOT_APPLICABLE
        elif of_headroom:
            usual = Funding.RECURRENT
        terms = self._made(
            FundTerms,
            (FUND_STATED, number, "", by),
            test=test,
            number=number,
            purpose=purpose,
            holder=holder,
            donors=tuple(Part(code, share) for code, share in zip(codes, given, strict=True)),
            limit=word_asked(Limit, limit),
            funding=word_asked(Funding, funding) if funding else usual,
            of_headroom=of_headroom,
        )
        said: dict[str, Any] = {
            "kind": FUND_STATED,
            "number": number,
            "digest": terms.digest,
            "terms": terms.model_dump(mode="json"),
            "by": by,
            "on": str(fund_day(on)),
            "reference": reference,
        }
        command = {"statement": said}
        if request is not None and not test:
            receipt = self._records.answered(request, command)
            if receipt is not None:
                return FundAnswer(number, terms.digest, receipt)
        self._records.refresh()
        found = tuple(self._unstatable(terms, by))
        if test:
            return FundAnswer(number, terms.digest, None, found)
        if found:
            refused = refused_statement(FUND_STATED, number, ("", by), found, digest=terms.digest)
            self._records.post((), statements=[refused])
            spreads = any(each.code == "fund.spread" for each in found)
            raise FundSpreadError(*found) if spreads else refusal_of(found)
        receipt = self._records.post(
            (), statements=[said], request=request, command=command, upon=self._records.seen
        )
        return FundAnswer(number, terms.digest, receipt)

    def agree_fund(
        self,
        number: str,
        body: str,
        *,
        by: str,
        on: str | date,
        digest: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> FundAnswer:
        """Agree to a fund for one of its donors; it moves nothing.

        Args:
            number: the fund's number.
            body: the donor's code.
            by: the office of the donor that agrees.
            on: the day.
            digest: that of the terms which were agreed; of those last stated unless told otherwise.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            FundTermsError: the body is no donor of it, or other terms were stated since.
            FundStateError: there is no such fund, or the donor agreed before.
            FundSpreadError: the fund stands with other terms.
        """
        with self._trying("fund-agreed", number, ("", by), test=test):
            terms = self._fund_terms(number)
        if digest and digest != terms.digest:  # also where it has not the form of one
            message = f"{digest!r} is not the digest of fund {number!r} as it was last stated"
            with self._trying("fund-agreed", number, (body, by), test=test):
                said = with_rule("fund.terms", message)
                raise FundTermsError(said, hint="look at its terms, and agree to what stands")
        what = FundAgreed(fund=number, digest=terms.digest, terms=terms)
        return self._take_fund(terms, (body, what), (by, on, ""), request, test=test)

    def contribute(
        self,
        number: str,
        body: str,
        pence: int,
        *,
        by: str,
        on: str | date,
        effective: str | date | None = None,
        applied: bool = False,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> FundAnswer:
        """Earmark a donor's own resource for a fund, inside its own limit, which does not move.

        Args:
            number: the fund's number.
            body: the donor's code.
            pence: the amount; of headroom, what the body has set aside of it.
            by: the donor's office.
            on: the day.
            effective: the day from which it counts; that of the step unless told otherwise.
            applied: whether recurrent resource is used once for a fund that is non-recurrent.
            reference: the document.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            FundStateError: not every donor has agreed.
            FundShareError: it is more than is open of the share, or the body is no donor.
            FundResourceError: the donor has less unallocated, on that day or a later one.
            FundStrandError: the fund is of another strand.
        """
        tried = ("fund-contributed", number, self.register.body(body).code, by)
        with self._trying("fund-contributed", number, tried[2:], test=test):
            terms = self._fund_terms(number)
        values = {**_strand(terms), "pence": pence, "applied": applied}
        what = self._made(FundContributed, tried, test=test, **values)
        return self._take_fund(
            terms, (body, what), (by, on, ""), request, test=test, effective=effective,
            reference=reference,
        )  # fmt: skip

    def waive_contribution(
        self,
        number: str,
        body: str,
        *,
        by: str,
        on: str | date,
        reason: str,
        pence: int | None = None,
        effective: str | date | None = None,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> FundAnswer:
        """Excuse a donor from its share: what it gave of it comes back to its unallocated resource.

        What others give instead is a re-spread (`propose_respread`), and needs an approval.

        Args:
            number: the fund's number.
            body: the donor's code.
            by: the office that keeps the fund.
            on: the day.
            reason: why.
            pence: how much of the share; all that is neither drawn nor pending unless told otherwise.
            effective: the day from which it counts; that of the step unless told otherwise.
            reference: the document.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            FundWaiverError: more is waived than is neither drawn nor pending.
            FundUnsignedError: another office waives it than the one that keeps the fund.
        """
        with self._trying("fund-waived", number, ("", by), test=test):
            terms = self._fund_terms(number)
        code = self.register.body(body).code
        found = [m for m in self._fund_now(terms).members if m.body.code == code]
        share = found[0].share_pence if found else 0
        held = found[0].pence(Measure.HELD) if found else 0
        given = share - found[0].open_pence if found else 0
        waived = share - (given - held) if pence is None else pence
        returned = max(0, given - (share - waived))
        tried = ("fund-waived", number, code, by)
        values = {**_strand(terms), "pence": waived, "returned_pence": returned}
        what = self._made(FundWaived, tried, test=test, **values)
        follows = {"returned_pence"} | ({"pence"} if pence is None else set())
        return self._take_fund(
            terms, (code, what), (by, on, reason), request, test=test, effective=effective,
            reference=reference, exclude=follows,
        )  # fmt: skip

    def fund(
        self,
        number: str,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> FundReport:
        """One fund as it stands; see `funds`.

        Raises:
            FundStateError: the book holds none of that number.
        """
        self._fund_terms(number)
        report = self.funds(as_of=as_of, known_at=known_at, recorded_at=recorded_at)
        return report.only(number)

    def funds(
        self,
        *,
        as_of: str | Period | None = None,
        known_at: str | date | None = None,
        recorded_at: datetime | int | None = None,
    ) -> FundReport:
        """All funds: per body what is agreed, given, given back, drawn and held, side by side.

        Args:
            as_of: the last month whose events count; the year's last unless told otherwise.
            known_at: the last day whose documents count; all of them unless told otherwise.
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").funds().funds
        ()
        """
        month = period_asked(as_of, self.year) if as_of else self.year.periods[-1]
        until, known = self._until(recorded_at), day_asked(known_at)
        ledger = self._records.ledger_until(until)
        bodies = tuple(self._records.terms.members_of_year().values())
        stated = self._funds_stated(until).values()
        return FundReport(
            f"Funds of bodies of {self.group.name}",
            month,
            known,
            funds_of(ledger, bodies, month, known, stated),
            tuple(disguises(ledger, bodies, month, known)),
        )

    def _unstatable(self, terms: FundTerms, by: str) -> list[Finding]:
        """Why these terms cannot be stated."""
        name = f"fund {terms.number!r}"
        found = [
            Finding(
                "fund.terms", Level.ERROR, with_rule("fund.terms", f"{name}: {message}"), None, hint
            )
            for message, hint in terms.faults()
        ]
        members = self._records.terms.members_of_year()
        for part in terms.donors:
            if part.body not in members:
                message = with_rule("fund.terms", f"{name}: {part.body} has no ledger in this book")
                found.append(Finding("fund.terms", Level.ERROR, message, None, "name its bodies"))
        if not by.strip():
            message = with_rule("fund.unsigned", f"{name}: no office states it")
            found.append(Finding("fund.unsigned", Level.ERROR, message, None, "name the office"))
        stated = self._funds_stated(self._records.seen).get(terms.number)
        if stated is not None and self._fund_now(stated).stands:
            message = (
                f"{name} stands as its donors agreed it, {stated.digest[:12]}: a re-spread of shares "
                "needs the approval of the authorities of all its donors"
            )
            message = with_rule("fund.spread", message)
            hint = "waive what a donor is excused from, and propose a re-spread"
            found.append(Finding("fund.spread", Level.ERROR, message, None, hint))
        return found


def _strand(terms: FundTerms) -> dict[str, object]:
    return {
        "fund": terms.number,
        "limit": terms.limit,
        "funding": terms.funding,
        "of_headroom": terms.of_headroom,
    }
