"""presskontakt serve: the pages and the API over HTTP."""

import socket
import sys
import time

import click

from presskontakt import __version__
from presskontakt.cli import clock
from presskontakt.errors import CannotServe, Code, Finding
from presskontakt.settings import load_settings


@click.command("serve")
@click.option("--host", default=None, help="Address to listen on. Default: the setting `host`.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port. Default: the setting `port`.")
@click.option("--sign-in-link", is_flag=True, help="Print a link that signs you in, once, on this machine.")
def command(host: str | None, port: int | None, *, sign_in_link: bool) -> None:
    """Serve every organisation's press contacts, pages and API.

    Directories are checked first; the service does not start on a broken one.

    \b
    Example:
      presskontakt serve --port 8123
    """
    began = time.monotonic()
    from presskontakt.cli.console import whole_actor
    from presskontakt.web import journal
    from presskontakt.web.admin.peer import is_loopback
    from presskontakt.web.app import create_app, create_service
    from presskontakt.web.front import Terms
    from presskontakt.web.serving import serve

    loaded = load_settings()
    settings = loaded.settings
    host, port = host or settings.host, port or settings.port
    _refuse_taken_port(host, port)
    journal.write_to(sys.stderr, settings.log)
    service = create_service(loaded, clock.now)
    click.echo(f"Presskontakt: http://{host}:{port}/  (Ctrl+C stops it)")
    if sign_in_link and service.parts.staff and is_loopback(host):
        secret = service.parts.staff.near_link(whole_actor("make-run"), service.parts.clock())
        click.echo(
            f"Sign in:      http://{host}:{port}/admin/link/{secret}  (works once, for 15 minutes, on this machine)"
        )
    seconds = round(time.monotonic() - began, 2)
    journal.tell("started", version=__version__, organisations=len(service.parts.organisations), seconds=seconds)
    terms = Terms(frozenset(settings.hosts), is_tls=settings.public_url.startswith("https://"))
    service.follower.start()
    serve(create_app(service.parts, terms), host, port)
    service.follower.stop()
    journal.tell("stopped")


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            facts = {"host": host, "port": str(port)}
            raise CannotServe(Finding(Code.PORT_TAKEN, value=f"{host}:{port}", facts=facts)) from None
