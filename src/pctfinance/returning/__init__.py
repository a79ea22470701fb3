"""The monthly return of one body to its authority: its lines, and each held against the pack."""

from pctfinance.returning.chapter import Returning

__all__ = ["Returning"]
