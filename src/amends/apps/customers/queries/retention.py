# SPDX-License-Identifier: Apache-2.0
"""How long each kind of data stays, from the pack; what would go tonight, counted and not touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import IdempotentRequest, JobRun, JobState, Message
from amends.apps.customers.models import Customer, Forgotten, ImportBatch, RightsRequest
from amends.apps.customers.queries.rights import standing
from amends.packs import load

WHY = "retention counts rows of everybody and shows none"
MOST_A_NIGHT = 500
KINDS: dict[str, Promise] = {
    "closed_customers": _("销户客户的个人信息"),
    "recordings": _("对话原文"),
    "imports": _("导入的文件"),
    "exports": _("导出的文件"),
    "copies": _("个人信息复制件"),
    "messages": _("提醒、邮件和短信"),
    "job_runs": _("任务记录"),
    "requests": _("接口请求的应答"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: how long it stays and why, which job clears it and when that last did; how many would go, where
    that can be counted from here."""

    kind: str
    days: int
    basis: str
    job: str
    cleared_at: datetime | None
    due: int | None

    @property
    def name(self) -> str:
        """What people call it."""
        return str(KINDS[self.kind])


def kept_kinds(*, at: datetime) -> list[Kept]:
    """Every kind, in the pack's order. Two queries a kind."""
    return [_kept(row, at) for row in _content()]


def retiring(*, at: datetime, most: int) -> Iterator[Customer]:
    """Customers whose line was closed, and whose record nobody changed, for as long as their data may stay; those in
    whose way something stands are left out, and so are those who are being forgotten."""
    found = 0
    for customer in _closed(at).select_related("unit").order_by("pk").iterator():
        if found == most:
            return
        if not standing(customer, today=localdate(at)):
            found += 1
            yield customer


def days_of(kind: str) -> int:
    """For how many days a kind of data stays: what the operator set, else what the pack says."""
    (row,) = (each for each in _content() if each["kind"] == kind)
    return int(getattr(settings, str(row.get("setting", "")), row["days"]))


def _content() -> Any:
    return load("rights")["keep"]


def _kept(row: Any, at: datetime) -> Kept:
    kind, days = str(row["kind"]), days_of(str(row["kind"]))
    done = JobRun.objects.unscoped(WHY).filter(job=row["job"], state=JobState.DONE)
    last = done.order_by("-finished_at").values_list("finished_at", flat=True).first()
    count = _DUE.get(kind)
    due = count(at - timedelta(days=days), at) if count else None
    return Kept(kind, days, gettext(str(row["basis_zh"])), str(row["job"]), last, due)


def _closed(at: datetime) -> Any:
    before = at - timedelta(days=days_of("closed_customers"))
    rows = Customer.objects.unscoped(WHY).filter(line_state="closed", updated_at__lt=before)
    return rows.exclude(pk__in=Forgotten.objects.values("customer_id"))


def _imports(before: datetime, _at: datetime) -> int:
    rows = ImportBatch.objects.unscoped(WHY).filter(uploaded_at__lt=before, files_removed_at=None)
    return rows.count()


_DUE: dict[str, Callable[[datetime, datetime], int]] = {
    "closed_customers": lambda _before, at: _closed(at).count(),
    "imports": _imports,
    "copies": lambda _before, at: RightsRequest.objects.unscoped(WHY).filter(copy_until__lt=at).count(),
    "messages": lambda before, _at: Message.objects.filter(created_at__lt=before).count(),
    "job_runs": lambda before, _at: JobRun.objects.unscoped(WHY).filter(finished_at__lt=before).count(),
    "requests": lambda before, _at: IdempotentRequest.objects.filter(created_at__lt=before).count(),
}
