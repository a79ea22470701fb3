"""The statement of a limit for programs: integer pence, increases positive."""

from typing import Any

from pctfinance.ledger.lines import Certainty, Funding
from pctfinance.ledger.statement import LimitStatement

__all__ = ["LIMIT_SCHEMA_VERSION", "limit_document"]

LIMIT_SCHEMA_VERSION = "1.1"


def limit_document(statement: LimitStatement, name: str) -> dict[str, Any]:
    """The document of one statement, ready for `json.dumps`.

    Confirmed and anticipated totals stand apart; they are not added.

    >>> from pctfinance.calendar import Period
    >>> from pctfinance.ledger.lines import Limit
    >>> empty = LimitStatement("5A9", Limit.REVENUE, Period("2011-12 M08"), None, (), 0)
    >>> limit_document(empty, "Barnet PCT")["totals"]
    {'confirmed': None, 'anticipated': None}
    """
    return {
        "schema_version": LIMIT_SCHEMA_VERSION,
        "body": {"code": statement.body, "name": name},
        "limit": statement.limit.value,
        "as_of": str(statement.as_of),
        "known_at": statement.known_at.isoformat() if statement.known_at else None,
        "unit": "pence",
        "sign_convention": "an increase of the limit is positive",
        "contains_synthetic": statement.contains_synthetic,
        "totals": {
            certainty.value: {
                "recurrent_pence": statement.total(certainty, Funding.RECURRENT),
                "non_recurrent_pence": statement.total(certainty, Funding.NON_RECURRENT),
                "total_pence": statement.total(certainty),
            }
            if statement.is_known(certainty)
            else None
            for certainty in Certainty
        },
        "applied_non_recurrently_pence": statement.applied_non_recurrently_pence,
        "changes": [
            {
                "account": change.account.value,
                "certainty": change.certainty.value,
                "effective": change.effective.isoformat(),
                "notified": change.notified.isoformat(),
                "reference": change.reference,
                "purpose": change.purpose,
                "recurrent_pence": change.recurrent_pence,
                "non_recurrent_pence": change.non_recurrent_pence,
                "total_pence": change.total_pence,
                "synthetic": change.synthetic,
                "sequence": change.sequence,
                "late_for": change.late_for.isoformat() if change.late_for else None,
            }
            for change in statement.changes
        ],
    }
