# SPDX-License-Identifier: Apache-2.0
"""A mail is taken after all: what its row keeps is what it says when it is read again."""

from email.errors import MessageError
from unittest.mock import patch

import pytest

from amends.apps.cases.actions.mail import again
from amends.apps.cases.actions.mail.addresses import address_for
from amends.apps.cases.actions.mail.again import take_again
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.models import Attachment, Inbox
from tests.apps.cases.conftest import HOUR
from tests.apps.cases.mail.conftest import all_cases, all_mails
from tests.apps.cases.mail.files import PDF, PNG
from tests.apps.cases.mail.letters import letter, post
from tests.people import NOON, People


@pytest.mark.parametrize("told", [0, 1])
def test_mail_that_could_not_be_read_whole_is_taken_with_all_its_files(
    inbox: Inbox, people: People, told: int
) -> None:
    came = post(letter(attached={"a.pdf": PDF, "b.png": PNG}))
    with patch("amends.apps.cases.actions.mail.taking.read_mail", side_effect=MessageError):
        row = take_mail(inbox=inbox, post=came, at=NOON)
    assert row is not None
    assert (row.reason, row.attached, row.sender) == ("unreadable", 0, "")
    row.attached, row.cut = told, True
    row.save()
    with patch.object(again, "_fetched", return_value=came):
        assert take_again(mail=row, by=people.dora, at=NOON + HOUR)
    (mail,), (case,) = all_mails(), all_cases()
    assert (mail.state, mail.case, mail.attached, mail.attached_kept, mail.cut) == (
        "opened",
        case,
        2,
        2,
        False,
    )
    assert (mail.sender_shown, mail.subject) == ("w***@example.com", "宽带一直断")
    assert address_for(case) == "wang@example.com"
    assert Attachment.objects.unscoped("a test looks").count() == 2
