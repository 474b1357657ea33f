# SPDX-License-Identifier: Apache-2.0
"""Questionnaires and their versions, for people, waves and reports."""

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from amends.apps.core.models import User
from amends.apps.surveys.models import Item, Questionnaire, QuestionnaireVersion, SurveyWave
from amends.apps.surveys.rules.words import VersionState

SHARED = "questionnaires of the units above are for all below"
PAST = (VersionState.PUBLISHED.value, VersionState.RETIRED.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of questionnaires: the newest published version, the draft, and how often it was asked."""

    questionnaire: Questionnaire
    published: int | None
    draft: int | None
    items: int
    waves: int


def reachable(user: User, path: str = "unit") -> Q:
    """What a person may use: questionnaires of units that they look after, and of the units above theirs."""
    first, last = user.scope.first, user.scope.last
    own = Q(**{f"{path}__number__range": (first, last)})
    return own | Q(**{f"{path}__number__lte": first, f"{path}__last__gte": last})


def questionnaires_for(user: User) -> QuerySet[Questionnaire]:
    """All that the person may use, by code, with their unit."""
    every = Questionnaire.objects.unscoped(SHARED).filter(reachable(user))
    return every.select_related("unit").order_by("code")


def questionnaire_by_code(code: str, user: User) -> Questionnaire | None:
    """The questionnaire of that code, if the person may use it."""
    return questionnaires_for(user).filter(code=code).first()


def may_design(questionnaire: Questionnaire, user: User) -> bool:
    """Whether the questionnaire belongs to a unit that the person looks after, so that it is theirs to change."""
    return user.scope.first <= questionnaire.unit.number <= user.scope.last


def listed(user: User) -> tuple[Listed, ...]:
    """The list of questionnaires; two queries, however many there are. Waves are those within the person's scope."""
    newest = (
        Item.objects.unscoped(SHARED)
        .filter(version__questionnaire=OuterRef("pk"), version__state__in=PAST)
        .values("version__number")
        .annotate(found=Count("pk"))
        .order_by("-version__number")
        .values("found")[:1]
    )
    rows = questionnaires_for(user).annotate(
        published=Max("versions__number", filter=Q(versions__state=VersionState.PUBLISHED)),
        draft=Max("versions__number", filter=Q(versions__state=VersionState.DRAFT)),
        asked=Subquery(newest),
    )
    waves = _waves(user, "version__questionnaire")
    return tuple(
        Listed(each, each.published, each.draft, each.asked or 0, waves.get(each.pk, 0)) for each in rows
    )


def _waves(user: User, path: str) -> dict[int, int]:
    counted = SurveyWave.objects.within(user.scope).values(path).annotate(found=Count("pk"))
    return {each[path]: each["found"] for each in counted}


def versions_of(questionnaire: Questionnaire, user: User) -> list[tuple[QuestionnaireVersion, int]]:
    """The versions, newest first, each with the number of waves that the person sees. The content is not loaded."""
    rows = (
        QuestionnaireVersion.objects.unscoped(SHARED)
        .filter(questionnaire=questionnaire)
        .defer("content")
        .select_related("made_by", "published_by")
        .order_by("-number")
    )
    waves = _waves(user, "version")
    return [(each, waves.get(each.pk, 0)) for each in rows]


def version_of(questionnaire: Questionnaire, number: int) -> QuestionnaireVersion | None:
    """One version, with its content."""
    rows = QuestionnaireVersion.objects.unscoped(SHARED).select_related("questionnaire__unit")
    return rows.filter(questionnaire=questionnaire, number=number).first()


def draft_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """The draft, where there is one; there is never more than one."""
    rows = QuestionnaireVersion.objects.unscoped(SHARED).select_related("questionnaire__unit")
    return rows.filter(questionnaire=questionnaire, state=VersionState.DRAFT).first()


def version_before(version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The version that was published before this one."""
    rows = QuestionnaireVersion.objects.unscoped(SHARED).filter(
        questionnaire=version.questionnaire_id, number__lt=version.number, state__in=PAST
    )
    return rows.order_by("-number").first()


def items_of(version: QuestionnaireVersion | None) -> list[Item]:
    """The items of a published version, in order; none of a draft."""
    if version is None:
        return []
    return list(Item.objects.unscoped(SHARED).filter(version=version).order_by("order"))


def published_versions(user: User) -> QuerySet[QuestionnaireVersion]:
    """Versions that may be asked: published, of questionnaires that the person may use; newest first of each."""
    rows = QuestionnaireVersion.objects.unscoped(SHARED).filter(
        reachable(user, "questionnaire__unit"), state=VersionState.PUBLISHED
    )
    return rows.select_related("questionnaire__unit").order_by("questionnaire__code", "-number")
