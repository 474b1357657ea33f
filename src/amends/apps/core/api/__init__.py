# SPDX-License-Identifier: Apache-2.0
"""What every area's API shares: who asks, answers given once, versions in headers, and one shape of refusal."""

from amends.apps.core.api.description import DescribedAPI
from amends.apps.core.api.guard import guarded
from amends.apps.core.api.idempotency import idempotent
from amends.apps.core.api.problems import Problem, ProblemOut, answer_problems, problem_answers
from amends.apps.core.api.tokens import SessionAuth, TokenAuth, person, reading
from amends.apps.core.api.versions import Outdated, conditional, etag, if_match

__all__ = [
    "DescribedAPI",
    "Outdated",
    "Problem",
    "ProblemOut",
    "SessionAuth",
    "TokenAuth",
    "answer_problems",
    "conditional",
    "etag",
    "guarded",
    "idempotent",
    "if_match",
    "person",
    "problem_answers",
    "reading",
]
