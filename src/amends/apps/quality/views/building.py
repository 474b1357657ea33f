# SPDX-License-Identifier: Apache-2.0
"""The builder of a service standard: sequence, steps, feelings, standards."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.standards import write_standard
from amends.apps.quality.forms.standards import MethodsForm, NormForm, StagesForm, StepsForm
from amends.apps.quality.models import DesignVersion, ServiceDesign
from amends.apps.quality.queries.measured import metric_names
from amends.apps.quality.queries.standards import element_names, lacking
from amends.apps.quality.rules.standards import Design, Norm, with_norm
from amends.apps.quality.views import standard_tables as tables
from amends.apps.quality.views.refusals import refusals_on
from amends.apps.quality.views.standards import found_draft, found_service

PARTS = {
    1: gettext_lazy("1 服务序列"),
    2: gettext_lazy("2 具体步骤"),
    3: gettext_lazy("3 改善感觉"),
    4: gettext_lazy("4 三种标准"),
}
LAST = 4


@require_http_methods(["GET", "POST"])
@needs(Right.SET_STANDARDS)
def build(request: HttpRequest, code: str, part: int) -> HttpResponse:
    """One of the four steps of a draft."""
    service = found_service(request, code)
    version = found_draft(service)
    if part not in PARTS:
        raise Http404
    if part == LAST:
        return _page(request, service, version, part, None)
    form = _form(request, version, part)
    if form.is_valid():
        with refusals_on(form):
            _write(request, version, form)
            return redirect("quality:build", code, part + 1)
    return _page(request, service, version, part, form)


def _write(request: HttpRequest, version: DesignVersion, form: StagesForm | StepsForm | MethodsForm) -> None:
    design = form.changed(version.design)
    write_standard(
        version=version,
        edits=form.cleaned_data["edits"],
        design=design,
        by=person(request),
        at=timezone.now(),
    )


def _form(request: HttpRequest, version: DesignVersion, part: int) -> StagesForm | StepsForm | MethodsForm:
    design, sent, seen = version.design, request.POST or None, {"edits": version.edits}
    if part == 1:
        stages = "\n".join(stage.name for stage in design.stages)
        return StagesForm(sent, initial={**seen, "stages": stages})
    if part == 2:
        return StepsForm(sent, design=design, initial=seen)
    return MethodsForm(sent, design=design, elements=element_names(), initial=seen)


def _page(
    request: HttpRequest, service: ServiceDesign, version: DesignVersion, part: int, form: Form | None
) -> HttpResponse:
    missing = lacking(version)
    context = {
        "service": service, "part": part, "form": form, "heading": PARTS[part],
        "groups": form.groups() if isinstance(form, MethodsForm) else [],
        "stages": tables.stages(version.design, element_names()) if part == LAST else [],
        "tabs": [
            {"label": words, "url": f"../{each}/", "current": each == part,
             "count": sum(1 for lack in missing if lack.part == each)}
            for each, words in PARTS.items()
        ],
        "lacks": tables.lack_lines([each for each in missing if each.part == part], service.code),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "quality/standards/build.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Right.SET_STANDARDS)
def norm(request: HttpRequest, code: str, first: int, second: int, third: int | None = None) -> HttpResponse:
    """One standard of a step: written, changed, or taken away."""
    service = found_service(request, code)
    version = found_draft(service)
    step, known = _known(version.design, first, second, third)
    form = NormForm(request.POST or None, initial=_begun(known) | {"edits": version.edits})
    if form.is_valid():
        said = None if "remove" in request.POST else form.norm()
        with refusals_on(form):
            design = with_norm(version.design, (first, second, third), said)
            write_standard(
                version=version, edits=form.cleaned_data["edits"], design=design,
                by=person(request), at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已保存。"))
            return redirect("quality:build", code, LAST)
    context = {"service": service, "form": form, "step": step, "known": known, "metrics": metric_names()}
    return render(request, "quality/standards/norm.html", context, status=422 if form.errors else 200)


def _known(design: Design, first: int, second: int, third: int | None) -> tuple[str, Norm | None]:
    try:
        step = design.stages[first].steps[second]
        return step.name, None if third is None else step.norms[third]
    except IndexError as error:
        raise Http404 from error


def _begun(known: Norm | None) -> dict[str, object]:
    if known is None:
        return {}
    names = ("words", "kind", "measure", "operator", "target", "unit", "source", "factor")
    return {name: getattr(known, name) for name in names}
