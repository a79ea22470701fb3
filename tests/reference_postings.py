"""What each act posts: the posting table of the reference model, word for word."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reference_acts import CAP, NR, Act, Cell, Entry, R, Strand
from reference_close import BESIDE

__all__ = ["BUDGETS", "HELD", "lines_of", "settlement", "standing_of"]

BUDGETS = ("retained", "delegated", "headroom case")

# The posting table: strand (`own` is the event's), account (`from` is the event's), sign.
POSTING_TABLE: Mapping[str, Sequence[tuple[Strand | str, str, int]]] = MappingProxyType(
    {
        "allocation": (("own", "allocation", 1), ("own", "unallocated", -1)),
        "brought-forward": ((NR, "brought forward", 1), (NR, "unallocated", -1)),
        "planned-surplus": (("own", "unallocated", 1), ("own", "planned surplus", -1)),
        "surplus-lodged": (("own", "lodged", -1), ("own", "planned surplus", 1)),
        "headroom-lodged": ((R, "lodged", -1), (R, "unallocated", 1)),
        "headroom-released": ((NR, "released", 1), (NR, "headroom case", -1)),
        "headroom-set-aside": ((R, "unallocated", 1), (R, "headroom", -1)),
        "applied-non-recurrently": (
            (R, "from", 1),
            (R, "applied non-recurrently", -1),
            (NR, "applied non-recurrently", 1),
            (NR, "retained", -1),
        ),
        "lodgement-lapsed": (),
        "contingency": (("own", "unallocated", 1), ("own", "contingency", -1)),
        "budget": (("own", "from", 1), ("own", "retained", -1)),
        "delegation": (("own", "from", 1), ("own", "delegated", -1)),
        "gap-closed": (("own", "from", 1), ("own", "unfunded", -1)),
        # Both ends with the body, or both with one delegate.
        "virement": (("own", "origin", 1), ("own", "target", -1)),
        "rebasing": (("own", "origin", 1), ("own", "target", -1)),
        "capital-to-revenue": (
            (CAP, "capital to revenue", -1),
            (CAP, "unallocated", 1),
            (NR, "capital to revenue", 1),
            (NR, "unallocated", -1),
        ),
    }
)
HELD = MappingProxyType({"headroom-lodged": 1, "headroom-released": -1})


def lines_of(act: Act) -> tuple[tuple[Cell, int], ...]:
    """The lines of the posting table; budgets say what they are for, delegations whose they are."""
    lines = []
    for strand, account, sign in () if act.kind in BESIDE else POSTING_TABLE[act.kind]:
        moved = account in ("origin", "target")
        holder = "delegated" if act.delegate else "retained"
        name = act.taken_from if account == "from" else holder if moved else account
        category = act.from_category if account == "origin" else act.category
        cell = Cell(
            act.strand if isinstance(strand, str) else strand,
            name,
            category if name in BUDGETS else "",
            act.delegate if name == "delegated" else "",
        )
        lines.append((cell, sign * act.pence))
    return tuple(lines)


def settlement(act: Act, mine: Sequence[Entry]) -> tuple[tuple[Cell, int], ...]:
    """Of an anticipated a with uses u, confirmed at y: the row of the table, word for word."""
    tranche = standing_of([entry for entry in mine if entry.act.tranche == act.tranche])
    limit, funding, _ = tranche[0].act.strand
    hoped, sure = (limit, funding, "anticipated"), (limit, funding, "confirmed")
    posted = [line for entry in tranche for line in entry.lines]
    a = sum(pence for cell, pence in posted if cell.account == "allocation")
    uses = [line for line in posted if line[0].account not in ("allocation", "unallocated")]
    u, y = -sum(pence for _, pence in uses), act.pence
    rest = ("unallocated", -(y - u)) if y >= u else ("unfunded", u - y)
    return (
        (Cell(hoped, "allocation"), -a),
        *((cell, -pence) for cell, pence in uses),
        (Cell(hoped, "unallocated"), a - u),
        (Cell(sure, "allocation"), y),
        *((cell._replace(strand=sure), pence) for cell, pence in uses),
        (Cell(sure, rest[0]), rest[1]),
    )


def standing_of(entries: Sequence[Entry]) -> list[Entry]:
    """Without what was reversed, and without the reversals."""
    reversed_ = {entry.act.corrects for entry in entries if entry.undone}
    return [entry for entry in entries if not entry.undone and entry.number not in reversed_]
