# SPDX-License-Identifier: Apache-2.0
"""Every kind of event there is, in one enumeration: audit trail, trigger and pipeline source speak of these."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """`<area>.<what happened>`; a kind is never renamed, since old rows are hashed with it."""

    UNIT_ADDED = "core.unit_added", _("新增机构")
    USER_ADDED = "core.user_added", _("新增人员")
    USER_CHANGED = "core.user_changed", _("变更人员")
    LOGGED_IN = "core.logged_in", _("登录")
    LOGIN_FAILED = "core.login_failed", _("登录失败")
    LOGGED_OUT = "core.logged_out", _("退出")
    TOKEN_ISSUED = "core.token_issued", _("签发接口令牌")
    TOKEN_REVOKED = "core.token_revoked", _("撤销接口令牌")
    JOB_QUEUED = "core.job_queued", _("任务排队")
    JOB_FINISHED = "core.job_finished", _("任务完成")
    JOB_FAILED = "core.job_failed", _("任务失败")
