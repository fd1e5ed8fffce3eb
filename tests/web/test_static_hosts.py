"""`_headers` of the copy, read as hosts of files document it: every file gets the headers of the service.

The rules are those of "Headers" in the documentation of Cloudflare Pages and "Custom headers" in that of Netlify; how
paths fit is also read from what both publish, workers-sdk and netlify/build.
"""

import re
from collections.abc import Iterator

import pytest
from msgspec import Struct

from tests.web.copied import Copy, address_of, ask, files_of

MOST_RULES, LONGEST_LINE = 100, 2_000
# What the hosts make themselves, or take from the name of the file.
THEIRS = {"date", "server", "etag", "vary", "content-length", "content-encoding", "transfer-encoding", "connection"}
TYPED = {".html", ".json", ".css", ".js"}


class Rule(Struct, frozen=True):
    """Which addresses, and their headers."""

    path: str
    headers: dict[str, str]


@pytest.fixture(scope="module")
def rules(copy: Copy) -> list[Rule]:
    return list(read_rules((copy.folder / "current" / "_headers").read_text(encoding="utf-8")))


def read_rules(text: str) -> Iterator[Rule]:
    """A line that begins with "/" is a path, the indented lines after it are its headers."""
    for block in re.split(r"^(?=/)", text, flags=re.MULTILINE)[1:]:
        path, *lines = block.splitlines()
        pairs = [line.strip().split(": ", 1) for line in lines]
        assert all(line.startswith("  ") for line in lines)
        assert len(dict(pairs)) == len(pairs) > 0, path
        yield Rule(path, {name.lower(): value for name, value in pairs})


def cloudflare(path: str) -> re.Pattern[str]:
    """A splat takes everything, a placeholder a part; the address must fit from end to end."""
    return re.compile(re.sub(r":[A-Za-z]\w*", "[^/]+", re.escape(path).replace(r"\*", ".*")))


def netlify(path: str) -> re.Pattern[str]:
    """A splat as a whole part may be missing with its slash; the last slash does not count, nor do capitals."""
    parts = []
    for part in filter(None, path.split("/")):
        splat = "?(.*)" if part == "*" else re.escape(part).replace(r"\*", "(.*)")
        parts.append("([^/]+)" if part.startswith(":") else splat)
    return re.compile(f"/{'/'.join(parts)}/?", re.IGNORECASE)


def in_folder(file: str) -> str:
    """Where Cloudflare serves a file: a page of a folder with the slash."""
    return "/" + file.removesuffix("index.html")


def of_folder(file: str) -> str:
    """Where Netlify serves it too: a page of a folder without."""
    return "/" + (file.removesuffix("index.html").rstrip("/"))


@pytest.mark.parametrize(("match", "served_at"), [(cloudflare, in_folder), (netlify, in_folder), (netlify, of_folder)])
def test_every_file_gets_the_headers_of_the_service_and_each_from_one_rule_alone(
    copy: Copy, live: str, rules: list[Rule], match: type, served_at: type
) -> None:
    patterns = [(match(rule.path), rule) for rule in rules]
    files = files_of(copy)
    for file in files:
        told: dict[str, str] = {}
        for pattern, rule in patterns:
            if pattern.fullmatch(served_at(file)):
                assert not told.keys() & rule.headers.keys(), f"{file}: {rule.path} says it again"
                told |= rule.headers
        assert told == expected(live, file), file
    assert len(files) > 1_300


SEEN: dict[str, dict[str, str]] = {}


def expected(live: str, file: str) -> dict[str, str]:
    """The headers of the service, but for what a file cannot have."""
    if file not in SEEN:
        headers = {n: v for n, v in ask(live, address_of(file)).headers.items() if n not in THEIRS}
        if not file.endswith((".vcf", ".ts")):
            del headers["content-type"]
        if file.endswith(".vcf"):  # the host takes the name from the address
            headers["content-disposition"] = headers["content-disposition"].partition(";")[0]
        if headers["referrer-policy"] == "same-origin":  # that of pages with a form, which the copy has none of
            headers["referrer-policy"] = "no-referrer"
        SEEN[file] = headers
    return SEEN[file]


def test_the_file_is_within_the_limits_that_the_hosts_document(copy: Copy, rules: list[Rule]) -> None:
    lines = (copy.folder / "current" / "_headers").read_text(encoding="utf-8").splitlines()
    paths = [rule.path for rule in rules]

    assert max(map(len, lines)) <= LONGEST_LINE
    assert len(rules) <= MOST_RULES
    assert len(set(paths)) == len(paths), "of two rules for one path the last alone counts"
    assert max(path.count("*") for path in paths) == 1
    assert not any("!" in line for line in lines), "Netlify cannot take a header away"


def test_frames_may_be_framed_and_pages_may_not(rules: list[Rule]) -> None:
    by_path = {rule.path: rule.headers for rule in rules}

    assert "frame-ancestors *" in by_path["/:organisation/ram/*"]["content-security-policy"]
    assert "x-frame-options" not in by_path["/:organisation/ram/*"] | by_path["/*"]
    assert "frame-ancestors 'none'" in by_path["/:organisation/amne/*"]["content-security-policy"]
