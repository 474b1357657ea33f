# SPDX-License-Identifier: Apache-2.0
"""The self-assessment of the programme beside what the platform knows of each element: facts, marks, open actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.timezone import localtime

from amends.apps.cases.models import Assessment, Improvement
from amends.apps.cases.models.governance_words import ImprovementKind
from amends.apps.cases.queries.governance_content import rows
from amends.apps.core.models import Unit
from amends.apps.knowledge.models import ArticleVersion
from amends.apps.quality.models import Judgement, TreatmentRun
from amends.apps.quality.queries.measured import measures
from amends.apps.quality.queries.standards import standards_in_force
from amends.apps.reports.queries.voices import voices
from amends.apps.satisfaction.models import PlanTask
from amends.apps.satisfaction.queries.targets import targets
from amends.apps.satisfaction.rules.gaps import Freshness
from amends.apps.training.models.playing import Play

LATELY = timedelta(days=90)
HISTORY = 12  # assessments that are shown


@dataclass(frozen=True, slots=True)
class Fact:
    """`good` of `n`: what the platform counts for an element; `n` None where there is no whole."""

    element: str
    code: str
    good: int
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what is asked, the facts, its mark now and before (None where nobody assessed), the open action."""

    code: str
    name: str
    asks: str
    facts: tuple[Fact, ...]
    mark: int | None
    before: int | None
    action: Improvement | None


@dataclass(frozen=True, slots=True)
class Programme:
    """The elements in their order, and the assessments of the unit, the newest first."""

    elements: tuple[Element, ...]
    history: Sequence[Assessment]


def programme(unit: Unit, *, at: datetime) -> Programme:
    """The programme of a unit. Some twenty queries, the sources of the last five minutes among them."""
    own = Assessment.objects.within(unit.scope).filter(unit=unit).select_related("by")
    history = list(own[:HISTORY])
    marks, before = (history[each].scores if len(history) > each else {} for each in (0, 1))
    facts, actions = _facts(unit, at), _actions(unit)
    elements = tuple(
        Element(
            code, str(row["name_zh"]), str(row["ask_zh"]), tuple(each for each in facts if each.element == code),
            marks.get(code), before.get(code), actions.get(code),
        )
        for row in rows("programme_elements")
        for code in [str(row["code"])]
    )  # fmt: skip
    return Programme(elements, history)


def _actions(unit: Unit) -> Mapping[str, Improvement]:
    """The open improvement of each weak element. One query."""
    prefix = f"programme:{unit.pk}:"
    mine = Improvement.objects.within(unit.scope).filter(
        kind=ImprovementKind.PROGRAMME, key__startswith=prefix, closed_at__isnull=True
    )
    return {each.key.split(":")[2]: each for each in mine.select_related("owner") if each.key}


def _facts(unit: Unit, at: datetime) -> list[Fact]:
    since, today = at - LATELY, localtime(at).date()
    bettered = Improvement.objects.within(unit.scope).aggregate(
        opened=Count("pk", filter=Q(opened_at__gte=since)), done=Count("pk", filter=Q(closed_at__gte=since))
    )
    aims, heard, held = targets(unit, today.year), voices(unit.scope, at=at), standards_in_force(unit.scope)
    tasks = PlanTask.objects.within(unit.scope).filter(year=today.year).aggregate(
        n=Count("pk"), done=Count("pk", filter=Q(ended_at__isnull=False))
    )  # fmt: skip
    played = Play.objects.within(unit.scope).filter(ended_at__gte=since)
    judged = Judgement.objects.within(unit.scope).filter(made_at__gte=since)
    compared = TreatmentRun.objects.within(unit.scope).filter(made_at__gte=since)
    known = ArticleVersion.objects.in_force(unit.scope, today)
    return [
        Fact("commitment", "opened", bettered["opened"]),
        Fact("commitment", "done", bettered["done"]),
        Fact("understanding", "fresh", sum(each.state is Freshness.FRESH for each in heard), len(heard)),
        Fact("strategy", "targets", len(aims)),
        Fact("strategy", "tasks", tasks["done"], tasks["n"]),
        Fact("people", "played", played.count()),
        Fact("quality", "measured", sum(each.measure in measures() for each in held), len(held)),
        Fact("keep_and_win", "compared", compared.count()),
        Fact("technology", "articles", known.count()),
        Fact("measurement", "judged", judged.count()),
    ]
