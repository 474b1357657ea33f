# SPDX-License-Identifier: Apache-2.0
"""The accounts of the demo; they exist nowhere else."""

from amends.pipeline.demo.organisation import DEMO_STAFF, StaffRow

PASSWORD = "zhuoluo-demo-26"  # noqa: S105 - of every demo account; printed on purpose
_WORDS = {
    "hotline_agent": "话务员 hotline agent",
    "hall_clerk": "营业员 hall clerk",
    "complaint_officer": "投诉专员 complaint officer",
    "team_leader": "班组长 team leader",
    "city_manager": "地市投诉主管 city manager",
    "province_manager": "省公司审批人 province approver",
    "qa_reviewer": "质检员 quality inspector",
    "analyst": "满意度分析员 analyst",
    "recovery_manager": "修复管理负责人 recovery manager",
    "trainer": "培训师 trainer",
    "knowledge_editor": "知识编辑 knowledge editor",
    "administrator": "系统管理员 administrator",
}


def shown_accounts() -> list[dict[str, str]]:
    """One account for each role, as the login page and the command show them."""
    first: dict[str, StaffRow] = {}
    for person in DEMO_STAFF:
        first.setdefault(person.role, person)
    return [
        {"username": each.username, "password": PASSWORD, "name": each.name, "role": _WORDS[each.role]}
        for each in first.values()
    ]
