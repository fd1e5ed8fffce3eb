"""Signing in with an organisation's own provider: against a real one, and one that lies in every way we know."""

import base64
import gzip
import hashlib
import hmac
import json
import logging
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from msgspec.structs import replace

from presskontakt.accounts.identity import Flow, role_of
from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import Identified
from presskontakt.errors import Code, Refused, Unavailable
from presskontakt.web.admin.answers import MOST_BYTES, Reason, new_client
from presskontakt.web.admin.oidc import Provider
from tests.conftest import NOW
from tests.identity_provider import LOGIN, PASSWORD, REDIRECT_URI, SECRET, Running, identity_at, provide
from tests.server import ROOT, free_port

ISSUER = "https://login.provstad.example/staff"
IDENTITY = identity_at(ISSUER)
FLOW = Flow("the-state-of-the-flow", "the-nonce-of-the-flow", "the-verifier-of-the-flow")
CODE = "the-code-of-the-answer"
CLAIM = "the-subject-of-the-claims"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@cache
def rsa_key(name: str, bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": name})


def other_key(kind: str) -> Key:
    return (
        ECKey.generate_key("P-256", {"kid": "one"}) if kind == "EC" else OKPKey.generate_key("Ed25519", {"kid": "one"})
    )


Answer = Callable[[httpx2.Request], httpx2.Response]


class Whole(httpx2.SyncByteStream):
    """A body in one piece."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content


class Hostile:
    """A provider that does all right until it is told to lie."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.key: Key = rsa_key("one")
        self.published: list[Any] = [self.key.as_dict(private=False)]
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": CLAIM,
            "aud": IDENTITY.client_id,
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 300,
            "nonce": FLOW.nonce,
            "preferred_username": "Ada Å",
            "groups": ["Press"],
        }
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?realm=staff",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "id_token_signing_alg_values_supported": [*ALGORITHMS, "HS256", "none"],
        }
        self.make_token = self.sign
        self.answers: dict[str, Answer] = {
            "openid-configuration": lambda _: httpx2.Response(200, json=self.metadata),
            "token": lambda _: httpx2.Response(200, json={"access_token": "x", "id_token": self.make_token()}),
            "keys": lambda _: httpx2.Response(200, json={"keys": self.published}),
        }
        self.asked: Counter[str] = Counter()
        self.last: dict[str, httpx2.Request] = {}
        self.provider = self.new_provider()

    def new_provider(self, **changes: Any) -> Provider:
        client = new_client(httpx2.MockTransport(self.answer))
        return Provider(replace(IDENTITY, **changes), self.clock, client)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        place = request.url.path.rpartition("/")[2]
        self.asked[place] += 1
        self.last[place] = request
        assert "Cookie" not in request.headers, "one person's cookie came back with another's request"
        response = self.answers[place](request)
        response.headers["Set-Cookie"] = "session=of-this-person"
        if response.is_stream_consumed:  # given whole; as from the network it must still be read
            response = httpx2.Response(response.status_code, headers=response.headers, stream=Whole(response.content))
        return response

    def sign(self) -> str:
        signed = self.unsigned(self.header)[:-1]
        algorithm = jws.JWSRegistry.algorithms[self.header["alg"]]
        return f"{signed}.{encoded(algorithm.sign(signed.encode(), self.key))}"

    def sign_with_the_public_key(self) -> str:
        """The confusion of algorithms: what everybody knows is taken for a shared secret."""
        pem = rsa_key("one").as_pem(private=False)
        signed = self.unsigned({"alg": "HS256", "kid": "one"})[:-1]
        return f"{signed}.{encoded(hmac.digest(pem, signed.encode(), 'sha256'))}"

    def unsigned(self, header: Mapping[str, Any]) -> str:
        return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(self.claims).encode())}."

    def finish(self, **query: str) -> Identified:
        return self.provider.finish(FLOW, {"state": FLOW.state, "code": CODE, **query}, REDIRECT_URI)


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def hostile(caplog: pytest.LogCaptureFixture) -> Iterator[Hostile]:
    """It, while whatever is logged is looked through for what must not be there."""
    caplog.set_level(logging.DEBUG)
    hostile = Hostile()
    yield hostile
    assert_tells_nothing(caplog.text)


def assert_tells_nothing(text: str, *more: str) -> None:
    """No token (all begin with "eyJ"), code, claim or secret stands in a text."""
    for secret in (FLOW.state, FLOW.nonce, FLOW.verifier, CODE, CLAIM, SECRET, "eyJ", *more):
        assert secret not in text


def reason_of(act: Callable[[], object], *secrets: str) -> str:
    """Why something is refused; "unavailable" when the provider does not answer."""
    with pytest.raises(Refused) as caught:
        act()
    error = caught.value
    told = f"{error} {error!r} {error.finding!r} {''.join(traceback.format_exception(error))}"
    assert_tells_nothing(told, *secrets)
    if isinstance(error, Unavailable):
        assert error.finding.code == Code.NO_IDENTITY_PROVIDER
        return "unavailable"
    assert error.finding.code == Code.SIGN_IN_FAILED
    return Reason(error.finding.facts["reason"])


# The real one


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with provide() as running:
        yield running


@pytest.fixture
def provider(running: Running) -> Provider:
    return Provider(running.identity, lambda: datetime.now(UTC))


def sign_in(address: str) -> dict[str, str]:
    """What a person does in the browser at the provider; returns what the browser brings back."""
    with httpx2.Client(follow_redirects=True) as browser:
        page = browser.get(address)
        page = browser.post(page.url, data={"csrf_token": csrf_token(page), "login": LOGIN})
        browser.follow_redirects = False
        page = browser.post(page.url, data={"csrf_token": csrf_token(page), "password": PASSWORD})
        while not page.headers["Location"].startswith(REDIRECT_URI):
            page = browser.get(page.url.join(page.headers["Location"]))
    return dict(parse_qsl(urlsplit(page.headers["Location"]).query))


def csrf_token(page: httpx2.Response) -> str:
    found = re.search('name="csrf_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def test_a_person_signs_in_at_a_real_provider(
    provider: Provider, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    address, flow = provider.begin(REDIRECT_URI)
    query = sign_in(address)
    caplog.clear()
    caplog.set_level(logging.DEBUG)

    identified = provider.finish(flow, query, REDIRECT_URI)

    assert identified == Identified(f"{running.address} ada", "Ada Å", ("Press", "Växel"))
    assert role_of(running.identity, identified.groups) == Role.EDITOR
    assert "oauth/token" in caplog.text
    assert_tells_nothing(caplog.text, flow.state, flow.nonce, flow.verifier, query["code"])


def test_a_real_provider_redeems_a_code_once_and_only_for_who_asked(provider: Provider) -> None:
    address, flow = provider.begin(REDIRECT_URI)
    query = sign_in(address)
    thief = replace(flow, verifier="0" * 43)

    def finish(flow: Flow, **changes: str) -> Identified:
        return provider.finish(flow, query | changes, REDIRECT_URI)

    assert reason_of(lambda: finish(flow, state="another"), query["code"], flow.verifier) == Reason.WRONG_STATE
    assert reason_of(lambda: finish(flow, iss="https://evil.example"), query["code"]) == Reason.WRONG_ISSUER
    assert reason_of(lambda: finish(thief), query["code"], flow.verifier) == Reason.CODE_REFUSED
    assert finish(flow).subject
    assert reason_of(lambda: finish(flow), query["code"], flow.verifier) == Reason.CODE_REFUSED


def test_a_real_provider_wants_the_secret_of_the_client(running: Running) -> None:
    identity = replace(running.identity, client_secret="a wrong secret")
    provider = Provider(identity, lambda: datetime.now(UTC))
    address, flow = provider.begin(REDIRECT_URI)
    query = sign_in(address)
    assert reason_of(lambda: provider.finish(flow, query, REDIRECT_URI), query["code"]) == Reason.CODE_REFUSED


def test_nobody_there() -> None:
    provider = Provider(identity_at(f"http://127.0.0.1:{free_port()}"), lambda: NOW)
    assert reason_of(lambda: provider.begin(REDIRECT_URI)) == "unavailable"


# Leaving


def test_the_browser_is_sent_with_pkce_and_fresh_random_values(hostile: Hostile) -> None:
    address, flow = hostile.provider.begin(REDIRECT_URI)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    assert address.startswith(f"{ISSUER}/authorize?realm=staff&")
    assert asked == {
        "realm": "staff",
        "response_type": "code",
        "client_id": IDENTITY.client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile email groups",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": encoded(hashlib.sha256(flow.verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    _, other = hostile.provider.begin(REDIRECT_URI)
    values = [flow.state, flow.nonce, flow.verifier, other.state, other.nonce, other.verifier]
    assert len(set(values)) == 6
    assert {len(base64.urlsafe_b64decode(f"{value}=")) for value in values} == {32}


def test_openid_is_asked_for_even_if_nobody_states_it(hostile: Hostile) -> None:
    address, _ = hostile.new_provider(scopes=("email",)).begin(REDIRECT_URI)
    assert parse_qs(urlsplit(address).query)["scope"] == ["openid email"]


def test_what_is_secret_has_no_representation() -> None:
    assert_tells_nothing(f"{FLOW!r} {FLOW} {IDENTITY!r} {IDENTITY}")


# Coming back


def test_who_comes_back_is_known_by_issuer_and_subject(hostile: Hostile) -> None:
    assert hostile.finish() == Identified(f"{ISSUER} {CLAIM}", "Ada Å", ("Press",))


@pytest.mark.parametrize("state", ["another", "", "å\ud800"])
def test_another_state_is_refused_before_anything_is_asked(hostile: Hostile, state: str) -> None:
    assert reason_of(lambda: hostile.finish(state=state)) == Reason.WRONG_STATE
    assert hostile.asked == {}


def test_an_empty_flow_fits_nothing(hostile: Hostile) -> None:
    empty, query = Flow("", "", ""), {"state": "", "code": CODE}
    assert reason_of(lambda: hostile.provider.finish(empty, query, REDIRECT_URI)) == Reason.WRONG_STATE
    assert reason_of(lambda: hostile.provider.finish(empty, {"code": CODE}, REDIRECT_URI)) == Reason.WRONG_STATE
    hostile.claims["nonce"] = ""
    no_nonce, query = replace(FLOW, nonce=""), {"state": FLOW.state, "code": CODE}
    assert reason_of(lambda: hostile.provider.finish(no_nonce, query, REDIRECT_URI)) == Reason.WRONG_NONCE


@pytest.mark.parametrize("issuer", ["https://evil.example", f"{ISSUER}/", ""])
def test_an_answer_from_another_provider_is_refused(hostile: Hostile, issuer: str) -> None:
    assert reason_of(lambda: hostile.finish(iss=issuer)) == Reason.WRONG_ISSUER
    assert reason_of(lambda: hostile.finish(iss=issuer, error="access_denied")) == Reason.WRONG_ISSUER
    assert "token" not in hostile.asked


def test_who_says_that_it_states_its_name_must(hostile: Hostile) -> None:
    hostile.metadata["authorization_response_iss_parameter_supported"] = True
    assert reason_of(hostile.finish) == Reason.WRONG_ISSUER
    assert hostile.finish(iss=ISSUER).subject


def test_a_no_is_a_no_and_its_words_are_not_told(hostile: Hostile) -> None:
    words = {"error": "access_denied", "error_description": "<b>words</b>"}
    assert reason_of(lambda: hostile.finish(**words), *words.values()) == Reason.DENIED
    assert "token" not in hostile.asked


@pytest.mark.parametrize("code", ["", "x" * 4_097])
def test_without_a_code_that_can_be_one_nothing_is_asked(hostile: Hostile, code: str) -> None:
    assert reason_of(lambda: hostile.finish(code=code)) == Reason.NO_CODE
    assert "token" not in hostile.asked


# Who we are at the token endpoint


def sent(hostile: Hostile) -> dict[str, str]:
    return dict(parse_qsl(hostile.last["token"].content.decode()))


def test_the_secret_goes_into_a_header(hostile: Hostile) -> None:
    hostile.provider = hostile.new_provider(client_secret="a:b å")
    hostile.finish()
    scheme, _, credentials = hostile.last["token"].headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(credentials)) == ("Basic", b"presskontakt:a%3Ab%20%C3%A5")
    assert sent(hostile) == {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": FLOW.verifier,
    }


def test_the_secret_goes_into_the_form_where_nothing_else_is_taken(hostile: Hostile) -> None:
    hostile.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt", "client_secret_post"]
    hostile.finish()
    assert "Authorization" not in hostile.last["token"].headers
    assert (sent(hostile)["client_id"], sent(hostile)["client_secret"]) == (IDENTITY.client_id, SECRET)


def test_a_public_client_sends_its_name_alone(hostile: Hostile) -> None:
    hostile.provider = hostile.new_provider(client_secret="")
    hostile.finish()
    assert "Authorization" not in hostile.last["token"].headers
    assert sent(hostile)["client_id"] == IDENTITY.client_id
    assert "client_secret" not in sent(hostile)


def test_a_provider_that_takes_no_secret_gets_none(hostile: Hostile) -> None:
    hostile.metadata["token_endpoint_auth_methods_supported"] = ["private_key_jwt"]
    assert reason_of(hostile.finish) == Reason.NO_CLIENT_AUTHENTICATION
    assert "token" not in hostile.asked


# Signatures


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_algorithm_of_the_list_is_taken_if_the_provider_states_it(hostile: Hostile, algorithm: str) -> None:
    if algorithm in {"ES256", "EdDSA"}:
        hostile.key = other_key("EC" if algorithm == "ES256" else "OKP")
        hostile.published = [hostile.key.as_dict(private=False)]
    hostile.header["alg"] = algorithm
    assert hostile.finish().subject
    hostile.metadata["id_token_signing_alg_values_supported"] = [name for name in ALGORITHMS if name != algorithm]
    hostile.provider = hostile.new_provider()
    assert reason_of(hostile.finish) == Reason.WRONG_ALGORITHM


def test_a_token_without_a_signature_is_refused(hostile: Hostile) -> None:
    for name in ("none", "None", "NONE", ""):
        hostile.make_token = partial(hostile.unsigned, {"alg": name, "kid": "one"})
        assert reason_of(hostile.finish) == Reason.WRONG_ALGORITHM
    hostile.make_token = lambda: hostile.sign().rpartition(".")[0] + "."
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN


@pytest.mark.parametrize("stated", [["HS256", "RS256"], ["HS256"], ["none"], []])
def test_the_public_key_is_no_shared_secret(hostile: Hostile, stated: list[str]) -> None:
    hostile.metadata["id_token_signing_alg_values_supported"] = stated
    hostile.make_token = hostile.sign_with_the_public_key
    assert reason_of(hostile.finish) == Reason.WRONG_ALGORITHM


def test_a_published_shared_secret_is_no_key(hostile: Hostile) -> None:
    secret = {"kty": "oct", "kid": "one", "k": encoded(rsa_key("one").as_pem(private=False))}
    hostile.published = [secret]
    hostile.make_token = hostile.sign_with_the_public_key
    assert reason_of(hostile.finish) == Reason.WRONG_ALGORITHM
    hostile.make_token = hostile.sign
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY


def test_an_algorithm_beside_the_list_is_refused_even_if_stated(hostile: Hostile) -> None:
    hostile.metadata["id_token_signing_alg_values_supported"] = ["RS384", "RS256"]
    hostile.header["alg"] = "RS384"
    assert reason_of(hostile.finish) == Reason.WRONG_ALGORITHM


def test_a_key_that_the_token_brings_along_is_not_used(hostile: Hostile) -> None:
    hostile.key = rsa_key("two")
    hostile.header |= {"jwk": hostile.key.as_dict(private=False), "jku": "https://evil.example/keys"}
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN
    assert set(hostile.asked) == {"openid-configuration", "token", "keys"}


def test_another_key_of_the_same_name_is_refused(hostile: Hostile) -> None:
    hostile.key = rsa_key("two")
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN


def test_changed_claims_are_refused(hostile: Hostile) -> None:
    header, _, signature = hostile.sign().split(".")
    hostile.claims["groups"] = ["Växel"]
    changed = hostile.sign().split(".")[1]
    hostile.make_token = lambda: f"{header}.{changed}.{signature}"
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN


def test_a_critical_header_that_nobody_knows_is_refused(hostile: Hostile) -> None:
    hostile.header |= {"crit": ["evil"], "evil": True}
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN
    del hostile.header["crit"]
    assert hostile.finish().subject


@pytest.mark.parametrize(
    "token",
    ["x", "a.b.c", "a.b.c.d.e", "....", "å", f"{encoded(b'[' * 6_000)}.e30.x", f"{encoded(b'5')}.e30.x", "x" * 200_000],
)
def test_what_is_no_token_is_refused(hostile: Hostile, token: str) -> None:
    hostile.make_token = lambda: token
    assert reason_of(hostile.finish) == Reason.BAD_TOKEN


def test_claims_that_are_no_object_are_refused(hostile: Hostile) -> None:
    for payload in (b"[]", b"5", b"{", b"[" * 50_000):
        signed = jws.serialize_compact(hostile.header, payload, hostile.key, ["RS256"])
        hostile.make_token = partial(str, signed)
        assert reason_of(hostile.finish) == Reason.BAD_TOKEN


# Keys


def test_rotated_keys_are_found_by_asking_once_more(hostile: Hostile) -> None:
    hostile.finish()
    hostile.finish()
    assert hostile.asked["keys"] == 1
    hostile.key, hostile.header["kid"] = rsa_key("two"), "two"
    hostile.published = [rsa_key(name).as_dict(private=False) for name in ("one", "two")]
    assert hostile.finish().subject
    assert hostile.asked["keys"] == 2
    hostile.finish()
    assert hostile.asked["keys"] == 2


def test_a_flood_of_unknown_keys_makes_no_flood_of_questions(hostile: Hostile) -> None:
    hostile.finish()
    for number in range(20):
        hostile.header["kid"] = f"invented-{number}"
        assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY
    assert hostile.asked["keys"] == 2
    hostile.clock.move(seconds=59)
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY
    assert hostile.asked["keys"] == 2
    hostile.clock.move(seconds=1)
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY
    assert hostile.asked["keys"] == 3


def test_keys_are_not_asked_for_again_at_once_when_that_failed(hostile: Hostile) -> None:
    hostile.finish()
    hostile.header["kid"] = "two"
    hostile.answers["keys"] = lambda _: httpx2.Response(500)
    assert reason_of(hostile.finish) == "unavailable"
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY
    assert hostile.asked["keys"] == 2


def test_a_withdrawn_key_is_gone_after_an_hour(hostile: Hostile) -> None:
    hostile.finish()
    hostile.published = [rsa_key("two").as_dict(private=False)]
    hostile.clock.move(minutes=59)
    hostile.claims["exp"] += 7_200
    assert hostile.finish().subject
    hostile.clock.move(minutes=1)
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY


def test_a_token_that_names_no_key_has_the_only_one(hostile: Hostile) -> None:
    del hostile.header["kid"]
    assert hostile.finish().subject
    hostile.published.append(rsa_key("two").as_dict(private=False))
    hostile.provider = hostile.new_provider()
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY


@pytest.mark.filterwarnings("ignore:Key size:joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("change", [{"use": "enc"}, {"alg": "PS256"}, {"kid": "two"}, {"kty": "EC"}, {"n": "x"}, {}])
def test_a_key_for_something_else_or_too_weak_is_none(hostile: Hostile, change: dict[str, str]) -> None:
    if not change:
        hostile.key = rsa_key("one", 1024)
    hostile.published = [hostile.key.as_dict(private=False) | change]
    assert reason_of(hostile.finish) == Reason.UNKNOWN_KEY


def test_keys_for_different_algorithms_may_have_the_same_name(hostile: Hostile) -> None:
    hostile.published.insert(0, other_key("EC").as_dict(private=False))
    assert hostile.finish().subject


def test_what_cannot_be_read_does_not_take_the_other_keys_along(hostile: Hostile) -> None:
    junk = [{}, 5, None, "x", {"kty": "AKP", "kid": "one"}, {"kty": "EC", "crv": "X", "kid": "one"}, {"kty": "RSA"}]
    hostile.published = [*junk, *hostile.published]
    assert hostile.finish().subject


# Claims

SOON = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("claim", "value", "reason"),
    [
        ("iss", "https://evil.example", Reason.WRONG_ISSUER),
        ("iss", f"{ISSUER}/", Reason.WRONG_ISSUER),
        ("iss", [ISSUER], Reason.WRONG_ISSUER),
        ("iss", None, Reason.MISSING_CLAIM),
        ("aud", "another", Reason.WRONG_AUDIENCE),
        ("aud", ["another"], Reason.WRONG_AUDIENCE),
        ("aud", [IDENTITY.client_id, "another"], Reason.WRONG_AUDIENCE),
        ("aud", [], Reason.WRONG_AUDIENCE),
        ("aud", {IDENTITY.client_id: 1}, Reason.WRONG_AUDIENCE),
        ("aud", None, Reason.MISSING_CLAIM),
        ("azp", "another", Reason.WRONG_AUDIENCE),
        ("azp", [IDENTITY.client_id], Reason.WRONG_AUDIENCE),
        ("nonce", "another", Reason.WRONG_NONCE),
        ("nonce", [FLOW.nonce], Reason.WRONG_NONCE),
        ("nonce", None, Reason.MISSING_CLAIM),
        ("exp", SOON - 60, Reason.EXPIRED),
        ("exp", "2027-01-01", Reason.EXPIRED),
        ("exp", float("nan"), Reason.EXPIRED),
        ("exp", None, Reason.MISSING_CLAIM),
        ("iat", SOON + 61, Reason.NOT_YET_VALID),
        ("iat", None, Reason.MISSING_CLAIM),
        ("nbf", SOON + 61, Reason.NOT_YET_VALID),
        ("sub", None, Reason.MISSING_CLAIM),
        ("sub", "", Reason.BAD_SUBJECT),
        ("sub", "  ", Reason.BAD_SUBJECT),
        ("sub", 7, Reason.BAD_SUBJECT),
        ("sub", "x" * 256, Reason.BAD_SUBJECT),
        ("sub", "a\u200bda", Reason.BAD_SUBJECT),
        ("preferred_username", "Ada\u202e", Reason.BAD_NAME),
        ("preferred_username", "Ada\nBo", Reason.BAD_NAME),
        ("preferred_username", "Ada\u2028Bo", Reason.BAD_NAME),
        ("preferred_username", "Ada\tBo", Reason.BAD_NAME),
        ("preferred_username", "x" * 101, Reason.BAD_NAME),
    ],
)
def test_a_claim_that_is_not_as_it_must_be_is_refused(
    hostile: Hostile, claim: str, value: object, reason: Reason
) -> None:
    hostile.claims[claim] = value
    if value is None:
        del hostile.claims[claim]
    assert reason_of(hostile.finish, "evil.example", "another") == reason


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [IDENTITY.client_id]},
        {"aud": ["another", IDENTITY.client_id], "azp": IDENTITY.client_id},
        {"azp": IDENTITY.client_id},
        {"exp": SOON - 59},
        {"iat": SOON + 60, "nbf": SOON + 60},
        {"sub": "x" * 255},
        {"preferred_username": "x" * 100},
    ],
)
def test_what_is_just_within_is_taken(hostile: Hostile, claims: dict[str, object]) -> None:
    hostile.claims |= claims
    assert hostile.finish().subject


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"preferred_username": " A\u030angstro\u0308m "}, "Ångström"),
        ({"preferred_username": "", "email": "ada@provstad.example"}, "ada@provstad.example"),
        ({"preferred_username": 7, "email": "ada@provstad.example"}, "ada@provstad.example"),
        ({"preferred_username": None}, CLAIM),
        ({"preferred_username": "Áŋŋa Šuhčč"}, "Áŋŋa Šuhčč"),
    ],
)
def test_the_name_is_the_stated_claim_else_the_address_else_the_subject(
    hostile: Hostile, claims: dict[str, object], name: str
) -> None:
    hostile.claims |= claims
    assert hostile.finish().name == name


@pytest.mark.parametrize(
    ("stated", "groups"),
    [
        (["Press", "Växel"], ("Press", "Växel")),
        ("Press", ("Press",)),
        ([], ()),
        (["Press", 7], ()),
        ({"Press": True}, ()),
        (None, ()),
    ],
)
def test_groups_are_a_list_of_texts_or_one_or_none(hostile: Hostile, stated: object, groups: tuple[str, ...]) -> None:
    hostile.claims["groups"] = stated
    assert hostile.finish().groups == groups


def test_name_and_groups_come_from_the_claims_that_are_stated(hostile: Hostile) -> None:
    hostile.provider = hostile.new_provider(name_claim="name", groups_claim="https://provstad.example/groups")
    hostile.claims |= {"name": "Bo", "https://provstad.example/groups": ["Växel"]}
    assert hostile.finish() == Identified(f"{ISSUER} {CLAIM}", "Bo", ("Växel",))


def test_the_highest_role_wins_and_unknown_groups_give_none() -> None:
    assert role_of(IDENTITY, ["Växel", "Press", "Kök"]) == Role.EDITOR
    assert role_of(IDENTITY, ["Växel"]) == Role.OPERATOR
    assert role_of(IDENTITY, ["press", "Kök"]) is None
    assert role_of(IDENTITY, []) is None


# What the provider answers


def slow(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout(f"too slow: {CODE}")


def json_bytes(content: bytes, **headers: str) -> Answer:
    return lambda _: httpx2.Response(200, content=content, headers={"Content-Type": "application/json", **headers})


BROKEN: dict[str, tuple[Answer, str]] = {
    "server error": (lambda _: httpx2.Response(500, json={"error": CODE}), "unavailable"),
    "busy": (lambda _: httpx2.Response(429), "unavailable"),
    "slow": (slow, "unavailable"),
    "redirect": (lambda _: httpx2.Response(302, headers={"Location": f"{ISSUER}/keys"}), Reason.BAD_ANSWER),
    "redirect that keeps the body": (lambda _: httpx2.Response(307, headers={"Location": "/x"}), Reason.BAD_ANSWER),
    "created": (lambda _: httpx2.Response(201, json={}), Reason.BAD_ANSWER),
    "page": (lambda _: httpx2.Response(200, html="{}"), Reason.BAD_ANSWER),
    "json that says it is text": (lambda _: httpx2.Response(200, text="{}"), Reason.BAD_ANSWER),
    "not json": (json_bytes(b"<html>"), Reason.BAD_ANSWER),
    "not utf-8": (json_bytes(b'{"id_token": "\xff", "issuer": "\xff", "keys": ["\xff"]}'), Reason.BAD_ANSWER),
    "a list": (json_bytes(b"[]"), Reason.BAD_ANSWER),
    "numbers": (json_bytes(b'{"id_token": 5, "issuer": 5, "keys": 5}'), Reason.BAD_ANSWER),
    "deep": (json_bytes(b'{"id_token":' + b"[" * 200_000), Reason.BAD_ANSWER),
    "deep, ignored": (json_bytes(b'{"x":' + b"[" * 200_000), Reason.BAD_ANSWER),
    "a bomb": (json_bytes(gzip.compress(b" " * 10_000_000), **{"Content-Encoding": "gzip"}), Reason.BAD_ANSWER),
}


@pytest.mark.parametrize("place", ["openid-configuration", "token", "keys"])
@pytest.mark.parametrize("how", BROKEN)
def test_an_answer_that_is_none_is_refused(hostile: Hostile, place: str, how: str) -> None:
    hostile.answers[place], reason = BROKEN[how]
    assert reason_of(hostile.finish) == reason
    assert hostile.asked.total() <= 4  # nothing was followed; unknown keys are asked for twice


@pytest.mark.parametrize("place", ["openid-configuration", "token", "keys"])
def test_a_sound_answer_that_is_too_large_is_refused(hostile: Hostile, place: str) -> None:
    sound = hostile.answers[place]
    padded = json_bytes(sound(httpx2.Request("GET", ISSUER)).content.ljust(MOST_BYTES))
    hostile.answers[place] = padded
    assert hostile.finish().subject
    hostile.provider = hostile.new_provider()
    hostile.answers[place] = lambda request: json_bytes(padded(request).content + b" ")(request)
    assert reason_of(hostile.finish) == Reason.BAD_ANSWER


@pytest.mark.parametrize("place", ["openid-configuration", "token", "keys"])
def test_an_answer_that_trickles_is_not_waited_for(hostile: Hostile, place: str) -> None:
    sound = hostile.answers[place]
    pieces = 0

    def trickle(content: bytes) -> Iterator[bytes]:
        nonlocal pieces
        for position in range(len(content)):
            pieces += 1
            hostile.clock.move(seconds=1)
            yield content[position : position + 1]

    def answer(request: httpx2.Request) -> httpx2.Response:
        content = trickle(sound(request).content)
        return httpx2.Response(200, content=content, headers={"Content-Type": "application/json"})

    hostile.answers[place] = answer
    assert reason_of(hostile.finish) == "unavailable"
    assert pieces == 6


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_code_is_told_as_such(hostile: Hostile, status: int) -> None:
    hostile.answers["token"] = lambda _: httpx2.Response(status, json={"error": "invalid_grant", "hint": CODE})
    assert reason_of(hostile.finish, "invalid_grant") == Reason.CODE_REFUSED


@pytest.mark.parametrize("content", [b"{}", b'{"access_token": "x"}', b'{"id_token": ""}'])
def test_an_answer_without_a_token_is_refused(hostile: Hostile, content: bytes) -> None:
    hostile.answers["token"] = json_bytes(content)
    assert reason_of(hostile.finish) == Reason.NO_TOKEN


def test_a_set_of_keys_has_a_type_of_its_own(hostile: Hostile) -> None:
    content = json.dumps({"keys": hostile.published}).encode()
    hostile.answers["keys"] = json_bytes(content, **{"Content-Type": "application/jwk-set+json; charset=utf-8"})
    assert hostile.finish().subject


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"{ISSUER}/"},
        {"issuer": ISSUER.upper()},
        *(
            {name: "http://login.provstad.example/x"}
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ),
        *({name: "http://127.0.0.1/x"} for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")),
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://a.example/\r\nSet-Cookie: x=y"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": "https://a:b@login.provstad.example"},
        {"jwks_uri": ""},
    ],
)
def test_a_provider_that_names_another_or_an_open_line_is_refused(hostile: Hostile, change: dict[str, str]) -> None:
    hostile.metadata |= change
    assert reason_of(lambda: hostile.provider.begin(REDIRECT_URI)) == Reason.BAD_METADATA
    assert reason_of(hostile.finish) == Reason.BAD_METADATA
    assert hostile.asked == {"openid-configuration": 1}


@pytest.mark.parametrize("name", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_must_say_all_that_is_needed(hostile: Hostile, name: str) -> None:
    del hostile.metadata[name]
    assert reason_of(lambda: hostile.provider.begin(REDIRECT_URI)) == Reason.BAD_ANSWER


def test_what_a_provider_says_of_itself_is_kept_for_an_hour(hostile: Hostile) -> None:
    for _ in range(3):
        hostile.provider.begin(REDIRECT_URI)
    hostile.clock.move(minutes=59)
    hostile.provider.begin(REDIRECT_URI)
    assert hostile.asked == {"openid-configuration": 1}
    hostile.clock.move(minutes=1)
    hostile.provider.begin(REDIRECT_URI)
    assert hostile.asked == {"openid-configuration": 2}


def test_a_clock_that_was_set_back_keeps_nothing_for_ever(hostile: Hostile) -> None:
    hostile.clock.move(days=3_650)
    hostile.provider.begin(REDIRECT_URI)
    hostile.clock.now = NOW
    hostile.provider.begin(REDIRECT_URI)
    assert hostile.asked == {"openid-configuration": 2}


def test_a_provider_that_is_down_is_left_alone_for_a_while(hostile: Hostile) -> None:
    sound = hostile.answers["openid-configuration"]
    hostile.answers["openid-configuration"] = slow
    for _ in range(10):
        assert reason_of(lambda: hostile.provider.begin(REDIRECT_URI)) == "unavailable"
    assert hostile.asked == {"openid-configuration": 1}
    hostile.answers["openid-configuration"] = sound
    hostile.clock.move(seconds=5)
    assert hostile.provider.begin(REDIRECT_URI)


def test_many_who_come_at_once_ask_once(hostile: Hostile) -> None:
    for place in ("openid-configuration", "keys"):
        hostile.answers[place] = partial(together, Barrier(2), hostile.answers[place])
    with ThreadPoolExecutor(8) as threads:
        people = list(threads.map(lambda _: hostile.finish(), range(24)))
    assert len(people) == 24
    assert hostile.asked == {"openid-configuration": 1, "token": 24, "keys": 1}


def together(barrier: Barrier, answer: Answer, request: httpx2.Request) -> httpx2.Response:
    """Answers when a second one asks at the same time, or after a moment in which nobody has."""
    with suppress(BrokenBarrierError):
        barrier.wait(0.1)
    return answer(request)


def test_every_reason_is_explained_to_administrators() -> None:
    told = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", told, re.MULTILINE)) == set(Reason)


def test_every_reason_is_tested() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [reason.name for reason in Reason if f"Reason.{reason.name}" not in tests] == []
