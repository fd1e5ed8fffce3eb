"""schemathesis over the whole API: whatever is sent, the reply is one that the description allows."""

from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest
import schemathesis
from msgspec.structs import replace
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from presskontakt.web.api.schema import OPERATIONS, Operation
from presskontakt.web.app import create_app, create_service
from presskontakt.web.query import OnlyPath

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def described() -> Any:
    """The description of the service over the directories that ship."""
    return schemathesis.openapi.from_asgi(
        "/schema/openapi.json", create_app(replace(create_service().parts, public_url="https://press.example"))
    )


@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        *((operation, GenerationMode.POSITIVE) for operation in OPERATIONS),
        *((operation, GenerationMode.NEGATIVE) for operation in OPERATIONS if operation.query is not OnlyPath),
    ],
    ids=lambda each: f"{each.method} {each.path}" if isinstance(each, Operation) else each.value,
)
def test_every_reply_is_one_that_the_description_allows(
    described: Any, operation: Operation, mode: GenerationMode
) -> None:
    cases = described[operation.path][operation.method.upper()].as_strategy(generation_mode=mode)

    @hypothesis.given(case=cases, is_known=st.booleans())
    @hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
    def ask(case: "schemathesis.Case[Any]", *, is_known: bool) -> None:
        if is_known:  # else the ids are nonsense, and the answer is 404
            case.path_parameters = {name: operation.example[name] for name in case.path_parameters}
        case.call_and_validate(checks=CHECKS)

    ask()
