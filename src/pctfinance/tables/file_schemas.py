"""The files that a book is told something by, besides the tables of the input, by the names of their tables.

A workbook has a sheet of that name for each; a CSV file may be called as one likes.
"""

from types import MappingProxyType

from pctfinance.tables.bills_file import BILLS_FILE
from pctfinance.tables.contract_file import ACTIVITY_FILE, CONTRACT_FILE
from pctfinance.tables.drawing_file import DRAWING_FILE
from pctfinance.tables.groups_file import GROUPS_FILE
from pctfinance.tables.headings_file import HEADINGS_FILE
from pctfinance.tables.journal_file import JOURNAL_FILE
from pctfinance.tables.qipp_file import REPORT_FILE, SCHEME_FILE
from pctfinance.tables.risk_file import RISK_FILE
from pctfinance.tables.year_end_files import ASSIGNMENT_FILE, DECISION_FILE

__all__ = ["FILES"]

FILES = MappingProxyType(
    {
        schema.name: schema
        for schema in (
            JOURNAL_FILE,
            CONTRACT_FILE,
            ACTIVITY_FILE,
            SCHEME_FILE,
            REPORT_FILE,
            BILLS_FILE,
            DRAWING_FILE,
            HEADINGS_FILE,
            RISK_FILE,
            GROUPS_FILE,
            DECISION_FILE,
            ASSIGNMENT_FILE,
        )
    }
)
"""The schema of each file by the name of its table; amounts are in pounds."""
