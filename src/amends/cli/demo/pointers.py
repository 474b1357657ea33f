# SPDX-License-Identifier: Apache-2.0
"""Something to look at first for those of the demo who have no cases: a notice on their home page, marked as demo."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import User

POINTERS = (
    ("quality", "请抽查一次：这一周谁看过客户的姓名和号码，理由够不够", "core:log"),
    ("trainer", "有承诺超时了，请挑一条做成培训案例", "promises:list"),
    ("analyst", "昨晚的识别跑完了，请核对列入的人数和主要原因", "recovery:runs"),
    ("recovery", "新的修复名单出来了，请看哪些客户还没有人跟进", "recovery:list"),
    ("admin", "有一位新同事今天到岗，请建账号、选岗位和机构", "core:users"),
)


def point_out(*, at: datetime) -> None:
    """Leave each of them a notice."""
    with transaction.atomic():
        for username, words, page in POINTERS:
            reader = User.objects.get(username=username)
            notify(to=reader, subject=f"（演示）{words}", at=at, link=reverse(page), key=f"demo:{username}")
