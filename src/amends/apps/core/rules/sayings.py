# SPDX-License-Identifier: Apache-2.0
"""A text that customers read or hear, as areas tell each other of it by name (`AMENDS_SHOWN` in the settings)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One text: what kind of thing it is (a code and words for it), what it is called, in which channel it is shown,
    what it says, and where it is changed. `key` names it among its kind."""

    kind: str
    what: str
    title: str
    channel: str
    text: str
    url: str = ""
    key: str = ""
