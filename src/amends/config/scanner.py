# SPDX-License-Identifier: Apache-2.0
"""Where the virus scanner of attachments listens, read from the environment."""

import os

from amends.config.environment import WrongSetting


def scanner(name: str = "AMENDS_CLAMD") -> str:
    """`/run/clamav/clamd.ctl` or `host:3310`; empty where there is none."""
    value = os.environ.get(name, "").strip()
    host, _, port = value.rpartition(":")
    by_network = host and port.isdecimal() and 0 < int(port) < 65_536
    if value and not value.startswith("/") and not by_network:
        raise WrongSetting(name, f"{value!r} is no socket", "write host:3310 or /run/clamav/clamd.ctl")
    return value
