"""Where a month's end stands: bodies by tasks, and what is not done yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pctfinance.calendar import Period
from pctfinance.consolidation.close_tasks import TASKS, TaskState
from pctfinance.errors import looked_up
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, ShownCell, Tone, row
from pctfinance.present.terminal import shown_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLOSE_SCHEMA_VERSION", "CloseRow", "CloseStatus"]

CLOSE_SCHEMA_VERSION = "1.0"

_ACROSS = 10
"""How many bodies stand side by side before the next table begins."""

_CELLS = {
    TaskState.DONE: ShownCell("done", Tone.GOOD),
    TaskState.NOT_DONE: ShownCell("open", Tone.OPEN),
    TaskState.NOT_NEEDED: ShownCell("-", Tone.QUIET),
}
_TITLES = {task.id: task.title for task in TASKS}


class CloseRow(NamedTuple):
    """One task of one body in one month."""

    body: str
    period: Period
    task: str
    state: TaskState
    reason: str


@dataclass(frozen=True, repr=False)
class CloseStatus(Filed):
    """Bodies by tasks in one month: what is done, what is not, and why."""

    group: str
    period: Period
    rows: tuple[CloseRow, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies, in order of code."""
        return tuple(dict.fromkeys(line.body for line in self.rows))

    def of(self, body: str, task: str) -> CloseRow:
        """One task of one body.

        Raises:
            NotInReportError: there is no such body or task.
        """
        found = {(line.body, line.task): line for line in self.rows}
        return looked_up(found, (body, task), "task")

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame: columns body, period, task, state, reason; one row a body and task."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a notebook needs it

        plain = [
            (line.body, str(line.period), line.task, line.state.value, line.reason)
            for line in self.rows
        ]
        return pd.DataFrame(plain, columns=list(CloseRow._fields))

    def document(self) -> dict[str, Any]:
        """The matrix for programs, ready for `json.dumps`."""
        return {
            "schema_version": CLOSE_SCHEMA_VERSION,
            "group": self.group,
            "period": str(self.period),
            "tasks": [
                {
                    "body": line.body,
                    "task": line.task,
                    "state": line.state.value,
                    "reason": line.reason,
                }
                for line in self.rows
            ],
        }

    @property
    def tables(self) -> tuple[Shown, ...]:
        """The matrix, ten bodies at a time, and then the reasons for what is not done."""
        bodies = self.bodies
        matrices = tuple(
            self._matrix(bodies[first : first + _ACROSS])
            for first in range(0, len(bodies), _ACROSS)
        )
        reasons = tuple(self._reasons())
        return (*matrices, *((_open_table(reasons),) if reasons else ()))

    def _matrix(self, bodies: tuple[str, ...]) -> Shown:
        return Shown(
            title=f"{self.group}: the end of {self.period}",
            subtitle="open: not done yet; -: not needed",
            headings=(
                Heading("Task", Align.LEFT),
                *(Heading(code, Align.LEFT) for code in bodies),
            ),
            rows=tuple(
                row([title, *(_CELLS[self.of(body, task).state] for body in bodies)])
                for task, title in _TITLES.items()
            ),
        )

    def _reasons(self) -> Iterator[tuple[str, str, str]]:
        """What is not done: the task, why, and the bodies of which it is true."""
        bodies: dict[tuple[str, str], list[str]] = {}
        for line in self.rows:
            if line.state is TaskState.NOT_DONE:
                bodies.setdefault((line.task, line.reason), []).append(line.body)
        order = list(_TITLES)
        for (task, reason), codes in sorted(bodies.items(), key=lambda at: order.index(at[0][0])):
            yield _TITLES[task], reason, ", ".join(codes)

    def __repr__(self) -> str:
        count = sum(line.state is TaskState.NOT_DONE for line in self.rows)
        return f"<{self.group} {self.period}: {count} of {len(self.rows)} tasks not done>"

    def __str__(self) -> str:
        return "".join(map(shown_text, self.tables))

    def _repr_html_(self) -> str:
        return html_of(self.tables)


def _open_table(reasons: tuple[tuple[str, str, str], ...]) -> Shown:
    names = ("Not done", "Why", "Bodies")
    return Shown(
        title="What is not done",
        subtitle="",
        headings=tuple(Heading(name, Align.LEFT, wraps=True) for name in names),
        rows=tuple(row(line) for line in reasons),
    )
