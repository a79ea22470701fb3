"""The error gallery: the smallest folder that earns each message, and the message, word for word."""

import re
from pathlib import Path

import pytest

import pctfinance.money.parse
import pctfinance.tables
from pctfinance.codes import CODES
from pctfinance.errors import InputRefusedError
from pctfinance.tables.check import check_input
from pctfinance.tables.csv_reader import read_folder

GALLERY = Path(__file__).parent / "gallery"
CASES = sorted(folder for folder in GALLERY.iterdir() if folder.is_dir())
SEVERAL = "all-at-once"

SOURCES = (*Path(pctfinance.tables.__path__[0]).glob("*.py"), Path(pctfinance.money.parse.__file__))
CODE = re.compile(r'"((?:file|input|money|period|register)\.[a-z-]+)"')

NOT_BY_A_FOLDER = {
    "file.missing": "a missing folder is no folder; see test_tables_csv",
    "file.unreadable": "rights do not travel with a repository; see test_tables_csv",
    "file.duplicate-table": "names that differ in case only cannot stand side by side everywhere",
    "input.converted": "a note refuses nothing",
    "money.too-many-digits": "an input has one bound, and money.out-of-range for it",
    "period.no-year": "every period of a folder is read in the declared year",
    "register.unknown-name": "of the register; a folder earns input.unknown-code for it",
}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_each_folder_earns_its_message(folder: Path) -> None:
    """The folder is refused with exactly the text beside it, and with the code that names it."""
    with pytest.raises(InputRefusedError) as refusal:
        check_input(read_folder(folder))
    assert f"{refusal.value}\n" == (folder / "expected.txt").read_text(encoding="utf-8")
    codes = {finding.code for finding in refusal.value.findings}
    assert folder.name == SEVERAL or folder.name.split("--")[0] in codes


def test_every_code_a_folder_can_earn_has_a_case() -> None:
    """Whoever adds a code to the checks of tables adds the folder that shows it."""
    used = {code for path in SOURCES for code in CODE.findall(path.read_text(encoding="utf-8"))}
    shown = {folder.name.split("--")[0] for folder in CASES}
    assert used & CODES.keys() - shown == NOT_BY_A_FOLDER.keys()


def test_all_errors_are_told_at_once() -> None:
    """One faulty declaration hides nothing: seven tables, each with its own errors, one refusal."""
    with pytest.raises(InputRefusedError) as refusal:
        check_input(read_folder(GALLERY / SEVERAL))
    files = {finding.where.file for finding in refusal.value.findings if finding.where}
    assert files == {
        "summary.csv",
        "declaration.csv",
        "resources.csv",
        "profile.csv",
        "actuals.csv",
        "forecasts.csv",
    }
