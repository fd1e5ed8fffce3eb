"""presskontakt completion: the script that makes a shell complete verbs and options."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_CLASSES: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_CLASSES)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example:
      presskontakt completion bash > ~/.local/share/bash-completion/completions/presskontakt
    """
    script = _CLASSES[shell](ctx.find_root().command, {}, "presskontakt", "_PRESSKONTAKT_COMPLETE")
    click.echo(script.source())
