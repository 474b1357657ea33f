# SPDX-License-Identifier: Apache-2.0
"""Numbers that carry their definition: what is counted, over which period, on which base."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """One number as people read it; `change` is words such as «+12», `kind` says whether that is bad, ok or warn."""

    value: str
    label: str
    definition: str = ""
    period: str = ""
    base: str = ""
    change: str = ""
    kind: str = "dim"
    url: str = ""

    @property
    def anchor(self) -> str:
        """An id for its definition: the same for the same metric, so that pages repeat byte by byte."""
        parts = (self.value, self.label, self.definition, self.period, self.base)
        words = "|".join(str(part) for part in parts)  # translated words of a template are lazy
        return "definition-" + hashlib.sha256(words.encode()).hexdigest()[:10]
