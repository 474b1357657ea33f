# SPDX-License-Identifier: Apache-2.0
"""One shape of refusal: a sentence for people in `detail`, a word for programs in `code`."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

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
REFERENCE = {"$ref": "#/components/schemas/ProblemOut"}


class ProblemOut(Schema):
    """Why a request was refused: `detail` for people, `code` for programs; `errors` names fields at fault."""

    detail: str
    code: str
    errors: list[dict[str, Any]] | None = None


class Problem(HttpError):
    """A refusal with a code of its own, and the headers that tell the program what to do next."""

    def __init__(
        self, status: int, detail: str, *, code: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail)
        self.code = code or CODES.get(status, "refused")
        self.headers = dict(headers or {})


def problem_response(problem: HttpError, **more: object) -> HttpResponse:
    """The answer that tells a refusal."""
    status = problem.status_code
    known = problem if isinstance(problem, Problem) else Problem(status, str(problem))
    headers = {"WWW-Authenticate": "Bearer", **known.headers} if status == 401 else known.headers
    body = {"detail": str(known), "code": known.code, **more}
    return JsonResponse(body, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def answer_problems(api: NinjaAPI) -> None:
    """Let an API tell every refusal in the one shape."""

    def refused(_request: HttpRequest, problem: Any) -> HttpResponse:
        return problem_response(problem)

    def invalid(_request: HttpRequest, fault: Any) -> HttpResponse:
        told = Problem(422, _fields_in_words(fault.errors), code="invalid")
        return problem_response(told, errors=[_field(each) for each in fault.errors])

    api.add_exception_handler(HttpError, refused)
    api.add_exception_handler(ValidationError, invalid)
    for kind, status, detail in (
        (Http404, 404, "there is none"),
        (PermissionDenied, 403, "this is not allowed"),
        (RequestDataTooBig, 413, "the request is too large"),
    ):
        api.add_exception_handler(kind, _answering(Problem(status, detail)))


def _answering(problem: Problem) -> Any:
    return lambda _request, _error: problem_response(problem)


def _field(error: Mapping[str, Any]) -> dict[str, Any]:
    """Where and why, never what: the value may be personal data, and logs of clients keep answers."""
    return {"loc": list(error["loc"]), "msg": error["msg"], "type": error["type"]}


def _fields_in_words(errors: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in errors)


def problem_answers(*statuses: int) -> dict[int, dict[str, Any]]:
    """Refusals as the OpenAPI document describes them."""
    content = {"application/json": {"schema": REFERENCE}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}
