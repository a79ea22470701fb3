"""Two tables of one contract: its prices, and what each commissioner bears."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from pctfinance.consolidation.contracts import ContractResult
from pctfinance.money import Unit, show_exact, show_money
from pctfinance.present.shown import Align, Heading, Shown, Tone, row
from pctfinance.rulebooks import Tariff

__all__ = ["commissioners_table", "per_cent", "prices_table"]


def per_cent(share: Fraction) -> str:
    """A share in per cent, rounded to one decimal, halves away from zero.

    >>> per_cent(Fraction(3, 10)), per_cent(Fraction(-1, 3))
    ('30 %', '(33.3 %)')
    """
    tenths = (2000 * abs(share.numerator) + share.denominator) // (2 * share.denominator)
    text = f"{tenths // 10}.{tenths % 10}".removesuffix(".0") + " %"
    return f"({text})" if share < 0 else text


def prices_table(each: ContractResult, title: str, tariff: Tariff) -> Shown:
    """The prices whose amount of the year before is known, beside what efficiency alone makes of it.

    >>> from pctfinance.rulebooks import Rulebook
    >>> from pctfinance.ledger.contracts import ContractLine, ContractShare, ContractStated
    >>> said = ContractStated(contract="C1", provider="RX", provider_name="X", basis="fractions",
    ...     points=(ContractLine.of("OP", "Out", 12, 90_00),), shares=(ContractShare("5A9", "1"),))
    >>> none = ContractResult("5A9", said, (), False, ())
    >>> prices_table(none, "prices", Rulebook.packaged("2011-12").tariff).rows
    ()
    """
    share = tariff.efficiency.value
    rows = []
    for line in each.lines:
        prior, price = line.line.prior_price_pence, line.line.price_pence
        if prior is None:
            continue
        change = per_cent(Fraction(price - prior, prior)) if prior else "-"
        cells = [*map(show_exact, (prior, price)), change]
        named = f"{line.line.line} {line.line.name}"
        rows.append(row([named, *cells, show_exact(line.tariff_price_pence(share))]))
    return Shown(
        title=title,
        subtitle="Pounds a unit",
        headings=(
            Heading("Point of delivery", Align.LEFT, wraps=True),
            *map(Heading, ("Year\nbefore", "Price", "Change\n%", "Less\nefficiency")),
        ),
        rows=tuple(rows),
        notes=(
            (
                f"Less efficiency: the price of the year before less {per_cent(Fraction(share))} "
                "(tariff.efficiency) alone, without any rise for inflation."
            ),
        ),
    )


def commissioners_table(
    each: ContractResult,
    titles: tuple[str, str],
    names: Mapping[str, str],
    held: Collection[str],
) -> Shown:
    """What each commissioner bears, and what of it was recharged.

    Args:
        each: the contract.
        titles: the table's title, and what is said below it.
        names: of the commissioners, by code.
        held: the codes of the bodies of this book.

    >>> from pctfinance.ledger.contracts import ContractLine, ContractShare, ContractStated
    >>> said = ContractStated(contract="C1", provider="RX", provider_name="X", basis="fractions",
    ...     points=(ContractLine.of("OP", "Out", 12, 90_00),), shares=(ContractShare("5A9", "1"),))
    >>> none = ContractResult("5A9", said, (), False, ())
    >>> len(commissioners_table(none, ("commissioners", ""), {}, {"5A9"}).rows)
    2
    """
    title, subtitle = titles
    rows = []
    for body in each.bodies:
        plan, payable = each.plan_of(body), each.payable_of(body)
        role = "host" if body == each.host else "associate"
        away = "" if body in held else ", not in this book"
        done = each.recharged_of(body)
        left = dict(each.to_recharge).get(body)
        owed = () if body == each.host else (each.told(payable), done, left)
        cells = [f"{body} {names.get(body, '')}".rstrip(), f"{role}{away}"]
        ends = [*map(_thousands, owed)] or [""] * 3
        amounts = map(each.told, (plan, payable, plan - payable))
        rows.append(row([*cells, *map(_thousands, amounts), *ends]))
    due = sum(pence for _, pence in each.recharges)
    done = sum(each.recharged_of(body) for body, _ in each.recharges)
    left = None if each.silent else due - done
    sums = (each.plan_pence - each.not_reported_pence, each.payable_pence, each.variance_pence)
    amounts = (*map(each.told, (*sums, due)), done, left)
    cells = ["The provider's bill", "", *map(_thousands, amounts)]
    rows.append(row(cells, tone=Tone.STRONG, total=True))
    return Shown(
        title=title,
        subtitle=subtitle,
        headings=(
            Heading("Commissioner", Align.LEFT, wraps=True),
            Heading("", Align.LEFT),
            *map(Heading, ("Plan", "Payable", "Variance", "Share\ndue")),
            *map(Heading, ("Recharged\nso far", "Still to be\nrecharged")),
        ),
        rows=tuple(rows),
        notes=tuple(_recharge_notes(each)),
    )


def _recharge_notes(each: ContractResult) -> Iterator[str]:
    yield (
        "The host pays the whole bill. What it is to recharge is posted by journals of both "
        "(pctfinance recharge, with the contract's code); nothing is posted here."
    )
    if waiting := sum(each.charges.submitted.values()):
        yield f"Not in it: {show_exact(waiting)} of recharges that wait for approval."


def _thousands(pence: int | None) -> str:
    return show_money(pence, Unit.THOUSANDS)
