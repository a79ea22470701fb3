"""Codes of what is found when figures are shown: duties, figures, plans, usage."""

from types import MappingProxyType

from pctfinance.codes.code import Code

__all__ = ["REPORT_CODES"]

REPORT_CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        # The duties and the figures.
        "duty.breach": Code("A body does not meet a duty.", "Act on it; name it in the paper."),
        "duty.not-tested": Code(
            "A duty has no limit or no charge to test.", "Send what is missing."
        ),
        "duty.limit-falls": Code(
            "A limit that is met in a month falls below the forecast later in the year, as notified.",
            "Lower the forecast, or find resource, before it falls.",
        ),
        "duty.missed": Code(
            "A control total or the target of better payment practice is missed; neither is a duty.",
            "Say why in the paper.",
        ),
        "duty.planned-deficit": Code(
            "A control total or a planned surplus is below zero; no PCT may plan a deficit.",
            "Agree on a surplus or on zero.",
        ),
        "duty.unsigned": Code(
            "A statement of bills, a provider arm or a control total names no office or no paper.",
            "Name both.",
        ),
        "duty.not-competent": Code(
            "A control total is not agreed with an authority of the body.",
            "Name the authority that is competent for the body on that day.",
        ),
        "statement.unsigned": Code(
            "A signature under a body's statements names no office or no paper.", "Name both."
        ),
        "statement.too-early": Code(
            "A body's year-end statements were signed before the year was over.",
            "Correct the day, or have them signed again.",
        ),
        "statement.two-offices": Code(
            "One office signs a body's statements in both roles, or as the other office.",
            "Have the Accountable Officer and the Director of Finance sign, each for itself.",
        ),
        "statement.unmapped": Code(
            "An account of the trial balance has no heading of the balance sheet.",
            "State its heading.",
        ),
        "statement.out-of-balance": Code(
            "Total assets employed are not taxpayers' equity.",
            "State the headings that are missing.",
        ),
        "statement.opening": Code(
            "Balances of a body open otherwise than its year before closed.",
            "Look which is wrong, the opening or the ledger of the year before.",
        ),
        "statement.not-made": Code(
            "A year-end statement cannot be made of what there is.", "Send what is missing."
        ),
        "statement.not-signed": Code(
            "An office did not sign a body's statements of the year.",
            "Nothing, until the accounts are signed.",
        ),
        "statement.signed-otherwise": Code(
            "A figure changed since the statements were signed.", "Have them signed again."
        ),
        "trace.not-known": Code(
            "A figure is not known, so there is nothing to trace it to.", "Send what is missing."
        ),
        "trace.no-evidence": Code(
            "A figure cannot be traced to an event of the book.", "Look where the finding says."
        ),
        "figures.implausible": Code(
            "A charge is out of all proportion to its limit.", "Check the unit and the sign."
        ),
        "figures.missing": Code(
            "Actuals of a month or a category were not sent; the charge to date is not known.",
            "Send them, or 0 where there are none.",
        ),
        "figures.silent-budget": Code(
            "A category has a budget and no actuals at all.",
            "Send them, or 0 where there are none.",
        ),
        "budget.unphased": Code(
            "A budget has no profile; twelfths were taken.", "Send a profile if it is known."
        ),
        "budget.profile-differs": Code(
            "A profile does not add up to its annual budget; its proportions were used.",
            "Correct one of the two, if it matters.",
        ),
        "budget.not-as-loaded": Code(
            "The months of a budget, taken as loaded, do not add up to it.",
            "Send the months of the budget as it stands now.",
        ),
        "ledger.over-committed": Code(
            "Uses exceed sources within one funding.", "Find the source, or withdraw the use."
        ),
        "switch.reference-alone": Code(
            "A switch from capital to revenue stands on the reference of an approval alone.",
            "Reverse it, and propose it as a transfer of kind switch.",
        ),
        "ledger.offsetting-allocations": Code(
            "Allocations inside the group cancel each other.",
            "Show the SHA's approval of the transfer that they are.",
        ),
        "recharge.turns-duty": Code(
            "A body meets its revenue limit only because others paid it, with neither basis nor "
            "agreement.",
            "State the agreement, or propose the transfer that it is (SOM 25).",
        ),
        "recharge.without-basis": Code(
            "Much passes between two bodies as recharges, with neither basis nor agreement.",
            "State the agreement, or propose the transfer that it is (SOM 25).",
        ),
        "recharge.more-than-cost": Code(
            "A host apportioned more than it spent by its own ledger.",
            "Take the cost from the actuals, or apportion it anew; what is no cost is a transfer "
            "(SOM 25).",
        ),
        "recharge.returned": Code(
            "A recharge went back to the penny in a later month.",
            "Say why; where it bridged a month-end, it was a loan, which is a transfer (SOM 25).",
        ),
        "delegation.tunnel": Code(
            "A delegate's budget falls in one body and rises in another by as much.",
            "Show the SHA's approval of the transfer that it is, or say why it is none.",
        ),
        "fund.may-be-re-spread": Code(
            "A donor was excused, and others agreed to another fund without it.",
            "Show the SHA's approval of the re-spread that it is, or say why it is none.",
        ),
        "delegation.not-eligible": Code(
            "More is delegated than is eligible, or a category that is not eligible.",
            "Take it back, or correct what is said to be eligible.",
        ),
        "delegation.milestone": Code(
            "A milestone of delegation was not reached.", "Name in the paper what is missing."
        ),
        "delegation.development": Code(
            "A delegate has less development money than the minimum a head, or it cannot be tested.",
            "Delegate the rest, or give the register the population.",
        ),
        "delegation.no-actuals": Code(
            "What was spent from a delegate's budget is not known: the body's figures do not name it.",
            "Report the delegate with the actuals; 0 where nothing was spent.",
        ),
        "delegation.no-budget": Code(
            "Something is charged to a delegate's budget of which nothing was delegated.",
            "Correct the code of the delegate, or delegate the budget.",
        ),
        "headroom.not-required-sum": Code(
            "Headroom set aside differs from rate times base.", "Explain or correct it."
        ),
        "figures.assumed": Code(
            "Actuals to date were assumed and not replaced since.",
            "Send the months again once the figures are at hand.",
        ),
        "figures.adjusted": Code(
            "Approved journals or adjustments are among the actuals.", "None."
        ),
        "plan.assumption": Code(
            "An assumption of a plan cannot be used.", "Correct it; see docs/budgets.md."
        ),
        "plan.deficit": Code(
            "A plan uses more than the limit that may be expected.",
            "Find the saving or the resource; another body's surplus is neither.",
        ),
        "plan.no-limit": Code(
            "There is no confirmed revenue limit to plan from.", "Post the allocations first."
        ),
        "qipp.unsigned": Code(
            "A statement of a scheme of savings names no office.", "Name the office."
        ),
        "qipp.unknown-scheme": Code(
            "A report is on a scheme of savings that its body did not state.",
            "State its plan first, or correct its code.",
        ),
        "qipp.not-reported": Code(
            "A scheme of savings was not reported in the month.",
            "Report it; it is not taken to be on plan.",
        ),
        "qipp.forecast-below": Code(
            "A scheme of savings is forecast well below its plan.",
            "Say what will be done, or what replaces it.",
        ),
        "qipp.plan-lowered": Code(
            "The plan of a scheme of savings was stated again, lower than it was first.",
            "Say why; what is short of the first plan is no shortfall any more.",
        ),
        "qipp.saved-falls": Code(
            "A scheme of savings saved less to date than by the end of an earlier month.",
            "Say what was given back, or correct the report.",
        ),
        "qipp.forecast-passed": Code(
            "A scheme of savings saved more already than is forecast of the year.",
            "Forecast what is expected, or say what is to be given back.",
        ),
        "qipp.forecast-not-outturn": Code(
            "In the last month another forecast is reported of a scheme than what it saved.",
            "Correct the report; what was saved counts, and nothing is still to be saved.",
        ),
        "return.differs": Code(
            "Lines of a body's return are not the figures of the pack.",
            "Restate the pack, or make the return as the pack was published.",
        ),
        "agreement.not-compared": Code(
            "No two ledgers of a group name a counterparty, so that nothing between them is eliminated.",
            "Load the extracts of their ledgers with counterparties.",
        ),
        "agreement.unsigned": Code(
            "An answer to a statement of balances names no office, or is taken back without a reason.",
            "Name the office and the reason.",
        ),
        "agreement.unknown": Code(
            "An answer is taken back that does not stand.", "Look at the answers that stand."
        ),
        "agreement.not-ours": Code(
            "A workbook that came back is no statement of balances that this book sent.",
            "Give the file that was made from this book, as the counterparty returned it.",
        ),
        "agreement.changed": Code(
            "A cell of a returned statement of balances is not what was sent, or is seen otherwise.",
            "Put it back, or send the statement again; the answer belongs in the cells for it.",
        ),
        "agreement.answer": Code(
            "An answer to a statement of balances is not whole, or contradicts itself.",
            "Ask the counterparty, and correct the cell.",
        ),
        "contract.unsigned": Code(
            "A statement of a contract or its activity names no office.", "Name the office."
        ),
        "contract.unknown": Code(
            "Activity or a recharge is of a contract, a line or a commissioner that was not stated.",
            "State the contract first, or correct the code.",
        ),
        "contract.not-reported": Code(
            "A line of a contract was not reported in the month.",
            "Report it; it is not taken to be on plan.",
        ),
        "contract.activity-falls": Code(
            "Activity to date of a contract is less than an earlier month's.",
            "Ask the provider; what was reported too much is put right in a report of its own month.",
        ),
        "figures.synthetic": Code("Figures without a published source are among these.", "None."),
        "usage": Code("What was asked makes no sense.", "See the message, or --help."),
    }
)
"""In order of precedence."""
