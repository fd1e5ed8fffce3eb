"""Signing in with an organisation's own identity provider: OpenID Connect, authorization code with PKCE.

The provider is asked in the calling thread, for 5 seconds at most each time; `docs/accounts.md` tells what is checked.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx2
from joserfc.jwk import Key
from msgspec import Struct

from presskontakt.accounts.identity import Flow, Identity, is_on_this_machine, is_trusted_address
from presskontakt.accounts.signing import Identified
from presskontakt.directory.decode import find_hidden_character
from presskontakt.errors import Refused
from presskontakt.web.admin.answers import PATIENCE, Asker, Reason, failed, new_client, unavailable
from presskontakt.web.admin.id_token import Claims, check_claims, pick_key, read_keys, verify

KEPT_FOR = timedelta(hours=1)
KEYS_ASKED_AGAIN_AFTER = timedelta(minutes=1)
_LONGEST_CODE = 4_096
_LONGEST_SUBJECT = 255
_LONGEST_NAME = 100


class Metadata(Struct, frozen=True):
    """What the provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _KeySet(Struct, frozen=True):
    keys: tuple[Any, ...]


class _Tokens(Struct, frozen=True):
    id_token: str = ""

    def __repr__(self) -> str:
        return "_Tokens()"


class Provider:
    """One organisation's identity provider; may be used by several threads."""

    def __init__(self, identity: Identity, clock: Callable[[], datetime], client: httpx2.Client | None = None) -> None:
        self.identity, self._clock = identity, clock
        self._asker = Asker(client or new_client(), clock)
        self._lock = Lock()
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, tuple[Key, ...]] | None = None
        self._failure: tuple[datetime, Refused] | None = None
        self._asked_again_at: datetime | None = None

    def begin(self, redirect_uri: str) -> tuple[str, Flow]:
        """The address to send the browser to, and what it is to bring back. Raises Refused, Unavailable."""
        endpoint = urlsplit(self._get_metadata().authorization_endpoint)
        flow = Flow(*(secrets.token_urlsafe(32) for _ in range(3)))
        asked = {
            "response_type": "code",
            "client_id": self.identity.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(dict.fromkeys(("openid", *self.identity.scopes))),
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": _challenge(flow.verifier),
            "code_challenge_method": "S256",
        }
        own = parse_qsl(endpoint.query, keep_blank_values=True)
        return endpoint._replace(query=urlencode([*own, *asked.items()])).geturl(), flow

    def finish(self, flow: Flow, query: Mapping[str, str], redirect_uri: str) -> Identified:
        """Who came back with these parameters. Raises Refused with a reason, Unavailable."""
        if not _is_same(query.get("state"), flow.state):
            raise failed(Reason.WRONG_STATE)
        metadata = self._get_metadata()
        _check_sender(metadata, query)
        if "error" in query:
            raise failed(Reason.DENIED)
        token = self._redeem(metadata, query.get("code", ""), flow.verifier, redirect_uri)
        claims = verify(token, self._find_key, metadata.id_token_signing_alg_values_supported)
        check_claims(claims, metadata.issuer, self.identity.client_id, self._clock())
        if not _is_same(claims["nonce"], flow.nonce):
            raise failed(Reason.WRONG_NONCE)
        return _identified(self.identity, claims)

    def _redeem(self, metadata: Metadata, code: str, verifier: str, redirect_uri: str) -> str:
        if not code or len(code) > _LONGEST_CODE:
            raise failed(Reason.NO_CODE)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        more, auth = _client_authentication(self.identity, metadata)
        tokens = self._asker.ask(metadata.token_endpoint, _Tokens, form | more, auth)
        if not tokens.id_token:
            raise failed(Reason.NO_TOKEN)
        return tokens.id_token

    def _get_metadata(self) -> Metadata:
        with self._alone():
            now = self._clock()
            if self._metadata and _is_within(KEPT_FOR, self._metadata[0], now):
                return self._metadata[1]
            if self._failure and _is_within(PATIENCE, self._failure[0], now):
                failure = self._failure[1]  # it is not asked again for everyone who tries while it is down
                raise type(failure)(failure.finding)
            try:
                self._metadata = now, self._read_metadata()
            except Refused as error:
                self._failure = self._clock(), error
                raise
            return self._metadata[1]

    def _read_metadata(self) -> Metadata:
        issuer = self.identity.issuer
        address = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
        metadata = self._asker.ask(address, Metadata)
        may_be_here = is_on_this_machine(issuer)
        endpoints = metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri
        are_trusted = all(is_trusted_address(each, on_this_machine=may_be_here) for each in endpoints)
        if metadata.issuer != issuer or not are_trusted:
            raise failed(Reason.BAD_METADATA)
        return metadata

    def _find_key(self, algorithm: str, name: str | None) -> Key:
        metadata = self._get_metadata()
        with self._alone():
            if key := pick_key(self._get_keys(metadata), algorithm, name):
                return key
            if self._may_ask_again() and (key := pick_key(self._read_keys(metadata), algorithm, name)):
                return key
        raise failed(Reason.UNKNOWN_KEY)

    def _get_keys(self, metadata: Metadata) -> tuple[Key, ...]:
        if self._keys and _is_within(KEPT_FOR, self._keys[0], self._clock()):
            return self._keys[1]
        return self._read_keys(metadata)

    def _read_keys(self, metadata: Metadata) -> tuple[Key, ...]:
        found = self._asker.ask(metadata.jwks_uri, _KeySet)
        self._keys = self._clock(), read_keys(found.keys)
        return self._keys[1]

    def _may_ask_again(self) -> bool:
        """Keys may have been rotated, but who sends tokens with invented keys must not make us ask all the time."""
        now = self._clock()
        if self._asked_again_at and _is_within(KEYS_ASKED_AGAIN_AFTER, self._asked_again_at, now):
            return False
        self._asked_again_at = now
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=PATIENCE.total_seconds()):
            raise unavailable()
        try:
            yield
        finally:
            self._lock.release()


def _challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _is_same(given: object, expected: str) -> bool:
    """Whether a secret came back, in constant time; an empty one never did."""
    if not isinstance(given, str) or not expected:
        return False
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def _is_within(span: timedelta, since: datetime, now: datetime) -> bool:
    """Whether less than `span` has passed; not, if the clock was set back."""
    return timedelta() <= now - since < span


def _check_sender(metadata: Metadata, query: Mapping[str, str]) -> None:
    """Who answers must be whom we asked (RFC 9207)."""
    sender = query.get("iss")
    if sender is None and not metadata.authorization_response_iss_parameter_supported:
        return
    if sender != metadata.issuer:
        raise failed(Reason.WRONG_ISSUER)


def _client_authentication(identity: Identity, metadata: Metadata) -> tuple[dict[str, str], httpx2.Auth | None]:
    """What proves who we are at the token endpoint: more of the form, or a header (RFC 6749, section 2.3.1)."""
    name, secret = identity.client_id, identity.client_secret
    if not secret:
        return {"client_id": name}, None
    methods = metadata.token_endpoint_auth_methods_supported
    if "client_secret_basic" in methods:
        return {}, httpx2.BasicAuth(quote(name, safe=""), quote(secret, safe=""))
    if "client_secret_post" in methods:
        return {"client_id": name, "client_secret": secret}, None
    raise failed(Reason.NO_CLIENT_AUTHENTICATION)


def _identified(identity: Identity, claims: Claims) -> Identified:
    subject = claims["sub"]
    if not subject.strip() or len(subject) > _LONGEST_SUBJECT or _is_unprintable(subject):
        raise failed(Reason.BAD_SUBJECT)
    return Identified(f"{identity.issuer} {subject}", _name(identity, claims), _groups(identity, claims))


def _name(identity: Identity, claims: Claims) -> str:
    stated = (claims.get(key) for key in (identity.name_claim, "email", "sub"))
    name = next(each.strip() for each in stated if isinstance(each, str) and each.strip())
    name = unicodedata.normalize("NFC", name)
    if len(name) > _LONGEST_NAME or _is_unprintable(name):
        raise failed(Reason.BAD_NAME)
    return name


def _groups(identity: Identity, claims: Claims) -> tuple[str, ...]:
    stated = claims.get(identity.groups_claim)
    groups = [stated] if isinstance(stated, str) else stated
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        return ()
    return tuple(groups)


def _is_unprintable(text: str) -> bool:
    return bool(find_hidden_character(text)) or "\t" in text or len(text.splitlines()) > 1
