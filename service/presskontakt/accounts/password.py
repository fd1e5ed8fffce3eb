"""Passwords: Argon2id, as much work for a name that nobody has as for one that somebody has.

Length is what counts (NIST SP 800-63B-4, 3.1.1.2: at least 15 where a password is all there is, no other rules).
"""

from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from presskontakt.errors import Code, Finding, InvalidInput, Location

SHORTEST, LONGEST = 15, 200
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's least; 19 MiB each
# The hash of random characters that nobody knows.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$z8IoJHg5P+em1QnRcHzpqQ$G700qyahz0EcOwSWYWDfjFgYeEaNkZAHy4GjUJIhS5g"


def hash_password(password: str, name: str = "") -> str:
    """The hash to keep. Raises InvalidInput: too short, too long, or hardly more than the name."""
    password, place = normalize("NFC", password), Location(path=("password",))
    if len(password) < SHORTEST:
        raise InvalidInput([Finding(Code.PASSWORD_TOO_SHORT, place, facts={"least": str(SHORTEST)})])
    if len(password) > LONGEST:
        raise InvalidInput([Finding(Code.TOO_LONG, place, facts={"length": str(len(password)), "limit": str(LONGEST)})])
    if name and len(password.lower().replace(name.lower(), "")) < SHORTEST // 2:
        raise InvalidInput([Finding(Code.PASSWORD_IS_NAME, place)])
    return _HASHER.hash(password)


def verify_password(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept; "" is kept for nobody, takes as long, and is never right."""
    try:
        _HASHER.verify(kept or _NOBODY, normalize("NFC", password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)
