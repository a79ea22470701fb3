"""The NHS financial year and its twelve periods: it begins on 1 April, and month 1 is April.

A year and a period are values that people can read, `2011-12` and `2011-12 M08`; they sort by
time and say when they begin and end. What people write for them is read by `parse`, which refuses
whatever could be two things.
"""

from pctfinance.calendar.values import FinancialYear, Period

__all__ = ["FinancialYear", "Period"]
