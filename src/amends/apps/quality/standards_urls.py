# SPDX-License-Identifier: Apache-2.0
"""Addresses of standards, checks, visits, commitments and the seven factors."""

from django.urls import URLPattern, path

from amends.apps.quality.views import building, checks, devices, factors, standards, visits

urlpatterns: list[URLPattern] = [
    path("standards/", standards.listed, name="standards"),
    path("standards/new/", standards.begin, name="standard_new"),
    path("standards/<slug:code>/", standards.page, name="standard"),
    path("standards/<slug:code>/draft/", standards.draft, name="standard_draft"),
    path("standards/<slug:code>/publish/", standards.publish, name="standard_publish"),
    path("standards/<slug:code>/answers/", standards.answers, name="standard_answers"),
    path("standards/<slug:code>/<int:number>/retire/", standards.retire, name="standard_retire"),
    path("standards/<slug:code>/build/<int:part>/", building.build, name="build"),
    path("standards/<slug:code>/norm/<int:first>/<int:second>/", building.norm, name="norm_new"),
    path("standards/<slug:code>/norm/<int:first>/<int:second>/<int:third>/", building.norm, name="norm"),
    path("checks/", checks.day, name="checks"),
    path("checks/own/", checks.own, name="own_checks"),
    path("checks/own/<slug:code>/", checks.check, name="own_check"),
    path("checks/home/", checks.home_panel, name="checks_home_panel"),
    path("checks/audit/", checks.audit_begin, name="audit_begin"),
    path("checks/audit/<int:key>/<slug:code>/", checks.audit_page, name="audit"),
    path("visits/", visits.listed, name="visits"),
    path("visits/new/", visits.new, name="visit_new"),
    path("visits/<int:key>/", visits.page, name="visit"),
    path("commitments/", devices.register, name="commitments"),
    path("devices/of/<str:code>/", devices.customer_panel, name="customer_panel"),
    path("devices/case/<slug:number>/", devices.case_panel, name="devices_case_panel"),
    path("devices/of/<str:code>/new/", devices.sale, name="sale"),
    path("devices/<int:key>/repair/", devices.repair, name="repair"),
    path("devices/calls/", devices.calls_panel, name="calls_panel"),
    path("devices/calls/<int:key>/", devices.call, name="call"),
    path("factors/", factors.page, name="factors"),
]
