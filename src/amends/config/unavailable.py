# SPDX-License-Identifier: Apache-2.0
"""What people and programs are told while nothing can be kept: the disk is full, the database is locked or away."""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amends.apps.core.api.problems import Problem, problem_response

logger = logging.getLogger(__name__)
UNAVAILABLE = 503
AGAIN = {"Retry-After": "10"}  # seconds
Answer = Callable[[HttpRequest], HttpResponse]


class NothingCanBeKept:
    """An answer that says that nothing was saved and when to try again, instead of one that says that we broke."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Where the database gave up; the transaction was rolled back, so that the same can be sent again."""
        if not isinstance(error, OperationalError):
            return None
        logger.error("the database gave up: %s", type(error.__cause__ or error).__name__)
        if request.path.startswith("/api/"):
            words = "the database cannot be written to or reached: nothing was kept, send it again later"
            return problem_response(Problem(UNAVAILABLE, words, code="unavailable", headers=AGAIN))
        if request.headers.get("Accept") == "application/json":
            return HttpResponse(_("暂时不能保存，请稍后再试"), status=UNAVAILABLE, headers=AGAIN)
        return render(request, "503.html", status=UNAVAILABLE)
