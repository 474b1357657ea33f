# SPDX-License-Identifier: Apache-2.0
"""Tables of learning."""

from amends.apps.training.models.learning.people import (
    MODES,
    Certificate,
    LibraryMark,
    Practice,
    SkillLook,
)
from amends.apps.training.models.learning.quizzes import KINDS, Answer, Attempt, Question, Quiz
from amends.apps.training.models.learning.together import (
    GROUPS,
    Attendance,
    Cascade,
    Pledge,
    Reflection,
    Session,
)
from amends.apps.training.models.learning.trials import DESIGNS, Trial, TrialTeam

__all__ = [
    "DESIGNS",
    "GROUPS",
    "KINDS",
    "MODES",
    "Answer",
    "Attempt",
    "Attendance",
    "Cascade",
    "Certificate",
    "LibraryMark",
    "Pledge",
    "Practice",
    "Question",
    "Quiz",
    "Reflection",
    "Session",
    "SkillLook",
    "Trial",
    "TrialTeam",
]
