# SPDX-License-Identifier: Apache-2.0
"""The assistant, only where an endpoint is configured: it suggests, a person decides and sends."""

from amends.apps.core.actions.assist.asking import AssistAnswer, ask, decide
from amends.apps.core.actions.assist.calling import AssistOff, AssistRefused

__all__ = ["AssistAnswer", "AssistOff", "AssistRefused", "ask", "decide"]
