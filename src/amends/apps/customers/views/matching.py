# SPDX-License-Identifier: Apache-2.0
"""What the page of an upload shows: the file's columns beside ours, the numbers of a try and of the result."""

from typing import Any

import yaml
from django.utils.translation import gettext as _

from amends.apps.customers.models import ImportBatch
from amends.apps.customers.rules.matching import option, picked, written_recode

Rows = list[dict[str, Any]]


def header_rows(batch: ImportBatch) -> Rows:
    """The file's columns: header, samples, the column of ours it stands for, and whether we are sure."""
    headers = batch.preview.get("headers", [])
    picks, doubtful = picked(batch.mapping, headers), set(batch.preview.get("doubtful", []))
    return [
        {
            **each,
            "title": each["header"] or _("第 %(n)d 列（没有表头）") % {"n": each["position"]},
            "pick": picks.get(each["position"], ""),
            "doubtful": each["position"] in doubtful and each["position"] in picks,
        }
        for each in headers
    ]


def column_rows(batch: ImportBatch) -> Rows:
    """Our columns: how their cells are read, and the fixed value for those that the file has not."""
    headers = batch.preview.get("headers", [])
    found = set(picked(batch.mapping, headers).values())
    told = set(batch.mapping.get("columns") or {})
    return [
        {
            **each,
            "found": each["name"] in found,
            "shown": each["required"] or each["name"] in told,
            "unit": option(batch.mapping, each["name"], "unit") or "",
            "recode": written_recode(option(batch.mapping, each["name"], "recode") or {}),
            "constant": option(batch.mapping, each["name"], "constant"),
        }
        for each in batch.preview.get("columns", [])
    ]


def mapping_text(batch: ImportBatch) -> str:
    """The mapping as text, for what the table cannot show."""
    return yaml.safe_dump(batch.mapping, allow_unicode=True, sort_keys=False, width=100)


def numbers(counts: dict[str, Any]) -> list[tuple[str, str]]:
    """The counts of a try or a result, in words; those that are nothing are left out but for the first three."""
    every = [
        (_("记录"), counts.get("rows")),
        (_("接收"), counts.get("accepted")),
        (_("退回"), counts.get("rejected")),
        (_("新增"), counts.get("new")),
        (_("更新"), counts.get("replaced")),
        (_("无变化"), counts.get("unchanged")),
        (_("文件内重复"), counts.get("repeated")),
        (_("跳过的行"), counts.get("skipped")),
        (_("当作空白的 #N/A"), counts.get("not_available")),
    ]
    return [(label, f"{count or 0:,}") for at, (label, count) in enumerate(every) if count or at < 3]


def profile_numbers(counts: dict[str, Any]) -> list[tuple[str, str]]:
    """What became of the customers of a file."""
    told = counts.get("profiles") or {}
    every = [
        (_("新增客户"), told.get("created", 0)),
        (_("更新客户"), told.get("updated", 0)),
        (_("没有变化"), told.get("unchanged", 0)),
        (_("封存姓名与号码"), told.get("identities", 0)),
        (_("同意记录"), told.get("consents", 0)),
        (_("未建档"), told.get("rejected", 0)),
    ]
    return [(label, f"{count:,}") for label, count in every] if told else []
