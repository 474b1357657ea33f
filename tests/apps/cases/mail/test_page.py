# SPDX-License-Identifier: Apache-2.0
"""The page of mails: what was read, joined, left out and why; for the unit that looks after the mailbox."""

from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.models import Inbox
from amends.apps.cases.rules.mail.mailbox import Mailbox
from amends.apps.cases.views.mail import MOST
from amends.apps.core.models import JobRun
from tests.apps.cases.mail.conftest import all_cases
from tests.apps.cases.mail.letters import letter, post
from tests.people import NOON, People

PAGE = "/cases/new/mail/"


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    """Dora, who looks after the province's mailbox."""
    client.force_login(people.dora)
    return client


def _shown(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_says_what_to_do_where_no_mailbox_is_set_up(desk: Client) -> None:
    page = _shown(desk)
    assert "还没有设置收件邮箱" in page
    assert "没有这样的来信" in page


def test_page_shows_what_became_of_each_mail(desk: Client, inbox: Inbox, settings: DjangoSettings) -> None:
    settings.AMENDS_MAILBOXES = (Mailbox("main", "127.0.0.1", 993, "u", "p"),)
    take_mail(
        inbox=inbox, post=post(letter("<script>alert(1)</script>", subject="<b>断网 13800001215")), at=NOON
    )
    take_mail(inbox=inbox, post=post(letter(message_id="<2@x>", headers={"Precedence": "bulk"})), at=NOON)
    page = _shown(desk)
    assert f'<a href="/cases/{all_cases()[0].number}/">' in page
    assert "群发邮件" in page
    assert "w***@example.com" in page
    for hidden in ("13800001215", "wang@", "<b>断网", "alert(1)"):
        assert hidden not in page
    assert all_cases()[0].number not in _shown(desk, "?state=left_out")
    assert "群发邮件" not in _shown(desk, "?state=opened")


def test_page_shows_a_mailbox_that_cannot_be_read(desk: Client, inbox: Inbox) -> None:
    Inbox.objects.within(inbox.unit.scope).update(fault="读不了邮箱：timed out", tried_at=NOON)
    assert "timed out" in _shown(desk)


def test_who_does_not_look_after_the_mailbox_sees_nothing_of_it(
    client: Client, inbox: Inbox, people: People
) -> None:
    take_mail(inbox=inbox, post=post(letter()), at=NOON)
    client.force_login(people.charlie)
    page = _shown(client)
    assert "w***@example.com" not in page
    assert all_cases()[0].number not in page
    client.force_login(people.ed)
    assert client.get(PAGE).status_code == 403


def test_long_list_goes_on_page_by_page(
    desk: Client, inbox: Inbox, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST + 2):
        headers = {"Precedence": "bulk"}
        raw = letter(f"{number}", message_id=f"<{number}@x>", sender=f"a{number}@x.cn", headers=headers)
        take_mail(inbox=inbox, post=post(raw, number), at=NOON)
    with django_assert_max_num_queries(8):
        first = _shown(desk)
    assert first.count("<tr data-row") == MOST
    older = first.split("before=")[1].split('"')[0]
    assert _shown(desk, f"?before={older}").count("<tr data-row") == 2
    assert _shown(desk, "?before=x&state=nothing").count("<tr data-row") == MOST


def test_person_says_that_a_mail_is_a_complaint_after_all(desk: Client, inbox: Inbox, people: People) -> None:
    mail = take_mail(inbox=inbox, post=post(letter(headers={"Precedence": "bulk"})), at=NOON)
    ours = take_mail(inbox=inbox, post=post(letter(message_id="<amends-1@amends>"), 2), at=NOON)
    assert mail is not None
    assert ours is not None
    assert _shown(desk).count("/again/") == 1
    with patch("amends.apps.cases.views.mail.timezone.now", return_value=NOON):  # both within a minute
        for _press in range(2):
            assert desk.post(f"{PAGE}{mail.pk}/again/").status_code == 302
    run = JobRun.objects.unscoped("a test looks").get(job="take_mail_again")
    assert (run.by, run.arguments) == (people.dora, {"mail": mail.pk})
    desk.post(f"{PAGE}{ours.pk}/again/")
    assert JobRun.objects.unscoped("a test looks").filter(job="take_mail_again").count() == 1
    desk.force_login(people.charlie)
    assert desk.post(f"{PAGE}{mail.pk}/again/").status_code == 404


def test_intake_checks_lead_to_the_mails(desk: Client) -> None:
    assert PAGE in desk.get("/cases/new/checks/").content.decode()
