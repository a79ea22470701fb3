"""The published codes of findings, in order of precedence; a code is never reused.

Where several codes fit one place, the first of this list is given. `docs/findings.md` shows the
same list to people, with what to do.
"""

from types import MappingProxyType
from typing import NamedTuple

__all__ = ["CODES", "Code"]


class Code(NamedTuple):
    """What a code means and what the person who sees it does."""

    meaning: str
    action: str


CODES: MappingProxyType[str, Code] = MappingProxyType(
    {
        # The file as a whole. Nothing else of it is looked at.
        "file.missing": Code("A file or folder does not exist.", "Check the path."),
        "file.unreadable": Code(
            "A file could not be opened.", "Close it in other programs, check your rights to it."
        ),
        "file.wrong-type": Code(
            "A file is not what its name says, or not a kind that is read.",
            "Save it again as the type that the message names.",
        ),
        "file.unsafe": Code(
            "A workbook holds something that no honest workbook needs.",
            "Do not open it; ask its sender for a clean copy.",
        ),
        "file.too-large": Code(
            "A file is larger than any input, or a cell stands far outside its table.",
            "Delete what is no table of the input, and save.",
        ),
        "file.damaged": Code("A file breaks off or contradicts itself.", "Ask for it again."),
        "file.encoding": Code("A text file is not UTF-8.", "Save it as 'CSV UTF-8'."),
        "file.empty": Code("A file holds no headings.", "Send the table, or leave the file out."),
        "file.unknown-table": Code(
            "A file or sheet is none of the tables of the input format.",
            "Rename it, or take it out of the folder.",
        ),
        "file.duplicate-table": Code("The same table was sent twice.", "Take one of them out."),
        "file.missing-table": Code(
            "The table that every input must have is absent.", "Add a `declaration`."
        ),
        "file.macros": Code("A workbook holds macros; they are never run.", "None."),
        # The table.
        "input.missing-column": Code("A column that must be there is absent.", "Add the column."),
        "input.unknown-column": Code(
            "A column is none of the table's.", "Rename it or take it out."
        ),
        "input.duplicate-column": Code("A heading stands twice.", "Take one of them out."),
        "input.ragged-row": Code(
            "A row has more cells than there are headings.", "Look for a comma inside a text."
        ),
        "input.no-rows": Code(
            "A table that must have rows has none.", "Fill it, or leave the file out."
        ),
        # The cell.
        "input.spreadsheet-error": Code(
            "A cell shows a spreadsheet error.", "Mend the formula and save again."
        ),
        "input.no-cached-value": Code(
            "A formula has no stored result.", "Open the workbook, recalculate, save."
        ),
        "input.stale-value": Code(
            "The stored result of a formula may be out of date.",
            "Open the workbook, recalculate, save.",
        ),
        "input.missing-value": Code("A cell that must be filled is empty.", "Fill it."),
        "input.damaged-code": Code(
            "A code was turned into a number by a spreadsheet.",
            "Format the column as text and type the code again.",
        ),
        "input.control-character": Code(
            "A text holds a character that steers a terminal or printer.", "Type the text again."
        ),
        "input.not-a-body": Code(
            "A code of `bodies` is that of a group, an authority or a delegate.",
            "Give the codes of the statutory bodies: only a body holds money.",
        ),
        "input.unknown-code": Code(
            "A code is not in the register.", "Correct it, or add it to `bodies`."
        ),
        "input.not-in-group": Code(
            "A body is not a member of the group that is closed.",
            "Take the row out, or correct the code.",
        ),
        "input.unknown-choice": Code(
            "A text is none of the words allowed here.", "Use one of the words listed."
        ),
        "input.not-a-date": Code("A text or number is not a date.", "Write year-month-day."),
        "input.wrong-year": Code(
            "A date or period lies outside the declared year.", "Correct it, or the declaration."
        ),
        "period.unreadable": Code("A text is not a period or year.", "Write `2011-12 M08`."),
        "period.no-year": Code("A month is given without its year.", "Add the year."),
        "money.not-a-number": Code("A text is not an amount.", "Correct it."),
        "money.not-finite": Code("An amount is infinite or not a number.", "Correct it."),
        "money.ambiguous": Code(
            "An amount can be read in two ways.", "Write it without separators."
        ),
        "money.scaled": Code(
            "An amount carries k, m or bn where that is not allowed.", "Write it in full."
        ),
        "money.fraction-of-penny": Code(
            "An amount is finer than a penny.", "Round it where it comes from."
        ),
        "money.out-of-range": Code(
            "An amount is larger than any of public money: ±£10,000bn in an input.",
            "Check the unit.",
        ),
        "money.too-many-digits": Code(
            "A number has more digits than a spreadsheet keeps.", "Write it as text."
        ),
        "input.negative-amount": Code(
            "An amount that must not be negative is.", "Correct the sign or the kind of row."
        ),
        "input.combination": Code("Cells of one row do not fit together.", "Correct the row."),
        "input.issuer-inside": Code(
            "An allocation is said to come from a body of the group, or from the group.",
            "Name the issuer outside the group; a transfer needs the authority's approval.",
        ),
        "input.declaration": Code(
            "The declaration lacks a key, repeats it, or contradicts a table.",
            "Correct the declaration.",
        ),
        # The rows together.
        "input.duplicate-row": Code("The same row stands twice.", "Take one of them out."),
        "input.contradiction": Code(
            "Two rows give different amounts for the same thing.", "Keep the right one."
        ),
        "input.total-differs": Code(
            "A total row is not the sum above it.", "Correct the row, or take it out."
        ),
        "input.rebasing-sum": Code(
            "The rows of a re-basing do not sum to zero.",
            "Look for a row that is missing or wrong; new money is a row of `budget`.",
        ),
        "input.converted": Code(
            "A cell was read in a form other than the one asked for.", "Look, and do nothing."
        ),
        "input.hidden": Code("Rows, columns or sheets are hidden.", "Look at them."),
        "input.refused": Code("An input cannot be relied on.", "See the message."),
        # An extract of the general ledger.
        "extract.profile": Code(
            "A mapping profile does not say what it must, or does not fit the extract.",
            "Correct the key named.",
        ),
        "extract.accounts": Code(
            "A row of an account map cannot stand as it is.", "Correct the row."
        ),
        "extract.unmapped": Code(
            "Accounts of an extract are not in the account map.",
            "Add them to the map, or ask for them in the category `unmapped`.",
        ),
        "extract.control-total": Code(
            "An extract does not add up to the totals that were stated for it.",
            "Ask for the extract again, or correct the totals.",
        ),
        "extract.out-of-balance": Code(
            "The lines of a body and month do not sum to zero.",
            "Ask for the whole ledger; `contra = true` is for summaries without a balance sheet.",
        ),
        "extract.repeated": Code(
            "Every row of an extract stands in it twice or more.",
            "Take the copy out; if it is right, state how many rows there are.",
        ),
        "extract.replaced": Code(
            "A load takes the place of figures, and lacks some of what they held.",
            "Load the whole ledger, or see that the rest is in it.",
        ),
        "extract.negative-cost": Code(
            "A body's costs of a month, as loaded, are less than nothing.",
            "Check `sign` in the profile and `charge` in the account map.",
        ),
        "extract.mismatch": Code(
            "An extract is of another body or month than was named, or its file's name says.",
            "Check that it is the right file.",
        ),
        # The register and the rulebook.
        "register.unknown-name": Code(
            "A code or name is not in the register.", "Use one of those suggested."
        ),
        "register.ambiguous-name": Code(
            "A name stands for more than one entity.", "Say which, by code or by kind."
        ),
        "register.left-group": Code(
            "A body left the group during the year; its whole-year duty is no part of this.",
            "See where it is tested now.",
        ),
        "register.not-member": Code(
            "A body was not a member of a group on that date.", "Check the date or the group."
        ),
        "register.invalid-row": Code(
            "A row of the register cannot stand as it is.", "Correct the row."
        ),
        "register.overlap": Code(
            "A body would be in two groups of one kind on one day.",
            "End one membership before the other begins.",
        ),
        "rulebook.invalid": Code("A rulebook does not say what it must.", "Correct the key named."),
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
        # The duties and the figures.
        "duty.breach": Code("A body does not meet a duty.", "Act on it; name it in the paper."),
        "duty.not-tested": Code(
            "A duty has no limit or no charge to test.", "Send what is missing."
        ),
        "figures.implausible": Code(
            "A charge is out of all proportion to its limit.", "Check the unit and the sign."
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
        "ledger.offsetting-allocations": Code(
            "Allocations inside the group cancel each other.",
            "Show the SHA's approval of the transfer that they are.",
        ),
        "delegation.tunnel": Code(
            "A delegate's budget falls in one body and rises in another by as much.",
            "Show the SHA's approval of the transfer that it is, or say why it is none.",
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
        "headroom.not-required-sum": Code(
            "Headroom set aside differs from rate times base.", "Explain or correct it."
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
        "figures.synthetic": Code("Figures without a published source are among these.", "None."),
        "usage": Code("What was asked makes no sense.", "See the message, or --help."),
    }
)
