"""Figures of a body that left the book's group, or has yet to come, asked for by its own code."""

from pctfinance.bodies import Register
from pctfinance.book import Book
from test_positions_of_groups import two_clusters, with_a_year
from tracing_examples import check_every_figure


def north() -> Book:
    """A book of Barnet and Enfield, which leaves in October; of Enfield 10 are spent each month."""
    register: Register = two_clusters(own="NORTH")
    return with_a_year(Book.in_memory("2011-12", group="NORTH", register=register))


def test_every_figure_of_a_body_that_left_can_be_traced() -> None:
    """By M8 Enfield spent 80 of a limit of 100: the same figure that its position shows."""
    book = north()
    assert [body.code for body in book.members(book.year.period(8))] == ["5A9"]
    report = book.position("M8", group="5C1", basis="ytd")
    figure = report.figure("5C1", duty="revenue_resource_limit", measure="charged")
    trace = book.trace(figure)
    assert (trace.pence, len(trace.evidence)) == (80, 8)
    assert check_every_figure(book, report)


def test_and_of_one_that_has_yet_to_come() -> None:
    """Enfield comes to the south in October; in June its 30 are found under its own code."""
    register = two_clusters(own="SOUTH")
    book = with_a_year(Book.in_memory("2011-12", group="SOUTH", register=register))
    report = book.position("M3", group="5C1", basis="ytd")
    figure = report.figure("5C1", duty="revenue_resource_limit", measure="charged")
    assert book.trace(figure).pence == 30
