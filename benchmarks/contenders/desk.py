# SPDX-License-Identifier: Apache-2.0
"""The desk of Amends under measurement: `python -m benchmarks.contenders.desk fill CASES` makes it in the database
that the environment names, `… measure TURNS` prints as JSON what its pages cost."""

import json
import os
import sys
from datetime import UTC, datetime

import django


def main() -> None:
    """Does what the command line asks for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")
    django.setup()
    verb, number = sys.argv[1], int(sys.argv[2])
    if verb == "fill":
        from benchmarks.contenders.desk_cases import fill

        fill(number, at=datetime.now(UTC))
    else:
        from benchmarks.contenders.desk_pages import measure

        print(json.dumps(measure(number)))


if __name__ == "__main__":
    main()
