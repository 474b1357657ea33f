# SPDX-License-Identifier: Apache-2.0
"""Procedures: which version is in force, which words wait for a review, and what each version came to."""

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.db.models import Count, Q
from django.utils.translation import gettext

from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.cases.models import Case, PinnedProcedure, ProcedureReview
from amends.apps.cases.queries.policy import PlaybookMissing, playbook
from amends.apps.cases.rules.handling import read_handling, with_questions
from amends.apps.cases.rules.procedure import content_digest, read_procedure
from amends.apps.cases.rules.states import HANDLING, CaseState
from amends.apps.core.models import Asked
from amends.apps.core.rules.organisation import Scope
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass
from amends.packs import load, thawed

Plain = Mapping[str, object]
NOT_COUNTED = [str(CaseState.MERGED), str(CaseState.INELIGIBLE)]
MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Words:
    """A procedure as the pack has it today."""

    code: str
    name: str
    version: str
    content: Plain
    digest: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a version came to: `ended` cases that were opened with it, of them `recovered` in the customer's word;
    `share` with its interval, None where none ended."""

    ended: int
    recovered: int
    share: Figure | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version that is or was in force."""

    row: PinnedProcedure
    review: ProcedureReview | None
    effect: Effect
    is_in_force: bool

    @property
    def share_words(self) -> str:
        """The share recovered with its interval, in per cent."""
        share = self.effect.share
        return f"{share.value:.0%} [{share.low:.0%}, {share.high:.0%}]" if share else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A procedure: its versions, the newest first, and today's words where they wait for a review, with the lines that
    differ from those in force."""

    code: str
    name: str
    versions: Sequence[Version]
    waiting: Words | None
    changes: Sequence[str]


def codes() -> tuple[str, ...]:
    """All procedures: the twelve steps, and a playbook for each class that has one."""
    return HANDLING, *(str(each) for each in RECOVERABLE if _has_playbook(each))


def _has_playbook(recovery_class: RecoveryClass) -> bool:
    try:
        playbook(recovery_class)
    except PlaybookMissing:
        return False
    return True


def todays(code: str) -> Words:
    """The words of today's pack, checked: malformed ones open no case. Raises `ProcedureMalformed`,
    `PlaybookMissing`."""
    return _todays_handling() if code == HANDLING else _todays_playbook(RecoveryClass(code))


@cache
def _todays_handling() -> Words:
    steps = cast(dict[str, object], thawed(load("handling_steps")))
    survey = str(cast(Plain, steps["satisfaction"])["survey"])
    plain = with_questions(steps, cast(Plain, thawed(load(survey))))
    read_handling(plain)
    return Words(HANDLING, "投诉处理十二步", str(plain["version"]), plain, content_digest({"content": plain}))


def _todays_playbook(recovery_class: RecoveryClass) -> Words:
    version, content = playbook(recovery_class)
    name = read_procedure(content).name
    plain = cast(Plain, thawed(content))
    return Words(str(recovery_class), name, version, plain, content_digest({"content": plain}))


def in_force(code: str) -> PinnedProcedure | None:
    """The version that new cases are opened with: accepted last. Without its content; one query."""
    return _IN_FORCE.first(code)


_IN_FORCE = Asked(
    lambda code: (
        PinnedProcedure.objects.defer("content")
        .filter(code=code, accepted_at__isnull=False)
        .order_by("-accepted_at", "-pk")[:1]
    )
)


def standing(code: str, scope: Scope) -> Standing:
    """Where a procedure stands. Three queries, one more where words wait. Raises `PlaybookMissing`."""
    words = todays(code)
    rows = PinnedProcedure.objects.filter(code=code, accepted_at__isnull=False).defer("content")
    found = list(rows.order_by("-accepted_at", "-pk"))
    reviews = ProcedureReview.objects.filter(procedure__in=found).select_related("by").order_by("at")
    last = {each.procedure_id: each for each in reviews}
    effects = _effects([each.pk for each in found], scope)
    versions = [Version(each, last.get(each.pk), effects[each.pk], n == 0) for n, each in enumerate(found)]
    waits = bool(found) and found[0].digest != words.digest
    changes = changed_lines(found[0].content, words.content) if waits else ()
    return Standing(code, gettext(words.name), versions, words if waits else None, changes)


def _effects(keys: Sequence[int], scope: Scope) -> dict[int, Effect]:
    cases = (
        Case.objects.within(scope).filter(procedure__in=keys, is_open=False).exclude(state__in=NOT_COUNTED)
    )
    good = Count("pk", filter=Q(state=str(CaseState.RECOVERED)))
    counted = cases.order_by().values("procedure").annotate(ended=Count("pk"), good=good)
    found = {each["procedure"]: effect(each["ended"], each["good"]) for each in counted}
    return {key: found.get(key, effect(0, 0)) for key in keys}


def effect(ended: int, recovered: int) -> Effect:
    """What so many cases mean."""
    return Effect(ended, recovered, share_interval(recovered, ended) if ended else None)


def effect_of(row: PinnedProcedure, scope: Scope) -> Effect:
    """What a version came to so far, in a person's units. One query."""
    return _effects([row.pk], scope)[row.pk]


def changed_lines(before: Plain, after: Plain) -> tuple[str, ...]:
    """The lines that differ, `-` before and `+` after, at most 400."""
    old, new = (json.dumps(each, ensure_ascii=False, indent=1).splitlines() for each in (before, after))
    lines = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
    return tuple(each for each in lines if not each.startswith("@@"))[:MOST_LINES]
