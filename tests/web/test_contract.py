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

from presskontakt.accounts.permission import Role
from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff, Wanted
from presskontakt.directory.model import Directory
from presskontakt.registry.database import Database
from presskontakt.registry.drafting import Wish
from presskontakt.registry.opening import editions_of
from presskontakt.registry.publishing import Registry
from presskontakt.routing.vocabulary import Vocabulary
from presskontakt.web.api.schema import OPERATIONS, STAFF, Operation
from presskontakt.web.app import create_app, create_service
from presskontakt.web.fleet import Fleet
from presskontakt.web.parts import Parts
from presskontakt.web.query import OnlyPath
from tests.accounts.cast import ROOT
from tests.conftest import NOW

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


@pytest.fixture(scope="module")
def of_staff(tmp_path_factory: pytest.TempPathFactory, demo_directory: Directory, shared_words: Vocabulary) -> Any:
    """The description of a service with a token of each role."""
    registry = Registry(Database(str(tmp_path_factory.mktemp("staff") / "registry.sqlite")), shared_words)
    registry.publish(demo_directory, Wish("start"), NOW)
    staff, fleet = Staff(registry), Fleet(shared_words)
    fleet.add(editions_of(registry))
    wanted = {role: Wanted("exempelregionen", role.value, role) for role in Role}
    tokens = {role: staff.add_token(ROOT, each, 1, NOW)[1] for role, each in wanted.items()}
    parts = Parts(fleet, "exempelregionen", "", lambda: NOW, staff=staff, signing=Signing(registry.database))
    return schemathesis.openapi.from_asgi("/schema/openapi.json", create_app(parts)), tokens


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", STAFF, ids=lambda each: f"{each.method} {each.path}")
def test_whatever_a_role_sends_the_reply_is_one_that_the_description_allows(
    of_staff: Any, operation: Operation, role: Role
) -> None:
    described, tokens = of_staff
    sent = {"Authorization": f"Bearer {tokens[role]}", "If-Match": '"1"'}
    cases = described[operation.path][operation.method.upper()].as_strategy(generation_mode=GenerationMode.POSITIVE)

    @hypothesis.given(case=cases, is_known=st.booleans())
    @hypothesis.settings(
        suppress_health_check=list(hypothesis.HealthCheck),
        max_examples=max(20, hypothesis.settings().max_examples // 25),
    )
    def ask(case: "schemathesis.Case[Any]", *, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {name: operation.example[name] for name in case.path_parameters}
        case.call_and_validate(checks=CHECKS, headers=sent)

    ask()
