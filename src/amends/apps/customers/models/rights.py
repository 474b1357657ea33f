# SPDX-License-Identifier: Apache-2.0
"""What people ask of us about their data, and whom we have forgotten."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models.customer import Customer
from amends.apps.customers.rules.rights import MEANS, OPEN, Kind, State

KINDS = {
    Kind.COPY: _("查询、复制"),
    Kind.CORRECT: _("更正、补充"),
    Kind.DELETE: _("删除"),
    Kind.EXPLAIN: _("解释说明"),
}
STATES = {
    State.RECEIVED: _("待核实身份"),
    State.IDENTIFIED: _("待办理"),
    State.WORKING: _("正在办理"),
    State.POSTPONED: _("暂缓"),
    State.DONE: _("已办结"),
    State.REFUSED: _("已说明理由，不予办理"),
}
CHANNELS = {"hall": _("营业厅"), "hotline": _("热线"), "web": _("网上表单"), "mail": _("邮件")}
MEANS_NAMES = {
    "id_card": _("核对身份证件原件"),
    "number_code": _("向登记号码发验证码"),
    "counter": _("营业厅人证核验"),
    "known_mail": _("用登记邮箱来信"),
}


class RightsQuerySet(ScopedQuerySet["RightsRequest"]):
    """Requests, always within somebody's scope."""

    def open(self) -> "RightsQuerySet":
        """Those that somebody still waits for."""
        return self.filter(state__in=sorted(OPEN))


class RightsRequest(models.Model):
    """One thing that a person asked of us about their data, with its legal clock, and what came of it."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="rights_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(_("要求"), max_length=8, choices=[(str(k), v) for k, v in KINDS.items()])
    channel = models.CharField(_("渠道"), max_length=8, choices=[*CHANNELS.items()])
    words = models.CharField(_("客户怎么说"), max_length=500, blank=True)
    state = models.CharField(_("进度"), max_length=12, choices=[(str(k), v) for k, v in STATES.items()])
    received_at = models.DateTimeField(_("收到时间"))
    due_at = models.DateTimeField(_("法定时限"))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    identified_by_means = models.CharField(
        _("核实方式"), max_length=12, choices=[*MEANS_NAMES.items()], blank=True
    )
    identified_at = models.DateTimeField(null=True, blank=True)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    postponed_until = models.DateField(_("暂缓到"), null=True, blank=True)
    outcome = models.CharField(_("结果或理由"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    copy_until = models.DateTimeField(_("复制件保留到"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人信息权利请求")
        indexes: ClassVar = [models.Index(fields=["unit", "state", "due_at"], name="rights_unit_state_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=sorted(map(str, Kind))), name="rights_kind_known"),
            models.CheckConstraint(condition=Q(state__in=sorted(map(str, State))), name="rights_state_known"),
            models.CheckConstraint(condition=Q(channel__in=sorted(CHANNELS)), name="rights_channel_known"),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("received_at")), name="rights_due_after_receipt"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "refused"])
                | Q(identified_at__isnull=False, identified_by_means__in=MEANS),
                name="rights_identity_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused"], ended_at__isnull=False) & ~Q(outcome="")
                | (~Q(state__in=["done", "refused"]) & Q(ended_at__isnull=True)),
                name="rights_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="postponed") | ~Q(outcome=""), name="rights_postponed_says_why"
            ),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(state__in=sorted(map(str, OPEN))),
                name="rights_one_open_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Forgotten(models.Model):
    """Somebody whom we forgot, by a keyed hash of the operator's code: no import brings them back. What is not
    finished (`rows_at`, `files_at` empty) is gone on with."""

    customer = models.OneToOneField(
        Customer, models.PROTECT, related_name="+"
    )  # under their pseudonym, later
    code_index = models.CharField(max_length=32, unique=True)
    pseudonym = models.CharField(max_length=40, unique=True)
    request = models.OneToOneField(
        RightsRequest, models.PROTECT, null=True, blank=True, related_name="forgetting"
    )
    begun_at = models.DateTimeField()
    files_at = models.DateTimeField(null=True, blank=True)
    rows_at = models.DateTimeField(null=True, blank=True)
    compacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("已删除的客户")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code_index=""), name="forgotten_has_index"),
            models.CheckConstraint(
                condition=Q(rows_at__isnull=True) | Q(files_at__isnull=False), name="forgotten_files_first"
            ),
            models.CheckConstraint(
                condition=Q(compacted_at__isnull=True) | Q(rows_at__isnull=False),
                name="forgotten_compacted_last",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


CORRECTABLE = {
    "name": _("姓名"),
    "number": _("号码"),
    "mail": _("邮箱"),
    "region": _("地区"),
    "settlement": _("城乡"),
}


class Correction(models.Model):
    """What a customer said is right where the operator's files say otherwise: it stands against every import until a
    file says the same. The value is sealed; what is shown of it is masked."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="corrections")
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="corrections")
    field = models.CharField(_("更正的内容"), max_length=12, choices=[*CORRECTABLE.items()])
    value_sealed = models.BinaryField(default=bytes)
    before_shown = models.CharField(_("原来"), max_length=80, blank=True)
    after_shown = models.CharField(_("更正为"), max_length=80)
    made_at = models.DateTimeField(_("更正时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("来源已更正"), null=True, blank=True)

    class Meta:
        verbose_name = _("更正")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(field__in=sorted(CORRECTABLE)), name="correction_field_known"),
            models.CheckConstraint(condition=~Q(after_shown=""), name="correction_says_something"),
            models.UniqueConstraint(
                fields=["customer", "field"],
                condition=Q(settled_at__isnull=True),
                name="correction_one_standing_a_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.after_shown}"
