"""Who may approve a transfer, and what: the findings about one approval or refusal of an authority."""

from collections.abc import Iterator
from datetime import date

from pctfinance.decisions.rules import Rules, office_key
from pctfinance.decisions.states import Transfer, TransferState
from pctfinance.errors import Finding, Level
from pctfinance.ledger.events import Event
from pctfinance.ledger.rules_behind import with_rule
from pctfinance.ledger.transfers import (
    TransferActioned,
    TransferAgreed,
    TransferApproved,
    TransferProposed,
    TransferStep,
    TransferSubmitted,
    TransferTerms,
)
from pctfinance.money import show_exact

__all__ = ["approval_findings", "authority_findings", "refused_step", "signing_findings"]


def approval_findings(
    event: Event, what: TransferApproved, transfer: Transfer, rules: Rules
) -> Iterator[Finding]:
    """Why an approval cannot stand: the authority, the office, its limit, or what it approves.

    Args:
        event: the approval; its `by` is the office that approves.
        what: what it says.
        transfer: the transfer as it stands.
        rules: who is competent and who may sign.

    An amount above what was asked is one of them:

    >>> from pctfinance.decisions.rules import Officer
    >>> transfer, approval = _example(pence=200)
    >>> rules = Rules(lambda body, on: ("LON",), frozenset({"5K7", "5A9"}), (
    ...     (1, "LON", (Officer("LON", "Director, NHS London"),)),))
    >>> [f.code for f in approval_findings(approval, approval.what, transfer, rules)]
    ['transfer.amount']
    """
    terms = transfer.terms
    # The cash limit is resource too: an office does not sign for more of it than it may.
    pence = max(what.pence, what.cash_pence)
    yield from authority_findings(event, what.authority, pence, transfer, rules)
    if what.authority in {each.authority for each in transfer.approved}:
        message = f"{what.authority} has approved it before"
        yield refused_step(
            event, "transfer.used", message, "an authority approves the same terms once"
        )
    if what.pence > terms.pence or what.cash_pence > terms.cash_pence:
        asked = f"{show_exact(terms.pence)} and {show_exact(terms.cash_pence)} of cash"
        message = f"it approves more than is asked, which is {asked}"
        yield refused_step(event, "transfer.amount", message, "approve as much, or less")
    if terms.repayments and what.pence != terms.pence:
        message = "a loan is approved whole: its repayments add up to it"
        yield refused_step(event, "transfer.amount", message, "return it for other repayments")


def authority_findings(
    event: Event, authority: str, pence: int, transfer: Transfer, rules: Rules
) -> Iterator[Finding]:
    """Why an office of an authority cannot decide on a transfer.

    Args:
        event: the decision; its `by` is the office.
        authority: the code of the authority that decides.
        pence: what it approves, 0 where it refuses.
        transfer: the transfer as it stands.
        rules: who is competent and who may sign.

    >>> transfer, approval = _example(pence=100)
    >>> rules = Rules(lambda body, on: ("LON",), frozenset({"5K7", "5A9"}))
    >>> [f.code for f in authority_findings(approval, "LON", 100, transfer, rules)]
    ['transfer.officer']
    """
    terms = transfer.terms
    needed = rules.needed(terms.bodies, terms.effective)
    if authority not in needed:
        both = " and ".join(terms.bodies)
        competent = ", ".join(needed) or "nobody, so nobody can approve"
        message = f"{authority} is not competent for {both} on {terms.effective}"
        hint = f"competent is {competent} (SOM 25)"
        yield refused_step(event, "transfer.competence", message, hint)
    signed = (transfer.proposal, *transfer.agreements)
    if office_key(event.by) in {office_key(each.by) for each in signed}:
        message = f"{event.by} proposed it or agreed to it, and cannot decide on it"
        hint = "the third signature is another office's; name offices with their organisation"
        yield refused_step(event, "transfer.own-approval", message, hint)
    refusal = rules.officer_refusal(authority, event.by, pence, event.notified, event.sequence)
    if refusal:
        hint = "state the officers of the authority, their limits and days, as it notified them"
        yield refused_step(event, "transfer.officer", refusal, hint)


def signing_findings(
    event: Event, what: TransferStep, terms: TransferTerms, rules: Rules
) -> Iterator[Finding]:
    """Why an office cannot sign for a party, where that party stated which of its offices do.

    Who proposes, submits and actions is an office of either party; who agrees is one of its own. A
    party that stated nobody takes any office: who may sign is then left to the paper.

    Args:
        event: the step; its `by` is the office.
        what: what it says.
        terms: the terms of the transfer.
        rules: who may sign.

    >>> from pctfinance.decisions.rules import Officer
    >>> transfer, _ = _example(pence=100)
    >>> rules = Rules(lambda body, on: ("LON",), frozenset({"5K7", "5A9"}), (
    ...     (1, "5K7", (Officer("5K7", "Director of Finance, Camden PCT"),)),))
    >>> agreed = transfer.proposal.model_copy(update={"sequence": 9, "what": TransferAgreed(
    ...     number="T1", digest=transfer.terms.digest, side="giver")})
    >>> [f.code for f in signing_findings(agreed, agreed.what, transfer.terms, rules)]
    ['transfer.officer']
    """
    if isinstance(what, TransferAgreed):
        parties: tuple[str, ...] = (event.body,)  # each party agrees in its own log
    elif isinstance(what, TransferProposed | TransferSubmitted | TransferActioned):
        parties = terms.bodies
    else:
        return
    stated = [party for party in parties if rules.officers(party, before=event.sequence)]
    if len(stated) < len(parties):
        return
    parts = {part.body: part.pence for part in terms.parts}  # of several givers each its own
    refusals = [
        rules.officer_refusal(
            party, event.by, parts.get(party, terms.pence), event.notified, event.sequence
        )
        for party in stated
    ]
    if "" not in refusals:
        hint = "let a stated office sign, or state the party's offices as it named them"
        yield refused_step(event, "transfer.officer", "; ".join(refusals), hint)


def refused_step(event: Event, code: str, message: str, hint: str) -> Finding:
    """The finding that a step of a transfer cannot be taken, with the rule and its source.

    >>> _, approval = _example(pence=100)
    >>> said = refused_step(approval, "transfer.state", "it is withdrawn", "").message
    >>> said.split(" [")[0], said.split(" [")[1][:6]
    ("transfer-approved of transfer 'T1' of 5K7: it is withdrawn", 'SOM 25')
    """
    name = getattr(event.what, "number", "")
    said = with_rule(code, f"{event.what.kind} of transfer {name!r} of {event.body}: {message}")
    return Finding(code, Level.ERROR, said, event.where, hint)


def _example(pence: int) -> tuple[Transfer, Event]:
    """A transfer of 100 pence, and an approval of some; for the examples above."""
    day = date(2011, 11, 1)
    terms = TransferTerms(
        number="T1", giver="5K7", receiver="5A9", pence=100, effective=day, purpose="pressure"
    )
    named = {"number": "T1", "digest": terms.digest}
    proposal, approval = (
        Event(body="5K7", effective=day, notified=day, reference="T1", by=by, what=what)
        for by, what in (
            ("Director, Camden PCT", TransferProposed(**named, terms=terms)),
            (
                "Director, NHS London",
                TransferApproved(**named, authority="LON", pence=pence, evidence_sha256="0" * 64),
            ),
        )
    )
    approval = approval.model_copy(update={"sequence": 9})
    return Transfer(terms, TransferState.SUBMITTED, proposal), approval
