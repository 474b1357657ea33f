# SPDX-License-Identifier: Apache-2.0
"""The form with which a leader closes the review of a broken promise."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.reviews import review_promise
from amends.apps.promises.forms import ReviewForm
from amends.apps.promises.views.detail import found_promise, summary
from amends.apps.promises.views.refusals import refusals_on
from amends.apps.promises.views.tables import address


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Say why a promise was not kept; 404 where nothing is to be reviewed."""
    promise, at, form = found_promise(request, number), timezone.now(), ReviewForm(request.POST or None)
    open_one = getattr(promise, "review", None)
    if open_one is None:
        raise Http404
    if form.is_valid():
        with refusals_on(form):
            review_promise(review=open_one, by=person(request), at=at, finding=form.cleaned_data["finding"])
            messages.success(request, _("已登记复核结论：%(number)s") % {"number": promise.number})
            return redirect(address(promise))
    context = {"form": form, "review": open_one, **summary(promise, at)}
    return render(request, "promises/review.html", context, status=422 if form.errors else 200)
