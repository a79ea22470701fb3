"""The command line as a whole: its commands, and what becomes of an error."""

import sys
import traceback
from typing import Annotated, NoReturn, cast

import typer

from pctfinance import __version__
from pctfinance.cli import (
    agreeing,
    answering,
    bridging,
    cash,
    closing,
    commissioning,
    committing,
    contracts,
    controls,
    delegating,
    funds,
    groups,
    headroom,
    journals,
    keeping,
    ledger,
    lending,
    lodging,
    looking,
    months,
    paying,
    planning,
    positions,
    previewing,
    publishing,
    qipp,
    querying,
    recharging,
    remedying,
    returning,
    running_costs,
    scheduling,
    sharing,
    stating,
    tracing,
    transfers,
    workbooks,
    year_end,
)
from pctfinance.cli.output import print_error, speak_plainly
from pctfinance.cli.panels import Panelled
from pctfinance.errors import IntegrityError, PctFinanceError, UsageError

__all__ = ["app", "main"]

_EPILOG = (
    "Exit codes: 0 done, nothing found; 1 done with findings; 2 wrong usage; 3 input refused; "
    "4 an approval is missing; 5 integrity failure."
)


def _one_month(name: str) -> str:
    """The month of a question is `--as-of`, of figures `--period`, of a paper `--month`: any will do.

    No command has two of them.
    """
    return "as-of" if name in ("period", "month") else name


app = typer.Typer(
    name="pctfinance",
    cls=Panelled,
    context_settings={"token_normalize_func": _one_month},
    help="Closes the month for a group of statutory bodies that may not share their money.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("close")(closing.close)
app.command("demo")(closing.demo)
app.command("create")(keeping.create)
app.command("load")(keeping.load)
app.add_typer(journals.journal, name="journal")
app.command("reverse")(journals.reverse)
app.add_typer(transfers.transfer, name="transfer")
app.add_typer(funds.fund, name="fund")
app.command("loans")(lending.loans)
app.add_typer(lending.loan, name="loan")
app.add_typer(scheduling.transfers, name="transfers")
app.add_typer(scheduling.approvals, name="approvals")
app.command("preview")(previewing.preview)
app.command("verify")(keeping.verify)
app.command("status")(months.status)
app.command("submit")(months.submit)
app.command("return")(months.give_back)
app.command("controls")(controls.controls)
app.command("sha-return")(returning.sha_return)
app.command("close-month")(months.close_month)
app.command("lock")(months.lock)
app.command("unlock")(months.unlock)
app.command("reopen")(months.reopen)
app.command("published")(publishing.published)
app.command("compare")(publishing.compare)
app.command("load-ledger")(ledger.load_ledger)
app.command("loads")(ledger.loads)
app.command("check")(looking.check)
app.command("position")(positions.position)
app.command("limit")(looking.limit)
app.command("find")(looking.find)
app.command("trace")(tracing.trace)
app.command("decide")(year_end.decide)
app.command("roll-forward")(year_end.roll_forward)
app.command("final-close")(year_end.final_close)
app.command("budgets")(planning.budgets)
app.command("plan")(planning.plan)
app.command("delegations")(delegating.delegations)
app.command("ccg")(commissioning.ccg)
app.command("headroom")(headroom.headroom)
app.add_typer(headroom.case, name="case")
app.command("lodgements")(lodging.lodgements)
app.command("write-off")(lodging.write_off)
app.add_typer(delegating.delegation, name="delegation")
app.add_typer(sharing.sharing, name="sharing")
app.add_typer(recharging.recharge, name="recharge")
app.add_typer(committing.commitment, name="commitment")
app.command("running-costs")(running_costs.running_costs)
app.command("running-cost-limit")(running_costs.running_cost_limit)
app.command("remedy")(remedying.remedy)
app.command("exposure")(remedying.exposure)
app.command("cash")(cash.cash)
app.add_typer(cash.drawing, name="drawing")
app.command("bridge")(bridging.bridge)
app.command("duties")(paying.duties)
app.add_typer(paying.bills, name="bills")
app.command("provider-arm")(paying.provider_arm)
app.command("control-total")(paying.control_total)
app.command("statements")(stating.statements)
app.command("sign-statements")(stating.sign_statements)
app.command("balance-headings")(stating.balance_headings)
app.command("agreement")(agreeing.agreement)
app.command("statement")(agreeing.statement)
app.add_typer(answering.answer, name="answer")
app.command("eliminations")(agreeing.eliminations)
app.add_typer(groups.groups, name="groups")
app.command("levels")(querying.levels)
app.command("lines")(querying.lines)
app.command("sql")(querying.sql)
app.add_typer(contracts.contract, name="contract")
app.add_typer(qipp.qipp, name="qipp")
app.command("template")(workbooks.template)
app.command("rulebook")(workbooks.rulebook)
_commands = list(app.registered_commands)
for _group in app.registered_groups:
    if _group.typer_instance is not None:
        _group.short_help = _group.typer_instance.info.help
        _commands += _group.typer_instance.registered_commands
for _command in _commands:
    # The whole first sentence: a list of commands that breaks off in the middle explains nothing.
    _command.short_help = " ".join((_command.callback.__doc__ or "").partition("\n\n")[0].split())


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"pctfinance {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What every command shares."""
    del version  # its callback already did all there is to do


# Typer's own usage errors; their class has no public name, its public subclass has.
_WrongUsage = cast("type[Exception]", typer.BadParameter.__mro__[1])
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line; always ends the process with one of the published exit codes."""
    speak_plainly()
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)
    except PctFinanceError as error:
        print_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except _WrongUsage as error:
        _print_usage(error, as_json=as_json)
        sys.exit(UsageError.exit_code)
    except typer.Abort:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output had enough. What was to be written was written before.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        message = f"the result could not be shown: {error.strerror or error}"
        print_error(UsageError(message), as_json=as_json)
        sys.exit(UsageError.exit_code)
    except Exception:  # noqa: BLE001 - the last place that can tell a script that nothing is sure
        traceback.print_exc()
        print_error(
            IntegrityError("this is a fault of pctfinance, not of your data; please report it"),
            as_json=as_json,
        )
        sys.exit(IntegrityError.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _print_usage(error: Exception, *, as_json: bool) -> None:
    if as_json:
        message = getattr(error, "message", str(error))
        print_error(UsageError(f"{message}", hint="see --help"), as_json=True)
    else:
        error.show()  # type: ignore[attr-defined]  # every usage error of Typer's can show itself
