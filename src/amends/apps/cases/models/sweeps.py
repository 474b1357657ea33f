# SPDX-License-Identifier: Apache-2.0
"""How far the nightly looks at every case have come, so that none begins anew each night."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sweep(models.Model):
    """One kind of look at every case: cases up to the key `upto` were looked at as `version` looks at them."""

    what = models.CharField(max_length=24, unique=True)
    version = models.CharField(max_length=16, blank=True)
    upto = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("逐案检查的进度")

    def __str__(self) -> str:
        return f"{self.what} {self.upto}"
