# SPDX-License-Identifier: Apache-2.0
"""Procedures as they stand today, kept with the case: whatever the pack says later, an old case keeps its words."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import cast

from amends.apps.cases.models import PinnedProcedure
from amends.apps.cases.queries.policy import playbook
from amends.apps.cases.rules.handling import read_handling, with_questions
from amends.apps.cases.rules.procedure import content_digest, read_procedure
from amends.apps.cases.rules.states import HANDLING
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load, thawed

Plain = Mapping[str, object]


def pinned_handling(*, at: datetime) -> PinnedProcedure:
    """Today's twelve steps with the questions to the customer, kept as they are: the same words are kept once."""
    plain, digest = _handling()
    return _pinned(HANDLING, str(plain["version"]), plain, digest, at=at)


@cache
def _handling() -> tuple[Plain, str]:
    """Today's content and its digest, checked once: a malformed pack opens no case. Raises `ProcedureMalformed`."""
    steps = cast(dict[str, object], thawed(load("handling_steps")))
    survey = str(cast(Plain, steps["satisfaction"])["survey"])
    plain = with_questions(steps, cast(Plain, thawed(load(survey))))
    read_handling(plain)
    return plain, content_digest({"content": plain})


def pinned_playbook(recovery_class: RecoveryClass, *, at: datetime) -> PinnedProcedure:
    """Today's playbook of a class, kept as it is: the same words are kept once."""
    version, content = playbook(recovery_class)
    read_procedure(content)
    plain = cast(Plain, thawed(content))
    return _pinned(str(recovery_class), version, plain, content_digest({"content": plain}), at=at)


def _pinned(code: str, version: str, plain: Plain, digest: str, *, at: datetime) -> PinnedProcedure:
    """The row with these words, which are in hand already: they are not read back. One query, where it is there."""
    rows = PinnedProcedure.objects.defer("content").filter(code=code, digest=digest)
    known = rows.first()
    if known is None:
        fresh = PinnedProcedure(code=code, digest=digest, version=version, content=plain, pinned_at=at)
        PinnedProcedure.objects.bulk_create(
            [fresh], ignore_conflicts=True
        )  # somebody else may pin it as well
        known = rows.get()
    known.content = plain
    return known
