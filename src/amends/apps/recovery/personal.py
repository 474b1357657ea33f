# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from amends.apps.core.personal import PSEUDONYM, Apart, Entry, Held
from amends.apps.recovery.models.grievances import GrievanceStage, Reaction, SilentDeparture
from amends.apps.recovery.models.lists import Target
from amends.apps.recovery.models.network import (
    ActionSite,
    CasePlace,
    FixNotice,
    HotSpot,
    HotSpotCase,
    NetworkAction,
    Residence,
)
from amends.apps.recovery.models.notices import ProactiveNotice
from amends.apps.recovery.models.waves import WaveMember

_OWN = ("customer",)
_OF_MODEL = ("kind", "threshold", "model", "customers", "auc", "importance", "warnings")


def _explained(rows: QuerySet[Any, Any]) -> Iterator[Mapping[str, Any]]:
    """How each score of a night came about, and who decided what follows from it."""
    for each in rows.select_related("run").order_by("pk"):
        model = each.run.summary.get("model", {})
        yield {
            gettext("数据截止"): each.run.as_of,
            gettext("不满意概率"): each.probability,
            gettext("主要原因"): each.get_main_cause_display(),
            gettext("依据"): list(each.reasons),
            gettext("依据来源"): each.get_evidence_display(),
            gettext("运行编号"): each.run.run_id,
            gettext("模型"): {name: model[name] for name in _OF_MODEL if name in model},
            gettext("谁来决定"): gettext("评分只排先后；联系谁、怎么补救由人决定，您可以要求不再这样评分"),
        }


PERSONAL: tuple[Entry, ...] = (
    Held(
        Target,
        _OWN,
        codes=frozenset({"region", "value_tier", "reasons", "evidence", "main_cause", "blocked_reason"}),
        explains=_explained,
    ),
    Held(
        WaveMember,
        _OWN,
        codes=frozenset(
            {"stratum", "recovery_class", "reasons", "blocked_reason", "channel", "skipped_reason"}
        ),
        instead={"account": PSEUDONYM},
    ),
    Held(GrievanceStage, _OWN, codes=frozenset({"signs", "kept_from"})),
    Held(Reaction, _OWN),
    Held(SilentDeparture, _OWN, codes=frozenset({"signs"})),
    Held(Residence, _OWN, removed=True),
    Held(FixNotice, _OWN),
    Held(ProactiveNotice, _OWN),
    Held(CasePlace, ("case__customer",), removed=True),
    Held(HotSpotCase, ("case__customer",)),
    Apart(HotSpot, "a place where many complained; its incident is of no person"),
    Apart(NetworkAction, "what was done to the network"),
    Apart(ActionSite, "which sites were worked on"),
)
