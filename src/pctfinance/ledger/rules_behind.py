"""The rule behind each code under which a step is refused, with its source.

"SOM" is the Department of Health's Shared Operating Model for PCT Clusters (2011) and the paragraph;
a rulebook's key leads to the source of that key. What follows the source is our reading of it. Where
no published rule says so, it is said that it is a choice of pctfinance.
"""

from types import MappingProxyType

__all__ = ["RULES", "rule_of", "with_rule"]

_TRANSFERS = {
    "delegation.unapproved-move": "SOM 25: what moves between PCTs is agreed with the SHA cluster",
    "transfer.terms": "SOM 25: a transfer is of stated terms between two bodies",
    "transfer.state": "SOM 25: both agree, the SHA approves, and only then it is actioned",
    "transfer.unsigned": "SOM 25: giver, receiver and SHA each agree by an office of theirs",
    "transfer.digest": "SOM 25: what is agreed and approved are exactly these terms",
    "transfer.resource": "SOM 25: resource is given once, by the body whose it is, recurrent for recurrent",
    "transfer.legs": "SOM 25: what one body gives the other receives, in one period",
    "transfer.amount": "SOM 25: what was agreed with the SHA is moved, and no more",
    "transfer.unapproved": "SOM 25: all resource transfers between PCTs are agreed with the SHA cluster",
    "transfer.competence": "SOM 25: it is agreed with the SHA cluster of both bodies",
    "transfer.officer": "SOM 25: an office signs that its organisation named for it",
    "transfer.own-approval": "SOM 25: the SHA's agreement is a third signature, where one accountable officer serves both",
    "transfer.conditions": "SOM 25: it was agreed with the SHA on conditions",
    "transfer.used": "SOM 25: each transfer is agreed with the SHA, so an approval serves once",
}
_LOANS = {
    "loan.unknown": "SOM 25: what is owed follows from a loan that was agreed with the SHA",
    "loan.parties": "SOM 25: a loan is repaid by who owes it, as it was lent",
    "loan.exceeds": "SOM 25: outstanding + repaid + written off = principal",
    "loan.schedule": "SOM 25: a loan is agreed with its repayments, each in a year to come",
    "loan.reversal": "SOM 25: what was repaid is given back before what was lent",
    "loan.carried": "SOM 25: a loan goes on as it was agreed, also under successors",
    "loan.not-covered": "rulebook transfers.scheduled_repayment: whose approval covers a repayment",
}
_LODGEMENTS = {
    "lodgement.unknown": "SOM 25: what comes back was lodged, by agreement with the SHA",
    "lodgement.exceeds": "SOM 25: no more comes back than was lodged; what goes beyond is a support",
    "lodgement.holder": "SOM 25: who holds it, or the SHA of the body, says what becomes of it",
    "lodgement.strand": "SOM 25: it comes back as it was lodged, recurrent only what recurred",
    "lodgement.anticipated": "SOM 25: what is written off is not expected back as well",
    "lodgement.carried": "SOM 25: what was lodged in an earlier year is what that year's book closed with",
    "lodgement.unsigned": "SOM 25: an office says what is not returned, and why",
}
_FUNDS = {
    "fund.terms": "SOM 25: a fund is an earmark of several bodies, and none of them pools",
    "fund.state": "SOM 25: what bodies give for one purpose is agreed by each of them",
    "fund.unsigned": "SOM 25: each body agrees and gives by an office of its own",
    "fund.strand": "rulebook headroom.rate: recurrent, non-recurrent and headroom are not mixed",
    "fund.resource": "SOM 25: a body gives what is its own, once",
    "fund.share": "SOM 25: what a body bears for another is agreed with the SHA: a re-spread",
    "fund.waiver": "SOM 25: what was drawn has passed under the SHA's agreement, and is not given back",
    "fund.spread": "SOM 25: a burden that passes between PCTs is agreed with the SHA of all of them",
}
_CASE = "rulebook headroom.release"
_HEADROOM = {
    "headroom.unsigned": f"{_CASE}: a body proposes a case and its SHA decides, each by an office",
    "headroom.unknown-case": f"{_CASE}: headroom is released for a case that was proposed",
    "headroom.case-number": f"{_CASE}: each case is decided and released for itself",
    "headroom.recurrent": "rulebook headroom.rate: headroom may be spent non-recurrently only",
    "headroom.wrong-state": f"{_CASE}: a case is proposed, decided once, and only then released",
    "headroom.not-approved": f"{_CASE}: headroom is released for an approved business case",
    "headroom.own-decision": "SOM 25: the SHA decides, not the office that proposed it",
    "headroom.not-competent": "SOM 25: the SHA cluster of the body decides on its headroom",
    "headroom.officer": "SOM 25: an office signs that the SHA named for it",
    "headroom.too-early": f"{_CASE}: a case is approved before headroom is released for it",
    "headroom.condition": f"{_CASE}: it was approved on conditions",
    "headroom.category": f"{_CASE}: it is released for what was approved",
    "headroom.exceeds-case": f"{_CASE}: what was approved is released, and no more",
    "headroom.exceeds-lodged": f"{_CASE}: approved is at most lodged",
    "headroom.exceeds-required": "rulebook headroom.rate: a body is let off what the rate asks for",
}
_ITS_OWN = "SOM 61: the charge lands on the body whose resource is used, which regularises it"
_COMMITMENTS = {
    "commitment.unsigned": "SOM 61: an on-call office commits, an office of the body settles it",
    "commitment.number": "SOM 61: each commitment is settled for itself",
    "commitment.own-resource": "SOM 61: an emergency commitment is of another body's resource",
    "commitment.unknown": "SOM 61: what is settled was committed before",
    "commitment.date": "SOM 61: it counts from the day on which it was committed",
    "commitment.own-settlement": _ITS_OWN,
    "commitment.category": "SOM 61: what was committed is regularised, for what it was meant for",
    "commitment.exceeds": "SOM 61: no more is settled than was committed",
    "commitment.unmatched": "SOM 61: the charge that lands on the body is found in its ledger",
    "commitment.settled": "SOM 61: what was charged stands until it is taken back",
}
_OURS = "a choice of pctfinance"
_MONTHS = {
    "month.unsigned": f"{_OURS}: a month is put forward or back by an office, and back for a reason",
    "month.wrong-state": f"{_OURS}: a month is submitted, closed and locked, in this order and back",
    "month.out-of-order": f"{_OURS}: a month rests on those before it, which come first",
    "month.controls": f"{_OURS}: a month is closed on controls that saw all of it",
    "month.impacted": f"{_OURS}: what is locked is what was closed",
    "month.not-open": "rulebook months.late: what comes late counts in an open month, marked",
}
_TWO = f"{_OURS}: one office submits a journal, and another one decides on it, once"
_JOURNALS = {
    "journal.refused": f"{_OURS}: a journal balances, says what it is for, and is never changed",
    "journal.unsigned": _TWO,
    "journal.number": f"{_OURS}: a journal has a number of its own in its body's year",
    "journal.unknown": _TWO,
    "journal.state": _TWO,
    "journal.own-decision": _TWO,
    "recharge.refused": f"{_OURS}: a recharge is cost of one body and income of another, of one month",
    "recharge.unpaired": f"{_OURS}: what one body charges the other bears, to the penny",
}
_STATED = {
    "duty.unsigned": f"{_OURS}: what is stated for a duty is stated by an office, from a paper",
    "duty.not-competent": f"{_OURS}: a control total is agreed with the body's own authority",
    "statement.unsigned": "SOM 25: who signs a PCT's accounts is an office, on a paper",
    "statement.too-early": "SOM 25: the accounts that are signed are those of the whole year",
    "statement.two-offices": "SOM 25: the chief executive and the director of finance sign each PCT's accounts",
    "qipp.unsigned": f"{_OURS}: an office states and reports savings",
    "qipp.unknown-scheme": f"{_OURS}: savings are reported against a plan that was stated",
    "contract.unsigned": f"{_OURS}: an office states a contract and reports its activity",
    "contract.unknown": f"{_OURS}: activity is of a contract, its lines and its commissioners",
}
_LEDGER = {
    "approval.missing": "SOM 25: what the SHA agreed to names its approval",
    "ledger.exceeds": f"{_OURS}: what was set aside for one use is taken once, and no more of it",
}

RULES: MappingProxyType[str, str] = MappingProxyType(
    {
        **_TRANSFERS,
        **_LOANS,
        **_LODGEMENTS,
        **_FUNDS,
        **_HEADROOM,
        **_COMMITMENTS,
        **_MONTHS,
        **_JOURNALS,
        **_STATED,
        **_LEDGER,
    }
)
"""The rule behind each code, with its source."""


def rule_of(code: str) -> str:
    """The rule behind a code of a refusal, with its source.

    Raises:
        KeyError: no step is refused under that code.

    >>> rule_of("transfer.used").split(":")[0]
    'SOM 25'
    """
    return RULES[code]


def with_rule(code: str, message: str) -> str:
    """What is said of a refusal: why, and at its end the rule with its source.

    >>> with_rule("commitment.number", "'E1' was used before")
    "'E1' was used before [SOM 61: each commitment is settled for itself]"
    """
    return f"{message} [{rule_of(code)}]"
