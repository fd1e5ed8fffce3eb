"""Reading and writing a directory: all faults at once, and nothing lost on the way."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presskontakt.directory.decode import decode
from presskontakt.directory.document import canonical, digest, read_directory, write_directory
from presskontakt.directory.model import Directory
from presskontakt.errors import Code, Finding, InvalidInput

SMALLEST = """
organisation = { id = "liten", name = { sv = "Liten" }, fallback = "a", demo = true }
roles = [{ id = "r", name = { sv = "roll" } }]
contacts = [{ id = "a", name = "A", channels = [{ id = "m", kind = "phone", value = "070-174 06 05" }] }]
"""


def findings_of(text: str) -> tuple[Finding, ...]:
    with pytest.raises(InvalidInput) as caught:
        read_directory(text, "a.toml")
    return caught.value.findings


def changed(old: str, new: str) -> str:
    assert old in SMALLEST
    return SMALLEST.replace(old, new)


def test_what_is_written_reads_back_equal(directory: Directory) -> None:
    assert read_directory(write_directory(directory)) == directory


def test_the_canonical_bytes_do_not_depend_on_how_the_document_was_written(directory: Directory) -> None:
    assert canonical(read_directory(write_directory(directory))) == canonical(directory)
    assert len(digest(directory)) == 64


def test_the_digest_changes_with_the_content(directory: Directory) -> None:
    renamed = msgspec.structs.replace(directory.organisation, demo=False)
    assert digest(msgspec.structs.replace(directory, organisation=renamed)) != digest(directory)


def test_a_number_is_read_as_people_write_it() -> None:
    for written in ("070-174 06 05", "0701740605", "+46 70 174 06 05", "Tfn: 070–174 06 05"):
        read = read_directory(changed("070-174 06 05", written))
        assert read.contacts[0].channels[0].value == "+46701740605"


@pytest.mark.parametrize(
    ("old", "new", "code", "pointer", "value"),
    [
        ('name = "A"', 'name = "A", nam = "A"', Code.UNKNOWN_KEY, "/contacts/0/nam", "nam"),
        ('name = "A", ', "", Code.MISSING, "/contacts/0/name", ""),
        ('name = "A"', "name = 7", Code.WRONG_TYPE, "/contacts/0/name", "7"),
        ('name = "A"', 'name = " "', Code.EMPTY, "/contacts/0/name", " "),
        ('name = "A"', 'name = "A\\u202eB"', Code.HIDDEN_CHARACTER, "/contacts/0/name", "A\u202eB"),
        ('name = "A"', 'name = "A\\u200bB"', Code.HIDDEN_CHARACTER, "/contacts/0/name", "A\u200bB"),
        ('id = "a"', 'id = "Åsa"', Code.BAD_ID, "/contacts/0/id", "Åsa"),
        ('kind = "phone"', 'kind = "phon"', Code.NOT_ALLOWED, "/contacts/0/channels/0/kind", "phon"),
        ("demo = true", 'demo = "ja"', Code.WRONG_TYPE, "/organisation/demo", "ja"),
        ("070-174 06 05", "070-174 06", Code.NUMBER_TOO_SHORT, "/contacts/0/channels/0/value", "070-174 06"),
        ('roles = [{ id = "r", name = { sv = "roll" } }]', "roles = 3", Code.WRONG_TYPE, "/roles", "3"),
    ],
)
def test_a_fault_is_told_with_code_place_and_value(old: str, new: str, code: Code, pointer: str, value: str) -> None:
    (finding,) = findings_of(changed(old, new))

    assert (finding.code, finding.place.pointer, finding.value) == (code, pointer, value)
    assert finding.place.source == "a.toml"


def test_all_faults_are_told_at_once_and_named_by_id() -> None:
    text = changed('name = "A"', "name = 7, nam = 1").replace("070-174 06 05", "112")
    found = findings_of(text)

    assert [finding.code for finding in found] == [Code.WRONG_TYPE, Code.UNKNOWN_KEY, Code.NUMBER_SHORT_CODE]
    assert found[2].place.label == "contacts › a › channels › m › value"


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    (finding,) = findings_of(changed('kind = "phone"', 'kind = "phone", verifed = 2026-01-01'))

    assert finding.facts["nearest"] == "verified"


def test_a_slip_in_the_toml_is_told_with_line_and_column() -> None:
    (finding,) = findings_of("a = 1\nb = = 2\n")

    assert (finding.code, finding.place.line, finding.place.column) == (Code.SYNTAX, 2, 5)


def test_letters_are_composed_so_that_equal_names_are_equal_bytes() -> None:
    decomposed = read_directory(changed('name = "A"', 'name = "A\u030asa"'))

    assert decomposed.contacts[0].name == "Åsa"


@pytest.mark.parametrize(
    "name", ["Anja Hansen Knutsson", "Áilu Ánte Ŋuorravuoli", "José Ñuñez", "李雷", "O’Neill-Åkesson"]
)
def test_names_of_every_origin_are_taken(name: str) -> None:
    assert read_directory(changed('name = "A"', f'name = "{name}"')).contacts[0].name == name


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "name", "sv", "contacts", "roles", "x"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_whatever_is_not_a_directory_is_refused_with_findings(plain: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode(plain, Directory)
    assert caught.value.findings
