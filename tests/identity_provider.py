"""A real identity provider, Canaille, with one person in it: `python -m tests.identity_provider PORT REDIRECT_URI`.

It keeps everything in memory, asks for a password, demands PKCE and states `iss` (RFC 9207).
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from msgspec import Struct

from presskontakt.accounts.identity import Identity
from presskontakt.accounts.permission import Role
from presskontakt.directory.model import Localized
from tests.server import ROOT, free_port, wait_until_ready

LOGIN, PASSWORD = "ada", "correct horse battery staple"
CLIENT, SECRET = "presskontakt", "a secret of the client"
GROUPS = ("Press", "Växel")
REDIRECT_URI = "http://127.0.0.1:8000/admin/callback"


class Running(Struct, frozen=True):
    """A provider that answers, and how it is configured for Presskontakt."""

    address: str
    identity: Identity


@contextmanager
def provide() -> Iterator[Running]:
    """The provider in a process of its own, on a free port of the loopback."""
    port = free_port()
    command = [sys.executable, "-m", "tests.identity_provider", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield Running(f"http://127.0.0.1:{port}", identity_at(f"http://127.0.0.1:{port}"))
    finally:
        process.terminate()
        process.wait(timeout=15)


def identity_at(issuer: str) -> Identity:
    """The provider as an organisation states it."""
    return Identity(
        issuer=issuer,
        client_id=CLIENT,
        label=Localized("Logga in med Provstads konto"),
        roles={"Press": Role.EDITOR, "Växel": Role.OPERATOR},
        client_secret=SECRET,
        scopes=("openid", "profile", "email", "groups"),
    )


def _serve(port: int) -> None:
    from canaille import create_app  # noqa: PLC0415 - only the process of the provider needs it
    from canaille.app import models  # noqa: PLC0415
    from werkzeug.serving import run_simple  # noqa: PLC0415

    address = f"127.0.0.1:{port}"
    settings = {
        "SECRET_KEY": "of a test",
        "SERVER_NAME": address,
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE_OIDC": {},
        "CANAILLE": {"DATABASE": "memory"},
    }
    app = create_app(settings)
    with app.app_context():
        backend = app.backend.instance
        person = models.User(
            user_name=LOGIN,
            password=PASSWORD,
            formatted_name="Ada Å",
            family_name="Å",
            display_name="Ada Å",
            emails=["ada@provstad.example"],
        )
        backend.save(person)
        for name in GROUPS:
            backend.save(models.Group(display_name=name, members=[person]))
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="Presskontakt",
            client_id_issued_at=datetime.now(UTC),
            redirect_uris=[REDIRECT_URI],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            id_token_signed_response_alg="RS256",
            token_endpoint_auth_method="client_secret_basic",
            client_uri="http://127.0.0.1:8000",  # on a domain that it trusts, so that it asks for no consent
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)
    run_simple("127.0.0.1", port, app, threaded=True)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
