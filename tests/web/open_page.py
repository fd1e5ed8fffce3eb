"""An open page of the switchboard at a running service: signed in, listening over a socket, pressing keys."""

import http.client
import re
import socket
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import msgspec

from presskontakt.accounts.secret import form_token
from tests.server import Service

LINK = ("--sign-in-link",)
EVENTS, CHANGES = (f"/switchboard/exempelregionen/{each}" for each in ("events", "changes"))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36\r\n"
    "Accept: text/event-stream\r\nAccept-Language: sv-SE,sv;q=0.9\r\nCache-Control: no-cache\r\n"
)


def sign_in(service: Service) -> str:
    """Follow the link that a service started with `LINK` has printed; the secret of the session."""
    found = re.search(r"(/admin/link/\S+)", service.log.read_text(encoding="utf-8"))
    assert found
    with closing(_connection(service)) as connection:
        connection.request("GET", found[1])
        answer = connection.getresponse()
        secret = _secret_in(answer)
        answer.read()
        headers = FORM | {"Cookie": f"presskontakt={secret}"}
        connection.request("POST", found[1], f"token={form_token(secret)}", headers)
        return _secret_in(connection.getresponse())


def press(service: Service, secret: str, parent: int, change: object) -> dict[str, Any]:
    """Change the roster."""
    headers = {"Cookie": f"presskontakt={secret}", "X-Form-Token": form_token(secret)}
    with closing(_connection(service)) as connection:
        connection.request("POST", CHANGES, msgspec.json.encode({"parent": parent, "change": change}), headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        told: dict[str, Any] = msgspec.json.decode(answer.read())
        return told


class Listener:
    """A page that listens; it reads when it is asked what it has heard."""

    def __init__(self, service: Service, secret: str) -> None:
        where = urlsplit(service.address)
        self.socket = socket.create_connection((where.hostname, where.port), timeout=30)  # two beats
        asked = f"GET {EVENTS} HTTP/1.1\r\nHost: localhost\r\n{BROWSER}Cookie: presskontakt={secret}\r\n\r\n"
        self.socket.sendall(asked.encode())
        self.received = b""

    def until(self, said: str) -> None:
        """Return when something was said."""
        while said.encode() not in self.received:
            received = self.socket.recv(65_536)
            assert received, self.received
            self.received += received

    def until_over(self) -> bool:
        """Read to the end; whether HTTP's own end of a body has come."""
        while not self.received.endswith(b"0\r\n\r\n"):
            received = self.socket.recv(65_536)
            if not received:
                return False
            self.received += received
        return True


def _connection(service: Service) -> http.client.HTTPConnection:
    where = urlsplit(service.address)
    return http.client.HTTPConnection(where.hostname or "", where.port, timeout=15)


def _secret_in(answer: http.client.HTTPResponse) -> str:
    found = re.search(r"\bpresskontakt=([^;]+)", answer.headers.get("set-cookie", ""))
    assert found, answer.read()
    return found[1]
