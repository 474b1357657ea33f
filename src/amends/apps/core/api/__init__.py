# SPDX-License-Identifier: Apache-2.0
"""What every area's API shares: who asks, answers given once, versions in headers, and one shape of refusal."""

from amends.apps.core.api.idempotency import idempotent
from amends.apps.core.api.problems import Problem, ProblemOut
from amends.apps.core.api.tokens import TokenAuth, person
from amends.apps.core.api.versions import Outdated, conditional, etag, if_match

__all__ = [
    "Outdated",
    "Problem",
    "ProblemOut",
    "TokenAuth",
    "conditional",
    "etag",
    "idempotent",
    "if_match",
    "person",
]
