"""The first sheet of a body's year-end statements: what they are, their statuses, and who signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pctfinance.consolidation.statements import BALANCE_SHEET, OPERATING_COSTS, StatementPart
from pctfinance.errors import Finding, Level
from pctfinance.excel.accounts_sheets import STATES
from pctfinance.excel.pack_heading import in_words
from pctfinance.excel.pack_origin import PackOrigin, write_origin
from pctfinance.excel.pack_page import Page

__all__ = ["Front", "RecordedSignature", "signed_words", "write_evidence", "write_front"]

_NOT_SIGNED = "NOT SIGNED"
_HEADLINES = {_NOT_SIGNED: "open", "Signed": "good"}
_SIGNED = {"signed for": "bad", "not signed": "open", "signed": "good"}
_LEVELS = {Level.ERROR: "ERROR", Level.BREACH: "BREACH", Level.WARNING: "Warning"}
_TALL = 24


class RecordedSignature(NamedTuple):
    """A signature as the book has it: the office and, where it signed, who, when, on which paper.

    `differs` names what is other now than what was signed; empty where the signature stands.
    """

    office: str
    by: str = ""
    on: date | None = None
    reference: str = ""
    differs: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Whether it is there, and stands.

        >>> RecordedSignature("Director of Finance").state
        'not signed'
        """
        if self.on is None:
            return "not signed"
        return f"signed for other figures on {in_words(self.on)}" if self.differs else "signed"


class Front(NamedTuple):
    """What is to be known of the figures: their unit, notes by heading, and a note on signatures.

    `synthetic` says of which year figures have no published source; empty where all have one.
    """

    unit: str
    notes: Mapping[str, str]
    proves: str = ""
    synthetic: str = ""


def signed_words(signatures: Sequence[RecordedSignature]) -> str:
    """In one sentence whether the statements are signed as they stand.

    >>> signed_words([RecordedSignature("Accountable Officer"),
    ...     RecordedSignature("Director of Finance", "Director of Finance", date(2012, 6, 7), "accounts")])
    'NOT SIGNED by the Accountable Officer; signed by the Director of Finance'
    >>> signed_words([RecordedSignature("Accountable Officer"), RecordedSignature("Director of Finance")])
    'NOT SIGNED'
    """
    if all(each.on is None for each in signatures):
        return _NOT_SIGNED
    by = {
        state: " and the ".join(each.office for each in signatures if each.state == state)
        for state in dict.fromkeys(each.state for each in signatures)
    }
    signed = by.pop("signed", "")
    if not by:
        return "Signed by both offices"
    missing = by.pop("not signed", "")
    said = [f"{_NOT_SIGNED} by the {missing}"] if missing else [f"{_NOT_SIGNED} as they stand"]
    said += [f"the {whose}: {state}" for state, whose in by.items()]
    return "; ".join([*said, *([f"signed by the {signed}"] if signed else [])])


def write_front(
    page: Page,
    front: Front,
    parts: Iterable[tuple[StatementPart, str]],
    signatures: Sequence[RecordedSignature],
    findings: Sequence[Finding],
) -> None:
    """Write the first sheet, below its title.

    Args:
        page: the sheet.
        front: what is to be known of the figures.
        parts: the statements, each with the name of its sheet.
        signatures: those of the two offices.
        findings: what was found, duties first.

    >>> page = Page.unsaved()
    >>> write_front(page, Front("£000", {}), (), (), ())
    >>> page.row
    11
    """
    page.headline(f"{signed_words(signatures)}.", _HEADLINES)
    if front.synthetic:
        page.row += 1
        page.paragraph(front.synthetic.upper(), "banner")
        page.row += 1
    _statuses(page, parts, findings)
    page.section("What was found (amounts in pounds)")
    for finding in findings:
        page.text("A", _LEVELS.get(finding.level, "Note"), "strong", "line")
        hint = f" ({finding.hint})" if finding.hint else ""
        page.paragraph(
            f"{finding.message[:1].upper()}{finding.message[1:]}{hint}", "line", first="B"
        )
        page.row += 1
    if not findings:
        page.text("A", "Nothing.")
        page.row += 1
    _signatures(page, signatures, front.proves)
    if front.notes:
        page.section("How the figures are to be read")
    for heading, text in front.notes.items():
        page.text("A", heading, "strong")
        page.paragraph(text, first="B")
        page.row += 1


def _statuses(
    page: Page, parts: Iterable[tuple[StatementPart, str]], findings: Sequence[Finding]
) -> None:
    page.section("Statements")
    page.header({"A": "Statement", "C": "Status", "E": "Sheet", "G": "Remark"}, left="ABCDEFGHIJ")
    first = page.row
    apart = any(finding.code == "statement.out-of-balance" for finding in findings)
    for part, sheet in parts:
        status = part.status or _made(part, apart=apart)
        page.paragraph(part.heading, "line", last="B")
        page.merge("C", "D", "line")
        page.text("C", status, "line")
        page.merge("E", "F", "line")
        page.text("E", sheet, "line")
        page.paragraph(
            "; ".join(filter(None, (part.reason, part.remark))), "line", first="G", last="K"
        )
        page.row += 1
    page.colour(f"C{first}:C{max(first, page.row - 1)}", STATES)


def _made(part: StatementPart, *, apart: bool) -> str:
    if part.reason or not part.lines:
        return "not made"
    if part.code == BALANCE_SHEET:
        return "does not balance" if apart else "balances"
    return "made" if part.code == OPERATING_COSTS else ""


def _signatures(page: Page, signatures: Sequence[RecordedSignature], proves: str) -> None:
    """The recorded signatures; room to sign on paper for an office that did not."""
    page.section("Signatures")
    headings = {"A": "Office", "C": "State", "E": "Signed by", "G": "On", "H": "Paper"}
    page.header(headings, left="ABCDEFGHIJ")
    first = page.row
    for each in signatures:
        page.paragraph(each.office, "strong", "line", last="B")
        page.paragraph(each.state, "line", first="C", last="D")
        page.paragraph(each.by or "-", "line", first="E", last="F")
        if each.on is None:
            page.text("G", "-", "line")
        else:
            page.date("G", each.on, "line")
        page.paragraph(each.reference or "-", "line", first="H", last="K")
        page.row += 1
    page.colour(f"C{first}:C{max(first, page.row - 1)}", _SIGNED)
    for each in signatures:
        if each.differs:
            text = f"Other than what the {each.office} signed: {'; '.join(each.differs)}."
            page.paragraph(text, "note")
            page.row += 1
    for each in signatures:
        if each.state != "signed":
            page.height(_TALL)
            page.paragraph(each.office, "strong", last="B")
            page.text("C", "Signature", "note")
            page.fill("DEFG", "signature")
            page.text("H", "  Date", "note")
            page.fill("IJ", "signature")
            page.row += 1
    if proves:
        page.paragraph(proves, "note")
        page.row += 1


def write_evidence(page: Page, origin: PackOrigin | None, sha256: str) -> None:
    """Write in small print what a signature is bound to, and from which book it was made.

    >>> page = Page.unsaved()
    >>> write_evidence(page, None, "ab")
    >>> page.row
    3
    """
    page.row += 1
    page.text("A", "Hash", "small")
    page.paragraph(f"of these statements, as a signature names it: {sha256}", "small", first="B")
    page.row += 1
    if origin:
        write_origin(page, origin)
