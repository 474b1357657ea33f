# SPDX-License-Identifier: Apache-2.0
"""Why a cell cannot be taken."""


class BadCell(ValueError):
    """A cell that does not fit its column; `reason` says why and what to do, without the value itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
