# SPDX-License-Identifier: Apache-2.0
"""The campaigns of promises, as recovery sees them."""

from tests.apps.promises.campaigns.conftest import draft, plan, ready, running, segment

__all__ = ["draft", "plan", "ready", "running", "segment"]
