"""Where an input comes from: a folder, a workbook, a file, the samples; and the rulebook it is read by."""

from pathlib import Path

from pctfinance.asked import file_asked
from pctfinance.errors import InputRefusedError, RulebookError, UnknownNameError, UsageError, Where
from pctfinance.excel import read_workbook
from pctfinance.excel.table_file import WorkbookFile
from pctfinance.rulebooks import Rulebook, packaged_text
from pctfinance.tables.check import CheckedInput
from pctfinance.tables.checked_file import CsvFile, TableFile
from pctfinance.tables.csv_reader import read_folder
from pctfinance.tables.model import RawInput

__all__ = ["file_at", "read_input", "rulebook_text", "sample_path"]

_WORKBOOKS = (
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
)  # all but the first two are refused in words


def read_input(path: str | Path) -> RawInput:
    """The tables of a folder or workbook as they stand there, unchecked.

    Raises:
        InputRefusedError: there is nothing at `path`, or nothing in it that can be read.

    >>> sorted(table.name for table in read_input(sample_path()).tables)[:2]
    ['actuals', 'categories']
    """
    place = Path(path)
    return read_workbook(place) if place.is_file() else read_folder(place)


def file_at(path: str | Path) -> TableFile:
    """A file with one table: a workbook by its ending, else CSV.

    Raises:
        UsageError: there is no such file, or it cannot be read.

    >>> file_at("contracts.xlsx")
    Traceback (most recent call last):
    pctfinance.errors.UsageError: contracts.xlsx cannot be read: No such file or directory -> look whether it is there, and check your rights to it [file.unreadable]
    """
    place = Path(path)
    if place.suffix.lower() in _WORKBOOKS and place.is_file():
        return WorkbookFile(place)
    return CsvFile(place.name, file_asked(place))


def sample_path(name: str = "ncl-2011-12") -> Path:
    """The folder of a sample that comes with the package.

    Raises:
        UsageError: there is no such sample.

    >>> sample_path().name
    'ncl-2011-12'
    """
    here = Path(__file__).resolve()
    # In an installed wheel the samples stand in the package; in a checkout, at the project's top.
    for samples in (here.parent / "samples", here.parents[2] / "data" / "samples"):
        if (samples / name).is_dir():
            return samples / name
    raise UsageError(f"there is no sample {name!r}", hint="ncl-2011-12 comes with the package")


def rulebook_text(given: CheckedInput, path: Path) -> str:
    """The text of the input's own rulebook, which must be of its year, or of the packaged one.

    Raises:
        InputRefusedError: the input names no rulebook, and none of its year is packaged.
        RulebookError: the rulebook that it names is faulty or of another year.

    >>> from pctfinance.tables.check import check_input
    >>> rulebook_text(check_input(read_input(sample_path())), sample_path())[:27]
    '# The rulebook of 2011-12: '
    """
    declared = given.declaration
    if not declared.rulebook:
        try:
            return packaged_text(str(declared.financial_year))
        except UnknownNameError as error:
            where = Where(file=given.name, column="rulebook")
            raise InputRefusedError(*(finding.at(where) for finding in error.findings)) from error
    file = (path if path.is_dir() else path.parent) / declared.rulebook
    rulebook = Rulebook.read(file)
    if rulebook.financial_year != declared.financial_year:
        raise RulebookError(
            f"this is the rulebook of {rulebook.financial_year}, the declaration is of "
            f"{declared.financial_year}",
            where=Where(file=declared.rulebook),
            hint="correct `year` in it, or the declaration",
        )
    return file.read_text(encoding="utf-8-sig")
