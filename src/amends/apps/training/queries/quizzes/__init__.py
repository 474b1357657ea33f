# SPDX-License-Identifier: Apache-2.0
"""Questions about quizzes: who passed what, what there is to take, what the questions are worth."""

from amends.apps.training.queries.quizzes.passing import Passed, not_passed, pass_share, passed_subjects

__all__ = ["Passed", "not_passed", "pass_share", "passed_subjects"]
