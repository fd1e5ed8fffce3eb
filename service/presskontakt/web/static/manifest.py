"""What a copy holds: every file with its digest, and of which revision and roster each organisation is."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

import presskontakt
from presskontakt.web.static.asking import Copied

NAME = "manifest.json"


class Noted(Struct, frozen=True, gc=False):
    """A file: SHA-256, size in bytes, and the size of its twin `.gz` (null: it has none)."""

    sha256: str
    size: int
    gzip_size: int | None


class Part(Struct, frozen=True):
    """The files of one organisation, of which edition they are, and until when they hold (null: the next edition).

    `due_at` is when its next draft is due. Revision 0: from a file that nobody has published.
    """

    name: str
    revision: int
    roster: int
    due_at: datetime | None
    until: datetime | None
    files: dict[str, Noted]


class Manifest(Struct, frozen=True):
    """A whole copy. `digest` is over the lines "sha256  path" of all files by path, as sha256sum writes them.

    `maker` is another whenever the program or its settings would write other bytes; `at` is the instant the answers
    are for.
    """

    at: datetime
    maker: str
    digest: str
    organisations: dict[str, Part]
    files: dict[str, Noted]
    format: int = 1


def note(copied: Copied) -> Noted:
    """What the manifest says of a file."""
    twin = None if copied.packed is None else len(copied.packed)
    return Noted(hashlib.sha256(copied.body).hexdigest(), len(copied.body), twin)


def digest_of(files: Iterable[Mapping[str, Noted]]) -> str:
    """One digest over the digests of all files."""
    whole = {name: noted.sha256 for each in files for name, noted in each.items()}
    return hashlib.sha256("".join(f"{whole[name]}  {name}\n" for name in sorted(whole)).encode()).hexdigest()


def encoded(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    return msgspec.json.encode(manifest) + b"\n"


def read(path: Path) -> Manifest | None:
    """The manifest of a copy; None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None


def maker_of(*settings: str, folder: Path | None = None) -> str:
    """What else than the directories decides the bytes: the program, the words in `folder`, and the settings."""
    told = hashlib.sha256(_program())
    for file in sorted(folder.rglob("*.toml")) if folder else ():
        told.update(file.read_bytes())
    told.update(repr(settings).encode())
    return told.hexdigest()


@cache
def _program() -> bytes:
    told = hashlib.sha256()
    root = Path(presskontakt.__file__).parent
    for file in sorted(each for each in root.rglob("*.*") if each.is_file() and each.suffix != ".pyc"):
        told.update(file.read_bytes())
    return told.digest()
