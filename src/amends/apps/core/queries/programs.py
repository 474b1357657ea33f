# SPDX-License-Identifier: Apache-2.0
"""Questions about programs: their tokens, what other systems are told, and the robots of group chats."""

from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from amends.apps.core.models import ApiToken, Message, Messenger, WebhookDelivery, WebhookTarget
from amends.apps.core.rules.organisation import Scope


def tokens_within(scope: Scope) -> QuerySet[ApiToken]:
    """The tokens that act as people of a subtree: those that were not revoked first, the newest first."""
    spanned = ApiToken.objects.filter(user__unit__number__range=(scope.first, scope.last))
    return spanned.select_related("user__unit").order_by(
        F("revoked_at").desc(nulls_first=True), "-issued_at", "-pk"
    )


def targets_within(scope: Scope) -> QuerySet[WebhookTarget]:
    """The webhook targets of a subtree, by name."""
    spanned = WebhookTarget.objects.filter(unit__number__range=(scope.first, scope.last))
    return spanned.select_related("unit", "created_by").order_by("name", "pk")


def waiting_by_target() -> dict[int, int]:
    """How many deliveries of each target are still to be sent; reads only those."""
    waiting = WebhookDelivery.objects.filter(sent_at=None, given_up_at=None)
    return dict(waiting.order_by().values_list("target").annotate(Count("pk")))


def deliveries_of(target: WebhookTarget, *, most: int = 50) -> QuerySet[WebhookDelivery]:
    """The last deliveries of a target, the newest first."""
    return WebhookDelivery.objects.filter(target=target).order_by("-queued_at", "pk")[:most]


def delivery_of(target: WebhookTarget, pk: UUID) -> WebhookDelivery | None:
    """One delivery of a target, or `None`."""
    return WebhookDelivery.objects.filter(target=target, pk=pk).select_related("target__unit").first()


def messengers_within(scope: Scope) -> QuerySet[Messenger]:
    """The group robots of a subtree, by name, each with when a message was last taken (`taken_at`) and what the newest
    one met (`last_error`)."""
    own = Message.objects.filter(messenger=OuterRef("pk"))
    spanned = Messenger.objects.filter(unit__number__range=(scope.first, scope.last)).select_related("unit")
    return spanned.order_by("name", "pk").annotate(
        taken_at=Subquery(own.filter(sent_at__isnull=False).order_by("-sent_at").values("sent_at")[:1]),
        last_error=Subquery(own.order_by("-pk").values("error")[:1]),
    )
