"""Whom the lines of a journal name: the other party, and the delegate, by the register."""

from collections.abc import Iterable

from pctfinance.bodies import Body, Register
from pctfinance.errors import PctFinanceError
from pctfinance.ledger.journal_rules import Journal, JournalState
from pctfinance.ledger.journals import JournalFault, JournalSubmitted

__all__ = ["outside_of", "with_parties"]


def with_parties(
    what: JournalSubmitted, body: str, register: Register
) -> tuple[JournalSubmitted, list[JournalFault]]:
    """A journal with the codes of whom its lines name, and what is wrong with them.

    A counterparty is a body by its code in any case, or by its name. The body itself, a group and a
    damaged code are faults. Who is no body of the register stays as it is written, and stands outside.

    Args:
        what: the journal as it was written.
        body: the body whose journal it is.
        register: who there is.

    >>> from pctfinance.ledger.journals import JournalLine
    >>> packaged = Register.packaged()
    >>> lines = [JournalLine("41000", counterparty=name) for name in ("camden", "RAL", "5a9", "NCL")]
    >>> what, faults = with_parties(JournalSubmitted(number="J1", entered=lines), "5A9", packaged)
    >>> [line.counterparty for line in what.entered]
    ['5K7', 'RAL', '5A9', 'NCL']
    >>> for fault in faults:
    ...     print(fault.line, fault.message)
    3 5A9 is named as its own counterparty
    4 'NCL' is no body: it is NHS North Central London PCT Cluster (NCL, group)
    """
    lines, faults = [], []
    for number, line in enumerate(what.entered, start=1):
        other, delegate = " ".join(line.counterparty.split()), line.delegate
        try:
            party = register.party(other) if other else None
            other = party.code if party else other
            delegate = register.find(delegate, kind="delegate").code if delegate.strip() else ""
        except PctFinanceError as error:
            faults += [JournalFault(number, each.message, each.hint) for each in error.findings]
        else:
            if isinstance(party, Body) and other == body:
                message = f"{body} is named as its own counterparty"
                faults.append(JournalFault(number, message, "name the other party, or nobody"))
        lines.append(line._replace(counterparty=other, delegate=delegate))
    return what.model_copy(update={"entered": tuple(lines)}), faults


def outside_of(journals: Iterable[Journal], register: Register) -> dict[str, int]:
    """Whom the register does not know, with what journals debit and credit to them, in pence.

    Those that were rejected or withdrawn are left out. The largest comes first.

    >>> outside_of([], Register.packaged())
    {}
    """
    sums: dict[str, int] = {}
    for journal in journals:
        if journal.state in (JournalState.SUBMITTED, JournalState.APPROVED):
            for line in journal.what.entered:
                moved = line.debit_pence + line.credit_pence
                sums[line.counterparty] = sums.get(line.counterparty, 0) + moved
    unknown = {
        name: pence for name, pence in sums.items() if name and not _is_known(name, register)
    }
    return dict(sorted(unknown.items(), key=lambda item: (-item[1], item[0])))


def _is_known(name: str, register: Register) -> bool:
    try:
        return register.party(name) is not None
    except PctFinanceError:
        return False
