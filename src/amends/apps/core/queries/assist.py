# SPDX-License-Identifier: Apache-2.0
"""How the assistant is used: counts by purpose and by what people made of the answers. Nobody is named."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Q, Sum

from amends.apps.core.models import AssistOutcome, AssistUse, User
from amends.apps.core.rules.organisation import Scope

SEEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Used:
    """The uses for one purpose in 30 days; `accepted` as they were, `edited` first; `seconds` is a mean."""

    purpose: str
    asked: int
    failed: int
    accepted: int
    edited: int
    rejected: int
    seconds: float | None
    tokens: int
    findings: int

    @property
    def decided(self) -> int:
        """How many answers a person decided about."""
        return self.accepted + self.edited + self.rejected

    @property
    def acceptance(self) -> float | None:
        """The share of decided answers that were taken, edited or not; `None` where nobody decided yet."""
        return (self.accepted + self.edited) / self.decided if self.decided else None


def use_of_assist(scope: Scope, *, at: datetime) -> list[Used]:
    """The uses within a scope in the 30 days before `at`, by purpose. One query."""
    rows = AssistUse.objects.within(scope).filter(asked_at__gt=at - SEEN, asked_at__lte=at).order_by()
    found = rows.values("purpose").annotate(
        asked=Count("pk"),
        mean_seconds=Avg("seconds", filter=~Q(outcome=AssistOutcome.FAILED)),
        tokens=Sum("tokens_in") + Sum("tokens_out"),
        all_findings=Sum("findings"),
        failed=_counted(AssistOutcome.FAILED),
        accepted=_counted(AssistOutcome.ACCEPTED),
        edited=_counted(AssistOutcome.EDITED),
        rejected=_counted(AssistOutcome.REJECTED),
    )
    return [
        Used(
            purpose=row["purpose"],
            asked=row["asked"],
            failed=row["failed"],
            accepted=row["accepted"],
            edited=row["edited"],
            rejected=row["rejected"],
            seconds=row["mean_seconds"],
            tokens=row["tokens"],
            findings=row["all_findings"],
        )
        for row in found.order_by("purpose")
    ]


def _counted(outcome: AssistOutcome) -> Count:
    return Count("pk", filter=Q(outcome=outcome))


def faults_of_assist(scope: Scope, *, at: datetime) -> list[tuple[str, int]]:
    """Why it gave no answer in those 30 days: codes with counts, the commonest first. One query."""
    rows = AssistUse.objects.within(scope).filter(asked_at__gt=at - SEEN, outcome=AssistOutcome.FAILED)
    return list(rows.order_by().values_list("fault").annotate(n=Count("pk")).order_by("-n", "fault"))


def use_by(pk: int, person: User) -> AssistUse | None:
    """One's own use."""
    return AssistUse.objects.unscoped("a person's own use").filter(pk=pk, asked_by=person).first()
