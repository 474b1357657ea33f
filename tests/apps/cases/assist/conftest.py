# SPDX-License-Identifier: Apache-2.0
"""A model that is configured, and a complaint full of personal data."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings as DjangoSettings

from tests.endpoint import Endpoint, listening


@pytest.fixture
def endpoint(settings: DjangoSettings) -> Iterator[Endpoint]:
    """A model of this machine."""
    with listening() as found:
        settings.AMENDS_ASSIST_URL, settings.AMENDS_ASSIST_MODEL = found.url, "qwen"
        settings.AMENDS_ASSIST_PRIVATE, settings.AMENDS_ASSIST_TIMEOUT = True, 5
        yield found
