# SPDX-License-Identifier: Apache-2.0
"""The register of network actions, and how far telling and asking their customers is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from amends.apps.core.models import Message
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import FixNotice, NetworkAction, Site
from amends.apps.surveys.models import Invitation

PAGE = 50
_SEEN = "the action was found within the person's scope"


def key_of(notice: int) -> str:
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
    rows = FixNotice.objects.unscoped(_SEEN).filter(action=action)
    left = dict(rows.exclude(left_out="").order_by().values_list("left_out").annotate(number_of=Count("pk")))
    keys = [key_of(pk) for pk in rows.filter(left_out="").values_list("pk", flat=True)]
    sent = waiting = failed = 0
    for start in range(0, len(keys), 500):
        told = Message.objects.filter(key__in=keys[start : start + 500]).aggregate(
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            failed=Count("pk", filter=Q(given_up_at__isnull=False)),
            waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
        )
        sent, failed = sent + told["sent"], failed + told["failed"]
        waiting += told["waiting"]
    return Told(sent + len(keys) - sent - failed - waiting, waiting, failed, left)


def asked_of(action: NetworkAction) -> dict[str, int]:
    """How many invitations of the action's survey there are in each state. One query."""
    if action.wave_id is None:
        return {}
    rows = Invitation.objects.unscoped(_SEEN).filter(wave=action.wave_id).order_by()
    return dict(rows.values_list("state").annotate(number_of=Count("pk")))
