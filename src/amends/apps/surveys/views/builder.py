# SPDX-License-Identifier: Apache-2.0
"""The builder: one form for the part that is looked at; every button saves it first, so that nothing typed is lost."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.questionnaires import QuestionnaireRefused, save_draft
from amends.apps.surveys.forms.parts import TYPES, PartForm, part_form
from amends.apps.surveys.forms.questionnaires import UploadForm
from amends.apps.surveys.forms.whole import WholeForms
from amends.apps.surveys.models import QuestionnaireVersion
from amends.apps.surveys.queries.policy import begging_rules, elements, touchpoints
from amends.apps.surveys.queries.questionnaires import draft_of, may_design
from amends.apps.surveys.rules.editing import (
    Content,
    Edited,
    NoSuchPlace,
    duplicated,
    found,
    moved,
    removed,
    replaced,
    with_page,
    with_question,
)
from amends.apps.surveys.rules.engine import EngineFailed
from amends.apps.surveys.rules.outline import homeless, outline
from amends.apps.surveys.rules.profile import Fault
from amends.apps.surveys.rules.publishing import canonical, publishing_faults
from amends.apps.surveys.views.questionnaires import found_questionnaire, read_sheet

PartForms = PartForm | WholeForms
ADDED = ("rating", "radiogroup", "checkbox", "comment", "text", "number", "matrix", "panel")


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The builder of the draft; `at` is the part that is looked at, nothing the questionnaire as a whole."""
    draft = _draft(request, code)
    if draft is None:
        return redirect("surveys:questionnaire", code)
    try:
        if request.method == "POST":
            return _changed(request, draft)
        at = request.GET.get("at", "")
        return _page(request, draft, at, _form(None, draft.content, at))
    except NoSuchPlace:
        messages.error(request, _("要改的那一题已经不在了，请重新选择。"))
        return redirect("surveys:edit", code)


@require_POST
@needs(Right.DESIGN_SURVEYS)
def tried(request: HttpRequest, code: str) -> HttpResponse:
    """What the questionnaire would be with what is typed now, unsaved: its faults, and the document for the preview."""
    draft, at = _draft(request, code), request.POST.get("at", "")
    if draft is None:
        return HttpResponse(status=204)
    try:
        form = _form(request.POST, draft.content, at)
        content = _typed(draft.content, at, form) if form.is_valid() else None
    except NoSuchPlace:
        return HttpResponse(status=204)
    context = {
        "unread": content is None,
        "document_text": canonical(content),
        **_judged(content or draft.content, at),
    }
    return render(request, "surveys/_builder_try.html", context)


@require_POST
@needs(Right.DESIGN_SURVEYS)
def excel_in(request: HttpRequest, code: str) -> HttpResponse:
    """Put the content of an Excel file in the place of the draft's."""
    draft, form = _draft(request, code), UploadForm(request.POST, request.FILES)
    if draft and form.is_valid() and (read := read_sheet(form, form.cleaned_data["file"].read())):
        try:
            save_draft(
                version=draft,
                content=read.document,
                edits=form.cleaned_data["edits"],
                by=person(request),
                at=timezone.now(),
            )
            messages.success(request, _("已用文件的内容替换草稿。"))
        except QuestionnaireRefused as refused:
            messages.error(request, refused.words)
    for error in form.errors.get("file", []):
        messages.error(request, str(error))
    return redirect("surveys:edit", code)


def _draft(request: HttpRequest, code: str) -> QuestionnaireVersion | None:
    """The draft, if it is the person's to change; a message says why not."""
    questionnaire = found_questionnaire(request, code)
    draft = draft_of(questionnaire)
    if not may_design(questionnaire, person(request)):
        messages.error(request, _("这份问卷由上级机构维护，您可以使用，但不能修改。"))
        return None
    if draft is None:
        messages.info(request, _("没有草稿：请先从已发布的版本起草新版本。"))
    return draft


def _form(data: Mapping[str, Any] | None, content: Content, at: str) -> PartForms:
    return part_form(data, found(content, at)) if at else WholeForms(data, content=content)


def _typed(content: Content, at: str, form: PartForms) -> Content:
    """The document with the part as it was typed."""
    if isinstance(form, WholeForms):
        return form.content
    return replaced(content, at, form.part)[0]


def _changed(request: HttpRequest, draft: QuestionnaireVersion) -> HttpResponse:
    """Save the part that is looked at, do what the button says, go where it leads."""
    at, do = request.POST.get("at", ""), request.POST.get("do", "save")
    verb, _colon, path = do.partition(":")
    form = _form(request.POST, draft.content, at)
    content = draft.content
    if (verb, path) != ("delete", at):
        if not form.is_valid():
            return _page(request, draft, at, form, status=422)
        content = _typed(content, at, form)
    edited, there = _verb(content, verb, path, at)
    sent = request.POST.get("edits", "")
    edits = int(sent) if sent.isdecimal() else 0
    if not _saved(request, draft, edited, edits):
        return _page(request, draft, at, form, status=409, edits=edits)
    if verb == "save":
        messages.success(request, _("已保存。"))
    if verb == "publish":
        return redirect("surveys:publish", draft.questionnaire.code, draft.number)
    return redirect(address(draft.questionnaire.code, there))


def _saved(request: HttpRequest, draft: QuestionnaireVersion, content: Content, edits: int) -> bool:
    """Whether the draft could be saved; a message says why not."""
    try:
        save_draft(version=draft, content=content, edits=edits, by=person(request), at=timezone.now())
    except QuestionnaireRefused as refused:
        messages.error(request, refused.words)
        return False
    return True


def _verb(content: Content, verb: str, path: str, at: str) -> Edited:
    """What a button does to the document, and what is looked at then."""
    if verb == "add":
        return with_question(content, at, path if path in (*TYPES, "panel") else "comment")
    if verb == "page":
        return with_page(content, at)
    if verb in {"up", "down"}:
        return moved(content, path, -1 if verb == "up" else 1)
    if verb in {"copy", "delete"}:
        return (duplicated if verb == "copy" else removed)(content, path)
    return content, path if verb == "go" else at


def address(code: str, at: str) -> str:
    """Where a part is edited."""
    return reverse("surveys:edit", args=[code]) + (f"?{urlencode({'at': at})}" if at else "")


def _page(
    request: HttpRequest,
    draft: QuestionnaireVersion,
    at: str,
    form: PartForms,
    *,
    status: int = 200,
    edits: int | None = None,
) -> HttpResponse:
    context = {
        "questionnaire": draft.questionnaire,
        "draft": draft,
        "edits": draft.edits if edits is None else edits,
        "at": at,
        **_forms(form),
        **_types(),
        "upload": UploadForm(initial={"edits": draft.edits}),
        **_judged(draft.content, at),
    }
    return render(request, "surveys/builder.html", context, status=status)


def _forms(form: PartForms) -> dict[str, object]:
    """The form of one part; or that of the questionnaire as a whole with its rules."""
    if isinstance(form, WholeForms):
        return {"form": form.form, "rules": form.rules, "whole": True}
    return {"form": form, "rules": None, "whole": False}


def _types() -> dict[str, object]:
    """The types of question there are, those parts that have a button of their own, and the codes that are proposed."""
    offers = {"elements": elements().items(), "touchpoints": touchpoints().items()}
    return {"types": TYPES, "offers": offers, "added": [(each, TYPES.get(each, _("分组"))) for each in ADDED]}


def _judged(content: Content, at: str) -> dict[str, object]:
    """A document with what is to be mended in it, for the list and the preview."""
    language = get_language() or ""
    faults, busy = _faults(content, language)
    lines = outline(content, faults, language=language)
    here = next((each for each in lines if each.path == at), None)
    return {
        "document": content,
        "language": language,
        "lines": lines,
        "faults": len(faults),
        "busy": busy,
        "whole_faults": homeless(content, faults),
        "here": here,
        "here_faults": here.faults if here else homeless(content, faults),
        "page_number": here.page - 1 if here else 0,
        "here_type": TYPES.get(here.kind, "") if here else "",
    }


def _faults(content: Content, language: str) -> tuple[tuple[Fault, ...], bool]:
    """What is to be mended; and whether it could not be judged just now."""
    try:
        return publishing_faults(content, language=language, rules=begging_rules()), False
    except EngineFailed:
        return (), True
