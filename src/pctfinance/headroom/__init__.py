"""Headroom of a book, followed from what is asked of a body to what became of it.

Cases are proposed by a body and decided by the authority that is competent for it; headroom is
released by the event `headroom-released`, which names the case.
"""

from pctfinance.headroom.chapter import HeadroomCases

__all__ = ["HeadroomCases"]
