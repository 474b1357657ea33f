# SPDX-License-Identifier: Apache-2.0
"""Help: the guides by role, and what they say of the page that somebody asks about."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.queries import guides
from amends.apps.core.rules.guides import guides_of


@require_GET
@needs()
def listed(request: HttpRequest) -> HttpResponse:
    """Every guide, those of one's own role first."""
    own, language = guides_of(person(request).role), get_language() or ""
    first = [found for name in own if (found := guides.guide(name, language))]
    others = [each for each in guides.role_guides(language) if each.name not in own]
    topics = guides.topics(language)
    return render(request, "core/help/list.html", {"own": first, "others": others, "topics": topics})


@require_GET
@needs()
def of_page(request: HttpRequest, page: str) -> HttpResponse:
    """What the guides say of one page."""
    language = get_language() or ""
    section = guides.help_for(page, language)
    if section is None:
        raise Http404
    context = {"section": section, "text": guides.as_html(section)}
    context["guide"] = guides.guide(section.guide, language)
    return render(request, "core/help/section.html", context)


@require_GET
@needs()
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide as a whole."""
    found = guides.guide(name, get_language() or "")
    if found is None:
        raise Http404
    parts = [(each, guides.as_html(each)) for each in found.sections]
    return render(request, "core/help/guide.html", {"guide": found, "parts": parts})


@require_GET
@needs()
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a guide."""
    path = guides.pictures().get(name)
    if path is None:
        raise Http404(request.path)
    return HttpResponse(path.read_bytes(), content_type="image/webp")
