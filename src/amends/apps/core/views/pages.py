# SPDX-License-Identifier: Apache-2.0
"""Home, people, the log, and how far a job is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.actions.accounts import add_user, change_user, unlock_user
from amends.apps.core.actions.outbox import read_notices
from amends.apps.core.forms.people import NewUserForm, UserForm
from amends.apps.core.models import EventKind
from amends.apps.core.panels import panels_for
from amends.apps.core.queries.jobs import active_runs, failed_runs, job_run, stuck_messages, unread_notices
from amends.apps.core.queries.log import log_page
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import Right, Role


@require_GET
@needs()
def home(request: HttpRequest) -> HttpResponse:
    """What needs me now: notices, and a panel from each area that the role has to do with."""
    user = person(request)
    return render(request, "core/home.html", {"panels": panels_for(user), "notices": unread_notices(user)})


@require_POST
@needs()
def notices_read(request: HttpRequest) -> HttpResponse:
    """Put the notices away."""
    read_notices(user=person(request), at=timezone.now())
    return redirect("core:home")


@require_GET
@needs(Right.MANAGE_USERS)
def home_panel(request: HttpRequest) -> HttpResponse:
    """The system, as its administrator sees it on the home page."""
    scope = person(request).scope
    context = {"failed": failed_runs(scope), "active": active_runs(scope), "stuck": stuck_messages()}
    return render_panel(request, "core/_home_panel.html", context, title=_("系统"))


@require_GET
@needs()
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is; polled by the page that started it. Shown to who asked for it and to who may see runs."""
    run = job_run(pk, reader=person(request))
    if run is None:
        raise Http404
    return render(request, "core/_job.html", {"run": run})


@require_GET
@needs(Right.SEE_LOG)
def log(request: HttpRequest) -> HttpResponse:
    """The event log of the units that the person looks after, the newest first."""
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    page = log_page(person(request).scope, kind=kind, before=int(before) if before.isdecimal() else None)
    return render(request, "core/log.html", {"page": page, "kind": kind, "kinds": EventKind.choices})


@require_GET
@needs(Right.MANAGE_USERS)
def users(request: HttpRequest) -> HttpResponse:
    """The people of the organisation."""
    page = Paginator(people_within(person(request).scope), 50).get_page(request.GET.get("page"))
    return render(request, "core/users.html", {"page": page})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def user_new(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    me = person(request)
    form = NewUserForm(request.POST or None, scope=me.scope)
    if request.method == "POST" and form.is_valid():
        try:
            add_user(**form.chosen(), by=me, at=timezone.now())
            return redirect("core:users")
        except ValidationError as error:
            form.add_error("password", error)
        except IntegrityError:
            form.add_error("username", _("这个工号已经有人用了"))
    return render(request, "core/user_form.html", {"form": form, "title": _("新增人员")})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's role or unit, or switch the account off."""
    me = person(request)
    user = get_object_or_404(people_within(me.scope), pk=pk)
    initial = {"role": user.role, "unit": user.unit_id, "is_active": user.is_active}
    form = UserForm(request.POST or None, initial=initial, scope=me.scope)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        role, unit, on = Role(data["role"]), data["unit"], data["is_active"]
        change_user(user=user, role=role, unit=unit, is_active=on, by=me, at=timezone.now())
        return redirect("core:users")
    return render(request, "core/user_form.html", {"form": form, "title": str(user), "edited": user})


@require_POST
@needs(Right.MANAGE_USERS)
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try again who typed the wrong password too often."""
    me = person(request)
    user = get_object_or_404(people_within(me.scope), pk=pk)
    unlocked = unlock_user(user=user, by=me, at=timezone.now())
    words = _("已解除锁定，可以重新登录") if unlocked else _("这个账号没有被锁定")
    messages.success(request, words)
    return redirect("core:user_edit", pk)
