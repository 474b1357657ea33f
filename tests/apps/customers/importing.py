# SPDX-License-Identifier: Apache-2.0
"""Walking a file through the import pages, doing the queued steps as the worker would."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import JobRun, User
from amends.apps.customers import jobs
from amends.apps.customers.models import ImportBatch
from tests.people import NOON

ALL = "a test"
FILE = """用户编号,姓名,手机号码,归属机构,套餐资费(元),星级,入网时间,备注
C-1,王小明,13800001215,G-P-E-T,59,金卡,2021-05-20,x
C-2,李静,13900002333,G-P-W-T,坏,金卡,2021-05-20,13700000000123
C-3,赵一,13600009999,NOWHERE,39,普通,2022/1/3,x
"""
MATCH = {
    "pick_1": "customer_id",
    "pick_2": "name",
    "pick_3": "service_number",
    "pick_4": "unit_code",
    "pick_5": "plan_fee",
    "pick_6": "value_tier",
    "pick_7": "joined_date",
    "unit_plan_fee": "yuan",
    "recode_value_tier": "金卡=gold，普通=standard",
}


class Run:
    """A run of a job, as the worker gives it."""

    by: User | None = None

    def at(self) -> Any:
        return NOON + timedelta(minutes=1)

    def progress(self, done: int, total: int, note: str = "") -> None:
        assert done <= max(total, done)


def work() -> None:
    """Do the queued steps, as the worker would."""
    for run in JobRun.objects.unscoped("a test").filter(job="import_file", state="queued").order_by("pk"):
        jobs.import_file(Run(), **run.arguments)
        JobRun.objects.unscoped("a test").filter(pk=run.pk).delete()


def upload(
    client: Client, text: str | bytes = FILE, feed: str = "subscribers", name: str = "客户.csv"
) -> str:
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    answer = client.post(reverse("customers:import_new"), {"feed": feed, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return str(answer["Location"])


def match(client: Client, place: str, matching: dict[str, str] | None = None) -> str:
    client.post(f"{place}match/", MATCH if matching is None else matching)
    work()
    return client.get(place).content.decode()


def confirmed(client: Client, place: str) -> str:
    client.post(f"{place}confirm/")
    work()
    return client.get(place).content.decode()


def batch_now() -> ImportBatch:
    return ImportBatch.objects.unscoped(ALL).select_related("unit").latest("pk")


def rejected_rows(client: Client, place: str, which: str) -> list[list[str]]:
    answer = client.get(f"{place}rejects/{which}/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
