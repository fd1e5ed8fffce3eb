"""The promise to the source: whatever a reader sends, no process writes a byte of it anywhere but into the reply.

The service runs under strace, which notes every write of every process and thread with the file that it goes to.
"""

import http.client
import itertools
import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.server import serve

MARK = "zqKx7Wv"
ROUNDS = 1_000
TRACE = "strace -f -qq -yy -x -s 65536 -e trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg".split()
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def requests(mark: str) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    """Every kind of request, right and wrong, each with the mark wherever a reader may leave a trace."""
    yield "GET", f"/exempelregionen?utm={mark}", None, {}
    yield "GET", f"/{mark}", None, {}
    yield "GET", f"/en/exempelregionen/topic/{mark}", None, {}
    yield "GET", f"/v1/exempelregionen/route?q={mark}", None, {}
    yield "GET", f"/v1/exempelregionen/contacts/{mark}.vcf", None, {}
    yield "POST", "/exempelregionen/fraga", f"text=vaccination+{mark}".encode(), FORM
    yield "POST", "/v1/exempelregionen/route", f'{{"text": "psykiatri {mark}"}}'.encode(), JSON
    yield "POST", "/v1/exempelregionen/route", f'{{"text": "{mark}'.encode(), JSON
    yield "POST", "/v1/validate/phone", f'{{"value": "{mark}", "{mark}": 1}}'.encode(), JSON
    yield "GET", f"/admin/sign-in?going=/{mark}", None, {}
    yield "POST", f"/admin/sign-in?{mark}", f"name={mark}&password={mark}&token={mark}".encode(), FORM
    yield "GET", f"/v1/exempelregionen/drafts?{mark}", None, {"Authorization": f"Bearer pk_{mark}"}
    yield "GET", f"/switchboard/{mark}/events?{mark}", None, {}
    yield "POST", f"/switchboard/exempelregionen/changes?{mark}", f'{{"change": {{"text": "{mark}"}}}}'.encode(), JSON
    yield "PUT", f"/v1/exempelregionen/route?{mark}", mark.encode(), {}


def send_all(address: str) -> list[int]:
    """Send every kind of request many times over one connection; returns the statuses."""
    where = urlsplit(address)
    statuses = []
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)) as connection:
        for number in range(ROUNDS):
            mark = f"{MARK}{number}"
            traces = dict.fromkeys(("User-Agent", "Cookie", "Accept-Language"), mark)
            for method, path, body, headers in requests(mark):
                sent = headers | traces | {"Referer": f"http://{mark}.example/"}
                statuses.append(send(connection, method, path, body, sent))
    return statuses


def send(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> int:
    """Send a request and return its status; anew if the connection was closed after the one before."""
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
    except (ConnectionError, http.client.BadStatusLine):
        connection.close()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
    answer.read()
    return answer.status


def send_nonsense(address: str) -> None:
    """What is not HTTP at all, or breaks off."""
    where = urlsplit(address)
    for nonsense in (
        f"{MARK}\r\n\r\n",
        f"GET /{MARK} HTTP/9.9\r\n\r\n",
        f"POST / HTTP/1.1\r\nContent-Length: x\r\n{MARK}: {MARK}\r\n\r\n",
    ):
        with socket.create_connection((where.hostname, where.port), timeout=10) as connection, suppress(OSError):
            connection.sendall(nonsense.encode())
            connection.recv(4_096)


def is_reply(line: str) -> bool:
    """Whether a traced write goes into a TCP connection."""
    return re.search(r"\d+<TCP(v6)?:\[", line) is not None


def written_with_mark(trace: Path) -> list[str]:
    in_hex = "".join(f"\\x{ord(letter):02x}" for letter in MARK)
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if not is_reply(line) and (MARK in line or in_hex in line)]


def test_no_byte_of_what_a_reader_sends_is_written_anywhere(tmp_path: Path) -> None:
    trace = tmp_path / "writes.trace"
    with serve(tmp_path, *TRACE, "-o", str(trace)) as address:
        statuses = send_all(address)
        send_nonsense(address)

    assert set(statuses) == {200, 400, 401, 403, 404, 405}
    assert len(statuses) == 15 * ROUNDS
    replies = sum(is_reply(line) for line in trace.read_text(encoding="utf-8", errors="replace").splitlines())
    assert replies >= len(statuses), "the tracer must have seen the replies"
    assert written_with_mark(trace) == []
    others = [path for path in tmp_path.rglob("*") if path.is_file() and path != trace]
    assert [path.name for path in others if MARK.encode() in path.read_bytes()] == []


def test_the_search_would_find_a_mark(tmp_path: Path) -> None:
    hexed = "".join(f"\\x{ord(letter):02x}" for letter in MARK)
    lines = [
        f'1 write(2</dev/null>, "{MARK}", 7) = 7',
        f'1 write(3</a>, "{hexed}\\xc3", 9) = 9',
        f'1 write(9<TCP:[1]>, "{MARK}") = 7',
    ]
    trace = tmp_path / "a.trace"
    trace.write_text("\n".join(itertools.chain(lines, ['1 write(1<pipe:[1]>, "x", 1) = 1'])), encoding="utf-8")

    assert written_with_mark(trace) == lines[:2]
