# SPDX-License-Identifier: Apache-2.0
"""One version: how it looks, its Excel file, its publication, and which items continue which."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.publishing import map_items, publish
from amends.apps.surveys.actions.questionnaires import QuestionnaireRefused
from amends.apps.surveys.forms.questionnaires import LinkForms
from amends.apps.surveys.models import Item, QuestionnaireVersion
from amends.apps.surveys.queries.policy import begging_rules, strange_codes
from amends.apps.surveys.queries.questionnaires import items_of, may_design, version_before
from amends.apps.surveys.rules.engine import EngineFailed
from amends.apps.surveys.rules.items import items
from amends.apps.surveys.rules.mapping import Asked, Link, proposed
from amends.apps.surveys.rules.outline import Line, homeless, outline
from amends.apps.surveys.rules.pages import pages
from amends.apps.surveys.rules.profile import faults
from amends.apps.surveys.rules.publishing import publishing_faults
from amends.apps.surveys.rules.sheets.workbook import workbook
from amends.apps.surveys.rules.sheets.writing import sheets_of
from amends.apps.surveys.rules.words import MappingKind, VersionState
from amends.apps.surveys.views.questionnaires import found_version

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
writes = require_http_methods(["GET", "POST"])


@require_GET
@needs(Right.DESIGN_SURVEYS)
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How a version looks to a customer; nothing that is typed here is kept."""
    found = found_version(request, code, number)
    context = {
        "version": found,
        "questionnaire": found.questionnaire,
        "yours": may_design(found.questionnaire, person(request)),
        "document": found.content,
        "language": request.GET.get("language") or get_language(),
        "plain": "plain" in request.GET,
        **_plain_pages(request, found),
    }
    return render(request, "surveys/version.html", context)


def _plain_pages(request: HttpRequest, found: QuestionnaireVersion) -> dict[str, object]:
    """The pages as plain forms, if they were asked for and the document has no faults."""
    if "plain" not in request.GET:
        return {}
    language = request.GET.get("language") or get_language() or ""
    try:
        wrong = faults(found.content, language=language)
        shown = () if wrong else pages(found.content, {}, language=language)
    except EngineFailed:
        return {"busy": True}
    return {"pages": shown, "wrong": wrong}


@require_GET
@needs(Right.DESIGN_SURVEYS)
def excel_out(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as an Excel file."""
    found = found_version(request, code, number)
    about = found.questionnaire
    sheets = sheets_of(found.content, code=about.code, name=about.name, purpose=about.purpose)
    name = content_disposition_header(True, f"{about.code}-v{found.number}.xlsx") or "attachment"
    return HttpResponse(workbook(sheets), content_type=XLSX, headers={"Content-Disposition": name})


@writes
@needs(Right.DESIGN_SURVEYS)
def published(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Publish a draft: what is to be mended first, or which items continue which."""
    draft, language = found_version(request, code, number), get_language() or ""
    if draft.state != VersionState.DRAFT:
        return redirect("surveys:questionnaire", code)
    try:
        wrong = publishing_faults(draft.content, language=language, rules=begging_rules())
        if wrong:
            lines = [each for each in outline(draft.content, wrong, language=language) if each.faults]
            return _faulty(request, draft, lines, homeless(draft.content, wrong))
        return _mapping_page(request, draft)
    except EngineFailed:
        messages.error(request, _("暂时不能检查问卷，请稍后再试。"))
        return redirect("surveys:questionnaire", code)


@writes
@needs(Right.DESIGN_SURVEYS)
def mapping(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Look again at which items of a published version continue which."""
    found = found_version(request, code, number)
    if found.state == VersionState.DRAFT or version_before(found) is None:
        return redirect("surveys:questionnaire", code)
    return _mapping_page(request, found)


def _faulty(
    request: HttpRequest, draft: QuestionnaireVersion, lines: list[Line], whole: tuple[str, ...]
) -> HttpResponse:
    context = {"questionnaire": draft.questionnaire, "version": draft, "lines": lines, "whole_faults": whole}
    return render(request, "surveys/publish.html", context, status=422 if request.method == "POST" else 200)


def _mapping_page(request: HttpRequest, found: QuestionnaireVersion) -> HttpResponse:
    """The mapping as a form, for a draft that is to be published or a version that was."""
    before = items_of(version_before(found))
    now, links = _mapped(found, before)
    forms = LinkForms(request.POST or None, items=now if before else (), before=before, links=links)
    refused = ""
    if request.method == "POST" and forms.is_valid() and not (refused := _carried_out(request, found, forms)):
        return redirect("surveys:questionnaire", found.questionnaire.code)
    context = {
        "questionnaire": found.questionnaire,
        "version": found,
        "forms": forms.forms,
        "gone": _gone(before, links),
        "draft": found.state == VersionState.DRAFT,
        "count": len(now),
        "strange": strange_codes(found.content),
        "refused": refused,
    }
    return render(request, "surveys/publish.html", context, status=422 if refused else 200)


def _mapped(found: QuestionnaireVersion, before: Sequence[Item]) -> tuple[Sequence[Asked], tuple[Link, ...]]:
    """Its items and what they continue: as proposed for a draft, as kept for a version that was published."""
    if found.state != VersionState.DRAFT:
        return items_of(found), _links(found)
    now = items(found.content)
    return now, proposed(before, now)


def _gone(before: Sequence[Item], links: Sequence[Link]) -> list[Item]:
    """The items of the version before that none continues."""
    kept = {each.before for each in links}
    return [each for each in before if each.code not in kept]


def _carried_out(request: HttpRequest, found: QuestionnaireVersion, forms: LinkForms) -> str:
    """Publish or map; empty where it was done, otherwise why not."""
    user, at, links = person(request), timezone.now(), forms.links()
    try:
        if found.state == VersionState.DRAFT:
            note = request.POST.get("note", "").strip()[:200]
            publish(version=found, by=user, at=at, links=links, note=note or None)
            messages.success(
                request, _("已发布第 %(number)s 版，可以用来调查了。") % {"number": found.number}
            )
        else:
            map_items(version=found, links=links, by=user, at=at)
            messages.success(request, _("已保存题目对应。"))
    except QuestionnaireRefused as why:
        return why.words
    return ""


def _links(found: QuestionnaireVersion) -> tuple[Link, ...]:
    rows = [each for each in items_of(found) if each.before]
    return tuple(Link(each.code, each.before, MappingKind(each.mapping), each.mapping_note) for each in rows)
