"""Identity providers of organisations: one TOML file `{organisation}.toml` each, and what is wrong with them."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import SplitResult, urlsplit

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import Identified
from presskontakt.directory.decode import find_faults
from presskontakt.directory.document import parse_toml
from presskontakt.directory.model import Line, Localized
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.registry.folder import read_text

Stated = Annotated[str, Meta(min_length=1, max_length=300)]


class Identity(Struct, frozen=True, forbid_unknown_fields=True):
    """How an organisation's own people sign in: their OpenID Connect provider, and which group has which role.

    `label` is what the button says. A client without a secret is a public one. The secret is in no representation.
    """

    issuer: Stated
    client_id: Stated
    label: Localized
    roles: Mapping[str, Role]
    client_secret: Line = ""
    client_secret_file: Line = ""
    scopes: tuple[Stated, ...] = ("openid", "profile", "email")
    name_claim: Stated = "preferred_username"
    groups_claim: Stated = "groups"

    def __repr__(self) -> str:
        return f"Identity(issuer={self.issuer!r}, client_id={self.client_id!r})"


class Flow(Struct, frozen=True):
    """What the browser keeps between leaving and coming back, once: three random values of 256 bits."""

    state: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "Flow()"


class IdentityProvider(Protocol):
    """Who identifies people for an organisation: `web.admin.oidc.Provider`."""

    identity: Identity

    def begin(self, redirect_uri: str) -> tuple[str, Flow]:
        """The address to send the browser to, and what it is to bring back."""

    def finish(self, flow: Flow, query: Mapping[str, str], redirect_uri: str) -> Identified:
        """Who came back with these parameters."""


def load_identities(folder: Path, root: Path) -> dict[str, Identity]:
    """The provider of every organisation that has a file in `folder`, secrets read; {} when there is no such folder.

    A `client_secret_file` starts from `root`. Raises InvalidInput with the findings of all files; none tells a secret.
    """
    identities: dict[str, Identity] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            identities[path.stem] = _load(path, root)
        except InvalidInput as error:
            findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return identities


def role_of(identity: Identity, groups: Iterable[str]) -> Role | None:
    """The highest role that the groups give, None if they give none."""
    ranks = list(Role)
    return max((identity.roles[group] for group in groups if group in identity.roles), key=ranks.index, default=None)


def is_trusted_address(address: str, *, on_this_machine: bool) -> bool:
    """Whether secrets may be sent to an address: https, or plain http within this machine where that is allowed."""
    parts = _split(address)
    if parts is None or not parts.hostname or parts.fragment or parts.username is not None:
        return False
    return parts.scheme == "https" or (on_this_machine and parts.scheme == "http" and _is_loopback(parts.hostname))


def is_on_this_machine(address: str) -> bool:
    """Whether an address is that of the loopback, where a provider is tried out."""
    parts = _split(address)
    return parts is not None and _is_loopback(parts.hostname or "")


def _load(path: Path, root: Path) -> Identity:
    plain = parse_toml(read_text(path), str(path))
    findings = [*map(_without_secret, find_faults(plain, Identity, str(path))), *_issuer_faults(plain, path)]
    secret = ""
    try:
        secret = _read_secret(plain, path, root)
    except InvalidInput as error:
        findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return replace(msgspec.convert(plain, Identity), client_secret=secret)


def _without_secret(finding: Finding) -> Finding:
    return replace(finding, value="") if finding.place.path[:1] == ("client_secret",) else finding


def _issuer_faults(plain: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    issuer = plain.get("issuer")
    if not isinstance(issuer, str) or not issuer.strip():
        return
    if not is_trusted_address(issuer, on_this_machine=True) or "?" in issuer:
        yield Finding(Code.BAD_ISSUER, Location(str(path), ("issuer",), label="issuer"), issuer)


def _read_secret(plain: Mapping[str, Any], path: Path, root: Path) -> str:
    stated, name = plain.get("client_secret", ""), plain.get("client_secret_file", "")
    if not isinstance(name, str) or not name:
        return stated if isinstance(stated, str) else ""
    place = Location(str(path), ("client_secret_file",), label="client_secret_file")
    if stated:
        raise InvalidInput([Finding(Code.DUPLICATE_KEY, place, name)])
    try:
        secret = read_text(root / name).strip()
    except InvalidInput as error:
        raise InvalidInput([replace(each, place=place, value=name) for each in error.findings]) from None
    if not secret:
        raise InvalidInput([Finding(Code.EMPTY, place, name)])
    return secret


def _split(address: str) -> SplitResult | None:
    if not re.fullmatch("[!-~]+", address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # an impossible one is found only now
    except ValueError:
        return None
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
