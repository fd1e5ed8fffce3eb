"""The command line: one module a verb.

Exit codes: 0 done · 1 something is wrong with what came in · 2 wrong usage · 3 the service cannot start.
"""

import keyword
import sys
from importlib import import_module

import click

from presskontakt.cli.console import DONE, FAULTY, UNABLE, explain_settings, print_findings
from presskontakt.errors import CannotServe, InvalidInput, NotFound, Refused, Unavailable
from presskontakt.settings import SettingsError

VERBS = (
    "serve",
    "route",
    "explain",
    "try",
    "check",
    "coverage",
    "diff",
    "concepts",
    "show",
    "publish",
    "drafts",
    "approve",
    "stop",
    "history",
    "rollback",
    "roster",
    "withdraw",
    "erase",
    "verify",
    "export",
    "publish-static",
    "move",
    "invite",
    "accounts",
    "suspend",
    "token",
    "leave",
    "generate",
    "evaluate",
    "learn",
    "validate",
    "completion",
)


class _Verbs(click.Group):
    """The verbs, each imported only when it is used: `--help` and completion answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"presskontakt.cli.{cmd_name.replace('-', '_')}{'_' * keyword.iskeyword(cmd_name)}")
        command: click.Command = module.command
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="presskontakt")
def cli() -> None:
    """Which press officer to contact about this, right now, and why.

    \b
    Examples:
      presskontakt serve
      presskontakt route "Hur många har vaccinerats i Umeå?"
      presskontakt check config/directories/*.toml
      presskontakt validate phone "Tfn 070-174 06 05"
    """


def main() -> None:
    """Run the command line; faults in what came in are told as findings, not as a traceback."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (InvalidInput, NotFound) as error:
        print_findings(error.findings, _lang())
        sys.exit(FAULTY)
    except SettingsError as error:
        explain_settings(error)
        sys.exit(UNABLE)
    except Refused as error:
        print_findings(error.findings, _lang())
        sys.exit(UNABLE if isinstance(error, Unavailable) else FAULTY)
    except CannotServe as error:
        print_findings([error.finding], _lang())
        sys.exit(UNABLE)
    sys.exit(DONE)


def _lang() -> str:
    """The language asked for on the command line, which an error met before it was parsed needs too."""
    after = dict(zip(sys.argv, sys.argv[1:], strict=False))
    return "en" if "--lang=en" in sys.argv or after.get("--lang") == "en" else "sv"
