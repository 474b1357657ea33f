# SPDX-License-Identifier: Apache-2.0
"""Pages of materials: hand in a version, look at all of one, approve, withdraw, fetch the file."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.campaigns.materials import approve_version, withdraw_version, write_version
from amends.apps.promises.forms.campaigns.readiness import ApproveForm, MaterialForm, ReasonForm
from amends.apps.promises.models.campaigns import Campaign, MaterialVersion
from amends.apps.promises.queries.campaigns.content import words_of_material
from amends.apps.promises.queries.campaigns.materials import Registered, registered, version_of
from amends.apps.promises.views.campaigns.finding import address, form_page, found_campaign, may_plan
from amends.apps.promises.views.campaigns.tables import version_tag
from amends.apps.promises.views.refusals import refusals_on


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def material_new(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a version of a material."""
    campaign, user = found_campaign(request, code), person(request)
    begun = {name: request.GET.get(name, "") for name in ("name", "kind", "channel", "place")}
    form = MaterialForm(request.POST or None, request.FILES or None, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            version = write_version(campaign=campaign, by=user, at=timezone.now(), **form.said())
            return redirect("promises:material", code, version.material_id)
    return form_page(request, form, _("提交宣传材料"), campaign, multipart=True)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def material(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A material with all its versions, the newest first, and what is wrong with the words of each."""
    campaign = found_campaign(request, code)
    return _page(request, campaign, _found(campaign, key))


@require_POST
@needs(Right.MANAGE_RECOVERY)
def version_approve(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Approve a version."""
    campaign, form = found_campaign(request, code), ApproveForm(request.POST)
    version = _found_version(campaign, key)
    if form.is_valid():
        with refusals_on(form):
            approve_version(version=version, by=person(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已批准，这个版本开始使用。"))
            return redirect("promises:material", code, version.material_id)
    return _page(request, campaign, _found(campaign, version.material_id), refused=(version.pk, form))


@require_POST
@needs(Right.MANAGE_RECOVERY)
def version_withdraw(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take a version out of use."""
    campaign, form = found_campaign(request, code), ReasonForm(request.POST)
    version = _found_version(campaign, key)
    if form.is_valid():
        with refusals_on(form):
            withdraw_version(version=version, by=person(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已停用。"))
            return redirect("promises:material", code, version.material_id)
    return _page(request, campaign, _found(campaign, version.material_id), refused=(version.pk, form))


@require_GET
@needs(Right.SEE_CUSTOMERS)
def version_file(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The picture or PDF of a version, as a download."""
    version = _found_version(found_campaign(request, code), key)
    if version.file is None:
        raise Http404
    answer = HttpResponse(bytes(version.file), content_type=version.file_kind)
    ending = {"image/png": "png", "image/jpeg": "jpg"}.get(version.file_kind, "pdf")
    answer["Content-Disposition"] = f'attachment; filename="material-{version.pk}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(
    request: HttpRequest, campaign: Campaign, found: Registered, *, refused: tuple[int, Form] | None = None
) -> HttpResponse:
    user, plans = person(request), may_plan(request, campaign)
    versions = [_version(each, found, user, refused) for each in found.versions]
    context = {
        "campaign": campaign, "material": found.material, "versions": versions, "may_plan": plans,
        "may_write": user.may(Right.ASSIGN_CASES) and user.scope.covers(campaign.unit.number),
        "back": address(campaign),
    }  # fmt: skip
    return render(request, "promises/campaigns/material.html", context, status=422 if refused else 200)


def _version(
    each: MaterialVersion, found: Registered, user: User, refused: tuple[int, Form] | None
) -> dict[str, object]:
    form = refused[1] if refused and refused[0] == each.pk else None
    return {
        "row": each,
        "tag": version_tag(each, found.used),
        "check": words_of_material(each.text),
        "approvable": each.approved_at is None and each.withdrawn_at is None,
        "own": each.made_by_id == user.pk,
        "approve": form if isinstance(form, ApproveForm) else ApproveForm(auto_id=f"id_{each.pk}_%s"),
        "withdraw": form if isinstance(form, ReasonForm) else ReasonForm(auto_id=f"id_{each.pk}_%s"),
    }


def _found(campaign: Campaign, key: int) -> Registered:
    found = registered(campaign, key)
    if found is None:
        raise Http404
    return found


def _found_version(campaign: Campaign, key: int) -> MaterialVersion:
    found = version_of(campaign, key)
    if found is None:
        raise Http404
    found.material.campaign = campaign
    return found
