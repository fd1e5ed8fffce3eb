"""The note for the next shift holds nothing about who called: numbers, addresses and identities are found in it.

What an authority writes down can be asked for by anyone. A caller who is not written down cannot be found.
"""

import re
from collections.abc import Iterator

from presskontakt.directory.email import read_emails
from presskontakt.directory.phone import read_phones

# Day and month as they can be, or the day with 60 added (samordningsnummer): 19850312-1234, 850372+1234, 8503121234.
_IDENTITY = re.compile(
    r"(?<!\d)(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?: ?[-+–] ?)?\d{4}(?!\d)"
)


def find_caller_data(note: str) -> Iterator[tuple[str, str]]:
    """What in a note could lead to a caller, as (kind, what it is): phone numbers, addresses, identity numbers."""
    yield from (("phone number", number.national) for number in read_phones(note).numbers)
    yield from (("e-mail address", address.normalized) for address in read_emails(note).addresses)
    yield from (("personal identity number", found[0]) for found in _IDENTITY.finditer(note))
