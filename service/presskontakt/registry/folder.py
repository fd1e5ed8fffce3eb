"""Directories and vocabulary from folders of TOML files."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from presskontakt.directory.check import check
from presskontakt.directory.document import read_directory
from presskontakt.directory.model import Directory
from presskontakt.directory.roster import Roster, check_roster, read_roster
from presskontakt.errors import Code, Finding, InvalidInput, Location
from presskontakt.routing.experience import read_experience
from presskontakt.routing.vocabulary import Vocabulary, read_vocabulary

EXPERIENCE = "experience.tsv"  # beside the vocabulary; `presskontakt learn` makes it


def load_directory(path: Path) -> Directory:
    """Read one directory file. Raises InvalidInput, also when the file cannot be read."""
    return read_directory(read_text(path), str(path))


def load_directories(folder: Path) -> Mapping[str, Directory]:
    """Every directory in `folder` by organisation id, in order of file names.

    Raises InvalidInput with the findings of all files, and when two files are of the same organisation.
    """
    found: dict[str, Directory] = {}
    findings: list[Finding] = []
    for path in _files(folder):
        try:
            directory = load_directory(path)
        except InvalidInput as error:
            findings += error.findings
            continue
        name = directory.organisation.id
        if name in found:
            findings.append(Finding(Code.DUPLICATE_ID, Location(str(path), ("organisation", "id")), name))
        found[name] = directory
    if findings:
        raise InvalidInput(findings)
    return found


def load_sound_directories(folder: Path, vocabulary: Vocabulary) -> Mapping[str, Directory]:
    """Every directory in `folder`, checked. Raises InvalidInput with the errors of all; warnings do not matter."""
    directories = load_directories(folder)
    findings = [f for name, each in directories.items() for f in check(each, vocabulary.concepts, name)]
    if errors := [finding for finding in findings if not finding.is_warning]:
        raise InvalidInput(errors)
    return directories


def load_roster(path: Path) -> Roster:
    """Read one roster file. Raises InvalidInput, also when the file cannot be read."""
    return read_roster(read_text(path), str(path))


def load_sound_rosters(folder: Path, directories: Mapping[str, Directory]) -> Mapping[str, Roster]:
    """The roster of every organisation that has a file `{organisation}.toml` in `folder`, which may be missing.

    Raises InvalidInput with the findings of all files: also when one names what its directory does not have.
    """
    rosters: dict[str, Roster] = {}
    findings: list[Finding] = []
    for name, directory in directories.items():
        path = folder / f"{name}.toml"
        if not path.exists():
            continue
        try:
            rosters[name] = load_roster(path)
            findings += check_roster(rosters[name], directory, str(path))
        except InvalidInput as error:
            findings += error.findings
    if findings:
        raise InvalidInput(findings)
    return rosters


def load_vocabulary(folder: Path) -> Vocabulary:
    """The shared vocabulary in `folder`, and its experience, if it has any. Raises InvalidInput."""
    vocabulary = load_words(folder)
    path = folder / EXPERIENCE
    if not path.exists():
        return vocabulary
    return replace(vocabulary, experience=read_experience(read_text(path), str(path), vocabulary.concepts))


def load_words(folder: Path) -> Vocabulary:
    """The shared vocabulary of every file in `folder`. Raises InvalidInput with the findings of all files."""
    return read_vocabulary({str(path): read_text(path) for path in _files(folder)})


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises InvalidInput (`unreadable`)."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = next((told for kind, told in _REASONS.items() if isinstance(error, kind)), str(error))
        raise InvalidInput([Finding(Code.UNREADABLE, Location(str(path)), facts={"reason": reason})]) from None


_REASONS: Mapping[type[Exception], str] = {
    FileNotFoundError: "no such file",
    IsADirectoryError: "a folder, not a file",
    PermissionError: "no permission",
    UnicodeDecodeError: "not UTF-8",
}


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        place = Location(str(folder))
        raise InvalidInput([Finding(Code.UNREADABLE, place, facts={"reason": "no such folder"})])
    return sorted(folder.glob("*.toml"))
