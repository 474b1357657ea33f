# SPDX-License-Identifier: Apache-2.0
"""Scores measured by others: the regulator, the group, agencies, channels; our own and competitors'."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.satisfaction.models.imported import ImportedRow
from amends.apps.satisfaction.rules.origins import ScoreSource

SOURCES = {
    ScoreSource.REGULATOR: _("监管机构"),
    ScoreSource.GROUP: _("集团公司"),
    ScoreSource.THIRD_PARTY: _("第三方机构"),
    ScoreSource.OWN: _("自有调查"),
    ScoreSource.CHANNEL: _("渠道评价"),
}


class ScoreQuerySet(ScopedQuerySet["ImportedScore"]):
    """Scores, always within somebody's scope."""


class ImportedScore(ImportedRow):
    """One score as its publisher gave it, on its own scale. `rival` is empty for our own score, `element` for the score
    of everything together; `margin` is half the width of its 95 % interval, in points of the scale, where known."""

    source = models.CharField(
        _("来源"), max_length=12, choices=[(each.value, words) for each, words in SOURCES.items()]
    )
    publisher = models.CharField(_("发布单位"), max_length=80)
    wave = models.CharField(_("期次"), max_length=40)
    rival = models.CharField(_("竞争对手"), max_length=40, blank=True)
    element = models.CharField(_("感知要素"), max_length=24, blank=True)
    value = models.FloatField(_("得分"))
    lowest = models.FloatField(_("最低分"))
    highest = models.FloatField(_("最高分"))
    n = models.PositiveIntegerField(_("样本量"))
    margin = models.FloatField(_("误差范围"), null=True, blank=True)
    method = models.CharField(_("调查方法"), max_length=120)

    objects = ScoreQuerySet.as_manager()

    class Meta(ImportedRow.Meta):
        verbose_name = _("外部得分")
        indexes = (
            models.Index(fields=["unit", "element", "rival", "-until_date"], name="score_unit_element_rival"),
        )
        constraints = (
            *ImportedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["source", "publisher", "wave", "unit", "rival", "element"],
                condition=Q(replaces__isnull=True),
                name="score_said_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=[each.value for each in ScoreSource]), name="score_source_known"
            ),
            models.CheckConstraint(
                condition=~Q(publisher="") & ~Q(wave="") & ~Q(method="") & Q(n__gte=1),
                name="score_says_where_from",
            ),
            models.CheckConstraint(
                condition=Q(highest__gt=F("lowest")) & Q(value__gte=F("lowest"), value__lte=F("highest")),
                name="score_lies_on_its_scale",
            ),
            models.CheckConstraint(
                condition=Q(margin__isnull=True) | Q(margin__gte=0), name="score_margin_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.publisher} {self.wave}"

    @property
    def on_hundred(self) -> float:
        """The score from 0 to 100."""
        return (self.value - self.lowest) / (self.highest - self.lowest) * 100

    @property
    def margin_on_hundred(self) -> float | None:
        """The margin in points of 0 to 100, None where the publisher gave none."""
        return None if self.margin is None else self.margin / (self.highest - self.lowest) * 100
