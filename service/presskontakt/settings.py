"""Settings of the process: a TOML file, then the environment; unknown keys refused, every value knows its source.

Each setting may be given as PRESSKONTAKT_NAME in the environment, a list with commas; what is secret may stand in a
file of its own, named by PRESSKONTAKT_NAME_FILE. Faults are reported all at once
as `SettingsError`, which `cli` tells in the reader's language.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_origin

import msgspec
from msgspec import Meta, Struct, structs

PREFIX = "PRESSKONTAKT_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
FILE_NAME = "config/presskontakt.toml"
_SECRET = frozenset({"database", "notice_server"})


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the process needs to know; folders are relative to the settings file's parent folder."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    log: Literal["text", "json"] = "text"
    default_organisation: str = "region-vasterbotten"
    directories: str = "config/directories"
    rosters: str = "config/rosters"
    vocabulary: str = "config/vocabulary"
    identity: str = "config/identity"
    data: str = "data"
    database: str = ""
    dial: Annotated[str, Meta(pattern=r"^(tel|sip|sips|callto):[^\s{}]*\{number\}[^\s{}]*$")] = "tel:{number}"
    notice_server: str = ""
    notice_from: str = ""
    notice_to: tuple[str, ...] = ()
    privacy_note_sv: str = ""
    privacy_note_en: str = ""


class Loaded(Struct, frozen=True):
    """Settings, where each was stated ("default", a file, a variable), and the folder that paths start from."""

    settings: Settings
    sources: Mapping[str, str]
    root: Path

    @property
    def directories(self) -> Path:
        return self.root / self.settings.directories

    @property
    def rosters(self) -> Path:
        return self.root / self.settings.rosters

    @property
    def data(self) -> Path:
        return self.root / self.settings.data

    @property
    def database(self) -> str:
        """The address of the database: that of PostgreSQL, or the path of an SQLite file."""
        return self.settings.database or str(self.data / "presskontakt.sqlite")

    @property
    def identity(self) -> Path:
        return self.root / self.settings.identity

    @property
    def vocabulary(self) -> Path:
        return self.root / self.settings.vocabulary


class Fault(Struct, frozen=True):
    """One fault in the settings: the setting, where it was stated, what is wrong, and what may stand there."""

    name: str
    source: str
    reason: str
    known: str = ""


class SettingsError(Exception):
    """The settings cannot be used; `faults` are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.source}: {fault.name}: {fault.reason}" for fault in faults))


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Loaded:
    """Read the settings file and the environment.

    The file is the one named by PRESSKONTAKT_CONFIG, else config/presskontakt.toml in `folder` (default: the working
    folder), else the one of the checkout that this code runs from. Raises SettingsError.
    """
    environment = os.environ if environment is None else environment
    file = _find_file(environment, folder or Path.cwd())
    stated = [*_from_file(file), *_from_environment(environment)]
    faults = [fault for name, source, value in stated for fault in _faults_of(name, source, value)]
    if faults:
        raise SettingsError(faults)
    values = {name: _convert(name, value) for name, _, value in stated}
    settings = msgspec.convert(values, Settings)
    sources = dict.fromkeys(Settings.__struct_fields__, "default") | {name: source for name, source, _ in stated}
    return Loaded(settings, sources, file.parent.parent.resolve())


def _find_file(environment: Mapping[str, str], folder: Path) -> Path:
    if named := environment.get(FILE_VARIABLE):
        return Path(named)
    here = folder / FILE_NAME
    return here if here.is_file() else Path(__file__).parents[2] / FILE_NAME


Stated = Iterator[tuple[str, str, object]]


def _from_file(file: Path) -> Stated:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError([Fault("", str(file), str(error))]) from None
    return ((name, str(file), value) for name, value in content.items())


def _from_environment(environment: Mapping[str, str]) -> Stated:
    for variable, value in sorted(environment.items()):
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name.removesuffix("_file") in _SECRET and name.endswith("_file"):
            yield name.removesuffix("_file"), variable, _secret(variable, value)
        else:
            yield name, variable, value


def _secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([Fault("", variable, str(error))]) from None


def _faults_of(name: str, source: str, value: object) -> Iterator[Fault]:
    if name not in Settings.__struct_fields__:
        known = difflib.get_close_matches(name, Settings.__struct_fields__, n=1) or Settings.__struct_fields__
        yield Fault(name, source, "unknown", ", ".join(known))
        return
    try:
        _convert(name, value)
    except msgspec.ValidationError as error:
        yield Fault(name, source, str(error))


def _convert(name: str, value: object) -> object:
    field = next(field for field in structs.fields(Settings) if field.name == name)
    if isinstance(value, str) and get_origin(field.type) is tuple:
        value = [part.strip() for part in value.split(",") if part.strip()]
    return msgspec.convert(value, field.type, strict=not isinstance(value, str))
