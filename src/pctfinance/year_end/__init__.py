"""The year's end of a book: what is decided of each item, the next year's book, the final close.

A book is of one year. The next year's book is made from it by recorded decisions and names it; a
body that ends has each of its closing balances assigned to exactly one receiver.
"""

from pctfinance.year_end.deciding import Decided
from pctfinance.year_end.face import YearEnd
from pctfinance.year_end.reports import FinalStatement, Proposal, Rolled, TakenOver

__all__ = ["Decided", "FinalStatement", "Proposal", "Rolled", "TakenOver", "YearEnd"]
