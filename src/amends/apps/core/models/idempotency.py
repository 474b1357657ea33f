# SPDX-License-Identifier: Apache-2.0
"""Requests that were answered, by the key of the program that sent them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class IdempotentRequest(models.Model):
    """One request that did its work, and the answer it got: written in the transaction of the work, so that
    one exists exactly when the other does. `status` is null only inside that transaction."""

    principal = models.CharField(max_length=32)  # `token:7` or `user:3`
    key = models.CharField(max_length=128)
    target = models.CharField(max_length=240)  # method and path
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("已应答的接口请求")
        constraints = (
            models.UniqueConstraint(fields=["principal", "key", "target"], name="idempotent_key_once"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__range=(200, 299)),
                name="idempotent_only_work_done",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="idempotent_key_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.target} {self.key}"
