# SPDX-License-Identifier: Apache-2.0
"""What colleagues write about a case, as it may be kept."""

from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.queries.intake import health_words
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.cases.rules.next_action import NextAction
from amends.apps.cases.rules.remedies import but_for_references

HEALTH = "health_consent"  # in the facts of an intake: what words on health were kept for


def kept(text: str, *, health: bool = False) -> str:
    """A text without personal data and, where nobody agreed to them (`health`), without words on health."""
    found = hidden(text)
    return found if health else health_words().hidden(found)


def kept_proof(text: str) -> str:
    """The proof of a payment: numbers that are said to be references stay as they were typed, whatever else they look
    like, since a regulator asks for them; the rest as `kept`."""
    return but_for_references(text, kept).strip()


def health_agreed(case: Case) -> bool:
    """Whether the customer agreed, when they told us, that words on health are kept with this case. One query.

    What is said of the customer in the record of their complaint asks (a step set aside, the review of its cause, their
    withdrawal); all else that colleagues write is for colleagues, which nobody was asked to agree to.
    """
    return Intake.objects.unscoped(IN_SCOPE).filter(case=case, facts__has_key=HEALTH).exists()


def next_words(found: NextAction) -> str:
    """What the kind of a next action does not say, in no language: `next_said` puts it into words."""
    return found.text if found.not_before is None else found.not_before.isoformat()
