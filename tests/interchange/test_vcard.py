"""vCards against the rules of RFC 6350 and RFC 2426."""

from hypothesis import given
from hypothesis import strategies as st

from presskontakt.directory.model import Channel, Contact, Localized, Organisation
from presskontakt.interchange.vcard import write_vcard

ORGANISATION = Organisation(id="provstad", name=Localized("Provstad; norra, södra"), fallback="a")
CONTACT = Contact(
    id="a",
    name="Åsa Örn",
    titles=("Chef, press; tal\\skrift",),
    channels=(
        Channel(id="m", kind="phone", value="+46701740605"),
        Channel(id="d", kind="phone", value="+46846500410", extension="12"),
        Channel(id="e", kind="email", value="asa@provstad.example"),
    ),
)


def unfolded(card: str) -> list[str]:
    return card.replace("\r\n ", "").split("\r\n")[:-1]


def test_version_4_is_as_the_standard_says() -> None:
    assert unfolded(write_vcard(CONTACT, ORGANISATION, "sv", "https://a.example/x")) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:Åsa Örn",
        "N:Örn;Åsa;;;",
        "KIND:individual",
        "ORG:Provstad\\; norra\\, södra",
        "TITLE:Chef\\, press\\; tal\\\\skrift",
        'TEL;VALUE=uri;PREF=1;TYPE="work,voice,cell":tel:+46701740605',
        'TEL;VALUE=uri;PREF=2;TYPE="work,voice":tel:+46846500410;ext=12',
        "EMAIL;PREF=3;TYPE=work:asa@provstad.example",
        "UID:urn:uuid:6c1a3823-d39f-5dee-925a-34aeab9dd6a3",
        "URL:https://a.example/x",
        "END:VCARD",
    ]


def test_version_3_is_what_old_telephones_read() -> None:
    lines = unfolded(write_vcard(CONTACT, ORGANISATION, "sv", version="3.0"))

    assert "TEL;TYPE=WORK,CELL:+46701740605" in lines
    assert "EMAIL;TYPE=INTERNET:asa@provstad.example" in lines
    assert not [line for line in lines if line.startswith("KIND")]


@given(st.text(max_size=300))
def test_no_title_breaks_a_line_or_makes_one_longer_than_75_octets(title: str) -> None:
    contact = Contact(id="a", name="A B", titles=(title,))
    card = write_vcard(contact, ORGANISATION, "sv")
    lines = card.encode("utf-8", "surrogatepass").split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert [line for line in unfolded(card) if line.startswith("BEGIN")] == ["BEGIN:VCARD"]
    assert len(unfolded(card)) == 9
