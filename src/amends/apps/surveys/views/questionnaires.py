# SPDX-License-Identifier: Apache-2.0
"""The list of questionnaires, a new one, and the page of one with its versions."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.questionnaires import (
    QuestionnaireRefused,
    draft_from,
    drop_draft,
    make_questionnaire,
    retire,
)
from amends.apps.surveys.actions.starting import load_starters
from amends.apps.surveys.forms.questionnaires import BLANK, NewForm
from amends.apps.surveys.models import Questionnaire, QuestionnaireVersion
from amends.apps.surveys.queries.questionnaires import (
    items_of,
    listed,
    may_design,
    questionnaire_by_code,
    version_before,
    version_of,
    versions_of,
)
from amends.apps.surveys.queries.sheets import NotAWorkbook, read_workbook
from amends.apps.surveys.queries.starters import starter
from amends.apps.surveys.rules.editing import with_page
from amends.apps.surveys.rules.sheets.reading import ReadSheets
from amends.apps.surveys.rules.sheets.sentences import sentence
from amends.apps.surveys.views.tables import item_table, questionnaire_table, version_table

writes = require_http_methods(["GET", "POST"])
SHOWN_FAULTS = 20


@require_GET
@needs(Right.DESIGN_SURVEYS)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All that the person may use."""
    table = questionnaire_table(listed(person(request)))
    return render(request, "surveys/questionnaires.html", {"table": table})


@writes
@needs(Right.DESIGN_SURVEYS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a questionnaire: blank, from a starter, or from an Excel file."""
    user, at = person(request), timezone.now()
    form = NewForm(request.POST or None, request.FILES or None, user=user, initial=_begin_with(request))
    begun = _begun(form) if form.is_valid() else None
    if begun and form.is_valid():
        try:
            made = make_questionnaire(**begun, by=user, at=at)
            return redirect("surveys:edit", made.code)
        except QuestionnaireRefused as refused:
            form.add_error(refused.field, refused.words)
    return render(
        request, "surveys/questionnaire_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _begin_with(request: HttpRequest) -> dict[str, Any]:
    """The starter named in the address fills the form in."""
    name = request.GET.get("start", "")
    if name not in {value for value, _title in _starter_choices()}:
        return {}
    found = starter(name)
    return {"start": name, "code": found.code, "name": found.title, "purpose": found.purpose}


def _starter_choices() -> list[tuple[str, str]]:
    from amends.apps.surveys.queries.starters import starters

    return [(each.name, each.title) for each in starters()]


def _begun(form: NewForm) -> dict[str, Any] | None:
    """What the questionnaire is called and begins with; nothing, and errors at the file, where it cannot be read."""
    data, about = form.cleaned_data, dict[str, str]()
    if data["file"]:
        read = read_sheet(form, data["file"].read())
        if read is None:
            return None
        about, content = dict(read.about), read.document
    elif data["start"] != BLANK:
        found = starter(data["start"])
        about, content = {"code": found.code, "name": found.title, "purpose": found.purpose}, found.content
    else:
        content = with_page({"title": data["name"] or "", "pages": []}, "")[0]
    return form.named(about) | {"content": content}


def read_sheet(form: Form, content: bytes) -> ReadSheets | None:
    """The questionnaire of an Excel file; what cannot be read becomes errors of the field `file`."""
    try:
        read = read_workbook(content)
    except NotAWorkbook as error:
        form.add_error("file", str(error))
        return None
    for fault in read.faults[:SHOWN_FAULTS]:
        form.add_error("file", sentence(fault, get_language() or ""))
    if (left := len(read.faults) - SHOWN_FAULTS) > 0:
        form.add_error("file", _("还有 %(count)s 处。") % {"count": left})
    return None if read.faults else read


@require_POST
@needs(Right.DESIGN_SURVEYS)
def load_all(request: HttpRequest) -> HttpResponse:
    """Make all questionnaires of the pack, as drafts of the person's unit."""
    user = person(request)
    unit = user.unit or Unit.objects.within(user.scope)[0]
    try:
        made = load_starters(unit=unit, by=user, at=timezone.now())
    except QuestionnaireRefused as refused:  # pressed twice
        messages.error(request, refused.words)
        return redirect("surveys:list")
    words = _("已建立 %(count)s 份问卷草稿，看过之后逐份发布。") if made else _("样例问卷都已经有了。")
    messages.success(request, words % {"count": len(made)} if made else words)
    return redirect("surveys:list")


@require_GET
@needs(Right.DESIGN_SURVEYS)
def questionnaire(request: HttpRequest, code: str) -> HttpResponse:
    """One questionnaire: its versions, the items of the newest published one and what they continue."""
    user, found = person(request), found_questionnaire(request, code)
    versions = versions_of(found, user)
    newest = next((each for each, _waves in versions if each.digest), None)
    before = version_before(newest) if newest else None
    items, old = items_of(newest), items_of(before)
    context = {
        "questionnaire": found,
        "yours": may_design(found, user),
        "draft": next((each for each, _waves in versions if each.state == "draft"), None),
        "newest": newest,
        "before": before,
        "versions": version_table(found, versions),
        "items": item_table(items, old),
        "gone": [each for each in old if each.code not in {item.before for item in items}],
    }
    return render(request, "surveys/questionnaire.html", context)


@require_POST
@needs(Right.DESIGN_SURVEYS)
def draft(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Begin the next version with the content of this one."""
    return _done(request, code, number, "draft")


@require_POST
@needs(Right.DESIGN_SURVEYS)
def drop(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a draft up."""
    return _done(request, code, number, "drop")


@require_POST
@needs(Right.DESIGN_SURVEYS)
def retired(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say that a version is to be asked no more."""
    return _done(request, code, number, "retire")


def _done(request: HttpRequest, code: str, number: int, verb: str) -> HttpResponse:
    """Carry a verb out on a version, or say why not."""
    user, at, version = person(request), timezone.now(), found_version(request, code, number)
    try:
        if verb == "draft":
            draft_from(version=version, by=user, at=at)
            return redirect("surveys:edit", code)
        if verb == "drop":
            drop_draft(version=version, by=user, at=at)
        else:
            retire(version=version, by=user, at=at)
        messages.success(request, _("已完成。"))
    except QuestionnaireRefused as refused:
        messages.error(request, refused.words)
    there = questionnaire_by_code(code, user) is not None
    return redirect(reverse("surveys:questionnaire", args=[code]) if there else reverse("surveys:list"))


def found_questionnaire(request: HttpRequest, code: str) -> Questionnaire:
    """The questionnaire, if the person may use it; 404 otherwise."""
    found = questionnaire_by_code(code, person(request))
    if found is None:
        raise Http404
    return found


def found_version(request: HttpRequest, code: str, number: int) -> QuestionnaireVersion:
    """A version of it; 404 where there is none."""
    version = version_of(found_questionnaire(request, code), number)
    if version is None:
        raise Http404
    return version
