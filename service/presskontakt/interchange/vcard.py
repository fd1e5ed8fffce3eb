"""Contacts as vCards: 4.0 (RFC 6350), and 3.0 (RFC 2426) for old telephones. We only write."""

from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from presskontakt.directory.model import Channel, Contact, Lang, Organisation
from presskontakt.directory.phone import parse_phone

Version = Literal["4.0", "3.0"]
MEDIA_TYPE = "text/vcard"
_FOLD_AT = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def write_vcard(
    contact: Contact, organisation: Organisation, lang: Lang, url: str = "", version: Version = "4.0"
) -> str:
    """`contact` as one vCard, CRLF at the line ends, lines folded at 75 octets.

    `url` leads back to the contact's page. REV is the newest date on which a channel was verified, and is left out
    while none was.
    """
    name = organisation.name.text(lang)
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"FN:{_text(contact.name)}", _name(contact)]
    if version == "4.0":
        lines.append("KIND:individual" if contact.kind == "person" else "KIND:group")
    lines.append(f"ORG:{_text(name)}")
    lines += [f"TITLE:{_text(title)}" for title in contact.titles]
    lines += [_channel(channel, number, version) for number, channel in enumerate(contact.channels, 1)]
    lines.append(f"UID:urn:uuid:{uuid5(NAMESPACE_URL, f'presskontakt:{organisation.id}/{contact.id}')}")
    if url:
        lines.append(f"URL:{url}")
    if verified := [channel.verified for channel in contact.channels if channel.verified]:
        lines.append(f"REV:{max(verified):%Y%m%d}T000000Z")
    lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _name(contact: Contact) -> str:
    """N is required in 3.0; a function has no family name."""
    given, _, family = contact.name.rpartition(" ") if contact.kind == "person" else (contact.name, "", "")
    return f"N:{_text(family)};{_text(given)};;;"


def _channel(channel: Channel, preference: int, version: Version) -> str:
    if channel.kind == "email":
        kind = f"PREF={preference};TYPE=work" if version == "4.0" else "TYPE=INTERNET"
        return f"EMAIL;{kind}:{_text(channel.value)}"
    number = parse_phone(channel.value)
    is_mobile = number.kind == "mobile"
    if version == "3.0":
        return f"TEL;TYPE=WORK,{'CELL' if is_mobile else 'VOICE'}:{number.e164}"
    extension = f";ext={channel.extension}" if channel.extension else ""
    types = "work,voice,cell" if is_mobile else "work,voice"
    return f'TEL;VALUE=uri;PREF={preference};TYPE="{types}":tel:{number.e164}{extension}'


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> str:
    """`line` in pieces of at most 75 octets, each further one begun with a space; no character is cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _FOLD_AT:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])
