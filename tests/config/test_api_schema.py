# SPDX-License-Identifier: Apache-2.0
"""The API keeps to its own description: requests are generated from openapi.json, right ones and wrong ones, and
every answer is held against what the document says of it."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.test.client import ClientHandler
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from amends.apps.cases.actions.intake import receive
from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.rules.roles import RIGHTS, Role
from amends.apps.promises.actions.make import make_promise
from amends.config.api import api
from tests.apps.promises.conftest import CALL_BACK, make_customer
from tests.people import NOON, People

CHECKS: list[Any] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
    checks.ignored_auth,
]
EXAMPLES = 25


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Django as a server would call it, in the transaction of the test."""
    answer: Any = ClientHandler(enforce_csrf_checks=True)(environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


SCHEMA: Any = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
SCHEMA.app = application
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}
OF_CASES = "/api/v1/cases"
HEADERS = {"Authorization": "Bearer secret"}


@pytest.fixture
def known(people: People) -> dict[str, Any]:
    """A token of full rights, and what stands for `{code}` or `{number}` in half of the requests."""
    rights = RIGHTS[Role(people.bob.role)]
    issue_token(user=people.bob, name="x", rights=rights, secret="secret", by=None, at=NOON)
    customer = make_customer("C-1", people)
    promise = make_promise(customer=customer, terms=CALL_BACK, by=people.bob, at=NOON)
    story = "多扣了两笔钱"
    case = receive(customer=customer, channel="CH-HOTLINE", story=story, by=people.bob, at=NOON)
    return {
        OF_CASES: {
            "number": case.number,
            "channel": "CH-HOTLINE",
            "taxonomy": "TF-02-02",
            "aims": [],
            "reason": "客户催问",
            "to": "alice",
        },
        "code": customer.code,
        "number": promise.number,
        "customer": customer.code,
        "owner": "alice",
        "version": promise.version,
        "due_at": (timezone.now() + timedelta(days=1)).isoformat(),
        "amount": None,
        "told": "已告知客户",
        "reason": "系统故障",
        "proof": "短信 8",
        "follow_up": None,
        "channel": "phone",
        "kind": "call_back",
        "words": "周三前回电",
    }


def _name(case: Any, known: dict[str, Any]) -> None:
    """Let the request be about what there is."""
    if OF_CASES in case.operation.label:
        known = known | known[OF_CASES]
        case.headers.update({name: "*" for name in case.headers if name == "If-Match"})
    if case.operation.label.endswith("/contacts"):
        known = known | {"channel": "phone"}
    case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
    if isinstance(case.body, dict):
        case.body.update({name: known[name] for name in case.body if name in known})


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(known: dict[str, Any], label: str, mode: GenerationMode) -> None:
    strategy = OPERATIONS[label].as_strategy(generation_mode=mode)

    @given(case=strategy, named=st.booleans())
    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        derandomize=True,
        database=None,
    )
    def holds(case: Any, named: bool) -> None:
        if named and mode is GenerationMode.POSITIVE:
            _name(case, known)
        response = case.call(headers=HEADERS)
        case.validate_response(response, checks=CHECKS, headers=HEADERS)

    holds()


def test_description_is_whole() -> None:
    SCHEMA.validate()
    assert {"POST /api/v1/promises", "GET /api/v1/customers/{code}"} <= set(OPERATIONS)
    assert {"POST /api/v1/cases", "PATCH /api/v1/cases/{number}"} <= set(OPERATIONS)
