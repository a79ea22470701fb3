"""Year-end statements of each body: duties, operating costs, balance sheet, and signatures."""

from pctfinance.stating.chapter import Stating

__all__ = ["Stating"]
