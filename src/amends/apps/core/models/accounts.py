# SPDX-License-Identifier: Apache-2.0
"""People who work with Amends, and the tokens of programs that work for them."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.organisation import Unit
from amends.apps.core.rules.organisation import NOTHING, Scope
from amends.apps.core.rules.roles import Right, Role, may

ROLES = {
    Role.HOTLINE_AGENT: _("话务员"),
    Role.HALL_CLERK: _("营业员"),
    Role.COMPLAINT_OFFICER: _("投诉专员"),
    Role.TEAM_LEADER: _("班组长"),
    Role.CITY_MANAGER: _("地市投诉主管"),
    Role.PROVINCE_MANAGER: _("省公司审批人"),
    Role.COMPLIANCE_LEAD: _("合规负责人"),
    Role.PR_LEAD: _("公共关系负责人"),
    Role.QA_REVIEWER: _("质检员"),
    Role.ANALYST: _("满意度分析员"),
    Role.RECOVERY_MANAGER: _("修复管理负责人"),
    Role.TRAINER: _("培训师"),
    Role.KNOWLEDGE_EDITOR: _("知识编辑"),
    Role.ADMINISTRATOR: _("系统管理员"),
}

RIGHT_NAMES = {
    Right.SEE_CUSTOMERS: _("查看客户"),
    Right.EDIT_CUSTOMERS: _("登记客户信息"),
    Right.UNMASK: _("查看完整姓名和号码"),
    Right.MAKE_PROMISES: _("作出和兑现承诺"),
    Right.WORK_CASES: _("办理案件"),
    Right.ASSIGN_CASES: _("分派案件"),
    Right.SEE_RECOVERY: _("查看修复名单"),
    Right.MANAGE_RECOVERY: _("管理修复"),
    Right.SEE_RUNS: _("查看夜间运行"),
    Right.START_RUNS: _("启动夜间运行"),
    Right.IMPORT_DATA: _("导入数据"),
    Right.DESIGN_SURVEYS: _("设计和发起调查"),
    Right.SEE_SATISFACTION: _("查看满意度"),
    Right.TAKE_ANSWERS: _("电话访问"),
    Right.WRITE_KNOWLEDGE: _("编写知识和话术"),
    Right.APPROVE_KNOWLEDGE: _("批准知识和话术"),
    Right.SEE_QUALITY: _("查看服务质量"),
    Right.INSPECT: _("质检"),
    Right.SET_STANDARDS: _("制定服务标准"),
    Right.MANAGE_TRAINING: _("管理培训"),
    Right.SEE_LOG: _("查看审计日志"),
    Right.MANAGE_USERS: _("管理人员"),
}


def right_names(rights: Iterable[str]) -> list[str]:
    """Rights in words; a right that this version does not know by its code."""
    return [str(RIGHT_NAMES.get(Right(each), each)) if each in set(Right) else each for each in rights]


class User(AbstractUser):
    """One person: a staff number to log in with, one role, one unit whose subtree they see."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("角色"), max_length=24, choices=list(ROLES.items()))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="staff", verbose_name=_("机构"))

    REQUIRED_FIELDS = ("name", "role")  # type: ignore[assignment]

    # What a program acting for this person was given of their rights; a person at a page has them all.
    granted: frozenset[str] | None = None

    class Meta:
        verbose_name = _("人员")
        constraints = (
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(role=Role.ADMINISTRATOR), name="user_has_unit"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def scope(self) -> Scope:
        """The units whose rows this person may see."""
        return self.unit.scope if self.unit else NOTHING

    def may(self, right: Right) -> bool:
        """Whether the role comes with a right, and the token that speaks for them too; none when switched off."""
        return self.is_active and may(self.role, right) and (self.granted is None or right in self.granted)

    def get_full_name(self) -> str:
        """The name, as Django's own pages ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, as Django's own pages ask for it."""
        return self.name


class ApiToken(models.Model):
    """A program's key to the API: only its hash is kept; it acts as its user and within its scopes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    rights = models.JSONField(_("权限范围"), default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("有效期至"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("issued_at")),
                name="token_expires_after_issue",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def works(self, at: datetime) -> bool:
        """Whether requests with it are let in: neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
