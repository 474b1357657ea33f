# SPDX-License-Identifier: Apache-2.0
"""Keys that are known before the row is stored."""

import pytest
from django.db import connection, transaction

from amends.apps.core.models import Unit, next_key
from amends.apps.core.models.keys import NoTransaction


def _stored(key: int | None = None) -> int:
    number = Unit.objects.count() + 1
    return Unit.objects.create(
        pk=key, code=f"U-{number}", name="集团", kind="group", number=number, last=number
    ).pk


@pytest.mark.django_db
def test_key_follows_that_of_the_last_row() -> None:
    last = _stored()
    assert next_key(Unit) == last + 1


@pytest.mark.django_db
def test_row_stored_afterwards_gets_another_key() -> None:
    taken = _stored(next_key(Unit))
    assert _stored() == taken + 1


@pytest.mark.django_db(transaction=True)
def test_key_of_a_row_that_was_not_stored_is_never_that_of_two() -> None:
    with transaction.atomic():
        lost = next_key(Unit)
        transaction.set_rollback(True)
    with transaction.atomic():
        taken = _stored(next_key(Unit))
    assert taken == (lost + 1 if connection.vendor == "postgresql" else lost)


@pytest.mark.django_db(transaction=True)
def test_key_is_refused_outside_a_transaction() -> None:
    with pytest.raises(NoTransaction, match="Unit"):
        next_key(Unit)
