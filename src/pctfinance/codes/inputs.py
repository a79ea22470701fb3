"""Codes of what comes in: files, tables, cells, extracts, the register and the rulebook."""

from types import MappingProxyType

from pctfinance.codes.code import Code

__all__ = ["INPUT_CODES"]

INPUT_CODES: MappingProxyType[str, Code] = MappingProxyType(
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
        "extract.counterparty": Code(
            "A counterparty of an extract or journal is the body itself, or nobody whom the register "
            "knows.",
            "Name the other party; one that is no body stands outside.",
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
        "extract.opening": Code(
            "An extract does not open with what that of the month before closed with.",
            "Load the month before again as it stands now, or the difference as its adjustment.",
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
        "register.not-in-book": Code(
            "Members of a group are not in this book, so the list of its bodies is not whole.",
            "Look at the books that hold them.",
        ),
        "register.invalid-row": Code(
            "A row of the register cannot stand as it is.", "Correct the row."
        ),
        "register.overlap": Code(
            "A body would be in two groups of one kind on one day.",
            "End one membership before the other begins.",
        ),
        "rulebook.invalid": Code("A rulebook does not say what it must.", "Correct the key named."),
    }
)
"""In order of precedence."""
