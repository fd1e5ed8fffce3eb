"""presskontakt verify: is every chain of revisions whole?"""

import sys

import click

from presskontakt.cli.console import DONE, FAULTY, Workplace, lang_option, print_json
from presskontakt.directory.model import Lang
from presskontakt.registry.verifying import Verification
from presskontakt.routing.explain import instant_told
from presskontakt.wording import phrase


@click.command("verify")
@click.argument("organisation", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an organisation.")
@lang_option
def command(organisation: str, *, as_json: bool, lang: Lang | None) -> None:
    """Compute every digest of ORGANISATION, or of all, anew: of parts, of revisions, of the chain that they form.

    Exit code 1 when anything is damaged.

    \b
    Example:
      presskontakt verify
    """
    registry = Workplace().registry
    found = [registry.verify(name) for name in ([organisation] if organisation else registry.organisations())]
    for each in found:
        if as_json:
            print_json(each)
        else:
            print_verification(each, lang or "sv")
    sys.exit(FAULTY if any(each.faults for each in found) else DONE)


def print_verification(found: Verification, lang: Lang) -> None:
    """What is damaged and what was erased, or that all is well."""
    for place in found.faults:
        click.secho(phrase("chain-damaged", lang, place=place), fg="red", bold=True)
    if not found.faults:
        facts = {"organisation": found.organisation, "revisions": found.revisions, "parts": found.parts}
        click.secho(phrase("chain-whole", lang, **facts), fg="green")
    for each in found.erased:
        click.echo(
            "  " + phrase("chain-erased", lang, first=each.first, last=each.last, when=instant_told(each.at, lang))
        )
