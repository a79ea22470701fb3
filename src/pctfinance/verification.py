"""Does the book hold what it was told? The file, every link, every document, every event, once more.

What this proves: that the file is whole and still refuses to be changed, that nothing in the log
was changed, put in or taken out in between, that the events would pass the gate again with the
same results, and that what they name by its hash is there and adds up to what positions are made
from (`pctfinance.verification_files`). A tail that was cut off breaks no chain; it shows only against a head that was kept
outside the book (`verify_against`). A hash proves what was recorded, not who recorded it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pctfinance.bodies.stated_groups import group_faults, stated_groups
from pctfinance.errors import Finding, IntegrityError, Level, PctFinanceError
from pctfinance.ledger.closing_balances import closed_into, closing_balances
from pctfinance.ledger.events import Event
from pctfinance.ledger.final_close import to_assign
from pctfinance.ledger.months import ControlsRun
from pctfinance.ledger.resource import ResourceLedger
from pctfinance.ledger.year_end import FinalClosed
from pctfinance.records import BOOK, Records
from pctfinance.store.canonical import GENESIS, digest
from pctfinance.store.log import Link
from pctfinance.verification_files import Kept, attachment_faults, line_faults

__all__ = ["verify", "verify_against"]


def verify(records: Records) -> Iterator[Finding]:
    """What in a book contradicts itself, the first fault first; nothing where it is whole.

    A finding of level `NOTE` is no fault: a file of lines that no event names.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.store.log import EventLog
    >>> from pctfinance.terms import Terms
    >>> packaged = Register.packaged()
    >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
    >>> list(verify(Records.begin(EventLog.in_memory(), terms)))
    []
    """
    try:
        yield from (_broken(fault) for fault in records.faults())
        attached = records.attachments()  # before the events: each comes with what names it
        links = tuple(records.links())
    except IntegrityError as error:  # it cannot be read on
        yield from error.findings
        return
    kept: list[Kept] = []
    faults = tuple(_chains(links, kept))
    yield from faults
    if not faults:
        yield from _replay(records)
        yield from attachment_faults(records, kept, attached)
        yield from line_faults(records, kept)


def _chains(links: Sequence[Link], kept: list[Kept]) -> Iterator[Finding]:
    """Each link: its number, its predecessor, its hash, its document, its time.

    The documents go into `kept`.
    """
    ends: dict[str, tuple[int, str]] = defaultdict(lambda: (0, GENESIS))
    sequence, recorded_at = 0, ""
    for link in links:
        number, last = ends[link.chain]
        is_sealed = link.is_sealed()
        checks = (
            (link.sequence == sequence + 1, f"event {sequence + 1} is missing"),
            (link.link == number + 1, f"link {number + 1} of its chain is missing"),
            (link.previous == last, "it does not follow the link before it"),
            (is_sealed, "its content is not what was recorded"),
            (link.recorded_at >= recorded_at, "it was recorded before the event before it"),
        )
        yield from (_fault(link, fault) for holds, fault in checks if not holds)
        if is_sealed:
            yield from _strange(link, kept)
        ends[link.chain] = (link.link, link.hash)
        sequence, recorded_at = link.sequence, link.recorded_at
    if not links:
        yield _broken("the book is empty: not even its terms are in it")


def _strange(link: Link, kept: list[Kept]) -> Iterator[Finding]:
    """A document that is what was recorded, and yet none, or another body's."""
    try:
        content = link.content()
    except IntegrityError as error:
        yield from error.findings
    else:
        kept.append(Kept(link, content))
        if link.chain != BOOK and content.get("body") != link.chain:
            yield _fault(link, f"it is of {content.get('body')!r}")


def _replay(records: Records) -> Iterator[Finding]:
    """Every event through the gate once more, with the same result."""
    stored = records.ledger.events
    try:
        again = ResourceLedger().post(stored, records.terms.gates(records.statements)).events
    except PctFinanceError as error:
        yield from (_refused(finding) for finding in error.findings)
        return
    for event, replayed in zip(stored, again, strict=True):
        if event != replayed:
            yield _broken(f"event {event.sequence} of {event.body} replays to something else")
    yield from _groups(records)
    yield from _final_closes(records)
    yield from _late(records)
    yield from _controls(records)


def _controls(records: Records) -> Iterator[Finding]:
    """Runs of the controls that say another number of findings than their document holds."""
    for event in records.ledger.events:
        run = event.what
        if not isinstance(run, ControlsRun):
            continue
        try:
            document = json.loads(records.attachment(run.findings_sha256))
            levels = [str(finding["level"]) for finding in document["findings"]]
        except IntegrityError:
            continue  # it is told with the attachments
        except (KeyError, TypeError, ValueError):
            yield _broken(f"event {event.sequence} of {event.body} names findings that are none")
            continue
        yield from _controls_listed(records, event, run, len(levels))
        said = (run.errors, run.breaches, run.warnings, run.notes)
        kinds = (Level.ERROR, Level.BREACH, Level.WARNING, Level.NOTE)
        found = tuple(levels.count(kind.value) for kind in kinds)
        if said != found:
            yield _broken(
                f"event {event.sequence} of {event.body} says that the controls of {event.period} "
                f"found {_counted(said)}; their document holds {_counted(found)}"
            )


def _controls_listed(
    records: Records, event: Event, run: ControlsRun, found: int
) -> Iterator[Finding]:
    """A list of the controls that ran which is none, or tells of other findings than were kept."""
    if run.controls_sha256 is None:  # recorded before controls had names
        return
    try:
        listed = json.loads(records.attachment(run.controls_sha256))["controls"]
        ids = [str(one["id"]) for one in listed]
        counts = [int(one["findings"]) for one in listed]
    except IntegrityError:
        return  # it is told with the attachments
    except (KeyError, TypeError, ValueError):
        yield _broken(
            f"event {event.sequence} of {event.body} names a list of controls that is none"
        )
        return
    if len(ids) != len(set(ids)) or sum(counts) != found:
        yield _broken(
            f"event {event.sequence} of {event.body} lists {len(set(ids))} controls of "
            f"{event.period} that found {sum(counts)} things; their document holds {found}"
        )


def _counted(found: tuple[int, ...]) -> str:
    words = ("errors", "breaches", "warnings", "notes")
    return ", ".join(f"{count} {word}" for count, word in zip(found, words, strict=True))


def _groups(records: Records) -> Iterator[Finding]:
    """Statements of groups that would be refused: by the terms, or by what was stated before them."""
    terms = records.terms
    before: list[Mapping[str, Any]] = []
    year = (terms.year.start, terms.year.end)
    for said in records.own_groups.statements(records.seen):
        try:
            rows = [row for _, _, of_group in stated_groups([said]).values() for row in of_group]
            found = list(group_faults(rows, terms.register, before, year, terms.members_of_year()))
        except (KeyError, TypeError, ValueError) as error:
            yield _broken(f"a statement of groups cannot be read: {error}")
            return
        yield from (_broken(f"groups that are stated: {fault.message}") for _, fault in found)
        before.append(said)


def _final_closes(records: Records) -> Iterator[Finding]:
    """Each final close once more: it assigned the balances of the loads that stood then."""
    events = records.ledger.events
    for number, event in enumerate(events, start=1):
        if not isinstance(event.what, FinalClosed):
            continue
        try:
            found = closing_balances(event.body, event.year, events[:number], records.cells)
        except IntegrityError as error:  # its cells cannot be read
            yield from error.findings
            continue
        if to_assign(event.body, closed_into(found, event.what.general_fund), events[:number]):
            yield _broken(
                f"event {event.sequence} of {event.body} assigns other balances than its "
                "ledger closes with"
            )


def _late(records: Records) -> Iterator[Finding]:
    """Late documents that lie elsewhere than the terms put them; the gate does not know the terms."""
    rule = records.terms.rulebook.late
    for event in records.ledger.events:
        if event.late_for is None:
            continue
        stands = event.effective == event.late_for
        if rule == "refuse" or stands != (rule == "stand"):
            yield _broken(
                f"event {event.sequence} of {event.body} is late and lies where {rule!r} does not "
                "put it"
            )


def verify_against(records: Records, kept: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether a book still holds what a pack says that it held.

    Args:
        records: the book's records.
        kept: the `book` object of a `position.json`: `sequence` and `head`.

    >>> from pctfinance.bodies import Register
    >>> from pctfinance.calendar import FinancialYear
    >>> from pctfinance.store.log import EventLog
    >>> from pctfinance.terms import Terms
    >>> packaged = Register.packaged()
    >>> terms = Terms.of(FinancialYear("2011-12"), packaged.group("NCL"), packaged)
    >>> records = Records.begin(EventLog.in_memory(), terms)
    >>> [finding.message for finding in verify_against(records, {"sequence": 2, "head": "0"})]
    ['the pack knows 2 events, the book holds 1: its end was cut off']
    """
    ends: dict[str, list[Any]] = {}
    held = 0
    for link in records.links():
        held = link.sequence
        if held <= kept["sequence"]:
            ends[link.chain] = [link.link, link.hash]
    if held < kept["sequence"]:
        message = (
            f"the pack knows {kept['sequence']} events, the book holds {held}: its end was cut off"
        )
        yield _broken(message)
    elif digest(ends) != kept["head"]:
        message = f"the first {kept['sequence']} events are not those that the pack was made from"
        yield _broken(message)


def _fault(link: Link, what: str) -> Finding:
    whose = f"of {link.chain}" if link.chain else "of the book itself"
    return _broken(f"event {link.sequence} ({whose}, link {link.link}): {what}")


def _refused(finding: Finding) -> Finding:
    return _broken(f"an event would be refused today: {finding.message}")


def _broken(message: str) -> Finding:
    return Finding("integrity.broken", Level.ERROR, message)
