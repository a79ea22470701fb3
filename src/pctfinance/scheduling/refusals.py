"""The errors of a returned schedule: they carry what became of each of its rows."""

from pctfinance.decisions.refusals import refusal_of
from pctfinance.errors import ApprovalMissingError, PostingRefusedError
from pctfinance.present.approvals_report import ApprovalsReport

__all__ = ["ApprovalsRefusedError", "ApprovalsUnfitError", "refused_schedule"]


class ApprovalsRefusedError(PostingRefusedError):
    """Rows of a returned schedule cannot be relied on; nothing was recorded. Exit code 3."""

    code = "schedule.row"

    def __init__(self, report: ApprovalsReport) -> None:
        super().__init__(*report.refused)
        self.report = report


class ApprovalsUnfitError(ApprovalMissingError):
    """Its rows are sound, and their decisions are nobody's who may decide. Exit code 4."""

    code = "transfer.officer"

    def __init__(self, report: ApprovalsReport) -> None:
        super().__init__(*report.refused)
        self.report = report


def refused_schedule(report: ApprovalsReport) -> ApprovalsRefusedError | ApprovalsUnfitError:
    """The error of a report: of its second kind where only approvals are missing.

    >>> refused_schedule(ApprovalsReport("approvals.csv", "0" * 64, ())).exit_code
    3
    """
    refusals = [refusal_of([finding]) for finding in report.refused]
    if refusals and all(isinstance(each, ApprovalMissingError) for each in refusals):
        return ApprovalsUnfitError(report)
    return ApprovalsRefusedError(report)
