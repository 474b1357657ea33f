# SPDX-License-Identifier: Apache-2.0
"""What machines ask: is the process alive, can it work, how long are the queues. Nothing here names anybody."""

from functools import cache
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amends.apps.core.queries.gauges import all_gauges
from amends.apps.core.rules.gauges import exposition


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether requests can be answered: 200, or 503 with what is lacking."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        lacking = "" if _is_migrated() else "migrations"
    except DatabaseError:
        lacking = "database"
    return JsonResponse({"ready": not lacking, "lacking": lacking}, status=503 if lacking else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges for Prometheus; there is no such page without the token of the settings."""
    token = settings.AMENDS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        raise Http404
    text = exposition(all_gauges(timezone.now()))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_migrated() -> bool:
    """Migrations are only ever added: what was found complete stays so for this process."""
    try:
        return _complete()
    except LookupError:
        return False


@cache  # an error is not kept
def _complete() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True
