"""What the notes of the duties are made of: limits, charges, bills, a provider arm, a control total."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from pctfinance.consolidation.duties import Duty
from pctfinance.consolidation.duty_notes import DutyNote, NoteKind, NoteLine, NoteStatus
from pctfinance.consolidation.full_cost import standing_arm
from pctfinance.ledger.duty_facts import BillsPaid, ControlTotalAgreed, ProviderArmStated
from pctfinance.ledger.events import Event
from pctfinance.ledger.lines import Account, Limit, Line
from pctfinance.present.duties_report import DutiesReport
from pctfinance.tracing.figures import Compared, ReportFigure, RuleCited, Ruled, Unit, cited
from pctfinance.tracing.ledger_rows import LedgerRow, by_account, ledger_rows
from pctfinance.tracing.parts import Part
from pctfinance.tracing.sight import Sight, said_by

__all__ = ["body_rows", "duty_figures"]

_UNITS: Mapping[str, Unit] = {"pence": "pence", "number": "number", "share": "share"}
_LIMITS = {"charged": "charged", "limit": "limit", "difference": "variance"}
_DUTIES = {NoteKind(duty.value): duty for duty in Duty}
_SURPLUS = RuleCited("", "at least the control total; two-sided, within the tolerance of it", "")
_RECOVERED = RuleCited("", "costs less income and allocation are not above zero", "")


def duty_figures(report: DutiesReport, sight: Sight) -> Iterator[ReportFigure]:
    """Every line of every note, and its status.

    Args:
        report: the notes.
        sight: the events they are of.

    >>> from pctfinance.book import Book
    >>> report = Book.in_memory("2011-12", group="NCL").duties("M8", group="5A9")
    >>> [figure.line for figure in duty_figures(report, Sight.empty("2011-12 M08"))][:3]
    ['revenue_resource_limit/charged', 'revenue_resource_limit/limit', 'revenue_resource_limit/difference']
    """
    for note in report.notes:
        way = _Note(note, report, sight)
        for line in note.lines:
            share = line.unit == "share"
            made = partial(way.share, line) if share else partial(way.line, line.code)
            yield ReportFigure(
                note.body,
                f"{note.kind.value}/{line.code}",
                f"{note.kind.heading}: {line.words.strip()}",
                line.value,
                _UNITS[line.unit],
                made,
                note.reason or "no bill was paid",
            )
        yield ReportFigure(
            note.body,
            f"{note.kind.value}/status",
            f"{note.kind.heading}: status",
            note.status.words,
            "word",
            way.status,
        )


def body_rows(sight: Sight, body: str) -> tuple[LedgerRow, ...]:
    """The general ledger of one body at the end of the month.

    >>> body_rows(Sight.empty("2011-12 M08"), "5A9")
    ()
    """
    ground = sight.ground
    to_date = body in ground.holdings.actuals.cumulative
    month = sight.period.number
    return tuple(ledger_rows(ground.events, body, month, ground.cells, to_date=to_date))


@dataclass(frozen=True)
class _Note:
    """One note of one body: the way from its lines to what they are made of."""

    note: DutyNote
    report: DutiesReport
    sight: Sight

    @property
    def body(self) -> str:
        return self.note.body

    def line(self, code: str) -> Part:
        """What one line of money or numbers is made of."""
        duty = _DUTIES.get(self.note.kind)
        if duty is not None:
            return self._of_limit(duty, code)
        ways: dict[NoteKind, Callable[[str], Part]] = {
            NoteKind.FULL_COST: self._of_arm,
            NoteKind.CONTROL_TOTAL: self._of_control,
            NoteKind.BETTER_PAYMENT: self._of_bills,
        }
        return ways[self.note.kind](code)

    def _of_limit(self, duty: Duty, code: str) -> Part:
        basis = self.report.basis
        if code in _LIMITS:
            return self.sight.duty(self.body, duty, _LIMITS[code], basis)
        return self.sight.trees(self.body).charge(duty.limit, basis, code)

    # Bills

    def _of_bills(self, code: str) -> Part:
        return Part.sum_of(code.replace("-", " "), self._bills(code))

    def _bills(self, code: str) -> Iterator[Part]:
        sector, _, rest = code.rpartition("-number-" if "-number-" in code else "-value-")
        field = "number" if "-number-" in code else "pence"
        field += "_in_time" if rest == "in-time" else ""
        stated = list(self.sight.last(self.body, BillsPaid))
        base = max((event.period.number for event, what in stated if what.to_date), default=0)
        for event, what in stated:
            if event.period.number >= base:
                bills = what.nhs if sector == "nhs" else what.non_nhs
                to_date = ", to date" if what.to_date else ""
                label = f"M{event.period.number:02}{to_date}"
                yield said_by(event, getattr(bills, field), label)

    def share(self, line: NoteLine) -> Ruled:
        """A share of bills: what was paid in time, over what was paid."""
        of = line.code.removesuffix("-share")
        unit: Unit = "number" if of.endswith("number") else "pence"
        in_time, paid = (self._of_bills(f"{of}-{end}") for end in ("in-time", "paid"))
        rules = cited(self.sight.rulebook, "better_payment.days")
        compared = (Compared(in_time, unit), Compared(paid, unit))
        says = Fraction(in_time.pence, paid.pence)
        return Ruled("paid in time, over what was paid", rules, compared, says)

    # The provider arm

    def _arm(self) -> tuple[Event, ProviderArmStated] | None:
        return standing_arm(self.sight.last(self.body, ProviderArmStated))

    def _of_arm(self, code: str) -> Part:
        taken = {"net": ("cost", "income"), "difference": ("net", "allocation")}
        if code in taken:
            whole, less = (self._of_arm(each) for each in taken[code])
            return Part.sum_of("costs" if code == "net" else "costs not recovered", [whole, less])
        found = self._arm()
        if found is None:
            return Part.sum_of(code, ())
        event, what = found
        if code == "allocation":
            return Part.sum_of(
                "less met from allocation",
                [said_by(event, what.allocation_pence, "stated", sign=-1)],
            )
        if what.categories:
            return self._of_categories(code, what.categories)
        if code == "cost":
            return Part.sum_of("cost", [said_by(event, what.cost_pence or 0, "stated")])
        return Part.sum_of(
            "less income", [said_by(event, what.income_pence or 0, "stated", sign=-1)]
        )

    def _of_categories(self, code: str, categories: tuple[str, ...]) -> Part:
        """Accounts with a debit are cost, those with a credit are income."""
        rows = [
            row
            for row in body_rows(self.sight, self.body)
            if row.limit == Limit.REVENUE and row.category in categories
        ]
        sums: dict[str, int] = {}
        for row in rows:
            sums[row.account] = sums.get(row.account, 0) + row.pence
        own = [row for row in rows if (sums[row.account] > 0) == (code == "cost")]
        own = [row for row in own if sums[row.account]]
        return by_account("cost" if code == "cost" else "less income", own)

    # The control total

    def _of_control(self, code: str) -> Part:
        if code == "surplus":
            return self.sight.duty(self.body, Duty.REVENUE, "variance", self.report.basis)
        if code == "difference":
            surplus, agreed = (self._of_control(each) for each in ("surplus", "agreed"))
            return Part.sum_of("over the control total", [surplus, agreed.turned()])
        if letter := self._agreed():
            event, what = letter
            return Part.sum_of("control total", [said_by(event, what.pence, "agreed")])
        return self.sight.resource(self.body, "planned surplus", _is_planned, sign=-1)

    def _agreed(self) -> tuple[Event, ControlTotalAgreed] | None:
        """The control total that stands: of the last day, and of one day the last recorded."""
        agreed = [
            (event, event.what)
            for event in self.sight.standing(self.body)
            if isinstance(event.what, ControlTotalAgreed)
        ]
        agreed.sort(key=lambda each: each[0].notified)
        return agreed[-1] if agreed else None

    # What the note says in the end

    def status(self) -> Ruled:
        """The status, by its rule, from the figures that are compared."""
        ways = {
            NoteKind.FULL_COST: self._of_recovery,
            NoteKind.CONTROL_TOTAL: self._of_total,
            NoteKind.BETTER_PAYMENT: self._of_target,
        }
        return ways.get(self.note.kind, self._of_duty)()

    def _known(self, *codes: str) -> tuple[Compared, ...]:
        known = {line.code for line in self.note.lines if line.value is not None}
        return tuple(Compared(self.line(code)) for code in codes if code in known)

    def _ruled(
        self, how: str, rules: tuple[RuleCited, ...], compared: tuple[Compared, ...], *, good: bool
    ) -> Ruled:
        """What the rule says, where all that is compared is known."""
        bad = NoteStatus.BREACH if self.note.kind.is_statutory else NoteStatus.MISSED
        if self.note.status in (NoteStatus.NOT_TESTED, NoteStatus.NOT_APPLICABLE):
            return Ruled(self.note.reason, rules, compared)
        return Ruled(how, rules, compared, (NoteStatus.MET if good else bad).words)

    def _of_duty(self) -> Ruled:
        compared = self._known("limit", "charged")
        left = compared[0].part.pence - compared[-1].part.pence if compared else 0
        rules = cited(self.sight.rulebook, f"duties.{self.note.kind.value}")
        return self._ruled(
            "what is charged is held against the limit", rules, compared, good=left >= 0
        )

    def _of_recovery(self) -> Ruled:
        compared = self._known("difference")
        good = all(each.part.pence <= 0 for each in compared)
        return self._ruled("zero is met", (_RECOVERED,), compared, good=good)

    def _of_total(self) -> Ruled:
        compared = self._known("surplus", "agreed")
        agreed = self._agreed()
        rule = self.sight.rulebook.control_total
        tolerance = rule.tolerance.amount_pence if rule else 0
        over = compared[0].part.pence - compared[-1].part.pence if compared else 0
        good = abs(over) <= tolerance if agreed and agreed[1].two_sided else over >= 0
        rules = (_SURPLUS, *cited(self.sight.rulebook, "control_total.tolerance"))
        return self._ruled(self.note.remark, rules, compared, good=good)

    def _of_target(self) -> Ruled:
        codes = [line.code for line in self.note.lines if line.unit != "share"]
        rule, parts = self.sight.rulebook.better_payment.share.value, []
        good = True
        for paid, in_time in zip(codes[::2], codes[1::2], strict=True):
            unit: Unit = "number" if "-number-" in paid else "pence"
            whole, part = self._of_bills(paid), self._of_bills(in_time)
            if whole.pence:
                good = good and part.pence >= Fraction(rule) * whole.pence
                parts += [Compared(part, unit), Compared(whole, unit)]
        rules = cited(self.sight.rulebook, "better_payment.share", "better_payment.days")
        how = "met where each share that there is reaches the target"
        return self._ruled(how, rules, tuple(parts), good=good)


def _is_planned(line: Line) -> bool:
    return line.account is Account.PLANNED_SURPLUS and line.strand.limit is Limit.REVENUE
