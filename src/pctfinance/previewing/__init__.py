"""What an action would do, worked out on a fork of the book, as a chapter of the book."""

from pctfinance.previewing.chapter import Previewing

__all__ = ["Previewing"]
