"""Settings: file, environment, and what is told when they are wrong."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from presskontakt.settings import Settings, SettingsError, load_settings

CONFIG = Path(__file__).parent.parent / "config" / "presskontakt.toml"


def write(folder: Path, content: str) -> Path:
    (folder / "config").mkdir()
    file = folder / "config" / "presskontakt.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_the_environment_goes_before_the_file_and_each_value_knows_its_source(tmp_path: Path) -> None:
    file = write(tmp_path, 'port = 8001\nhost = "127.0.0.2"\n')
    loaded = load_settings({"PRESSKONTAKT_PORT": "8002"}, tmp_path)

    assert (loaded.settings.port, loaded.settings.host) == (8002, "127.0.0.2")
    assert loaded.sources["port"] == "PRESSKONTAKT_PORT"
    assert loaded.sources["host"] == str(file)
    assert loaded.sources["vocabulary"] == "default"
    assert loaded.directories == tmp_path / "config" / "directories"


def test_every_fault_is_told_with_where_it_stands(tmp_path: Path) -> None:
    file = write(tmp_path, "prot = 8001\npublic_url = 7\n")
    with pytest.raises(SettingsError) as caught:
        load_settings({"PRESSKONTAKT_PORT": "many"}, tmp_path)

    assert [(f.name, f.source) for f in caught.value.faults] == [
        ("prot", str(file)),
        ("public_url", str(file)),
        ("port", "PRESSKONTAKT_PORT"),
    ]
    assert caught.value.faults[0].known == "port"


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_settings({"PRESSKONTAKT_CONFIG": str(tmp_path / "none.toml")})


def test_the_shipped_file_shows_every_setting_with_its_default() -> None:
    lines = [line.removeprefix("# ") for line in CONFIG.read_text(encoding="utf-8").splitlines()]
    shown = tomllib.loads("\n".join(line for line in lines if " = " in line))

    assert shown == msgspec.json.decode(msgspec.json.encode(Settings()))


def test_from_any_folder_the_checkouts_own_settings_are_found(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path).root == CONFIG.parent.parent
