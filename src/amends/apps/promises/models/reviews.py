# SPDX-License-Identifier: Apache-2.0
"""A broken promise is looked into: by whom, and what was found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.promises.models.promises import Promise


class PromiseReviewQuerySet(ScopedQuerySet["PromiseReview"]):
    """Reviews of the promises in scope."""

    scope_path = "promise__unit"


class PromiseReview(models.Model):
    """Why a promise was not kept, as a leader found; opened with the breach, one a promise."""

    promise = models.OneToOneField(Promise, models.PROTECT, related_name="review")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("由谁复核")
    )
    opened_at = models.DateTimeField(_("提出时间"))
    done_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finding = models.TextField(_("复核结论"), blank=True)

    objects = PromiseReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("未兑现承诺的复核")
        indexes = (models.Index(fields=["done_at", "opened_at"], name="promise_review_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, finding="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(finding="")),
                name="promise_review_done_with_finding",
            ),
        )

    def __str__(self) -> str:
        return str(self.promise_id)
