# SPDX-License-Identifier: Apache-2.0
"""`Idempotency-Key`: a request that is sent again is answered again, and its work is done once."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from amends.apps.core.actions.idempotency import Claim, KeyReused, claim_key, keep_answer
from amends.apps.core.api.problems import Problem, problem_answers
from amends.apps.core.models import IdempotentRequest

P = ParamSpec("P")
R = TypeVar("R")
Run = Callable[..., HttpResponse]

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replay"
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def idempotent(may: Callable[..., object]) -> Callable[[Callable[P, R]], Callable[P, R | HttpResponse]]:
    """Do the work of an operation once for each `Idempotency-Key`; stands below `@router.post(…)`.

    `may` is asked before an answer is given again, with what the operation is: it raises where whoever asks may no
    longer be told, because a right was taken away or the row went to another unit. The first time the operation
    refuses by itself.

    The whole operation becomes one transaction with the row that keeps its answer. The same key and body are
    answered with the same status, body, `ETag` and `Location`, and `Idempotent-Replay: true`; the same key
    with another body is 422; a key whose request is under way waits for it, or is 409 with `Retry-After`. A
    refusal (4xx, 5xx) leaves nothing behind, so that the request may be mended and sent with the same key.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R | HttpResponse]:
        @wraps(view)
        def once(*args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            before = _claimed(args[0])  # type: ignore[arg-type]
            if before is None:
                return view(*args, **kwargs)
            may(*args, **kwargs)
            return _replayed(before)

        contribute_operation_callback(once, _take_part)
        return once

    return decorate


def _take_part(operation: Operation) -> None:
    """Wrap the operation, and describe the header. `_run_decorators` is what ninja re-applies to copies."""
    decorators = vars(operation).setdefault("_run_decorators", [])
    decorators.append(_in_one_transaction)
    vars(operation)["run"] = _in_one_transaction(operation.run)  # type: ignore[arg-type]
    header = {
        "in": "header",
        "name": HEADER,
        "required": False,
        "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"},
        "description": "The same key and body get the same answer, and the work is done once.",
    }
    extra = operation.openapi_extra = operation.openapi_extra or {}
    extra.setdefault("parameters", []).append(header)
    extra.setdefault("responses", {}).update(problem_answers(400, 409, 422))


def _in_one_transaction(run: Run) -> Run:
    """Rendering included: what is kept is the answer as it leaves."""

    @wraps(run)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if HEADER not in request.headers:
            return run(request, **kwargs)
        with transaction.atomic():
            answer = run(request, **kwargs)
            if answer.status_code >= 300:
                transaction.set_rollback(True)
            elif claim := getattr(request, "idempotency_claim", None):
                headers = {name: answer[name] for name in _KEPT_HEADERS if name in answer}
                keep_answer(
                    claim=claim, status=answer.status_code, headers=headers, body=answer.content.decode()
                )
        return answer

    return answered


def _claimed(request: HttpRequest) -> IdempotentRequest | None:
    """The request that came before with this one's key; where there was none, the key is claimed."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Problem(400, f"{HEADER} must be 1 to 128 visible ASCII characters")
    claim = Claim(_principal(request), key, f"{request.method} {request.path}"[:240], _digest(request))
    try:
        before = claim_key(claim=claim, at=timezone.now())
    except KeyReused as reused:
        raise Problem(422, "this key came before with another body", code="key_reused") from reused
    except OperationalError as busy:  # the database stopped waiting for the request under way
        again = {"Retry-After": "1"}
        raise Problem(409, "the same request is under way", code="under_way", headers=again) from busy
    if before is None:
        request.idempotency_claim = claim  # type: ignore[attr-defined]
    return before


def _replayed(before: IdempotentRequest) -> HttpResponse:
    return HttpResponse(before.body, status=before.status, headers={**before.headers, REPLAYED: "true"})


def _principal(request: HttpRequest) -> str:
    token = getattr(request, "api_token", None)
    return f"token:{token.pk}" if token else f"user:{request.user.pk}"


def _digest(request: HttpRequest) -> str:
    """SHA-256 of what is asked: JSON whatever the order of its names, a form whatever its boundary."""
    summed = hashlib.sha256(request.META.get("QUERY_STRING", "").encode())
    for part in _parts(request):
        summed.update(b"\0" + part)
    return summed.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type != "multipart/form-data":
        yield _canonical(request.body)
        return
    yield json.dumps(sorted(request.POST.lists())).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield f"{name} {file.name} {file.size}".encode()
            yield from file.chunks()
            file.seek(0)


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except ValueError:  # empty, or no JSON
        return body
