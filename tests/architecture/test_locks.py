# SPDX-License-Identifier: Apache-2.0
"""Who locks a row to change it does not lock out those who only point to it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection, transaction

from amends.apps.cases.actions.intake_joining import locked
from amends.apps.cases.models import Case, Note
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, make_people

SOURCE = Path(__file__).parents[2] / "src" / "amends"
HEAD = SOURCE / "apps" / "core" / "actions" / "log.py"  # the end of the log: no row points to it


def _locks(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            yield node


def test_locks_leave_keys_free() -> None:
    """A plain FOR UPDATE makes the check of a new child row's key wait at its commit, with the log's head in hand:
    whoever holds the row then waits for the head, for ever."""
    locks = [(path, lock) for path in SOURCE.rglob("*.py") if path != HEAD for lock in _locks(path)]
    assert len(locks) > 8
    whole = [
        f"{path}:{lock.lineno}"
        for path, lock in locks
        if "no_key" not in {each.arg for each in lock.keywords}
    ]
    assert not whole


def _note(case: Case, failed: list[Exception]) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            Note.objects.create(case_id=case.pk, text="在等", at=NOON, by_id=case.owner_id)
    except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
        failed.append(error)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_row_below_a_locked_case_is_stored_at_once() -> None:
    people, failed = make_people(), list[Exception]()
    case = complain(people, make_customer(people))
    with transaction.atomic():
        locked(case)
        other = Thread(target=_note, args=(case, failed))
        other.start()
        other.join(timeout=10)
    assert not failed
