"""The list of what was published, as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from pctfinance.present.shown import Align, Heading, Shown, long_date, row
from pctfinance.present.told import Told
from pctfinance.publishing.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PublishedList"]

_COLUMNS = (
    "number",
    "period",
    "basis",
    "known_at",
    "issue",
    "restates",
    "reason",
    "by",
    "published_at",
    "sequence",
    "head",
)


@dataclass(frozen=True, repr=False)
class PublishedList(Told, Sequence[Snapshot]):
    """Snapshots of one book in the order of their numbers; a sequence, and a table.

    >>> print(PublishedList("North Central London, 2011-12", ()))
    <BLANKLINE>
    North Central London, 2011-12: as published
    Nothing was published.
    ...
    """

    whose: str
    snapshots: tuple[Snapshot, ...]

    @overload
    def __getitem__(self, index: int) -> Snapshot: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Snapshot, ...]: ...

    def __getitem__(self, index: int | slice) -> Snapshot | tuple[Snapshot, ...]:
        return self.snapshots[index]

    def __len__(self) -> int:
        return len(self.snapshots)

    def __iter__(self) -> Iterator[Snapshot]:
        return iter(self.snapshots)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a snapshot."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a table needs it

        rows = [{**snapshot.summary(), **snapshot.summary()["book"]} for snapshot in self.snapshots]
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        return frame.astype(dict.fromkeys(("number", "restates", "sequence"), "Int64"))

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        headings = ("Number", "Month", "Basis", "Known at", "Published", "By", "Restates", "Reason")
        wraps = ("By", "Reason")
        nothing = row(["Nothing was published."]).cells[0]
        return Shown(
            title=f"{self.whose}: as published",
            subtitle="",
            lead=None if self.snapshots else nothing,
            headings=tuple(
                Heading(text, Align.LEFT, wraps=text in wraps, optional=text == "Known at")
                for text in headings
            ),
            rows=tuple(
                row(
                    [
                        str(each.number),
                        str(each.period),
                        each.basis.value,
                        long_date(each.known_at) if each.known_at else "",
                        long_date(each.published_at.date()),
                        each.issue.by,
                        str(each.issue.restates or ""),
                        each.issue.reason,
                    ]
                )
                for each in self.snapshots
            ),
        )

    def document(self) -> dict[str, Any]:
        """The list as JSON, without figures."""
        return {
            "schema_version": "1.0",
            "published": [snapshot.summary() for snapshot in self.snapshots],
        }

    def __repr__(self) -> str:
        return f"<{self.whose}: {len(self)} published>"
