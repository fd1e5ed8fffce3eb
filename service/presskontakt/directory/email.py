"""E-mail addresses: found in a line of a press page, checked, and put into the form to publish.

email-validator decides what an address is, without asking DNS. What stands here is how pages write addresses:
behind labels and in links, run into words, with the at-sign spelled out, or as a pattern that is no address.
"""

import re
from collections.abc import Iterator
from html import unescape
from unicodedata import category, normalize
from urllib.parse import quote, unquote

from email_validator import EmailNotValidError, validate_email
from msgspec import Struct

from presskontakt.errors import Code, Finding, InvalidInput

_PLAIN = re.compile(r"(?a)(?!E-|Mejl)([A-Za-z][\w.+-]*)@((?:[a-z0-9-]+\.)+[a-z]+)")
_FOLD = {"Zs": " ", "Cf": ""}
_MAILTO = re.compile(r"""(?i)mailto:([^\s?"'<>]*)(?:\?[^\s"'<>]*)?""")
_DOT = re.compile(r"(?i)\s?[\[({]\s?(?:dot|punkt)\s?[\])}]\s?")
_SPOKEN_DOT = re.compile(r"(?i)(?<=\w) (?:dot|punkt) (?=\w)")
_AT = re.compile(r"""(?ix)
    (?: \s?[\[({]\s?(?:at|a|snabel[\ -]?a|@)\s?[\])}]\s? | (?<=\w)\ snabel-?a\ | (?<=\w)\ @\  | (?<=\w)@\  )
    (?=[\w-]+\.\w\w)""")
_SPOKEN_AT = re.compile(r"(?i)(?<![\w.])(?!www\.)([\w-]+\.[\w.-]+) (?:at |@)(?=[\w-]+\.\w\w)")

_EDGE = r"""\s<>()\[\]{},;:"|\\/=*?&\u00a1-\u00bf\u2000-\u206f"""
_CANDIDATE = re.compile(rf"(?<![^{_EDGE}])([^{_EDGE}@]++)@([^{_EDGE}!#$%'+^`~]*+)")
_RUN_IN_PHONE = re.compile(r"0[0-9 -]{7,19}$")
_RUN_IN_LABEL = re.compile(r"^(?:E-post|E-mail|Mejl)(?=[^\W\d_])")
_RUN_IN_WORD = re.compile(r"(?<=\.)(xn--[\w-]+|[a-zåäö]{2,})(?:[A-ZÅÄÖ0-9_-][^.]*|\.[A-ZÅÄÖ][a-zåäö].*)$")
_STAND_IN = re.compile(
    r"(?=.*(?:namn|name|first|last|xx|exempel|example))"
    r"(?:(?:(?:för|for|efter|mellan|ditt|your|first|last|sur|[fel])?(?:namn|name)"
    r"|first|last|your|ditt|exempel|example|xx++|[a-zåäö](?![^\W_]))[._+-]?)++"
)
_STAND_IN_DOMAINS = frozenset({"example.com", "example.net", "example.org", "example.se", "exempel.se"})


class EmailAddress(Struct, frozen=True):
    """An address that can be written to; `ascii` is None where only SMTPUTF8 can carry it (å before the @).

    `normalized` is the form to publish: the domain as people read it ("västerbotten.se"), NFC, lower case,
    because no public body tells A from a and two sources must give one address.
    """

    normalized: str
    ascii: str | None

    @property
    def href(self) -> str:
        """The link that writes to it (RFC 6068), in ASCII where there is such a form."""
        return "mailto:" + quote(self.ascii or self.normalized, safe="@!$'*+")


class EmailReading(Struct, frozen=True):
    """What a text holds: its addresses in order, each once, or the code that says why there is none."""

    raw: str
    addresses: tuple[EmailAddress, ...]
    code: Code | None


def parse_email(text: str) -> EmailAddress:
    """The one address in `text`; raises InvalidInput with why there is none, or `several-addresses`."""
    reading = read_emails(text)
    if len(reading.addresses) == 1:
        return reading.addresses[0]
    facts = {"addresses": ", ".join(a.normalized for a in reading.addresses)} if reading.addresses else {}
    raise InvalidInput([Finding(reading.code or Code.SEVERAL_ADDRESSES, value=text, facts=facts)])


def read_emails(text: str) -> EmailReading:
    """What a careful reader takes from a line of a press page, or from a whole page; never raises.

    At-signs written "(at)", "[at]", "snabel-a" are read where a domain follows; a bare "@name" is a handle.
    Patterns such as förnamn.efternamn@ and the domains of RFC 2606 are placeholders.
    The code is that of the first address refused.
    """
    plain = _PLAIN.fullmatch(text)
    findings = [_address(*plain.groups())] if plain else list(_findings(_cleaned(text)))
    addresses = dict.fromkeys(found for found in findings if isinstance(found, EmailAddress))
    codes = (*(found for found in findings if isinstance(found, Code)), Code.NO_ADDRESS)
    return EmailReading(text, tuple(addresses), None if addresses else codes[0])


def _cleaned(text: str) -> str:
    text = normalize("NFC", unescape(text))
    if not text.isascii():
        text = "".join(_FOLD.get(category(char), char) for char in text).replace("\uff20", "@")
    text = _MAILTO.sub(lambda link: f" {normalize('NFC', unquote(link[1]))} ", text)
    text = _DOT.sub(".", text)
    if "snabel" in text.lower():
        text = _SPOKEN_DOT.sub(".", text)
    return _SPOKEN_AT.sub(r"\1@", _AT.sub("@", text))


def _findings(text: str) -> Iterator[EmailAddress | Code]:
    for match in _CANDIDATE.finditer(text):
        local = _RUN_IN_LABEL.sub("", match[1].lstrip("-'`"))
        digits = re.match(r"[0-9-]+(?=[^\W\d_])", local)
        if digits and _RUN_IN_PHONE.search(text[max(0, match.start() - 20) : match.start()] + digits[0]):
            local = local[digits.end() :]
        domain = _RUN_IN_WORD.sub(r"\1", match[2].rstrip("._-"))
        yield _address(local, domain)


def _address(local: str, domain: str) -> EmailAddress | Code:
    if _STAND_IN.fullmatch(local.lower()) or domain.lower() in _STAND_IN_DOMAINS:
        return Code.ADDRESS_PLACEHOLDER
    if len(domain.rpartition(".")[2]) < 2:
        return Code.ADDRESS_DOMAIN
    try:
        valid = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return _reason(domain)
    normalized = normalize("NFC", f"{valid.local_part.lower()}@{valid.domain}")
    return EmailAddress(normalized, valid.ascii_email.lower() if valid.ascii_email else None)


def _reason(domain: str) -> Code:
    """Whether it is the part before the @ or the domain that makes an address invalid."""
    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return Code.ADDRESS_SYNTAX if "@" in domain else Code.ADDRESS_DOMAIN
    return Code.ADDRESS_SYNTAX
