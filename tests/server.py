"""The real thing in a process of its own: the command line, and the service on a free port."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

ROOT = Path(__file__).parent.parent
PRESSKONTAKT = (sys.executable, "-m", "presskontakt")
AT_FIXED_CLOCK = (sys.executable, "-m", "tests.at_fixed_clock")


def run(
    *arguments: str, stdin: str | bytes = "", settings: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.CompletedProcess[str]":
    """Run a verb at the fixed clock and return what it printed."""
    done = subprocess.run(
        [*AT_FIXED_CLOCK, *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | dict(settings),
        check=False,
        timeout=60,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class Service(Struct):
    """A running service."""

    address: str
    process: "subprocess.Popen[bytes]"
    log: Path


@contextmanager
def serve(log_folder: Path, *under: str, command: tuple[str, ...] = PRESSKONTAKT) -> Iterator[str]:
    """The service as `start` starts it; yields its address."""
    with start(log_folder, *under, command=command) as service:
        yield service.address


@contextmanager
def start(
    log_folder: Path,
    *under: str,
    command: tuple[str, ...] = PRESSKONTAKT,
    settings: Mapping[str, str] = MappingProxyType({}),
    options: tuple[str, ...] = (),
    port: int = 0,
) -> Iterator[Service]:
    """The service on a port of the loopback, 0 any that is free, its data in `log_folder`; yields it once it answers.

    `under` is a command that runs it, such as a tracer; `settings` are variables of its environment, `options` those
    of the verb.
    """
    port = port or free_port()
    log = log_folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*under, *command, "serve", "--port", str(port), *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {"PRESSKONTAKT_DATA": str(log_folder / "data"), **settings},
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(port, process, log)
            yield Service(address, process, log)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=15)


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path | None = None) -> None:
    """Return once the service answers; between attempts, watch whether it has given up."""
    for _ in range(600):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection, suppress(OSError):
            connection.request("GET", "/health/ready")
            connection.getresponse().read()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    raise AssertionError(log.read_text(encoding="utf-8") if log else "it did not answer")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def seconds_until(holds: Callable[[], bool], at_most: float = 15) -> float:
    """How long it takes until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < at_most, "it never did"
    return time.monotonic() - began
