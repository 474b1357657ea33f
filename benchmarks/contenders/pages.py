# SPDX-License-Identifier: Apache-2.0
"""Every page of a demo, asked for by each of its people: CPU milliseconds and bytes, as JSON.

Run in a process of its own: `python -m benchmarks.contenders.pages HOME`. One address a page pattern and person; the
least of three is its cost, since the first fills caches and any may be disturbed.
"""

import json
import os
import sys
import time
from typing import Any

TURNS = 3


def measured() -> list[dict[str, Any]]:
    """A row a page and person: who, which pattern, which address, milliseconds, bytes."""
    from tests.journeys.every_page import Faults, Walk, people

    rows = []
    for user in people():
        walk = Walk(user, frozenset(), Faults(), 1)
        walk.along_links()
        for pattern, addresses in sorted(walk.seen.items()):
            rows += [_cost(walk, pattern, address) for address in sorted(addresses)]
    return [row for row in rows if row["bytes"]]


def _cost(walk: Any, pattern: str, address: str) -> dict[str, Any]:
    spent, size = [], 0
    for _ in range(TURNS):
        began = time.process_time()
        answer = walk.client.get(address)
        content = b"".join(answer)
        spent.append((time.process_time() - began) * 1000)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            size = len(content)
    return {"who": walk.name, "pattern": pattern, "address": address, "ms": min(spent), "bytes": size}


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "amends.config.settings", "AMENDS_DATA": sys.argv[1]}
    os.environ |= {"AMENDS_DEMO": "yes", "AMENDS_LOG_LEVEL": "CRITICAL"}
    import django

    django.setup()
    sys.stdout.write(json.dumps(measured(), ensure_ascii=False))
