# SPDX-License-Identifier: Apache-2.0
"""The case: one unhappy customer in somebody's hands, whatever it came from."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.desk_words import PRIORITIES, REQUEST_TYPES, SPECIALS, RequestType
from amends.apps.cases.models.procedure import PinnedProcedure
from amends.apps.cases.models.words import CLASSES, NEXT_KINDS, ORIGINS, STATES, choices, next_said
from amends.apps.cases.rules.next_action import NextKind
from amends.apps.cases.rules.states import END_STATES, OPEN_STATES, PROACTIVE, VOICED, CaseState, Origin
from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.customers.models import Customer

# Why a row below a case in hand is read without asking for the scope again.
IN_SCOPE = "the case was found within the person's scope"
_OPEN, _ENDED = [str(each) for each in OPEN_STATES], [str(each) for each in END_STATES]


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases, always within somebody's scope."""

    def open(self) -> "CaseQuerySet":
        """Those that are still in somebody's hands."""
        return self.standing(is_open=True)

    def standing(self, *, is_open: bool) -> "CaseQuerySet":
        """Those that are open, or those that have ended. Written as `IN`: of a plain comparison Django makes a bare
        column, for which SQLite reads no index."""
        return self.filter(is_open__in=[is_open])

    def with_procedure(self, *others: str) -> "CaseQuerySet":
        """With the procedure and `others` in the same query, but for its content: forty kilobytes that were read
        before (`PinnedProcedure`)."""
        return self.select_related("procedure", *others).defer("procedure__content")

    def complaints(self) -> "CaseQuerySet":
        """What customers complained of: not what they asked or suggested, nor what lives on in another case or turned
        out to be no complaint. A case from before there were types is what its origin says."""
        rows = self.filter(origin__in=sorted(VOICED), request_type__in=["", str(RequestType.COMPLAINT)])
        return rows.exclude(state__in=[str(CaseState.MERGED), str(CaseState.INELIGIBLE)])


class Case(models.Model):
    """One matter of one customer: its owner, its next action, its procedure, and how it ended."""

    number = models.CharField(_("案件编号"), max_length=36, unique=True)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="cases", verbose_name=_("客户")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+", verbose_name=_("机构"))
    origin = models.CharField(_("来源"), max_length=16, choices=choices(ORIGINS))
    channel = models.CharField(_("受理渠道"), max_length=16, default="CH-PROACTIVE")
    request_type = models.CharField(_("诉求类型"), max_length=16, choices=choices(REQUEST_TYPES), blank=True)
    taxonomy = models.CharField(_("投诉分类"), max_length=16, blank=True)  # a leaf of the taxonomy
    title = models.CharField(_("事由"), max_length=80, blank=True)  # masked: lists and searches show it
    priority = models.CharField(_("优先级"), max_length=2, choices=choices(PRIORITIES), default="p3")
    special = models.CharField(_("特殊人物"), max_length=12, choices=choices(SPECIALS), blank=True)
    recovery_class = models.CharField(_("修复类别"), max_length=12, choices=choices(CLASSES))
    story = models.TextField(_("客户的诉求"), blank=True)
    reasons = models.JSONField(_("系统发现"), default=list, blank=True)
    probability = models.FloatField(_("不满意概率"), null=True, blank=True)
    procedure = models.ForeignKey(PinnedProcedure, models.PROTECT, related_name="+", verbose_name=_("规程"))

    state = models.CharField(_("状态"), max_length=16, choices=choices(STATES))
    is_open = models.BooleanField(_("未结"), default=True)
    owner = models.ForeignKey(
        User, models.PROTECT, db_index=False, related_name="+", verbose_name=_("责任人")
    )
    pending_owner = models.ForeignKey(
        User,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("待接收人"),
    )
    first_receiver = models.ForeignKey(
        User, models.PROTECT, db_index=False, related_name="+", verbose_name=_("首问人")
    )
    transfers = models.PositiveSmallIntegerField(_("移交次数"), default=0)
    queue = models.CharField(
        _("待领取"), max_length=24, blank=True
    )  # the role that somebody shall take it from
    supervisor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("督办人")
    )
    urged = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入案件")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("批量事件")
    )

    next_kind = models.CharField(max_length=20, choices=choices(NEXT_KINDS), blank=True)
    next_text = models.CharField(_("下一步"), max_length=200, blank=True)
    next_owner = models.ForeignKey(
        User,
        models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("下一步负责人"),
    )
    next_due_at = models.DateTimeField(_("下一步时限"), null=True, blank=True)

    overdue_told = models.PositiveSmallIntegerField(
        default=0
    )  # 1: whose turn it is was told, 2: the leaders too

    findings = models.TextField(_("核实结论"), blank=True)
    plan = models.TextField(_("修复安排"), blank=True)
    received_at = models.DateTimeField(
        _("收到时间")
    )  # when the customer's word reached us, whatever the channel
    opened_at = models.DateTimeField(_("开立时间"))
    due_at = models.DateTimeField(_("截止时间"), null=True, blank=True)  # the earliest clock that still runs
    soonest_at = (
        models.GeneratedField(  # what lists are sorted by: the next action or the clock, whichever is first
            expression=Least("next_due_at", Coalesce("due_at", "next_due_at")),
            output_field=models.DateTimeField(_("最近时限"), null=True),
            db_persist=True,
        )
    )
    active_at = models.DateTimeField(_("最近办理"))
    planned_at = models.DateTimeField(_("计划时间"), null=True, blank=True)
    handled_at = models.DateTimeField(_("办理完毕时间"), null=True, blank=True)
    result_told_at = models.DateTimeField(_("结果告知时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=16, blank=True)
    close_reason = models.TextField(_("结案说明"), blank=True)
    outer_channel_told = models.BooleanField(_("已告知外部渠道"), default=False)
    sign_off_asked_by = models.ForeignKey(
        User, models.PROTECT, db_index=False, null=True, blank=True, related_name="+"
    )
    signed_off_by = models.ForeignKey(
        User, models.PROTECT, db_index=False, null=True, blank=True, related_name="+"
    )
    reopened = models.PositiveSmallIntegerField(_("重开次数"), default=0)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件")
        indexes: ClassVar = [  # what a list is cut to, then what it is sorted by; the last column spares the row
            models.Index(fields=["is_open", "next_due_at"], name="case_open_due"),
            models.Index(fields=["is_open", "soonest_at", "id", "unit"], name="case_open_soonest"),
            models.Index(fields=["unit", "is_open", "soonest_at", "id"], name="case_unit_soonest"),
            models.Index(fields=["owner", "is_open", "soonest_at", "id"], name="case_owner_soonest"),
            models.Index(
                fields=["next_owner", "is_open", "soonest_at", "id"], name="case_next_owner_soonest"
            ),
            models.Index(
                fields=["pending_owner", "is_open", "soonest_at", "id", "unit"],
                name="case_pending_soonest",
                condition=Q(pending_owner__isnull=False),
            ),
            models.Index(fields=["queue", "is_open", "soonest_at", "id", "unit"], name="case_queue_soonest"),
            models.Index(
                fields=["special", "is_open", "soonest_at", "id", "unit"], name="case_special_soonest"
            ),
            models.Index(fields=["taxonomy", "is_open", "soonest_at", "id"], name="case_taxonomy_soonest"),
            models.Index(fields=["channel", "is_open", "soonest_at", "id"], name="case_channel_soonest"),
            models.Index(fields=["is_open", "id", "unit"], name="case_newest"),
            models.Index(fields=["unit", "is_open", "id"], name="case_unit_newest"),
            models.Index(fields=["is_open", "closed_at", "id", "unit"], name="case_closed"),
            models.Index(fields=["unit", "is_open", "closed_at", "id"], name="case_unit_closed"),
            models.Index(fields=["customer", "is_open"], name="case_customer_open"),
            models.Index(fields=["customer", "taxonomy", "received_at"], name="case_customer_topic"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(origin__in=sorted(map(str, Origin))), name="case_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(recovery_class__in=sorted(map(str, CLASSES))), name="case_class_known"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=_OPEN) | Q(is_open=False, state__in=_ENDED),
                name="case_open_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False)
                | (
                    Q(
                        next_kind__in=sorted(map(str, NextKind)),
                        next_owner__isnull=False,
                        next_due_at__isnull=False,
                    )
                ),
                name="case_open_has_next_action",
            ),
            models.CheckConstraint(
                condition=~Q(next_kind__in=[str(NextKind.DO), str(NextKind.OTHER)]) | ~Q(next_text=""),
                name="case_next_action_says_what",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True, outcome="")
                | Q(is_open=False, closed_at__isnull=False, outcome=F("state")),
                name="case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False, state=str(CaseState.MERGED), merged_into__isnull=False)
                | (~Q(state=str(CaseState.MERGED)) & Q(merged_into__isnull=True)),
                name="case_merged_points_to_target",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="case_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="case_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=["p1", "p2", "p3", "p4"]), name="case_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("opened_at")), name="case_received_before_opened"
            ),
            models.CheckConstraint(
                condition=~Q(state=str(CaseState.RECOVERED))
                | Q(handled_at__isnull=False, result_told_at__isnull=False),
                name="case_recovered_was_told",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(CaseState.NOT_RECOVERED))
                | Q(signed_off_by__isnull=False, sign_off_asked_by__isnull=False, outer_channel_told=True),
                name="case_not_recovered_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("sign_off_asked_by")),
                name="case_signed_by_second_person",
            ),
            models.CheckConstraint(
                condition=Q(pending_owner__isnull=True) | ~Q(pending_owner=F("owner")),
                name="case_pending_owner_is_another",
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gte=0, probability__lte=1),
                name="case_probability_within_0_and_1",
            ),
            models.UniqueConstraint(
                fields=["customer", "recovery_class"],
                condition=Q(is_open=True, origin__in=sorted(map(str, PROACTIVE))),
                name="case_one_open_recovery",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def next_action(self) -> str:
        """What is to be done next, in words."""
        return next_said(self.next_kind, self.next_text)
