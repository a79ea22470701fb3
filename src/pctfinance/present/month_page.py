"""The page about a month's end, made from the tables of steps and tasks that the code itself uses.

`docs/month-end.md` is written from here; a test fails where it is out of date, and runs its example.
"""

from collections.abc import Iterator

from pctfinance.consolidation.close_tasks import TASKS
from pctfinance.ledger.months import STEPS, MonthState, Step

__all__ = ["month_end_markdown"]

_HEADING = """\
# The end of a month

Made from the code by `tools/build_docs.py`; change it there.

Every body closes its own months. Whatever happens is an event in the body's log: where a month
stands follows from them and is stored nowhere.

## The states

Only an open month takes events: resource, actuals, forecasts made in it, extracts of the ledger,
journals. A profile is of the whole year and is always taken.
"""

_IMPACTED = """\
Every step names the office that takes it (`by`). A step that undoes another gives a reason. Where a
command names several bodies, it is done for all of them or for none.

A closed or locked month is **impacted** when something under it changed since it was closed: an
earlier month was reopened, a profile came, a late document stands in it (below), or a body's first
report says that its figures are to date. An impacted month cannot be locked. Reopen it, run its
controls, close it again.

Categories that are named anew impact nothing: they are words.
"""

_CONTROLS = """\
## The controls

`run_controls` asks every [control](controls.md) of each body, the tasks marked *must* below among
them, and records how many findings of each level there were, the hash of their document and of the
list of the controls that ran (the book keeps both), and the last event that they saw. A month is
closed only where they ran after the last event that counts for the body up to that month, a
reopening among them. Findings of level `error` must be accepted with a reason. A breach of a duty is
no error: it is a fact to report.
"""

_LATE = """\
## Late documents

An allocation notified after its month was submitted or closed is nobody's mistake. The rulebook
says what becomes of it, in `[months.late]`:

| `value` | What happens |
|---|---|
| `first-open` | It counts from the first day of the first open month after its own, and carries the date that it states (`late_for`). Refused where no later month of the year is open. |
| `stand` | It counts in its own month, carries the mark, and the month is impacted. |
| `refuse` | It is refused. |

Without that section it is `first-open`, a choice of this project: no published rule says more. The
statement of the limit shows the mark. A row that landed is known again when it is sent again.

This is for events of resource alone. Actuals, forecasts, extracts and journals of a month that is
not open are refused: reopen the month with a reason, or enter them in an open month, marked as of a
prior period.
"""

_EXAMPLE = """\
## An example

```python
>>> from datetime import date
>>> from pctfinance import Book, sample_path
>>> from pctfinance.ledger.events import Event
>>> from pctfinance.ledger.kinds import Allocation
>>> from pctfinance.ledger.lines import Funding, Limit, Strand
>>> book = Book.read(sample_path())
>>> office = "Director of Finance"
>>> for month in ("M1", "M2"):
...     controls = book.run_controls(month, by=office, bodies="5A9")
...     submitted = book.submit_month("5A9", month, by=office)
...     closed = book.close_month("5A9", month, by=office)
>>> book.month_state("5A9", "M2").value
'closed'
>>> refused = book.lock_month("5A9", "M2", by=office, test=True).findings
>>> [finding.message.split(" [")[0] for finding in refused]  # the rule follows
['2011-12 M02 of 5A9 cannot be locked before 2011-12 M01, which is closed']

```

A letter of 3 June gives £50 for May, which is closed. It lands on 1 June, and May stays as it was:

```python
>>> may = book.limit("5A9", as_of="M2").total()
>>> receipt = book.post(Event(body="5A9", effective=date(2011, 5, 20), notified=date(2011, 6, 3),
...     reference="a letter", what=Allocation(pence=50_00, issuer="DH",
...     strand=Strand.of(Limit.REVENUE, Funding.NON_RECURRENT))))
>>> book.limit("5A9", as_of="M2").total() == may
True
>>> (late,) = [c for c in book.limit("5A9", as_of="M3").changes if c.late_for]
>>> late.effective.isoformat(), late.late_for.isoformat(), late.total_pence
('2011-06-01', '2011-05-20', 5000)

```

In a shell, on a book that is kept in a folder:

```bash
pctfinance status ncl.book --period M8
pctfinance controls ncl.book M8 --all --by "Director of Finance"
pctfinance submit ncl.book M8 --all --by "Director of Finance"
pctfinance close-month ncl.book M8 --body 5A9 --body 5C1 --by "Director of Finance" --test
pctfinance reopen ncl.book M8 --body 5A9 --by "Director of Finance" --reason "a wrong accrual"
```

`close-month` lets a body's figures stand. `close` writes the files of a month's position, and needs
no step. With `--test` a command says what it would be refused for and writes nothing.
"""


def month_end_markdown() -> str:
    """The page about states, steps, controls, tasks and late documents.

    >>> "open --> submitted: submit" in month_end_markdown()
    True
    """
    return "\n".join(
        [
            _HEADING,
            *_diagram(),
            *_steps(),
            _IMPACTED,
            _CONTROLS,
            *_tasks(),
            _LATE,
            _EXAMPLE.rstrip("\n"),
            "",
        ]
    )


def _diagram() -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n    direction LR"
    yield f"    [*] --> {MonthState.OPEN}"
    yield from (f"    {step.before} --> {step.after}: {step.verb}" for step in STEPS)
    yield "```\n"


def _steps() -> Iterator[str]:
    yield "| Step | From | To | Only while | Reason |\n|---|---|---|---|---|"
    for step in STEPS:
        needs = "needed" if step.needs_reason else "-"
        yield f"| {step.verb} | {step.before} | {step.after} | {_condition(step)} | {needs} |"
    yield ""


def _condition(step: Step) -> str:
    """What a step asks of the other months of the year, and of its own."""
    asked = []
    if step.earlier is not MonthState.OPEN:
        asked.append(f"every earlier month is {_at_least(step.earlier)}")
    if step.later is MonthState.OPEN:
        asked.append("every later month is open")
    elif step.later is not MonthState.LOCKED:
        asked.append("no later month is locked")
    if step.after is MonthState.CLOSED and step.before is MonthState.SUBMITTED:
        asked.append("its controls ran since the last change")
    if step.after is MonthState.LOCKED:
        asked.append("it is not impacted")
    return "; ".join(asked) or "-"


def _at_least(state: MonthState) -> str:
    *others, last = (each.value for each in MonthState if each.rank >= state.rank)
    return f"{', '.join(others)} or {last}" if others else last


def _tasks() -> Iterator[str]:
    yield (
        "## The tasks\n\n`close_status` shows bodies by tasks; each is done, not done (and why), or "
        "not needed. It writes nothing.\n\n| Task | What is looked at | Must |\n|---|---|---|"
    )
    for task in TASKS:
        yield f"| `{task.id}` | {task.title} | {'must' if task.must else '-'} |"
    yield ""
