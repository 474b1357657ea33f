# SPDX-License-Identifier: Apache-2.0
"""Verbs on the robots of group chats: add, change, switch off and on, test."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.messengers.counting import leave
from amends.apps.core.actions.outbox import ours
from amends.apps.core.actions.webhooks.secrets import OF_MESSENGER, opened_secret, sealed_secret
from amends.apps.core.models import EventKind, Messenger, Unit, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.messengers import MessengerKind, check_address


@dataclass(frozen=True, slots=True)
class Group:
    """What a robot is: whose, where, for whom. An empty `url` or `secret` leaves what is kept as it is; `unsigned`
    takes the secret away."""

    name: str
    kind: MessengerKind
    unit: Unit
    url: str = ""
    secret: str = ""
    unsigned: bool = False
    by_night: bool = False

    def put_on(self, row: Messenger) -> None:
        """Write it on a row, what is secret sealed."""
        row.name, row.kind, row.unit, row.by_night = self.name, self.kind.value, self.unit, self.by_night
        if self.url:
            row.url = sealed_secret(self.url, of=OF_MESSENGER)
        if self.secret or self.unsigned:
            row.secret = sealed_secret(self.secret, of=OF_MESSENGER) if self.secret else b""


def add_messenger(*, group: Group, by: User, at: datetime) -> Messenger:
    """Tell a group from now on what waits for its people. Raises `AddressRefused`."""
    _check(group, group.url)
    with writing(by=by, at=at) as log:
        row = Messenger(created_at=at, created_by=by, told_since=at)
        group.put_on(row)
        row.save(force_insert=True)
        log(EventKind.MESSENGER_ADDED, row, unit=group.unit, after=_shown(row))
    return row


def change_messenger(*, row: Messenger, group: Group, by: User, at: datetime) -> None:
    """Change whose, where or for whom. Raises `AddressRefused`."""
    _check(group, group.url or opened_secret(bytes(row.url), of=OF_MESSENGER))
    before = _shown(row)
    with writing(by=by, at=at) as log:
        group.put_on(row)
        row.save()
        after = _shown(row) | {"address": bool(group.url)}
        log(EventKind.MESSENGER_CHANGED, row, unit=group.unit, before=before, after=after)


def _check(group: Group, url: str) -> None:
    check_address(group.kind, url, private=settings.AMENDS_WEBHOOK_PRIVATE)


def _shown(row: Messenger) -> dict[str, Json]:
    """Whoever reads the log cannot write in the group by it."""
    return {"kind": str(row.kind), "by_night": row.by_night, "signed": bool(row.secret)}


def switch_off(*, row: Messenger, by: User, at: datetime) -> None:
    """Tell the group nothing more, what waits included."""
    with writing(by=by, at=at) as log:
        row.switched_off_at = at
        row.save(update_fields=["switched_off_at"])
        row.messages.filter(sent_at=None, given_up_at=None).update(given_up_at=at, attempts=0, error="off")
        log(EventKind.MESSENGER_SWITCHED_OFF, row, unit=row.unit)


def switch_on(*, row: Messenger, by: User, at: datetime) -> None:
    """Tell it again: what comes from now on, not what came in between."""
    with writing(by=by, at=at) as log:
        row.switched_off_at, row.told_since = None, at
        row.save(update_fields=["switched_off_at", "told_since"])
        log(EventKind.MESSENGER_SWITCHED_ON, row, unit=row.unit)


def send_test(*, row: Messenger, by: User, at: datetime) -> None:
    """Leave a message that says nothing but that it arrived."""
    with writing(by=by, at=at) as log:
        leave(
            row,
            subject=ours(_("测试")),
            body=ours(_("【着落】测试消息：群机器人可以用了。")),
            at=at,
            key=f"test:{at.timestamp()}",
        )
        log(EventKind.MESSENGER_TESTED, row, unit=row.unit)
