"""Groups of a book's own, such as sub-clusters, as a chapter of the book.

A group that is stated can be asked about like any other, by its code: positions, histories, cubes,
bridges, controls. It stays a view. Nothing can be posted to it, and what it is said to have issued is
refused like what the book's own group is said to have issued.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pctfinance.asked import day_asked
from pctfinance.asking import Asking
from pctfinance.bodies.stated_groups import (
    GroupRow,
    group_faults,
    groups_document,
    normal_row,
    stated_groups,
    with_stated_groups,
)
from pctfinance.errors import Finding, InputRefusedError, UsageError, Where
from pctfinance.present.groups_report import GroupsReport
from pctfinance.records import Receipt
from pctfinance.tables.groups_file import read_groups
from pctfinance.tables.outside import inside_findings

__all__ = ["Grouping"]

_TEXTS = ("group", "body", "parent", "name", "kind")


class Grouping(Asking):
    """The part of a book that keeps groups of its own. `pctfinance.book.Book` is the whole.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> north = [GroupRow("NCL-N", code, "NCL", "North of the cluster") for code in ("5A9", "5C1")]
    >>> _ = book.state_groups(north, by="Head of Finance", on="2011-04-01", reference="board 4")
    >>> book.position("2011-12 M12", group="NCL-N").aggregate().breaches
    ('5A9', '5C1')
    """

    def state_groups(
        self,
        rows: Iterable[GroupRow],
        *,
        by: str,
        on: str | date,
        reference: str,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State groups with their members; of each group the last statement stands, as a whole.

        What stands already just as it is said, with the same office, day and paper, is passed over.
        Members are bodies of the group that it is a part of, on all days of the year on which they
        are members. A body is in one sub-cluster on a day. Positions of a month are made with those
        who were members at its end, so that history stays where it was.

        Args:
            rows: one a body and its time in a group.
            by: the office that states them.
            on: the day of the paper.
            reference: the paper.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if they could be stated; the receipt then says that nothing was.

        Raises:
            InputRefusedError: a row cannot stand; the error names every one that cannot.
            UsageError: there is no row, office, day or paper.

        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> rows = [GroupRow("NCL-N", "5A9", "NCL", "North of the cluster")]
        >>> book.state_groups(rows, by="Head of Finance", on="2011-04-01", reference="board 4").stated
        1
        """
        made = [normal_row(_row_given(row)) for row in rows]
        return self._groups_stated(
            [(row, None) for row in made], (by, on, reference), request, test=test
        )

    def load_groups(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date,
        reference: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        r"""State the groups of a CSV file or workbook, as `state_groups` does.

        Args:
            path: the file; `pctfinance.tables.groups_file.GROUPS_FILE` tells its columns.
            by: see `state_groups`.
            on: see `state_groups`.
            reference: the paper; the name of the file unless told otherwise.
            request: see `state_groups`.
            test: see `state_groups`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.
            UsageError: the file cannot be read, or there is no office or day.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "groups.csv")
        ...     _ = file.write_text("group,name,parent,body\nNCL-N,North of NCL,NCL,5A9\n")
        ...     book.load_groups(file, by="Head of Finance", on="2011-04-01").stated
        1
        """
        rows, name = self._file_read(path, read_groups)
        signed = (by, on, reference or name)
        return self._groups_stated(rows, signed, request, test=test)

    def give_up_groups(
        self,
        *codes: str,
        by: str,
        on: str | date,
        reference: str,
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State that groups are none any more: they cannot be asked about, and their codes are free.

        Where a group only ends, state it again with the last day of each member.

        Args:
            codes: the groups.
            by: see `state_groups`.
            on: see `state_groups`.
            reference: see `state_groups`.
            request: see `state_groups`.
            test: see `state_groups`.

        Raises:
            UsageError: the book states no such group, or there is no office, day or paper.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").give_up_groups("NCL-N", by="Head of Finance",
        ...     on="2011-04-01", reference="board 4")
        Traceback (most recent call last):
        pctfinance.errors.UsageError: the book states no group 'NCL-N' [usage]
        """
        signed = _signed((by, on, reference))
        rows = [GroupRow(code.strip().upper(), "", "", kind="other") for code in codes]
        said = groups_document(rows, **signed)
        self._records.refresh()
        if answer := self._groups_answered(said, request, test=test):
            return answer
        standing = stated_groups(self._records.own_groups.statements(self._records.seen))
        for row in rows:
            if row.group not in standing:
                hint = f"it states {', '.join(standing)}" if standing else ""
                raise UsageError(f"the book states no group {row.group!r}", hint=hint)
        if not rows:
            raise UsageError("no group is named")
        return self._groups_kept(said, request, test=test)

    def groups(self, recorded_at: datetime | int | None = None) -> GroupsReport:
        """The groups that this book states of its own, with their members and dates.

        Args:
            recorded_at: the instant, or the number of the event, behind which the book is asked.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").groups()
        <0 groups of the book's own>
        """
        until = self._until(recorded_at)
        standing = stated_groups(self._records.own_groups.statements(until))
        rows = tuple(row for code in sorted(standing) for row in standing[code][2])
        names = {row.body: self.register.body(row.body).name for row in rows}
        return GroupsReport(rows, names, frozenset(self._records.terms.members_of_year()))

    def _groups_stated(
        self,
        rows: Sequence[tuple[GroupRow, Where | None]],
        signed: tuple[str, str | date, str],
        request: str | None,
        *,
        test: bool,
    ) -> Receipt:
        said = groups_document([row for row, _ in rows], **_signed(signed))
        if not rows:
            raise UsageError("there is no row of a group", hint="state a body of it in each row")
        self._records.refresh()
        if answer := self._groups_answered(said, request, test=test):
            return answer
        records, terms = self._records, self._records.terms
        before = records.own_groups.statements(records.seen)
        found = group_faults(
            [row for row, _ in rows],
            terms.register,
            before,
            (terms.year.start, terms.year.end),
            terms.members_of_year(),
        )
        file = next((where for _, where in rows if where), None)
        whole = Where(file=file.file, sheet=file.sheet) if file else None
        places = [where for _, where in rows]
        InputRefusedError.raise_for(
            _placed(finding, whole if at is None else places[at]) for at, finding in found
        )
        register = with_stated_groups(terms.register, [*before, said])
        new = [register.group(code) for code, *_ in said["groups"]]
        InputRefusedError.raise_for(
            inside_findings(records.ledger.events, register, new, terms.members_of_year())
        )
        return self._groups_kept(said, request, test=test, stands=_stands(said, before))

    def _groups_answered(
        self, said: Mapping[str, Any], request: str | None, *, test: bool
    ) -> Receipt | None:
        return None if request is None or test else self._records.answered(request, said)

    def _groups_kept(
        self, said: Mapping[str, Any], request: str | None, *, test: bool, stands: bool = False
    ) -> Receipt:
        if test:
            return Receipt(0, 0, self._records.seen, self.head)
        new = () if stands else (said,)
        return self._records.post(
            (), statements=new, request=request, command=said, upon=self._records.seen
        )


def _stands(said: Mapping[str, Any], before: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the last statement of each group said just this, with the same office, day and paper."""
    last = {
        code: ([code, *group], each["by"], each["on"], each["reference"])
        for each in before
        for code, *group in each["groups"]
    }
    signed = (said["by"], said["on"], said["reference"])
    return all(last.get(group[0]) == (group, *signed) for group in said["groups"])


def _signed(signed: tuple[str, str | date, str]) -> dict[str, str]:
    by, on, reference = signed
    day = day_asked(on)
    if day is None or not by.strip() or not reference.strip():
        raise UsageError("a statement of groups has a day, an office and a paper")
    return {"by": by.strip(), "on": day.isoformat(), "reference": reference.strip()}


def _placed(finding: Finding, where: Where | None) -> Finding:
    return finding if where is None else finding.at(where)


def _row_given(row: GroupRow) -> GroupRow:
    """A row with its days as dates; a name that is none is an empty one.

    Raises:
        UsageError: a day is none, or a code or name is no text.
    """
    texts: dict[str, Any] = {name: getattr(row, name) for name in _TEXTS}
    if texts["name"] is None:
        texts["name"] = ""
    for name, text in texts.items():
        if not isinstance(text, str):
            raise UsageError(f"{text!r} is no {name} of a group", hint="give it as text")
    first, last = day_asked(row.valid_from) or date.min, day_asked(row.valid_to) or date.max
    return row._replace(**texts, valid_from=first, valid_to=last)
