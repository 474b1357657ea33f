# SPDX-License-Identifier: Apache-2.0
"""Which waves a person may look at, which one came before, and which items of two waves may be compared."""

from collections.abc import Mapping

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import IndexRun
from amends.apps.surveys.models import Item, Response, SurveyWave
from amends.apps.surveys.rules.words import MappingKind

COMPARABLE = (MappingKind.SAME.value, MappingKind.REWORDED.value)
_ABOVE = "a wave of a unit above asks the customers of those below; answers stay within the scope"
_VERSIONS = "the questions of waves that the caller may see"


def waves_seen(scope: Scope) -> QuerySet[SurveyWave]:
    """Waves of a person's units and of the units above them, the newest first."""
    inside = Q(unit__number__range=(scope.first, scope.last))
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    rows = SurveyWave.objects.unscoped(_ABOVE).filter(inside | above)
    return rows.select_related("unit", "version__questionnaire").order_by("-starts_at", "-pk")


def waves_answered(scope: Scope) -> QuerySet[SurveyWave]:
    """Of those, the waves with at least one complete response within the scope."""
    answers = Response.objects.within(scope).filter(wave=OuterRef("pk"), complete=True)
    return waves_seen(scope).filter(Exists(answers))


def by_weight(waves: QuerySet[SurveyWave]) -> QuerySet[SurveyWave]:
    """First the one to show where none is asked for: the newest sample of a questionnaire whose index was ever
    published, then other samples, then the rest, so that a short survey of one matter hides nothing."""
    published = IndexRun.objects.unscoped(_VERSIONS).filter(
        wave__version__questionnaire=OuterRef("version__questionnaire"), published_at__isnull=False
    )
    rows = waves.annotate(sampled=Q(trigger="sample"), indexed=Exists(published))
    return rows.order_by("-sampled", "-indexed", "-starts_at", "-pk")


def wave_seen(scope: Scope, pk: int) -> SurveyWave | None:
    """One of the waves that a person may look at."""
    return waves_seen(scope).filter(pk=pk).first()


def wave_before(wave: SurveyWave, scope: Scope) -> SurveyWave | None:
    """The answered wave of the same questionnaire, unit and trigger that began before this one. One query."""
    return (
        waves_answered(scope)
        .filter(
            version__questionnaire=wave.version.questionnaire_id,
            unit=wave.unit_id,
            trigger=wave.trigger,
            starts_at__lt=wave.starts_at,
        )
        .first()
    )


def bridge_wave(wave: SurveyWave, before: SurveyWave, scope: Scope) -> SurveyWave | None:
    """The answered wave that asks the form of `before` while `wave` asks another one. One query, none where both ask
    the same."""
    if wave.version_id == before.version_id:
        return None
    rows = waves_answered(scope).filter(
        version=before.version_id, unit=wave.unit_id, starts_at__lt=wave.ends_at, ends_at__gt=wave.starts_at
    )
    return rows.exclude(pk__in=(before.pk, wave.pk)).first()


def comparable_items(new: SurveyWave, old: SurveyWave) -> Mapping[str, str]:
    """Codes of the newer wave's items → codes of the older wave's that they continue without a break.

    Followed version by version; what was marked as changed anywhere on the way is left out. One query.
    """
    first, last = old.version, new.version
    codes = _codes_between(first.questionnaire_id, first.number, last.number)
    chain = {code: code for code in codes.get(last.number, {})}
    for number in sorted((each for each in codes if each > first.number), reverse=True):
        step = codes[number]
        chain = {code: step[at] for code, at in chain.items() if step.get(at)}
    there = codes.get(first.number, {})
    return {code: at for code, at in chain.items() if at in there}


def _codes_between(questionnaire: int, first: int, last: int) -> dict[int, dict[str, str]]:
    """By number of version: code → the code before it, "" where none may be compared."""
    rows = Item.objects.unscoped(_VERSIONS).filter(
        version__questionnaire=questionnaire, version__number__range=(first, last)
    )
    found: dict[int, dict[str, str]] = {}
    for number, code, before, mapping in rows.values_list(F("version__number"), "code", "before", "mapping"):
        found.setdefault(number, {})[code] = before if mapping in COMPARABLE else ""
    return found
