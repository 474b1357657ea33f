# SPDX-License-Identifier: Apache-2.0
"""The API: the areas' routers under one roof; a session or a token opens it."""

from ninja import NinjaAPI
from ninja.security import django_auth

from amends.apps.core.access import needs
from amends.apps.core.api import TokenAuth
from amends.apps.customers.api import router as customers
from amends.apps.promises.api import router as promises

api = NinjaAPI(
    title="Amends",
    version="1.0",
    auth=[django_auth, TokenAuth()],
    urls_namespace="api",
    docs_url=None,  # the page of documentation loads scripts from elsewhere, which the CSP refuses
    docs_decorator=needs(),  # openapi.json, for people who are logged in
)
api.add_router("/customers", customers)
api.add_router("/promises", promises)
