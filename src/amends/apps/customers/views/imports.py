# SPDX-License-Identifier: Apache-2.0
"""Pages of the import: uploads, a new one, matching its columns, trying it, taking it in, what came of it."""

from pathlib import Path
from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.imports import (
    FileTooBig,
    NoUnit,
    StepOutOfTurn,
    UnitTooNarrow,
    confirm,
    keep_upload,
    match_columns,
    may_upload,
    note_rejects_fetched,
    read_again,
    upload_folder,
)
from amends.apps.customers.forms.imports import ReadAgainForm, UploadForm, matched
from amends.apps.customers.models import ImportBatch
from amends.apps.customers.queries.imports import PAGE, batch_within, batches_within, saved_mappings
from amends.apps.customers.views.matching import (
    column_rows,
    header_rows,
    mapping_text,
    numbers,
    profile_numbers,
)
from amends.apps.customers.views.problems import problem_rows


@require_GET
@needs(Right.IMPORT_DATA)
def imports(request: HttpRequest) -> HttpResponse:
    """The uploads of the person's units, the newest first."""
    before = request.GET.get("before", "")
    user = person(request)
    rows = batches_within(user.scope, before=int(before) if before.isdecimal() else None)
    next_url = f"?before={rows[-1].pk}" if len(rows) == PAGE else ""
    context = {"rows": rows, "next_url": next_url, "may_upload": may_upload(user)}
    return render(request, "customers/imports.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def import_new(request: HttpRequest) -> HttpResponse:
    """Upload a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        given = {"feed": form.cleaned_data["feed"], "name": file.name, "chunks": file.chunks()}
        try:
            batch = keep_upload(by=person(request), at=timezone.now(), **given)
            return redirect("customers:import", batch.pk)
        except (FileTooBig, NoUnit, UnitTooNarrow) as error:
            form.add_error("file", str(error))
    context = {"form": form, "may_upload": may_upload(person(request))}
    return render(request, "customers/import_new.html", context)


@require_GET
@needs(Right.IMPORT_DATA)
@never_cache
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One upload: being read, to be matched, to be confirmed, or what came of it."""
    user = person(request)
    batch = _batch_or_404(pk, user)
    return render(request, "customers/import.html", _shown(batch, user))


def _shown(batch: ImportBatch, user: User) -> dict[str, object]:
    context: dict[str, object] = {"batch": batch, "run": batch.run}
    if batch.state in {"matching", "checked"}:
        context |= {
            "headers": header_rows(batch),
            "columns": column_rows(batch),
            "text": mapping_text(batch),
            "saved": saved_mappings(batch.feed, user.scope),
            "expected": numbers(batch.expected),
            "problems": problem_rows(batch.expected),
        }
    if batch.state == "done":
        context |= {"numbers": numbers(batch.counts), "profiles": profile_numbers(batch.counts)}
        context |= {"problems": problem_rows(batch.counts)}
    return context


@require_GET
@needs(Right.IMPORT_DATA)
@never_cache
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is; once it has ended, the page is asked to load anew."""
    batch = _batch_or_404(pk, person(request))
    answer = render(request, "customers/_import_progress.html", {"batch": batch, "run": batch.run})
    if not batch.is_working:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs(Right.IMPORT_DATA)
def import_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the file with the matching that was chosen on the page."""
    user = person(request)
    batch = _batch_or_404(pk, user)
    try:
        save_as = request.POST.get("save_as", "")
        mapping = matched(request.POST, batch)
        match_columns(batch=batch, mapping=mapping, save_as=save_as, by=user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except StepOutOfTurn as error:
        messages.warning(request, str(error))
    return redirect("customers:import", pk)


@require_POST
@needs(Right.IMPORT_DATA)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the file with a matching that was kept by name."""
    user = person(request)
    batch = _batch_or_404(pk, user)
    chosen = request.POST.get("saved", "")
    saved = next((each for each in saved_mappings(batch.feed, user.scope) if str(each.pk) == chosen), None)
    if saved is None:
        raise Http404
    try:
        match_columns(batch=batch, mapping=saved.mapping, by=user, at=timezone.now())
    except StepOutOfTurn as error:
        messages.warning(request, str(error))
    return redirect("customers:import", pk)


@require_POST
@needs(Right.IMPORT_DATA)
def import_reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file again from another sheet or header row."""
    user = person(request)
    batch = _batch_or_404(pk, user)
    form = ReadAgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("表头行应为 0 到 1000 的整数"))
        return redirect("customers:import", pk)
    try:
        read_again(batch=batch, by=user, at=timezone.now(), **form.cleaned_data)
    except StepOutOfTurn as error:
        messages.warning(request, str(error))
    return redirect("customers:import", pk)


@require_POST
@needs(Right.IMPORT_DATA)
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in as tried."""
    user = person(request)
    try:
        confirm(batch=_batch_or_404(pk, user), by=user, at=timezone.now())
    except StepOutOfTurn as error:
        messages.warning(request, str(error))
    return redirect("customers:import", pk)


@require_GET
@needs(Right.IMPORT_DATA)
@never_cache
def import_rejects(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The rows that were handed back: as they were, with column, value and reason; on record before they leave."""
    batch = _batch_or_404(pk, person(request))
    name = {"rows": batch.rejects_name, "customers": batch.profile_rejects_name}.get(which, "")
    path = upload_folder() / name
    if not name or not path.is_file():
        raise Http404
    note_rejects_fetched(batch=batch, which=which, by=person(request), at=timezone.now())
    shown = f"{Path(batch.file_name).stem}-{_('退回')}.csv"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=shown, content_type="text/csv")
    return cast(HttpResponse, answer)  # a streaming answer is none to Django's types, but serves as one


def _batch_or_404(pk: int, user: User) -> ImportBatch:
    batch = batch_within(pk, user.scope)
    if batch is None:
        raise Http404
    return batch
