# SPDX-License-Identifier: Apache-2.0
"""Cases over JSON: the same verbs as the pages. A version guards each change, a key makes a retry harmless."""

from amends.apps.cases.api.operations import router

__all__ = ["router"]
