"""The note for the next shift holds nothing about who called: numbers, addresses and identities are found in it.

What an authority writes down can be asked for by anyone. A caller who is not written down cannot be found.
"""

import re
from calendar import monthrange
from collections.abc import Iterator

from presskontakt.directory.email import read_emails
from presskontakt.directory.phone import read_phones

_IDENTITY = re.compile(r"(?<!\d)(19|20)?(\d\d)(\d\d)(\d\d)[ \u00a0]?[-+–\u2011]?[ \u00a0]?(\d{4})(?!\d)")
_COORDINATION = 60  # what is added to the day in a samordningsnummer


def find_caller_data(note: str) -> Iterator[tuple[str, str]]:
    """What in a note could lead to a caller, as (kind, what it is): phone numbers, addresses, identity numbers."""
    yield from (("phone number", number.national) for number in read_phones(note).numbers)
    yield from (("e-mail address", address.normalized) for address in read_emails(note).addresses)
    yield from (("personal identity number", found[0]) for found in _IDENTITY.finditer(note) if _is_identity(found))


def _is_identity(found: re.Match[str]) -> bool:
    """Whether ten digits are a personnummer or samordningsnummer (SFS 1991:481, 18 §): a day that was, and checked."""
    century, year, month, day, last = found.groups()
    born_on = int(month), int(day) - _COORDINATION if int(day) > _COORDINATION else int(day)
    centuries = [century] if century else ["19", "20"]
    return _is_checked(year + month + day + last) and any(_is_day(int(each + year), *born_on) for each in centuries)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_checked(digits: str) -> bool:
    """Whether the last digit is the control digit of the others (Luhn, ISO/IEC 7812-1): "8112189876" is so."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
