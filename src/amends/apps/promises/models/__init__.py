# SPDX-License-Identifier: Apache-2.0
"""The tables of promises."""

from amends.apps.promises.models.promises import (
    CHANNELS,
    KINDS,
    STATES,
    UNENDED,
    Promise,
    PromiseQuerySet,
    in_state,
)

__all__ = [
    "CHANNELS",
    "KINDS",
    "STATES",
    "UNENDED",
    "Promise",
    "PromiseQuerySet",
    "in_state",
]
