# SPDX-License-Identifier: Apache-2.0
"""Robots of group chats, which tell a unit's people that reminders wait for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.organisation import Unit
from amends.apps.core.rules.messengers import MessengerKind

KINDS = {
    MessengerKind.WECOM: _("企业微信"),
    MessengerKind.DINGTALK: _("钉钉"),
    MessengerKind.FEISHU: _("飞书"),
    MessengerKind.SLACK: _("Slack、Mattermost 等"),
}


class Messenger(models.Model):
    """The robot of one group chat: for the people of a unit's subtree who have no nearer one. Its address lets anyone
    write in the group, so that it is kept sealed, as is what signs."""

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(
        _("软件"), max_length=12, choices=[(each.value, words) for each, words in KINDS.items()]
    )
    url = models.BinaryField()
    secret = models.BinaryField(default=b"")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    by_night = models.BooleanField(_("夜间也发"), default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_since = models.DateTimeField()
    switched_off_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("群机器人")
        ordering = ("name", "pk")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="messenger_has_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        """Whether it tells its group."""
        return self.switched_off_at is None
