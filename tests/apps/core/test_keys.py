# SPDX-License-Identifier: Apache-2.0
"""Keys that are known before the row is stored."""

import pytest

from amends.apps.core.models import Unit, next_key

pytestmark = pytest.mark.django_db


def _stored(key: int | None = None) -> int:
    return Unit.objects.create(pk=key, code=f"U-{key}", name="集团", kind="group", number=1, last=1).pk


def test_key_is_that_of_the_next_row() -> None:
    assert _stored(next_key(Unit)) < _stored(next_key(Unit))


def test_row_stored_afterwards_gets_another_key() -> None:
    taken = _stored(next_key(Unit))
    assert _stored() > taken
