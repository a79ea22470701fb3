"""The page about controls, with the table of those that come with pctfinance.

`docs/controls.md` is written from here; a test fails where it is out of date, and runs its example.
"""

from collections.abc import Iterable, Iterator

from pctfinance.codes import CODES
from pctfinance.consolidation.controls.model import Control

__all__ = ["controls_markdown"]

_HEADING = """\
# Controls

Made from the code by `tools/build_docs.py`; change it there.

A control is a named question to a month: an id, a rule in words, who says so, how bad it is where
the rule does not hold, and a function that looks. It changes no figure. Every control is asked of
every body and comes to one of four results:

| Result | What it means |
|---|---|
| passed | it looked, and found nothing |
| found | the rule does not hold; the findings say where, and what to do |
| not applicable | there was nothing to look at, and it says why |
| could not run | it raised an error, which is a finding itself; every other control ran |

A control that found nothing is listed too, so that a reader sees what was looked at. Severities are
those of every finding: an `error` stops a month's close until it is accepted with a reason, a
`breach` is a duty that is not met, a `warning` is to be looked at, a `note` needs nothing.

## Asking

```python
>>> from pctfinance import Book, control, sample_path
>>> book = Book.read(sample_path())
>>> report = book.check("2011-12 M08")
>>> report.exit_code
1
>>> report.of("duty-breach", "5A9").outcome.value, report.of("duty-breach", "5K8").outcome.value
('found', 'passed')
>>> report.of("journal-large", "5A9").reason
'no journal was approved for the month'

```

`report` shows itself in a notebook. `report.table` has one row a control and body,
`report.findings_table` one a finding, `report.evidence` one a figure that a finding rests on, and
`report.document()` is all of it for programs. From a finding to the rows under it:

```python
>>> breach = report.of("duty-breach", "5A9").findings[0]
>>> [(ground.about, ground.value) for ground in breach.evidence][1]
('revenue resource limit, charged, 2011-12 M08, forecast', 60704900000)
>>> trace = book.trace(breach.evidence[1].figure)
>>> trace.pence == breach.evidence[1].value
True

```

A ground that is no figure of a position (a letter, a journal, an approval) names the number of its
event. In a shell, of a book, a folder of tables or a workbook:

```bash
pctfinance controls ncl.book "2011-12 M08"
pctfinance controls ncl.book "2011-12 M08" --only duty-breach --only surplus-missed --json
pctfinance controls ncl.book M8 --all --by "Director of Finance"
```

`group` is any body or group, as in [a position](position.md): members are those at the end of the month.
What passes between two bodies (allocations that cancel each other, balances, recharges, a delegate's
budget, a fund) is looked for among all bodies of the book and told of those that are asked for, so that
a body alone comes to what it comes to in its group. Members that another book holds are named in
`not_in_book` and by the control `members-elsewhere`; they have no result, and passed nothing.

```python
>>> london = book.check("2011-12 M08", group="LON")
>>> len(london.bodies), len(london.not_in_book)
(6, 26)
>>> london.of("members-elsewhere", "").findings[0].message
'26 of the 31 bodies of LON are not in this book, so its list is not whole: 5A4, 5A5, 5A7, 5A8, 5AT, 5C2, 5C3, 5C4 and 18 more'

```

```bash
pctfinance controls ncl.book M8 --body 5A9
pctfinance controls ncl.book M8 --group LON
```

What waited for a decision at a month's end is told of that month, whatever was decided since.
The exit code is 1 where anything but notes was found. With `--by` the run is recorded, as closing a
month demands (see [the end of a month](month-end.md)): each body's event holds the numbers of
findings by level, the hash of their document, and the hash of the list of controls that ran, each
with its version and what it came to. `verify` holds them against each other. A run that was recorded
before controls had names has no list, and is as good as it was.

## One's own

A function becomes a control by a decorator. It is given one body in one month, and yields what it
finds:

```python
>>> @control(
...     id="acute-share",
...     rule="No PCT budgets more than 55 % of its limit for acute contracts.",
...     source="finance committee of the cluster, June 2011, item 4",
...     severity="warning",
... )
... def acute_share(at):
...     acute = at.line("acute")
...     if acute is None or not at.limit_pence:
...         yield at.not_applicable("no acute budget, or no limit")
...     elif acute.budget_pence * 100 > at.limit_pence * 55:
...         yield at.found(
...             "more than 55 % of the limit is budgeted for acute contracts",
...             at.figure("budget", category="acute"),
...             at.limit_figure(),
...             hint="take the contract offer to the committee",
...         )
>>> book.controls.add(acute_share)
>>> [result.outcome.value for result in book.check("M8", only=["acute-share"]).results]
['passed', 'passed', 'passed', 'passed', 'passed']

```

What `at` answers: `body`, `period`, `line(category)`, `lines`, `limit_pence`, `balances`,
`balances_of(month)`, `duty("revenue_resource_limit")`, `events`, `holdings`, `rulebook`, `position`;
and what makes a finding: `found(message, *evidence, hint=...)`, `not_applicable(reason)`,
`figure(measure, category=... or duty=...)`, `limit_figure(...)`. Amounts are integer pence. With
`scope="group"` the function is called once, and `at.bodies` are the same for each body of the group
that is asked for; with `scope="book"` they are all bodies of the book.

- An id is there once. A control of pctfinance is never replaced or taken out; a changed own one
  takes the place of the former with `book.controls.add(..., replace=True)`.
- A control that raises, or that ends its program, stops no other: `control.failed` names it, what went
  wrong, what to use instead where that is known, and the line of its file.
- `pctfinance.consolidation.figure_ref.MEASURES` lists the measures of `figure`; the duties are
  `revenue_resource_limit`, `capital_resource_limit` and `cash_limit`. A finding without evidence is taken.
- The version of an own control is the SHA-256 of its source, or of the whole file that it came from.
  It goes into the book with each recorded run; the source itself does not.
- What own controls find is told by `close` and counts for its exit code. It is not written into
  `position.json` or the board pack: a pack can be made again from the book alone, by anybody.

A month-end script keeps them in a file of its own, which is run like any script:

```bash
pctfinance controls ncl.book M8 --controls our_controls.py
pctfinance controls ncl.book M8 --controls our_controls.py --all --by "Director of Finance"
pctfinance close ncl.book --period "2011-12 M08" --out month-8 --controls our_controls.py
```

## Thresholds

What a control lets pass stands in the rulebook under `[controls]`, with its source. No department
published such figures, so all of them are marked as a choice of this project: copy the rulebook and
change them. A rulebook without `[controls]`, such as an older book keeps, leaves the controls that
need one not applicable, and says so. `[controls.suspense]` names a group's suspense accounts; there
was no common chart of accounts, so none is packaged.
"""

_LIST = """\
## The controls that come with pctfinance

Each finding names the figures or events that it rests on, and says what to do in that case; the last
columns are the [code](findings.md) that it has, where it says no other, and what that code asks for.

| Id | Rule | Severity | Source | Rulebook | Code | What to do |
|---|---|---|---|---|---|---|"""


def controls_markdown(controls: Iterable[Control]) -> str:
    """The page about controls.

    Args:
        controls: those that come with pctfinance, in their order.

    >>> controls_markdown([]).splitlines()[0]
    '# Controls'
    """
    return "\n".join([_HEADING, _LIST, *_rows(controls), ""])


def _rows(controls: Iterable[Control]) -> Iterator[str]:
    for one in controls:
        keys = ", ".join(f"`{key}`" for key in one.thresholds) or "-"
        todo = CODES[one.code].action
        said = f"`{one.code}` | {todo}"
        yield f"| `{one.id}` | {one.rule} | {one.severity} | {one.source} | {keys} | {said} |"
