"""The description of the API: whole, and true of real answers."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from presskontakt.web.api.schema import OPERATIONS, STAFF, Operation, document
from presskontakt.web.app import create_app, create_service
from presskontakt.web.front import Front


@pytest.fixture(scope="module")
def shipped() -> Iterator[TestClient[Front]]:
    """A client of the application over the directories that ship, which the examples are about."""
    with TestClient(create_app(replace(create_service().parts, public_url="https://press.example"))) as client:
        yield client


def ask(client: TestClient[Front], operation: Operation) -> Any:
    in_path = set(re.findall(r"{(\w+)}", operation.path))
    rest = {name: value for name, value in operation.example.items() if name not in in_path}
    address = operation.path.format_map(operation.example)
    if operation.body:
        return client.post(address, json=rest)
    return client.get(address, params=rest)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_every_example_gets_an_answer_of_the_kind_described(shipped: TestClient[Front], operation: Operation) -> None:
    answer = ask(shipped, operation)

    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == operation.media_type
    if operation.answer:
        told = msgspec.json.decode(answer.content, type=operation.answer)
        assert msgspec.json.decode(msgspec.json.encode(told)) == answer.json()


def test_every_address_of_the_api_is_described_and_no_other() -> None:
    app = create_app(replace(create_service().parts, public_url="https://press.example")).app
    served = {
        (method.lower(), re.sub(r":(str|int)", "", route.path))
        for route in app.routes
        for method in route.methods
        if route.path.startswith(("/v1", "/health")) and method in {"GET", "POST", "PUT"}
    }
    renamed = {"{id}.vcf": "{name}", "{id}": "{name}", "{topic}.{lang}.json": "{name}", "{place}.{lang}.json": "{name}"}
    described = set()
    for operation in (*OPERATIONS, *STAFF):
        *front, last = operation.path.split("/")
        described.add((operation.method, "/".join([*front, renamed.get(last, last)])))

    assert described == served


def test_names_of_operations_are_unique_and_references_lead_somewhere() -> None:
    described = document()
    names = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    references = set(re.findall(r"#/components/schemas/(\w+)", str(described)))

    assert len(names) == len(set(names))
    assert references <= set(described["components"]["schemas"])


def test_the_reference_page_needs_no_script_and_names_every_address(shipped: TestClient[Front]) -> None:
    page = shipped.get("/schema").text

    assert "<script" not in page
    assert [op.path for op in (*OPERATIONS, *STAFF) if f"{op.method.upper()} {op.path}" not in page] == []
