# SPDX-License-Identifier: Apache-2.0
"""Addresses that only take forms: opened as a page they lead to the page above them, instead of saying nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from amends.apps.core.api.problems import Problem, problem_response

METHOD_NOT_ALLOWED = 405
Answer = Callable[[HttpRequest], HttpResponse]


class FormsHaveAPage:
    """Who logs in again, changes the language or reloads after a refusal asks for the address of a form."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to the page above."""
        answer = self.get_response(request)
        if answer.status_code == METHOD_NOT_ALLOWED and request.path.startswith("/api/"):
            return _told(answer.headers.get("Allow", ""))
        if answer.status_code != METHOD_NOT_ALLOWED or not _opens_a_page(request):
            return answer
        return HttpResponseRedirect(page_above(request.path))


def _told(allowed: str) -> HttpResponse:
    """Programs are told in the one shape of refusals."""
    problem = Problem(METHOD_NOT_ALLOWED, f"this address takes {allowed}", headers={"Allow": allowed})
    return problem_response(problem)


def _opens_a_page(request: HttpRequest) -> bool:
    if request.method != "GET" or "HX-Request" in request.headers:
        return False
    return "text/html" in request.headers.get("Accept", "")


def page_above(path: str) -> str:
    """The nearest address above that there is: `/cases/C1/steps/listen/` leads to `/cases/C1/`."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        if _exists(above):
            return above
    return "/"


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
