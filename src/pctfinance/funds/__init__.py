"""Funds of several donors, as a chapter of the book: stated, given to, drawn on.

A fund owns nothing: what is given stays in the limit of its donor until an approved draw.
"""

from pctfinance.funds.chapter import Funds

__all__ = ["Funds"]
