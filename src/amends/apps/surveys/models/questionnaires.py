# SPDX-License-Identifier: Apache-2.0
"""Questionnaires: what is asked, in versions; which item of a version continues which item of the one before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.surveys.rules.words import MappingKind, VersionState

STATES = {
    VersionState.DRAFT: _("草稿"),
    VersionState.PUBLISHED: _("已发布"),
    VersionState.RETIRED: _("已停用"),
}
MAPPINGS = {
    MappingKind.SAME: _("同一题"),
    MappingKind.REWORDED: _("措辞有改，可比"),
    MappingKind.CHANGED: _("有变，不可比"),
}

UNSEEN = gettext_noop(
    "自动对应，未经核对"
)  # the note of a link that nobody looked at; said in the reader's language


class QuestionnaireQuerySet(ScopedQuerySet["Questionnaire"]):
    """Questionnaires, always within somebody's scope."""


class Questionnaire(models.Model):
    """What is asked under one code through the years; its questions stand in its versions."""

    code = models.CharField(_("编号"), max_length=24, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    purpose = models.CharField(_("用途"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("问卷")
        constraints = (
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="questionnaire_is_named"),
            models.CheckConstraint(condition=~Q(purpose=""), name="questionnaire_has_purpose"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class VersionQuerySet(ScopedQuerySet["QuestionnaireVersion"]):
    """Versions, within the scope of their questionnaire."""

    scope_path = "questionnaire__unit"


class QuestionnaireVersion(models.Model):
    """The questions as they were asked: SurveyJS JSON in our profile. Published ones never change; `edits` counts the
    savings of a draft, so that two editors notice each other."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    state = models.CharField(
        _("状态"), max_length=12, choices=[(each.value, words) for each, words in STATES.items()]
    )
    content = models.JSONField(_("内容"))
    digest = models.CharField(max_length=64, blank=True)
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    edits = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("问卷版本")
        constraints = (
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(state="draft"), name="version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in VersionState]), name="version_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, digest="")
                | (~Q(state="draft") & Q(published_at__isnull=False) & ~Q(digest="")),
                name="version_published_with_digest",
            ),
        )

    def __str__(self) -> str:
        return f"{self.questionnaire.code} v{self.number}"


class ItemQuerySet(ScopedQuerySet["Item"]):
    """Items, within the scope of their questionnaire."""

    scope_path = "version__questionnaire__unit"


class Item(models.Model):
    """One thing that a published version measures; a row of a matrix is an item of its own.

    `before` is the code of the item that it continues in the version before, where it continues one.
    """

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    code = models.CharField(_("题号"), max_length=64)
    kind = models.CharField(_("题型"), max_length=16)
    title = models.CharField(_("题目"), max_length=300)
    element = models.CharField(_("感知要素"), max_length=24, blank=True)
    construct = models.CharField(_("构念"), max_length=24, blank=True)
    touchpoint = models.CharField(_("触点"), max_length=24, blank=True)
    dimension = models.CharField(_("维度"), max_length=24, blank=True)
    measure = models.CharField(_("测什么"), max_length=16, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    choices = models.JSONField(default=list)
    before = models.CharField(_("对应上一版的题"), max_length=64, blank=True)
    mapping = models.CharField(
        _("可比性"),
        max_length=8,
        blank=True,
        choices=[(each.value, words) for each, words in MAPPINGS.items()],
    )
    mapping_note = models.CharField(_("对应说明"), max_length=120, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("题目")
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="item_once_a_version"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True, maximum__isnull=True) | Q(maximum__gt=F("minimum")),
                name="item_scale_has_room",
            ),
            models.CheckConstraint(
                condition=Q(before="", mapping="")
                | (~Q(before="") & Q(mapping__in=[each.value for each in MappingKind])),
                name="item_mapping_says_how",
            ),
        )

    def __str__(self) -> str:
        return self.code
