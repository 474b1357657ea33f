# SPDX-License-Identifier: Apache-2.0
"""One shape of refusal: a sentence for people in `detail`, a word for programs in `code`."""

from collections.abc import Mapping

from ninja import Schema
from ninja.errors import HttpError

CODES: dict[int, str] = {
    400: "malformed",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "changed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "refused",
    428: "version_missing",
    429: "too_many_requests",
}


class ProblemOut(Schema):
    """Why a request was refused: `detail` for people, `code` for programs."""

    detail: str
    code: str


class Problem(HttpError):
    """A refusal with a code of its own, and the headers that tell the program what to do next."""

    def __init__(
        self, status: int, detail: str, *, code: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail)
        self.code = code or CODES.get(status, "refused")
        self.headers = dict(headers or {})
