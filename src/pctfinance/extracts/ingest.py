"""An extract from its file to lines and cells: read, checked as a whole, and only then written.

Everything that is wrong with an extract is told at once, and nothing of it is kept then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from pctfinance.calendar import Period
from pctfinance.errors import Finding, InputRefusedError, Level, Where
from pctfinance.extracts.account_map import AccountMap
from pctfinance.extracts.amounts import no_value_texts, read_odd_amounts, unreadable_amounts
from pctfinance.extracts.engine import Engine, engine
from pctfinance.extracts.lines import (
    Order,
    cells_of,
    contra_line,
    lines_of,
    make_lookups,
    put_apart,
    write_lines,
)
from pctfinance.extracts.mapping import Unmapped, mapped_accounts
from pctfinance.extracts.parties import look_up_parties
from pctfinance.extracts.profile import Profile
from pctfinance.extracts.rows import Shape, make_rows, shape_of
from pctfinance.extracts.rules import broken_rules, rules_of
from pctfinance.extracts.staging import Staged, stage
from pctfinance.extracts.sums import (
    Month,
    about_months,
    about_own_total,
    about_repeats,
    about_stated,
    months_of,
)
from pctfinance.extracts.survey import Survey, survey
from pctfinance.extracts.words import Scope, Words, about_name, words_of
from pctfinance.ledger.cells import BalanceCells
from pctfinance.ledger.loads import ControlTotals

__all__ = ["Extract", "MonthOfLines", "read_extract", "see_that_it_opens"]

_AT_A_TIME = 200
"""How many files of lines are read again together: their cells are in memory meanwhile."""


@dataclass(frozen=True)
class MonthOfLines:
    """What an extract holds of one body and month: the file of its lines, and their cells.

    `totals` are those of the extract's own rows; `contra` says that one more line completes them.
    """

    body: str
    period: Period
    file: Path
    sha256: str
    cells: BalanceCells
    totals: ControlTotals
    contra: bool


@dataclass(frozen=True)
class Extract:
    """An extract that was read: its name and hash, its months, and what is worth knowing of it."""

    file: str
    sha256: str
    months: tuple[MonthOfLines, ...]
    findings: tuple[Finding, ...] = ()


def read_extract(
    path: Path,
    profile: Profile,
    accounts: AccountMap,
    scope: Scope,
    aside: Path,
    *,
    stated: Mapping[str, int] | None = None,
    unmapped: Unmapped = Unmapped.REFUSE,
) -> Extract:
    """Read an extract and write its lines into `aside`, one file for each body and month.

    Args:
        path: the extract.
        profile: how it is written.
        accounts: what its accounts are.
        scope: whose it may be.
        aside: an empty folder.
        stated: totals of the whole extract, by the names of `ControlTotals`; any of them.
        unmapped: what becomes of accounts that the map does not know.

    Raises:
        InputRefusedError: the extract cannot be relied on; the error carries every finding.
        UsageError: there is no room for it, or no right to write.

    >>> read_extract(Path("no.csv"), Profile.packaged("example-journal-lines"),
    ...     AccountMap("", {}, ()), None, Path())
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: no.csv: there is no such file -> check the path ...
    """
    see_that_it_opens(path)
    before = path.stat()
    with engine(aside, path.name) as at_work:
        staged = stage(at_work, path, profile, aside)
        after = path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            message = "the file was changed while it was read"
            raise InputRefusedError(
                Finding("file.unreadable", Level.ERROR, message, Where(file=path.name), "try again")
            )
        reading = _Reading(at_work, profile, staged, aside)
        return reading.read(accounts, scope, stated=stated or {}, unmapped=unmapped)


def see_that_it_opens(path: Path) -> None:
    """Refuse a file that cannot be opened, before anything else is made of it.

    Raises:
        InputRefusedError: there is no such file, or no right to it.

    >>> see_that_it_opens(Path("no.csv"))
    Traceback (most recent call last):
    pctfinance.errors.InputRefusedError: no.csv: there is no such file -> check the path ...
    """
    where = Where(file=path.name)
    try:
        with path.open("rb"):
            return
    except FileNotFoundError:
        finding = Finding(
            "file.missing", Level.ERROR, "there is no such file", where, "check the path"
        )
    except OSError as error:
        message = f"the file cannot be opened: {error.strerror}"
        hint = "close it in other programs, and check your rights to it"
        finding = Finding("file.unreadable", Level.ERROR, message, where, hint)
    raise InputRefusedError(finding)


@dataclass(frozen=True)
class _Reading:
    """One extract on its way: the engine that has it, how it is written, what was staged."""

    at_work: Engine
    profile: Profile
    staged: Staged
    aside: Path

    def read(
        self,
        accounts: AccountMap,
        scope: Scope,
        *,
        stated: Mapping[str, int],
        unmapped: Unmapped,
    ) -> Extract:
        at_work, profile, staged = self.at_work, self.profile, self.staged
        try:
            shape = shape_of(at_work, profile, staged)
        except InputRefusedError as error:
            raise InputRefusedError(*staged.findings, *error.findings) from None
        odd: frozenset[str] = frozenset()
        make_rows(at_work, profile, staged, odd)
        found = survey(at_work, profile, staged, rules_of(profile))
        if found.unreadable:
            # Most extracts hold plain amounts alone, and are summed once.
            odd = read_odd_amounts(at_work, profile)
            make_rows(at_work, profile, staged, odd)
            found = survey(at_work, profile, staged, rules_of(profile, no_value_texts(at_work)))
        words = words_of(found.groups, profile, scope, staged)
        about_parties = look_up_parties(at_work, profile, scope, staged, words)
        mapped, about_accounts = mapped_accounts(found.groups, accounts, staged, unmapped)
        findings = [
            *staged.findings,
            *words.findings,
            *about_parties,
            *(unreadable_amounts(at_work, profile, staged, odd) if found.unreadable else ()),
            *broken_rules(at_work, staged, found.broken),
            *about_accounts,
            *self.about_sums(shape, found, words, stated),
        ]
        InputRefusedError.raise_for(findings)
        make_lookups(at_work, mapped)
        months = months_of(found.groups, words)
        findings += about_name(staged.file, (period for _, period in months))
        order = (
            Order(shape.is_dense, is_ordered=not odd and shape.is_dense)
            if len(months) == 1
            else put_apart(at_work, staged, words, months, self.aside)
        )
        files = {key: self.write(key, month, words, order) for key, month in months.items()}
        written = tuple(self.read_again(files, months))
        return Extract(staged.file, staged.sha256, written, tuple(findings))

    def about_sums(
        self, shape: Shape, found: Survey, words: Words, stated: Mapping[str, int]
    ) -> Iterator[Finding]:
        """What can be said of sums: only where every row is there, and every amount understood."""
        staged = self.staged
        if found.unreadable or any(f.level is Level.ERROR for f in staged.findings):
            return
        yield from about_stated(found.groups, stated, staged)
        yield from about_repeats(self.at_work, found.groups, stated, staged)
        yield from about_own_total(self.at_work, self.profile, shape, staged)
        if not words.findings:
            yield from about_months(months_of(found.groups, words), self.profile, staged)

    def write(
        self, key: tuple[str, Period], month: Month, words: Words, order: Order
    ) -> tuple[Path, bool]:
        """Write the lines of one body and month; and whether one more line completes them."""
        body, period = key
        contra = self.profile.contra and month.is_open
        made = self.aside / f"lines-{body}-{period.number}.parquet"
        sql = lines_of(self.staged, words, key, month.rows, order)
        if contra:
            sql = f"{sql} UNION ALL {contra_line(key, month)}"
        write_lines(self.at_work, sql, made)
        return made, contra

    def read_again(
        self,
        files: Mapping[tuple[str, Period], tuple[Path, bool]],
        months: Mapping[tuple[str, Period], Month],
    ) -> Iterator[MonthOfLines]:
        """What was written, summed from what lies there: some files at a time."""
        keys = list(files)
        for first in range(0, len(keys), _AT_A_TIME):
            some = keys[first : first + _AT_A_TIME]
            wanted = {files[key][0]: months[key].rows + files[key][1] for key in some}
            for key, cells in zip(some, cells_of(self.at_work, wanted), strict=True):
                (made, contra), month = files[key], months[key]
                with made.open("rb") as file:
                    sha256 = file_digest(file, "sha256").hexdigest()
                totals = ControlTotals(
                    rows=month.rows, debit_pence=month.debit_pence, credit_pence=month.credit_pence
                )
                yield MonthOfLines(*key, made, sha256, cells, totals, contra)
