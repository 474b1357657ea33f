# SPDX-License-Identifier: Apache-2.0
"""Roles and the rights that come with them: one table, so that a reader sees all of it at once."""

from enum import StrEnum
from typing import cast


class Role(StrEnum):
    """What a person is here for; one a person."""

    HOTLINE_AGENT = "hotline_agent"
    HALL_CLERK = "hall_clerk"
    COMPLAINT_OFFICER = "complaint_officer"
    TEAM_LEADER = "team_leader"
    CITY_MANAGER = "city_manager"
    PROVINCE_MANAGER = "province_manager"
    COMPLIANCE_LEAD = "compliance_lead"
    PR_LEAD = "pr_lead"
    QA_REVIEWER = "qa_reviewer"
    ANALYST = "analyst"
    RECOVERY_MANAGER = "recovery_manager"
    TRAINER = "trainer"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a page or an action asks for."""

    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    UNMASK = "unmask"
    MAKE_PROMISES = "make_promises"
    WORK_CASES = "work_cases"
    ASSIGN_CASES = "assign_cases"
    SEE_RECOVERY = "see_recovery"
    MANAGE_RECOVERY = "manage_recovery"
    SEE_RUNS = "see_runs"
    START_RUNS = "start_runs"
    IMPORT_DATA = "import_data"
    DESIGN_SURVEYS = "design_surveys"
    SEE_SATISFACTION = "see_satisfaction"
    TAKE_ANSWERS = "take_answers"
    WRITE_KNOWLEDGE = "write_knowledge"
    APPROVE_KNOWLEDGE = "approve_knowledge"
    SEE_QUALITY = "see_quality"
    INSPECT = "inspect"
    SET_STANDARDS = "set_standards"
    MANAGE_TRAINING = "manage_training"
    SEE_LOG = "see_log"
    MANAGE_USERS = "manage_users"


_SERVE = {Right.SEE_CUSTOMERS, Right.EDIT_CUSTOMERS, Right.UNMASK, Right.MAKE_PROMISES, Right.WORK_CASES}
_LEAD = _SERVE | {Right.ASSIGN_CASES, Right.SEE_RECOVERY, Right.SEE_SATISFACTION, Right.SEE_QUALITY}
_MANAGE = _LEAD | {Right.MANAGE_RECOVERY, Right.SEE_RUNS, Right.SEE_LOG}
_ASK = {Right.DESIGN_SURVEYS, Right.SEE_SATISFACTION}
# What others answer is read before it leaves; no money, no assigning.
_REVIEW = {Right.SEE_CUSTOMERS, Right.WORK_CASES}
_WORD = {Right.WRITE_KNOWLEDGE, Right.APPROVE_KNOWLEDGE}
_STUDY = {Right.SEE_RUNS, Right.START_RUNS, Right.IMPORT_DATA}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.HOTLINE_AGENT: frozenset(_SERVE | {Right.SEE_RECOVERY, Right.TAKE_ANSWERS}),
    Role.HALL_CLERK: frozenset(_SERVE),
    Role.COMPLAINT_OFFICER: frozenset(_SERVE | {Right.SEE_RECOVERY, Right.TAKE_ANSWERS}),
    Role.TEAM_LEADER: frozenset(_LEAD),
    Role.CITY_MANAGER: frozenset(_MANAGE),
    Role.PROVINCE_MANAGER: frozenset(_MANAGE | _ASK | _WORD | {Right.SET_STANDARDS, Right.MANAGE_TRAINING}),
    Role.COMPLIANCE_LEAD: frozenset(
        _REVIEW | {Right.SEE_LOG, Right.SEE_SATISFACTION, Right.APPROVE_KNOWLEDGE, Right.SEE_QUALITY}
    ),
    Role.PR_LEAD: frozenset(_REVIEW),
    Role.QA_REVIEWER: frozenset(
        {Right.SEE_CUSTOMERS, Right.SEE_LOG, Right.SEE_SATISFACTION}
        | {Right.SEE_QUALITY, Right.INSPECT, Right.SET_STANDARDS}
    ),
    Role.ANALYST: frozenset(_STUDY | _ASK | {Right.SEE_CUSTOMERS, Right.SEE_RECOVERY, Right.SEE_QUALITY}),
    Role.RECOVERY_MANAGER: frozenset(_LEAD | _STUDY | _ASK | {Right.MANAGE_RECOVERY}),
    Role.TRAINER: frozenset(
        {Right.SEE_CUSTOMERS, Right.SEE_SATISFACTION, Right.SEE_QUALITY}
        | {Right.WRITE_KNOWLEDGE, Right.MANAGE_TRAINING}
    ),
    Role.KNOWLEDGE_EDITOR: frozenset(_WORD),
    Role.ADMINISTRATOR: frozenset(_STUDY | {Right.MANAGE_USERS, Right.SEE_LOG}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role comes with a right; an unknown role comes with none."""
    return right in RIGHTS.get(
        cast(Role, role), frozenset()
    )  # a StrEnum is equal to its text, and hashes alike
