"""presskontakt completion: the script that makes a shell complete verbs and options."""

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Example:
      presskontakt completion bash > ~/.local/share/bash-completion/completions/presskontakt
    """
    complete = get_completion_class(shell)
    assert complete is not None
    script = complete(ctx.find_root().command, {}, "presskontakt", "_PRESSKONTAKT_COMPLETE")
    click.echo(script.source())
