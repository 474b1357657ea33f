# SPDX-License-Identifier: Apache-2.0
"""What is refused before anything is looked at: bodies too large, of another kind, or with NUL characters."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from amends.apps.core.api.problems import Problem, problem_response

LARGEST_JSON = 1024 * 1024
_JSON, _FORM = "application/json", "multipart/form-data"
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def guarded(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap an operation: refuse what no operation can read; `api.add_decorator(guarded, mode="view")`."""

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        problem = _problem_of(request)
        return problem_response(problem) if problem else run(request, **kwargs)

    return checked


def _problem_of(request: HttpRequest) -> Problem | None:
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return Problem(422, "NUL characters are refused", code="invalid")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        return Problem(400, "Content-Length is not a number")
    return _problem_of_body(request, int(length)) if int(length) else None


def _problem_of_body(request: HttpRequest, length: int) -> Problem | None:
    if request.content_type not in {_JSON, _FORM}:
        return Problem(415, f"send the body as {_JSON}", headers={"Accept": _JSON})
    most = LARGEST_JSON if request.content_type == _JSON else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if length > most:
        return Problem(413, f"the body must not be larger than {most} bytes")
    return _problem_of_text(request.body) if request.content_type == _JSON else None


def _problem_of_text(body: bytes) -> Problem | None:
    """A database cannot store NUL characters, and half a surrogate pair is no text at all."""
    if _ESCAPED_NUL.search(body):
        return Problem(422, "NUL characters are refused", code="invalid")
    if not _SURROGATE.search(body):
        return None
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Problem(422, "half a surrogate pair is no text", code="invalid")
    except (ValueError, RecursionError):
        return None  # the operation refuses what is no JSON
    return None
