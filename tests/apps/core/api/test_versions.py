# SPDX-License-Identifier: Apache-2.0
"""`If-Match` as RFC 9110 reads it: strong tags, lists, the star."""

from typing import Any

import pytest
from django.test import RequestFactory

from amends.apps.core.api import Problem, conditional, etag, if_match
from tests.apps.core.api.notes import Program, api
from tests.people import People


def _asked(header: str | None, version: int = 3) -> int:
    headers: Any = {} if header is None else {"If-Match": header}
    return if_match(RequestFactory().patch("/", headers=headers), version)


@pytest.mark.parametrize(
    "header", ['"3"', "*", ' "3" ', '"1", "3"', '"3","1"', ', "3" ,', 'W/"3", "3"', '"a,b", "3"', '"", "3"']
)
def test_matching_header_gives_the_version(header: str) -> None:
    assert _asked(header) == 3


@pytest.mark.parametrize("header", ['"2"', 'W/"3"', '"2", "4"', '"33"', '"03"', '""', '"3a"'])
def test_header_of_another_version_is_412(header: str) -> None:
    with pytest.raises(Problem) as refused:
        _asked(header)
    assert (refused.value.status_code, refused.value.code) == (412, "changed")
    assert refused.value.headers == {"ETag": '"3"'}


@pytest.mark.parametrize("header", ["", "3", '"3', "* , *", '*, "3"', '"1" "3"', 'w/"3"', "'3'", '"3";', ","])
def test_header_that_is_none_is_400(header: str) -> None:
    with pytest.raises(Problem) as refused:
        _asked(header)
    assert refused.value.status_code == 400


def test_missing_header_is_428() -> None:
    with pytest.raises(Problem) as refused:
        _asked(None)
    assert refused.value.status_code == 428


def test_tag_is_strong() -> None:
    assert etag(7) == '"7"'


def test_header_works_over_http(people: People) -> None:
    program = Program(people.alice)
    assert program.send({"words": "x"}, "PATCH", If_Match='"3"').json()["count"] == 3
    assert program.send({"words": "x"}, "PATCH", If_Match='"2"').status_code == 412
    assert program.send({"words": "x"}, "PATCH").status_code == 428


def test_header_is_described() -> None:
    operation = api.get_openapi_schema()["paths"]["/t/notes"]["patch"]
    assert [each["name"] for each in operation["parameters"]] == ["If-Match"]
    assert callable(conditional)
