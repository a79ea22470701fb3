"""Codes of what the controls of a month find, beyond those that a position tells by itself."""

from types import MappingProxyType

from pctfinance.codes.code import Code

__all__ = ["CONTROL_CODES"]

CONTROL_CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        "control.failed": Code(
            "A control could not run; what it would have found is not known.",
            "Mend it and run it again.",
        ),
        "control.unreadable": Code(
            "A file of controls cannot be read, or holds none.", "Correct the file."
        ),
        "control.unmapped": Code(
            "Cost stands under accounts that no map knows.", "Name them in the account map."
        ),
        "control.opening": Code(
            "A trial balance does not open with what that of the month before closed with.",
            "Load the month before again as it stands now, or the difference as its adjustment.",
        ),
        "control.suspense-open": Code(
            "A suspense account is not cleared at the month's end.", "Clear it, or say why not."
        ),
        "control.on-plan": Code(
            "The cost of several months is the budget to the penny.", "Report what was spent."
        ),
        "control.cost-negative": Code("A cost to date is negative.", "Check the sign."),
        "control.surplus-missed": Code(
            "The forecast leaves less than the planned surplus.",
            "Find the difference, or agree another control total.",
        ),
        "control.signs-disagree": Code(
            "Variance to date and forecast variance have opposite signs.",
            "Say what will turn it round.",
        ),
        "control.projection-apart": Code(
            "A forecast is far from what the cost to date comes to.",
            "Say what will change.",
        ),
        "control.forecast-unchanged": Code(
            "A forecast is the same to the penny in several months.", "Make it anew."
        ),
        "control.forecast-moved": Code(
            "A forecast moved by much since last month.", "Say why in the report."
        ),
        "control.budgets-not-limit": Code(
            "Budgets and reserves are not the limit less the planned surplus.",
            "Issue the budget, or set the rest aside.",
        ),
        "control.recurrent-on-non-recurrent": Code(
            "Recurrent budgets exceed recurrent resource.", "Find recurrent resource."
        ),
        "control.anticipated-large": Code(
            "A large share of the expected limit is anticipated.", "Ask for the letters."
        ),
        "control.budget-negative": Code(
            "A category has a negative annual budget.", "Put it where it will be borne."
        ),
        "control.reserves-negative": Code(
            "Reserves are negative for several months.", "Find the resource."
        ),
        "control.headroom-short": Code(
            "Headroom is neither lodged nor set aside in full.", "Set it aside."
        ),
        "control.case-unreleased": Code(
            "An approved business case is not released late in the year.", "Release or lapse it."
        ),
        "control.change-twice": Code(
            "The same change of a limit stands twice.", "Reverse the copy."
        ),
        "control.document-late": Code("A document came after its month was closed.", "None."),
        "control.month-impacted": Code(
            "Something changed under a closed month.", "Reopen it and close it again."
        ),
        "control.transfer-pending": Code(
            "Resource waits for an approval near the year's end.", "Have it decided."
        ),
        "control.approval-waiting": Code(
            "An approved transfer is not actioned, or its conditions are not met.",
            "Meet them and action it.",
        ),
        "control.journal-large": Code("A journal is large.", "Look at what it rests on."),
        "control.journal-back-dated": Code(
            "A journal is dated after its month, or belongs to an earlier one.", "Say why."
        ),
        "control.journal-twice": Code("Two journals hold the same lines.", "Correct the copy."),
        "control.journal-round": Code(
            "A journal of a round sum stands near the month's end.", "Ask what it rests on."
        ),
        "control.journals-one-office": Code(
            "One office entered most of the journals.", "Look at who may enter them."
        ),
        "control.balances-disagree": Code(
            "Two bodies' ledgers disagree beyond the tolerance.", "Settle what differs."
        ),
        "control.own": Code("A control of the user's own found something.", "See its rule."),
    }
)
"""In order of precedence."""
