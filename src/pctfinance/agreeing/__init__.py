"""Agreement of balances: both ledgers side by side, what is sent, what is answered, what is eliminated."""

from pctfinance.agreeing.answering import Agreeing

__all__ = ["Agreeing"]
