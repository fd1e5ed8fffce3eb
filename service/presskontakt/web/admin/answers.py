"""What an identity provider answers, within bounds; and how its failures are told, without a word of what it said."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar

import httpx2
import msgspec
from msgspec import Struct

from presskontakt.errors import Code, Finding, Refused, Unavailable

T = TypeVar("T")
PATIENCE = timedelta(seconds=5)
MOST_BYTES = 256 * 1024
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


class Reason(StrEnum):
    """Why somebody was not signed in; `docs/accounts.md` tells an administrator what each means."""

    WRONG_STATE = "wrong-state"
    DENIED = "denied"
    NO_CODE = "no-code"
    CODE_REFUSED = "code-refused"
    BAD_METADATA = "bad-metadata"
    BAD_ANSWER = "bad-answer"
    NO_CLIENT_AUTHENTICATION = "no-client-authentication"
    NO_TOKEN = "no-token"  # noqa: S105 - a name
    BAD_TOKEN = "bad-token"  # noqa: S105 - as above
    WRONG_ALGORITHM = "wrong-algorithm"
    UNKNOWN_KEY = "unknown-key"
    MISSING_CLAIM = "missing-claim"
    WRONG_ISSUER = "wrong-issuer"
    WRONG_AUDIENCE = "wrong-audience"
    WRONG_NONCE = "wrong-nonce"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    BAD_SUBJECT = "bad-subject"
    BAD_NAME = "bad-name"


def failed(reason: Reason) -> Refused:
    """What is raised when somebody cannot be signed in; it knows the reason and nothing else."""
    return Refused(Finding(Code.SIGN_IN_FAILED, facts={"reason": reason.value}))


def unavailable() -> Unavailable:
    """What is raised when the provider does not answer."""
    return Unavailable(Finding(Code.NO_IDENTITY_PROVIDER))


def new_client(transport: httpx2.BaseTransport | None = None) -> httpx2.Client:
    """A client for one provider that follows nothing and keeps no cookie from one person to the next."""
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    seconds = PATIENCE.total_seconds()
    return httpx2.Client(timeout=seconds, follow_redirects=False, cookies=cookies, transport=transport)


class Asker(Struct, frozen=True):
    """Asks a provider; the clock bounds how long an answer may trickle in."""

    client: httpx2.Client
    clock: Callable[[], datetime]

    def ask(
        self, address: str, into: type[T], form: Mapping[str, str] | None = None, auth: httpx2.Auth | None = None
    ) -> T:
        """Get JSON from an address, or post a form to it. Raises Unavailable, or Refused for what is no such answer."""
        ends_at = self.clock() + PATIENCE
        try:
            request = self.client.build_request("POST" if form else "GET", address, data=form, headers=_HEADERS)
            with closing(self.client.send(request, auth=auth, stream=True)) as response:
                _check(response, is_post=form is not None)
                return msgspec.json.decode(_body(response, lambda: self.clock() > ends_at), type=into)
        except (httpx2.HTTPError, httpx2.InvalidURL):
            raise unavailable() from None
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise failed(Reason.BAD_ANSWER) from None


def _check(response: httpx2.Response, *, is_post: bool) -> None:
    if response.status_code >= 500 or response.status_code == 429:
        raise unavailable()
    if is_post and response.is_client_error:
        raise failed(Reason.CODE_REFUSED)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if response.status_code != 200 or not is_json:
        raise failed(Reason.BAD_ANSWER)


def _body(response: httpx2.Response, is_late: Callable[[], bool]) -> bytes:
    """As it came: what was compressed unasked stays so, and is no JSON."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MOST_BYTES:
            raise failed(Reason.BAD_ANSWER)
        if is_late():
            raise unavailable()
    return bytes(body)
