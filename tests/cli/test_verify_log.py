# SPDX-License-Identifier: Apache-2.0
"""`amends verify-log`: what it prints can be kept elsewhere, and finds a log that was written anew as a whole."""

import pytest
from django.db import connection

from amends.apps.core.models import Event, LogHead
from amends.apps.core.rules.chain import GENESIS
from amends.cli.main import main
from tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    return make_people()


def _verify(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["verify-log", *words])
    return code, capsys.readouterr().out.splitlines()[-1]


def _write_anew() -> None:
    """What somebody does who may write to the database: every hash holds afterwards."""
    on = " ON core_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS core_event_no_UPDATE{on}")
    previous = GENESIS
    for row in Event.objects.unscoped("a test").order_by("sequence"):
        row.subject = "x" if row.sequence == 4 else row.subject
        row.previous = previous
        row.hash = previous = row.entry.computed_hash()
        row.save()
    LogHead.objects.update(hash=previous)


def test_last_line_tells_the_end_and_is_expected_again_later(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    code, line = _verify(capsys)
    head = LogHead.objects.get()
    assert (code, line) == (0, f"11 rows, the log holds: 11:{head.hash}")
    assert _verify(capsys, "--expect", line.split()[-1])[0] == 0


def test_log_written_anew_holds_but_is_not_the_expected_one(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    end = _verify(capsys)[1].split()[-1]
    _write_anew()
    assert _verify(capsys)[0] == 0
    code, line = _verify(capsys, "--expect", end)
    assert (code, line.startswith("11 rows, 1 faults")) == (1, True)


def test_end_that_is_none_is_wrong_usage(people: People) -> None:
    with pytest.raises(SystemExit):
        main(["verify-log", "--expect", "11:abc"])


def test_empty_log_holds(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(capsys, "--expect", f"0:{GENESIS}") == (0, f"0 rows, the log holds: 0:{GENESIS}")
