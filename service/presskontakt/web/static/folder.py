"""The folder of a copy: a new one is built beside the old, then the link `current` is put to it in one step.

Each organisation has folders of its own in `parts`, to which the copies link: one that did not change is not walked
through. Within one that did, what did not change is the same file in both (a hard link), so it keeps its inode and
time; what did is written anew. A run that breaks off leaves `current` where it was.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from presskontakt.errors import CannotServe, Code, Finding, Refused

CURRENT, COPIES, PARTS, MARK = "current", "copies", "parts", ".presskontakt"
_PLACES = ("", "en/", "v1/")  # where an organisation has a folder
_NO_LINKS = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP}


class Folder:
    """The folder `root` with the copy that is served, and one in the making."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.served = root / CURRENT
        self._copies, self._parts = root / COPIES, root / PARTS
        self._new = self._copies / str(self._number() + 1)
        self._made: set[Path] = set()

    def begin_part(self, part: str) -> None:
        """Make empty folders for an organisation in the new copy."""
        for place in _PLACES:
            own = self._parts / f"{part}@{self._new.name}" / (place.strip("/") or "sv")
            own.mkdir(parents=True)
            link = self._place(place + part)
            link.symlink_to(os.path.relpath(own, link.parent))

    def keep_part(self, part: str) -> None:
        """Let the folders of an organisation stand in the new copy as they do in the served one."""
        for place in _PLACES:
            self._place(place + part).symlink_to((self.served / place / part).readlink())

    def keep(self, name: str) -> None:
        """Let a file of the served copy stand in the new one."""
        old, new = self.served / name, self._place(name)
        try:
            os.link(old, new)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            shutil.copy2(old, new)

    def write(self, name: str, content: bytes) -> bool:
        """Put a file into the new copy; returns whether it is another than before."""
        old = self.served / name
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            if old.read_bytes() == content:
                self.keep(name)
                return False
        new = self._place(name)
        new.write_bytes(content)
        _make_newer(new, old)
        return True

    def switch(self) -> None:
        """Serve the new copy from now on, and forget every other."""
        os.sync()
        link = self.root / f"{CURRENT}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(COPIES) / self._new.name)
        link.replace(self.served)
        self.clear()

    def clear(self) -> None:
        """Remove every copy but the one that is served."""
        served = str(self._number())
        for each in self._copies.iterdir():
            if each.name != served:
                shutil.rmtree(each)
        links = (self.served / "v1").iterdir() if self.served.is_symlink() else ()
        linked = {link.readlink().parent.name for link in links if link.is_symlink()}
        for each in self._parts.iterdir():
            if each.name not in linked:
                shutil.rmtree(each)
        self._made.clear()

    def put_beside(self, name: str, content: bytes) -> None:
        """Write a file beside the copies, unless it says the same already."""
        file = self.root / name
        if not file.exists() or file.read_bytes() != content:
            new = self.root / f"{name}.new"
            new.write_bytes(content)
            new.replace(file)

    def _number(self) -> int:
        return int(self.served.readlink().name) if self.served.is_symlink() else 0

    def _place(self, name: str) -> Path:
        place = self._new / name
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        return place


@contextmanager
def opened(root: Path) -> Iterator[Folder]:
    """The folder, made where it is missing, for this process alone: another one waits.

    Raises Refused where something else stands in it, CannotServe where it cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        found = sorted(each.name for each in root.iterdir())
        if found and MARK not in found:
            raise Refused(Finding(Code.NOT_A_COPY, value=str(root), facts={"found": found[0]}))
        with (root / MARK).open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
            for name in (COPIES, PARTS):
                (root / name).mkdir(exist_ok=True)
            folder = Folder(root)
            folder.clear()
            yield folder
    except OSError as error:
        facts = {"reason": error.strerror or type(error).__name__}
        raise CannotServe(Finding(Code.CANNOT_WRITE, value=str(root), facts=facts)) from error


def _make_newer(new: Path, old: Path) -> None:
    """Let the time in whole seconds differ: web servers make the ETag of a file from its time and size."""
    with suppress(FileNotFoundError, NotADirectoryError):
        before, now = old.stat(), new.stat()
        if int(now.st_mtime) <= int(before.st_mtime):
            os.utime(new, (now.st_atime, int(before.st_mtime) + 1))
