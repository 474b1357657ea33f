# SPDX-License-Identifier: Apache-2.0
"""Verbs of the cases area; those that areas above call stand here by name."""

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.opening import open_case

__all__ = ["CaseRefused", "open_case"]
