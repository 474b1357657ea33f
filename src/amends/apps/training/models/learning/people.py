# SPDX-License-Identifier: Apache-2.0
"""What is known of one person's learning: levels that a leader saw, certificates, practice, cards read."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit

MODES = {"courteous": _("礼貌待客"), "selling": _("技巧推荐"), "personalised": _("个性化沟通")}


class SkillLookQuerySet(ScopedQuerySet["SkillLook"]):
    """What leaders saw, of people of the units in scope."""


class SkillLook(models.Model):
    """A level that a leader saw in somebody's work, with what was seen; the newest holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    skill = models.CharField(_("技能"), max_length=16)
    level = models.PositiveSmallIntegerField(_("水平"))
    seen = models.CharField(_("看到了什么"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = SkillLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("技能评定")
        indexes = (models.Index(fields=["person", "skill", "-id"], name="skill_look_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(level__lte=4), name="skill_look_level_known"),
            models.CheckConstraint(condition=~Q(seen=""), name="skill_look_says_what"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="skill_look_by_another"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill} {self.level}"


class CertificateQuerySet(ScopedQuerySet["Certificate"]):
    """Certificates, of people of the units in scope."""


class Certificate(models.Model):
    """A certificate of a person, with what was shown for it; both days are included."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("证书"), max_length=24)
    starts_date = models.DateField(_("从"))
    ends_date = models.DateField(_("到"))
    shown = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("颁发时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_why = models.CharField(_("撤销原因"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书")
        indexes = (models.Index(fields=["person", "code", "-id"], name="certificate_newest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_date__gte=F("starts_date")), name="certificate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="certificate_revoked_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.ends_date}"


class PracticeQuerySet(ScopedQuerySet["Practice"]):
    """Practice, of people of the units in scope."""


class Practice(models.Model):
    """One practice of one person in a mode of contact: with whom, and whether it came off. The colleague who watched
    says so, not the person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    mode = models.CharField(_("沟通模式"), max_length=16, choices=list(MODES.items()))
    skill = models.CharField(_("技能"), max_length=16)
    done_date = models.DateField(_("日期"))
    passed = models.BooleanField(_("做到了"))
    note = models.CharField(_("看到了什么"), max_length=200)
    watched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("练习")
        indexes = (models.Index(fields=["person", "-done_date"], name="practice_of_person"),)
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=list(MODES)), name="practice_mode_known"),
            models.CheckConstraint(condition=~Q(note=""), name="practice_says_what"),
            models.CheckConstraint(condition=~Q(watched_by=F("person")), name="practice_seen_by_another"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.mode}"


class LibraryMark(models.Model):
    """A card that a person says they have read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    card = models.CharField(_("卡片"), max_length=24)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("学过的卡片")
        constraints = (
            models.UniqueConstraint(fields=["person", "card"], name="library_mark_once"),
            models.CheckConstraint(condition=~Q(card=""), name="library_mark_of_a_card"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.card}"
