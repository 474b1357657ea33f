# SPDX-License-Identifier: Apache-2.0
"""Cases over JSON: the same verbs as the pages. A version guards each change, a key makes a retry harmless."""

from amends.apps.cases.api.operations import router
from amends.apps.cases.api.remedies import router as remedies

router.add_router("", remedies)

__all__ = ["router"]
