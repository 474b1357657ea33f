# SPDX-License-Identifier: Apache-2.0
"""The process log: one line a request and one an event, as text or as JSON, and nobody's data in it.

Of a request the route is written and never the address: addresses hold numbers of cases, words of searches and tokens
of surveys. Of an error the kind and the places in the code are written and never its words: those of a database
repeat the values of the row.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

requests = logging.getLogger("amends.requests")
UNKNOWN = "-"
DIGITS = re.compile(r"\d{5,}")


class Requests:
    """Writes a line for each request: method, route, status and milliseconds."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say how long it took."""
        if not requests.isEnabledFor(logging.INFO):
            return self.answer(request)
        begun = time.perf_counter()
        answer = self.answer(request)
        told = {
            "method": request.method,
            "route": _route(request),
            "status": answer.status_code,
            "ms": round(1000 * (time.perf_counter() - begun), 1),
        }
        requests.info("%(method)s %(route)s %(status)s %(ms)s ms", told)
        return answer


class Line(logging.Formatter):
    """One line of text."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, what happened, and where."""
        at = _time(record)
        return " ".join([at, record.levelname, record.name, _words(record), *_places(record)])


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The same as `Line` by name, and what a request was by its parts."""
        told: dict[str, object] = {"time": _time(record), "level": record.levelname, "logger": record.name}
        told |= record.args if record.name == requests.name and isinstance(record.args, dict) else {}
        told |= {} if record.name == requests.name else {"message": _words(record)}
        places = _places(record)
        return json.dumps(told | ({"error": places} if places else {}), ensure_ascii=False)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return f"/{match.route}" if match else UNKNOWN


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _words(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):  # Django's own warnings hold the address
        return f"{getattr(record, 'status_code', '')} {request.method} {_route(request)}".strip()
    return DIGITS.sub("…", record.getMessage()).replace("\n", " ")


def _places(record: logging.LogRecord) -> list[str]:
    """The kind of an error and the last places in the code, the innermost first."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    frames = traceback.extract_tb(record.exc_info[2])
    return [
        record.exc_info[0].__qualname__,
        *(f"{each.filename}:{each.lineno} {each.name}" for each in frames[:-9:-1]),
    ]
