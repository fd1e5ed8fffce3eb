"""Secrets that the service makes: shown once, and kept as digests only."""

import hashlib
import hmac
import secrets


def new_secret(prefix: str = "") -> str:
    """256 random bits, as text for a header, a cookie or an address."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hexadecimal. 256 random bits need nothing slower."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What a form carries to show that it comes from a page given to the holder of a cookie's secret."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def is_same(sent: str, expected: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(sent.encode(), expected.encode())
