# SPDX-License-Identifier: Apache-2.0
"""The API: the areas' routers under one roof; a session or a token opens it."""

from django.http import HttpRequest
from ninja import Router

from amends.apps.cases.api import router as cases
from amends.apps.core.api import (
    DescribedAPI,
    Problem,
    SessionAuth,
    TokenAuth,
    answer_problems,
    guarded,
    reading,
)
from amends.apps.customers.api import router as customers
from amends.apps.knowledge.api import router as wording
from amends.apps.promises.api import router as promises

elsewhere = Router()


@elsewhere.api_operation(["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> None:  # noqa: ARG001 (ninja names it)
    """Every other address, in the shape that programs read."""
    raise Problem(404, f"/{rest} is no address of this API")


api = DescribedAPI(
    title="Amends",
    version="1.0",
    auth=[TokenAuth(), SessionAuth()],
    urls_namespace="api",
    docs_url=None,  # the page of documentation loads scripts from elsewhere, which the CSP refuses
    docs_decorator=reading,  # openapi.json, for programs with a token and people who are logged in
)
api.add_decorator(guarded, mode="view")
answer_problems(api)
api.add_router("/cases", cases)
api.add_router("/customers", customers)
api.add_router("/promises", promises)
api.add_router("/wording", wording)
api.add_router("", elsewhere)  # the last one: addresses are tried in this order
