# SPDX-License-Identifier: Apache-2.0
"""Files on the disk: written before the transaction, for the service alone, and removed only where nobody has them."""

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.actions.mail import files
from amends.apps.cases.actions.mail.fetching import InboxFault
from amends.apps.cases.actions.mail.files import file_content, place_of, remove_stray_files
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.models import Attachment, Case, Inbox
from amends.apps.cases.rules.mail import attached
from amends.apps.cases.rules.mail.kinds import kind_of
from tests.apps.cases.conftest import DAY
from tests.apps.cases.mail.conftest import all_cases, all_mails
from tests.apps.cases.mail.files import JPEG, PDF
from tests.apps.cases.mail.letters import letter, post
from tests.people import NOON, People

LATE = NOON + 8 * DAY


def _take(inbox: Inbox, number: int = 1, **more: Any) -> None:
    raw = letter(**({"attached": {"a.pdf": PDF}, "message_id": f"<{number}@example.com>"} | more))
    take_mail(inbox=inbox, post=post(raw, number), at=NOON)


def _rows() -> list[Attachment]:
    return list(Attachment.objects.unscoped("a test looks").select_related("mail").order_by("pk"))


def _old(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.write_bytes(JPEG)
    os.utime(place, (NOON.timestamp(), NOON.timestamp()))
    return place


@pytest.fixture
def stray(uploads: Path) -> Path:
    """A file without a row, eight days old."""
    return _old(uploads / "ab" / f"{'ab' * 32}-1")


def test_what_takes_time_is_done_before_the_transaction(inbox: Inbox, people: People) -> None:
    within: list[int] = []

    def seen(done: Any) -> Any:
        def call(*told: Any) -> Any:
            within.append(len(connection.savepoint_ids))
            return done(*told)

        return call

    with (
        patch("os.fsync", side_effect=seen(os.fsync)),
        patch.object(attached, "kind_of", side_effect=seen(kind_of)),
    ):
        _take(inbox)
    assert within == [0, 0]
    assert file_content(_rows()[0]) == PDF


def test_only_the_service_may_look_into_a_folder_on_any_level(
    inbox: Inbox, people: People, uploads: Path
) -> None:
    _take(inbox)
    place = place_of(_rows()[0])
    assert [oct(each.stat().st_mode & 0o777) for each in (place.parent, uploads, uploads.parent)] == [
        "0o700"
    ] * 3


@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_full_disk_keeps_nothing_half(inbox: Inbox, people: People, uploads: Path, call: str) -> None:
    with (
        patch(call, side_effect=OSError(28, "No space left on device")),
        pytest.raises(InboxFault, match="附件存不下：No space left"),
    ):
        _take(inbox)
    assert list(uploads.glob("*/*")) == []
    assert (all_mails(), all_cases()) == ([], [])


def test_file_without_room_leaves_nothing_on_the_disk(
    inbox: Inbox, people: People, uploads: Path, settings: DjangoSettings
) -> None:
    settings.AMENDS_ATTACHMENTS_MB = 0
    _take(inbox)
    assert [each.refused for each in _rows()] == ["no_room"]
    assert list(uploads.glob("*/*")) == []


def test_room_is_that_of_the_case_that_takes_the_words(
    inbox: Inbox, people: People, settings: DjangoSettings
) -> None:
    settings.AMENDS_ATTACHMENTS_MB = 1
    _take(inbox, attached={"a.pdf": PDF.ljust(700_000)})
    Case.objects.unscoped("a test ends it").update(
        state="withdrawn", outcome="withdrawn", is_open=False, closed_at=NOON, next_kind="", next_due_at=None
    )
    answer = {"headers": {"In-Reply-To": "<1@example.com>"}}
    for number in (2, 3):
        _take(inbox, number, attached={"b.pdf": PDF.ljust(700_000) + bytes([48 + number])}, **answer)
    first, second = all_cases()
    assert [(each.case_id, each.refused) for each in _rows()] == [
        (first.pk, ""),
        (second.pk, ""),
        (second.pk, "no_room"),
    ]


def test_stray_that_is_written_anew_in_between_stays(stray: Path, people: People) -> None:
    def read_again(_marks: object) -> set[tuple[str, int]]:
        os.utime(stray, (LATE.timestamp(), LATE.timestamp()))
        return set()

    with patch.object(files, "kept_places", side_effect=read_again):
        assert remove_stray_files(at=LATE) == 0
    assert stray.exists()


def test_file_whose_row_comes_in_between_stays(inbox: Inbox, people: People) -> None:
    _take(inbox)
    place = _old(place_of(_rows()[0]))
    with patch.object(files, "kept_places", side_effect=[set(), {(all_mails()[0].fingerprint, 1)}]):
        assert remove_stray_files(at=LATE) == 0
    assert file_content(_rows()[0]) == PDF
    assert place.exists()


def test_part_that_got_its_name_meanwhile_is_no_fault(stray: Path, people: People) -> None:
    found = [stray.with_name(".part-gone"), stray]
    with patch.object(Path, "glob", return_value=found):
        assert remove_stray_files(at=LATE) == 1
    assert not stray.exists()


def test_stray_that_somebody_else_removed_is_not_counted(stray: Path, people: People) -> None:
    def gone(_marks: object) -> set[tuple[str, int]]:
        stray.unlink(missing_ok=True)
        return set()

    with patch.object(files, "kept_places", side_effect=gone):
        assert remove_stray_files(at=LATE) == 0
