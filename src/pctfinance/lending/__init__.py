"""Loans of a book: repaid, rescheduled and written off, and carried from book to book."""

from pctfinance.lending.chapter import Lending

__all__ = ["Lending"]
