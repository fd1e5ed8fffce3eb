"""Named tokens from the settings: who may read what is not public, and write.

A line is "name:digest" or "name@organisation:digest"; the digest is SHA-256 of a token of 256 random bits.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from msgspec import Struct

from presskontakt.errors import CannotServe, Code, Finding

_LINE = re.compile(r"(?P<name>[^:@,\s]{1,100})(@(?P<organisation>[a-z0-9-]{1,64}))?:(?P<digest>[0-9a-f]{64})")
_PREFIX = "pk_"


class Token(Struct, frozen=True):
    """Whose it is, for which organisation ("": all of them), and the digest of what is sent."""

    name: str
    organisation: str
    digest: str


def make_token(name: str, organisation: str = "") -> tuple[str, str]:
    """A new token, and the line for the settings that knows it."""
    token = _PREFIX + secrets.token_urlsafe(32)
    whose = f"{name}@{organisation}" if organisation else name
    return token, f"{whose}:{_digest(token)}"


def read_tokens(lines: Iterable[str]) -> tuple[Token, ...]:
    """The tokens of the settings. Raises CannotServe for a line that is not one; the line is not repeated."""
    tokens = []
    for position, line in enumerate(lines, 1):
        if not (found := _LINE.fullmatch(line)):
            raise CannotServe(Finding(Code.BAD_TOKEN_LINE, facts={"position": str(position)}))
        tokens.append(Token(found["name"], found["organisation"] or "", found["digest"]))
    return tuple(tokens)


def actor_of(tokens: Iterable[Token], sent: str, organisation: str) -> str | None:
    """Who sent this token and may act for an organisation; None for nobody. Takes as long for every token."""
    digest = _digest(sent)
    found = [token for token in tokens if hmac.compare_digest(token.digest, digest)]
    return next((token.name for token in found if token.organisation in {"", organisation}), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
