# SPDX-License-Identifier: Apache-2.0
"""Pages of service standards: what is in force, one service with its versions, publish and retire."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.actions.standards import (
    answer_improvement,
    begin_standard,
    draft_again,
    publish_standard,
    retire_standard,
)
from amends.apps.quality.forms.standards import AnswersForm, BeginForm
from amends.apps.quality.models import DesignVersion, ServiceDesign
from amends.apps.quality.models.standards import AREAS
from amends.apps.quality.queries.measured import measured_standards, month_before
from amends.apps.quality.queries.standards import (
    element_names,
    lacking,
    service_seen,
    services_seen,
    shown_mark,
    standards_in_force,
    topics,
    versions_of,
    wrote,
)
from amends.apps.quality.views import standard_tables as tables
from amends.apps.quality.views.refusals import refusals_on

NOTHING_SEEN = "nothing"


@require_GET
@needs()
def listed(request: HttpRequest) -> HttpResponse:
    """The services with standards of their own, and every standard in force with what was measured."""
    user, at = person(request), timezone.now()
    asked = request.GET.get("area", "")
    area = asked if asked in AREAS else "hall"
    found = [each for each in standards_in_force(user.scope) if each.area == area]
    period = month_before(timezone.localdate())
    measured = measured_standards(found, user.scope, period, at=at)
    context = {
        "services": tables.services(services_seen(user.scope)),
        "table": tables.in_force(measured),
        "tabs": [{"label": words, "url": f"?area={key}", "current": key == area} for key, words in AREAS.items()],
        "period": period,
        "may_set": user.may(Right.SET_STANDARDS),
    }  # fmt: skip
    return render(request, "quality/standards/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.SET_STANDARDS)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the standards of a service."""
    user = person(request)
    first = {"unit": user.unit_id, "covers": request.GET.get("covers", ""), "from_pack": True}
    form = BeginForm(request.POST or None, scope=user.scope, topics=topics(), initial=first)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_on(form):
            version = begin_standard(
                named=form.named(), unit=data["unit"], by=user, at=timezone.now(), from_pack=data["from_pack"]
            )
            return redirect("quality:build", version.service.code, 1)
    status = 422 if form.errors else 200
    return render(request, "quality/standards/begin.html", {"form": form}, status=status)


@require_GET
@needs()
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One service: the version in force, the draft with what it lacks, and the versions before."""
    service, user = found_service(request, code), person(request)
    versions = versions_of(service)
    shown = [each for each in versions if not each.is_draft or user.may(Right.SET_STANDARDS)]
    in_force = next((each for each in shown if each.published_at and not each.retired_at), None)
    draft = next((each for each in shown if each.is_draft), None)
    context = _drafted(draft, service, user) | {
        "service": service,
        "in_force": in_force,
        "stages": tables.stages(in_force.design, element_names()) if in_force else [],
        "draft": draft,
        "may_set": may_set(user, service),
        "versions": tables.versions(shown),
        "covers": topics().get(service.covers, ""),
    }
    return render(request, "quality/standards/page.html", context)


def _drafted(draft: DesignVersion | None, service: ServiceDesign, user: User) -> dict[str, object]:
    """The draft whole, as whoever publishes it must see it, with the mark of what is shown."""
    if draft is None:
        return {}
    return {
        "drafted": tables.stages(draft.design, element_names()),
        "mark": shown_mark(draft),
        "lacks": tables.lack_lines(lacking(draft), service.code),
        "own": wrote(draft, user),
        "answers": AnswersForm(scope=user.scope, initial={"answers": draft.answers_id}),
    }


@require_POST
@needs(Right.SET_STANDARDS)
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version."""
    service = found_service(request, code)
    try:
        draft_again(service=service, by=person(request), at=timezone.now())
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("quality:standard", code)
    return redirect("quality:build", code, 1)


@require_POST
@needs(Right.SET_STANDARDS)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the draft as the person was shown it."""
    version, seen = found_draft(found_service(request, code)), request.GET.get("seen", "")
    try:
        publish_standard(version=version, by=person(request), at=timezone.now(), seen=seen or NOTHING_SEEN)
        messages.success(request, _("已公布，从现在起按这一版执行。"))
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:standard", code)


@require_POST
@needs(Right.SET_STANDARDS)
def retire(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a version out of force, or drop the draft."""
    service = found_service(request, code)
    version = next((each for each in versions_of(service) if each.number == number), None)
    if version is None:
        raise Http404
    try:
        retire_standard(version=version, by=person(request), at=timezone.now())
        messages.success(request, _("已停用。"))
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:standard", code)


@require_POST
@needs(Right.SET_STANDARDS)
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """Say which improvement the draft answers."""
    version, user = found_draft(found_service(request, code)), person(request)
    form = AnswersForm(request.POST, scope=user.scope)
    if not form.is_valid():
        raise Http404
    try:
        answer_improvement(
            version=version, improvement=form.cleaned_data["answers"], by=user, at=timezone.now()
        )
        messages.success(request, _("已保存。"))
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:standard", code)


def found_service(request: HttpRequest, code: str) -> ServiceDesign:
    """The service of the address, of the person's unit, below or above it. Raises `Http404`."""
    found = service_seen(code, person(request).scope)
    if found is None:
        raise Http404
    return found


def found_draft(service: ServiceDesign) -> DesignVersion:
    """The draft of a service. Raises `Http404`."""
    found = next((each for each in versions_of(service) if each.is_draft), None)
    if found is None:
        raise Http404
    return found


def may_set(user: User, service: ServiceDesign) -> bool:
    """Whether somebody may write the standards of a service."""
    return user.may(Right.SET_STANDARDS) and user.scope.covers(service.unit.number)
