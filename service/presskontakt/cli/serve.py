"""presskontakt serve: the pages and the API over HTTP."""

import os
import socket

import click

from presskontakt.cli.console import Workplace
from presskontakt.errors import CannotServe, Code, Finding
from presskontakt.registry.folder import load_sound_directories
from presskontakt.settings import PREFIX


@click.command("serve")
@click.option("--host", default=None, help="Address to listen on. Default: the setting `host`.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port. Default: the setting `port`.")
def command(host: str | None, port: int | None) -> None:
    """Serve every organisation's press contacts, pages and API.

    Directories are checked first; the service does not start on a broken one.

    \b
    Example:
      presskontakt serve --port 8123
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    workplace = Workplace()
    settings = workplace.loaded.settings
    host, port = host or settings.host, port or settings.port
    _refuse_taken_port(host, port)
    os.environ[f"{PREFIX}HOST"], os.environ[f"{PREFIX}PORT"] = host, str(port)
    load_sound_directories(workplace.loaded.directories, workplace.vocabulary())
    workplace.directory()
    click.echo(f"Presskontakt: http://{host}:{port}/  (Ctrl+C stops it)")
    server = Granian(
        "presskontakt.web.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
    )
    server.serve()


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            facts = {"host": host, "port": str(port)}
            raise CannotServe(Finding(Code.PORT_TAKEN, value=f"{host}:{port}", facts=facts)) from None
