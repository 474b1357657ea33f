# SPDX-License-Identifier: Apache-2.0
"""How refusals of the verbs are answered: with their sentence, and the name of their class as a code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from amends.apps.cases.actions.change import CaseChanged, CaseRefused, MoveRefused, RightMissing
from amends.apps.cases.actions.handling import StepRecorded
from amends.apps.cases.actions.opening import AnotherOpen
from amends.apps.cases.actions.ownership import CaseEnded, NotWaiting
from amends.apps.cases.actions.remedies import RemedySettled
from amends.apps.cases.models import Case
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.core.api import Outdated, Problem

# Another state of the case would have allowed it: read it again.
_CONFLICTS = (MoveRefused, StepRecorded, AnotherOpen, CaseEnded, NotWaiting, RemedySettled)


@contextmanager
def answering(case: Case | None = None) -> Iterator[None]:
    """Changed meanwhile is 412 with the version that `case` has now, not allowed 403, not in this state 409, any other
    refusal 422."""
    try:
        yield
    except CaseChanged as changed:
        raise Outdated(_version(case) if case else None) from changed
    except CaseRefused as refusal:
        raise Problem(_status(refusal), str(refusal), code=code_of(refusal)) from refusal


def _version(case: Case) -> int | None:
    rows = Case.objects.unscoped(IN_SCOPE).filter(pk=case.pk)
    return rows.values_list("version", flat=True).first()


def _status(refusal: CaseRefused) -> int:
    if isinstance(refusal, RightMissing):
        return 403
    return 409 if isinstance(refusal, _CONFLICTS) else 422


def code_of(refusal: CaseRefused) -> str:
    """`WordsMissing` is `words_missing`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()
