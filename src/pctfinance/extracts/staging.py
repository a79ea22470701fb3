"""An extract of any kind as one table of texts: each column by its role, each row by its number.

Whatever it was, CSV, Parquet or workbook, behind this it is the view `staged` of the engine: `ordinal`
(from 0, in the order of the source), `source_row` (as a person counts), and the columns of the
profile as text, nothing where the cell is empty. A number that is not written like money in a text
begins with `NUMBER`, so that it is read as what a machine kept, and not as what somebody wrote.
"""

# ruff: noqa: S608 - every name is ours, and every text of a user goes through `literal`

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.extracts.engine import Engine, literal
from pctfinance.extracts.headings import places_of
from pctfinance.extracts.profile import AMOUNTS, Profile
from pctfinance.extracts.textfile import TextFile, look_through, record_rows, rows_at
from pctfinance.extracts.workbook import read_sheet_rows

__all__ = ["MOST_FINDINGS", "PLAIN", "Staged", "stage"]

MOST_FINDINGS = 50
"""How many findings of one kind are told one by one; of the others only how many there are."""

PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "pounds": r"-?[0-9]{1,13}(\.[0-9]{1,2})?",
        "pence": "-?[0-9]{1,15}",
        "thousands": r"-?[0-9]{1,10}(\.[0-9]{1,5})?",
    }
)
"""Amounts that can be read in one way only, by the unit: the engine reads these itself."""

_WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}
    | {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_DATES = frozenset({"DATE", "TIMESTAMP"})


@dataclass(frozen=True)
class Staged:
    """What was staged: the roles that are there, and where each stands in the source."""

    file: str
    sha256: str
    sheet: str
    headings: Mapping[str, str]
    letters: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    def where(self, row: int, role: str = "") -> Where:
        """The place of a role in a row, as the person who has the file open would say."""
        column = self.headings.get(role)
        if self.sheet:
            cell = f"{self.letters[role]}{row}" if role in self.letters else None
            return Where(
                self.file, self.sheet, cell, None if cell else row, column if cell else None
            )
        return Where(file=self.file, row=row, column=column)


def stage(at_work: Engine, path: Path, profile: Profile, aside: Path) -> Staged:
    r"""Read an extract into the engine's view `staged`, and hash it.

    Raises:
        InputRefusedError: the file is not of the kind that the profile says, or lacks columns.
        OSError: it cannot be opened.

    >>> from tempfile import TemporaryDirectory
    >>> from pctfinance.extracts.engine import engine
    >>> profile = Profile.parse('name="t"\nformat="csv"\nkind="journal-lines"\n[columns]\n'
    ...     'subjective="Account"\namount="Amount"')
    >>> with TemporaryDirectory() as folder, engine(Path(folder), "j.csv") as at_work:
    ...     path = Path(folder, "j.csv")
    ...     _ = path.write_text("Account,Note,Amount\n5E1,,7\n", encoding="utf-8")
    ...     staged = stage(at_work, path, profile, Path(folder))
    ...     at_work.rows("FROM staged"), str(staged.where(2, "amount"))
    ([(0, 2, '5E1', '7')], 'j.csv, row 2, column Amount')
    """
    if profile.format == "csv":
        return _stage_csv(at_work, path, profile, aside)
    if profile.format == "parquet":
        return _stage_parquet(at_work, path, profile)
    return _stage_workbook(at_work, path, profile, aside)


def _stage_csv(at_work: Engine, path: Path, profile: Profile, aside: Path) -> Staged:
    text = look_through(path, profile, aside)
    places = places_of(text.headings, profile, Where(file=path.name), profile.delimiter)
    source = _csv(text, profile.delimiter)
    columns = ", ".join(f"c{place} AS {role}" for role, place in places.items())
    staged = aside / "staged.parquet"
    at_work.run(f"COPY (SELECT {columns} FROM {source}) TO {literal(str(staged))} {_FAST}")
    findings = _rejected(at_work, text, path.name)
    (records,) = at_work.one(f"SELECT count(*) FROM {at_work.file(staged)}")
    numbered = f"read_parquet({at_work.file(staged)}, file_row_number = true)"
    if records + text.heading_row == text.lines:
        row = f"file_row_number + {text.heading_row + 1}"
    else:
        try:
            counted = _number(at_work, text, profile.delimiter, path.name)
        except InputRefusedError as error:
            raise InputRefusedError(*(findings or error.findings)) from None
        if counted != records:
            # It cannot be said which row is which, so nothing more is said of any of them.
            raise InputRefusedError(*(findings or [_uncounted(records, counted, path.name)]))
        renumbered = aside / "numbered.parquet"
        at_work.run(
            f"COPY (SELECT s.* EXCLUDE (file_row_number), file_row_number - record + row AS row_ "
            f"FROM {numbered} s ASOF JOIN rows_of_records r ON s.file_row_number >= r.record "
            f"ORDER BY file_row_number) TO {literal(str(renumbered))} {_FAST}"
        )
        staged.unlink()
        numbered, row = f"read_parquet({at_work.file(renumbered)}, file_row_number = true)", "row_"
    _view(at_work, numbered, row, {role: role for role in places})
    headings = {role: text.headings[place] for role, place in places.items()}
    return Staged(path.name, text.sha256, "", headings, {}, findings)


_FAST = "(FORMAT parquet, WRITE_BLOOM_FILTER false, DICTIONARY_SIZE_LIMIT 5000)"


def _csv(text: TextFile, delimiter: str) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(text.headings)))
    return (
        f"read_csv({Engine.file(text.path)}, auto_detect = false, header = false, "
        f"skip = {text.heading_row}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = 1000)"
    )


def _view(at_work: Engine, source: str, row: str, texts: Mapping[str, str]) -> None:
    columns = "".join(f", {text} AS {role}" for role, text in texts.items())
    at_work.run(
        f"CREATE VIEW staged AS SELECT file_row_number AS ordinal, {row} AS source_row{columns} "
        f"FROM {source}"
    )


def _rejected(at_work: Engine, text: TextFile, file: str) -> tuple[Finding, ...]:
    """The rows that are no rows of this table, each once and in the order of the file."""
    rows = at_work.rows(
        "SELECT line_byte_position, any_value(error_type), any_value(error_message) "
        "FROM reject_errors WHERE trim(csv_line) <> '' AND line_byte_position IS NOT NULL "
        "GROUP BY ALL ORDER BY 1"
    )
    told = rows[:MOST_FINDINGS]
    findings = []
    numbers = rows_at(text, [row[0] for row in told])
    for number, (_, kind, message) in zip(numbers, told, strict=True):
        where = Where(file=file, row=number)
        code, hint = _REJECTED.get(str(kind), ("file.damaged", "mend the row, or ask for the file"))
        findings.append(Finding(code, Level.ERROR, _said(str(kind), str(message)), where, hint))
    if len(rows) > len(told):
        # The engine stops to keep them at some number, which is no count of all of them.
        message = f"at least {len(rows) - len(told):,} more rows cannot be read"
        findings.append(Finding("file.damaged", Level.ERROR, message, Where(file=file)))
    return tuple(findings)


_REJECTED = MappingProxyType(
    {
        "MISSING COLUMNS": (
            "input.ragged-row",
            "each row has a cell under every heading, be it empty",
        ),
        "TOO MANY COLUMNS": (
            "input.ragged-row",
            "a text or amount that holds the delimiter must stand in quotation marks",
        ),
        "INVALID ENCODING": ("file.encoding", "say in the profile in which `encoding` it is"),
    }
)


def _said(kind: str, message: str) -> str:
    counts = [word for word in message.split() if word.isdigit()]
    if kind in ("MISSING COLUMNS", "TOO MANY COLUMNS") and len(counts) == len(("wanted", "found")):
        return f"the row has {counts[1]} cells under {counts[0]} headings"
    if kind == "INVALID ENCODING":
        return "the row is not UTF-8"
    if kind == "LINE SIZE OVER MAXIMUM":
        return "the row is longer than 2 million bytes"
    return "the row's quotation marks do not fit together"


def _number(at_work: Engine, text: TextFile, delimiter: str, file: str) -> int:
    """The table `rows_of_records`: in which row the records begin, where it is not the next one.

    Returns:
        how many records were counted.
    """
    at_work.run("CREATE TABLE rows_of_records (record BIGINT, row BIGINT)")
    counted, batch = 0, []
    for record, row in record_rows(text, delimiter, file):
        batch.append((record, row))
        counted = record
        if len(batch) == 10_000:  # noqa: PLR2004 - a piece that fits anywhere
            _insert(at_work, batch)
            batch = []
    _insert(at_work, batch)
    return counted


def _uncounted(records: int, counted: int, file: str) -> Finding:
    message = f"{records} rows were read, {counted} counted: its quotation marks do not fit"
    hint = "ask for the file again"
    return Finding("file.damaged", Level.ERROR, message, Where(file=file), hint)


def _insert(at_work: Engine, batch: list[tuple[int, int]]) -> None:
    columns = [list(column) for column in zip(*batch, strict=True)] or [[], []]
    at_work.run(
        "INSERT INTO rows_of_records SELECT unnest(?::BIGINT[]), unnest(?::BIGINT[])", columns
    )


def _stage_parquet(at_work: Engine, path: Path, profile: Profile) -> Staged:
    where = Where(file=path.name)
    with path.open("rb") as file:
        signed = file.read(4) == b"PAR1"
        sha256 = hashlib.file_digest(file, "sha256") if not file.seek(0) else None
    if not signed or sha256 is None:
        message = "this is no Parquet file, whatever its name says"
        raise InputRefusedError(Finding("file.wrong-type", Level.ERROR, message, where))
    described = at_work.rows(f"DESCRIBE SELECT * FROM read_parquet({at_work.file(path)})")
    names, kinds = [str(row[0]) for row in described], [str(row[1]) for row in described]
    places = places_of(names, profile, where)
    findings = [_wrong_kind(role, names[at], kinds[at], where) for role, at in places.items()]
    InputRefusedError.raise_for(finding for finding in findings if finding)
    texts = {role: _as_text(role, names[at], kinds[at], profile) for role, at in places.items()}
    source = f"read_parquet({at_work.file(path)}, file_row_number = true)"
    _view(at_work, source, "file_row_number + 1", texts)
    headings = {role: names[place] for role, place in places.items()}
    return Staged(path.name, sha256.hexdigest(), "", headings, {})


def _wrong_kind(role: str, name: str, kind: str, where: Where) -> Finding | None:
    """A column of a kind in which what it should hold is lost already."""
    place = Where(file=where.file, column=name)
    plain = kind.partition("(")[0]
    if kind == "VARCHAR":
        return None
    if role in AMOUNTS:
        if plain in _WHOLE or plain in ("DECIMAL", "DOUBLE"):
            return None
        hint = "send amounts as text, whole numbers, decimals or doubles"
        message = f"the {role} is of type {kind}, in which money is not kept to the penny"
        return Finding("money.not-a-number", Level.ERROR, message, place, hint)
    if role == "period" and (plain in _WHOLE or plain in _DATES):
        return None
    message = f"the {role} is of type {kind}; a code such as 5E1 or 0042 is only safe as text"
    return Finding("input.damaged-code", Level.ERROR, message, place, "send the column as text")


def _as_text(role: str, name: str, kind: str, profile: Profile) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "VARCHAR":
        # What a text says is never taken for what a machine kept.
        text = f"replace({quoted}, chr(1), chr(65533))" if role in AMOUNTS else quoted
        return f"nullif({text}, '')"
    if kind.startswith("TIMESTAMP"):
        return f"CAST(CAST({quoted} AS DATE) AS VARCHAR)"
    text = f"CAST({quoted} AS VARCHAR)"
    if role not in AMOUNTS:
        return text
    plain = f"regexp_full_match({text}, {literal(PLAIN[profile.unit])})"
    return f"CASE WHEN {plain} THEN {text} ELSE chr(1) || {text} END"


def _stage_workbook(at_work: Engine, path: Path, profile: Profile, aside: Path) -> Staged:
    read = read_sheet_rows(path, profile)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    texts, roles = aside / "sheet.csv", list(read.headings)
    with texts.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for number, row in read.rows:
            writer.writerow([number, *(row.get(role, "") for role in roles)])
    kinds = ", ".join(f"'{role}': 'VARCHAR'" for role in roles)
    staged = aside / "staged.parquet"
    at_work.run(
        f"COPY (FROM read_csv({at_work.file(texts)}, auto_detect = false, header = false, "
        f"delim = ',', quote = '\"', escape = '\"', parallel = false, "
        f"columns = {{'row_': 'BIGINT', {kinds}}})) TO {literal(str(staged))} {_FAST}"
    )
    numbered = f"read_parquet({at_work.file(staged)}, file_row_number = true)"
    _view(at_work, numbered, "row_", {role: f"nullif({role}, '')" for role in roles})
    return Staged(path.name, sha256, read.sheet, read.headings, read.letters, read.findings)
