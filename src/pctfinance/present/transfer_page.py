"""The page about transfers, made from the table of steps that the code itself uses.

`docs/transfers.md` is written from here; a test fails where it is out of date, and runs its example.
"""

from collections.abc import Iterator

from pctfinance.codes import CODES
from pctfinance.decisions.states import TRANSITIONS, TransferState
from pctfinance.present.transfer_kinds_page import KIND_EXAMPLES, KINDS

__all__ = ["transfers_markdown"]

_HEADING = """\
# Transfers between bodies

Made from the code by `tools/build_docs.py`; change it there.

A cluster's PCTs share managers and may not share money. "All resource transfers between PCTs,
including PCTs within the same Cluster, should be agreed with the SHA Cluster" (SOM 25). So resource
passes from one body to another only as a transfer: both agree, the competent authority approves
exactly these terms, and only then both limits change, in one transaction or not at all.

## The states

A state follows from the events and is stored nowhere.
"""

_STEPS = """\
| Step | Call | Whose log | Lines |
|---|---|---|---|
| propose | `propose_transfer` | giver | - |
| agree | `agree_transfer` | giver, receiver | - |
| submit | `submit_transfer` | giver | unallocated +x · pending -x |
| approve | `approve_transfer` | giver | - |
| meet condition | `meet_transfer_condition` | giver | - |
| cover (a repayment as its loan was approved) | `cover_repayment` | giver | - |
| reject, return, withdraw, expire | `end_transfer` | giver | pending +x · unallocated -x |
| action (of y approved) | `action_transfer` | giver | pending +x · transfer -y · unallocated -(x-y) |
| | | receiver | transfer +y · unallocated -y |

Where the terms name a delegate and a category, the giver's unallocated is in each line the delegate's
cell in the giver, and the receiver's unallocated its cell in the receiver: see
[delegation](delegation.md).

Where the terms say so, cash goes with the resource in the same way, in the cash limit. A support
comes from an authority or holder outside the group: it has no leg of a giver, and all else stands in
the receiver's log.

Every step names an office, with its organisation, and a day. The first is kept, the second never
goes back. With `test=True` nothing is written, and the answer holds what the step would be refused
for. A step that is refused moves nothing; the book keeps a statement of who tried what, and the
codes.

That holds for every chapter of decisions: **every refused action leaves one such entry, and no other
trace**. An action is a step that could be one and that a rule or the state of the book refuses, and
terms that somebody proposed and that cannot be terms; also a step of a transfer, fund, loan, case or
recharge that the book does not have. What cannot be a step at all is no action and leaves nothing: a
word that is none, an office, day or reference that is missing, an amount of nothing, a file that
cannot be read, a request that was used for something else. A load, or an event that is posted without the call of
its step, is an input, and a faulty input leaves nothing either. With one exception: a command that
moves a delegate's budget between bodies is a transfer that nobody proposed, so it was tried.

## What is set aside

From submission on, what is offered is *pending*: taken from unallocated resource of the same limit
and funding, which it may not overdraw on any later day. So nothing is offered twice, recurrent
resource is given for recurrent only, and headroom, contingency and budgets are no resource to be
offered. A delegate's budget is offered only as what it is: its cell of one category, which may not be
overdrawn either, and which comes into the same delegate's cell.

## Who approves

- **Competent** are all authorities of the giver and of the receiver on the day from which the
  transfer counts: the SHA until 2 October 2011, its cluster from 3 October. Where a PCT's legal SHA
  and that of its cluster differ (Bassetlaw, Milton Keynes), both approve: our safe reading, which a
  row of the register overrides. The book keeps the rows that it was opened with. A body for which
  nobody is competent can have no transfer.
- **The office** was stated with `state_officers`: of that authority, in office on the day of the
  approval, for as large an amount. Where none is stated nobody approves. What was approved before a
  new statement stays judged by the old one. A body may state the offices that sign for it in the
  same way; then nobody else proposes, agrees, submits or actions for it. For a body that stated none,
  any office is taken: who may sign is left to the paper.
- **Never** an office that proposed or agreed: the same words are the same office.
- **Exactly these terms**: an approval names the digest of the terms (SHA-256), and the hash of the
  document that it was given in, which the book keeps. Changed terms are another digest. A digest
  proves what was approved, not who approved.
- **All or less**: of several approvals the least amount counts; the rest is given back. A loan is
  approved whole. Conditions are recorded as met first.
- **Once**: after it was actioned, it is used. A reversal is a new transfer that names the one it
  undoes, gives exactly back what that moved, and is approved like any other.

A loan is repaid, rescheduled and written off by transfers of their own kinds, which name it: see
[loans](loans.md). Whether the approval of a loan covers what its schedule names is a rule of the
year (`transfers.scheduled_repayment`); the packaged rules leave it to the authority.

What is not actioned when its year ends expires: the roll into the next year, and the final close of
a party, end it in the same command and give back what is pending, also where the month is locked.

Both legs count from one day: that of the terms, or a later one where its month is closed. Another
authority may be competent on that day; it then has to approve.
"""

_WHY = """\
## Why a step is refused
"""

_LAST = "## What is not here yet"

_EXAMPLE = """\
Each code has an error class of its own in `pctfinance.decisions.refusals`, and each message ends
with the rule that it follows from and its source (`rule_of`).

## An example

Camden gives Barnet £2m from 1 September 2011 (invented).

```python
>>> from pctfinance import Book, sample_path
>>> book = Book.read(sample_path())
>>> sha, camden, barnet = (f"Director of Finance, {of}" for of in ("NHS London", "Camden", "Barnet"))
>>> stated = book.state_officers("Q36", [(sha, 5_000_000_00, "2011-04-01", "2011-10-02")])
>>> answer = book.propose_transfer("T1", giver="5K7", receiver="5A9", pence=2_000_000_00,
...     effective="2011-09-01", purpose="acute pressure", by=barnet, on="2011-08-01")
>>> answer = book.agree_transfer("T1", "giver", by=camden, on="2011-08-02")
>>> answer = book.agree_transfer("T1", "receiver", by=barnet, on="2011-08-02")
>>> [f.code for f in book.submit_transfer("T1", by=camden, on="2011-08-03", test=True).findings]
['transfer.resource']

```

Camden has less than £1m of that kind unallocated. An allocation comes, and the transfer goes its way:

```python
>>> from datetime import date
>>> from pctfinance.ledger.events import Event
>>> from pctfinance.ledger.kinds import Allocation
>>> from pctfinance.ledger.lines import Funding, Limit, Strand
>>> posted = book.post(Event(body="5K7", effective=date(2011, 8, 1), notified=date(2011, 8, 1),
...     reference="a letter", what=Allocation(pence=2_000_000_00, issuer="DH",
...     strand=Strand.of(Limit.REVENUE, Funding.NON_RECURRENT))))
>>> answer = book.submit_transfer("T1", by=camden, on="2011-08-03")
>>> [f.code for f in book.action_transfer("T1", by=camden, on="2011-09-01", test=True).findings]
['transfer.unapproved']
>>> answer = book.approve_transfer("T1", authority="Q36", by=sha, on="2011-08-20",
...     reference="letter 12", evidence=b"the letter")
>>> before = {body: book.limit(body, as_of="M12").total() for body in ("5K7", "5A9")}
>>> answer = book.action_transfer("T1", by=camden, on="2011-09-01")
>>> {body: book.limit(body, as_of="M12").total() - limit for body, limit in before.items()}
{'5K7': -200000000, '5A9': 200000000}

```

## What is not here yet

Both parties are bodies of one book; only of a loan one may be elsewhere. Transfers of several givers
are those of a [fund](funds.md).
"""


def transfers_markdown() -> str:
    """The page `docs/transfers.md`.

    >>> transfers_markdown().splitlines()[0]
    '# Transfers between bodies'
    """
    first, last = _EXAMPLE.split(_LAST)
    parts = [_HEADING, *_diagram(), _STEPS, KINDS, _WHY, *_codes(), "", first]
    return "\n".join([*parts, KIND_EXAMPLES, _LAST + last])


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for step in TRANSITIONS:
        before = "[*]" if step.before is TransferState.NONE else step.before.value
        when = f" ({step.when})" if step.when else ""
        yield f"    {before} --> {step.after.value}: {step.action.value}{when}"
    yield "```\n"


def _codes() -> Iterator[str]:
    yield "| Code | Meaning | What to do |"
    yield "|---|---|---|"
    for name, code in CODES.items():
        if name.startswith(("transfer.", "lodgement.")):
            yield f"| `{name}` | {code.meaning} | {code.action} |"
