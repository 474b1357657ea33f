# SPDX-License-Identifier: Apache-2.0
"""A mailbox of the province, and a customer of Alice's team who writes."""

from pathlib import Path

import pytest
from pytest_django import Settings as DjangoSettings

from amends.apps.cases.models import Case, Inbox, Mail
from tests.people import People


@pytest.fixture
def inbox(people: People) -> Inbox:
    """The province's mailbox, as one that is read already."""
    return Inbox.objects.create(name="main", unit=people.province, uid_validity=7, settled_uid=0)


@pytest.fixture(autouse=True)
def uploads(settings: DjangoSettings, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads" / "attachments"


def all_mails() -> list[Mail]:
    """Every row, the first read first."""
    return list(Mail.objects.unscoped("a test looks").order_by("pk"))


def all_cases() -> list[Case]:
    """Every case, the first opened first."""
    rows = Case.objects.unscoped("a test looks").select_related("customer", "unit", "owner")
    return list(rows.order_by("pk"))
