"""A real PostgreSQL server for tests, from Debian's package, on a free port of the loopback."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import free_port


class Server:
    """A server with its data in a folder of its own; it can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder, self._programs = folder, _programs()
        self._database = 0
        self._as_owner("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8")

    def start(self) -> None:
        """Return once it takes connections."""
        where = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} -c fsync=off"
        self._control("start", "-o", where, "-l", str(self._folder / "log"))

    def stop(self) -> None:
        """End every connection and stop."""
        self._control("stop", "-m", "fast")

    def new_database(self) -> str:
        """The address of an empty database."""
        self._database += 1
        name = f"test{self._database}"
        self._as_owner("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _control(self, *arguments: str) -> None:
        self._as_owner("pg_ctl", "-D", str(self._folder / "data"), "-w", *arguments)

    def _as_owner(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to run as root, so it runs as the user that its package made."""
        owner = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            user=owner,
            cwd=self._folder,
            timeout=60,
        )


@contextmanager
def serve() -> Iterator[Server]:
    """A running server, and its data gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="presskontakt-postgresql-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    server = Server(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder of the newest version that is installed."""
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[-3])).parent
