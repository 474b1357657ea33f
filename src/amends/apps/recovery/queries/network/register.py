# SPDX-License-Identifier: Apache-2.0
"""The register of network actions, and how far telling and asking their customers is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Cast, Concat

from amends.apps.core.models import Message
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import FixNotice, NetworkAction, Site
from amends.apps.surveys.models import Invitation

PAGE = 50
_SEEN = "the action was found within the person's scope"


def key_of(notice: int | str) -> str:
    """The key of a notice's text in the outbox."""
    return f"network:{notice}"


@dataclass(frozen=True, slots=True)
class Told:
    """How many customers were looked at, and what became of their notices."""

    sent: int
    waiting: int
    failed: int
    left_out: dict[str, int]

    @property
    def all(self) -> int:
        """Everybody who was looked at."""
        return self.sent + self.waiting + self.failed + sum(self.left_out.values())


def action_page(scope: Scope, *, before: int | None = None) -> list[NetworkAction]:
    """A page of actions of a person's units, the latest first. One query."""
    rows = NetworkAction.objects.within(scope).select_related("unit", "owner", "spot")
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.annotate(sites_n=Count("places")).order_by("-pk")[:PAGE])


def action_by_key(pk: int, scope: Scope) -> NetworkAction | None:
    """One of them."""
    rows = NetworkAction.objects.within(scope).select_related("unit", "owner", "spot", "wave__version")
    return rows.filter(pk=pk).first()


def sites_of(action: NetworkAction) -> Sequence[Site]:
    """The sites of an action."""
    rows = action.places.unscoped(_SEEN).select_related("site__unit").order_by("site__code")
    return [each.site for each in rows]


def told_of(action: NetworkAction) -> Told:
    """What became of the notices of an action. Two queries."""
    rows = FixNotice.objects.unscoped(_SEEN).filter(action=action).order_by()
    left = dict(rows.values_list("left_out").annotate(number_of=Count("pk")))
    every = left.pop("", 0)
    key = Concat(Value(key_of("")), Cast("pk", CharField()), output_field=CharField())
    told = Message.objects.filter(key__in=rows.filter(left_out="").values(key_of_it=key)).aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(given_up_at__isnull=False)),
        waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
    )
    failed, waiting = told["failed"], told["waiting"]
    return Told(every - failed - waiting, waiting, failed, left)


def asked_of(action: NetworkAction) -> dict[str, int]:
    """How many invitations of the action's survey there are in each state. One query."""
    if action.wave_id is None:
        return {}
    rows = Invitation.objects.unscoped(_SEEN).filter(wave=action.wave_id).order_by()
    return dict(rows.values_list("state").annotate(number_of=Count("pk")))
