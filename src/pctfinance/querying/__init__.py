"""Free SQL over a book, and from a balance cell to its lines."""

from pctfinance.querying.answer import QueryAnswer
from pctfinance.querying.chapter import Querying
from pctfinance.querying.packaged import packaged_queries, packaged_query

__all__ = ["QueryAnswer", "Querying", "packaged_queries", "packaged_query"]
