# SPDX-License-Identifier: Apache-2.0
"""What customers say of the network, by place: sites, places of cases, hot spots, actions and who was told of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.recovery.rules.network.words import HotSpotState, LeftOut, SiteKind, SiteLevel
from amends.apps.surveys.models import SurveyWave

SITE_LEVELS = {SiteLevel.CELL: _("小区基站"), SiteLevel.DISTRICT: _("片区")}
SITE_KINDS = {
    SiteKind.DENSE_URBAN: _("密集市区"),
    SiteKind.TOWN: _("城镇"),
    SiteKind.RURAL: _("乡村"),
    SiteKind.INDOOR: _("室内"),
}
HOT_SPOT_STATES = {
    HotSpotState.OPEN: _("待处理"),
    HotSpotState.HANDLED: _("已处理，观察中"),
    HotSpotState.CLOSED: _("已关闭"),
}
LEFT_OUT = {
    LeftOut.LINE_NOT_ACTIVE: _("号码停机或已销号"),
    LeftOut.NO_NUMBER: _("没有可用的联系号码"),
    LeftOut.DECLINED: _("登记谢绝联系"),
    LeftOut.HELD_OUT: _("对照客户，留作比较"),
    LeftOut.RESTED: _("近期联系过，不再打扰"),
}


def _on_earth(name: str) -> models.CheckConstraint:
    inside = Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180)
    nowhere = Q(lat__isnull=True, lon__isnull=True)
    return models.CheckConstraint(condition=inside | nowhere, name=name)


class SiteQuerySet(ScopedQuerySet["Site"]):
    """Sites, always within somebody's scope."""


class Site(models.Model):
    """A cell or a district of the network; `lat` and `lon` in degrees (WGS 84) of its middle."""

    code = models.CharField(_("站点编码"), max_length=40, unique=True)
    name = models.CharField(_("站点名称"), max_length=80)
    level = models.CharField(_("层级"), max_length=8, choices=[(str(k), v) for k, v in SITE_LEVELS.items()])
    kind = models.CharField(_("类型"), max_length=12, choices=[(str(k), v) for k, v in SITE_KINDS.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    lat = models.FloatField(_("纬度"))
    lon = models.FloatField(_("经度"))
    updated_at = models.DateTimeField(_("更新时间"))

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("站点")
        indexes: ClassVar = [models.Index(fields=["unit", "code"], name="site_unit_code")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="site_is_named"),
            models.CheckConstraint(
                condition=Q(level__in=[str(each) for each in SiteLevel]), name="site_level_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[str(each) for each in SiteKind]), name="site_kind_known"
            ),
            _on_earth("site_is_on_earth"),
        ]

    def __str__(self) -> str:
        return self.name


class ResidenceQuerySet(ScopedQuerySet["Residence"]):
    """Residences of customers within somebody's scope."""

    scope_path = "customer__unit"


class Residence(models.Model):
    """The site that a customer's line is mostly at, as the operator's own figures say."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="residence")
    site = models.ForeignKey(Site, models.CASCADE, related_name="residents", verbose_name=_("站点"))
    updated_at = models.DateTimeField(_("更新时间"))

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户常驻站点")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.site_id}"


class PlaceQuerySet(ScopedQuerySet["CasePlace"]):
    """Places of cases within somebody's scope."""

    scope_path = "case__unit"


class CasePlace(models.Model):
    """Where the matter of a case is, and what a test there measured; speeds in Mbps, latency in milliseconds."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="place")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(_("地点"), max_length=120, blank=True)
    lat = models.FloatField(_("纬度"), null=True, blank=True)
    lon = models.FloatField(_("经度"), null=True, blank=True)
    down_mbps = models.FloatField(_("下行速率"), null=True, blank=True)
    up_mbps = models.FloatField(_("上行速率"), null=True, blank=True)
    latency_ms = models.FloatField(_("时延"), null=True, blank=True)
    tested_at = models.DateTimeField(_("测试时间"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件地点与测速")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(words="") | Q(site__isnull=False) | Q(lat__isnull=False),
                name="case_place_is_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="case_place_has_both",
            ),
            _on_earth("case_place_is_on_earth"),
            models.CheckConstraint(
                condition=Q(down_mbps__isnull=True, up_mbps__isnull=True, latency_ms__isnull=True)
                | Q(tested_at__isnull=False),
                name="case_place_test_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(down_mbps__isnull=True) | Q(down_mbps__gte=0))
                & (Q(up_mbps__isnull=True) | Q(up_mbps__gte=0))
                & (Q(latency_ms__isnull=True) | Q(latency_ms__gte=0)),
                name="case_place_measures_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def is_tested(self) -> bool:
        """Whether anything was measured."""
        return self.tested_at is not None


class HotSpotQuerySet(ScopedQuerySet["HotSpot"]):
    """Hot spots, always within somebody's scope."""


class HotSpot(models.Model):
    """Complaints about the network that gathered at a place: one problem. `unit` is the lowest that holds all their
    customers, `radius_m` how far from the centre the farthest of those is that it was found by."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    state = models.CharField(
        _("状态"), max_length=8, choices=[(str(k), v) for k, v in HOT_SPOT_STATES.items()], default="open"
    )
    place = models.CharField(_("地点"), max_length=120, blank=True)
    lat = models.FloatField(_("纬度"))
    lon = models.FloatField(_("经度"))
    radius_m = models.PositiveIntegerField(_("半径（米）"))
    first_at = models.DateTimeField(_("最早案件"))
    last_at = models.DateTimeField(_("最近案件"))
    found_at = models.DateTimeField(_("发现时间"))
    moved_at = models.DateTimeField(_("状态变更时间"), null=True, blank=True)
    note = models.CharField(_("处理说明"), max_length=200, blank=True)
    incident = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", verbose_name=_("批量事件")
    )

    objects = HotSpotQuerySet.as_manager()

    class Meta:
        verbose_name = _("网络热点")
        indexes: ClassVar = [models.Index(fields=["unit", "state", "-last_at"], name="hot_spot_unit_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[str(each) for each in HotSpotState]), name="hot_spot_state_known"
            ),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="hot_spot_lasts"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(moved_at__isnull=False), name="hot_spot_moved_has_time"
            ),
            _on_earth("hot_spot_is_on_earth"),
        ]

    def __str__(self) -> str:
        return self.place or f"{self.lat:.4f}, {self.lon:.4f}"


class SpotCaseQuerySet(ScopedQuerySet["HotSpotCase"]):
    """Cases of hot spots within somebody's scope."""

    scope_path = "spot__unit"


class HotSpotCase(models.Model):
    """A case that belongs to a hot spot; to one only. `by_residence`: nobody said where the matter is, so the site that
    the customer's line is mostly at stands in."""

    spot = models.ForeignKey(HotSpot, models.CASCADE, related_name="members")
    case = models.OneToOneField(Case, models.PROTECT, related_name="hot_spot")
    by_residence = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    objects = SpotCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("热点案件")

    def __str__(self) -> str:
        return f"{self.spot_id} {self.case_id}"


class ActionQuerySet(ScopedQuerySet["NetworkAction"]):
    """Actions, always within somebody's scope."""


class NetworkAction(models.Model):
    """Something done to better the network at sites. `told_to` is the last customer who was looked at for a notice,
    so that a worker that was killed goes on where it stood."""

    title = models.CharField(_("名称"), max_length=80)
    template = models.CharField(_("举措模板"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    spot = models.ForeignKey(HotSpot, models.PROTECT, null=True, blank=True, related_name="actions")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("负责人")
    )
    planned_date = models.DateField(_("计划开工"))
    done_date = models.DateField(_("完成日期"), null=True, blank=True)
    cost_fen = models.PositiveBigIntegerField(_("费用（分）"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    words = models.CharField(_("告知内容"), max_length=200, blank=True)
    telling_at = models.DateTimeField(_("开始告知"), null=True, blank=True)
    told_to = models.BigIntegerField(default=0)
    all_told_at = models.DateTimeField(_("名单走完"), null=True, blank=True)
    wave = models.ForeignKey(SurveyWave, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("网络举措")
        indexes: ClassVar = [models.Index(fields=["unit", "-planned_date"], name="network_action_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(template=""), name="network_action_is_named"),
            models.CheckConstraint(
                condition=Q(done_date__isnull=True) | Q(done_date__gte=F("planned_date")),
                name="network_action_done_after_start",
            ),
            models.CheckConstraint(
                condition=Q(telling_at__isnull=True) | (Q(done_date__isnull=False) & ~Q(words="")),
                name="network_action_told_when_done",
            ),
            models.CheckConstraint(
                condition=Q(wave__isnull=True) | Q(done_date__isnull=False),
                name="network_action_asked_when_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionSiteQuerySet(ScopedQuerySet["ActionSite"]):
    """Sites of actions within somebody's scope."""

    scope_path = "action__unit"


class ActionSite(models.Model):
    """A site that an action is done at."""

    action = models.ForeignKey(NetworkAction, models.CASCADE, related_name="places")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")

    objects = ActionSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("举措站点")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "site"], name="action_site_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.site_id}"


class FixNoticeQuerySet(ScopedQuerySet["FixNotice"]):
    """Notices, always within somebody's scope."""


class FixNotice(models.Model):
    """One customer of a fixed site, told once; the text lies in the outbox under `network:<key>`."""

    action = models.ForeignKey(NetworkAction, models.PROTECT, related_name="notices")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    left_out = models.CharField(
        _("未发的原因"), max_length=16, choices=[(str(k), v) for k, v in LEFT_OUT.items()], blank=True
    )
    made_at = models.DateTimeField(_("列入时间"))

    objects = FixNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("网络改善告知")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "customer"], name="fix_notice_once"),
            models.CheckConstraint(
                condition=Q(left_out__in=["", *(str(each) for each in LeftOut)]),
                name="fix_notice_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.customer_id}"
