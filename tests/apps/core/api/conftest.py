# SPDX-License-Identifier: Apache-2.0
"""The addresses of the tests' own API instead of the product's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches


@pytest.fixture(autouse=True)
def _these_urls(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.apps.core.api.notes"
    clear_url_caches()
    yield
    clear_url_caches()
