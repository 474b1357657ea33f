# SPDX-License-Identifier: Apache-2.0
"""Addresses of questionnaires."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from amends.apps.surveys.views import builder, publishing, questionnaires


class CodeConverter(StringConverter):
    """The code of a questionnaire: in capitals, so that no other address of the area looks like one."""

    regex = "[A-Z][A-Z0-9-]{0,23}"


register_converter(CodeConverter, "questionnaire")

urlpatterns: list[URLPattern] = [
    path("", questionnaires.questionnaires, name="list"),
    path("new/", questionnaires.new, name="new"),
    path("starters/", questionnaires.load_all, name="starters"),
    path("<questionnaire:code>/", questionnaires.questionnaire, name="questionnaire"),
    path("<questionnaire:code>/edit/", builder.edit, name="edit"),
    path("<questionnaire:code>/edit/try/", builder.tried, name="edit_try"),
    path("<questionnaire:code>/edit/excel/", builder.excel_in, name="edit_excel"),
    path("<questionnaire:code>/v<int:number>/", publishing.version, name="version"),
    path("<questionnaire:code>/v<int:number>/excel/", publishing.excel_out, name="excel"),
    path("<questionnaire:code>/v<int:number>/publish/", publishing.published, name="publish"),
    path("<questionnaire:code>/v<int:number>/mapping/", publishing.mapping, name="mapping"),
    path("<questionnaire:code>/v<int:number>/draft/", questionnaires.draft, name="draft"),
    path("<questionnaire:code>/v<int:number>/drop/", questionnaires.drop, name="drop"),
    path("<questionnaire:code>/v<int:number>/retire/", questionnaires.retired, name="retire"),
]
