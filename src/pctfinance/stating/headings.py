"""Which accounts stand under which heading of the balance sheet, as the book states it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pctfinance.asked import day_asked
from pctfinance.asking import Asking
from pctfinance.bodies import Body
from pctfinance.consolidation.balance_sheet import HEADINGS, HeadingRule, Section
from pctfinance.deciding import tested
from pctfinance.errors import UsageError
from pctfinance.records import Receipt
from pctfinance.tables.headings_file import read_headings

__all__ = ["BalanceHeadings"]


class BalanceHeadings(Asking):
    """The part of a book that keeps the headings of balance sheets: those of all, or of one body."""

    def state_balance_headings(
        self,
        rules: Iterable[tuple[str, str, str]],
        *,
        by: str,
        on: str | date,
        reference: str,
        body: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        """State which accounts stand under which heading of the balance sheet; the last one stands.

        Args:
            rules: of each the account (a code, or a beginning that ends in a star), the section of
                the balance sheet, and the heading. The longest beginning decides.
            by: the office that states it.
            on: the day of the paper.
            reference: the paper.
            body: of one body alone, in place of those that are stated for all.
            request: the caller's own name for this command; see `Records.post`.
            test: whether to look only if it would be taken; the receipt then says that nothing was.

        Raises:
            UsageError: a section is none, an account stands twice, or there is no office.

        >>> from pctfinance.book import Book
        >>> Book.in_memory("2011-12", group="NCL").state_balance_headings(
        ...     [("12*", "current-assets", "Trade and other receivables")],
        ...     by="Financial Controller", on="2012-04-02", reference="chart of accounts").stated
        1
        """
        day, made = day_asked(on), list(map(tuple, rules))
        if day is None or not by.strip() or not reference.strip():
            raise UsageError("headings have a day, an office and a paper")
        sections = {section.value for section in Section}
        accounts = [account for account, _, _ in made]
        for account, section, heading in made:
            if section not in sections:
                hint = f"use {', '.join(sections)}"
                raise UsageError(f"{section!r} is no part of a balance sheet", hint=hint)
            if not account.strip("* ") or "*" in account[:-1] or not heading.strip():
                message = f"{account!r} and {heading!r} are no account and heading"
                raise UsageError(message, hint="a star ends a beginning, and a heading has words")
        if not made or len(set(accounts)) != len(accounts):
            raise UsageError("there is no account, or one stands twice", hint="state each once")
        said = {
            "kind": HEADINGS,
            "body": self._stating_body(body).code if body else "",
            "by": by.strip(),
            "on": day.isoformat(),
            "reference": reference,
            "rules": [list(rule) for rule in made],
        }
        if test:
            return tested(self._records, ())
        return self._records.post((), statements=[said], request=request)

    def load_balance_headings(
        self,
        path: str | Path,
        *,
        by: str,
        on: str | date,
        reference: str = "",
        body: str = "",
        request: str | None = None,
        test: bool = False,
    ) -> Receipt:
        r"""State the headings of a CSV file or workbook, as `state_balance_headings` does.

        Args:
            path: the file; `pctfinance.tables.headings_file.HEADINGS_FILE` tells its columns.
            by: the office that states them.
            on: the day of the paper.
            reference: the paper; the name of the file unless told otherwise.
            body: see `state_balance_headings`.
            request: the caller's own name for this command; see `Records.post`.
            test: see `state_balance_headings`.

        Raises:
            InputRefusedError: the file cannot be relied on; the error carries every finding.

        >>> from tempfile import TemporaryDirectory
        >>> from pctfinance.book import Book
        >>> book = Book.in_memory("2011-12", group="NCL")
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "headings.csv")
        ...     _ = file.write_text("account,section,heading\n12*,current-assets,Receivables\n")
        ...     book.load_balance_headings(file, by="Financial Controller", on="2012-04-02").stated
        1
        """
        rules, name = self._file_read(path, read_headings)
        return self.state_balance_headings(
            [(rule.account, rule.section.value, rule.heading) for rule in rules],
            by=by,
            on=on,
            reference=reference or name,
            body=body,
            request=request,
            test=test,
        )

    def _headings(
        self, body: str, until: int, known: date | None = None
    ) -> tuple[HeadingRule, ...]:
        """The rules that stand for a body by what is known: its own, or else those of all."""
        found: dict[str, Any] = {
            said.content["body"]: said.content["rules"]
            for said in self._records.statements
            if said.content.get("kind") == HEADINGS
            and said.sequence <= until
            and (known is None or date.fromisoformat(said.content["on"]) <= known)
        }
        rules = found.get(body, found.get("", ()))
        return tuple(HeadingRule(account, Section(part), words) for account, part, words in rules)

    def _stating_body(self, body: str) -> Body:
        members = self._records.terms.members_of_year()
        known = {group.code for group in self.register.groups}
        if body in known:
            message = f"{body} is a group: it has no statements, and nobody signs for it"
            raise UsageError(message, hint=f"its bodies are {', '.join(members)}")
        return self._member_asked(body)
