"""presskontakt token: a token with which somebody may publish over the API."""

import click

from presskontakt.cli.console import lang_option
from presskontakt.directory.model import Lang
from presskontakt.registry.tokens import make_token
from presskontakt.wording import phrase


@click.command("token")
@click.argument("name")
@click.option("--organisation", default="", help="May publish for this organisation only. Default: for all.")
@lang_option
def command(name: str, organisation: str, lang: Lang | None) -> None:
    """Make a token for NAME, who stands in the history as the author; print it and the line for the settings.

    \b
    Example:
      presskontakt token anna --organisation region-vasterbotten
    """
    token, line = make_token(name, organisation)
    click.echo(phrase("token-made", lang or "sv", token=token))
    click.echo(phrase("token-line", lang or "sv", line=line))
