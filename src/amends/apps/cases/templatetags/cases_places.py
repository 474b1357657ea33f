# SPDX-License-Identifier: Apache-2.0
"""Where on the pages of a case a task is settled: a link leads to it, not to the top of a long page."""

from django import template
from django.urls import reverse

from amends.apps.cases.models import Task
from amends.apps.cases.models.desk_words import TaskKind

register = template.Library()
K = TaskKind
_PANELS = {
    **dict.fromkeys((K.EXCEPTION, K.COMPLIANCE, K.CRISIS), "care_panel"),
    **dict.fromkeys((K.LEGAL_REVIEW, K.PRESS_REVIEW, K.EXPERT_REVIEW), "replies_panel"),
    K.SECOND_REVIEW: "page",
}


@register.filter
def place_of(task: Task) -> str:
    """The address of a task: of an approval the remedy that it is about."""
    if task.kind == K.APPROVAL:
        return _at("remedies_panel", task, f"remedy{task.facts.get('remedy', '')}")
    panel = _PANELS.get(K(task.kind))
    return _at(panel, task) if panel else _at("tasks_panel", task, f"task{task.pk}")


def _at(page: str, task: Task, anchor: str = "") -> str:
    address = reverse(f"cases:{page}", args=[task.case.number])
    return f"{address}#{anchor}" if anchor else address
