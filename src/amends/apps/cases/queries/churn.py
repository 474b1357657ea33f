# SPDX-License-Identifier: Apache-2.0
"""Why customers leave: the measured share of each reason beside the one that a training text quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Count
from django.utils.functional import Promise

from amends.apps.cases.models import ChurnReason
from amends.apps.cases.models.governance_words import CHURN_REASONS
from amends.apps.core.rules.organisation import Scope
from amends.packs import load

Plain = Mapping[str, object]
CITED = "switch_reason_shares"


@dataclass(frozen=True, slots=True)
class ChurnRow:
    """A reason: how often it was given, of how many, and the quoted share as the text has it (`>0.65`)."""

    code: str
    name: str | Promise
    count: int
    share: float | None
    cited: str
    source: str

    @property
    def share_shown(self) -> str:
        """The measured share in per cent; a dash where nothing was measured."""
        return "—" if self.share is None else f"{self.share:.1%}"


def cited_shares() -> tuple[Mapping[str, str], str]:
    """The quoted shares by reason, and where they are quoted from."""
    rows = cast(Sequence[Plain], load("cited_parameters")["parameters"])
    row = next(each for each in rows if each["identifier"] == CITED)
    quoted = cast(Sequence[Plain], row["values"])[0]
    shares = {code: str(share) for code, share in cast(Plain, row["shares"]).items()}
    return shares, str(quoted["phrase_zh"])


def churn_report(scope: Scope, *, since: datetime, until: datetime) -> list[ChurnRow]:
    """The reasons of a half-open period within a scope, each with its measured and its quoted share. One query."""
    rows = ChurnReason.objects.within(scope).filter(at__gte=since, at__lt=until).order_by()
    counts = dict(rows.values_list("reason").annotate(Count("pk")))
    total, (cited, source) = sum(counts.values()), cited_shares()
    return [
        ChurnRow(
            code=code,
            name=name,
            count=counts.get(code, 0),
            share=counts.get(code, 0) / total if total else None,
            cited=cited[code],
            source=source,
        )
        for code, name in CHURN_REASONS.items()
    ]
