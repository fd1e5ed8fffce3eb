"""Identity providers as files: read with their secrets, or refused with every fault at once and no secret told."""

import re
from pathlib import Path

import pytest

from presskontakt.accounts.identity import Identity, is_trusted_address, load_identities
from presskontakt.accounts.permission import Role
from presskontakt.directory.model import Localized
from presskontakt.errors import Code, InvalidInput
from tests.server import ROOT

SECRET = "hunter2hunter2"
SOUND = """
issuer = "https://login.provstad.example/realms/staff"
client_id = "presskontakt"
client_secret_file = "secrets/oidc"

[label]
sv = "Logga in med Provstads konto"

[roles]
"Press ledning" = "publisher"
Press = "editor"
"""


def write(folder: Path, **files: str) -> Path:
    identities = folder / "config" / "identity"
    identities.mkdir(parents=True)
    for name, text in files.items():
        (identities / f"{name}.toml").write_text(text, encoding="utf-8")
    return identities


def test_without_a_folder_nobody_has_a_provider(tmp_path: Path) -> None:
    assert load_identities(tmp_path / "identity", tmp_path) == {}


def test_a_provider_is_read_with_its_secret_and_its_groups(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "oidc").write_text(f"{SECRET}\n", encoding="utf-8")

    identity = load_identities(write(tmp_path, provstad=SOUND), tmp_path)["provstad"]

    assert identity == Identity(
        issuer="https://login.provstad.example/realms/staff",
        client_id="presskontakt",
        label=Localized("Logga in med Provstads konto"),
        roles={"Press ledning": Role.PUBLISHER, "Press": Role.EDITOR},
        client_secret=SECRET,
        client_secret_file="secrets/oidc",
    )
    assert SECRET not in f"{identity!r} {identity}"


def test_a_secret_may_stand_at_an_absolute_path_or_in_the_file_or_be_none(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(SECRET, encoding="utf-8")
    line = 'client_secret_file = "secrets/oidc"'
    found = load_identities(
        write(
            tmp_path,
            absolute=SOUND.replace("secrets/oidc", str(tmp_path / "elsewhere")),
            inside=SOUND.replace(line, f'client_secret = "{SECRET}"'),
            public=SOUND.replace(line, ""),
        ),
        Path("/nowhere"),
    )

    assert {name: each.client_secret for name, each in found.items()} == {
        "absolute": SECRET,
        "inside": SECRET,
        "public": "",
    }


def test_the_example_in_the_documentation_can_be_used(tmp_path: Path) -> None:
    documented = (ROOT / "docs" / "accounts.md").read_text(encoding="utf-8")
    [example] = re.findall("```toml\n(.*?)```", documented, re.DOTALL)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "oidc-provstad").write_text(SECRET, encoding="utf-8")

    identity = load_identities(write(tmp_path, provstad=example), tmp_path)["provstad"]

    assert identity.roles["Pressledning"] == Role.PUBLISHER
    assert identity.label.text("en") == "Sign in with your Provstad account"


def test_every_fault_of_every_file_is_told_at_once_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    folder = write(
        tmp_path,
        a_broken="issuer = ",
        b_many=f"""
            issuer = "http://login.provstad.example"
            client_id = ""
            client_secret = ["{SECRET}"]
            clientsecret = "{SECRET}"
            label = {{sv = "Logga in"}}
            roles = {{Press = "boss", Chef = 3}}
        """,
        c_unreadable=SOUND,
        d_empty=SOUND.replace("secrets/oidc", "empty"),
        e_both=SOUND.replace("[label]", f'client_secret = "{SECRET}"\n[label]'),
        f_hidden=SOUND.replace('client_secret_file = "secrets/oidc"', f'client_secret = "{SECRET}\u200b"'),
    )

    with pytest.raises(InvalidInput) as caught:
        load_identities(folder, tmp_path)

    told = [
        (Path(each.place.source).stem[0], each.code, each.place.pointer, each.value) for each in caught.value.findings
    ]
    assert told == [
        ("a", Code.SYNTAX, "", ""),
        ("b", Code.EMPTY, "/client_id", ""),
        ("b", Code.WRONG_TYPE, "/client_secret", ""),
        ("b", Code.UNKNOWN_KEY, "/clientsecret", "clientsecret"),
        ("b", Code.NOT_ALLOWED, "/roles/Press", "boss"),
        ("b", Code.NOT_ALLOWED, "/roles/Chef", "3"),
        ("b", Code.BAD_ISSUER, "/issuer", "http://login.provstad.example"),
        ("c", Code.UNREADABLE, "/client_secret_file", "secrets/oidc"),
        ("d", Code.EMPTY, "/client_secret_file", "empty"),
        ("e", Code.DUPLICATE_KEY, "/client_secret_file", "secrets/oidc"),
        ("f", Code.HIDDEN_CHARACTER, "/client_secret", ""),
    ]
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.findings!r}"


def test_roles_must_be_a_table(tmp_path: Path) -> None:
    text = 'issuer = "https://a.example"\nclient_id = "x"\nroles = ["Press"]\nlabel = {sv = "x"}'
    with pytest.raises(InvalidInput) as caught:
        load_identities(write(tmp_path, provstad=text), tmp_path)
    assert [(each.code, each.place.pointer) for each in caught.value.findings] == [(Code.WRONG_TYPE, "/roles")]


@pytest.mark.parametrize(
    ("address", "anywhere", "here"),
    [
        ("https://login.provstad.example", True, True),
        ("https://login.provstad.example:8443/realms/staff", True, True),
        ("http://login.provstad.example", False, False),
        ("http://localhost:9400", False, True),
        ("http://127.0.0.1:9400", False, True),
        ("http://[::1]:9400", False, True),
        ("http://localhost.provstad.example", False, False),
        ("http://127.0.0.1.provstad.example", False, False),
        ("https://user@login.provstad.example", False, False),
        ("https://login.provstad.example#x", False, False),
        ("https://login.provstad.example\r\nX: y", False, False),
        ("https://login.provstad.example:99999", False, False),
        ("https://[login", False, False),
        ("https://", False, False),
        ("ftp://login.provstad.example", False, False),
        ("login.provstad.example", False, False),
        ("", False, False),
    ],
)
def test_secrets_go_to_https_or_stay_on_this_machine(address: str, anywhere: bool, here: bool) -> None:
    assert is_trusted_address(address, on_this_machine=False) == anywhere
    assert is_trusted_address(address, on_this_machine=True) == here


@pytest.mark.parametrize("issuer", ["https://a.example/?x", "https://a.example/#x", "https://a.example?"])
def test_an_issuer_has_neither_query_nor_fragment(tmp_path: Path, issuer: str) -> None:
    text = f'issuer = "{issuer}"\nclient_id = "x"\nroles = {{}}\nlabel = {{sv = "x"}}'
    with pytest.raises(InvalidInput) as caught:
        load_identities(write(tmp_path, provstad=text), tmp_path)
    assert [each.code for each in caught.value.findings] == [Code.BAD_ISSUER]
