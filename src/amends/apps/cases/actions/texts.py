# SPDX-License-Identifier: Apache-2.0
"""What colleagues write about a case, as it may be kept."""

import re

from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.queries.intake import health_words
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.cases.rules.next_action import NextAction

HEALTH = "health_consent"  # in the facts of an intake: what words on health were kept for

_REFERENCES = re.compile(
    r"(?:流水|订单|回单|凭证|交易)(?:单?号码?)?\s*(?:是|为|[:：#])?\s*[0-9A-Za-z][0-9A-Za-z-]{5,39}"
)
_SAID = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def kept(text: str, *, health: bool = False) -> str:
    """A text without personal data and, where nobody agreed to them (`health`), without words on health."""
    found = hidden(text)
    return found if health else health_words().hidden(found)


def kept_proof(text: str) -> str:
    """The proof of a payment: numbers that are said to be references stay as they were typed, whatever else they look
    like, since a regulator asks for them; the rest as `kept`."""
    parts, end = [], 0
    for found in _REFERENCES.finditer(text):
        parts += [_kept_within(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join((*parts, _kept_within(text[end:]))).strip()


def _kept_within(text: str) -> str:
    return _SAID.sub(lambda said: kept(said[0]), text)


def health_agreed(case: Case) -> bool:
    """Whether the customer agreed, when they told us, that words on health are kept with this case. One query.

    What is said of the customer in the record of their complaint asks (a step set aside, the review of its cause, their
    withdrawal); all else that colleagues write is for colleagues, which nobody was asked to agree to.
    """
    return Intake.objects.unscoped(IN_SCOPE).filter(case=case, facts__has_key=HEALTH).exists()


def next_words(found: NextAction) -> str:
    """What is to be done next, where its kind alone does not say it: a call also from when on it may be made."""
    if found.not_before is None:
        return found.text
    return gettext("再次联系客户，最早 %(at)s") % {"at": f"{localtime(found.not_before):%m-%d %H:%M}"}
