# SPDX-License-Identifier: Apache-2.0
"""The process log: a line a request, with its route and nobody's data."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from amends.config.observing import Json, Line
from tests.people import People


def _lines(caplog: pytest.LogCaptureFixture, formatter: logging.Formatter) -> list[str]:
    return [formatter.format(each) for each in caplog.records]


def test_requests_are_told_by_route(client: Client, people: People, caplog: pytest.LogCaptureFixture) -> None:
    client.force_login(people.bob)
    with caplog.at_level(logging.INFO, logger="amends.requests"):
        client.get("/cases/C2611-000042/?q=13800138000")
    (line,) = [each for each in _lines(caplog, Json()) if "amends.requests" in each]
    told = json.loads(line)
    assert (told["method"], told["status"]) == ("GET", 404)
    assert told["route"].startswith("/cases/<")
    assert told["ms"] > 0
    assert "000042" not in line
    assert "13800138000" not in line


@pytest.mark.parametrize("formatter", [Json(), Line()])
def test_no_line_holds_an_address_or_the_words_of_an_error(
    client: Client, people: People, caplog: pytest.LogCaptureFixture, formatter: logging.Formatter
) -> None:
    client.get("/s/secret-token-13800138000/")
    try:
        raise IntegrityError('Key (number)=(13800138000) already exists, name "鲍勃"')
    except IntegrityError:
        logging.getLogger("django.request").exception("could not keep 13800138000")
    said = "\n".join(_lines(caplog, formatter))
    assert "404 GET" in said
    assert "IntegrityError" in said
    assert "test_observing.py:" in said
    for secret in ("13800138000", "鲍勃", "secret-token"):
        assert secret not in said
