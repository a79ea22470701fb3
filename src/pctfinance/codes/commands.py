"""Codes of what is refused at the gate: the ledger, cases, transfers, funds, months, the year's end."""

from types import MappingProxyType

from pctfinance.codes.code import Code

__all__ = ["COMMAND_CODES"]

COMMAND_CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        # The ledger.
        "approval.missing": Code(
            "A release of headroom carries no approval of the SHA.", "Obtain and name the approval."
        ),
        "ledger.refused": Code(
            "An event breaks a rule of the resource ledger.", "See the message."
        ),
        "ledger.unknown-tranche": Code(
            "An event names an anticipated allocation that is not there.", "Correct the tranche."
        ),
        "ledger.already": Code("The same thing was already posted.", "Take the row out."),
        "ledger.changed": Code(
            "A row was posted before with another content.", "Enter an event that corrects it."
        ),
        "ledger.exceeds": Code("An event takes more than there is.", "Lower the amount."),
        "journal.unsigned": Code("A step of a journal names no office.", "Name the office."),
        "journal.unknown": Code(
            "A decision is about a journal that nobody submitted.", "Look its number up."
        ),
        "journal.number": Code(
            "The number of a journal was used before.", "Give it one of its own."
        ),
        "journal.state": Code(
            "A journal was decided on before.", "Correct an approved journal by another one."
        ),
        "journal.own-decision": Code(
            "An office decides on its own journal, or withdraws that of another.",
            "Another office approves or rejects it.",
        ),
        "journal.refused": Code(
            "A journal, or a decision about one, breaks a rule of the journals.", "See the message."
        ),
        # Business cases for headroom.
        "headroom.unsigned": Code(
            "A step of a case does not say who took it, or why.", "Name the office and the reason."
        ),
        "headroom.unknown-case": Code(
            "A step names a business case that the body did not propose.",
            "Propose it first, or correct its number.",
        ),
        "headroom.case-number": Code(
            "A case has the number of another, or of an earlier release.",
            "Give every case of a body and year a number of its own.",
        ),
        "headroom.recurrent": Code(
            "A recurrent commitment is to be made on headroom.",
            "Fund what recurs from recurrent resource.",
        ),
        "headroom.wrong-state": Code(
            "A case cannot take this step from where it stands.", "See the message."
        ),
        "headroom.not-approved": Code(
            "Headroom is to be released, or was spent, for a case that is not approved.",
            "Obtain the authority's approval of the case.",
        ),
        "headroom.own-decision": Code(
            "A case is decided on by the office that proposed it.",
            "The competent authority decides on it.",
        ),
        "headroom.not-competent": Code(
            "An authority is named that cannot decide for the body on that day.",
            "Name those that oversee it; the register lists them.",
        ),
        "headroom.officer": Code(
            "An office may not decide on headroom for its authority: it is not stated, not in "
            "office, or the amount is beyond its limit.",
            "State the authority's officers as it notified them, or ask a higher office.",
        ),
        "headroom.too-early": Code(
            "A step of a case is dated before the one that it follows.", "Correct the dates."
        ),
        "headroom.condition": Code(
            "A condition of a case is not met, not there, or met before.", "See the message."
        ),
        "headroom.category": Code(
            "Headroom is released for another category than that of its case.",
            "Release it for what was approved.",
        ),
        "headroom.exceeds-case": Code(
            "More is approved than was proposed, or more released than approved.",
            "Lower the amount.",
        ),
        "headroom.exceeds-lodged": Code(
            "More is approved than there is headroom.",
            "Approve less, or enter first what was lodged.",
        ),
        "headroom.exceeds-required": Code(
            "A body is exempted from more headroom than is missing.", "Exempt at most what is."
        ),
        "headroom.overspent": Code(
            "A body states more spend on a case than was released for it.",
            "Name the resource that bears the rest, or correct the statement.",
        ),
        # Transfers between bodies.
        "transfer.terms": Code(
            "The terms cannot be those of a transfer.", "Correct what the message names."
        ),
        "transfer.state": Code(
            "A transfer in its state has no such step.", "See what can be done with it."
        ),
        "transfer.unsigned": Code(
            "A step of a transfer names no office, or one that cannot take it.",
            "Name the office that takes it, with its organisation.",
        ),
        "transfer.digest": Code(
            "A step of a transfer was taken on other terms than those that stand.",
            "Take it on the terms as they stand; changed terms void an approval.",
        ),
        "transfer.resource": Code(
            "The giver has not what it offers: recurrent for recurrent, and set aside for nothing.",
            "Offer less, or free the resource first.",
        ),
        "transfer.legs": Code(
            "The legs of a transfer are not both there, or differ.",
            "Post both, of one day and one amount.",
        ),
        "transfer.amount": Code(
            "More is approved than is asked, or something else is moved than was approved.",
            "Move what was approved.",
        ),
        "transfer.unapproved": Code(
            "A competent authority has not approved the transfer.", "Obtain its approval (SOM 25)."
        ),
        "transfer.competence": Code(
            "An authority is not competent for both bodies on the day.",
            "Obtain the approval of those that the message names.",
        ),
        "transfer.officer": Code(
            "An office may not approve for its authority: it is not stated, not in office, or the "
            "amount is beyond its limit.",
            "State the authority's officers as it notified them, or ask a higher office.",
        ),
        "transfer.own-approval": Code(
            "An office decides on what it proposed or agreed to.", "Ask another office."
        ),
        "transfer.conditions": Code(
            "A condition of an approval is not met, or is none.", "Record how it was met."
        ),
        "transfer.used": Code("An approval was used before.", "Propose another transfer."),
        "delegation.unapproved-move": Code(
            "One command takes back a delegate's budget in one body and delegates as much in another.",
            "Propose the transfer that it is (SOM 25), or enter what has nothing to do with it apart.",
        ),
        # Funds of several donors.
        "fund.terms": Code(
            "The terms cannot be those of a fund, or who agrees is no donor.", "See the message."
        ),
        "fund.state": Code(
            "A fund does not stand, because a donor has not agreed to it.",
            "Each donor agrees to the same terms.",
        ),
        "fund.unsigned": Code(
            "A step about a fund names no office, no reason, or an office that cannot take it.",
            "Name the office that takes it, with its organisation.",
        ),
        "fund.strand": Code(
            "Resource is earmarked for a fund of another kind.",
            "Take it from what the fund is of.",
        ),
        "fund.resource": Code(
            "A donor has less unallocated resource than it earmarks for a fund.",
            "Earmark less, or free the resource first.",
        ),
        "fund.share": Code(
            "A body gives more to a fund than it agreed to, or is no donor.",
            "Have a re-spread approved (SOM 25).",
        ),
        "fund.waiver": Code(
            "More of a share is waived than is open, or something else is given back.",
            "Waive at most what is neither drawn nor pending.",
        ),
        "fund.spread": Code(
            "The shares of a fund are to change without the approval that this needs.",
            "Waive what a donor is excused from, and have a re-spread approved (SOM 25).",
        ),
        # Lodgements of surplus.
        "lodgement.unknown": Code(
            "A body has no such lodgement in this book.",
            "Look its name up in the statement of lodgements; of an earlier year the year is part of it.",
        ),
        "lodgement.exceeds": Code(
            "More is returned or written off than an authority still holds, or before it was lodged.",
            "Return at most what is outstanding; what is given beyond it is a support.",
        ),
        "lodgement.holder": Code(
            "Another than the holder or a competent authority returns a lodgement or writes it off.",
            "Name the holder, or the authority that is competent for the body.",
        ),
        "lodgement.strand": Code(
            "A lodgement would come back in another limit, or recurrently though it did not recur.",
            "Return it in its own limit, and non-recurrently.",
        ),
        "lodgement.anticipated": Code(
            "A lodgement is written off while its return is anticipated in the year's limit.",
            "Settle or cancel the anticipated allocation first.",
        ),
        "lodgement.carried": Code(
            "A lodgement of an earlier year is entered by hand.",
            "Roll the year before, or post what its book gives as the opening.",
        ),
        "lodgement.unsigned": Code(
            "A write-off does not say which office asks for it, or why.",
            "Name the office and the reason.",
        ),
        # Loans between bodies.
        "loan.unknown": Code(
            "A step names a loan that the book does not hold, or of which nothing is outstanding.",
            "Look at the loans of the book; only what was actioned is owed.",
        ),
        "loan.parties": Code(
            "A step of a loan is not between its parties as they are now, or in another strand.",
            "Repay from the borrower to the lender, in the limit and funding that was lent.",
        ),
        "loan.exceeds": Code(
            "More would be repaid or written off than is outstanding, or something else rescheduled.",
            "Take what is outstanding, less what is offered already.",
        ),
        "loan.schedule": Code(
            "A schedule names a year or amount that cannot be, or a step comes before the loan.",
            "State for each financial year what is to be repaid.",
        ),
        "loan.reversal": Code(
            "What became of a loan cannot be undone like this.",
            "Reverse its repayments first, or agree a new loan or repayment.",
        ),
        "loan.carried": Code(
            "A loan is not carried into a book as the book before closed with it.",
            "Take it over from that book, both sides at once.",
        ),
        "loan.not-covered": Code(
            "The approval of a loan does not cover a repayment of it.",
            "Obtain the authority's approval of the repayment (SOM 25).",
        ),
        # Schedules for approval that come back.
        "schedule.not-ours": Code(
            "A schedule was not made from this book, or not so.", "Give the file that was sent."
        ),
        "schedule.changed": Code(
            "A cell of a schedule does not say what was sent.",
            "Put it back; other terms are another proposal.",
        ),
        "schedule.superseded": Code(
            "A transfer has other terms since its schedule was sent.",
            "Send the authority a new schedule.",
        ),
        "schedule.row": Code(
            "A row of a schedule is none that was sent, stands twice, or is only begun.",
            "Correct the row, or ask the authority.",
        ),
        "schedule.removed": Code(
            "A row was taken out of a schedule.", "Ask the authority whether it means that."
        ),
        # The control of months.
        "month.unsigned": Code(
            "A step of a month does not say who took it, or why it is undone.",
            "Name the office, and a reason where a step is undone.",
        ),
        "month.wrong-state": Code(
            "A month cannot take this step from where it stands.", "Take the steps that are named."
        ),
        "month.out-of-order": Code(
            "A month would overtake the months before it, or leave those after it without ground.",
            "Begin with the month that is named.",
        ),
        "month.controls": Code(
            "A month is to be closed and its controls did not run since the last change, or found "
            "errors.",
            "Run them; accept errors that may stand with a reason.",
        ),
        "month.impacted": Code(
            "Something under a closed month changed, so it cannot be locked.",
            "Reopen it, run its controls and close it again.",
        ),
        "month.not-open": Code(
            "An event counts for a month that is submitted, closed or locked.",
            "Enter it in an open month, or reopen the month with a reason.",
        ),
        "month.task-open": Code(
            "Something that a month must have before it is closed is missing.",
            "Send it, or accept it with a reason.",
        ),
        # Recharges and shared costs.
        "recharge.refused": Code(
            "A recharge cannot be entered or decided like this.",
            "Correct what is named; no authority has to be asked.",
        ),
        "recharge.unpaired": Code(
            "The two sides of a recharge would differ, or only one would be decided.",
            "Decide on the whole recharge by its number.",
        ),
        "sharing.refused": Code(
            "A shared cost cannot be apportioned like this.",
            "State what is missing; see the message.",
        ),
        # The year's end.
        "yearend.unknown-item": Code(
            "A decision or assignment is about something that a body does not close with.",
            "Correct the item or account; the proposal lists them.",
        ),
        "yearend.parts-differ": Code(
            "The parts that are decided of an item do not add up to it.", "Correct the amounts."
        ),
        "yearend.choice": Code(
            "An item cannot be decided like this.", "Use one of the choices that the item has."
        ),
        "yearend.undecided": Code(
            "An item of the year's end has no decision.", "Decide what becomes of it."
        ),
        "yearend.changed": Code(
            "An item is no longer what it was when it was decided.", "Decide again."
        ),
        "yearend.not-ready": Code(
            "The year cannot be rolled yet: its outturn is not known.", "Close month 12 first."
        ),
        "yearend.elsewhere": Code(
            "A body is of another group next year.", "Give its opening to that group's book."
        ),
        "yearend.expires": Code(
            "A transfer was not actioned when its year ended.",
            "None: it expires. Propose it anew in the next year.",
        ),
        "yearend.anew": Code(
            "What a book states was agreed or set for its year, and is not carried.",
            "State it anew in the next book, if it is still wanted.",
        ),
        "yearend.open": Code(
            "Something of a year is open when it ends, and is not carried.",
            "Settle it in the book of that year.",
        ),
        "yearend.ledger": Code(
            "The closing balances of a general ledger cannot be relied on.",
            "Load what is missing, or correct it.",
        ),
        "yearend.unassigned": Code(
            "A closing balance has no receiver.", "Name the one that receives it."
        ),
        "yearend.assigned-twice": Code(
            "A closing balance has more than one receiver.", "Leave one of the rules."
        ),
        "yearend.closed": Code(
            "A body was closed for good.", "Only an audit adjustment with its reason can follow."
        ),
        "integrity.broken": Code("Sums that must be equal are not.", "Report it: this is a fault."),
        "integrity.left-over": Code(
            "A file lies beside a book that no event of it names.",
            "None: a load that was cut short leaves one, and it counts for nothing.",
        ),
    }
)
"""In order of precedence."""
