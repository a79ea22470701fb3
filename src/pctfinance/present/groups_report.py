"""The groups that a book states of its own: their members, with dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pctfinance.bodies.stated_groups import GroupRow
from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Align, Heading, Shown, row
from pctfinance.present.terminal import shown_text
from pctfinance.present.tidy import tidy_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GROUPS_SCHEMA_VERSION", "GroupsReport"]

GROUPS_SCHEMA_VERSION = "1.0"

_COLUMNS = ("group", "name", "kind", "parent", "body", "body_name", "in_book", "from", "to")


@dataclass(frozen=True, repr=False)
class GroupsReport(Filed):
    """Groups of a book's own, one row a member and time.

    `names` are those of the bodies, `held` the bodies that the book holds.

    >>> GroupsReport((), {}, frozenset()).document()["groups"]
    []
    """

    stated: tuple[GroupRow, ...]
    names: dict[str, str]
    held: frozenset[str]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One plain record a member and time; a day that is open is an empty text."""
        for one in self.stated:
            days = [
                "" if day in (date.min, date.max) else day.isoformat()
                for day in (one.valid_from, one.valid_to)
            ]
            here = one.body in self.held
            values = (one.group, one.name, one.kind, one.parent, one.body)
            name = self.names.get(one.body, "")
            yield dict(zip(_COLUMNS, (*values, name, here, *days), strict=True))

    def document(self) -> dict[str, Any]:
        """The groups for programs, ready for `json.dumps`."""
        return {"schema_version": GROUPS_SCHEMA_VERSION, "groups": list(self.rows())}

    @property
    def table(self) -> "pd.DataFrame":
        """A tidy DataFrame: one row a group, member and time."""
        return tidy_frame(self.rows(), _COLUMNS)

    @property
    def shown(self) -> Shown:
        """The table that a person is shown."""
        words = ("Group", "Name", "Part of", "Body", "From", "To", "In this book")
        wide = ("Name", "Body")
        return Shown(
            title="Groups of the book's own",
            subtitle="views of bodies, which hold nothing",
            headings=tuple(Heading(word, Align.LEFT, wraps=word in wide) for word in words),
            rows=tuple(
                row(
                    [
                        one["group"],
                        one["name"],
                        one["parent"],
                        f"{one['body']} {one['body_name']}",
                        one["from"],
                        one["to"],
                        "yes" if one["in_book"] else "no",
                    ]
                )
                for one in self.rows()
            ),
        )

    def __repr__(self) -> str:
        return f"<{len({one.group for one in self.stated})} groups of the book's own>"

    def __str__(self) -> str:
        return shown_text(self.shown)

    def _repr_html_(self) -> str:
        return html_of([self.shown])
