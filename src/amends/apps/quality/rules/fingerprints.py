# SPDX-License-Identifier: Apache-2.0
"""A mark of what a page showed, sent back with what was decided on it: nobody publishes what they did not see."""

import hashlib
import json
from typing import Any


def fingerprint(*parts: Any) -> str:
    """The same for the same values, whatever the order of their keys; another for any other."""
    said = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
