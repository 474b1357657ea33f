# SPDX-License-Identifier: Apache-2.0
"""The tree of perception elements: what customers judge, and how much each weighs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ElementTree(models.Model):
    """One version of the operator's element tree; the newest is in use, the older explain older figures.

    `elements` is a list of {code, parent, name, weight, touchpoints}; the weights of siblings sum to one. It is the
    operator's as a whole, so it belongs to no unit.
    """

    number = models.PositiveIntegerField(_("版本"), unique=True)
    elements = models.JSONField(_("要素"))
    note = models.CharField(_("改了什么"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("要素结构")
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="tree_says_what_changed"),)

    def __str__(self) -> str:
        return f"v{self.number}"
