# SPDX-License-Identifier: Apache-2.0
"""What the customer told us when they came, and what is found out step by step: one row a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.desk_words import AREAS, CLAIM_TYPES, EMOTIONS
from amends.apps.cases.models.governance_words import FAMILIES
from amends.apps.cases.models.words import choices
from amends.apps.core.models import ScopedQuerySet, User


class IntakeQuerySet(ScopedQuerySet["Intake"]):
    """Intakes of cases within somebody's scope."""

    scope_path = "case__unit"


class Intake(models.Model):
    """The facts of a complaint. What a step of the twelve records stands in `facts`, by the field's code; what
    lists, limits and rules look at has a column of its own."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="intake", primary_key=True)
    facts = models.JSONField(_("记录"), default=dict, blank=True)
    desired_outcome = models.TextField(_("期望结果"), blank=True)
    claim_type = models.CharField(_("诉求性质"), max_length=10, choices=choices(CLAIM_TYPES), blank=True)
    aims = models.JSONField(_("诉求目的"), default=list, blank=True)
    emotion_before = models.CharField(_("安抚前情绪"), max_length=8, choices=choices(EMOTIONS), blank=True)
    emotion = models.CharField(_("当前情绪"), max_length=8, choices=choices(EMOTIONS), blank=True)
    handling_type = models.CharField(_("客户类型"), max_length=12, blank=True)
    severity = models.CharField(_("严重程度"), max_length=8, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=8, blank=True)
    cause = models.CharField(_("投诉原因"), max_length=24, blank=True)  # one of the nine causes
    event_date = models.DateField(_("事情发生日期"), null=True, blank=True)
    jurisdiction = models.CharField(_("管辖地"), max_length=8, default="CN")
    area = models.CharField(_("城镇或农村"), max_length=8, choices=choices(AREAS), blank=True)
    outlet = models.CharField(_("涉及网点或工号"), max_length=40, blank=True)
    standard = models.CharField(_("涉及服务标准"), max_length=24, blank=True)
    yardstick = models.TextField(_("客户心里的标准"), blank=True)
    policy = models.CharField(_("涉及政策"), max_length=80, blank=True)
    demand = models.CharField(_("超出标准的诉求"), max_length=120, blank=True)
    campaign = models.CharField(_("涉及活动"), max_length=80, blank=True)
    root_family = models.CharField(_("根因类别"), max_length=12, choices=choices(FAMILIES), blank=True)
    root_domain = models.CharField(_("根因所在环节"), max_length=24, blank=True)  # one of the ten of the pack
    root_branch = models.CharField(_("具体起因"), max_length=24, blank=True)  # a branch of a cause tree
    gap_code = models.CharField(_("属于哪一个服务差距"), max_length=1, blank=True)
    reference = models.CharField(
        _("外部编号"), max_length=64, blank=True
    )  # the regulator's or platform's own number
    reference_by = models.CharField(max_length=16, blank=True)  # the channel whose number it is
    public_code = models.CharField(max_length=64, blank=True)  # digest of the code that opens the status page
    by = models.ForeignKey(User, models.PROTECT, db_index=False, null=True, blank=True, related_name="+")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("受理记录")
        # a partial index serves no query of Django's on SQLite, and the number is looked up at every intake
        indexes: ClassVar = [models.Index(fields=["reference"], name="intake_reference")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference", "reference_by"], condition=~Q(reference=""), name="intake_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    emotion_before__in=["", *map(str, EMOTIONS)], emotion__in=["", *map(str, EMOTIONS)]
                ),
                name="intake_emotion_known",
            ),
            models.CheckConstraint(
                condition=Q(claim_type__in=["", *map(str, CLAIM_TYPES)]), name="intake_claim_type_known"
            ),
            models.CheckConstraint(
                condition=Q(root_family__in=["", *map(str, FAMILIES)]), name="intake_family_known"
            ),
            models.CheckConstraint(
                condition=Q(gap_code__in=["", "1", "2", "3", "4"]), name="intake_gap_1_to_4"
            ),
            models.CheckConstraint(condition=Q(area__in=["", *map(str, AREAS)]), name="intake_area_known"),
            models.CheckConstraint(
                condition=Q(reference="") | ~Q(reference_by=""), name="intake_reference_is_of_a_channel"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Draft(models.Model):
    """What somebody is typing, kept on the server: their own, one for each place where they type."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.CharField(max_length=80)  # `intake`, or `case:<number>:<form>`
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("草稿")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "place"], name="draft_once_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.place}"


class Knock(models.Model):
    """That somebody without a login did something that is counted; `who` is a keyed hash, never an address."""

    kind = models.CharField(max_length=12)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("公开访问计数")
        indexes: ClassVar = [models.Index(fields=["who", "kind", "at"], name="knock_counted")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
