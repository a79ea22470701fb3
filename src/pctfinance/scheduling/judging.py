"""Each row of a returned schedule, judged by itself: is it what was sent, and what does it decide.

Who may decide, and what the decisions do to each other, is for the gate to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pctfinance.bodies import Register
from pctfinance.decisions.states import Transfer
from pctfinance.errors import Finding, Level, UnknownNameError, Where
from pctfinance.ledger.transfers import TransferTerms
from pctfinance.present.approvals_report import JudgedRow, Outcome
from pctfinance.scheduling.sending import Origin, place_of, sent_of
from pctfinance.tables.model import Cell, RawRow, RawTable
from pctfinance.tables.reading import Reading, quoted
from pctfinance.tables.schedule_columns import APPROVE
from pctfinance.tables.schedule_decisions import Decided, read_decision
from pctfinance.tables.schedule_terms import CHANGED, changed_cells, said

__all__ = ["Draft", "Sendings", "judge_rows"]

_NOT_OURS = "give the file that was made from this book, as the authority returned it"


@dataclass(frozen=True, slots=True)
class Draft:
    """One row: what it says at first sight, and the decision that it holds, if it is sound."""

    row: JudgedRow
    terms: TransferTerms | None = None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Sendings:
    """What the book knows of schedules that were sent.

    `proposed` has all terms that were ever proposed, by their digest; `standing` the transfers as
    they stand; `numbers` gives the transfers that waited as of an origin, and none where the book
    never had that origin.
    """

    register: Register
    reading: Reading
    proposed: Mapping[str, TransferTerms]
    standing: Mapping[str, Transfer]
    numbers: Callable[[Origin], Sequence[str] | None]
    known: dict[Origin, Sequence[str] | None] = field(default_factory=dict)

    def waited(self, origin: Origin) -> Sequence[str] | None:
        """The numbers of the transfers on a schedule, in its order; none if it is not this book's."""
        if origin not in self.known:
            self.known[origin] = self.numbers(origin)
        return self.known[origin]


def judge_rows(table: RawTable, sendings: Sendings, before: Iterable[int] = ()) -> list[Draft]:
    """What each row holds, and behind them the rows that were taken out of the file.

    Args:
        table: the rows as they came back.
        sendings: what the book knows of what was sent.
        before: numbers of rows that were recorded from this very file before.

    A row that names nothing that was sent is refused:

    >>> register = Register.packaged()
    >>> sendings = Sendings(register, Reading(register), {}, {}, lambda origin: None)
    >>> row = RawRow(2, {"number": Cell("T1", Where(row=2, column="number"))})
    >>> (draft,) = judge_rows(RawTable("schedule", Where(file="r.csv"), ("number",), (row,)), sendings)
    >>> draft.row.outcome.value, draft.row.findings[0].message
    ('refused', "no transfer of this book has the number 'T1', or these terms")
    """
    done = frozenset(before)
    drafts = [_draft(row, sendings, is_done=row.number in done) for row in table.rows]
    return [*_once(drafts), *_removed(table, sendings)]


def _draft(row: RawRow, sendings: Sendings, *, is_done: bool) -> Draft:
    number, digest = (said(row.cells.get(name)) for name in ("number", "digest"))
    authority, decision = (said(row.cells.get(name)) for name in ("authority", "decision"))
    where = _cell(row, "decision").where
    judged = JudgedRow(row.number, number, authority, decision, Outcome.NO_DECISION, (), where)
    if is_done:
        return Draft(replace(judged, outcome=Outcome.BEFORE))
    terms = sendings.proposed.get(digest)
    found = sendings.standing.get(number)
    if terms is None and found is None:
        message = f"no transfer of this book has the number {quoted(number)}, or these terms"
        finding = Finding(
            "schedule.row", Level.ERROR, message, _cell(row, "number").where, _NOT_OURS
        )
        return _refused(judged, [finding])
    findings: list[Finding] = []
    if terms is None and found is not None:
        terms = found.terms
        message = f"the digest is that of no terms of transfer {quoted(number)}"
        where_digest = _cell(row, "digest").where
        findings.append(Finding(CHANGED, Level.ERROR, message, where_digest, _NOT_OURS))
    if terms is None:
        return _refused(judged, findings)
    judged = replace(judged, asked_pence=terms.pence, asked_cash_pence=terms.cash_pence)
    findings += changed_cells(row, sent_of(terms, sendings.register), sendings.reading)
    origin = Origin.parse(said(row.cells.get("book")))
    findings += _of_origin(row, terms, origin, sendings)
    read = read_decision(row, terms, sendings.reading, origin.authority if origin else "")
    if isinstance(read, tuple):
        return _refused(judged, [*findings, *read]) if findings or read else Draft(judged)
    findings += _superseded(row, terms, sendings)
    read, strange = _known(read, row, sendings.register)
    findings += strange
    judged = replace(judged, authority=read.authority, decision=read.decision)
    if read.decision == APPROVE:
        judged = replace(judged, approved_pence=read.pence, approved_cash_pence=read.cash_pence)
    if findings:
        return _refused(judged, findings)
    return Draft(replace(judged, outcome=Outcome.FIT), terms, read)


def _refused(judged: JudgedRow, findings: Sequence[Finding]) -> Draft:
    return Draft(replace(judged, outcome=Outcome.REFUSED, findings=tuple(findings)))


def _cell(row: RawRow, name: str) -> Cell:
    """A cell of a row, or where its row stands if its heading is gone."""
    first = next(iter(row.cells.values()), Cell(None, Where(row=row.number)))
    return row.cells.get(name, first)


def _of_origin(
    row: RawRow, terms: TransferTerms, origin: Origin | None, sendings: Sendings
) -> Iterator[Finding]:
    """The last columns: which book, as of when, and which row of how many."""
    waited = sendings.waited(origin) if origin else None
    if waited is None:
        message = f"the book is {quoted(said(row.cells.get('book')))}, which is not what was sent"
        yield Finding(
            "schedule.not-ours", Level.ERROR, message, _cell(row, "book").where, _NOT_OURS
        )
    elif terms.number not in waited:
        message = f"transfer {quoted(terms.number)} was on no such schedule of this book"
        where = _cell(row, "number").where
        yield Finding("schedule.row", Level.ERROR, message, where, "take the row out")
    else:
        place = place_of(waited.index(terms.number) + 1, len(waited))
        if said(row.cells.get("row")) != place:
            message = f"the row says {quoted(said(row.cells.get('row')))}, and {place!r} was sent"
            yield Finding(CHANGED, Level.ERROR, message, _cell(row, "row").where, "put it back")


def _superseded(row: RawRow, terms: TransferTerms, sendings: Sendings) -> Iterator[Finding]:
    """The terms that were decided on do not stand any more: they were proposed anew since."""
    found = sendings.standing.get(terms.number)
    if found is not None and found.terms.digest != terms.digest:
        message = (
            f"transfer {quoted(terms.number)} has other terms since this was sent: they were "
            f"proposed on {found.proposal.notified}"
        )
        hint = "send the authority a new schedule; what was decided on does not stand"
        where = _cell(row, "digest").where
        yield Finding("schedule.superseded", Level.ERROR, message, where, hint)


def _known(decided: Decided, row: RawRow, register: Register) -> tuple[Decided, list[Finding]]:
    """The decision with the authority's code as the register writes it."""
    try:
        return replace(decided, authority=register.authority(decided.authority).code), []
    except UnknownNameError as error:
        return decided, [each.at(_cell(row, "authority").where) for each in error.findings]


def _once(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The rows; those that decide on one transfer for one authority twice are refused, all of them."""
    rows: dict[tuple[str, str], list[int]] = {}
    for draft in drafts:
        if draft.terms and draft.decided:
            key = draft.terms.number, draft.decided.authority
            rows.setdefault(key, []).append(draft.row.row)
    for draft in drafts:
        whose = draft.decided.authority if draft.decided else ""
        same = rows.get((draft.row.number, whose), [])
        if len(same) > 1:
            listed = ", ".join(map(str, same))
            message = f"{draft.row.authority} decides on {draft.row.number!r} in rows {listed}"
            hint = "leave one of them: it cannot be known which is meant"
            found = Finding("schedule.row", Level.ERROR, message, draft.row.where, hint)
            yield _refused(draft.row, [found])
        else:
            yield draft


def _removed(table: RawTable, sendings: Sendings) -> Iterator[Draft]:
    """The transfers that were sent and are not in the file any more."""
    origins = {Origin.parse(said(row.cells.get("book"))) for row in table.rows}
    here = {said(row.cells.get("digest")) for row in table.rows}
    here |= {said(row.cells.get("number")) for row in table.rows}
    for origin in sorted((each for each in origins if each), key=str):
        for number in sendings.waited(origin) or ():
            digests = {d for d, terms in sendings.proposed.items() if terms.number == number}
            if here.isdisjoint({number, *digests}):
                message = f"the row of transfer {number!r} was taken out of the file"
                hint = "nothing was decided on it; ask the authority whether it means that"
                found = Finding("schedule.removed", Level.WARNING, message, table.where, hint)
                yield Draft(JudgedRow(0, number, "", "", Outcome.REMOVED, (found,), table.where))
