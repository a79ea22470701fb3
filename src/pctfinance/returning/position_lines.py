"""The lines of a return that a position has: limits, their uses, spending, duties, underlying."""

from collections.abc import Iterator, Mapping, Sequence

from pctfinance.consolidation.categories import CategoryLine, CategoryTree
from pctfinance.consolidation.duties import Basis, Duty, DutyResult, DutyStatus, LimitBasis
from pctfinance.consolidation.position import BodyPosition
from pctfinance.consolidation.recurrence import Split
from pctfinance.consolidation.return_lines import ReturnLine
from pctfinance.ledger.lines import SOURCES, Account, Certainty, Limit
from pctfinance.ledger.statement import LimitStatement

__all__ = [
    "CATEGORY_MEASURES",
    "DUTY_MEASURES",
    "USES",
    "category_lines",
    "duty_lines",
    "limit_lines",
    "underlying_lines",
    "use_lines",
    "whole_sum",
]

CATEGORY_MEASURES: Mapping[str, Mapping[str, str]] = {
    "to_date": {
        "budget_recurrent": "budget_recurrent_pence",
        "budget_non_recurrent": "budget_non_recurrent_pence",
        "budget": "budget_pence",
        "delegated": "delegated_pence",
        "budget_ytd": "budget_ytd_pence",
        "actual_ytd": "actual_ytd_pence",
        "variance_ytd": "variance_ytd_pence",
    },
    "forecast": {
        "budget": "budget_pence",
        "forecast": "forecast_pence",
        "variance": "variance_forecast_pence",
        "last_forecast": "last_forecast_pence",
        "movement": "movement_pence",
    },
}
"""Of each table the columns, and the key of `bodies[].categories[]` of `position.json`."""

DUTY_MEASURES: Mapping[str, str] = {
    "limit": "limit_pence",
    "charged": "charged_pence",
    "variance": "variance_pence",
}
"""The columns of a duty, and its key in `position.json`; to date they end in `_ytd`."""

USES: Mapping[str, str] = {
    "budgets": "Budgets issued",
    "reserves": "Reserves",
    "planned_surplus": "Planned surplus",
    "applied_non_recurrently": "Recurrent resource used once",
}
"""How a revenue limit is used: the key of `resource` in `position.json`, and its name."""

_PARTS: Mapping[tuple[str, str], tuple[tuple[int, str], ...]] = {
    ("to_date", "budget"): ((1, "budget_recurrent"), (1, "budget_non_recurrent")),
    ("to_date", "variance_ytd"): ((1, "budget_ytd"), (-1, "actual_ytd")),
    ("forecast", "variance"): ((1, "budget"), (-1, "forecast")),
    ("forecast", "movement"): ((1, "last_forecast"), (-1, "forecast")),
}
_ACTUAL = "actual_ytd_pence"
_OF_ACTUALS = (_ACTUAL, "variance_ytd_pence")
_ASSUMED = "actuals were assumed"
_FUNDINGS = ("recurrent", "non_recurrent")
_WORDS = {Account.SWITCH: "Capital to revenue"}


def limit_lines(statement: LimitStatement) -> Iterator[ReturnLine]:
    """A limit by source, what is confirmed and what is anticipated apart.

    >>> from pctfinance.calendar import Period
    >>> nothing = LimitStatement("5A9", Limit.CASH, Period("2011-12 M08"), None, (), 0)
    >>> [(line.id, line.pence) for line in limit_lines(nothing)]
    [('cash_limit.confirmed.total', None), ('cash_limit.anticipated.total', 0)]
    """
    limit = statement.limit
    table, revenue = f"{limit.value}_limit", limit is Limit.REVENUE
    columns = (*_FUNDINGS, "total") if revenue else ("total",)
    where = _limit_source(statement)
    for certainty in Certainty:
        rows: list[str] = []
        for account in SOURCES:
            split = _of(statement, certainty, account)
            if split.recurrent or split.non_recurrent:
                row = f"{certainty.value}.{account.name.lower()}"
                rows.append(row)
                label = _WORDS.get(account, account.value.capitalize())
                if certainty is Certainty.ANTICIPATED:
                    label += ", anticipated"
                for column in columns:
                    yield ReturnLine(
                        table,
                        row,
                        column,
                        label,
                        getattr(split, column),
                        f"{where[0]}, {account.value}",
                        _across(table, row) if revenue and column == "total" else (),
                        synthetic=statement.contains_synthetic,
                    )
        known = certainty is Certainty.ANTICIPATED or statement.is_known(certainty)
        total = _of(statement, certainty)
        for column in columns:
            yield ReturnLine(
                table,
                certainty.value,
                column,
                f"{certainty.value.capitalize()} limit",
                getattr(total, column) if known else None,
                where[1].format(certainty=certainty.value, column=column),
                tuple((1, f"{table}.{row}.{column}") for row in rows) if known else (),
                note="" if known else "none notified",
                synthetic=statement.contains_synthetic,
            )
    if revenue:
        yield from _expected(statement, columns)


def _expected(statement: LimitStatement, columns: Sequence[str]) -> Iterator[ReturnLine]:
    known = statement.is_known()
    both = _of(statement, Certainty.CONFIRMED).plus(_of(statement, Certainty.ANTICIPATED))
    for column in columns:
        yield ReturnLine(
            "revenue_limit",
            "expected",
            column,
            "Expected limit: no duty is tested against it",
            getattr(both, column) if known else None,
            _limit_source(statement)[1].format(certainty="expected", column=column),
            tuple((1, f"revenue_limit.{each.value}.{column}") for each in Certainty)
            if known
            else (),
            synthetic=statement.contains_synthetic,
        )


def _limit_source(statement: LimitStatement) -> tuple[str, str]:
    """Where the sources of a limit stand, and where their sum does."""
    if statement.limit is Limit.REVENUE:
        place = "position.json, resource.{certainty}.{column}_pence"
        return "board-pack.xlsx, statement of the revenue limit", place
    duty = next(duty for duty in Duty if duty.limit is statement.limit)
    place = f"position.json, duties[{duty.value}].limit_pence"
    at = f"the resource ledger at the pack's event, {statement.limit.value}"
    return at, place


def _of(statement: LimitStatement, certainty: Certainty, account: Account | None = None) -> Split:
    changes = [
        change
        for change in statement.changes
        if change.certainty is certainty and account in (None, change.account)
    ]
    return Split(
        sum(change.recurrent_pence for change in changes),
        sum(change.non_recurrent_pence for change in changes),
    )


def _across(table: str, row: str) -> tuple[tuple[int, str], ...]:
    return tuple((1, f"{table}.{row}.{column}") for column in _FUNDINGS)


def use_lines(body: BodyPosition, *, known: bool) -> Iterator[ReturnLine]:
    """How the revenue limit is used; its sum is the expected limit, where one is `known`.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> nothing = BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ())
    >>> [line.pence for line in use_lines(nothing, known=False)][-4:]
    [0, None, None, None]
    """
    resource = body.resource
    splits = {
        "budgets": resource.budgets,
        "reserves": resource.reserves,
        "planned_surplus": resource.planned_surplus,
        "applied_non_recurrently": resource.applied,
    }
    columns = (*_FUNDINGS, "total")
    place = "position.json, resource"
    for row, label in USES.items():
        for column in columns:
            yield ReturnLine(
                "uses",
                row,
                column,
                label,
                getattr(splits[row], column),
                f"{place}.{row}.{column}_pence",
                _across("uses", row) if column == "total" else (),
                synthetic=body.balances.synthetic,
            )
    for column in columns:
        yield ReturnLine(
            "uses",
            "expected_use",
            column,
            "Expected limit",
            getattr(resource.expected, column) if known else None,
            f"{place}.expected.{column}_pence",
            tuple((1, f"uses.{row}.{column}") for row in USES) if known else (),
            synthetic=body.balances.synthetic,
        )


def category_lines(body: BodyPosition, tree: CategoryTree) -> Iterator[ReturnLine]:
    """Spending by category: the columns of a position, and their sums.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> nothing = BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ())
    >>> len(list(category_lines(nothing, CategoryTree())))
    12
    """
    lines = {line.category: line for line in body.lines}
    codes = tree.ordered(lines)
    assumed = any(line.assumed for line in body.lines)
    place = "position.json, categories"
    for table, measures in CATEGORY_MEASURES.items():
        for code in codes:
            for column, key in measures.items():
                parts = _PARTS.get((table, column), ())
                yield ReturnLine(
                    table,
                    code,
                    column,
                    tree.name(code),
                    _measure(body, lines[code], key),
                    f"{place}[{code}].{key}",
                    tuple((sign, f"{table}.{code}.{of}") for sign, of in parts),
                    note=_ASSUMED if key == _ACTUAL and lines[code].assumed else "",
                    synthetic=lines[code].synthetic,
                    assumed=key in _OF_ACTUALS and lines[code].assumed,
                )
        for column, key in measures.items():
            amounts = [_measure(body, lines[code], key) for code in codes]
            yield ReturnLine(
                table,
                "total",
                column,
                "All categories",
                whole_sum(amounts),
                f"{place}: the sum of {key}",
                tuple((1, f"{table}.{code}.{column}") for code in codes),
                note=_ASSUMED if key == _ACTUAL and assumed else "",
                synthetic=any(line.synthetic for line in body.lines),
                assumed=key in _OF_ACTUALS and assumed,
            )


def whole_sum(amounts: Sequence[int | None]) -> int | None:
    """A sum that is not known unless each of its amounts is.

    >>> whole_sum([1, 2]), whole_sum([1, None])
    (3, None)
    """
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _measure(body: BodyPosition, line: CategoryLine, key: str) -> int | None:
    if key in ("budget_recurrent_pence", "budget_non_recurrent_pence"):
        budget = body.resource.budget(line.category)
        return budget.recurrent if key == "budget_recurrent_pence" else budget.non_recurrent
    pence: int | None = getattr(line, key)
    return pence


def duty_lines(
    body: BodyPosition, duties: Sequence[Duty], basis: Basis, names: Mapping[Duty, str]
) -> Iterator[ReturnLine]:
    """Every duty to date and on the basis of the return; what is not tested says why.

    The charge to date is held against the part of the limit that falls to date where there is one
    (revenue), and else against the whole year's limit: the note says so.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> nothing = BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ())
    >>> list(duty_lines(nothing, [], Basis.FORECAST, {}))
    []
    """
    for duty in duties:
        results = (("_ytd", "ytd", body.on(duty).ytd), ("", basis.value, body.duty(duty)))
        for ending, of, result in results:
            place = f"position.json, {of}, duties[{duty.value}]"
            for column, key in DUTY_MEASURES.items():
                row = f"duties.{duty.value}"
                parts = ((1, f"{row}.limit{ending}"), (-1, f"{row}.charged{ending}"))
                yield ReturnLine(
                    "duties",
                    duty.value,
                    f"{column}{ending}",
                    names[duty],
                    getattr(result, key),
                    f"{place}.{key}",
                    parts if column == "variance" else (),
                    note=_status(result, "to date" if ending else of)
                    if column == "variance"
                    else "",
                    synthetic=result.synthetic,
                    assumed=column != "limit" and result.assumed,
                )


def _status(result: DutyResult, of: str) -> str:
    status = f"{of}: {result.status.value.replace('_', ' ')}"
    is_tested = result.status is not DutyStatus.NOT_TESTED
    if of == "to date" and is_tested and result.limit_basis is LimitBasis.ANNUAL:
        status = f"{status} (against the limit of the whole year)"
    status = f"{status}, {_ASSUMED}" if result.assumed else status
    return f"{status}, {result.reason}" if result.reason else status


def underlying_lines(body: BodyPosition) -> Iterator[ReturnLine]:
    """The bridge to the underlying position, where it is known.

    >>> from pctfinance.bodies import Body
    >>> from pctfinance.ledger.balances import Balances
    >>> nothing = BodyPosition(Body("5A9", "Barnet PCT"), (), Balances.of([]), ())
    >>> [(line.id, line.pence) for line in underlying_lines(nothing)]
    [('underlying.total.amount', None)]
    """
    place = "position.json, underlying"
    steps = [step.value for step, _ in body.underlying.steps]
    for step, pence in body.underlying.steps:
        label = step.value.replace("_", " ").capitalize()
        source = f"{place}.bridge[{step.value}].pence"
        yield ReturnLine("underlying", step.value, "amount", label, pence, source)
    yield ReturnLine(
        "underlying",
        "total",
        "amount",
        "Underlying position",
        body.underlying.pence,
        f"{place}.underlying_pence",
        tuple((1, f"underlying.{step}.amount") for step in steps),
        note=body.underlying.reason,
        synthetic=body.contains_synthetic,
    )
