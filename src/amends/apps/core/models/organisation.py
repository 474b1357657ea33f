# SPDX-License-Identifier: Apache-2.0
"""The organisation tree."""

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.statements import Asked
from amends.apps.core.rules.organisation import Scope, UnitKind

UNIT_KINDS = {
    UnitKind.GROUP: _("集团"),
    UnitKind.PROVINCE: _("省公司"),
    UnitKind.CITY: _("地市"),
    UnitKind.DISTRICT: _("区县"),
    UnitKind.HALL: _("营业厅"),
    UnitKind.TEAM: _("班组"),
}


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units are not secret, but lists to choose from are cut to what the person looks after."""

    def within(self, scope: Scope) -> "UnitQuerySet":
        """The units in a subtree, in the order of the tree."""
        return self.filter(number__range=(scope.first, scope.last)).order_by("number")


class Unit(models.Model):
    """One node of the organisation: `number` to `last` is the span of its subtree in pre-order."""

    code = models.CharField(_("机构编码"), max_length=32, unique=True)
    name = models.CharField(_("机构名称"), max_length=80)
    kind = models.CharField(_("层级"), max_length=16, choices=list(UNIT_KINDS.items()))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    number = models.PositiveIntegerField(db_index=True)
    last = models.PositiveIntegerField()

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("number")), name="unit_span_not_empty"),
            models.CheckConstraint(
                condition=Q(kind="group", parent__isnull=True) | (~Q(kind="group") & Q(parent__isnull=False)),
                name="unit_only_group_has_no_parent",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(UnitKind)), name="unit_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    @cached_property
    def line(self) -> "tuple[Unit, ...]":
        """The unit and those above it, from the top. One query."""
        return tuple(_LINE(self.number, self.number))

    @property
    def scope(self) -> Scope:
        """The span of this unit and everything below it."""
        return Scope(first=self.number, last=self.last)


_LINE = Asked(
    lambda number, last: (
        Unit.objects.filter(number__lte=number, last__gte=last).order_by("number").only("name")
    )
)
