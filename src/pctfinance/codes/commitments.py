"""Codes of emergency commitments, running costs and the cash that is drawn."""

from types import MappingProxyType

from pctfinance.codes.code import Code

__all__ = ["COMMITMENT_CODES"]

COMMITMENT_CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        "commitment.unsigned": Code(
            "A step of an emergency commitment names no office or no reason.", "Name them."
        ),
        "commitment.number": Code(
            "The number of an emergency commitment was used before.", "Give it one of its own."
        ),
        "commitment.own-resource": Code(
            "An emergency commitment names an on-call office of the body itself.",
            "Name the body that the office is of; a body's own resource is committed by a budget.",
        ),
        "commitment.unknown": Code(
            "A step is about an emergency commitment that nobody recorded.",
            "Record it first, or correct its number.",
        ),
        "commitment.date": Code(
            "A step of an emergency commitment is dated before what it follows.",
            "Correct the date.",
        ),
        "commitment.own-settlement": Code(
            "The office that committed regularises or disputes it.",
            "An office of the body whose resource is used does so.",
        ),
        "commitment.category": Code(
            "A commitment is regularised for something else than it was made for.",
            "Regularise what was committed, then move the budget.",
        ),
        "commitment.exceeds": Code(
            "More is regularised or disputed than stands.", "Give at most what the message says."
        ),
        "commitment.unmatched": Code(
            "What was charged names no line of the ledger and no approved journal with as much.",
            "Name what it is matched to.",
        ),
        "commitment.settled": Code(
            "A commitment is taken back of which something is regularised or charged.",
            "Take those back first.",
        ),
        "commitment.open": Code(
            "An emergency commitment of another body's director is not regularised.",
            "Have an office of the body regularise or dispute it.",
        ),
        "commitment.disputed": Code(
            "The body disputes an emergency commitment; the charge stays with it.",
            "Settle it; where the other body agrees to pay, by a transfer or a recharge.",
        ),
        "commitment.over-charged": Code(
            "More was charged for an emergency commitment than was committed.",
            "Look at the charge.",
        ),
        "commitment.charged": Code(
            "Emergency commitments are among the actuals of a body.", "None."
        ),
        "cash.over-limit": Code(
            "More cash was drawn than the cash limit allows.", "Act on it; name it in the paper."
        ),
        "cash.plan-exceeds": Code(
            "What is drawn and planned to be drawn exceeds the cash limit.",
            "Plan less, or obtain the limit.",
        ),
        "cash.ahead": Code(
            "Cash was drawn ahead of equal twelfths by more than the rulebook tolerates.",
            "Say why, or draw less in the months to come.",
        ),
        "cash.not-reported": Code(
            "Nothing is known of the cash drawn in a month.",
            "Load the figures, or state the payments; 0 where nothing was drawn.",
        ),
        "cash.drawings-differ": Code(
            "Payments that were stated differ from the loaded figures, which count.",
            "Correct the one or the other.",
        ),
        "running-costs.unknown": Code(
            "A body's running costs are not known, so no sum over the bodies is.",
            "Send what is missing.",
        ),
        "running-costs.no-limit": Code(
            "No running-cost limit is stated for a region.",
            "State it with its reference, where it is known.",
        ),
    }
)
"""In order of precedence."""
