"""The statement of a limit, change by change: recurrent, non-recurrent, total."""

from pctfinance.ledger.lines import Certainty, Funding, Limit
from pctfinance.ledger.statement import LimitChange, LimitStatement
from pctfinance.money import Unit, show_exact
from pctfinance.present.shown import Align, Heading, Shown, ShownRow, Tone, row, up_to

__all__ = ["limit_table"]

_UNKNOWN = (None, None, None)


def limit_table(statement: LimitStatement, name: str) -> Shown:
    """The statement as a table in pounds, confirmed changes first, then those anticipated.

    Args:
        statement: the statement.
        name: the body's name.

    >>> from pctfinance.calendar import Period
    >>> empty = LimitStatement("5A9", Limit.REVENUE, Period("2011-12 M08"), None, (), 0)
    >>> [cell.text for cell in limit_table(empty, "Barnet PCT").rows[-1].cells][-1]
    '-'
    """
    rows: list[ShownRow] = []
    for certainty in Certainty:
        changes = [change for change in statement.changes if change.certainty is certainty]
        if certainty is Certainty.ANTICIPATED and not changes:
            continue
        rows += [
            row(
                [
                    change.effective.isoformat(),
                    change.notified.isoformat(),
                    change.reference,
                    _purpose(change),
                    *_amounts(
                        statement,
                        change.recurrent_pence,
                        change.non_recurrent_pence,
                        change.total_pence,
                    ),
                ]
            )
            for change in changes
        ]
        totals = (
            statement.total(certainty, Funding.RECURRENT),
            statement.total(certainty, Funding.NON_RECURRENT),
            statement.total(certainty),
        )
        heading = "Confirmed limit" if certainty is Certainty.CONFIRMED else "Anticipated"
        rows.append(
            row(
                [heading, "", "", "", *_amounts(statement, *(totals if changes else _UNKNOWN))],
                tone=Tone.STRONG,
                total=True,
            )
        )
    known = up_to(statement.known_at)
    return Shown(
        title=f"{statement.body} {name}: {statement.limit.value} limit as of {statement.as_of}",
        subtitle=f"£, increases positive{known}",
        headings=(
            Heading("Effective", Align.LEFT),
            Heading("Notified", Align.LEFT, optional=True),
            Heading("Reference", Align.LEFT, wraps=True),
            Heading("Purpose", Align.LEFT, wraps=True),
            *(
                (Heading("Recurrent"), Heading("Non-recurrent"))
                if statement.limit is Limit.REVENUE
                else ()
            ),
            Heading("Total"),
        ),
        rows=tuple(rows),
        notes=tuple(_notes(statement)),
    )


def _purpose(change: LimitChange) -> str:
    """What a change is for, and whether it came too late for its month."""
    purpose = change.purpose or change.account.value
    return f"{purpose} (late, for {change.late_for})" if change.late_for else purpose


def _amounts(statement: LimitStatement, *pence: int | None) -> list[str]:
    """Capital and cash have one column: they know no recurrence."""
    shown = pence if statement.limit is Limit.REVENUE else pence[-1:]
    return [_pounds(amount) for amount in shown]


def _pounds(pence: int | None) -> str:
    """Pounds without the symbol, which the heading states; pence only where there are any."""
    return show_exact(pence).replace(Unit.POUNDS.symbol, "")


def _notes(statement: LimitStatement) -> list[str]:
    notes = []
    applied = statement.applied_non_recurrently_pence
    if applied:
        notes.append(
            f"{show_exact(applied)} of recurrent resource is applied non-recurrently; it does not move "
            "the limit."
        )
    if statement.contains_synthetic:
        notes.append("Contains synthetic figures, which have no published source.")
    return notes
