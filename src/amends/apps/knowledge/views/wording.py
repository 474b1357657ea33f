# SPDX-License-Identifier: Apache-2.0
"""The wording check: below a field as one types, a page of its own, and the rules to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.knowledge.forms.wording import WordingForm
from amends.apps.knowledge.queries.wording import marked, rules_in_words, wording_findings

MOST = 20_000  # letters of a field that are looked at as one types


@needs()
@require_POST
def check_wording(request: HttpRequest) -> HttpResponse:
    """What stands below a field: the findings of the text in it. `of` is the name of the field."""
    text = request.POST.get(request.POST.get("of", "text"), "")[:MOST]
    channel = request.POST.get("on", "")[:20]
    found = wording_findings(text, unit=person(request).unit, channel=channel)
    return render(
        request, "knowledge/wording/_findings.html", {"found": found, "written": bool(text.strip())}
    )


@needs()
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest) -> HttpResponse:
    """A text pasted in: what is found in it, marked where it stands."""
    form = WordingForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        text = form.cleaned_data["text"]
        found = wording_findings(text, unit=person(request).unit, channel=form.cleaned_data["channel"])
        context |= {"found": found, "written": True, "pieces": marked(text, found)}
    return render(request, "knowledge/wording/page.html", context)


@needs()
@require_GET
def wording_rules(request: HttpRequest) -> HttpResponse:
    """Every rule with examples, by category."""
    words = request.GET.get("words", "").strip()[:40]
    groups = rules_in_words(person(request).unit, words)
    return render(request, "knowledge/wording/rules.html", {"groups": groups, "words": words})
