# SPDX-License-Identifier: Apache-2.0
"""Versions in headers (RFC 9110 §8.8.3, §13.1.1): `ETag` tells what was seen, `If-Match` says what is changed."""

import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.http import HttpRequest
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from amends.apps.core.api.problems import Problem, problem_answers

P = ParamSpec("P")
R = TypeVar("R")

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


class Outdated(Problem):
    """412: the row is no longer as the caller saw it; the answer carries the tag of what it is now."""

    def __init__(self, version: int | None = None) -> None:
        headers = {} if version is None else {"ETag": etag(version)}
        super().__init__(412, "it was changed since you read it: read it again", headers=headers)


def etag(version: int) -> str:
    """The strong entity tag of a version: `"7"`."""
    return f'"{version}"'


def if_match(request: HttpRequest, version: int) -> int:
    """The version that the caller says it saw, for the action to check again under its lock.

    `version` is the one that the row has now; a tag among several, or `*`, stands for it. Comparison is strong:
    a weak tag (`W/"7"`) never matches. Raises 428 where the header is missing, 400 where it is not understood
    and `Outdated` (412) where no tag is that of `version`.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise Problem(428, "say in If-Match which version you saw: the ETag of your last read")
    if given.strip(" \t") == "*":
        return version
    if not _LIST.fullmatch(given):
        raise Problem(400, 'If-Match is not understood: write "7", or * for whatever there is')
    if etag(version) not in re.findall(_TAG, given):
        raise Outdated(version)
    return version


def conditional(view: Callable[P, R]) -> Callable[P, R]:
    """Describe in the OpenAPI document that the operation reads `If-Match`; stands below `@router.patch(…)`."""
    contribute_operation_callback(view, _describe)
    return view


def _describe(operation: Operation) -> None:
    header = {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
        "description": "The ETag of the version that is changed; * for whatever there is.",
    }
    extra = operation.openapi_extra = operation.openapi_extra or {}
    extra.setdefault("parameters", []).append(header)
    extra.setdefault("responses", {}).update(problem_answers(400, 412, 428))
