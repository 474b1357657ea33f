# SPDX-License-Identifier: Apache-2.0
"""What pages say about mails: what became of them, and why some were left out or put aside."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.mail.attached import Refused
from amends.apps.cases.rules.mail.leaving import LeftOut


class MailState(StrEnum):
    """What became of a mail."""

    OPENED = "opened"
    JOINED = "joined"
    LEFT_OUT = "left_out"
    SET_ASIDE = "set_aside"


class SetAside(StrEnum):
    """Why a person must look at a mail in the mailbox itself."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NO_SENDER = "no_sender"
    REFUSED = "refused"


MAIL_STATES: dict[str, Promise] = {
    MailState.OPENED: _("已立案"),
    MailState.JOINED: _("并入案件"),
    MailState.LEFT_OUT: _("不受理"),
    MailState.SET_ASIDE: _("待人工查看"),
}
MAIL_REASONS: dict[str, Promise] = {
    LeftOut.OWN: _("是我们自己发出的邮件"),
    LeftOut.BOUNCE: _("退信"),
    LeftOut.AUTO_REPLY: _("自动回复"),
    LeftOut.BULK: _("群发邮件"),
    LeftOut.FLOOD: _("同一地址短时间来信过多"),
    SetAside.UNREADABLE: _("邮件损坏，读不出内容"),
    SetAside.EMPTY: _("没有正文，也没有主题和附件"),
    SetAside.NO_SENDER: _("没有可以答复的发件人"),
    SetAside.REFUSED: _("受理时被退回"),
}
REFUSED_FILES: dict[str, Promise] = {
    Refused.KIND: _("这种文件不收"),
    Refused.EMPTY: _("文件是空的"),
    Refused.TORN: _("邮件太长，文件没有收全"),
    Refused.TOO_LARGE: _("文件太大"),
    Refused.TOO_MANY: _("附件太多"),
    Refused.NO_ROOM: _("这个案件的附件已经太多"),
    Refused.INFECTED: _("查出病毒"),
}
