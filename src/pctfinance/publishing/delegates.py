"""The delegates of a pack: their cells as the position of the pack knows them."""

from pctfinance.asking import Asking
from pctfinance.consolidation.delegate_positions import DelegateLine, delegate_lines
from pctfinance.consolidation.delegates_elsewhere import delegates_elsewhere
from pctfinance.consolidation.position import Position
from pctfinance.excel.pack_delegates import PackDelegates
from pctfinance.ledger.holdings import Holdings
from pctfinance.present.delegate_position_tables import missing_words

__all__ = ["pack_delegates"]


def pack_delegates(book: Asking, position: Position, until: int | None) -> PackDelegates:
    """The cells of every delegate of the bodies of a position, as of its month and date of knowledge.

    Args:
        book: the book that the position was asked of.
        position: what the pack shows.
        until: the last event that counts; all unless told otherwise.

    >>> from pctfinance.book import Book
    >>> from pctfinance.inputs import sample_path
    >>> book = Book.read(sample_path())
    >>> pack_delegates(book, book.position("2011-12 M08"), None).delegates
    ('07M', '07R', '07X', '08D', '08H')
    """
    records = book._records  # noqa: SLF001 - a part of the same façade
    ledger = records.ledger_until(book._until(until))  # noqa: SLF001 - as above
    holdings = Holdings.of(book.year, ledger, position.known_at, records.cells)
    codes = [body.code for body in position.bodies]
    lines = tuple(
        line
        for code in codes
        for line in delegate_lines(holdings, code, position.period, position.known_at)
    )
    delegates = sorted({line.delegate for line in lines})
    names = {each.code: each.name for each in book.register.delegates}
    return PackDelegates(
        lines,
        {code: names[code] for code in delegates if code in names},
        delegates_elsewhere(book.register, delegates, codes),
        _gaps(book, position, lines),
    )


def _gaps(book: Asking, position: Position, lines: tuple[DelegateLine, ...]) -> tuple[str, ...]:
    """Whose actuals are missing, in a sentence a body and delegate: nothing was shared out."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        if said := missing_words(line, book.rulebook.words.delegate):
            names = found.setdefault((line.body, line.delegate, said), [])
            names.append(position.categories.name(line.category))
    return tuple(
        f"{body}, {delegate}: {said} ({', '.join(names)}); nothing was shared out."
        for (body, delegate, said), names in found.items()
    )
