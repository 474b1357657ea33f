# SPDX-License-Identifier: Apache-2.0
"""What a browser may load and run on our pages: our own files, and nothing within a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip


class ContentPolicy:
    """Says the same policy with every answer that says none: no page of ours is excepted."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its policy."""
        answer = self.answer(request)
        answer.headers.setdefault(HEADER, POLICY)
        return answer
