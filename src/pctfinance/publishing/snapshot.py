"""A snapshot: what was published, when, by which office, made from which book, and the files.

It is a statement of the book. Nothing of it ever changes; whoever has to correct it publishes a
restatement, which stands beside it. Its document and its files are attached to the book by their
hashes, so that they can be had again without making them again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pctfinance.calendar import Period
from pctfinance.consolidation.duties import Basis
from pctfinance.errors import IntegrityError, UsageError
from pctfinance.present.issue import Issue
from pctfinance.present.report import PositionReport
from pctfinance.publishing.figures import PublishedFigure, figures_of
from pctfinance.records import Statement
from pctfinance.store.canonical import parsed
from pctfinance.terms import Terms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PUBLISHED", "Snapshot", "snapshot_content"]

PUBLISHED = "published"
"""The kind of statement that a snapshot is."""

Attachment = Callable[[str], bytes]
"""Gives what is attached under a hash."""


@dataclass(frozen=True)
class Snapshot:
    """One pack that was issued.

    Attributes:
        issue: its number, counted over the whole book from 1, its office, and what it restates.
        period: the month.
        basis: what was charged.
        known_at: the last day whose documents were counted.
        published_at: when the book recorded it, in UTC.
        event: the number of the event that it is itself.
        sequence: the last event that it was made from.
        head: the head of the book at that event.
        version: the version of this library that made it.
        rulebook_digest: the SHA-256 of the rulebook's text, which stands in the book's terms.
        group: the code of the group.
        members: its bodies at the end of that month, code and name.
        document_sha256: what its whole document is attached under, in its one form.
        files: what each file of the pack is attached under, by name.
    """

    issue: Issue
    period: Period
    basis: Basis
    known_at: date | None
    published_at: datetime
    event: int
    sequence: int
    head: str
    version: str
    rulebook_digest: str
    group: str
    members: tuple[tuple[str, str], ...]
    document_sha256: str
    files: Mapping[str, str]
    attachment: Attachment = field(repr=False, compare=False)

    @classmethod
    def of(cls, statement: Statement, attachment: Attachment) -> "Snapshot":
        """The snapshot that a statement of the book is.

        Raises:
            IntegrityError: the statement is not one of a snapshot.
        """
        said = statement.content
        try:
            return cls(
                issue=Issue(said["number"], said["by"], said["restates"], said["reason"]),
                period=Period.parse(said["period"]),
                basis=Basis(said["basis"]),
                known_at=date.fromisoformat(said["known_at"]) if said["known_at"] else None,
                published_at=datetime.fromisoformat(statement.recorded_at),
                event=statement.sequence,
                sequence=said["sequence"],
                head=said["head"],
                version=said["version"],
                rulebook_digest=said["rulebook_digest"],
                group=said["group"],
                members=tuple((code, name) for code, name in said["members"]),
                document_sha256=said["document_sha256"],
                files={file["name"]: file["content_sha256"] for file in said["files"]},
                attachment=attachment,
            )
        except (KeyError, TypeError, ValueError) as error:
            message = f"event {statement.sequence} is no snapshot: {error!r}"
            raise IntegrityError(message) from error

    @property
    def number(self) -> int:
        """The number under which it was published."""
        return self.issue.number

    @cached_property
    def document(self) -> dict[str, Any]:
        """The position as it was published: what its `position.json` holds.

        Raises:
            IntegrityError: it is missing from the book, or not what was recorded.
        """
        return parsed(self.attachment(self.document_sha256).decode("utf-8", "replace"))

    @property
    def figures(self) -> tuple[PublishedFigure, ...]:
        """Every figure of it: body by body, its duties and its categories."""
        return figures_of(self.document)

    @property
    def table(self) -> "pd.DataFrame":
        """Its figures as a tidy DataFrame: one row a figure, amounts in nullable `Int64` pence."""
        import pandas as pd  # noqa: PLC0415 - heavy, and only a table needs it

        frame = pd.DataFrame(self.figures, columns=list(PublishedFigure._fields))
        return frame.astype({"pence": "Int64"})

    def file(self, name: str) -> bytes:
        """One file of the pack, as it was issued.

        Raises:
            UsageError: no such file was issued.
            IntegrityError: it is missing from the book, or not what was recorded.
        """
        if name not in self.files:
            known = ", ".join(self.files)
            raise UsageError(f"{name!r} was not issued", hint=f"what was issued is {known}")
        return self.attachment(self.files[name])

    def summary(self) -> dict[str, Any]:
        """What is known of it without its figures, as JSON."""
        return {
            **self.issue.document(),
            "period": str(self.period),
            "basis": self.basis.value,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "published_at": self.published_at.isoformat(),
            "event": self.event,
            "book": {"sequence": self.sequence, "head": self.head},
            "version": self.version,
            "rulebook_digest": self.rulebook_digest,
            "group": self.group,
            "members": [list(member) for member in self.members],
            "document_sha256": self.document_sha256,
            "files": dict(self.files),
        }

    def __repr__(self) -> str:
        return f"<{self.period}, {self.basis.value}: {self.issue.in_words}>"


def snapshot_content(
    position: PositionReport,
    terms: Terms,
    document: bytes,
    files: Mapping[str, bytes],
    version: str,
) -> dict[str, Any]:
    """The statement that a position is published with.

    Args:
        position: what is published, with its issue and the end of the book behind it.
        terms: the terms of the book.
        document: the whole document of the position, in its one form.
        files: the files of the pack, by name.
        version: the version of this library.

    Raises:
        ValueError: the position is a draft.

    >>> from pctfinance.book import Book
    >>> book = Book.in_memory("2011-12", group="NCL")
    >>> draft = book.position("2011-12 M08")
    >>> snapshot_content(draft, book._records.terms, b"", {}, "1")
    Traceback (most recent call last):
    ValueError: a draft is not published
    """
    if position.published is None or position.kept is None:
        msg = "a draft is not published"
        raise ValueError(msg)
    sequence, head = position.kept
    issue = position.published.document()
    return {
        "kind": PUBLISHED,
        **issue,
        "period": str(position.period),
        "basis": position.basis.value,
        "known_at": position.known_at.isoformat() if position.known_at else None,
        "sequence": sequence,
        "head": head,
        "version": version,
        "rulebook_digest": sha256(terms.rulebook_text.encode()).hexdigest(),
        "group": position.group.code,
        "members": [[body.code, body.body.name] for body in position.bodies],
        "document_sha256": sha256(document).hexdigest(),
        "files": [
            {"name": name, "content_sha256": sha256(content).hexdigest()}
            for name, content in files.items()
        ],
    }
