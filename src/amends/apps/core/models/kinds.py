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

    CUSTOMERS_SEARCHED = "customers.searched", _("查找客户")
    IDENTITY_LOOKED_AT = "customers.identity_looked_at", _("查看完整姓名或号码")
    PROFILES_UPSERTED = "customers.profiles_upserted", _("更新客户资料")
    DO_NOT_CONTACT_SET = "customers.do_not_contact_set", _("登记谢绝联系")
    DO_NOT_CONTACT_LIFTED = "customers.do_not_contact_lifted", _("解除谢绝联系")
    PREFERENCES_SET = "customers.preferences_set", _("登记联系偏好")
    CONSENT_GIVEN = "customers.consent_given", _("客户同意")
    CONSENT_REFUSED = "customers.consent_refused", _("客户拒绝")
    CONSENT_WITHDRAWN = "customers.consent_withdrawn", _("客户撤回同意")
    NEED_NOTED = "customers.need_noted", _("登记沟通需要")
    NEED_ENDED = "customers.need_ended", _("结束沟通需要")
    PERSONAL_NEED_NOTED = "customers.personal_need_noted", _("登记个性化需求")
    PERSONAL_NEED_ENDED = "customers.personal_need_ended", _("结束个性化需求")
    TIER_SET = "customers.tier_set", _("变更关系层次")
    STAGE_ADVANCED = "customers.stage_advanced", _("期望阶段前进")
    STAGE_LAPSED = "customers.stage_lapsed", _("期望阶段回退")
    EXPECTATION_AGREED = "customers.expectation_agreed", _("约定期望")
    HANDLING_NOTED = "customers.handling_noted", _("登记沟通方式提示")
    CARE_PLANNED = "customers.care_planned", _("安排下次关怀")
    CONTACT_NOTED = "customers.contact_noted", _("登记接触")
    SEGMENT_DEFINED = "customers.segment_defined", _("定义客户分群")
    SEGMENT_RETIRED = "customers.segment_retired", _("停用客户分群")
    FILE_UPLOADED = "customers.file_uploaded", _("上传导入文件")
    FILE_CHECKED = "customers.file_checked", _("试运行导入")
    FILE_CONFIRMED = "customers.file_confirmed", _("确认导入")
    FILE_IMPORTED = "customers.file_imported", _("导入完成")
    FILE_REFUSED = "customers.file_refused", _("文件无法导入")
    FILES_REMOVED = "customers.files_removed", _("清理导入文件")
    MAPPING_SAVED = "customers.mapping_saved", _("保存列对应")
