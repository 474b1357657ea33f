# SPDX-License-Identifier: Apache-2.0
"""What is learnt together: cascades and their sessions, reflections that are shared, the pledge of a unit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.training.models.learning.quizzes import Quiz

GROUPS = {"leaders": _("班组长"), "team": _("班组")}


class CascadeQuerySet(ScopedQuerySet["Cascade"]):
    """Plans of training, of the units in scope."""


class Cascade(models.Model):
    """Training that goes down: leaders first, who show by the quiz that they can pass it on, then each team."""

    code = models.SlugField(_("编码"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="+", verbose_name=_("测验"))
    materials = models.TextField(_("材料"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = CascadeQuerySet.as_manager()

    class Meta:
        verbose_name = _("逐级培训")
        constraints = (models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="cascade_is_named"),)

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(ScopedQuerySet["Session"]):
    """Sessions, of the units in scope."""


class Session(models.Model):
    """One meeting of leaders, or of one team."""

    cascade = models.ForeignKey(Cascade, models.CASCADE, related_name="sessions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    group = models.CharField(_("对谁"), max_length=8, choices=list(GROUPS.items()))
    held_at = models.DateTimeField(_("时间"))
    minutes = models.PositiveSmallIntegerField(_("分钟"))
    place = models.CharField(_("地点"), max_length=80)
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("安排时间"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训场次")
        indexes = (models.Index(fields=["unit", "held_at"], name="session_calendar"),)
        constraints = (
            models.CheckConstraint(condition=Q(group__in=list(GROUPS)), name="session_group_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600), name="session_minutes_plausible"
            ),
            models.CheckConstraint(condition=~Q(place=""), name="session_has_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.cascade_id} {self.unit_id} {self.group}"


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    """Attendance, within the scope of the session."""

    scope_path = "session__unit"


class Attendance(models.Model):
    """Somebody was there."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("到场")
        constraints = (models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id}"


class ReflectionQuerySet(ScopedQuerySet["Reflection"]):
    """Reflections, of the units in scope."""


class Reflection(models.Model):
    """One's own worst service, in four fields and a free note. `shown` is the masked text that a second person looked
    at before it went into the library: what the author wrote stays with the author."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(_("题目"), max_length=80)
    setting = models.TextField(_("当时的情形"))
    customer_did = models.TextField(_("客户做了什么"))
    we_did = models.TextField(_("我做了什么"))
    outcome = models.TextField(_("结果怎样"))
    judgement = models.TextField(_("我的判断"), blank=True)
    written_at = models.DateTimeField(_("写下的时间"))
    offered_at = models.DateTimeField(_("提交分享"), null=True, blank=True)
    shown = models.JSONField(default=dict)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(_("分享时间"), null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务反思")
        constraints = (
            models.CheckConstraint(
                condition=~Q(title="")
                & ~Q(setting="")
                & ~Q(customer_did="")
                & ~Q(we_did="")
                & ~Q(outcome=""),
                name="reflection_four_fields",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True, looked_by__isnull=True)
                | (
                    Q(shared_at__isnull=False, looked_by__isnull=False, offered_at__isnull=False)
                    & ~Q(looked_by=F("author"))
                ),
                name="reflection_shared_after_a_second_look",
            ),
        )

    def __str__(self) -> str:
        return self.title


class PledgeQuerySet(ScopedQuerySet["Pledge"]):
    """Pledges, of the units in scope."""


class Pledge(models.Model):
    """The service pledge in a unit's own words; units below read the nearest above them."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    words = models.CharField(_("服务誓言"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务誓言")
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="pledge_says_something"),)

    def __str__(self) -> str:
        return self.words
