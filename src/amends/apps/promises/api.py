# SPDX-License-Identifier: Apache-2.0
"""The same calls over JSON."""

from ninja import Router

router = Router(tags=["promises"])
