"""Files of decisions and of assignments: CSV or workbooks, checked like every other input.

All that is wrong with a file is reported together, each with its row.
"""

from pathlib import Path

from pctfinance.errors import Finding, InputRefusedError, Level, UsageError, Where
from pctfinance.inputs import file_at
from pctfinance.ledger.final_close import Assignment
from pctfinance.ledger.year_end import DecidedPart, Decision
from pctfinance.tables.checked_file import CheckedFile, FileRows, check_file
from pctfinance.tables.model import Row, TableSchema
from pctfinance.tables.year_end_files import ASSIGNMENT_FILE, DECISION_FILE
from pctfinance.terms import Terms
from pctfinance.year_end.deciding import Decided

__all__ = ["read_assignments", "read_decisions"]


def read_decisions(path: str | Path, terms: Terms) -> FileRows[Decided]:
    r"""The decisions in a file, one for each item, amounts in pounds.

    Args:
        path: the file.
        terms: those of the book whose year ends.

    Raises:
        InputRefusedError: the file cannot be relied on; every reason with its row.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.book import Book
    >>> terms = Book.in_memory("2011-12", group="NCL")._records.terms
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "decisions.csv"
    ...     _ = file.write_text("body,item,decision,amount,reason\n"
    ...         "5A9,held/headroom,lapse,1200,spent elsewhere\n")
    ...     (decided,) = read_decisions(file, terms).rows
    >>> decided.item, decided.parts[0].pence
    ('held/headroom', 120000)
    """
    table = _checked(Path(path), DECISION_FILE, terms)
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in table:
        rows.setdefault((row.text("body"), row.text("item")), []).append(row)
    decided = (
        Decided(
            body=body,
            item=item,
            parts=tuple(map(_part, parts)),
            reason="; ".join(dict.fromkeys(row.text("reason") for row in parts)),
            where=parts[0].where,
        )
        for (body, item), parts in rows.items()
    )
    return FileRows.of(decided, table.findings)


def _part(row: Row) -> DecidedPart:
    return DecidedPart(
        decision=Decision(row.text("decision")),
        pence=row.pence() or 0,
        year=row.text("year"),
        reference=row.text("reference"),
        counterparty=row.text("counterparty"),
    )


def read_assignments(path: str | Path, terms: Terms) -> FileRows[Assignment]:
    r"""The assignments in a file, in the order of its rows.

    Raises:
        InputRefusedError: the file cannot be relied on; every reason with its row.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.book import Book
    >>> terms = Book.in_memory("2012-13", group="NCL")._records.terms
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "assignments.csv"
    ...     _ = file.write_text("account,receiver,name\n24*,07M,NHS Barnet CCG\n")
    ...     (rule,) = read_assignments(file, terms).rows
    >>> print(rule)
    24* to 07M
    """
    table = _checked(Path(path), ASSIGNMENT_FILE, terms)
    assignments = (
        Assignment(
            receiver=row.text("receiver"),
            receiver_name=row.text("name"),
            account=row.text("account"),
            counterparty=row.text("counterparty"),
            item=row.text("item"),
            provision=bool(row.values["provision"]),
            where=row.where,
        )
        for row in table
    )
    return FileRows.of(assignments, table.findings)


def _checked(path: Path, schema: TableSchema, terms: Terms) -> CheckedFile:
    try:
        file = file_at(path)
    except UsageError as error:
        message, hint = "the file cannot be opened", "check the path and your rights to it"
        where = Where(file=path.name)
        raise InputRefusedError(
            Finding("file.unreadable", Level.ERROR, message, where, hint)
        ) from error
    return check_file(file, schema, terms.reading())
