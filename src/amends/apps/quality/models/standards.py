# SPDX-License-Identifier: Apache-2.0
"""Service standards: a service, its versions with who wrote and who published each, and what a published one holds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Improvement
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.quality.rules.standards import Design, Factor, Operator, StandardKind, read_design

STANDARD_KINDS = {
    StandardKind.PRODUCT: _("产品标准"),
    StandardKind.PROCEDURE: _("流程标准"),
    StandardKind.PERSONNEL: _("人员标准"),
}
OPERATORS = {Operator.AT_MOST: _("不超过"), Operator.AT_LEAST: _("不低于")}
FACTORS = {
    Factor.TIMELY: _("及时"),
    Factor.ACCURATE: _("准确"),
    Factor.CONSISTENT: _("一致"),
    Factor.RESPONSIBLE: _("负责"),
    Factor.EMPATHY: _("同理"),
    Factor.CAPABLE: _("胜任"),
    Factor.FLEXIBLE: _("灵活"),
}
AREAS = {"hall": _("营业厅"), "hotline": _("热线"), "complaint": _("投诉处理"), "other": _("其他")}


class ServiceDesignQuerySet(ScopedQuerySet["ServiceDesign"]):
    """Services, within somebody's scope."""


class ServiceDesign(models.Model):
    """A service that gets standards; `covers` is the second level of the topics of complaints that it answers, where
    it answers one."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    code = models.CharField(_("编号"), max_length=20)
    name = models.CharField(_("服务名称"), max_length=60)
    area = models.CharField(_("场所"), max_length=10, choices=[*AREAS.items()])
    covers = models.CharField(_("对应的投诉类别"), max_length=8, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = ServiceDesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务标准")
        constraints = (
            models.UniqueConstraint(fields=["code"], name="service_design_code_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="service_design_is_named"),
            models.CheckConstraint(condition=Q(area__in=sorted(AREAS)), name="service_design_area_known"),
        )

    def __str__(self) -> str:
        return self.name


class DesignVersionQuerySet(ScopedQuerySet["DesignVersion"]):
    """Versions, within the scope of their service."""

    scope_path = "service__unit"


class DesignVersion(models.Model):
    """One version: a draft until somebody who did not write it publishes it; the newest published one holds. `edits`
    counts the changes of a draft, so that nobody overwrites what they have not seen."""

    service = models.ForeignKey(ServiceDesign, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    content = models.JSONField(_("内容"), default=dict)
    answers = models.ForeignKey(
        Improvement, models.PROTECT, null=True, related_name="+", verbose_name=_("答复哪一项改进")
    )
    edits = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("起草时间"))
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("修改时间"))
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")  # none of them publishes it
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = DesignVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务标准版本")
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="design_version_once"),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(published_at__isnull=True, retired_at__isnull=True),
                name="design_one_draft",
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(published_at__isnull=False, retired_at__isnull=True),
                name="design_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="design_published_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | (~Q(published_by=F("made_by")) & ~Q(published_by=F("edited_by"))),
                name="design_four_eyes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"

    @property
    def design(self) -> Design:
        """The content as values."""
        return read_design(self.content)

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.published_at is None and self.retired_at is None


class ServiceStandardQuerySet(ScopedQuerySet["ServiceStandard"]):
    """Published standards, within the scope of their service."""

    scope_path = "version__service__unit"


class ServiceStandard(models.Model):
    """One standard of a published version. What has no measure never becomes a row here: it stays a draft."""

    version = models.ForeignKey(DesignVersion, models.CASCADE, related_name="standards")
    code = models.CharField(_("编号"), max_length=28)
    stage = models.CharField(_("阶段"), max_length=60)
    step = models.CharField(_("步骤"), max_length=80)
    element = models.CharField(_("感知要素"), max_length=24, blank=True)
    kind = models.CharField(
        _("标准类型"), max_length=10, choices=[(each.value, words) for each, words in STANDARD_KINDS.items()]
    )
    words = models.CharField(_("标准"), max_length=200)
    measure = models.CharField(_("指标"), max_length=40)
    operator = models.CharField(
        _("要求"), max_length=2, choices=[(each.value, words) for each, words in OPERATORS.items()]
    )
    target = models.FloatField(_("目标值"))
    unit_words = models.CharField(_("单位"), max_length=12)
    source = models.CharField(_("数据来源"), max_length=80)
    factor = models.CharField(_("质量要素"), max_length=12, blank=True)

    objects = ServiceStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("标准")
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="service_standard_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in StandardKind]),
                name="service_standard_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(measure="") & ~Q(unit_words="") & ~Q(source="") & ~Q(words=""),
                name="service_standard_measured",
            ),
            models.CheckConstraint(
                condition=Q(operator__in=[each.value for each in Operator]),
                name="service_standard_operator_known",
            ),
        )

    def __str__(self) -> str:
        return self.code
