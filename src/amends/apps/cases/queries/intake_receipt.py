# SPDX-License-Identifier: Apache-2.0
"""The receipt of a case."""

from typing import cast

from django.conf import settings
from django.urls import reverse

from amends.apps.cases.models import Case
from amends.apps.cases.rules.intake.receipt import Receipt, receipt
from amends.apps.cases.rules.intake.words import Plain
from amends.packs import load


def callback_number() -> str:
    """The number that customers call: the operator's setting, or the pack's."""
    given = cast(Plain, load("channels_and_roles")["receipt"])
    return settings.AMENDS_HOTLINE or str(given["callback_number"])


def status_address() -> str:
    """Where customers see how their case stands; empty where the operator did not say what our pages are called
    outside: nobody can open a path alone."""
    return f"{settings.AMENDS_URL}{reverse('feedback_status')}" if settings.AMENDS_URL else ""


def receipt_of(case: Case, code: str = "") -> Receipt:
    """What the customer of a case is given; `code` opens the status page, where there is one."""
    return receipt(
        number=case.number,
        name=case.owner.name,
        staff_number=case.owner.username,
        callback=callback_number(),
        received_at=case.received_at,
        due_at=case.due_at,
        code=code,
    )
