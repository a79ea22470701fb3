"""Excel is a colleague: what comes in is read with its cell addresses, what goes out reads back."""

from pctfinance.excel.preflight import preflight
from pctfinance.excel.reader import read_workbook
from pctfinance.excel.template import write_template

__all__ = ["preflight", "read_workbook", "write_template"]
