# SPDX-License-Identifier: Apache-2.0
"""Messages on their way out: written in the transaction that causes them, sent after it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.messengers import Messenger


class MessageChannel(models.TextChoices):
    """How a message reaches its reader."""

    NOTICE = "notice", _("站内提醒")
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    GROUP = "group", _("群消息")


class Message(models.Model):
    """One message to one reader. A notice is read on the home page; an e-mail is handed to the mail server, a text to
    the SMS gateway. With `filled_by`, the address and what only the reader may know (the word of a link) stand nowhere
    here: the area that wrote the message gives them when it is sent (`AMENDS_FILLERS`). A group message is written in
    the chat of a `messenger`; the notices that it counts carry when they were (`counted_at`)."""

    channel = models.CharField(max_length=8, choices=MessageChannel.choices)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages")
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    filled_by = models.CharField(max_length=32, blank=True)
    messenger = models.ForeignKey(Messenger, models.CASCADE, null=True, blank=True, related_name="messages")
    counted_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("消息")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["sent_at", "given_up_at", "not_before"], name="message_to_send"),
            models.Index(fields=["to", "read_at"], name="message_to_read"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(channel="notice", to__isnull=False)
                | (Q(channel="email") & (~Q(address="") | ~Q(filled_by="")))
                | (Q(channel="sms", address="") & ~Q(filled_by=""))
                | Q(channel="group", messenger__isnull=False, filled_by=""),
                name="message_has_reader",
            ),
            models.CheckConstraint(
                condition=Q(filled_by="") | Q(key__isnull=False), name="message_filled_by_its_key"
            ),
        )

    def __str__(self) -> str:
        return self.subject
