"""POST /v1/validate/phone and /email: what a careful reader takes from what was written."""

from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, json

from presskontakt.directory.email import read_emails
from presskontakt.directory.model import Value
from presskontakt.directory.phone import read_phones
from presskontakt.web.body import read_json
from presskontakt.web.query import OnlyLanguage, read_query
from presskontakt.web.view import View
from presskontakt.wording import finding_sentences

AnyRequest = Request[Any, Any, Any]


class ValidateRequest(Value, frozen=True):
    """What is written on a page or in a form."""

    value: Annotated[str, Meta(max_length=1_000)]


class PhoneFound(View, frozen=True):
    """A number in the forms that pages and telephones need."""

    e164: str
    kind: str
    national: str
    international: str
    extension: str
    href: str


class EmailFound(View, frozen=True):
    """An address in the form to publish, and in ASCII where there is one."""

    normalized: str
    ascii: str | None
    href: str


class PhonesFound(View, frozen=True):
    """All numbers that were found; otherwise `code` says why none was, with what to do."""

    found: tuple[PhoneFound, ...]
    code: str | None
    detail: str | None
    remedy: str | None


class EmailsFound(View, frozen=True):
    """All addresses that were found; otherwise `code` says why none was, with what to do."""

    found: tuple[EmailFound, ...]
    code: str | None
    detail: str | None
    remedy: str | None


@post("/v1/validate/phone", status_code=HTTP_200_OK)
async def validate_phone(request: AnyRequest) -> Response[bytes]:
    """The phone numbers in a line of text."""
    lang = read_query(request, OnlyLanguage).lang
    reading = read_phones(read_json(await request.body(), ValidateRequest).value)
    found = (PhoneFound(n.e164, n.kind, n.national, n.international, n.extension, n.href) for n in reading.numbers)
    return _told(PhonesFound(tuple(found), *_refusal(reading.code, lang)))


@post("/v1/validate/email", status_code=HTTP_200_OK)
async def validate_email(request: AnyRequest) -> Response[bytes]:
    """The e-mail addresses in a line of text."""
    lang = read_query(request, OnlyLanguage).lang
    reading = read_emails(read_json(await request.body(), ValidateRequest).value)
    found = (EmailFound(address.normalized, address.ascii, address.href) for address in reading.addresses)
    return _told(EmailsFound(tuple(found), *_refusal(reading.code, lang)))


def _refusal(code: str | None, lang: str) -> tuple[str | None, str | None, str | None]:
    return (code, *finding_sentences(code, lang, {})) if code else (None, None, None)


def _told(view: View) -> Response[bytes]:
    return Response(json.encode(view), media_type="application/json", headers={"Cache-Control": "no-store"})
