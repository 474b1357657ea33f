# SPDX-License-Identifier: Apache-2.0
"""A questionnaire on a bare page, with addresses that save and judge it: for looking at what customers see."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from amends.apps.surveys.rules.engine import check
from amends.apps.surveys.rules.form import read_form
from amends.apps.surveys.rules.pages import pages
from tests.apps.surveys.rules.documents import survey

SEED = 7
LETTERS = {"type": "radiogroup", "name": "Letter", "choices": list("abcdef"), "choicesOrder": "random"}
SCORE = {
    "type": "rating", "name": "Score", "title": "您打几分？", "rateMin": 0, "rateMax": 10, "isRequired": True,
    "minRateDescription": "很不满意", "maxRateDescription": "非常满意",
}  # fmt: skip
WHY = {"type": "comment", "name": "Why", "title": "为什么给 {Score} 分？", "visibleIf": "{Score} <= 6"}
GRID = {"type": "matrix", "name": "Grid", "rows": ["r1", "r2"], "columns": [1, 2, 3]}
SAY = {"type": "comment", "name": "Say", "title": "您说“{Why}”，还有吗？"}
RANK = {"type": "ranking", "name": "Rank", "choices": ["x", "y"]}
DOCUMENT = survey(
    [SCORE, WHY, LETTERS], [GRID, SAY, RANK, {"type": "text", "name": "Day", "inputType": "date"}]
)

HEAD = """{% load static amends_ui %}<!doctype html><html lang="zh-hans"><head><meta charset="utf-8"><title>试</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="{% static 'amends/css/tokens.css' %}">
<link rel="stylesheet" href="{% static 'amends/css/base.css' %}">
<link rel="stylesheet" href="{% static 'amends/css/forms.css' %}">
<link rel="stylesheet" href="{% static 'amends/css/entrance.css' %}">
<link rel="stylesheet" href="{% static 'surveys/public.css' %}">"""
DRAWN = """<link rel="stylesheet" href="{% vendor 'survey-core' 'survey-core.min.css' %}">
<link rel="stylesheet" href="{% static 'surveys/survey.css' %}"></head><body class="entrance"><main><div class="card">
{% csrf_token %}<div id="survey-root" data-save-url="/save" data-submit-url="/submit" data-language="{{ language }}"
 data-seed="{{ seed }}" data-page="{{ page }}"></div><p id="survey-done" hidden>谢谢</p></div></main>
{{ document|json_script:"survey" }}{{ answers|json_script:"survey-answers" }}
<script src="{% vendor 'survey-core' 'survey.core.min.js' %}"></script>
<script src="{% vendor 'survey-core' 'simplified-chinese.min.js' %}"></script>
<script src="{% vendor 'survey-js-ui' 'survey-js-ui.min.js' %}"></script>
<script src="{% static 'surveys/survey.js' %}"></script></body></html>"""
PLAIN = """<link rel="stylesheet" href="{% static 'surveys/survey.css' %}"></head><body class="entrance"><main>
<div class="card"><form method="post" novalidate>{% csrf_token %}{% include "surveys/_questions.html" %}
<button>好</button></form></div></main></body></html>"""

kept: dict[str, Any] = {"answers": {}, "page": 0}


def show(request: HttpRequest) -> HttpResponse:
    """The questionnaire as the library draws it."""
    context = kept | {"document": DOCUMENT, "seed": SEED, "language": request.GET.get("language", "zh-CN")}
    return HttpResponse(engines["django"].from_string(HEAD + DRAWN).render(context, request))


def save(request: HttpRequest) -> HttpResponse:
    """Keep what came."""
    kept.update(json.loads(request.body))
    return JsonResponse({"ok": True})


def submit(request: HttpRequest) -> HttpResponse:
    """Judge what came; one day is never good."""
    save(request)
    checked = check(DOCUMENT, kept["answers"], complete=True)
    faults = checked.faults | ({"Day": "这一天不行"} if kept["answers"].get("Day") == "2026-11-22" else {})
    return JsonResponse({"faults": faults}, status=422) if faults else JsonResponse({"ok": True})


def plain(request: HttpRequest) -> HttpResponse:
    """One page without JavaScript."""
    if request.method == "POST":
        kept["answers"] |= read_form(DOCUMENT, dict(request.POST.lists()))
    checked = check(DOCUMENT, kept["answers"], page=int(request.GET["page"]))
    drawn = pages(DOCUMENT, kept["answers"], seed=SEED)[int(request.GET["page"])]
    context = {"page": drawn, "faults": checked.faults if request.method == "POST" else {}}
    return HttpResponse(engines["django"].from_string(HEAD + PLAIN).render(context, request))


urlpatterns = [path("", show), path("save", save), path("submit", submit), path("plain", plain)]
