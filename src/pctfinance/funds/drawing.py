"""Draws and re-spreads of a fund: how they are proposed. All later steps are those of a transfer."""

from collections.abc import Mapping
from datetime import date

from pctfinance.asked import day_asked
from pctfinance.consolidation.funds import Fund, funds_of
from pctfinance.decisions.states import TransferState
from pctfinance.errors import UsageError
from pctfinance.funds.steps import FundSteps
from pctfinance.ledger.fund_legs import Part, split
from pctfinance.ledger.fund_moves import Measure
from pctfinance.ledger.funds import FundTerms
from pctfinance.ledger.transfers import TransferKind, TransferProposed, TransferTerms
from pctfinance.transferring.steps import TransferAnswer

__all__ = ["FundDraws"]


class FundDraws(FundSteps):
    """What moves earmarks between bodies, or a share from one donor to others."""

    def propose_draw(
        self,
        number: str,
        *,
        fund: str,
        receiver: str,
        effective: str | date,
        purpose: str,
        by: str,
        on: str | date,
        pence: int | None = None,
        parts: Mapping[str, int] | None = None,
        cash_pence: int = 0,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose that a body draws on a fund, for a use that the authority is to approve.

        What is the receiver's own earmark is used inside its own limit; what other donors hold
        passes to it as a transfer. Every other step is that of a transfer: each giver and the
        receiver agree (`agree_transfer`), it is submitted, approved and actioned.

        Args:
            number: the draw's number among the transfers of the book.
            fund: the fund's number.
            receiver: code of the body that draws.
            effective: the day from which it counts.
            purpose: what it is for.
            by: the office that proposes it.
            on: the day.
            pence: the amount, where `parts` does not say it: shared over the donors by what each
                of them holds, to the penny.
            parts: what is taken of each donor's earmark.
            cash_pence: how much of the cash limit goes with what passes.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            FundStateError: there is no such fund, or it does not stand.
            FundShareError: a giver is no donor of it.
            FundTermsError: an amount or a day is none.
            TransferTermsError: the terms cannot be those of a draw.
        """
        with self._trying("transfer-proposed", number, ("", by), test=test):
            terms = self._fund_terms(fund)
        parts = parts or self._parts_before(number, fund)
        if parts is None:
            held = {m.body.code: m.pence(Measure.HELD) for m in self._fund_now(terms).members}
            parts = _shared(pence, held)
        values = {
            "number": number,
            "kind": TransferKind.DRAW,
            "receiver": self.register.body(receiver).code,
            "purpose": purpose,
            "effective": day_asked(effective),
            "cash_pence": cash_pence,
        }
        return self._propose_parts(terms, parts, values, (by, on), request, test=test)

    def propose_respread(
        self,
        number: str,
        *,
        fund: str,
        excused: str,
        effective: str | date,
        purpose: str,
        by: str,
        on: str | date,
        pence: int | None = None,
        parts: Mapping[str, int] | None = None,
        request: str | None = None,
        test: bool = False,
    ) -> TransferAnswer:
        """Propose that other donors give what one was excused from.

        It moves no limit, and yet shifts a burden from one body to others: so it goes the way of a
        transfer, and every authority of its bodies approves it. When it is actioned, the shares and
        the earmarks of the others rise.

        Args:
            number: its number among the transfers of the book.
            fund: the fund's number.
            excused: code of the donor that was excused (`waive_contribution`).
            effective: the day from which it counts.
            purpose: why.
            by: the office that proposes it.
            on: the day.
            pence: the amount, where `parts` does not say it: all that is not spread yet, shared over
                the others by their shares, to the penny.
            parts: what each of the others gives more.
            request: the caller's own name for this command.
            test: whether to answer only what it would be refused for.

        Raises:
            FundSpreadError: more is spread than was waived.
            FundShareError: who is to give more is no donor of the fund.
            FundTermsError: an amount or a day is none.
            TransferTermsError: the terms cannot be those of a re-spread.
        """
        with self._trying("transfer-proposed", number, ("", by), test=test):
            terms = self._fund_terms(fund)
        code = self.register.body(excused).code
        parts = parts or self._parts_before(number, fund)
        if parts is None:
            members = {m.body.code: m for m in self._fund_now(terms).members}
            left = members.get(code)
            if pence is None and left is not None:
                pence = left.pence(Measure.WAIVED) - left.pence(Measure.RELIEVED)
            others = {each: m.share_pence for each, m in members.items() if each != code}
            parts = _shared(pence, others)
        values = {
            "number": number,
            "kind": TransferKind.RESPREAD,
            "receiver": code,
            "purpose": purpose,
            "effective": day_asked(effective),
        }
        return self._propose_parts(terms, parts, values, (by, on), request, test=test)

    def _propose_parts(
        self,
        fund: FundTerms,
        parts: Mapping[str, int],
        values: Mapping[str, object],
        signed: tuple[str, str | date],
        request: str | None,
        *,
        test: bool,
    ) -> TransferAnswer:
        found = tuple(Part(self.register.body(code).code, pence) for code, pence in parts.items())
        if not found:
            raise UsageError("nobody gives anything", hint="name what each donor gives")
        terms = self._made(
            TransferTerms,
            ("transfer-proposed", str(values["number"]), found[0].body, signed[0]),
            test=test,
            giver=found[0].body,
            limit=fund.limit,
            funding=fund.funding,
            of_headroom=fund.of_headroom,
            pence=sum(part.pence for part in found),
            fund=fund.number,
            parts=found,
            **values,
        )
        what = TransferProposed(number=terms.number, digest=terms.digest, terms=terms)
        signature = (*signed, terms.purpose)
        return self._take(terms, [(terms.home, what)], signature, request, test=test)

    def _parts_before(self, number: str, fund: str) -> dict[str, int] | None:
        """What each was to give when it was proposed: said again, it is the same command."""
        found = self._transfers().get(number)
        if found is None or found.terms.fund != fund or found.state is TransferState.RETURNED:
            return None
        return {part.body: part.pence for part in found.terms.parts}

    def _fund_now(self, terms: FundTerms) -> Fund:
        """A fund with all that the book holds of it."""
        bodies = tuple(self._records.terms.members_of_year().values())
        found = funds_of(self._records.ledger, bodies, self.year.periods[-1], None, [terms])
        return next(fund for fund in found if fund.terms.number == terms.number)


def _shared(pence: int | None, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount over bodies by weights, leaving out who gives nothing."""
    if not pence:
        raise UsageError("no amount is given", hint="give it in pence, or as parts")
    given = {body: max(0, weight) for body, weight in weights.items()}
    shares = split(pence, list(given.values()))
    return {body: share for body, share in zip(given, shares, strict=True) if share}
