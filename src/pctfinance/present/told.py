"""A report that is told in tables: as text where it is printed, as HTML in a notebook."""

from abc import ABC, abstractmethod

from pctfinance.present.filed import Filed
from pctfinance.present.html import html_of
from pctfinance.present.shown import Shown
from pctfinance.present.terminal import shown_text

__all__ = ["Told"]


class Told(Filed, ABC):
    """What a question is answered with.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").cash("M8")
    >>> isinstance(report, Told), str(report).splitlines()[1][:4]
    (True, 'Cash')
    """

    @property
    @abstractmethod
    def shown(self) -> Shown | tuple[Shown, ...]:
        """Its table, or its tables."""

    def __str__(self) -> str:
        return "".join(map(shown_text, self._tables))

    def _repr_html_(self) -> str:
        return html_of(self._tables)

    @property
    def _tables(self) -> tuple[Shown, ...]:
        shown = self.shown
        return (shown,) if isinstance(shown, Shown) else shown
