# SPDX-License-Identifier: Apache-2.0
"""Serving: one server an address."""

import socket

import pytest

from amends.cli.serve import AddressTaken, refuse_taken


def test_address_that_is_answered_is_refused_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AddressTaken, match="--port"):
            refuse_taken("127.0.0.1", port)
    refuse_taken("127.0.0.1", port)
