# SPDX-License-Identifier: Apache-2.0
"""What runs by itself: each job by name, and when. A line here is all it takes to schedule an entry point."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# name → dotted path of a function `job(run, **arguments) -> dict | None` in an area's jobs.py
JOBS: dict[str, str] = {
    "late_promises": "amends.apps.promises.jobs.late_promises",
    "nightly_run": "amends.apps.recovery.jobs.nightly_run",
    "remove_old_runs": "amends.apps.recovery.jobs.retiring.remove_old_runs",
    "remove_job_runs": "amends.apps.core.jobs.remove_job_runs",
    "remove_old_messages": "amends.apps.core.jobs.remove_old_messages",
    "remove_idempotency_rows": "amends.apps.core.jobs.remove_idempotency_rows",
    "remove_webhook_deliveries": "amends.apps.core.jobs.remove_webhook_deliveries",
    "import_file": "amends.apps.customers.jobs.import_file",
    "remove_import_files": "amends.apps.customers.jobs.remove_import_files",
    "give_out_cases": "amends.apps.cases.jobs.give_out_cases",
    "due_timers": "amends.apps.cases.jobs.due_timers",
    "settle_mails": "amends.apps.cases.jobs.settle_mails",
    "export_cases": "amends.apps.cases.jobs.export_cases",
    "remove_case_exports": "amends.apps.cases.jobs.remove_case_exports",
    "keep_case_words": "amends.apps.cases.jobs.keep_case_words",
    "overdue_cases": "amends.apps.cases.jobs.overdue_cases",
    "unattended_cases": "amends.apps.cases.jobs.unattended_cases",
    "read_mailboxes": "amends.apps.cases.jobs.read_mailboxes",
    "take_mail_again": "amends.apps.cases.jobs.take_mail_again",
    "tidy_intake": "amends.apps.cases.jobs.tidy_intake",
    "review_standards": "amends.apps.cases.jobs.review_standards",
    "index_run": "amends.apps.satisfaction.jobs.index_run",
}

# What the home page of the administrator calls a job.
JOB_NAMES: dict[str, Promise] = {
    "late_promises": _("提醒快到期和逾期的承诺"),
    "nightly_run": _("夜间识别"),
    "remove_old_runs": _("清理旧的识别结果"),
    "remove_job_runs": _("清理旧的任务记录"),
    "remove_old_messages": _("清理旧的提醒和邮件"),
    "remove_idempotency_rows": _("清理旧的接口请求记录"),
    "remove_webhook_deliveries": _("清理旧的外部通知记录"),
    "import_file": _("导入文件"),
    "remove_import_files": _("清理导入过的文件"),
    "give_out_cases": _("分派待领取的案件"),
    "due_timers": _("发出到点的提醒和升级"),
    "settle_mails": _("核对答复邮件是否发出"),
    "export_cases": _("导出案件"),
    "remove_case_exports": _("清理导出的文件"),
    "keep_case_words": _("补齐案件的检索"),
    "overdue_cases": _("提醒超时的下一步"),
    "unattended_cases": _("检查没有人负责的案件"),
    "read_mailboxes": _("收取投诉邮件"),
    "take_mail_again": _("重新收取一封来信"),
    "tidy_intake": _("清理受理草稿"),
    "review_standards": _("检查超出标准的要求"),
    "index_run": _("计算满意度指数"),
}

# A run of these works for every unit: whoever may see runs may follow it, whoever asked for it.
JOBS_FOR_ALL: tuple[str, ...] = ("nightly_run",)

# (cron line in the operator's time zone, job)
SCHEDULE: tuple[tuple[str, str], ...] = (
    ("*/5 * * * *", "late_promises"),
    ("* * * * *", "due_timers"),
    ("* * * * *", "settle_mails"),
    ("* * * * *", "give_out_cases"),
    ("*/2 * * * *", "read_mailboxes"),
    ("*/5 * * * *", "overdue_cases"),
    ("30 2 * * *", "nightly_run"),
    ("10 4 * * *", "remove_import_files"),
    ("15 4 * * *", "remove_case_exports"),
    ("0 4 * * *", "keep_case_words"),
    ("20 4 * * *", "remove_old_runs"),
    ("35 4 * * *", "remove_job_runs"),
    ("40 4 * * *", "remove_old_messages"),
    ("45 4 * * *", "remove_idempotency_rows"),
    ("50 4 * * *", "remove_webhook_deliveries"),
    ("0 5 * * *", "unattended_cases"),
    ("50 4 * * *", "tidy_intake"),
    ("10 5 * * *", "review_standards"),
)
