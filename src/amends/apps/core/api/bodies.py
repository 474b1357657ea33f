# SPDX-License-Identifier: Apache-2.0
"""What every body that a program sends has in common."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """Refuses what it does not know: a misspelt field would be left out without a word."""

    model_config = ConfigDict(extra="forbid")
