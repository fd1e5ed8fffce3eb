"""The ID token: whose signature it has, and whether it says what it must (OpenID Connect Core 1.0, 3.1.3.7)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, MissingClaimError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import GuestProtocol, JWKRegistry, Key, RSAKey
from joserfc.jws import JWSRegistry

from presskontakt.errors import PresskontaktError
from presskontakt.web.admin.answers import Reason, failed

KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
LEEWAY_S = 60
_LEAST_RSA_BITS = 2048
_CLAIMS = {
    "iss": Reason.WRONG_ISSUER,
    "sub": Reason.BAD_SUBJECT,
    "aud": Reason.WRONG_AUDIENCE,
    "nonce": Reason.WRONG_NONCE,
    "exp": Reason.EXPIRED,
    "iat": Reason.NOT_YET_VALID,
    "nbf": Reason.NOT_YET_VALID,
}

Claims = Mapping[str, Any]
FindKey = Callable[[str, str | None], Key]


class _Registry(JWSRegistry):
    """Allows the algorithms it is given and no other; joserfc takes an empty list for its own recommendation."""

    max_header_length = 8_192  # some send their certificates along

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def read_keys(plain: Iterable[Any]) -> tuple[Key, ...]:
    """The public keys that can verify a signature; what no rule of ours allows or nobody can read is left out."""
    return tuple(key for key in map(_read_key, plain) if key)


def pick_key(keys: Iterable[Key], algorithm: str, name: str | None) -> Key | None:
    """The key of that name for an algorithm; where the token names none, the only one there is."""
    fitting = [key for key in keys if key.key_type == KEY_TYPES[algorithm] and (key.alg or algorithm) == algorithm]
    if name is None:
        return fitting[0] if len(fitting) == 1 else None
    return next((key for key in fitting if key.kid == name), None)


def verify(token: str, find_key: FindKey, algorithms: Iterable[str]) -> Claims:
    """The claims of a token that one of the provider's keys has signed. Raises Refused."""
    allowed = [name for name in KEY_TYPES if name in algorithms]
    try:
        registry = _Registry(algorithms=allowed, strict_check_header=False)
        return jwt.decode(token, lambda signed: find_key(*_key_wanted(signed)), registry=registry).claims
    except PresskontaktError:
        raise
    except UnsupportedAlgorithmError:
        raise failed(Reason.WRONG_ALGORITHM) from None
    except Exception:  # noqa: BLE001 - whatever a forged token makes a library raise, it is no token
        raise failed(Reason.BAD_TOKEN) from None


def check_claims(claims: Claims, issuer: str, client_id: str, now: datetime) -> None:
    """Raise Refused unless the token is the issuer's, for this client and nobody else, and valid now."""
    needed: jwt.ClaimsOption = {"essential": True}
    ours: jwt.ClaimsOption = {"essential": True, "value": issuer}
    others = dict.fromkeys(("sub", "aud", "exp", "iat", "nonce"), needed)
    rules = jwt.JWTClaimsRegistry(int(now.timestamp()), LEEWAY_S, iss=ours, **others)
    try:
        rules.validate(dict(claims))
    except MissingClaimError:
        raise failed(Reason.MISSING_CLAIM) from None
    except ExpiredTokenError:
        raise failed(Reason.EXPIRED) from None
    except ClaimError as error:
        raise failed(_CLAIMS.get(error.claim, Reason.BAD_TOKEN)) from None
    if not _is_for(claims, client_id):
        raise failed(Reason.WRONG_AUDIENCE)


def _is_for(claims: Claims, client_id: str) -> bool:
    party = claims.get("azp")
    if party is not None and party != client_id:
        return False
    audience = [claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"]
    return audience == [client_id] or (client_id in audience and party == client_id)


def _key_wanted(signed: GuestProtocol) -> tuple[str, str | None]:
    header = signed.headers()
    return header["alg"], header.get("kid")


def _read_key(plain: Any) -> Key | None:
    try:
        key = JWKRegistry.import_key(plain)
    except Exception:  # noqa: BLE001 - one key that no library can read must not take the others along
        return None
    is_weak = isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS
    is_ours = key.key_type in KEY_TYPES.values() and key.get("use", "sig") == "sig"
    return key if is_ours and not is_weak else None
